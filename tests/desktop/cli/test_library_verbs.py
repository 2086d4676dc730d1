"""`import`, `plans`, `rename`, `remove`, and the verbs asked of another plan."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import run
from tests.db.library.test_kept import FIRST, PRESENT, SECOND

TEXT = "某县交通规划\n\n一、总体要求\n\n坚持统筹发展，推进公共服务能力，建设低空机场，围绕重点领域，完善水利设施，提升生态廊道。\n\n二、目标\n\n到2030年，公路里程达到500公里以上，里程约亿元。\n"
REPORT = {
    "slug",
    "title",
    "chapters",
    "paragraphs",
    "boxes",
    "tables",
    "projects",
    "targets",
    "gaps",
    "dropped",
    "doubts",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, "utf-8")
    return path


def _json(capsys: pytest.CaptureFixture[str], data: Path, *arguments: str) -> Any:
    capsys.readouterr()
    assert run(["--data", str(data), *arguments, "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return json.loads(captured.out)


def test_a_plan_comes_is_asked_and_goes(capsys: pytest.CaptureFixture[str], data: Path, file: Path) -> None:
    report = _json(capsys, data, "import", str(file), "--title", "我的规划")
    assert set(report) >= REPORT
    slug = report["slug"]
    assert (report["title"], report["chapters"], report["paragraphs"], report["targets"]) == (
        "我的规划",
        2,
        2,
        1,
    )
    plans = _json(capsys, data, "plans")
    assert [(plan["slug"], plan["bundled"]) for plan in plans] == [("shengzhou-145", True), (slug, False)]
    assert set(plans[0]) == {
        *("slug", "title", "jurisdiction", "period", "passages", "paragraphs", "bundled")
    }
    assert _json(capsys, data, "import", str(file))["same"] is True
    assert _json(capsys, data, "outline", "--plan", slug)["plan"]["title"] == "我的规划"
    assert _json(capsys, data, "text", "2.p1", "--plan", slug)["source_lines"] == [9]
    assert _json(capsys, data, "search", "低空机场")["passages"] == 0
    assert _json(capsys, data, "search", "低空机场", "--plan", slug)["passages"] == 1
    assert {result["plan"] for result in _json(capsys, data, "search", "机场", "--all")["results"]} == {
        "shengzhou-145",
        slug,
    }
    assert [gap["kind"] for gap in _json(capsys, data, "gaps", "--plan", slug)] == ["sum"]
    assert len(_json(capsys, data, "gaps", "--all")) == 31
    assert _json(capsys, data, "rename", slug, "另一个名字") == {"slug": slug, "title": "另一个名字"}
    assert _json(capsys, data, "remove", slug)["slug"] == slug
    assert len(_json(capsys, data, "plans")) == 1


def test_several_files_and_a_folder(
    capsys: pytest.CaptureFixture[str], data: Path, file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "folder"
    other.mkdir()
    (other / "b.md").write_text(TEXT.replace("某县", "某市"), "utf-8")
    reports = _json(capsys, data, "import", str(file), str(other))
    assert [report["title"] for report in reports] == ["某县交通规划", "某市交通规划"]


def test_a_folder_leaves_spreadsheets_out_and_says_how_many(
    capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    (folder / "下级").mkdir(parents=True)
    (folder / "a.txt").write_text(TEXT, "utf-8")
    for name in ("b.xlsx", "c.csv", "下级/d.ET"):
        (folder / name).write_text("项目名称,投资\n甲路,5\n", "utf-8")
    for name in ("e.png", "f.bin", "Thumbs.db", ".hidden", "~$a.docx"):
        (folder / name).write_bytes(b"\x89")
    assert run(["--data", str(data), "import", "--json", str(folder)]) == 0
    said = capsys.readouterr()
    assert [report["title"] for report in json.loads(said.out)] == ["某县交通规划"]
    assert said.err == (
        "文件夹里另有 5 个文件未导入：3 个表格（要导入表格，请单独选择这些文件），"
        "2 个不是可以导入的格式（.png 1 个、.bin 1 个）。\n"
    )
    report = _json(capsys, data, "import", str(folder / "c.csv"))
    assert (report["title"], report["tables"], report["chapters"]) == ("c", 1, 0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["import", "没有.txt"], "找不到源文件“没有.txt”"),
        (["remove", "shengzhou-145"], "不能移除"),
        (["rename", "shengzhou-145", "x"], "不能改名"),
        (["remove", "none"], "没有找到"),
        (["outline", "--plan", "none"], "没有编号为“none”"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    assert run(["--data", str(data), *arguments]) == 1
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1


def test_what_is_damaged_is_built_again_or_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(PRESENT) as packed:
        packed.extractall(tmp_path / "plans")
    for slug in (FIRST, SECOND):
        (tmp_path / "plans" / slug / "plan.db").write_bytes(b"no longer")
    (tmp_path / "plans" / FIRST / "source.txt").unlink()
    data = ["--data", str(tmp_path)]
    assert run(["search", *data, "--all", "农村公路优良率"]) == 0
    said = capsys.readouterr()
    assert "共 1 段 1 处" in said.out
    assert said.err == "没有查找《甲县交通规划（我起的名称）》：规划数据已损坏，怎么办见 plans。\n"
    assert run(["plans", *data]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith(f"{SECOND}  乙县“十五五”交通规划（") for line in lines)
    assert lines[-1].startswith(f"{FIRST}  甲县交通规划（我起的名称）  损坏：")
    assert "请重新导入原文件；您的批注不受影响" in lines[-1]
    assert run(["targets", *data, "--all", "--json"]) == 0
    said = capsys.readouterr()
    assert {row["plan"] for row in json.loads(said.out)} >= {SECOND}
    assert said.err.startswith("没有计入《甲县交通规划（我起的名称）》：")
    assert run(["outline", *data, "--plan", FIRST]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("option", [("--title", "总名称"), ("--replace", "shengzhou-145")])
def test_what_is_meant_of_one_file_is_refused_for_several(
    capsys: pytest.CaptureFixture[str], data: Path, file: Path, option: tuple[str, str]
) -> None:
    for files in ([str(file.parent)], [str(file), str(file)]):
        assert run(["--data", str(data), "import", *files, *option]) == 1
        assert "只能用于一个文件，没有导入任何文件" in capsys.readouterr().err
    assert len(_json(capsys, data, "plans")) == 1
