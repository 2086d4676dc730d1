"""Quantified targets: those of the bundled plan, counted by hand, and the sentences that hold none."""

import pytest

from db.records import Cell, Chapter, Gap, Growth, Origin, Passage, Plan, Table, Target
from db.source.targets import find_targets

BY_HAND = [
    ("0.p2", "常住人口城镇化率", "≥", 70, None, "%"),
    ("0.p5", "人均预期寿命", "≈", 82.5, None, "岁"),
    ("5.2.p1", "亿级传统优势产业集群", "=", 3, None, "个"),
    ("5.2.p1", "“浙江制造”培育企业", "≥", 60, None, "家"),
    ("5.2.p1", "“浙江制造”企业", "≥", 25, None, "家"),
    ("5.2.p1", "主持或参与制（修）订国际、国家（行业）标准", "≥", 20, None, "项"),
    ("5.2.p2", "亿级战略性新兴产业集群", "=", 3, None, "个"),
    ("5.3.p2", "基本便民商业服务功能在城镇社区覆盖率", "≥", 90, None, "%"),
    ("7.3.p1", "美丽城镇省级样板", "=", 3, 5, "个"),
    ("9.2.p1", "普惠性幼儿园覆盖面", "≥", 95, None, "%"),
    ("9.2.p2", "技师学院", "=", 1, None, "家"),
    ("9.3.p1", "基层就诊率", "≥", 65, None, "%"),
    ("9.5.p3", "城乡社区居家养老服务照料中心实施公建民营", "≥", 80, None, "%"),
]


def targets(text: str, period: str = "2026–2030", title: str = "主要目标") -> list[Target]:
    passage = Passage("1.p1", "paragraph", text, "1", origins=(Origin(0, 1, 0, len(text)),))
    return find_targets([Chapter("1", 1, "一、", title, None)], [passage], [], [], period)


def test_the_targets_of_the_bundled_plan_and_no_others(plan: Plan) -> None:
    found = [(row.key, row.name, row.comparison, row.value, row.value_to, row.unit) for row in plan.targets]
    assert found == BY_HAND
    texts = {passage.key: passage.text for passage in plan.passages}
    assert all(texts[row.key][slice(*row.span)] == row.text for row in plan.targets)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "到2030年，全市地区生产总值突破1000亿元，年均增长6%以上。",
            [("全市地区生产总值", ">", 1000, "亿元", 2030), ("全市地区生产总值年均增长", "≥", 6, "%", 2030)],
        ),
        ("单位地区生产总值能耗较2025年下降17%。", [("单位地区生产总值能耗较2025年下降", "=", 17, "%", None)]),
        ("粮食综合生产能力达到1.45万亿斤左右；", [("粮食综合生产能力", "≈", 1.45, "万亿斤", None)]),
        ("城镇调查失业率低于5.5%，居民消费价格涨幅控制在2%以内。", [("城镇调查失业率", "<", 5.5, "%", None), ("居民消费价格涨幅", "≤", 2, "%", None)]),
        ("力争经济总量翻一番。", [("经济总量", "=", 1, "番", None)]),
        ("常住人口城镇化率由60%提高到65%左右。", [("常住人口城镇化率", "≈", 65, "%", None)]),
        ("城镇、农村居民收入分别增长4.5%、5.5%左右。", [("城镇居民收入增长", "≈", 4.5, "%", None), ("农村居民收入增长", "≈", 5.5, "%", None)]),
        ("研发投入强度达3.2%、数字经济占比达12.5%。", [("研发投入强度", "=", 3.2, "%", None), ("数字经济占比", "=", 12.5, "%", None)]),
        ("城镇新增就业6万人以上。", [("新增就业", "≥", 6, "万人", None)]),
        ("培育年产值超10亿元企业5家、专精特新企业50家以上。", [("年产值超10亿元企业", "=", 5, "家", None), ("专精特新企业", "≥", 50, "家", None)]),
        ("平均受教育年限达到12.5年。", [("平均受教育年限", "=", 12.5, "年", None)]),
    ],
)  # fmt: skip
def test_sentences_with_targets(text: str, rows: list[tuple[str, str, float, str, int | None]]) -> None:
    # Without a period, and so without its year.
    found = targets(text, "")
    assert [(row.name, row.comparison, row.value, row.unit, row.year) for row in found] == rows


