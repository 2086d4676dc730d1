"""`dev.py verify`: the .deb on a machine that has never seen the project: installed, used as a reader does,
taken off again.
"""

import contextlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from release import installer, machine
from release.machine import HOME, Machine
from setup.environment import Environment, SetUpError
from verify import screen
from verify.screen import Screen

SUITE, OLDEST = "bookworm", "bullseye"
OLDER = "0.0.1"
"""The version that is upgraded from: the same program under an older number, until there is an older one."""
TITLE = "规划阅读器"
DATA = f"{HOME}/.local/share/plan-reader"
OWN = (f"{HOME}/", "/dev/", "/proc/", "/tmp/.X11-unix/")
"""Where the program may write."""
_TEXT: screen.Area = (420, 150, 1060, 700)
_CHAPTER = (90, 255)
"""A row of the chapter tree, in the window."""
_PDF = (-323, -30)
"""The button in the print dialog, in its lower right corner."""
_CHANGING = (
    "openat open creat mkdir mkdirat rename renameat renameat2 unlink unlinkat link linkat symlink symlinkat"
).split()
_DARK = 0.02
"""Part of a page of text that is ink."""


class FaultError(Exception):
    """Something is not as it has to be; the text says what."""


def run(environment: Environment, *, oldest: bool = False) -> int:
    """The whole of it, on a bare Debian, or on the `oldest` that it is made for; 0 if all is well."""
    if why := machine.lacking("debootstrap", "strace", *screen.PROGRAMS):
        raise SetUpError(f"An installer is verified by root on Debian or its kin: {why}.")
    this = installer.release(environment.root)
    deb = environment.root / "dist" / f"{this.stem}.deb"
    if not deb.exists() and installer.make(environment) != 0:
        return 1
    portable = deb.with_name(f"{this.stem}_portable.tar.xz")
    suite = OLDEST if oldest else SUITE
    print(f"Verifying {deb.name} on Debian's {suite}", flush=True)
    try:
        verify(deb, machine.bare_debian(suite), portable)
    except (FaultError, screen.NothingHappensError) as error:
        print(f"FAILED: {error}")
        return 1
    print("Verified: everything is as it has to be.")
    return 0


