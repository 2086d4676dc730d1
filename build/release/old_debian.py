"""`dev.py installer --oldest`: the same installer, made in a bare Debian 11, so that it also runs on desktops
with glibc 2.31.

Python is compiled there from Debian's own source package of it; that takes a while, once. The packages are
the lock file's.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from release import fonts, installer, machine
from release.machine import Machine
from release.wheels import download
from setup import system
from setup.environment import Environment, SetUpError

SUITE, SOURCES = "bullseye", "bookworm"
"""Where it is made, and where Python's source package is taken from: the older Debian has no Python that
suits.
"""
PYTHON = "python3.11"
PLATFORMS = (
    "manylinux_2_31",
    "manylinux_2_28",
    "manylinux_2_27",
    "manylinux_2_17",
    "manylinux2014",
    "manylinux_2_5",
    "manylinux1",
)
"""What a wheel may ask for that is to run with glibc 2.31."""
_TO_COMPILE = (
    "build-essential dpkg-dev binutils zlib1g-dev libffi-dev libsqlite3-dev liblzma-dev libbz2-dev "
    "libexpat1-dev uuid-dev"
)
_COMPILING = r"""
set -e
cd /usr/src && dpkg-source --no-check -x python3.11_*.dsc python >/dev/null
mkdir python/made && cd python/made
# Without OpenSSL: the program is offline. Debian's changes to the source want the system's expat.
../configure --prefix=/opt/python --enable-shared --with-system-expat --without-ensurepip \
    py_cv_module__ssl=n/a LDFLAGS=-Wl,-rpath=/opt/python/lib >/usr/src/compile.log 2>&1
make -j"$(nproc)" >>/usr/src/compile.log 2>&1
make install >>/usr/src/compile.log 2>&1
# One of Debian's changes lets pyexpat look into the core, which it only may when it says so.
made=/opt/python/bin/python3.11
ask='import sysconfig; print(sysconfig.get_config_var("DESTSHARED"), sysconfig.get_config_var("EXT_SUFFIX"))'
cd ../Modules && set -- $($made -c "$ask")
for module in pyexpat _elementtree; do
    gcc -pthread -shared -fPIC -O2 -DNDEBUG -DPy_BUILD_CORE_MODULE -DUSE_PYEXPAT_CAPI \
        -I../Include -I../Include/internal -I/opt/python/include/python3.11 \
        $module.c -o "$1/$module$2" -lexpat
