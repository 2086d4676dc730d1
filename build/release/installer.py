"""`dev.py installer`: what people install, under dist/: a .deb, a portable .tar.xz, their checksums, licences
and parts.
"""

import gzip
import hashlib
import lzma
import os
import platform
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import time
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from release import elf, fonts, freezer, inventory, windows_setup
from setup.environment import Environment, SetUpError

NAME = freezer.NAME
HOME = Path("opt") / NAME
LINUX = Path(__file__).resolve().parent / "linux"
PAGE = Path(__file__).resolve().parent / "it-department.md"
ICON_SIZES = (32, 48, 64, 128, 256)
COMPRESSION = 6
"""Of xz; 9 makes the files smaller by a hundredth, in twice the time."""

FROM_SYSTEM = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libexpat.so.1": "libexpat1",
    "libglib-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libz.so.1": "zlib1g",
}
"""What the program takes from the system, and the Debian package that has it: what every desktop has
installed.
"""
IF_THERE = {
    "libcups.so.2": "libcups2t64 | libcups2",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
"""What only some of Qt's plugins ask for, which are passed over where it is lacking."""
LIBC = re.compile(r"(lib(c|m|dl|rt|pthread|util|resolv)|ld-linux-[\w-]+)\.so\.\d")
MACHINES = {"x86_64": "amd64", "aarch64": "arm64", "loongarch64": "loong64"}


@dataclass(frozen=True, slots=True)
class Release:
    """One version for one kind of machine, made at a moment: that of the last commit, so that it is the same
    every time.
    """

    version: str
    machine: str
    epoch: int

    @property
    def stem(self) -> str:
        """How the names of its files begin."""
        return f"{NAME}_{self.version}_{self.machine}"

    @property
    def date(self) -> str:
        """Its day."""
        return time.strftime("%Y-%m-%d", time.gmtime(self.epoch))

    @property
    def moment(self) -> str:
        """Its moment, in UTC."""
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.epoch))


def release(root: Path) -> Release:
    """What is made of the checkout in `root`, on this machine."""
    version = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    asked = ["git", "-C", root, "log", "-1", "--format=%ct"]
    # The name that reproducible builds have agreed on; dpkg-deb reads it too.
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if not told:
        try:
            told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        except (OSError, subprocess.CalledProcessError) as error:
            raise SetUpError(
                "The moment of the release is that of the last commit; without git, set SOURCE_DATE_EPOCH."
            ) from error
    return Release(version, MACHINES.get(platform.machine(), platform.machine()), int(told))


def make(environment: Environment) -> int:
    """Makes all of it; 0 if it is whole."""
    if sys.platform == "win32":
        return _make_for_windows(environment)
    if sys.platform != "linux" or shutil.which("dpkg-deb") is None:
        raise SetUpError("Installers are made on Debian and its kin, or on Windows.")
    this = release(environment.root)
    # For dpkg-deb and PyInstaller, which write the moment into what they make.
    os.environ["SOURCE_DATE_EPOCH"] = str(this.epoch)
    if freezer.freeze(environment, fonts.provide(environment)) != 0:
        return 1
    made = pack(environment, this, environment.root / "dist")
    for path in made:
        print(f"{path.stat().st_size / 1e6:7.1f} MB  {path.relative_to(environment.root)}", flush=True)
    return 0


def _make_for_windows(environment: Environment) -> int:
    windows_setup.compiler()
    if freezer.freeze(environment, fonts.provide(environment)) != 0:
        return 1
    dist, this = environment.root / "dist", release(environment.root)
    made = windows_setup.build_setup(dist / NAME, this.version, dist)
    parts = inventory.parts(environment, dist / "pyinstaller" / NAME / "contents.json")
    papers = [dist / f"{NAME}_{this.version}_windows{ending}" for ending in (".cdx.json", "_licences.txt")]
    inventory.write_sbom(parts, this.version, this.moment, papers[0])
    inventory.write_list(parts, this.version, papers[1])
    _write_sums([made, *papers], dist)
    return 0


