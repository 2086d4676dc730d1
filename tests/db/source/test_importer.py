"""The bundled plan comes out as it was read by hand, line by line."""

from pathlib import Path

import pytest

from db.errors import SourceError
from db.records import Passage, Plan, PlanInfo
from db.source.importer import import_plan
from db.source.meta import Meta

HEADLINES = {
    20: "“十四五”指标制定",
    24: "将启动高校引进！",
    30: "将建艇湖科技城！",
    36: "枢纽城市这么建！",
    86: "现代化产业集群确定！",
    134: "打造唐诗之路核心区！",
    164: "将形成一主一环三带格局！",
    188: "打造现代交通网络！",
    238: "将建9所中小学！",
}
SECTIONS = {
    "4": [38, 44, 50, 54, 60],
    "5": [88, 92, 116, 122],
    "6": [138, 144],
    "7": [168, 172, 178, 182],
    "8": [192, 210, 216, 232],
    "9": [242, 248, 268, 288, 298],
}
BOXES = {
    "4.5.b1": ("嵊州“十四五”重大建设项目安排", 68, [70, 72, 74, 76, 78, 80, 82]),
    "5.2.b1": ("嵊州先进制造业集群发展方向", 98, [100, 102, 104, 106, 108, 110, 112, 114]),
    "5.4.b1": ("嵊州“1+N”开发区（园区）平台体系", 126, [128, 130]),
    "6.2.b1": ("嵊州文旅融合重点", 152, [154, 156, 158, 160]),
    "8.1.b1": ("嵊州“十四五”时期综合交通重大项目", 196, [198, 200, 202, 204, 206]),
    "8.3.b1": ("嵊州“十四五”时期水利设施重点工程", 222, [224, 226, 228, 230]),
    "9.2.b1": ("嵊州“十四五”时期教育发展重点项目", 256, [258, 260, 262, 264, 266]),
    "9.3.b1": ("嵊州“十四五”时期医疗高质量发展重点", 274, [276, 278, 280, 282, 284, 286]),
}
WITHOUT_LEAD = [52, 90, 124, 136, 166, 170, 184, 190, 234, 240]
FURNITURE = [1, 3, 6, 306, 309, 312]


def _by_key(plan: Plan) -> dict[str, Passage]:
    return {passage.key: passage for passage in plan.passages}


def test_chapters_are_the_headlines_in_order(plan: Plan) -> None:
    top = [chapter for chapter in plan.chapters if chapter.level == 1]
    assert [chapter.key for chapter in top] == [str(number) for number in range(10)]
    assert [(chapter.lines[-1], chapter.title) for chapter in top[1:]] == list(HEADLINES.items())
    assert all(chapter.number is None for chapter in top)


def test_the_first_paragraphs_stand_under_a_title_that_says_it_is_not_in_the_source(plan: Plan) -> None:
    first = plan.chapters[0]
    assert (first.key, first.title, first.own_title) == ("0", "〔原文无标题〕五大新优势", True)
    assert not any(chapter.own_title for chapter in plan.chapters[1:])
    under = [passage for passage in plan.passages if passage.chapter == "0" and passage.kind == "paragraph"]
    assert [passage.source_lines for passage in under] == [(8,), (10,), (12,), (14,), (16,)]
    assert all(passage.text.startswith("——重塑") for passage in under)


def test_the_chapter_that_was_a_picture_says_so(plan: Plan) -> None:
    chapter = plan.chapters[1]
    assert "图片" in chapter.note
    assert [passage.kind for passage in plan.passages if passage.chapter == "1"] == ["heading"]


def test_sections_stand_in_their_chapters(plan: Plan) -> None:
    found: dict[str, list[int]] = {}
    for chapter in plan.chapters:
        if chapter.level == 2:
            assert chapter.parent is not None
            assert chapter.number is not None
            found.setdefault(chapter.parent, []).append(chapter.lines[0])
    assert found == SECTIONS
    numbers = [chapter.number for chapter in plan.chapters if chapter.parent == "9"]
    assert numbers == ["（一）", "（二）", "（三）", "（四）", "（五）"]


def test_boxes_and_their_items(plan: Plan) -> None:
    passages = _by_key(plan)
    assert [passage.key for passage in plan.passages if passage.kind == "box_title"] == list(BOXES)
    for key, (title, line, items) in BOXES.items():
        assert (passages[key].text, passages[key].source_lines) == (title, (line,))
        inside = [passage for passage in plan.passages if passage.kind == "box_item" and passage.box == key]
        assert [passage.source_lines for passage in inside] == [(item,) for item in items]
        assert [passage.key for passage in inside] == [
            f"{key}.i{number}" for number in range(1, len(items) + 1)
        ]


def test_a_section_goes_on_after_its_box(plan: Plan) -> None:
    after = _by_key(plan)["8.1.p2"]
    assert (after.kind, after.source_lines, after.box) == ("paragraph", (208,), None)


def test_paragraphs_and_their_leads(plan: Plan) -> None:
    paragraphs = [passage for passage in plan.passages if passage.kind == "paragraph"]
    assert len(paragraphs) == 58
    assert [passage.source_lines[0] for passage in paragraphs if not passage.lead] == WITHOUT_LEAD
    hot = next(passage for passage in paragraphs if passage.source_lines == (56,))
    assert hot.text[: hot.lead] == "培育消费热点。"


def test_every_line_is_somewhere(plan: Plan, source: Path) -> None:
    assert [dropped.line for dropped in plan.dropped] == FURNITURE
    told = {line for passage in plan.passages for line in passage.source_lines}
    told.update(line for chapter in plan.chapters for line in chapter.lines)
    told.update(dropped.line for dropped in plan.dropped)
    filled = {number for number, line in enumerate(source.read_text("utf-8").split("\n"), 1) if line.strip()}
    assert told == filled
    assert len(filled) == 155


def test_every_shown_character_leads_back_to_its_source(plan: Plan, source: Path) -> None:
    lines = source.read_text("utf-8").split("\n")
    wide = {"，": ",", "：": ":", "；": ";", "！": "!", "（": "(", "）": ")"}
    for passage in plan.passages:
        assert sum(origin.length for origin in passage.origins) == (
            len(passage.text) if passage.key != "0" else 0
        )
        for origin in passage.origins:
            for offset in range(origin.length):
                shown = passage.text[origin.start + offset]
                written = lines[origin.line - 1][origin.column + offset]
                assert written in (shown, wide.get(shown))


def _plain_meta() -> Meta:
    return Meta(PlanInfo("a", "A", "浙江省绍兴市嵊州市", "", ""))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "是空的"),
        (b" \n\r\n\t", "是空的"),
        (bytes(range(1, 200)), "不是文本文件"),
        (b"PK\x03\x04\x00\x00", "不是文本文件"),
        (b"\x00\x01\x02\x03\x04\x05", "不是文本文件"),
        ("点击蓝字\n当前时间:".encode(), "没有正文"),
    ],
)
def test_a_source_that_cannot_be_read_is_told_in_a_sentence(data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "原文.txt"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=words):
        import_plan(path, _plain_meta())


def test_a_missing_source_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"找不到源文件“没有\.txt”"):
        import_plan(tmp_path / "没有.txt", _plain_meta())


def test_a_folder_is_no_source(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="读不出来"):
        import_plan(tmp_path, _plain_meta())