@pytest.mark.parametrize(
    "text",
    [
        "推进5G建设，对接G60科创走廊，实施“1+N”行动、“十五五”规划。",
        "依据国发〔2021〕36号文件，自2026年1月1日起施行，有效期5年。",
        "打造20分钟服务圈，创建5A级景区，建设35千伏线路，普及15年教育。",
        "2025年地区生产总值达到800亿元，比上年增长6%。",
        "五年来，城镇化率提高到65%，新增就业5万人。",
        "目前已建成高标准农田20万亩。",
        "支持年收入10亿元以上企业做强，投资额在1亿元以上的项目优先。",
        "包括浦口、三江4个街道，分为3个片区。",
        "列入原则上要求总投资在1亿元以上）",
    ],
)
def test_sentences_without(text: str) -> None:
    assert targets(text) == []


@pytest.mark.parametrize("title", ["2025年工作回顾", "发展基础", "取得的主要成就", "面临的形势"])
def test_chapters_that_tell_what_was_reached(title: str) -> None:
    assert targets("地区生产总值达到800亿元。", title=title) == []


def test_the_rows_of_an_indicator_table() -> None:
    rows = [
        ["指标", "单位", "2025年", "2030年", "属性"],
        ["研发投入强度", "%", "3.1", "≥3.6", "预期性"],
        ["能耗", "—", "-", "下降14%", "约束性"],
        ["水质", "%", "95", "-", "约束性"],
    ]
    keys = [f"1.b1.i{at}" for at in range(1, 5)]
    cells: list[Cell] = []
    for at, row in enumerate(rows):
        start = 0
        for column, words in enumerate(row):
            cells.append(Cell(at, column, 1, 1, words, keys[at], (start, start + len(words))))
            start += len(words) + 1
    passages = [
        Passage(key, "box_item", "　".join(row), "1", "1.b1") for key, row in zip(keys, rows, strict=True)
    ]
    title = Passage("1.b1", "box_title", "专栏1 主要指标", "1", "1.b1")
    table = Table("1.t1", "1.b1", "专栏1 主要指标", 5, 1, tuple(cells), indicators=True)
    found = find_targets([Chapter("1", 1, None, "目标", None)], [title, *passages], [table], [], "2026–2030")
    assert [(row.name, row.comparison, row.value, row.unit, row.year, row.binding) for row in found] == [
        ("研发投入强度", "≥", 3.6, "%", 2030, "预期性"),
        ("能耗下降", "=", 14.0, "%", 2030, "约束性"),
    ]


def test_a_chapter_of_basis_and_goals_is_left_to_its_sections() -> None:
    chapters = [
        Chapter("1", 1, "第一章", "发展基础和总体要求", None),
        Chapter("1.1", 2, "第一节", "发展基础", "1"),
        Chapter("1.2", 2, "第二节", "主要目标", "1"),
    ]
    text = "常住人口城镇化率达到73%左右。"
    passages = [Passage(f"{key}.p1", "paragraph", text, key) for key in ("1.1", "1.2")]
    assert [row.key for row in find_targets(chapters, passages, [], [])] == ["1.2.p1"]


def test_a_row_whose_end_value_is_a_dash_has_its_target_in_the_five_years_change() -> None:
    rows = [
        ["指标", "2025年", "2030年", "年均增长[累计]", "属性"],
        ["能耗强度降低（%）", "-", "-", "[14]", "约束性"],
        ["生产总值（亿元）", "480", "—", "7左右", "预期性"],
        ["森林覆盖率（%）", "61", "62", "-", "约束性"],
    ]
    passages, cells = [Passage("1.b1", "box_title", "主要指标", "1", "1.b1")], list[Cell]()
    for at, row in enumerate(rows):
        passages.append(Passage(f"1.b1.i{at}", "box_item", "　".join(row), "1", "1.b1"))
        start = 0
        for column, words in enumerate(row):
            cells.append(Cell(at, column, 1, 1, words, f"1.b1.i{at}", (start, start + len(words))))
            start += len(words) + 1
    table = Table("1.t1", "1.b1", "主要指标", 5, 1, tuple(cells), indicators=True)
    found = find_targets([Chapter("1", 1, "一、", "主要目标", None)], passages, [table], [])
    assert [(row.name, row.value, row.binding) for row in found] == [
        ("能耗强度降低", 14, "约束性"),
        ("生产总值年均增长", 7, "预期性"),
        ("森林覆盖率", 62, "约束性"),
    ]