def pack(environment: Environment, this: Release, dist: Path, *, quickly: bool = False) -> list[Path]:
    """From the frozen program in `dist` the files that are handed out. Raises SetUpError for what nobody has.

    `quickly`: the .deb alone, not made small.
    """
    # Files of another version would be handed out with these.
    for old in [*dist.glob(f"{NAME}_*"), dist / "SHA256SUMS"]:
        old.unlink(missing_ok=True)
    parts = inventory.parts(environment, dist / "pyinstaller" / NAME / "contents.json")
    sbom, listed, page = (
        dist / f"{this.stem}{ending}" for ending in (".cdx.json", "_licences.txt", "_IT部门须知.md")
    )
    inventory.write_sbom(parts, this.version, this.moment, sbom)
    inventory.write_list(parts, this.version, listed)
    depends, recommends, glibc = leans_on(dist / NAME)
    page.write_text(_filled(PAGE, this, DEPENDS=", ".join(depends), RUNS_ON=_runs_on(this, glibc)), "utf-8")
    papers = dist / "papers"
    shutil.rmtree(papers, ignore_errors=True)
    inventory.write_texts(parts, environment.root, papers)
    stage = dist / "stage"
    _stage(environment, this, stage, dist / NAME, (sbom, listed, page), papers)
    made = [
        build_deb(stage, this, dist / f"{this.stem}.deb", depends, recommends, 0 if quickly else COMPRESSION)
    ]
    if quickly:
        return made
    made.append(_build_portable(this, stage, dist / f"{this.stem}_portable.tar.xz", COMPRESSION))
    made += [sbom, listed, page]
    return [*made, _write_sums(made, dist)]


def _write_sums(files: Iterable[Path], dist: Path) -> Path:
    sums = dist / "SHA256SUMS"
    sums.write_text("".join(f"{_digest(path)}  {path.name}\n" for path in sorted(files)), "utf-8")
    return sums


def leans_on(program: Path) -> tuple[list[str], list[str], tuple[int, ...]]:
    """Debian packages that the program needs and that it uses if they are there, and the glibc that it needs.

    Raises SetUpError for a library that is neither inside nor among what every desktop has.
    """
    files = [path for path in sorted(program.rglob("*")) if path.is_file() and not path.is_symlink()]
    # Links too: libraries ask for one another by the names of links.
    inside = {path.name for path in program.rglob("*")}
    outside = {
        library: path
        for path in files
        for library in elf.needed(path) - inside
        if not LIBC.fullmatch(library)
    }
    if unknown := outside.keys() - FROM_SYSTEM.keys() - IF_THERE.keys():
        raise SetUpError(
            "; ".join(
                f"{outside[library]} needs {library}, which is not inside" for library in sorted(unknown)
            )
        )
    glibc, _ = elf.wanted_glibc(files)
    libc = f"libc6 (>= {'.'.join(map(str, glibc))})"
    needs = sorted({package for library, package in FROM_SYSTEM.items() if library in outside})
    return (
        [libc, *needs],
        sorted({package for library, package in IF_THERE.items() if library in outside}),
        glibc,
    )


