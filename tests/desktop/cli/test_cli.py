"""The verbs of the command line, as a script would use them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import resources
from desktop.cli import run

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session", autouse=True)
def _shipped() -> None:
    """What is shipped has to be there, as after the set-up."""
    from db.__main__ import main

    assert main(["build", "--if-needed"]) == 0
    assert (resources.READY / "shengzhou-145" / "plan.db").is_file()


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    assert run([*arguments, "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return json.loads(captured.out)


def test_outline(capsys: pytest.CaptureFixture[str]) -> None:
    outline = _json(capsys, "outline")
    assert outline["plan"]["slug"] == "shengzhou-145"
    assert set(outline["plan"]) == {"slug", "title", "period", "source"}
    chapters = outline["chapters"]
    assert [chapter["key"] for chapter in chapters] == [str(at) for at in range(10)]
    assert [len(chapter["children"]) for chapter in chapters] == [0, 0, 0, 0, 5, 4, 2, 4, 4, 5]
    assert (chapters[0]["own_title"], chapters[0]["paragraphs"]) == (True, 5)
    section = chapters[8]["children"][0]
    assert (section["number"], section["title"], section["paragraphs"]) == (
        "（一）",
        "完善便捷高效的综合交通体系",
        2,
    )
    assert section["boxes"] == [{"key": "8.1.b1", "title": "嵊州“十四五”时期综合交通重大项目", "items": 5}]
    everything = [*chapters, *(child for chapter in chapters for child in chapter["children"])]
    assert sum(chapter["paragraphs"] for chapter in everything) == 58
    assert sum(len(chapter["boxes"]) for chapter in everything) == 8
    assert chapters[8]["number"] is None


def test_text_of_a_chapter_a_box_and_a_paragraph(capsys: pytest.CaptureFixture[str]) -> None:
    chapter = _json(capsys, "text", "8")
    assert (chapter["kind"], chapter["text"], chapter["path"]) == ("heading", "打造现代交通网络！", [])
    assert [passage["key"] for passage in chapter["passages"]][:3] == ["8.p1", "8.1", "8.1.p1"]
    box = _json(capsys, "text", "8.1.b1")
    assert [passage["source_lines"] for passage in box["passages"]] == [[198], [200], [202], [204], [206]]
    paragraph = _json(capsys, "text", "8.4.p1")
    assert paragraph["path"] == ["打造现代交通网络！", "构筑绿色低碳的能源保障体系"]
    assert "passages" not in paragraph


def test_text_to_read_shows_what_is_lost_and_what_is_the_readers_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["text", "8.3.p2"]) == 0
    assert "的“〔缺〕”系统工程" in capsys.readouterr().out
    assert run(["text", "1"]) == 0
    assert "本阅读器注" in capsys.readouterr().out


def test_search(capsys: pytest.CaptureFixture[str]) -> None:
    found = _json(capsys, "search", "通用机场")
    assert (found["query"], found["passages"], found["hits"]) == ("通用机场", 2, 2)
    for result in found["results"]:
        assert [result["text"][start:end] for start, end in result["spans"]] == ["通用机场"]
    assert found["results"][0]["path"] == ["打造现代交通网络！", "完善便捷高效的综合交通体系"]


def test_totals_are_exact_with_a_limit(capsys: pytest.CaptureFixture[str]) -> None:
    whole = _json(capsys, "search", "嵊州")
    cut = _json(capsys, "search", "嵊州", "--limit", "3")
    assert len(cut["results"]) == 3
    assert (cut["passages"], cut["hits"]) == (whole["passages"], whole["hits"])
    assert len(whole["results"]) == whole["passages"]
    assert sum(len(result["spans"]) for result in whole["results"]) == whole["hits"]
    assert _json(capsys, "search", "--limit=0", "嵊州")["results"] == []


def test_a_search_without_a_hit_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert _json(capsys, "search", "绝无此词")["passages"] == 0
    assert run(["search", "绝无此词"]) == 0
    assert "没有找到“绝无此词”" in capsys.readouterr().out


@pytest.mark.parametrize(
    "needle", ["-缫丝", "（-）", "“", "5G“万亩", "+15分", "--", "2.0版", "*", "，", "N", "-h-"]
)
def test_literal_takes_the_whole_argument_as_it_stands(
    needle: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["search", "--literal", "--json", *(["--"] if needle == "--" else []), needle]) == 0
    found = json.loads(capsys.readouterr().out)
    texts = _all_texts(capsys)
    assert sorted(result["key"] for result in found["results"]) == sorted(
        key for key, text in texts.items() if needle in text
    )


def _all_texts(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for chapter in _json(capsys, "outline")["chapters"]:
        described = _json(capsys, "text", chapter["key"])
        for passage in (described, *described["passages"]):
            texts[passage["key"]] = passage["text"]
    return texts


def test_excluding_a_word_is_no_option(capsys: pytest.CaptureFixture[str]) -> None:
    with_both = _json(capsys, "search", "水库")["passages"]
    assert 0 < _json(capsys, "search", "水库", "-甘霖")["passages"] < with_both


def test_projects(capsys: pytest.CaptureFixture[str]) -> None:
    rows = _json(capsys, "projects")
    assert len(rows) == 77
    assert set(rows[0]) >= {
        *(
            "key",
            "table",
            "category",
            "stage",
            "name",
            "quantity",
            "unit",
            "investment",
            "lost",
            "source_line",
            "span",
        )
    }
    g = next(row for row in rows if row["name"] == "G嵊州甘霖至长乐段")
    assert (g["table"], g["category"], g["stage"]) == ("嵊州“十四五”时期综合交通重大项目", "公路", "建成")
    assert (g["lost"], g["source_line"]) == (["road"], 200)
    assert run(["projects"]) == 0
    assert "共 77 行" in capsys.readouterr().out


def test_gaps(capsys: pytest.CaptureFixture[str]) -> None:
    gaps = _json(capsys, "gaps")
    assert len(gaps) == 30
    assert {gap["kind"] for gap in gaps} == {"count", "sum", "year", "road", "name", "doubtful"}
    assert run(["gaps"]) == 0
    assert "到〔缺〕年" in capsys.readouterr().out


def test_an_unknown_key_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["text", "没有"]) == 1
    assert capsys.readouterr().err == "本规划中没有编号为“没有”的内容。\n"


@pytest.mark.parametrize(
    "arguments",
    [["search"], ["text"], ["nonsense"], ["search", "a", "--limit", "-1"], ["search", "--kind", "x", "a"]],
)
def test_wrong_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        run(arguments)
    assert stop.value.code == 2


def test_every_verb_has_help_and_stands_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["--help"])
    # The lines of argparse's table: "    outline             目录"; longer ones have their help below.
    verbs = re.findall(r"^    ([a-z]+)(?: |$)", capsys.readouterr().out, re.MULTILINE)
    assert {"outline", "search", "gaps", "selftest"} < set(verbs)
    readme = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    for verb in verbs:
        with pytest.raises(SystemExit) as stop:
            run([verb, "--help"])
        assert stop.value.code == 0
        assert verb in capsys.readouterr().out
        assert re.search(rf"^\|.*`{verb}\b.*\|", readme, re.MULTILINE), verb


def _run(arguments: list[str], **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    "arguments", [["outline"], ["search", "杭绍台"], ["projects"], ["gaps"], ["text", "8"]]
)
def test_no_qt_where_nothing_is_drawn(arguments: list[str]) -> None:
    code = (
        "import sys; from desktop.cli import run; code = run(sys.argv[1:]);"
        "sys.exit(code or 10 * any(name.split('.')[0] in ('PySide6', 'shiboken6', 'sqlalchemy') for name in sys.modules))"
    )
    assert _run(["-c", code, *arguments]).returncode == 0


def test_json_is_utf8_in_any_locale() -> None:
    done = _run(["-m", "desktop", "search", "杭绍台", "--json"], PYTHONIOENCODING="gb18030", PYTHONUTF8="0")
    assert done.stderr == b""
    assert json.loads(done.stdout.decode("utf-8"))["passages"] > 0


def test_a_reader_that_leaves_early_is_no_error() -> None:
    command = f'"{sys.executable}" -m desktop text 9 | head -c 10'
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert done.stderr == b""
