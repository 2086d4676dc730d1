"""Every form that headings take in real plans, in documents of our own."""

from collections.abc import Callable

import pytest

from db.records import Plan

Prose = Callable[..., str]
ImportText = Callable[..., Plan]


def tree(plan: Plan) -> list[tuple[int, str]]:
    """Level and words of the headings that the source has, annexes left out."""
    return [
        (chapter.level, chapter.heading)
        for chapter in plan.chapters
        if not chapter.own_title and chapter.key[0] != "a"
    ]


def all_told(plan: Plan, lines: list[str]) -> bool:
    """Whether every line that is not blank is in a passage, a heading or the dropped list."""
    told = {number for passage in plan.passages for number in passage.source_lines}
    told.update(number for chapter in plan.chapters for number in chapter.lines)
    told.update(dropped.line for dropped in plan.dropped)
    return told == {number for number, line in enumerate(lines, 1) if line.strip()}


def _spaced(lines: list[str]) -> list[str]:
    return [each for line in lines for each in (line, "")]


def test_parts_chapters_and_sections_with_a_contents_list(prose: Prose, import_text: ImportText) -> None:
    headings = [
        (1, "第一篇", "开启新征程"),
        (2, "第一章", "发展环境"),
        (3, "第一节", "发展基础"),
        (3, "第二节", "面临形势"),
        (2, "第二章", "指导方针"),
        (1, "第二篇", "建设现代化产业体系"),
        (2, "第三章", "建设制造强市"),
        (3, "第一节", "巩固提升"),
        (3, "第二节", "培育壮大"),
        (2, "第十一章", "繁荣服务业"),
        (3, "第一节", "生产性服务业"),
    ]
    contents = ["目　录", *(f"{number}　{title}" for level, number, title in headings if level < 3)]
    body = []
    for level, number, title in headings:
        body.append(f"{number}　{title}")
        if level == 3 or title == "指导方针":
            body += [prose(3), prose(2)]
    lines = ["某某市国民经济和社会发展第十五个五年规划纲要", *contents, *body]
    plan = import_text(lines)
    assert tree(plan) == [(level, number + title) for level, number, title in headings]
    assert [chapter.key for chapter in plan.chapters if chapter.level == 2] == ["1.1", "1.2", "2.1", "2.2"]
    assert [dropped.why for dropped in plan.dropped] == ["目录"] * len(contents)
    assert any("第三章" in doubt.why and "第十一章" in doubt.why for doubt in plan.doubts)
    assert all_told(plan, lines)


@pytest.mark.parametrize("dots", ["……………3", "...... 12", "\t15"])
def test_a_contents_list_with_page_numbers(prose: Prose, import_text: ImportText, dots: str) -> None:
    names = ["第一章 总体要求", "第二章 重点任务", "第三章 保障措施"]
    sections = ["第一节 甲乙", "第二节 丙丁"]
    entries = [entry for name in names for entry in (name, *sections)]
    lines = ["某县“十五五”交通规划", "目录", *(entry + dots for entry in entries)]
    for entry in entries:
        lines += [entry, prose()] if entry in sections else [entry]
    plan = import_text(lines)
    assert tree(plan) == [(1 if entry in names else 2, entry.replace(" ", "")) for entry in entries]
    assert all_told(plan, lines)


def test_the_title_of_a_chapter_on_the_next_line(prose: Prose, import_text: ImportText) -> None:
    lines = [
        "第一章",
        "总体要求",
        "",
        "第一节",
        "指导思想",
        "",
        prose(),
        "",
        "第二节",
        "基本原则",
        prose(),
        "第二章",
        "重点任务",
        prose(),
    ]
    plan = import_text(lines)
    assert tree(plan) == [
        (1, "第一章总体要求"),
        (2, "第一节指导思想"),
        (2, "第二节基本原则"),
        (1, "第二章重点任务"),
    ]
    assert plan.chapters[0].lines == (1, 2)
    assert all_told(plan, lines)