REPORT = [
    Chapter("1", 1, "一、", "2026年主要目标", None),
    Chapter("2", 1, "二、", "“十五五”时期主要目标", None),
    Chapter("3", 1, "三、", "二〇三五年远景目标", None),
    Chapter("4", 1, "四、", "重点工作", None),
]


@pytest.mark.parametrize(
    ("chapter", "text", "period", "year", "named_by"),
    [
        ("1", "新增就业3000人。", "2026", 2026, "heading"),
        ("2", "城镇化率达到62%。", "2026", 2030, "heading"),
        ("3", "城镇化率达到70%。", "2026–2030", 2035, "heading"),
        ("3", "到2030年，城镇化率达到65%。", "2026–2030", 2030, "sentence"),
        ("1", "到二〇三五年，人均地区生产总值达到15万元。", "2026", 2035, "sentence"),
        ("4", "新增就业3000人。", "2026–2030", 2030, "period"),
        ("4", "新增就业3000人。", "2026", 2026, "period"),
        ("4", "新增就业3000人。", "", None, None),
    ],
)
def test_the_year_is_of_the_sentence_the_heading_or_the_period(
    chapter: str, text: str, period: str, year: int | None, named_by: str | None
) -> None:
    passage = Passage(f"{chapter}.p1", "paragraph", text, chapter)
    (target,) = find_targets(REPORT, [passage], [], [], period)
    assert (target.year, target.year_from) == (year, named_by)


def test_a_sentence_that_lost_its_year_gets_no_other() -> None:
    text = "到年，城镇化率达到62%。新增就业3000人。"
    passage = Passage("2.p1", "paragraph", text, "2")
    rows = find_targets(REPORT, [passage], [], [Gap("2.p1", "year", (1, 1))], "2026–2030")
    assert [(row.name, row.year) for row in rows] == [("城镇化率", None), ("新增就业", 2030)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "今年主要预期目标是：地区生产总值增长5%左右，粮食产量13万吨以上、力争比去年实现更多增长。",
            [("地区生产总值增长", 5), ("粮食产量", 13)],
        ),
        ("力争地区生产总值比上年增长6%，达到297亿元。", [("地区生产总值比上年增长", 6), ("地区生产总值", 297)]),
        ("确保投资增长6%；出口额同比增长8%，去年完成5亿元。", [("投资增长", 6), ("出口额增长", 8)]),
        ("地区生产总值增长6%，达到297亿元；财政收入达到16.4亿元，增长5%。", [("地区生产总值增长", 6), ("地区生产总值", 297), ("财政收入", 16.4), ("财政收入增长", 5)]),
        ("地区生产总值完成280亿元，同比增长6%。", []),
    ],
)  # fmt: skip
def test_clause_by_clause(text: str, rows: list[tuple[str, float]]) -> None:
    assert [(row.name, row.value) for row in targets(text, "2026")] == rows


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("2025年国民经济和社会发展计划执行情况", 0),
        ("“十四五”规划主要目标任务完成情况", 0),
        ("2025年工作总结", 0),
        ("圆满完成各项任务", 0),
        ("2025年计划执行情况与2026年计划草案", 1),
        ("发展成就和主要目标", 1),
        ("2026年主要任务", 1),
    ],
)
def test_headings_of_what_was_done(title: str, count: int) -> None:
    assert len(targets("实施重点项目86个。", "2025", title)) == count


def indicator_table(title: str, rows: list[list[str]]) -> tuple[list[Passage], Table]:
    """A table of one column a word; a row with one word reaches over all columns."""
    passages, cells = [Passage("1.b1", "box_title", title, "1", "1.b1")], list[Cell]()
    wide = len(rows[0])
    for at, row in enumerate(rows):
        passages.append(Passage(f"1.b1.i{at}", "box_item", "　".join(row), "1", "1.b1"))
        start = 0
        for column, words in enumerate(row):
            span = (start, start + len(words))
            cells.append(Cell(at, column, 1, wide if len(row) == 1 else 1, words, f"1.b1.i{at}", span))
            start += len(words) + 1
    return passages, Table("1.t1", "1.b1", title, wide, 1, tuple(cells), indicators=True)


