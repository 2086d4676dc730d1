"""Set-up for all tests: off-screen unless a platform is asked for, and away from the files of whoever runs them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Before Qt is imported by pytest-qt. `QT_QPA_PLATFORM=xcb` shows the windows.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A slow machine is no failure, and a submission is judged by the same cases each time; by hand they vary.
settings.register_profile("plan-reader", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("plan-reader")


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A net under tests that forget to hand in a data folder; each test's own data goes to its `tmp_path`."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAN_READER_HOME", str(home))
        yield home