done
$made -c 'import _elementtree, _sqlite3, bz2, ctypes, lzma, pyexpat, uuid, zlib'
rm -rf /usr/src/python*
"""
_MAKING = """
import os, sys
sys.path.insert(0, "/project/build")
from release import installer
from setup.environment import Environment
from pathlib import Path
sys.exit(installer.make(Environment(Path("/project"))))
"""


def make(environment: Environment) -> int:
    """Makes the installer there, and brings it into dist/."""
    if why := machine.lacking("debootstrap", "git"):
        raise SetUpError(f"The installer for older desktops is made by root on Debian or its kin: {why}.")
    this = installer.release(environment.root)
    shipped = fonts.provide(environment)
    base = _debian_with_python()
    with (
        tempfile.TemporaryDirectory(prefix="plan-reader-oldest-", dir=fonts.cache()) as folder,
        Machine(base, Path(folder)) as there,
    ):
        project = there.upper / "project"
        _bring(environment, there, shipped)
        there.call(["/opt/python/bin/python3.11", "-m", "venv", "--without-pip", "/project/.venv"])
        # That Python is made without pip: the environment's own goes along.
        pip = environment.packages / "pip"
        _send(there, pip.parent, [pip.name], "/project/.venv/lib/python3.11/site-packages")
        wheels = Path(folder) / "wheels"
        platforms = [f"{platform}_{os.uname().machine}" for platform in PLATFORMS]
        download(environment, environment.lock, wheels, platforms)
        _send(there, wheels.parent, [wheels.name], "/srv")
        install = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-index",
            "--find-links",
            "/srv/wheels",
            "--require-hashes",
        ]
        there.call(["/project/.venv/bin/python", *install, "-r", "/project/build/requirements.lock"])
        print(f"Making it in Debian's {SUITE}", flush=True)
        command = there.command(
            "/opt/python/bin/python3.11",
            "-c",
            _MAKING,
            user=False,
            SOURCE_DATE_EPOCH=str(this.epoch),
            LC_ALL="C.UTF-8",
        )
        if subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode != 0:
            return 1
        dist = environment.root / "dist"
        dist.mkdir(exist_ok=True)
        for old in dist.glob(f"{installer.NAME}_*"):
            old.unlink()
        for path in [
            *sorted((project / "dist").glob(f"{installer.NAME}_*")),
            project / "dist" / "SHA256SUMS",
        ]:
            shutil.copyfile(path, dist / path.name)
        shutil.rmtree(dist / "oldest", ignore_errors=True)
        shutil.copytree(project / "dist" / installer.NAME, dist / "oldest", symlinks=True)
    return 0


def _debian_with_python() -> Path:
    """The root folder of a bare Debian with what freezing takes, kept between builds."""
    kept = fonts.cache() / f"debian-{SUITE}-{PYTHON}"
    if (kept / "opt" / "python" / "finished").exists():
        return kept
    shutil.rmtree(kept, ignore_errors=True)
    include = [*_TO_COMPILE.split(), *system.LIBRARIES.values()]
    machine.bare_debian(SUITE, kept, include)
    print("Compiling Python there; this takes some minutes, once", flush=True)
    sources = kept / "usr" / "src"
    _take_source(sources)
    within = [
        "unshare",
        "-m",
        "sh",
        "-c",
        'mount -t proc proc "$1/proc" && exec chroot "$1" sh -c "$2"',
        "sh",
        kept,
        _COMPILING,
    ]
    environment = {"PATH": machine.PATH, "HOME": "/root", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        within, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode != 0:
        raise SetUpError(f"{done.stderr}Compiling Python failed; {sources / 'compile.log'} says why.")
    # Last, so that a folder in which compiling was stopped is made anew.
    (kept / "opt" / "python" / "finished").touch()
    return kept


def _mirror() -> str:
    """Where this machine's own apt takes Debian from. Raises SetUpError."""
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
    # The place of security updates has only those.
    places = [place for place in told if "security" not in place]
    if not places:
        raise SetUpError("apt knows no place of Debian's packages; run `apt-get update` first.")
    return places[0]


def _take_source(folder: Path) -> None:
    """Debian's source package of Python, checked by apt against Debian's signature."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as lists:
        listed = Path(lists) / "sources.list"
        listed.write_text(f"deb-src {_mirror()} {SOURCES} main\n", "ascii")
        (Path(lists) / "lists" / "partial").mkdir(parents=True)
        options = [
            f"Dir::Etc::sourcelist={listed}",
            "Dir::Etc::sourceparts=-",
            f"Dir::State::lists={lists}/lists",
        ]
        options = [part for option in [*options, "APT::Sandbox::User=root"] for part in ("-o", option)]
        for command in (["update"], ["source", "--download-only", PYTHON]):
            done = subprocess.run(
                ["apt-get", *options, *command], cwd=folder, capture_output=True, text=True, check=False
            )
            if done.returncode != 0:
                raise SetUpError(f"{done.stderr}Debian's source package of {PYTHON} can't be had.")


def _bring(environment: Environment, there: Machine, shipped: Path) -> None:
    """The project as it is committed, the plan that was built, and the fonts."""
    root = environment.root
    archive = subprocess.run(
        ["git", "-C", root, "archive", "--prefix=project/", "HEAD"], capture_output=True, check=True
    ).stdout
    _unpack(there, archive, "/")
    _send(there, root, ["resources/ready"], "/project")
    _send(there, shipped.parent, [shipped.name], "/root/.cache/plan-reader-build")


def _send(there: Machine, folder: Path, names: list[str], place: str) -> None:
    packed = subprocess.run(["tar", "-c", "-C", folder, *names], capture_output=True, check=True).stdout
    _unpack(there, packed, place)


def _unpack(there: Machine, archive: bytes, place: str) -> None:
    unpack = f"mkdir -p '{place}' && tar -x -C '{place}'"
    subprocess.run(there.command("sh", "-c", unpack, user=False), input=archive, check=True)
