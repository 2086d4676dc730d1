"""One public name, one thing: what counts as a name, and that a second place is told."""

import ast
from pathlib import Path

import pytest

from verify import names

MODULE = """
from elsewhere import Imported
T = TypeVar("T")
LIMIT = 3
Spans = tuple[Span, ...]
Text: TypeAlias = str
class Plan: ...
class _Own: ...
def Function(): ...
later: int
"""


def test_classes_and_aliases_count_and_nothing_else() -> None:
    assert list(names.named(ast.parse(MODULE))) == [
        ("Spans", 5, False),
        ("Text", 6, False),
        ("Plan", 7, True),
    ]


def test_a_name_in_two_places_is_told_with_both(tmp_path: Path) -> None:
    for package in names.PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "a.py").write_text(f"class Plan: ...\nclass Of{package.title()}: ...\n")
    (tmp_path / "db" / "b.py").write_text("\nOfDb = int\n")
    assert names.used_twice(tmp_path) == {
        "OfDb": ["db/a.py:2", "db/b.py:2"],
        "Plan": ["desktop/a.py:1", "db/a.py:1"],
    }
    assert names.used_twice(tmp_path, aliases=False) == {"Plan": ["desktop/a.py:1", "db/a.py:1"]}


def test_the_check_prints_both_places(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(names, "used_twice", lambda _root: {"Plan": ["db/a.py:1", "desktop/a.py:2"]})
    assert names.main() == 1
    assert capsys.readouterr().out.splitlines()[1:] == ["  db/a.py:1", "  desktop/a.py:2"]
