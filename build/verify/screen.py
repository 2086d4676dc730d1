"""A screen without a monitor, whose mouse and keyboard a program uses: Xvfb, openbox and xdotool."""

import os
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

WIDTH, HEIGHT = 1366, 768
PROGRAMS = ("Xvfb", "openbox", "xdotool")
_PAUSE = 0.05
_STILL = 0.6
"""Seconds without a change after which a picture is taken for finished."""
_ROWS = 40
"""Pixel rows in which two pictures must differ to be different: a cursor that blinks is less high."""
PATIENCE = 60.0
LAST = Path(tempfile.gettempdir()) / "plan-reader-screen.ppm"
"""The screen when something went wrong."""
Area = tuple[int, int, int, int]
"""Left, top, right, bottom."""


class NothingHappensError(Exception):
    """What was waited for did not come."""


class Screen:
    """Use it in a `with`; `name` is then the display's."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._running: list[subprocess.Popen[bytes]] = []
        self.name = ""

    def __enter__(self) -> "Screen":
        # Where no X server has run yet it isn't there.
        Path("/tmp/.X11-unix").mkdir(mode=0o1777, exist_ok=True)
        reading, writing = os.pipe()
        options = [
            "-screen",
            "0",
            f"{WIDTH}x{HEIGHT}x24",
            "-nolisten",
            "tcp",
            "-fbdir",
            self._folder.name,
            "-displayfd",
            str(writing),
        ]
        self._start(["Xvfb", *options], pass_fds=(writing,))
        # Only Xvfb may hold it open: otherwise nobody would hear that it has died.
        os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        if not number:
            raise NothingHappensError("Xvfb does not start")
        self.name = f":{number}"
        self._start(["openbox"])
        return self

    def __exit__(self, trouble: type[BaseException] | None, *_: object) -> None:
        if trouble is not None and self.name:
            save(self.picture(), LAST)
            print(f"\nWhat was on the screen: {LAST}", flush=True)
        # The window manager before the screen that it is on.
        for process in reversed(self._running):
            process.terminate()
            process.wait()
        self._folder.cleanup()

    def wait_for_window(self, title: str, program: "subprocess.Popen[bytes] | None" = None) -> str:
        """The number of the visible window with these words in its title; told early when the program has
        ended.
        """
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = self._ask("search", "--onlyvisible", "--name", title).split()
            if found:
                return found[-1]
            if program is not None and program.poll() is not None:
                raise NothingHappensError(
                    f"the program has ended with {program.returncode} before its window was there"
                )
            time.sleep(_PAUSE)
        raise NothingHappensError(f"no window “{title}” in {PATIENCE:.0f} s")

    def fill(self, window: str) -> None:
        """Gives a window the whole screen."""
        self._ask("windowmove", window, "0", "0")
        self._ask("windowsize", window, str(WIDTH), str(HEIGHT))
        self.bring(window)

    def bring(self, window: str) -> None:
        """Brings a window to the front, where the keys go."""
        self._ask("windowactivate", window)

    def size(self, window: str) -> tuple[int, int]:
        """Width and height of a window, without its frame."""
        told = dict(line.split("=") for line in self._ask("getwindowgeometry", "--shell", window).split())
        return int(told["WIDTH"]), int(told["HEIGHT"])

    def press(self, *keys: str) -> None:
        """Keys as xdotool names them."""
        self._ask("key", "--clearmodifiers", *keys)

    def type(self, words: str) -> None:
        """ASCII only: xdotool loses other characters."""
        self._ask("type", "--delay", "30", words)

    def click(self, window: str, x: int, y: int) -> None:
        """With the left button, at a place of the window; a negative number is counted from the right or the
        bottom.
        """
        width, height = self.size(window)
        self._ask("mousemove", "--window", window, str(x % width), str(y % height), "click", "1")

    def drag(self, x: int, y: int, to_x: int) -> None:
        """Along a line of text."""
        self._ask("mousemove", str(x), str(y), "mousedown", "1", "mousemove", str((x + to_x) // 2), str(y))
        self._ask("mousemove", str(to_x), str(y), "mouseup", "1")

    def picture(self) -> bytes:
        """The screen now: four bytes a pixel (blue, green, red, nothing), row by row."""
        content = Path(self._folder.name, "Xvfb_screen0").read_bytes()
        # X Window Dump, in the byte order of its writer: the header's own size, and how many colours stand
        # before the pixels.
        header = [int.from_bytes(content[at : at + 4], "big") for at in range(0, 80, 4)]
        return content[header[0] + 12 * header[19] :]

    def settled(self, before: bytes | None = None) -> bytes:
        """The screen once it does not change any more; with `before`, once it looks different from that, and
        is still.
        """
        end = time.monotonic() + PATIENCE
        last, since = self.picture(), time.monotonic()
        while time.monotonic() < end:
            time.sleep(_PAUSE)
            now = self.picture()
            if differ(now, last):
                last, since = now, time.monotonic()
            elif time.monotonic() - since > _STILL and (before is None or differ(now, before)):
                return now
        raise NothingHappensError(
            "the screen does not come to rest" if before is None else "nothing has changed on the screen"
        )

    def _ask(self, *arguments: str) -> str:
        asked = ["xdotool", *arguments]
        return subprocess.run(
            asked, env={**os.environ, "DISPLAY": self.name}, capture_output=True, text=True, check=False
        ).stdout

    def _start(self, command: list[str], pass_fds: tuple[int, ...] = ()) -> None:
        environment = {**os.environ, "DISPLAY": self.name}
        quiet = subprocess.DEVNULL
        self._running.append(
            subprocess.Popen(
                command, env=environment, stdin=quiet, stdout=quiet, stderr=quiet, pass_fds=pass_fds
            )
        )


def differ(one: bytes, other: bytes) -> bool:
    """Whether two pictures differ by more than a cursor."""
    if one == other:
        return False
    rows = range(0, len(one), WIDTH * 4)
    # Row by row: a comparison of bytes runs in C.
    return sum(one[at : at + WIDTH * 4] != other[at : at + WIDTH * 4] for at in rows) >= _ROWS


def colours(picture: bytes, area: Area) -> Counter[bytes]:
    """How many pixels of each colour an area has."""
    left, top, right, bottom = area
    found: Counter[bytes] = Counter()
    for y in range(top, bottom):
        row = picture[(y * WIDTH + left) * 4 : (y * WIDTH + right) * 4]
        found.update(row[at : at + 3] for at in range(0, len(row), 4))
    return found


def save(picture: bytes, path: Path) -> None:
    """As a PPM, to look at."""
    rows = bytearray(len(picture) // 4 * 3)
    rows[0::3], rows[1::3], rows[2::3] = picture[2::4], picture[1::4], picture[0::4]
    path.write_bytes(f"P6 {WIDTH} {HEIGHT} 255\n".encode() + rows)
