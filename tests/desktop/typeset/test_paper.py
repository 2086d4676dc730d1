"""A chapter as PDF."""

import re
from pathlib import Path

import pytest

from db.errors import DataFolderError
from db.records import Plan
from desktop.typeset.paper import write_pdf


def test_a_chapter_becomes_pages(plan: Plan, tmp_path: Path, qapp: object) -> None:
    part = [passage for passage in plan.passages if passage.chapter.split(".")[0] == "8"]
    path = tmp_path / "第八章.pdf"
    count = write_pdf(plan, part, path, "打造现代交通网络！")
    written = path.read_bytes()
    assert written.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", written)) == count
    assert 2 <= count <= 8


def test_a_place_that_cannot_be_written_is_told(plan: Plan, tmp_path: Path, qapp: object) -> None:
    with pytest.raises(DataFolderError, match=r"不能写入“a[.]pdf”"):
        write_pdf(plan, plan.passages[:1], tmp_path / "missing" / "a.pdf", "")