def test_chapters_and_numbers_below_them(prose: Prose, import_text: ImportText) -> None:
    lines = [
        "第一章 总体要求",
        "一、发展基础",
        prose(),
        "二、发展形势",
        prose(),
        "第二章 主要任务",
        "一、产业",
        prose(),
        "二、交通",
        prose(),
    ]
    plan = import_text(lines)
    assert [level for level, _ in tree(plan)] == [1, 2, 2, 1, 2, 2]
    assert [chapter.key for chapter in plan.chapters] == ["1", "1.1", "1.2", "2", "2.1", "2.2"]


def test_sections_that_run_on_over_chapters(prose: Prose, import_text: ImportText) -> None:
    lines: list[str] = ["# 市域“十四五”规划", ""]
    numbers = "一二三四五六七八九十"
    wanted: list[tuple[int, str]] = []
    for chapter in range(3):
        lines += [f"{numbers[chapter]}、第{chapter}方面任务", ""]
        wanted.append((1, f"{numbers[chapter]}、第{chapter}方面任务"))
        for section in range(3):
            number = chapter * 3 + section
            lines += [f"（{numbers[number]}）推进事项{number}", "", prose(), ""]
            wanted.append((2, f"（{numbers[number]}）推进事项{number}"))
    plan = import_text(lines, "规划.md")
    assert tree(plan) == wanted
    assert not [doubt for doubt in plan.doubts if "编号" in doubt.why]
    assert all_told(plan, lines)


def test_the_form_changes_half_way(prose: Prose, import_text: ImportText) -> None:
    """Headings alone in the first chapters, run into their paragraphs from the third on; half and full width mixed."""
    lines = [
        "一、现状", "（一）成绩。", prose(), "(二)问题。", prose(), "二、目标", "（一）思路", prose(), "(二）原则", prose(),
        "三、任务", "（一）发展产业，壮大集群。" + prose(3), "（二）改善民生。" + prose(3), prose(), "(三)保护生态。" + prose(2),
    ]  # fmt: skip
    plan = import_text(lines)
    assert tree(plan) == [
        (1, "一、现状"), (2, "（一）成绩。"), (2, "（二）问题。"), (1, "二、目标"), (2, "（一）思路"), (2, "（二）原则"),
        (1, "三、任务"), (2, "（一）发展产业，壮大集群"), (2, "（二）改善民生"), (2, "（三）保护生态"),
    ]  # fmt: skip
    by_key = {passage.key: passage for passage in plan.passages}
    assert by_key["3.1"].text == "（一）发展产业，壮大集群。"
    assert by_key["3.1.p1"].source_lines == (12,)
    assert by_key["3.1"].text + by_key["3.1.p1"].text == lines[11]
    assert all_told(plan, lines)


def test_numbers_give_way_to_chapters_half_way(prose: Prose, import_text: ImportText) -> None:
    lines = [
        "一、甲方面",
        prose(),
        "二、乙方面",
        prose(),
        "三、丙方面",
        prose(),
        "第四章 丁方面",
        prose(),
        "第五章 戊方面",
        prose(),
    ]
    plan = import_text(lines)
    assert [level for level, _ in tree(plan)] == [1] * 5
    assert not [doubt for doubt in plan.doubts if "编号" in doubt.why]


def test_three_levels_whose_items_run_through_the_whole_plan(prose: Prose, import_text: ImportText) -> None:
    lines: list[str] = []
    wanted: list[tuple[int, str]] = []
    item = 0
    for chapter in ("一、夯实基础", "二、壮大产业"):
        lines.append(chapter)
        wanted.append((1, chapter))
        for section in ("（一）强化供给", "（二）优化结构"):
            lines.append(section)
            wanted.append((2, section))
            for _ in range(2):
                item += 1
                lines.append(f"{item}.完善第{item}类设施。{prose(2)}（牵头部门：发改局、交通局）")
                wanted.append((3, f"{item}.完善第{item}类设施"))
    plan = import_text(lines)
    assert tree(plan) == wanted
    assert {chapter.key for chapter in plan.chapters if chapter.level == 3} == {
        f"{a}.{b}.{c}" for a in (1, 2) for b in (1, 2) for c in (1, 2)
    }


