"""The bundled plan and plans made up for paper, and a PDF read back with a library that did not write it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from PySide6.QtWidgets import QApplication

from db.records import Chapter, Passage, Plan, PlanInfo
from db.source.importer import import_plan
from db.source.meta import read_meta
from desktop.printing.job import Job
from desktop.printing.pdf_file import write_pdf

SOURCES = Path(__file__).parents[3] / "resources" / "source"
MM = 72 / 25.4
"""Points in a millimetre."""


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The bundled plan."""
    return import_plan(SOURCES / "shengzhou-145.txt", read_meta(SOURCES / "shengzhou-145.toml"))[0]


@pytest.fixture(scope="session")
def plain_plan() -> Plan:
    """A chapter of plain body text in full-width characters, without a mark of punctuation: every line is full."""
    text = "规划纲要按照依法依规原则编制并组织实施" * 21
    paragraphs = tuple(Passage(f"1.p{at}", "paragraph", text, "1") for at in range(1, 21))
    info = PlanInfo("plain", "某市规划纲要", "某市", "2021–2025", "")
    return Plan(
        info,
        (Chapter("1", 1, None, "总则", None),),
        (Passage("1", "heading", "总则", "1"), *paragraphs),
        (),
        (),
        (),
    )


@dataclass(frozen=True)
class ReadPage:
    """A page as pdfplumber sees it; lengths in points."""

    chars: list[dict[str, Any]]
    text: str

    def lines(self, size: float) -> list[list[dict[str, Any]]]:
        """Characters of that size by line, from top to bottom, each from left to right."""
        found: dict[int, list[dict[str, Any]]] = {}
        for char in self.chars:
            if abs(char["size"] - size) < 0.2:
                found.setdefault(round(char["bottom"]), []).append(char)
        return [sorted(line, key=lambda char: char["x0"]) for _, line in sorted(found.items())]


def read_pdf(path: Path) -> list[ReadPage]:
    """The pages of a PDF, their text in the order in which it was drawn."""
    with pdfplumber.open(path) as document:
        return [ReadPage(page.chars, "".join(char["text"] for char in page.chars)) for page in document.pages]


@pytest.fixture
def printed(qapp: QApplication, tmp_path: Path) -> Callable[..., list[ReadPage]]:
    """Writes a job as PDF and reads it back."""

    def do(plan: Plan, *keys: str, **options: Any) -> list[ReadPage]:
        job = replace(Job(plan, frozenset(keys) or None), **options)
        write_pdf(job, tmp_path / "out.pdf")
        return read_pdf(tmp_path / "out.pdf")

    return do