def test_the_whole_row_of_an_indicator_table_is_kept() -> None:
    passages, table = indicator_table("专栏1 “十五五”主要指标", [
        ["指标", "单位", "2025年（预计）", "2030年", "年均增速〔累计〕（%）", "属性"],
        ["一、经济发展"],
        ["地区生产总值", "亿元", "280", "400以上", "6.5左右", "预期性"],
        ["全员劳动生产率", "万元/人", "12.5", "—", "高于经济增长", "预期性"],
        ["（二）绿色低碳", "", "", "", "", ""],
        ["单位地区生产总值能耗降低", "%", "—", "〔13.5〕", "—", "约束性"],
        ["森林覆盖率", "%", "61.2", "62", "〔0.8〕", "约束性"],
        ["居民收入增长", "%", "5.1", "与经济增长基本同步", "", "预期性"],
        ["每千人口床位数", "张", "5.2", "65（市）/55（县）", "", "预期性"],
    ])  # fmt: skip
    found = find_targets([Chapter("1", 1, "一、", "主要目标", None)], passages, [table], [], "2026–2030")
    assert [
        (row.category, row.name, row.value, row.unit, row.base and (row.base.value, row.base.year))
        for row in found
    ] == [
        ("一、经济发展", "地区生产总值", 400, "亿元", (280, 2025)),
        ("一、经济发展", "全员劳动生产率", None, "万元/人", (12.5, 2025)),
        ("（二）绿色低碳", "单位地区生产总值能耗降低", 13.5, "%", None),
        ("（二）绿色低碳", "森林覆盖率", 62, "%", (61.2, 2025)),
        ("（二）绿色低碳", "居民收入增长", None, "%", (5.1, 2025)),
        ("（二）绿色低碳", "每千人口床位数（市）", 65, "张", (5.2, 2025)),
        ("（二）绿色低碳", "每千人口床位数（县）", 55, "张", (5.2, 2025)),
    ]
    assert [row.growth for row in found[:4]] == [
        Growth(6.5, "%", "average"),
        None,
        None,
        Growth(0.8, "%", "cumulative"),
    ]
    assert [row.cumulative for row in found[:4]] == [False, False, True, False]
    assert [row.words for row in found[1:5]] == ["高于经济增长", "", "", "与经济增长基本同步"]
    assert {(row.year, row.year_from) for row in found} == {(2030, "table")}


@pytest.mark.parametrize(
    "words",
    ["近80%", "约80%", "接近80%", "80%左右", "超过80%", "突破80%", "不低于80%", "75%～80%", "75—80%", "控制在5%以内", "80%以上"],
)  # fmt: skip
def test_a_cell_says_what_the_same_words_say_in_a_sentence(words: str) -> None:
    rows = [["指标", "单位", "2030年", "属性"], ["养老床位占比", "%", words, "预期性"]]
    passages, table = indicator_table("主要指标", rows)
    (cell,) = find_targets([], passages, [table], [])
    sentence = Passage("1.p1", "paragraph", f"到2030年，养老床位占比达到{words}。", "1")
    if words.startswith(("突破", "控制在")):
        sentence = Passage("1.p1", "paragraph", f"到2030年，养老床位占比{words}。", "1")
    (said,) = find_targets([], [sentence], [], [])
    assert (cell.comparison, cell.value, cell.value_to, cell.unit) == (
        said.comparison,
        said.value,
        said.value_to,
        said.unit,
    )
    assert cell.words == ""