def test_items_directly_below_chapters(prose: Prose, import_text: ImportText) -> None:
    lines = ["一、总体要求", prose(), "二、主要任务"]
    lines += [f"{n}．推进工程{n}。{prose(2)}" for n in range(1, 4)]
    lines += ["三、保障措施", *(f"{n}．加强保障{n}。{prose(2)}" for n in range(1, 4))]
    plan = import_text(lines)
    assert [level for level, _ in tree(plan)] == [1, 1, 2, 2, 2, 1, 2, 2, 2]


def test_a_list_in_one_section_is_a_list(prose: Prose, import_text: ImportText) -> None:
    """Ten matters that a report promises are items, no headings."""
    lines = [
        "一、回顾",
        prose(3),
        prose(3),
        "二、安排",
        "（一）扩大内需。" + prose(3),
        "（二）办好实事。" + prose(),
    ]
    lines += [f"{n}.办好第{n}件实事。{prose(1)}" for n in range(1, 11)]
    lines += ["（三）加强建设。" + prose(2)]
    plan = import_text(lines)
    assert tree(plan) == [
        (1, "一、回顾"),
        (1, "二、安排"),
        (2, "（一）扩大内需"),
        (2, "（二）办好实事"),
        (2, "（三）加强建设"),
    ]


def test_one_is_paragraphs_and_dashes_are_no_headings(prose: Prose, import_text: ImportText) -> None:
    lines = ["一、回顾", prose(3)]
    lines += [f"{n}是工作取得实效。{prose(2)}" for n in "一二三四"]
    lines += [
        "五是联合举办运动会。",
        prose(3),
        "二、安排",
        f"——更加注重创新。{prose()}",
        f"——更加注重协调。{prose()}",
        prose(3),
    ]
    plan = import_text(lines)
    assert tree(plan) == [(1, "一、回顾"), (1, "二、安排")]
    assert all_told(plan, lines)


def test_leads_cut_off_from_their_paragraphs(prose: Prose, import_text: ImportText) -> None:
    lines = ["一、工作回顾", prose(3)]
    for lead in ("产业发展提质增效。", "城乡面貌焕然一新。", "民生福祉持续改善。"):
        lines += [lead, prose(4)]
    lines += [
        "二、目标任务",
        prose(3),
        "（一）聚焦产业，推动转型",
        "壮大先进制造业。",
        prose(4),
        "发展现代服务业。",
        prose(4),
    ]
    plan = import_text(lines)
    assert [level for level, _ in tree(plan)] == [1, 3, 3, 3, 1, 2, 3, 3]
    assert [chapter.key for chapter in plan.chapters][-2:] == ["2.1.1", "2.1.2"]
    assert all_told(plan, lines)


def test_a_short_sentence_above_a_list_is_no_lead(prose: Prose, import_text: ImportText) -> None:
    lines = [
        "一、回顾",
        prose(4),
        "二、安排",
        prose(4),
        "重点做好八方面工作。",
        "（一）扩大内需。" + prose(3),
        "（二）改善民生。" + prose(3),
    ]
    plan = import_text(lines)
    assert "重点做好八方面工作。" in [
        passage.text for passage in plan.passages if passage.kind == "paragraph"
    ]


def test_chapters_without_numbers(prose: Prose, import_text: ImportText) -> None:
    lines = [
        "2026年某市政府工作报告",
        "市长 李某某",
        "各位代表：",
        prose(1),
        "2025年工作回顾",
        prose(3),
        prose(3),
    ]
    lines += [
        "“十五五”时期主要目标",
        prose(3),
        "2026年重点工作",
        prose(3),
        "（一）发展产业。" + prose(3),
        "（二）改善民生。" + prose(3),
    ]
    plan = import_text(lines)
    assert tree(plan) == [
        (1, "2025年工作回顾"), (1, "“十五五”时期主要目标"), (1, "2026年重点工作"), (2, "（一）发展产业"), (2, "（二）改善民生"),
    ]  # fmt: skip
    assert (
        next(
            passage.text
            for passage in plan.passages
            if passage.chapter == "0" and passage.kind == "paragraph"
        )
        == "各位代表："
    )


