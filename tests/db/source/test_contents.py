"""Contents lists go, and nothing but they: the text that follows never does."""

from collections.abc import Callable

import pytest

from db.records import Plan

Prose = Callable[..., str]
ImportText = Callable[..., Plan]


def listed(plan: Plan) -> list[str]:
    return [dropped.text for dropped in plan.dropped if dropped.why == "目录"]


def shown(plan: Plan) -> list[str]:
    return [passage.text for passage in plan.passages if passage.origins]


def test_each_part_of_a_collection_has_its_list(prose: Prose, import_text: ImportText) -> None:
    parts = {"综合交通规划": "公路 铁路 水运".split(), "水利发展规划": "供水 防洪 灌区 水库 河道".split()}
    lines = ["云溪县“十五五”专项规划汇编", "目录", *parts]
    text: list[str] = []
    for part, names in parts.items():
        chapters = [f"第{number}章 {name}" for number, name in zip("一二三四五", names, strict=False)]
        lines += [part, "目　录", *chapters]
        for chapter in chapters:
            text += [chapter, prose(2)]
            lines += text[-2:]
    plan = import_text(lines)
    assert shown(plan)[1:] == [*parts][:1] + text[:6] + [*parts][1:] + text[6:]
    assert listed(plan) == [
        "目录", *parts, "目　录", *text[:6:2], "目　录", *text[6::2]
    ]  # fmt: skip


def test_a_short_list_with_points_is_one(prose: Prose, import_text: ImportText) -> None:
    names = ["第一章 总则", "第二章 " + "推进基础设施网络建设" * 2]
    lists = [f"{name} {'.' * 80} {page}" for page, name in enumerate(names, start=1)]
    text = [line for name in names for line in (name, prose(2))]
    plan = import_text(["某县城乡发展规划", "目录", *lists, *text])
    assert listed(plan) == ["目录", *lists]
    assert shown(plan)[1:] == text


def test_prose_below_the_title_of_a_list_stays(prose: Prose, import_text: ImportText) -> None:
    text = [prose(2), "一、总则", prose(2), "二、任务", prose(1), "三、保障", prose(1)]
    plan = import_text(["某县城乡发展规划", "目录", *text, "目录", prose(1)])
    assert listed(plan) == ["目录"]
    assert shown(plan)[1:-2] == text


@pytest.mark.parametrize("opening", ["前言", "序　言", "引言", "导语", "编者按"])
@pytest.mark.parametrize("entry", ["{}", "{} {}", "{}......{}"])
@pytest.mark.parametrize("names", ["总则 任务", "总则 任务 布局 项目 保障"])
@pytest.mark.parametrize("name", ["文件.txt", "文件.html"])
def test_the_preface_below_a_list_is_text(
    opening: str, entry: str, names: str, name: str, prose: Prose, import_text: ImportText
) -> None:
    chapters = [f"第{number}章 {words}" for number, words in zip("一二三四五", names.split(), strict=False)]
    lists = [entry.format(chapter, page) for page, chapter in enumerate(chapters, start=1)]
    text = [line for chapter in chapters for line in (chapter, prose(2))]
    lines = ["某县城乡发展规划", "目录", *lists, opening, "本规划是全县的行动纲领。", *text]
    whole = "\n".join(lines) if name.endswith("txt") else "".join(f"<p>{line}</p>" for line in lines)
    plan = import_text(whole, name)
    assert listed(plan) == ["目录", *lists]
    assert next(chapter.heading for chapter in plan.chapters if not chapter.own_title) == opening
    assert shown(plan)[1:] == [opening, "本规划是全县的行动纲领。", *text]


def test_a_preface_that_the_list_names_is_listed(prose: Prose, import_text: ImportText) -> None:
    chapters = ["前言", "第一章 总则", "第二章 任务", "第三章 保障"]
    text = [line for chapter in chapters for line in (chapter, prose(2))]
    plan = import_text(["某县城乡发展规划", "目录", *chapters, *text])
    assert listed(plan) == ["目录", *chapters]
    assert shown(plan)[1:] == text