@pytest.mark.parametrize("title", ["“十四五”主要指标完成情况", "表1 2025年计划指标执行情况"])
def test_tables_of_what_was_done_hold_no_targets(title: str) -> None:
    passages, table = indicator_table(
        title, [["指标", "单位", "2025年", "属性"], ["城镇化率", "%", "70", "预期性"]]
    )
    assert find_targets([Chapter("1", 1, "一、", "主要目标", None)], passages, [table], [], "2026–2030") == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("展望2035年，城镇化率超过65%。", [("城镇化率", 65, 2035)]),
        ("2035年远景目标：规上工业总产值突破1000亿元。", [("规上工业总产值", 1000, 2035)]),
        ("到本世纪中叶，工业总产值达到3000亿元。", [("工业总产值", 3000, None)]),
        ("2026年，建成学校3所。", [("学校", 3, 2026)]),
        ("其中：2026年完成人工造林0.8万亩。", [("人工造林", 0.8, 2026)]),
        ("近期目标（2026—2027年）：完成营造林5万亩。", [("营造林", 5, 2027)]),
        ("2026至2028年，新建学校3所。", [("新建学校", 3, 2028)]),
        ("在2026年基础上，城镇化率提高2个百分点。", [("城镇化率提高", 2, 2030)]),
        ("“十四五”期间，新建高标准农田8万亩。", []),
        ("力争2028年地区生产总值突破350亿元。", [("地区生产总值", 350, 2028)]),
        ("2026年地区生产总值达到300亿元。", [("地区生产总值", 300, 2026)]),
        ("2026年新增规上企业10家，2027年新增12家。", [("新增规上企业", 10, 2026), ("规上企业新增", 12, 2027)]),
        ("地区生产总值年均增长6%以上，到2030年达到380亿元。", [("地区生产总值年均增长", 6, 2030), ("地区生产总值", 380, 2030)]),
        ("到2027年，规上企业达到150家；到2030年，达到180家。", [("规上企业", 150, 2027), ("规上企业", 180, 2030)]),
        ("2025年规上企业132家；到2027年，达到150家；“十五五”末达到180家。", [("规上企业", 150, 2027), ("规上企业", 180, 2030)]),
        ("全县已建成5G基站620个，到2030年达到1500个。", [("5G基站", 1500, 2030)]),
        ("城镇化率达到65%，到2030年达到380亿元。", [("城镇化率", 65, 2030)]),
        ("争取每年新增规上企业10家以上，五年新增50家。", [("新增规上企业", 10, 2030), ("规上企业五年新增", 50, 2030)]),
        ("新增规上企业10家，明年新增12家。", [("新增规上企业", 10, 2030), ("规上企业新增", 12, None)]),
        ("新建改扩建幼儿园12所，完成新建、改造公园5个。", [("新建改扩建幼儿园", 12, 2030), ("新建、改造公园", 5, 2030)]),
        ("地区生产总值比2020年翻一番，突破400亿元。", [("地区生产总值", 1, 2030), ("地区生产总值", 400, 2030)]),
        ("城镇化率由2025年的52%提高到2030年的58%。", [("城镇化率", 58, 2030)]),
        ("现有养老床位1200张，2030年增加到2000张。", [("养老床位", 2000, 2030)]),
        ("每年新增就业3000人，2028年达到4000人。", [("新增就业", 3000, 2030), ("新增就业", 4000, 2028)]),
        ("新建、改建农村公路300公里。", [("新建、改建农村公路", 300, 2030)]),
        ("规上工业增加值三年翻一番。", [("规上工业增加值", 1, 2030)]),
    ],
)  # fmt: skip
def test_a_sentence_names_its_year_and_what_it_measures_once(
    text: str, rows: list[tuple[str, float, int | None]]
) -> None:
    assert [(row.name, row.value, row.year) for row in targets(text)] == rows


