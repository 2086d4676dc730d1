"""Nothing that is fed to the importer crashes it, keeps it busy or loses a line. The same cases in every run."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from db.errors import SourceError
from db.records import Plan
from db.source.corrections import Correction
from db.source.formats.detection import read_source
from db.source.formats.text import text_lines
from db.source.importer import plan_of
from db.source.lines import SourceText
from db.source.review import Review
from tests.db.source.hostile.reading import META, sentence

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
SEED_TEXT = Path(__file__).parents[3] / "resources" / "source" / "shengzhou-145.txt"

PIECES = [
    "第一篇", "第二章", "第三节", "一、", "二、总体要求", "（一）", "(二)", "1.", "2．建设", "（1）", "①", "一是", "——", "● ", "1.1 ", "附件1", "附录",
    "目　录", "专栏1 ", "专栏", "表1 指标", "序号", "指标", "属性", "约束性", "预期性", "2030年", "70%以上", "亿元", "各位代表：", "来源：", "下载", "】",
    "当前位置：", "相关报道：", "<table>", "<tr><td>", "</td>", "</table>", "|a|b|", "|--|--|", "\t", "# ", "## ", "**", "$17\\%$", "$\\frac{", "&gt;",
    "&#x0;", "<script>", "<!--", "、", "，", "。", "；", "：", "！", "“", "”", "（", "）", "　　", " ", "\u200b", "\ufeff", "\u2028", "𠮷", "é", "😀", "\x07",
    "甲乙丙丁", "坚持统筹发展，推进公共服务能力，建设交通网络。", "到2030年，城镇化率达到70%以上。", "名词解释", "［1］词：", "嵊州", "翻一番",
    "XX亿元", "至 年，", "二三五年", "G新昌", "专栏2-1", "前言", "结语", "...... 12", "------", "第十一章　推进", "十、", "一、二、三产业", "㈠", "Ⅰ.",
]  # fmt: skip


def check(text: str) -> Plan | None:
    """Import `text`; every line of it that is not blank is somewhere, and every shown character comes from the source."""
    lines = text_lines(text)
    try:
        plan = plan_of(SourceText(lines, "txt"), META, "文件.txt")
    except SourceError:
        return None
    told = {number for passage in plan.passages for number in passage.source_lines}
    told.update(number for chapter in plan.chapters for number in chapter.lines)
    told.update(dropped.line for dropped in plan.dropped)
    raws = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert {number for number, raw in enumerate(raws, 1) if raw.strip()} <= told
    keys = [passage.key for passage in plan.passages]
    assert len(keys) == len(set(keys))
    chapters = {chapter.key for chapter in plan.chapters}
    titles = {passage.key for passage in plan.passages if passage.kind == "box_title"}
    for passage in plan.passages:
        assert passage.chapter in chapters
        assert passage.box is None or passage.box in titles
        assert passage.text
        for origin in passage.origins:
            assert 0 <= origin.start <= origin.start + origin.length <= len(passage.text)
            assert origin.column + origin.length <= len(raws[origin.line - 1])
    by_key = {passage.key: passage for passage in plan.passages}
    for table in plan.tables:
        assert all(by_key[cell.key].text[slice(*cell.span)] == cell.text for cell in table.cells)
    for target in plan.targets:
        assert by_key[target.key].text[slice(*target.span)] == target.text
    return plan


@settings(max_examples=250, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), max_size=40))
def test_lines_made_of_the_grammars_own_pieces(lines: list[str]) -> None:
    check("\n".join(lines))


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    check(text.encode("utf-8", "replace").decode("utf-8"))


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["", "a.txt", "a.html", "a.docx", "a.pdf"]))
def test_any_bytes(data: bytes, name: str) -> None:
    for start in (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        try:
            source = read_source(start + data, name)
        except SourceError as error:
            sentence(error)
        else:
            if source.lines:
                _import(source)


def _import(source: SourceText) -> None:
    try:
        plan_of(source, META, "文件")
    except SourceError as error:
        sentence(error)


def _files() -> list[Path]:
    return [SEED_TEXT, *(path for path in sorted(SAMPLES.glob("[0-9]*")) if path.suffix in (".txt", ".md"))]


def _mutated(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(lines))
        match chance.randrange(8):
            case 0:
                lines.insert(at, lines[chance.randrange(len(lines))])
            case 1:
                del lines[at]
                lines = lines or [""]
            case 2:
                lines[at] = lines[at][: chance.randint(0, len(lines[at]))]
            case 3:
                lines[at : at + 1] = [lines[at][: len(lines[at]) // 2], lines[at][len(lines[at]) // 2 :]]
            case 4:
                lines[at] = chance.choice(PIECES) + lines[at]
            case 5:
                other = chance.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 6:
                lines[at] = lines[at].replace("。", "", 1) + chance.choice(PIECES)
            case _:
                lines = (
                    [line for line in lines if line.strip()] if chance.random() < 0.5 else lines[at:] or [""]
                )
    return "\n".join(lines)


def _cases() -> Iterator[tuple[str, int]]:
    for path in _files():
        for seed in range(12):
            yield path.name, seed


@pytest.mark.parametrize(("name", "seed"), list(_cases()), ids=lambda value: str(value)[:4])
def test_real_files_with_damage(name: str, seed: int) -> None:
    path = next(path for path in _files() if path.name == name)
    check(_mutated(path.read_text("utf-8"), random.Random(f"{name}{seed}")))


@st.composite
def corrected(draw: st.DrawFn) -> tuple[str, dict[int, Correction]]:
    """A text, and what was said of some of its lines."""
    pieces = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
    text = "\n".join(draw(st.lists(pieces, min_size=2, max_size=25)))
    roles = st.builds(
        Correction, st.sampled_from(["heading", "body", "box", "item", "furniture"]), st.integers(0, 5)
    )
    return text, draw(st.dictionaries(st.integers(1, text.count("\n") + 1), roles, max_size=8))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(corrected())
# A sign of a web page behind a heading, on one line: it was in the text and not.
@example(("\n第一篇<table></table>&gt;", {}))
@example(("\n第一篇<table></table>&gt;", {1: Correction("body")}))
# The same where a table ends, and where a line is said to be no text.
@example(("<table><tr><td>甲\n</td></tr></table>打印", {2: Correction("furniture")}))
@example(("目　录<table></table>坚持统筹发展，推进公共服务能力，建设交通网络。", {}))
# A contents list and nothing below it.
@example(("目　录\n", {}))
def test_no_correction_loses_a_line(given_: tuple[str, dict[int, Correction]]) -> None:
    text, said = given_
    source = SourceText(text_lines(text), "txt")
    try:
        reviewed = Review(source, META, "文件.txt", said).read(said)
    except SourceError:
        return
    raws = text.split("\n")
    assert {number for number, raw in enumerate(raws, 1) if raw.strip()} <= {
        line.number for line in reviewed.lines
    }
    dropped = {line.line for line in reviewed.report.plan.dropped}
    for line in reviewed.lines:
        assert (line.became == "dropped") == (line.number in dropped)
        if line.became != "dropped":
            assert line.key
