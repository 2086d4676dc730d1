"""A machine to try an installer on: a system's files, with all that is written to them kept apart, and no
network.

The files are a bare Debian that debootstrap has made, or for a quick look this machine's own. What is written
lands in a folder of its own (an overlay), so that afterwards it can be said what was. All mounts and
processes are in namespaces and end with them.
"""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from release import fonts
from setup.environment import SetUpError

USER, UID = "张三", 4321
HOME = "/home/张 三"
PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
NEEDS = ("unshare", "nsenter", "mount", "chroot", "dpkg-deb")
# Nothing of it may reach the host: mounts are made private first, and of the devices only the harmless ones
# are there.
_SET_UP = """
set -e
mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/root"
mount -t proc proc "$2/root/proc"
mount -t tmpfs tmpfs "$2/root/dev"
for node in null zero random urandom full; do
    touch "$2/root/dev/$node"; mount --bind /dev/$node "$2/root/dev/$node"
done
ln -s /proc/self/fd "$2/root/dev/fd"
mkdir -m 1777 "$2/root/dev/shm"
mount -t tmpfs -o mode=1777 tmpfs "$2/root/tmp"
mkdir "$2/root/tmp/.X11-unix" && mount --bind /tmp/.X11-unix "$2/root/tmp/.X11-unix"
echo ready
exec sleep infinity
"""


class Machine:
    """Runs commands on `base`, a system's root folder; `folder` takes what is written. Use it in a `with`."""

    def __init__(self, base: Path, folder: Path) -> None:
        self.base = base
        self.root = folder / "root"
        self.upper = folder / "upper"
        for name in ("root", "upper", "work"):
            (folder / name).mkdir(parents=True)
        Path("/tmp/.X11-unix").mkdir(mode=0o1777, exist_ok=True)
        # The first process of the namespaces sleeps for as long as they are needed; with it all others end.
        self._holder = subprocess.Popen(
            ["unshare", "-m", "-p", "--fork", "--kill-child", "sh", "-c", _SET_UP, "sh", base, folder],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._first = 0

    def __enter__(self) -> "Machine":
        assert self._holder.stdout
        if self._holder.stdout.readline() != "ready\n":
            raise SetUpError(f"The machine to try on could not be set up: {self._holder.communicate()[1]}")
        # unshare has forked: its child is the one in the namespaces.
        self._first = int(
            Path(f"/proc/{self._holder.pid}/task/{self._holder.pid}/children").read_text("ascii").split()[0]
        )
        # A name and a home with Chinese characters and a blank: a path that is not quoted somewhere fails
        # here first.
        account = f"{USER}:x:{UID}:{UID}::{HOME}:/bin/sh\n"
        (self.upper / "etc").mkdir(exist_ok=True)
        for name, line in (("passwd", account), ("group", f"{USER}:x:{UID}:\n")):
            known = (self.base / "etc" / name).read_text("utf-8")
            (self.upper / "etc" / name).write_text(known + line, "utf-8")
        self.call(["sh", "-c", f"umask 077; mkdir -p '{HOME}'; chown {UID}:{UID} '{HOME}'"])
        return self

    def __exit__(self, *_: object) -> None:
        self._holder.kill()
        self._holder.communicate()

    def command(self, *command: str, user: bool = True, network: bool = False, **settings: str) -> list[str]:
        """How the host runs a command on the machine:
        as an ordinary user unless told otherwise, and offline.
        """
        within = ["nsenter", "-t", str(self._first), "-m", "-p"]
        who = [f"--userspec={UID}:{UID}"] if user else []
        known = {
            "PATH": PATH,
            **({"HOME": HOME, "LANG": "C.UTF-8"} if user else {"HOME": "/root"}),
            **settings,
        }
        given = [f"{name}={value}" for name, value in known.items() if value]
        offline = [] if network else ["unshare", "-n"]
        return [*within, *offline, "chroot", *who, str(self.root), "env", "-i", *given, *command]

    def call(self, command: list[str], *, network: bool = False) -> str:
        """Runs it as root; what it says. Raises SetUpError when it fails."""
        done = subprocess.run(
            self.command(
                *command, user=False, network=network, DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8"
            ),
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode != 0:
            raise SetUpError(f"{done.stdout}{done.stderr}This failed on the machine: {' '.join(command)}")
        return done.stdout

    def tries(self, *command: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """Runs it as the user, offline."""
        return subprocess.run(
            self.command(*command, user=True, network=False, **settings),
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=300,
        )

    def hold(self, place: str) -> None:
        """Makes a folder read-only for everybody."""
        inside = str(self.root / place.lstrip("/"))
        holding = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"'
        subprocess.run(
            ["nsenter", "-t", str(self._first), "-m", "sh", "-c", holding, "sh", inside], check=True
        )

    def let_go(self, place: str) -> None:
        """Undoes `hold`."""
        inside = str(self.root / place.lstrip("/"))
        subprocess.run(["nsenter", "-t", str(self._first), "-m", "umount", inside], check=True)

    def put(self, path: Path, place: str) -> str:
        """Copies a file of the host into a folder of the machine; its path there."""
        # Through the machine itself: what is put into an overlay's folders from outside need not show in it.
        with path.open("rb") as source:
            writing = self.command(
                "sh", "-c", f"mkdir -p '{place}' && cat > '{place}/{path.name}'", user=False
            )
            subprocess.run(writing, stdin=source, check=True)
        return f"{place}/{path.name}"

    def written(self) -> dict[str, tuple[int, int]]:
        """Size and time of every file that was written, made or (with size -1) removed, by its path on the
        machine.
        """
        found: dict[str, tuple[int, int]] = {}
        for folder, _folders, names in os.walk(self.upper):
            for name in names:
                path = Path(folder, name)
                state = path.lstat()
                # An overlay notes a file that was removed as a character device without a number.
                gone = stat.S_ISCHR(state.st_mode)
                found[f"/{path.relative_to(self.upper)}"] = (-1 if gone else state.st_size, state.st_mtime_ns)
        return found


def bare_debian(suite: str, folder: Path | None = None, include: Iterable[str] = ()) -> Path:
    """The root folder of a bare Debian, made with debootstrap once and then kept. Raises SetUpError."""
    kept = folder or fonts.cache() / f"debian-{suite}"
    if (kept / "etc" / "debian_version").exists():
        return kept
    print(f"Making a bare Debian ({suite}) in {kept}", flush=True)
    unfinished = kept.with_name(f"{kept.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    command = [
        "debootstrap",
        "--variant=minbase",
        *([f"--include={','.join(include)}"] if include else []),
        suite,
        str(unfinished),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SetUpError(f"{done.stdout[-2000:]}{done.stderr}debootstrap failed.")
    shutil.rmtree(unfinished / "var" / "cache" / "apt" / "archives", ignore_errors=True)
    (unfinished / "var" / "cache" / "apt" / "archives" / "partial").mkdir(parents=True)
    # The name comes last: a debootstrap that was stopped half-way is not taken for a system.
    unfinished.rename(kept)
    return kept


def lacking(*programs: str) -> str:
    """Why this machine can hold no other; empty if it can."""
    if sys.platform != "linux":
        return "it is made with Linux's namespaces"
    if os.geteuid() != 0:
        return "only root may make namespaces and install there"
    missing = [name for name in (*NEEDS, *programs) if shutil.which(name) is None]
    if missing:
        return f"missing here: {', '.join(missing)}"
    overlay = "overlay" in Path("/proc/filesystems").read_text("ascii")
    return "" if overlay else "this system's kernel has no overlay file system"
