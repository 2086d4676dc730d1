"""The title, the place and the period as people print them."""

from collections.abc import Callable

import pytest

from db.records import Plan
from db.source.front_matter import jurisdiction_of

ImportText = Callable[..., Plan]
REPORT = [
    "——2026年1月20日在云溪县第十八届人民代表大会第六次会议上",
    "云溪县人民政府县长　李某某",
    "各位代表：",
    "现在，我代表县人民政府向大会报告工作，请予审议。",
    "一、2025年工作回顾",
    "“十四五”规划圆满收官，全年完成各项目标任务。",
    "二、2026年重点工作",
    "抓好各项工作落实。",
]


@pytest.mark.parametrize("title", ["政 府 工 作 报 告", "政　府　工　作　报　告", "云溪县 政 府 工 作 报 告"])
def test_a_title_that_is_spread_by_blanks(title: str, import_text: ImportText) -> None:
    info = import_text([title, *REPORT]).info
    words = "云溪县 政府工作报告" if title.startswith("云溪县") else "政府工作报告"
    assert (info.title, info.jurisdiction, info.period) == (words, "云溪县", "2026")


@pytest.mark.parametrize(
    "caption",
    [
        "县长李某某作政府工作报告",
        "受县人民政府委托，副县长王某作关于2025年国民经济和社会发展计划执行情况的报告",
        "县委书记张某代表县委作工作报告",
    ],
)
def test_who_delivers_a_report_is_no_title(caption: str, import_text: ImportText) -> None:
    for lines in (
        ["云溪县政府工作报告", caption, *REPORT],
        ["云溪县政府工作报告", *REPORT[:2], caption, *REPORT[2:]],
    ):
        assert import_text(lines).info.title == "云溪县政府工作报告"


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("云溪县城乡建设规划", "云溪县"),
        ("云溪县区域协调发展规划", "云溪县"),
        ("云溪县市场监管“十五五”规划", "云溪县"),
        ("云溪县园区布局规划", "云溪县"),
        ("全面推进乡村振兴的实施意见", ""),
        ("加快推进城镇化的若干意见", ""),
        ("2026年关于云溪县预算执行情况的报告", "云溪县"),
        ("中共云溪县委关于制定第十五个五年规划的建议", "云溪县"),
        ("云溪县政府工作报告", "云溪县"),
        ("浙江省绍兴市嵊州市综合交通规划", "浙江省绍兴市嵊州市"),
        ("湖北省恩施土家族苗族自治州规划纲要", "湖北省恩施土家族苗族自治州"),
        ("上海市浦东新区规划纲要", "上海市浦东新区"),
        ("白石镇人民政府工作要点", "白石镇"),
        ("附件2：云溪县“十五五”重点项目库", "云溪县"),
        ("附件 云溪县重点项目库", "云溪县"),
    ],
)
def test_whose_plan_it_is(title: str, place: str) -> None:
    assert jurisdiction_of(title, [], 0) == place


@pytest.mark.parametrize("long", [20, 180, 600])
def test_an_address_above_the_letter_may_be_of_any_length(long: int, import_text: ImportText) -> None:
    address = f"http://example.gov.cn/{'a1' * (long // 2)}.html"
    lines = [
        "# 关于印发《云溪县方案》的通知", "", f"**原文链接**: [{address}]({address})", "**检索关键词**: 人居环境", "",
        "云政办发〔2026〕12号", "", "各有关单位：", "", "现将方案印发给你们，请认真组织实施。", "",
        "云溪县人民政府办公室", "", "2026年3月2日", "", "云溪县农村人居环境整治提升行动实施方案", "",
        "为贯彻落实上级部署，持续提升农村人居环境质量，结合我县实际，制定本方案，请各单位抓好落实。", "",
        "一、总体目标", "", "农村人居环境质量持续提升，村庄环境干净整洁有序，长效管护机制基本建立。",
    ]  # fmt: skip
    plan = import_text(lines, "通知.md")
    assert plan.info.title == "云溪县农村人居环境整治提升行动实施方案"
    assert [
        passage.key for passage in plan.passages if passage.text.startswith(("云政办发", "2026年3月"))
    ] == [
        "f.p2",
        "f.p6",
    ]
    assert not plan.tables
    assert not [passage for passage in plan.passages if passage.kind.startswith("box")]


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("云溪县关于2025年国民经济和社会发展计划执行情况与2026年计划草案的报告", "2026"),
        ("云溪县2026年国民经济和社会发展计划", "2026"),
        ("云溪县2026年工作要点", "2026"),
        ("云溪县二〇二六年政府工作报告", "2026"),
        ("云溪县碳达峰三年行动计划（2026—2028年）", "2026–2028"),
        ("云溪县2030年前碳达峰行动方案", ""),
        ("云溪县“十五五”交通规划", "2026–2030"),
    ],
)
def test_the_period_of_a_plan_for_one_year_or_several(
    title: str, period: str, import_text: ImportText
) -> None:
    lines = [title, "", "一、主要目标", "建成学校12所，新增学位6800个。", "二、主要措施", "加强领导。"]
    assert import_text(lines).info.period == period