def test_markdown_bold_and_marks_of_one_level(prose: Prose, import_text: ImportText) -> None:
    lines = ["# 某省能源规划", "", "# 一、基础", "", prose(3), "", "# (一)现状", "", prose(3), "", "# (二)形势", "", prose(3), "",
             "# 二、任务", "", "# (三)生产", "", prose(3), "", "# (四)消费", "", prose(3)]  # fmt: skip
    plan = import_text(lines, "规划.md")
    assert [level for level, _ in tree(plan)] == [1, 2, 2, 1, 2, 2]
    bold = ["**一、基础**", "", prose(3), "", "**二、任务**", "", "1.建设电网。" + prose(2), "", "2.建设气网。" + prose(2), "",
            "**三、保障**", "", "3.加强统筹。" + prose(2), "", "4.加强评估。" + prose(2)]  # fmt: skip
    plan = import_text(bold, "规划.md")
    assert [level for level, _ in tree(plan)] == [1, 1, 2, 2, 1, 2, 2]
    assert plan.chapters[0].heading == "一、基础"


def test_markdown_levels_without_numbers(prose: Prose, import_text: ImportText) -> None:
    lines = [
        "# 某县旅游规划",
        "",
        "## 总体要求",
        "",
        prose(3),
        "",
        "### 指导思想",
        "",
        prose(3),
        "",
        "## 主要任务",
        "",
        "### 建设景区",
        "",
        prose(3),
    ]
    plan = import_text(lines, "规划.md")
    assert tree(plan) == [(1, "总体要求"), (2, "指导思想"), (1, "主要任务"), (2, "建设景区")]


def test_decimal_numbers(prose: Prose, import_text: ImportText) -> None:
    lines = [
        "1 总则",
        "1.1 规划背景",
        prose(3),
        "1.2 规划范围",
        prose(3),
        "2 任务",
        "2.1 道路",
        "2.1.1 主干路",
        prose(3),
        "2.1.2 次干路",
        prose(3),
        "2.2 桥梁",
        prose(3),
    ]
    plan = import_text(lines)
    assert [level for level, _ in tree(plan)] == [1, 2, 2, 1, 2, 3, 3, 2]


def test_preface_and_epilogue(prose: Prose, import_text: ImportText) -> None:
    lines = ["前　言", prose(4), "第一章 基础", prose(4), "第二章 任务", prose(4), "结语", prose(2)]
    assert tree(import_text(lines)) == [(1, "前　言"), (1, "第一章基础"), (1, "第二章任务"), (1, "结语")]


def test_annexes_restart_the_numbers(prose: Prose, import_text: ImportText) -> None:
    lines = ["一、回顾", prose(4), "二、任务", "（一）产业", prose(4), "（二）民生", prose(4)]
    lines += ["附件1", "某市2026年重点项目计划", "一、产业类", prose(2), "二、交通类", prose(2)]
    lines += [
        "附件2",
        "名词解释",
        "［1］一降三减：",
        "降低成本，减环节、减时间、减材料。",
        "［2］双招双引：",
        "招商引资，招才引智。",
    ]
    plan = import_text(lines)
    assert tree(plan) == [(1, "一、回顾"), (1, "二、任务"), (2, "（一）产业"), (2, "（二）民生")]
    annexes = [
        (chapter.key, chapter.level, chapter.number, chapter.title)
        for chapter in plan.chapters
        if chapter.key[0] == "a"
    ]
    assert annexes == [
        ("a1", 1, "附件1", "某市2026年重点项目计划"), ("a1.1", 2, "一、", "产业类"), ("a1.2", 2, "二、", "交通类"), ("a2", 1, "附件2", "名词解释"),
    ]  # fmt: skip
    notes = [
        passage.text for passage in plan.passages if passage.chapter == "a2" and passage.kind == "paragraph"
    ]
    assert notes == [
        "［1］一降三减：降低成本，减环节、减时间、减材料。",
        "［2］双招双引：招商引资，招才引智。",
    ]
    assert not [doubt for doubt in plan.doubts if "编号" in doubt.why]
    assert all_told(plan, lines)


def test_a_glossary_without_the_word_annex(prose: Prose, import_text: ImportText) -> None:
    lines = ["一、回顾", prose(4), "二、安排", prose(4), prose(4), "名词解释", "1.“两重”：国家重大战略实施和重点领域安全能力建设。",
             "2.“两新”：设备更新和以旧换新。"]  # fmt: skip
    plan = import_text(lines)
    assert [chapter.title for chapter in plan.chapters] == ["回顾", "安排", "名词解释"]
    assert [passage.text[:2] for passage in plan.passages if passage.chapter == "a1"] == ["名词", "1.", "2."]


