"""How long a start takes until text is on the screen, what it holds in memory, and what it does when nobody does anything.

  .venv/bin/python tests/bench/start.py PROGRAM [--runs 10] [--cold 5] [--idle 60]

PROGRAM is the frozen program (dist/plan-reader/plan-reader, or /opt/plan-reader/plan-reader). It is compared with a bare
PySide6 window that is frozen in the same way, in turns, on one Xvfb; text is there when the screen's pixels say so. As root, caches are
dropped for the cold starts.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "build"))

from verify import screen  # noqa: E402

AREA = (420, 150, 1060, 600)
DARK = 0.01
LEFT_OUT = ("ssl", "_ssl", "_hashlib", "tkinter", "PySide6.QtNetwork", "numpy", "PIL")


def frozen_bare_window(folder: Path) -> Path:
    """The bare window as one folder, stripped; made once."""
    program = folder / "bare_window" / "bare_window"
    if not program.exists():
        options = [
            "--noconfirm",
            "--log-level",
            "ERROR",
            "--strip",
            "--workpath",
            str(folder / "work"),
            "--specpath",
            str(folder),
        ]
        left_out = [part for name in LEFT_OUT for part in ("--exclude-module", name)]
        script = ROOT / "tests" / "bench" / "bare_window.py"
        subprocess.run(
            [sys.executable, "-m", "PyInstaller", *options, *left_out, "--distpath", str(folder), script],
            check=True,
        )
    return program


class Start:
    """One run of a program on a screen, in a home of its own that is kept between runs."""

    def __init__(self, shown: screen.Screen, program: Path, home: Path) -> None:
        environment = {"HOME": str(home), "DISPLAY": shown.name, "LANG": "C.UTF-8", "PATH": os.defpath}
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [program], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while not has_text(shown.picture()):
            if self.process.poll() is not None or time.perf_counter() - begun > screen.PATIENCE:
                sys.exit(f"{program} shows no text")
            time.sleep(0.004)
        self.seconds = time.perf_counter() - begun

    def end(self, shown: screen.Screen) -> None:
        """Ends it, and waits for an empty screen."""
        self.process.terminate()
        self.process.wait()
        while has_text(shown.picture()):
            time.sleep(0.02)

    def memory(self) -> float:
        """Its share of the memory (PSS) in MiB."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text("ascii")
        return int(rollup.partition("\nPss:")[2].split()[0]) / 1024

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def has_text(picture: bytes) -> bool:
    """Whether the middle of the screen has ink on white, looking at every ninth row."""
    left, top, right, bottom = AREA
    dark = light = 0
    for y in range(top, bottom, 9):
        row = picture[(y * screen.WIDTH + left) * 4 : (y * screen.WIDTH + right) * 4]
        greens = row[1::4]
        dark += sum(value < 110 for value in greens)
        light += sum(value > 235 for value in greens)
    return dark > DARK * (dark + light) and light > dark


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("program", type=Path)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--cold", type=int, default=5)
    parser.add_argument("--idle", type=float, default=60)
    parser.add_argument(
        "--bare", type=Path, default=ROOT / "dist" / "bench", help="folder for the bare window"
    )
    options = parser.parse_args()
    programs = {"bare window": frozen_bare_window(options.bare), "plan-reader": options.program.resolve()}
    took: dict[tuple[str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as homes, screen.Screen() as shown:
        for name in programs:
            Path(homes, name).mkdir()
        for kind, runs in (
            ("first", 1),
            ("warm", options.runs),
            ("cold", options.cold if os.geteuid() == 0 else 0),
        ):
            for _ in range(runs):
                for name, program in programs.items():
                    if kind == "cold":
                        os.sync()
                        Path("/proc/sys/vm/drop_caches").write_text("3", "ascii")
                    start = Start(shown, program, Path(homes, name))
                    took.setdefault((kind, name), []).append(start.seconds)
                    shown.settled()
                    start.end(shown)
        for name, program in programs.items():
            start = Start(shown, program, Path(homes, name))
            shown.settled()
            time.sleep(5)
            before = start.cpu()
            time.sleep(options.idle)
            print(
                f"{name}: {start.memory():.1f} MiB (PSS), {start.cpu() - before:.2f} s of processor in {options.idle:.0f} s idle"
            )
            start.end(shown)
    for kind in ("warm", "cold"):
        middle = {name: statistics.median(took[kind, name]) for name in programs if (kind, name) in took}
        for name, seconds in middle.items():
            spread = took[kind, name]
            print(
                f"{kind} {name}: median {seconds:.3f} s of {len(spread)} ({min(spread):.3f}–{max(spread):.3f})"
            )
        if middle:
            print(f"{kind}: {middle['plan-reader'] / middle['bare window']:.2f} × the bare window")


if __name__ == "__main__":
    main()
