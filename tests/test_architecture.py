"""ARCHITECTURE.md names files and classes: each is there, so that a stranger is led to no door that is gone."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = ("ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "build/release/README.md")


def _code(page: str) -> list[str]:
    """What a page says in backticks, but for blocks of code."""
    text = re.sub(r"^```.*?^```", "", (ROOT / page).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`([^`\n]+)`", text)


def test_every_file_that_a_page_names_is_there() -> None:
    named = {
        (page, path)
        for page in PAGES
        for code in _code(page)
        for path in re.findall(r"(?<![\w/.~])(?:db|desktop|tests|build|resources)/[\w/.-]+", code)
        if not re.search(r"NAME|ROOM", code)
    }
    assert len(named) > 40
    assert {(page, path) for page, path in named if not (ROOT / path).exists()} == set()


def test_every_class_and_table_of_rows_that_architecture_names_is_there() -> None:
    defined: set[str] = set()
    for package in ("db", "desktop"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    defined.add(node.name)
                elif isinstance(node, ast.Assign):
                    defined |= {target.id for target in node.targets if isinstance(target, ast.Name)}
                elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                    defined.add(node.target.id)
    named = {
        code.split(".")[0] for code in _code("ARCHITECTURE.md") if re.fullmatch(r"[A-Z]\w+(\.\w+)?", code)
    }
    assert len(named) > 40
    assert named - defined == set()