def test_five_years_ahead_of_a_report_on_one_year() -> None:
    (target,) = targets("建成学校3所。", "2026", "今后五年工作目标")
    assert (target.year, target.year_from) == (2030, "heading")
    assert targets("建成学校3所。", "2026", "2025年工作") == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("PM2.5浓度控制在28微克/立方米以下。", [("PM2.5浓度", "≤", 28, "微克/立方米")]),
        ("臭氧浓度达到0.12毫克/立方米左右。", [("臭氧浓度", "≈", 0.12, "毫克/立方米")]),
        ("孕产妇死亡率控制在10/10万以下。", [("孕产妇死亡率", "≤", 10, "/10万")]),
        ("地表水达到或好于Ⅲ类水体比例保持100%。", [("地表水达到或好于Ⅲ类水体比例", "=", 100, "%")]),
        ("力争接待游客680万人次、旅游综合收入58亿元。", [("接待游客", "=", 680, "万人次"), ("旅游综合收入", "=", 58, "亿元")]),
        ("城乡居民人均可支配收入分别增长5.5%和7%。", [("城镇居民人均可支配收入增长", "=", 5.5, "%"), ("农村居民人均可支配收入增长", "=", 7, "%")]),
        ("全县城乡居民收入分别达到5万元、3万元。", [("全县城镇居民收入", "=", 5, "万元"), ("全县农村居民收入", "=", 3, "万元")]),
        ("城镇居民和农村居民收入年均分别增长5%和6%。", [("城镇居民收入年均增长", "=", 5, "%"), ("农村居民收入年均增长", "=", 6, "%")]),
        ("噪声控制在55分贝以下。", [("噪声", "≤", 55, "分贝")]),
        ("城乡建设用地分别增长5%、6%。", []),
        ("生猪出栏40万头左右，奶牛存栏5万头。", [("生猪出栏", "≈", 40, "万头"), ("奶牛存栏", "=", 5, "万头")]),
        ("一般公共预算收入完成16.3亿元，增长3%。", [("一般公共预算收入", "=", 16.3, "亿元"), ("一般公共预算收入增长", "=", 3, "%")]),
        ("实现千亿级产业1个、百亿级企业3家。", [("千亿级产业", "=", 1, "个"), ("百亿级企业", "=", 3, "家")]),
        ("带动就业1.2万人，实现产值45亿元。", [("带动就业", "=", 1.2, "万人"), ("产值", "=", 45, "亿元")]),
        ("改造完成老旧小区30个。", [("改造老旧小区", "=", 30, "个")]),
        ("较“十四五”末增长20%。", []),
    ],
)  # fmt: skip
def test_measures_units_and_verbs_of_targets(text: str, rows: list[tuple[str, str, float, str]]) -> None:
    assert [(row.name, row.comparison, row.value, row.unit) for row in targets(text)] == rows


def table_targets(rows: list[list[str]], title: str = "“十五五”主要指标") -> list[Target]:
    passages, table = indicator_table(title, rows)
    return find_targets([Chapter("1", 1, "一、", "主要目标", None)], passages, [table], [], "2026–2030")


def test_the_change_of_a_row_stands_in_one_of_several_columns_and_in_brackets_is_the_sum() -> None:
    found = table_targets([
        ["指标", "单位", "2025年", "2030年", "年均增速（%）", "[累计]"],
        ["城镇化率", "%", "52.1", "58", "〔5.9〕", "—"],
        ["人均预期寿命", "岁", "78.2", "79.5", "—", "[1.3]"],
        ["居民收入增长", "%", "6.1", "—", "与GDP同步", "—"],
        ["空气质量", "—", "优", "完成上级任务", "", ""],
    ])  # fmt: skip
    assert [row.growth for row in found] == [
        Growth(5.9, "%", "cumulative"),
        Growth(1.3, "", "cumulative"),
        None,
        None,
    ]
    assert [(row.value, row.unit, row.words) for row in found[2:]] == [
        (None, "%", "与GDP同步"),
        (None, "", "完成上级任务"),
    ]


@pytest.mark.parametrize("name", ["高速公路里程/国省干线里程", "高速公路里程/国省干线里程（公里）"])
def test_a_row_of_two_measures_has_two_targets(name: str) -> None:
    unit = "" if name.endswith("）") else "公里"
    found = table_targets([
        ["指标", "单位", "2025年", "2030年"],
        [name, unit, "60/210", "120/230"],
        ["床位数", "张", "5", "12/13"],
    ])  # fmt: skip
    assert [(row.name, row.value, row.unit, row.base and row.base.value) for row in found] == [
        ("高速公路里程", 120, "公里", 60),
        ("国省干线里程", 230, "公里", 210),
    ]


def test_a_table_by_years_keeps_the_targets_of_all_years() -> None:
    found = table_targets([
        ["指标", "2025年", "2026年", "2027年", "2030年", "年均增长"],
        ["造林（万亩）", "0.9", "1", "—", "1.2", "6%"],
    ])  # fmt: skip
    assert [(row.value, row.year, row.base and row.base.year, row.growth) for row in found] == [
        (1, 2026, 2025, None),
        (1.2, 2030, 2025, Growth(6, "%", "average")),
    ]