def build_deb(
    stage: Path,
    this: Release,
    path: Path,
    depends: Iterable[str],
    recommends: Iterable[str],
    compression: int,
) -> Path:
    """The .deb of what lies in `stage`."""
    control = stage / "DEBIAN"
    shutil.rmtree(control, ignore_errors=True)
    control.mkdir()
    # In KiB, each file rounded up, as dpkg counts.
    size = sum(-(-entry.lstat().st_size // 1024) for entry in stage.rglob("*") if not entry.is_dir())
    fields = {
        "Package": NAME,
        "Version": this.version,
        "Architecture": this.machine,
        "Maintainer": "Plan Reader developers <plan-reader@localhost>",
        "Installed-Size": str(size),
        "Depends": ", ".join(depends),
        "Recommends": ", ".join([*recommends, "shared-mime-info", "desktop-file-utils"]),
        "Section": "text",
        "Priority": "optional",
        "Description": "offline reader for Five-Year Plans (规划阅读器)\n"
        " 离线阅读、查找规划纲要，查看规划项目表，做批注，按章打印。\n"
        " 程序、字体和随带的规划都在包内；不连接网络。",
    }
    (control / "control").write_text("".join(f"{name}: {value}\n" for name, value in fields.items()), "utf-8")
    preinst = control / "preinst"
    preinst.write_text(_filled(LINUX / "preinst", this), "utf-8")
    files = [entry for entry in sorted(stage.rglob("*")) if entry.is_file() and control not in entry.parents]
    sums = (
        f"{hashlib.md5(entry.read_bytes()).hexdigest()}  {entry.relative_to(stage)}\n"
        for entry in files
        if not entry.is_symlink()
    )
    (control / "md5sums").write_text("".join(sums), "utf-8")
    _settle(stage, this.epoch)
    options = (
        ["--root-owner-group", "-Zxz", f"-z{compression}"]
        if compression
        else ["--root-owner-group", "-Znone"]
    )
    subprocess.run(
        ["dpkg-deb", *options, "--build", stage, path],
        check=True,
        stdout=subprocess.DEVNULL,
        # The moment that dpkg writes beside each part of the package; without it, that of the call.
        env={**os.environ, "SOURCE_DATE_EPOCH": str(this.epoch)},
    )
    return path


def _stage(
    environment: Environment,
    this: Release,
    stage: Path,
    program: Path,
    papers: tuple[Path, ...],
    licences: Path,
) -> None:
    """What is installed, in the places where it is installed."""
    shutil.rmtree(stage, ignore_errors=True)
    shutil.copytree(program, stage / HOME, symlinks=True)
    shutil.copytree(licences, stage / HOME / "licences")
    share = stage / "usr" / "share"
    (stage / "usr" / "bin").mkdir(parents=True)
    (stage / "usr" / "bin" / NAME).symlink_to(f"/{HOME}/{NAME}")
    for folder, name in (("applications", "desktop"), ("mime/packages", "xml"), ("metainfo", "metainfo.xml")):
        (share / folder).mkdir(parents=True)
        (share / folder / f"{NAME}.{name}").write_text(_filled(LINUX / f"{NAME}.{name}", this), "utf-8")
    icons = share / "icons" / "hicolor"
    drawing = environment.root / "resources" / "icons" / f"{NAME}.svg"
    (icons / "scalable" / "apps").mkdir(parents=True)
    shutil.copyfile(drawing, icons / "scalable" / "apps" / drawing.name)
    if environment.run(LINUX / "draw_icons.py", drawing, icons, *map(str, ICON_SIZES)) != 0:
        raise SetUpError("The icons could not be drawn; the reason stands above.")
    doc = share / "doc" / NAME
    doc.mkdir(parents=True)
    for paper in papers:
        shutil.copyfile(paper, doc / paper.name)
    # Debian looks for licences under this name.
    shutil.copyfile(papers[1], doc / "copyright")
    # Without a time inside, or no two builds were the same.
    (doc / "NEWS.gz").write_bytes(gzip.compress((environment.root / "CHANGELOG.md").read_bytes(), mtime=0))


def _build_portable(this: Release, stage: Path, path: Path, compression: int) -> Path:
    """The folder that needs no installation; its own `data` says that everything stays inside."""
    top = f"{NAME}-{this.version}"
    share = stage / "usr" / "share"
    extra = {
        "register.sh": (LINUX / "register.sh").read_bytes(),
        "使用说明.txt": _filled(LINUX / "portable.txt", this).encode(),
        "share/plan-reader.desktop": (share / "applications" / f"{NAME}.desktop").read_bytes(),
        "share/plan-reader.xml": (share / "mime" / "packages" / f"{NAME}.xml").read_bytes(),
        "share/plan-reader.svg": (
            share / "icons" / "hicolor" / "scalable" / "apps" / f"{NAME}.svg"
        ).read_bytes(),
    }
    papers = share / "doc" / NAME
    extra |= {
        f"share/{paper.name}": paper.read_bytes()
        for paper in sorted(papers.iterdir())
        if paper.name.startswith(this.stem)
    }
    building = stage.parent / "portable"
    shutil.rmtree(building, ignore_errors=True)
    shutil.copytree(stage / HOME, building / top, symlinks=True)
    (building / top / "data").mkdir()
    for name, content in extra.items():
        (building / top / name).parent.mkdir(exist_ok=True)
        (building / top / name).write_bytes(content)
    _settle(building, this.epoch)
    # After _settle, which takes it for a text.
    (building / top / "register.sh").chmod(0o755)
    with (
        lzma.open(path, "wb", preset=compression) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar,
    ):
        # Sorted: the order in which a file system lists a folder is another on every machine.
        for entry in [building / top, *sorted((building / top).rglob("*"))]:
            tar.add(entry, str(entry.relative_to(building)), recursive=False, filter=_nobodys)
    shutil.rmtree(building)
    return path


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


def _settle(folder: Path, epoch: int) -> None:
    """The same rights and times, whoever builds and whenever."""
    for entry in [folder, *folder.rglob("*")]:
        if not entry.is_symlink():
            runs = entry.is_dir() or entry.stat().st_mode & stat.S_IXUSR or entry.name == "preinst"
            entry.chmod(0o755 if runs else 0o644)
        os.utime(entry, (epoch, epoch), follow_symlinks=False)


def _runs_on(this: Release, glibc: tuple[int, ...]) -> str:
    system = ".".join(map(str, glibc))
    return (
        f"处理器 {this.machine}，系统库 glibc {system} 或更新（`ldd --version` 可查）；"
        "图形界面为 X11 或 Wayland。"
    )


def _filled(path: Path, this: Release, **more: str) -> str:
    text = path.read_text("utf-8")
    for name, value in {"VERSION": this.version, "ARCH": this.machine, "DATE": this.date, **more}.items():
        text = text.replace(f"@{name}@", value)
    return text


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
