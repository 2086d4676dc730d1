"""The installer, tried: frozen, packed, installed and used on a machine apart. `build/dev.py verify` does more of it."""

import shutil
from pathlib import Path

import pytest

from release import freezer, installer, machine
from setup.environment import Environment
from verify import installation, screen

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def environment() -> Environment:
    environment = Environment(ROOT)
    if not environment.is_whole():
        pytest.skip("the project's own .venv is not made: python3 build/dev.py test")
    return environment


@pytest.mark.slow
def test_what_is_installed_is_what_a_reader_uses(environment: Environment, tmp_path: Path) -> None:
    """Two minutes: freezing takes half of it."""
    if why := machine.lacking("strace", *screen.PROGRAMS):
        pytest.skip(f"an installer can't be tried here: {why}")
    assert freezer.freeze(environment, dist=tmp_path) == 0
    (deb,) = installer.pack(environment, installer.release(ROOT), tmp_path, quickly=True)
    installation.verify(deb, Path("/"), None)
    shutil.rmtree(tmp_path)
