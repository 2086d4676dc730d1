"""On the screens of offices: the window, every room and every dialog that an action opens fit, and nothing is
cut off.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SCREENS = (
    (1024, 600, "1"),
    (1366, 768, "1"),
    (1366, 768, "1.25"),
    (1920, 1080, "1.5"),
    (1920, 1080, "2"),
    # Smaller than the window can be.
    (1024, 600, "2"),
)
DIALOGS = {
    "PrintDialog",
    "GuideWindow",
    "ReportDialog",
    "AboutDialog",
    "SettingsDialog",
    "SynonymsDialog",
    "ParagraphDialog",
    "ColoursDialog",
    "BackupsDialog",
}
"""Some of those that must have been opened, or nothing was looked at."""


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height", "scale"), SCREENS)
def test_everything_fits_its_screen(width: int, height: int, scale: str, ready: Path, tmp_path: Path) -> None:
    # Qt reads the scale and the screen when the application is made: each needs a process of its own.
    done = subprocess.run(
        [sys.executable, HERE / "on_screen.py", str(width), str(height), scale, ready, tmp_path / "data"],
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(HERE.parents[2])},
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert lines[-1:] == ["all fits"], done.stdout + done.stderr
    assert {line.removeprefix("opened ") for line in lines} >= DIALOGS