def verify(deb: Path, base: Path, portable: Path | None) -> None:
    """All steps on the system in `base`. Raises FaultError, NothingHappensError or SetUpError."""
    with (
        tempfile.TemporaryDirectory(prefix="plan-reader-verify-") as folder,
        Machine(base, Path(folder)) as there,
    ):
        with step("install an older version, and what it needs"):
            older = there.put(_renumbered(deb, Path(folder), OLDER), "/srv")
            newer = there.put(deb, "/srv")
            _install(there, older)
        before = there.written()
        there.hold("/opt")
        with step(
            "self-test offline, /opt read-only, with and without HOME, in a bare terminal and a Chinese one"
        ):
            for settings in ({}, {"HOME": ""}, {"LANG": ""}, {"LANG": "zh_CN.UTF-8"}):
                _self_test(there, **settings)
        with step("read, search, mark and print in the window, traced"):
            traces = Path(folder) / "traces"
            _use(there, traces)
            _look_for_strays(there, before, traces)
        with step("open again: the mark is there, and where it was read"):
            _reopen(there)
        with step("import and export every kind of file"):
            _exchange(there)
        there.let_go("/opt")
        marks = _marks(there)
        with step(f"upgrade from {OLDER}"):
            there.call(["dpkg", "-i", newer])
            _same(marks, _marks(there), "the marks after the upgrade")
            _self_test(there)
        with step("an older version over it is refused in words"):
            _refuse(there, older)
            _same(marks, _marks(there), "the marks after a refused downgrade")
        with step("purge: the program goes, the reader's files stay"):
            own = {path for path in there.written() if path.startswith(f"{DATA}/")}
            there.call(["dpkg", "--purge", installer.NAME])
            _gone(there, before)
            if own - there.written().keys() or not any(path.endswith("/user.db") for path in own):
                raise FaultError("purging has removed files of the reader")
        if portable is not None:
            with step("the portable form keeps everything inside its folder"):
                _carry(there, portable)


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Says what is done and how long it took."""
    print(f"· {name}", end="", flush=True)
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f": ok, {time.monotonic() - begun:.1f} s", flush=True)


def _renumbered(deb: Path, folder: Path, version: str) -> Path:
    """The same .deb under another version, quickly made."""
    tree = folder / "renumbered"
    subprocess.run(["dpkg-deb", "-R", deb, tree], check=True)
    own = subprocess.run(
        ["dpkg-deb", "-f", deb, "Version"], capture_output=True, text=True, check=True
    ).stdout.strip()
    # preinst refuses a newer version than its own: the number stands in it too.
    for name in ("control", "preinst"):
        path = tree / "DEBIAN" / name
        path.write_text(path.read_text("utf-8").replace(own, version), "utf-8")
    path = folder / f"{installer.NAME}_{version}.deb"
    subprocess.run(
        ["dpkg-deb", "-Znone", "--root-owner-group", "-b", tree, path], check=True, stdout=subprocess.DEVNULL
    )
    shutil.rmtree(tree)
    return path


def _install(there: Machine, deb: str) -> None:
    """With what it needs from the system: from the network where that is not there yet."""
    done = subprocess.run(
        there.command("dpkg", "-i", deb, user=False), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        there.call(["apt-get", "update"], network=True)
        there.call(["apt-get", "install", "-y", "--no-install-recommends", "-f"], network=True)
    if "installed" not in there.call(["dpkg-query", "-W", "-f", "${Status}", installer.NAME]):
        raise FaultError(f"not installed: {done.stderr}")


def _self_test(there: Machine, **settings: str) -> None:
    done = there.tries("plan-reader", "selftest", "--json", QT_QPA_PLATFORM="offscreen", **settings)
    if done.returncode != 0 or done.stderr:
        raise FaultError(
            f"self-test with {settings}: exit code {done.returncode}, on stderr: {done.stderr}{done.stdout}"
        )
    report = json.loads(done.stdout)
    if not (report["passed"] and report["frozen"]):
        raise FaultError(f"self-test with {settings}: {done.stdout}")


@contextlib.contextmanager
def _window(there: Machine, shown: Screen, traced: Path | None = None) -> Iterator[str]:
    """The program's window with the plan's text in it; afterwards it is closed,
    and must have said nothing.
    """
    # Without a desktop there is no bus; D-Bus would start one of its own, which outlives the window.
    command = there.command("plan-reader", DISPLAY=shown.name, DBUS_SESSION_BUS_ADDRESS="disabled:")
    if traced is not None:
        traced.mkdir()
        watched = f"trace=%network,{','.join(_CHANGING)}"
        command = [
            "strace",
            "-ff",
            "--seccomp-bpf",
            "-qq",
            "-s",
            "300",
            "-e",
            watched,
            "-o",
            str(traced / "trace"),
            *command,
        ]
    with tempfile.TemporaryFile() as said:
        program = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        try:
            window = shown.wait_for_window(TITLE, program)
            shown.fill(window)
            _until(shown, _has_text, "no text in the window")
            yield window
            code = _close(shown, window, program)
        finally:
            if program.poll() is None:
                program.kill()
                program.wait()
        said.seek(0)
        if words := said.read().decode("utf-8", "replace"):
            raise FaultError(f"stray output: {words}")
        if code != 0:
            raise FaultError(f"the window's exit code is {code}")


def _close(shown: Screen, window: str, program: "subprocess.Popen[bytes]") -> int:
    """By the keyboard; the exit code.

    Keys go to the window that is in front, which may still be a dialog that is going.
    """
    for _ in range(4):
        shown.bring(window)
        shown.press("ctrl+q")
        with contextlib.suppress(subprocess.TimeoutExpired):
            return program.wait(screen.PATIENCE / 2)
    raise FaultError("the window does not close")


def _has_text(picture: bytes) -> bool:
    found = screen.colours(picture, _TEXT)
    return sum(count for colour, count in found.items() if max(colour) < 110) > _DARK * found.total()


def _until(shown: Screen, true: Callable[[bytes], bool], otherwise: str) -> bytes:
    end = time.monotonic() + screen.PATIENCE
    while time.monotonic() < end:
        picture = shown.settled()
        if true(picture):
            return picture
    raise FaultError(otherwise)


def _use(there: Machine, traces: Path) -> None:
    """What a reader does on the first day."""
    with Screen() as shown, _window(there, shown, traces) as window:
        first = shown.settled()
        shown.click(window, *_CHAPTER)
        chapter = shown.settled(first)
        if not _has_text(chapter):
            raise FaultError("no text after a click in the chapter tree")
        shown.press("ctrl+k")
        shown.type("hst")
        found = shown.settled(chapter)
        shown.press("F3")
        hit = shown.settled(found)
        shown.press("ctrl+2")
        shown.drag(_TEXT[0] + 80, 420, _TEXT[2] - 200)
        selected = shown.settled(hit)
        shown.press("alt+1")
        shown.settled(selected)
        shown.press("ctrl+d")
        shown.settled()
        shown.press("ctrl+p")
        dialog = shown.wait_for_window("打印")
        shown.settled()
        _save_pdf(there, shown, dialog)
        shown.press("Escape")
        shown.settled()
    kinds = {mark["kind"] for mark in _marks(there)}
    if not {"highlight", "bookmark"} <= kinds:
        raise FaultError(f"marks that were made in the window: {kinds}")


def _save_pdf(there: Machine, shown: Screen, dialog: str) -> None:
    before = shown.picture()
    shown.click(dialog, *_PDF)
    shown.settled(before)
    shown.press("Return")
    end = time.monotonic() + screen.PATIENCE
    while time.monotonic() < end:
        made = [
            path
            for path in there.upper.joinpath(HOME.lstrip("/")).rglob("*.pdf")
            # A PDF ends so: one that is still being written doesn't.
            if path.read_bytes().rstrip().endswith(b"%%EOF")
        ]
        if made:
            shown.settled()
            return
        shown.settled()
    raise FaultError("no PDF was saved")


def _reopen(there: Machine) -> None:
    marks = _marks(there)
    with Screen() as shown, _window(there, shown):
        _until(shown, _has_text, "no text when opened again")
    _same(marks, _marks(there), "the marks after opening again")
    kept = json.loads((there.upper / DATA.lstrip("/") / "settings.json").read_text("utf-8"))
    if not kept.get("places"):
        raise FaultError(f"nothing kept of where it was read: {kept}")


def _marks(there: Machine) -> list[dict[str, str]]:
    # By the program itself: what the window has saved must be readable from outside of it.
    done = there.tries("plan-reader", "marks", "--json")
    if done.returncode != 0 or done.stderr:
        raise FaultError(f"marks can't be listed: {done.stdout}{done.stderr}")
    told = json.loads(done.stdout)
    return told["marks"] if isinstance(told, dict) else told


def _exchange(there: Machine) -> None:
    """What only whole libraries can do: each kind of file is written and, where it can be, read."""
    for command in (
        ["print", "--out", f"{HOME}/全部.pdf"],
        ["print", "--out", f"{HOME}/全部.docx"],
        ["import", f"{HOME}/全部.pdf"],
        ["import", f"{HOME}/全部.docx"],
        ["marks", "export", "--format", "xlsx", f"{HOME}/批注.xlsx"],
        ["marks", "export", "--format", "planmarks", f"{HOME}/批注.planmarks"],
        ["marks", "import", f"{HOME}/批注.planmarks"],
        ["search", "/[0-9]+公里/"],
    ):
        done = there.tries("plan-reader", *command, QT_QPA_PLATFORM="offscreen")
        if done.returncode != 0 or done.stderr:
            raise FaultError(f"{' '.join(command)}: exit code {done.returncode}: {done.stdout}{done.stderr}")


def _look_for_strays(there: Machine, before: dict[str, tuple[int, int]], traces: Path) -> None:
    """Files that were written, for good or for a moment, and sockets, where there should be none."""
    after = there.written()
    strays = {path for path in after if after[path] != before.get(path) and not path.startswith(f"{HOME}/")}
    strays |= {path for path in before if path not in after}
    for trace in traces.iterdir():
        for line in trace.read_text("utf-8", "backslashreplace").splitlines():
            if re.search(r"\bAF_INET6?\b|\bAF_PACKET\b", line) and line.startswith(
                ("socket", "connect", "sendto", "bind")
            ):
                raise FaultError(f"a socket of the network: {line}")
            writes = re.match(
                r"(?:open|openat|creat|mkdir|mkdirat|rename\w*|unlink\w*|link\w*|symlink\w*)"
                r'\((?:\w+, )?"(.*?)"(.*)',
                line,
            )
            if (
                not writes
                # What was tried and refused has written nothing.
                or " = -1 " in line
                or (line.startswith("open") and not re.search(r"O_WRONLY|O_RDWR|O_CREAT", writes[2]))
            ):
                continue
            # strace writes a byte above 127 as \345: first to bytes again, then to text.
            path = (
                writes[1]
                .encode("latin-1")
                .decode("unicode_escape")
                .encode("latin-1")
                .decode("utf-8", "replace")
            )
            if path.startswith("/") and not path.startswith(OWN):
                strays.add(path)
    if strays:
        raise FaultError(f"written outside the reader's own folders: {', '.join(sorted(strays))}")


def _refuse(there: Machine, older: str) -> None:
    command = there.command("dpkg", "-i", older, user=False, LC_ALL="C.UTF-8")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0 or "不能换成旧版本" not in done.stderr:
        raise FaultError(f"an older version was not refused in words: {done.returncode}, {done.stderr}")
    # The refusal must not leave a package that is half installed.
    there.call(["dpkg", "--audit"])
    _self_test(there)


def _gone(there: Machine, installed: dict[str, tuple[int, int]]) -> None:
    """Nothing of the program is left."""
    left = {
        path
        for path, (size, _) in there.written().items()
        if size >= 0 and path in installed and installer.NAME in path
    }
    # The packages themselves lie in /srv, and dpkg keeps its log and lists in /var.
    left = {path for path in left if not path.startswith(("/srv/", "/var/"))}
    if left or there.tries("test", "-e", f"/{installer.HOME}").returncode == 0:
        raise FaultError(f"left after purging: {', '.join(sorted(left)) or installer.HOME}")


def _carry(there: Machine, portable: Path) -> None:
    folder = f"{HOME}/U 盘"
    # A bare Debian has no xz: unpack here.
    with tempfile.TemporaryDirectory() as temporary:
        with tarfile.open(portable) as archive:
            archive.extractall(temporary, filter="tar")
        (top,) = Path(temporary).iterdir()
        packed = subprocess.run(
            ["tar", "-c", "-C", temporary, top.name], capture_output=True, check=True
        ).stdout
        unpack = f"mkdir -p '{folder}' && tar -x -C '{folder}'"
        subprocess.run(there.command("sh", "-c", unpack), input=packed, check=True)
    before = there.written()
    program = f"{folder}/{top.name}/{installer.NAME}"
    for command in (["selftest"], ["marks", "add", "--key", "6.1.p1", "--kind", "bookmark"]):
        done = there.tries(program, *command, QT_QPA_PLATFORM="offscreen")
        if done.returncode != 0 or done.stderr:
            raise FaultError(
                f"portable, {command[0]}: exit code {done.returncode}: {done.stdout}{done.stderr}"
            )
    after = there.written()
    changed = {path for path in after if after[path] != before.get(path)}
    inside = f"{folder}/{top.name}/data/"
    if not any(path.endswith("/user.db") for path in changed) or any(
        not path.startswith(inside) for path in changed
    ):
        raise FaultError(f"the portable form has written {', '.join(sorted(changed))}")


def _same(first: object, second: object, what: str) -> None:
    if first != second:
        raise FaultError(f"{what} are not what they were: {first} → {second}")