def test_numbers_that_are_words(prose: Prose, import_text: ImportText) -> None:
    lines = [
        "一、产业",
        "一、二、三产业融合发展，" + prose(2),
        "第一批项目建成投用。" + prose(),
        "十、百、千工程稳步推进，" + prose(),
        "二、交通",
        prose(3),
    ]
    assert tree(import_text(lines)) == [(1, "一、产业"), (1, "二、交通")]


def test_gaps_and_repeats_in_numbers_are_reported(prose: Prose, import_text: ImportText) -> None:
    lines = [
        "一、甲",
        "（一）子",
        prose(),
        "（三）丑",
        prose(),
        "二、乙",
        "（一）寅",
        prose(),
        "（一）卯",
        prose(),
        "四、丙",
        prose(),
    ]
    whys = [(doubt.line, doubt.why) for doubt in import_text(lines).doubts]
    assert [line for line, why in whys if "编号" in why] == [4, 9, 11]


def test_paragraphs_cut_by_a_page_break_are_joined(prose: Prose, import_text: ImportText) -> None:
    whole = prose(4)
    at = whole.index("，", 40) + 3
    lines = _spaced(["一、任务", prose(3), whole[:at], whole[at:], "二、保障", prose(3)])
    plan = import_text(lines)
    texts = [passage.text for passage in plan.passages if passage.kind == "paragraph"]
    assert whole in texts
    joined = next(passage for passage in plan.passages if passage.text == whole)
    assert joined.source_lines == (5, 7)
    assert joined.source_line(at) == 7


def test_lines_cut_by_an_inline_tag_are_joined(prose: Prose, import_text: ImportText) -> None:
    lines = [
        "一、任务",
        prose(3),
        "深化科技体制改革，完善管理制度，实行",
        "双向",
        "揭榜",
        "挂帅",
        "机制，激发各类主体创新活力。",
        prose(3),
        "二、保障",
        prose(2),
    ]
    texts = [passage.text for passage in import_text(lines).passages]
    assert "深化科技体制改革，完善管理制度，实行双向揭榜挂帅机制，激发各类主体创新活力。" in texts


def test_a_text_broken_at_a_fixed_width(prose: Prose, import_text: ImportText) -> None:
    paragraphs = [prose(4) for _ in range(8)]
    lines = ["一、任务安排"]
    for paragraph in paragraphs[:4]:
        whole = "　　" + paragraph
        lines += [whole[at : at + 38] for at in range(0, len(whole), 38)]
    lines.append("二、保障措施")
    for paragraph in paragraphs[4:]:
        whole = "　　" + paragraph
        lines += [whole[at : at + 38] for at in range(0, len(whole), 38)]
    plan = import_text(lines)
    assert [passage.text for passage in plan.passages if passage.kind == "paragraph"] == paragraphs
    assert tree(plan) == [(1, "一、任务安排"), (1, "二、保障措施")]


def test_marks_of_notes_behind_paragraphs_close_them(prose: Prose, import_text: ImportText) -> None:
    lines = [
        "政府工作报告",
        "2025年工作回顾",
        f"{prose()}［1］",
        f"{prose()}［2］",
        "今后五年发展目标",
        prose(),
        "2026年重点工作",
    ]
    lines += [f"{prose()}①", prose(), "名词解释：", "［1］两重：", prose(1), "［2］两新：", prose(1)]
    plan = import_text(lines)
    assert tree(plan) == [(1, "2025年工作回顾"), (1, "今后五年发展目标"), (1, "2026年重点工作")]
    notes = [passage for passage in plan.passages if passage.chapter == "a1"]
    assert [passage.text[:6] for passage in notes] == ["名词解释：", "［1］两重：", "［2］两新："]


def test_an_address_is_no_lead(prose: Prose, import_text: ImportText) -> None:
    plan = import_text(["一、总体要求", prose(), f"各位代表！蓝图已绘就，奋进正当时。{prose()}"])
    last = plan.passages[-1]
    assert (last.text[:5], last.lead) == ("各位代表！", 0)
