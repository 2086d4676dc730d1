"""Where the desktop names an input method that Qt has no way to, the one it has is tried too."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.app.input_methods import offer_ibus

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"QT_IM_MODULE": "fcitx"}, "fcitx;ibus"),
        ({"QT_IM_MODULE": "fcitx5"}, "fcitx5;ibus"),
        ({"QT_IM_MODULE": "ibus"}, None),
        ({}, None),
        ({"QT_IM_MODULE": "fcitx", "QT_IM_MODULES": "wayland;fcitx"}, "wayland;fcitx"),
    ],
)
def test_ibus_comes_after_fcitx(before: dict[str, str], after: str | None) -> None:
    environment = dict(before)
    offer_ibus(environment)
    assert environment.get("QT_IM_MODULES") == after
    assert environment.get("QT_IM_MODULE") == before.get("QT_IM_MODULE")


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="no Xvfb here")
def test_qt_really_goes_on_to_ibus() -> None:
    program = "from desktop.app.start import make_application; make_application()"
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "xcb", "QT_IM_MODULE": "fcitx", "QT_DEBUG_PLUGINS": "1",
    }  # fmt: skip
    environment.pop("QT_IM_MODULES", None)
    done = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-c", program],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert 'libibusplatforminputcontextplugin.so" loaded' in done.stdout + done.stderr
