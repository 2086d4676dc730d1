"""A format is one file and one row: whatever lists or reads formats follows the rows."""

import json
import random
from pathlib import Path

import pytest

import resources
from db.errors import SourceError
from db.library.listing import PassedOver
from db.progress import Progress
from db.source.formats import detection
from db.source.formats.detection import (
    FORMATS,
    SourceFormat,
    endings,
    endings_by_name_only,
    endings_in_folders,
    labels,
    read_source,
    short_names,
)
from db.source.formats.line_numbers import LineMaker
from db.source.lines import SourceText
from desktop.cli import run
from desktop.library.import_queue import Added
from desktop.library.outcomes_dialog import sum_up
from tests.db.source.hostile.reading import sentence

BODY = "坚持统筹发展，推进公共服务能力，建设交通网络，完善水利设施，提升生态廊道。"


def read_toy(data: bytes, name: str, progress: Progress) -> SourceText:
    """The lines of a toy: behind its first line, parts between bars."""
    progress.check()
    maker = LineMaker(name)
    for part in data.decode().partition("\n")[2].split("|"):
        maker.paragraph(part)
    return SourceText(maker.lines, "toy")


TOY = SourceFormat("玩具", (".toy",), lambda data, _parts: data.startswith(b"TOY1"), read_toy)


IN_A_WORKER = """
from db.source.formats import detection
from tests.db.source.formats.test_detection import TOY
detection.FORMATS = (TOY, *detection.FORMATS)
"""


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A toy, in a folder with a file of no format; its row is added, also in the process that reads files."""
    monkeypatch.setattr(detection, "FORMATS", (TOY, *FORMATS))
    (tmp_path / "sitecustomize.py").write_text(IN_A_WORKER, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    folder = tmp_path / "玩具"
    folder.mkdir()
    (folder / "a.toy").write_text(f"TOY1\n某县“十五五”交通规划|一、总体要求|{BODY}|二、任务|{BODY}", "utf-8")
    (folder / "b.xyz").write_text("没有人读", "utf-8")
    return folder


def test_a_row_is_all_that_a_format_needs(
    toy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(tmp_path / "data"), "import", "--json", str(toy)]) == 0
    (report,) = json.loads(capsys.readouterr().out)
    assert (report["title"], report["chapters"], report["paragraphs"]) == ("某县“十五五”交通规划", 2, 2)


def test_lists_of_formats_follow_the_rows(toy: Path) -> None:
    assert toy.is_dir()
    assert labels() == "、".join(["玩具", *(row.label for row in FORMATS)])
    assert endings() == (".toy", *(ending for row in FORMATS for ending in row.endings))
    names = short_names()
    assert names.startswith("toy、")
    assert all(ending in endings() for ending in names.replace("、", " .").split(" ")[1:])
    assert sum_up(Added(True)) == f"没有找到可以导入的文件（{names}）。"


def test_what_a_folder_leaves_out_is_counted() -> None:
    left = PassedOver((Path("a.xlsx"), Path("b.csv")), (Path("c.PNG"), Path("d.png"), Path("Makefile")))
    assert sum_up(Added(True, left_out=left)).endswith(
        "。文件夹里另有 5 个文件未导入：2 个表格（要导入表格，请单独选择这些文件），"
        "3 个不是可以导入的格式（.png 2 个、没有扩展名的 1 个）。"
    )
    many = PassedOver(strange=tuple(Path(f"a.{ending}") for ending in ("png", "bin", "exe", "dll", "zip")))
    assert many.words.endswith("5 个不是可以导入的格式（.png 1 个、.bin 1 个、.exe 1 个、.dll 1 个等）。")
    assert [why for _, why in many.reasons] == ["不是可以导入的格式"] * 5
    by_name = endings_by_name_only()
    assert {".xlsx", ".xls", ".et", ".ods", ".csv"} <= set(by_name)
    assert set(by_name) | set(endings_in_folders()) == set(endings())
    assert not set(by_name) & set(endings_in_folders())


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.label)
def test_each_row_is_told_of_in_the_guide(row: SourceFormat) -> None:
    guide = (resources.FOLDER / "help" / "guide.html").read_text("utf-8")
    assert row.label in guide or row.endings[0].removeprefix(".") in guide


def test_the_bytes_go_before_the_name(toy: Path) -> None:
    data = (toy / "a.toy").read_bytes()
    assert read_source(data, "a.pdf").kind == "toy"
    assert read_source(data.removeprefix(b"TOY1"), "a.toy").kind == "txt", "a name alone proves nothing"


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.label)
def test_every_row_reads_or_says_why_not(row: SourceFormat) -> None:
    try:
        source = row.read(BODY.encode(), f"a{row.endings[0]}", Progress())
    except SourceError as error:
        sentence(error)
    else:
        assert [line.text for line in source.lines] == [BODY]


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (".pdf", "按名称是“PDF”，但内容已损坏"),
        (".ofd", "按名称是“OFD 版式文件”，但内容已损坏"),
        (".ods", "按名称是“ODS 表格”，但内容已损坏"),
        (".mht", "按名称是“单个文件网页”，但内容已损坏"),
        (".docx", "按名称是 Word 文档，但内容已损坏"),
        (".xlsx", "按名称是表格，但内容已损坏"),
        (".txt", "不是文本文件"),
        (".csv", "不是文本文件"),
    ],
)
def test_noise_is_told_by_what_its_name_says(ending: str, words: str) -> None:
    noise = random.Random(7).randbytes(200_000)
    with pytest.raises(SourceError, match=rf"^“某县{ending}”{words}.*没有导入；请.*。$"):
        read_source(noise, f"某县{ending}")


@pytest.mark.parametrize("ending", [".pdf", ".ofd", ".ods", ".mht"])
def test_a_text_under_another_name_is_read(ending: str) -> None:
    source = read_source(
        "某县规划\n第一章 总则\n坚持统筹发展，推进公共服务能力。\n".encode(), f"某县{ending}"
    )
    assert [line.text for line in source.lines][:2] == ["某县规划", "第一章 总则"]
