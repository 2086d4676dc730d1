"""The three sizes of the tests: what --quick leaves out, and what it leaves out no more when a room was changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["pytester"]

TESTS = """
import pytest

@pytest.fixture
def open_reader():
    return None

def test_plain(): ...
def test_in_a_window(open_reader): ...
@pytest.mark.slow
def test_slow(): ...
def test_how(thorough): assert thorough == {thorough}
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> Iterator[pytest.Pytester]:
    """The real set-up over one file of tests of a room."""
    own = Path(__file__).with_name("conftest.py").read_text("utf-8")
    (pytester.path / "conftest.py").write_text(own, "utf-8")
    (pytester.path / "desktop" / "marks").mkdir(parents=True)
    own_size = settings.get_current_profile_name()
    yield pytester
    # It ran in this process, and has chosen Hypothesis's profile for it.
    settings.load_profile(own_size)


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        ([], 4),
        (["--thorough"], 4),
        (["--quick"], 2),
        (["--quick", "--changed=desktop/marks/fields.py"], 3),
        (["--quick", "--changed=tests/desktop/marks/test_fields.py"], 3),
        (["--quick", "--changed=desktop/search/fields.py"], 2),
    ],
)
def test_what_runs(project: pytest.Pytester, given: list[str], passed: int) -> None:
    tests = TESTS.format(thorough="--thorough" in given)
    (project.path / "desktop" / "marks" / "test_it.py").write_text(tests, "utf-8")
    done = project.runpytest_inprocess("-p", "no:cacheprovider", *given)
    done.assert_outcomes(passed=passed, deselected=4 - passed)
