"""The rows of the bundled plan's project lists, name by name."""

import pytest

from db.records import Cell, Passage, Plan, Table
from db.source.projects import find_projects

RAIL_TO_HUBS = [
    ("铁路", "建成", "杭绍台铁路嵊州段"),
    ("铁路", "建成", "金甬铁路嵊州段"),
    ("铁路", "启动", "绍兴至嵊新市域铁路嵊州段"),
    ("铁路", "启动", "高铁新城至越剧小镇有轨电车"),
    ("铁路", "启动", "宁波至奉化城际铁路延伸至嵊州项目"),
    ("铁路", "前期", "金义至嵊州城际铁路"),
    ("公路", "建成", "甬金高速金庭互通"),
    ("公路", "建成", "甬金高速嵊州互通西接线北延"),
    ("公路", "建成", "G新昌大市聚至嵊州黄泽段"),
    ("公路", "建成", "G嵊州甘霖至长乐段"),
    ("公路", "建成", "高铁新城至苍岩公路工程"),
    ("公路", "建成", "金甬铁路嵊州客货运站连接线及配套站房建设项目"),
    ("公路", "启动", "甬金高速扩容嵊州段"),
    ("公路", "启动", "G嵊州长乐至东阳交界项目"),
    ("公路", "前期", "诸嵊高速公路"),
    ("公路", "前期", "S奉化至桐庐嵊州段（一期）"),
    ("公路", "前期", "S北仑至嵊州公路（黄泽-金庭）"),
    ("公路", "前期", "S绍甘线改建（拓宽）工程（谷来-崇仁）"),
    ("水运", "建成", "曹娥江清风船闸与航道工程"),
    ("水运", "建成", "绍兴港嵊州港区中心作业码头"),
    ("水运", "建成", "浙东唐诗跨核心区水运工程"),
    ("航空", "谋划", "嵊州通用机场项目"),
    ("枢纽建设", "建成", "嵊新火车站枢纽"),
    ("枢纽建设", "建成", "三界站枢纽"),
    ("枢纽建设", "建成", "金甬铁路长乐货运站枢纽"),
]
WATER = [
    ("一湖二库一电站", "重点建设", "丽湖片区防洪提标工程（暂名）"),
    ("一湖二库一电站", "重点建设", "三溪水库"),
    ("一湖二库一电站", "谋划", "甘霖水库"),
    ("一湖二库一电站", "谋划", "丰潭水库抽水蓄能电站"),
    ("防洪排涝", "重点建设", "澄潭江（苍岩段）堤防防洪能力提升应急工程"),
    ("防洪排涝", "重点建设", "嵊州市长乐江干流综合治理工程（堤防加固）"),
    ("防洪排涝", "重点建设", "黄泽江干流综合治理工程"),
    ("防洪排涝", "重点建设", "城西排涝工程"),
    ("防洪排涝", "重点建设", "鹿山区排涝"),
    ("防洪排涝", "重点建设", "黄泽江整治工程（宕头分洪堰至河口段）北部排涝"),
    ("防洪排涝", "重点建设", "水库除险加固和山塘整治"),
    ("防洪排涝", "谋划", "长乐江滞洪分洪工程"),
    ("防洪排涝", "谋划", "曹娥江嵊州段综合整治工程"),
    ("水生态保护", "重点建设", "长乐江、黄泽江、小舜江、石璜江、崇仁江、富润江等幸福河工程"),
    ("水生态保护", "重点建设", "美丽乡村河湖建设整治"),
    ("水生态保护", "重点建设", "济渡、绿溪等小流域水土流失综合治理"),
    ("水生态保护", "重点建设", "辽湾水库电站、艇湖电厂等水电站生态化改造"),
    ("水资源保障", "重点建设", "钦寸水库引调水工程"),
    ("水资源保障", "重点建设", "辽湾水库与南山水库城乡供水管网连通工程"),
    ("水资源保障", "重点建设", "城乡供排水一体化工程（二期）和灌区配套提升工程"),
]
EDUCATION = [
    ("职业教育", "技师学院", None),
    ("中学", "西港区块学校（九年一贯制）", None),
    ("中学", "艇湖区块学校（中学）", None),
    ("中学", "高铁新城中学", None),
    ("中学", "丽湖中学", None),
    ("小学", "艇湖区块学校（小学）", None),
    ("小学", "高铁新城小学", None),
    ("小学", "丽湖小学", None),
    ("小学", "城西小学", None),
    ("小学", "黄泽镇明溪小学（暂名）", None),
    ("幼儿园", "高铁新城配套幼儿园（3所）", 3),
    ("幼儿园", "艇湖区块配套幼儿园（5所）", 5),
    ("幼儿园", "城西区块配套幼儿园（4所）", 4),
    ("幼儿园", "丽湖区块配套幼儿园（3所）", 3),
    ("幼儿园", "恒大未来城等小区配套幼儿园（9所）", 9),
    ("幼儿园", "五里浦幼儿园（三江街道中心幼儿园）", None),
    ("幼儿园", "浦口街道中心幼儿园", None),
    ("幼儿园", "崇仁镇中心幼儿园", None),
    ("幼儿园", "长乐镇中心幼儿园", None),
    ("体育", "绍兴十运会场馆建设", None),
]
HEALTH = [
    "嵊州市妇幼保健院（医院）及疾控中心异地新建工程",
    "中医院公共救治能力提升工程",
    "医院放疗中心建设",
    "医院急诊综合大楼建设",
    "三界镇、黄泽镇、金庭镇、谷来镇、贵门乡卫生院异地新建",
    "剡湖街道社区卫生服务中心搬迁",
    "甘霖镇中心卫生院二期扩建",
]


@pytest.mark.parametrize(("box", "rows"), [("8.1.b1", RAIL_TO_HUBS), ("8.3.b1", WATER)])
def test_lists_by_arrangement(plan: Plan, box: str, rows: list[tuple[str, str, str]]) -> None:
    assert [(row.category, row.stage, row.name) for row in plan.projects if row.box == box] == rows


def test_education_has_names_and_quantities(plan: Plan) -> None:
    rows = [row for row in plan.projects if row.box == "9.2.b1"]
    assert [(row.category, row.name, row.quantity) for row in rows] == EDUCATION
    assert {row.unit for row in rows if row.quantity} == {"所"}
    assert sum(row.quantity or 0 for row in rows) == 24
    assert {row.stage for row in rows} == {None}


def test_health_comes_from_its_one_sentence_of_projects(plan: Plan) -> None:
    rows = [row for row in plan.projects if row.box == "9.3.b1"]
    assert [row.name for row in rows] == HEALTH
    assert {(row.key, row.category, row.stage) for row in rows} == {("9.3.b1.i1", "项目支撑", None)}


def test_totals(plan: Plan) -> None:
    rows = [row for row in plan.projects if row.box == "4.5.b1"]
    assert [(row.category, row.quantity, row.unit, row.investment, row.lost) for row in rows] == [
        ("现代产业类", 55, "个", None, ("sum",)),
        ("基础设施类", 42, "个", None, ("sum",)),
        ("文化旅游类", 9, "个", 80.0, ()),
        ("生态环保类", 8, "个", 70.0, ()),
        ("公共服务类", 40, "个", None, ("sum",)),
    ]
    assert {row.name for row in rows} == {None}


def test_no_other_box_gives_rows(plan: Plan) -> None:
    assert {row.box for row in plan.projects} == {"4.5.b1", "8.1.b1", "8.3.b1", "9.2.b1", "9.3.b1"}
    assert len(plan.projects) == 5 + 25 + 20 + 20 + 7


def test_lost_figures_are_noted_in_their_rows(plan: Plan) -> None:
    lost = {row.name: row.lost for row in plan.projects if row.lost and row.name}
    roads = [name for _, _, name in RAIL_TO_HUBS if name[0] in "GS"]
    assert lost == dict.fromkeys(roads, ("road",)) | {HEALTH[at]: ("name",) for at in (0, 2, 3)}


def test_the_span_of_a_row_is_its_name(plan: Plan) -> None:
    texts = {passage.key: passage.text for passage in plan.passages}
    for row in plan.projects:
        words = texts[row.key][slice(*row.span)]
        assert words == (row.name or words)
        assert words


def _items(title: str, *texts: str) -> list[Passage]:
    items = [Passage(f"1.b1.i{at}", "box_item", text, "1", "1.b1") for at, text in enumerate(texts, 1)]
    return [Passage("1.b1", "box_title", title, "1", "1.b1"), *items]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        # an arrangement holds until the next one, also over a comma, and never over a full stop
        (
            "公路：建成甲路、乙路，启动丙路，丁路。戊路。",
            [("建成", "甲路"), ("建成", "乙路"), ("启动", "丙路"), ("启动", "丁路"), (None, "戊路")],
        ),
        # 开展 opens an arrangement only where 前期 closes it
        ("公路：开展甲路、乙路前期工作。", [("前期", "甲路"), ("前期", "乙路")]),
        ("公路：开展甲路整治。", [(None, "开展甲路整治")]),
        # separators inside brackets and quotes separate nothing
        ("水利：甲（一、二期）、“乙、丙”工程。", [(None, "甲（一、二期）"), (None, "“乙、丙”工程")]),
        # a list that ends with 等项目, or with nothing
        ("水利：甲水库、乙水库等项目。", [(None, "甲水库"), (None, "乙水库")]),
        ("水利：甲水库、", [(None, "甲水库")]),
        ("水利：。", []),
    ],
)
def test_the_grammar_of_lists(text: str, rows: list[tuple[str | None, str]]) -> None:
    found = find_projects(_items("某市重点项目", text), [])
    assert [(row.stage, row.name) for row in found] == rows


@pytest.mark.parametrize("number", ["1．", "2. ", "（3）", "①", "● "])
def test_the_number_of_an_item_is_no_part_of_its_category(number: str) -> None:
    found = find_projects(_items("专栏1 重大项目", f"{number}铁路：建成甲线；启动乙线。"), [])
    assert [(row.category, row.stage, row.name) for row in found] == [
        ("铁路", "建成", "甲线"),
        ("铁路", "启动", "乙线"),
    ]


def test_a_box_that_speaks_of_no_projects_gives_no_rows() -> None:
    assert find_projects(_items("某市产业发展方向", "新材料：甲、乙、丙。"), []) == []


def test_totals_of_projects_that_are_arranged_and_in_reserve() -> None:
    found = find_projects(
        _items("某市重大项目", "■ 科技产业类安排正式项目62项，预备项目7项，重点围绕集成电路。"), []
    )
    assert [(row.category, row.name, row.quantity, row.unit) for row in found] == [
        ("科技产业类", None, 62, "项"),
        ("科技产业类", None, 7, "项"),
    ]


@pytest.mark.parametrize("invested", ["投资25亿元", "投资达25亿元", "投资达到25亿元", "投资约25亿元"])
def test_totals_with_a_sum_in_words_between(invested: str) -> None:
    [row] = find_projects(_items("某市重大项目", f"现代产业类：项目数55个，五年完成{invested}。"), [])
    assert (row.name, row.quantity, row.investment) == (None, 55, 25.0)
    assert row.amount is not None
    assert row.amount.about == ("约" in invested)


def test_numbered_works_with_a_description() -> None:
    texts = "1．老旧桥梁改造工程。对120座桥梁实施改造。", "2．应急物资库：在东山、南河建设2个县级库。"
    found = find_projects(_items("专栏2 安全提升工程", *texts), [])
    assert [(row.category, row.name) for row in found] == [("", "老旧桥梁改造工程"), ("", "应急物资库")]
    assert [(row.category, row.name) for row in find_projects(_items("专栏2 发展方向", *texts), [])] == []


def test_sentences_below_a_numbered_name() -> None:
    texts = (
        "1、战略骨干通道",
        "建设甲铁路和乙铁路、丙铁路等，推进丁机场前期工作。",
        "2、高速公路",
        "新建戊高速；改扩建己高速。",
    )
    found = find_projects(_items("专栏5 交通工程", *texts), [])
    assert [(row.category, row.stage, row.name) for row in found] == [
        ("战略骨干通道", None, "甲铁路和乙铁路"),
        ("战略骨干通道", None, "丙铁路"),
        ("战略骨干通道", "前期", "丁机场"),
        ("高速公路", None, "戊高速"),
        ("高速公路", None, "己高速"),
    ]


def test_a_table_of_projects() -> None:
    rows = [
        ["序号", "项目类别", "项目名称", "总投资（万元）"],
        ["1", "交通", "甲高速", "425000"],
        ["2", "", "乙客运站", "—"],
        ["", "合计", "合计", ""],
    ]
    passages, cells = [Passage("1.t1", "box_title", "重大项目表", "1", "1.t1")], list[Cell]()
    for at, row in enumerate(rows):
        text, key = "　".join(row), f"1.t1.i{at}"
        passages.append(Passage(key, "box_item", text, "1", "1.t1"))
        start = 0
        for column, words in enumerate(row):
            covers = 2 if words == "交通" else 1
            if words or not (at == 2 and column == 1):
                cells.append(Cell(at, column, covers, 1, words, key, (start, start + len(words))))
            start += len(words) + 1
    table = Table("1.t1", "1.t1", "重大项目表", 4, 1, tuple(cells))
    found = find_projects(passages, [], [table])
    assert [(row.category, row.name, row.investment, row.box) for row in found] == [
        ("交通", "甲高速", 42.5, "1.t1"),
        ("交通", "乙客运站", None, "1.t1"),
    ]
    assert [passages[2].text[slice(*row.span)] for row in found[:1]] == ["甲高速"]


def _read(*texts: str, title: str = "专栏1 重大项目") -> list[tuple[str, str, str | None]]:
    rows = find_projects(_items(title, *texts), [])
    return [(row.category, row.arrangement, row.name) for row in rows]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        # another verb, known or not, ends what the last one said
        ("建成甲路；开工建设乙路。", [("建成", "甲路"), ("开工建设", "乙路")]),
        ("建成甲路，续建乙路、丙路，提升丁站。", [("建成", "甲路"), ("续建", "乙路"), ("续建", "丙路"), ("", "提升丁站")]),
        ("启动建设甲路；力争建成乙桥，打通丙路。", [("启动建设", "甲路"), ("力争建成", "乙桥"), ("打通", "丙路")]),
        ("加快推进甲水库、乙水库等5个重大项目。", [("加快推进", "甲水库"), ("加快推进", "乙水库")]),
        ("储备甲路；规划建设乙站。", [("储备", "甲路"), ("规划建设", "乙站")]),
        # early work is said around the names, with any verb
        ("推进甲路、乙路前期工作，新建丙路。", [("推进…前期工作", "甲路"), ("推进…前期工作", "乙路"), ("新建", "丙路")]),
        ("开展甲机场选址、可研等前期工作。", [("开展…前期工作", "甲机场")]),
        ("做好甲枢纽可行性研究，建成乙路。", [("做好…可行性研究", "甲枢纽"), ("建成", "乙路")]),
        ("新开工甲路，争取将乙路纳入国家规划。", [("新开工", "甲路")]),
        ("加快甲路建设，加快推进项目建设。", [("加快", "甲路建设")]),
        ("到2030年，建成甲路、乙路；2027年启动丙路。", [("建成", "甲路"), ("建成", "乙路"), ("启动", "丙路")]),
        # names that open like verbs
        ("建设路改造工程、新建村污水处理站。", [("", "建设路改造工程"), ("", "新建村污水处理站")]),
        ("建设中医院、规划馆。", [("建设", "中医院"), ("建设", "规划馆")]),
    ],
)  # fmt: skip
def test_what_is_arranged_is_told_as_printed(text: str, rows: list[tuple[str, str]]) -> None:
    assert _read(f"交通：{text}") == [("交通", *row) for row in rows]


def test_a_stage_is_only_one_that_is_known() -> None:
    text = "交通：启动建设甲路；力争建成乙桥；开工建设丙路；推进丁路前期工作。"
    found = find_projects(_items("某市重点项目", text), [])
    assert [row.stage for row in found] == ["启动", "建成", None, "前期"]
    assert [row.arranged for row in found] == ["启动", "建成", "开工建设", "前期"]


@pytest.mark.parametrize(
    "clause",
    [
        "总投资约25亿元",
        "总投资约亿元",
        "估算总投资3—5亿元",
        "“十五五”期间完成投资12亿元",
        "全长26公里",
        "桥长680米、宽12米",
        "占地120亩",
        "总库容1200万立方米",
        "设计时速250公里",
        "日处理污水能力5万吨/日",
        "双向四车道",
        "2027年建成投用",
        "计划于2026年底开工",
        "工期3年",
        "建设期2026—2030年",
        "位于白石镇、青阳乡",
        "起于甲镇",
        "形成供水环网、保障城乡供水",
        "促进城乡融合",
        "提升医疗服务水平",
        "完善数据共享机制",
        "推进城乡融合发展",
    ],
)
def test_a_clause_that_tells_of_a_project_is_none(clause: str) -> None:
    assert _read(f"交通：新建云溪大桥，{clause}。") == [("交通", "新建", "云溪大桥")]


@pytest.mark.parametrize(
    "name",
    [
        "长680米大桥",
        "规模5万头养猪场",
        "长乐至东阳公路20公里",
        "5G基站500个",
        "2026年老旧小区改造项目",
        "服务中心",
        "水厂一、二期工程",
        "保障性住房",
    ],
)
def test_names_with_figures_and_verbs_are_names(name: str) -> None:
    assert _read(f"市政：新建甲路、{name}。") == [("市政", "新建", "甲路"), ("市政", "新建", name)]


def test_a_kind_and_a_full_stop_may_open_a_list() -> None:
    assert _read("1.公路。建成甲路、乙路；力争开工丙路。", "2.应急物资库。建设2个县级库。") == [
        ("公路", "建成", "甲路"),
        ("公路", "建成", "乙路"),
        ("公路", "力争开工", "丙路"),
        ("", "", "应急物资库"),
    ]


def test_an_item_may_have_several_kinds() -> None:
    assert _read("开工建设：甲库、乙库。前期（1个）：丙库。水利：丁库。责任单位：县水利局。") == [
        ("开工建设", "开工建设", "甲库"),
        ("开工建设", "开工建设", "乙库"),
        ("前期", "前期", "丙库"),
        ("水利", "", "丁库"),
    ]


def test_sentences_below_names_with_two_digits() -> None:
    assert _read(
        "01 高速铁路", "建设甲至乙高铁，推进丙至丁高铁前期工作。", title="专栏5 交通强国建设工程"
    ) == [
        ("高速铁路", "建设", "甲至乙高铁"),
        ("高速铁路", "推进…前期工作", "丙至丁高铁"),
    ]


def test_brackets_that_are_not_closed_close_nothing_in() -> None:
    assert _read("市政：新建甲路（一期、乙路、丙桥（南、北线）。") == [
        ("市政", "新建", "甲路（一期"),
        ("市政", "新建", "乙路"),
        ("市政", "新建", "丙桥（南、北线）"),
    ]


def test_labels_list_nothing() -> None:
    texts = "建设内容：新建大楼、停车场。", "责任单位：县发改局、县财政局。", "总投资：3亿元。"
    assert _read(*texts) == []
    assert _read("建设任务：新建甲路。", "项目安排：续建乙路。") == [
        ("建设任务", "新建", "甲路"),
        ("项目安排", "续建", "乙路"),
    ]


def test_what_a_project_costs_is_its_own_only_where_each_has_its_own() -> None:
    def amounts(text: str) -> list[tuple[str | None, str | None]]:
        rows = find_projects(_items("专栏1 重大项目", text), [])
        return [(row.name, row.amount.words + row.amount.unit if row.amount else None) for row in rows]

    assert amounts("交通：续建甲路，总投资3.2亿元；新建乙路，总投资约86000万元。") == [
        ("甲路", "3.2亿元"),
        ("乙路", "约86000万元"),
    ]
    assert amounts("交通：续建甲路；新建乙路，总投资约25亿元。") == [("甲路", None), ("乙路", None)]
    assert amounts("1．云溪大桥（二期）：桥长680米，总投资3.2亿元。") == [("云溪大桥（二期）", "3.2亿元")]
    assert amounts("2．白石公路，全长26公里，总投资8.8亿元。") == [("白石公路", "8.8亿元")]


def test_lines_of_a_box_name_the_fields_of_those_below() -> None:
    texts = (
        "一、交通（2个）",
        "1．云溪大桥",
        "2．白石公路；",
        "二、水利",
        "1．河道综合整治",
        "新建甲河堤防，推进乙河前期工作。",
        "三、续建项目（1个）",
        "1．森林质量提升工程",
    )
    found = find_projects(_items("专栏2 重点工程", *texts), [])
    assert [(row.field, row.category, row.arrangement, row.name) for row in found] == [
        ("交通", "交通", "", "云溪大桥"),
        ("交通", "交通", "", "白石公路"),
        ("水利", "河道综合整治", "新建", "甲河堤防"),
        ("水利", "河道综合整治", "推进…前期工作", "乙河"),
        ("", "", "续建", "森林质量提升工程"),
    ]


def test_a_list_may_say_how_many_it_has() -> None:
    assert _read("交通（2个）：甲路、乙路。") == [("交通", "", "甲路"), ("交通", "", "乙路")]
    assert _read("续建项目：甲路、乙路。") == [("续建项目", "续建", "甲路"), ("续建项目", "续建", "乙路")]


def _priced(*texts: str) -> list[tuple[str, str | None, str | None]]:
    rows = find_projects(_items("专栏1 重大项目", *texts), [])
    return [
        (row.arrangement, row.name, row.amount.words + row.amount.unit if row.amount else None)
        for row in rows
    ]


@pytest.mark.parametrize(
    ("text", "name", "amount"),
    [
        ("白石产业园：新建厂房12万平方米，总投资8.5亿元；配套道路3公里。", "白石产业园", "8.5亿元"),
        (
            "G318线改扩建：白石镇至龙潭镇段45公里，按二级公路标准改造，总投资12.6亿元。",
            "G318线改扩建",
            "12.6亿元",
        ),
        ("1.龙潭水库：总库容300万立方米，投资估算6800万元。", "龙潭水库", "6800万元"),
        ("（2）县医院迁建：新建门诊楼、住院楼，床位500张，概算投资约3亿元。", "县医院迁建", "约3亿元"),
        ("城区供水提升工程（续建）：改造管网45公里、泵站3座。", "城区供水提升工程（续建）", None),
    ],
)
def test_clauses_of_measures_tell_of_the_one_project(text: str, name: str, amount: str | None) -> None:
    assert _priced(text) == [("", name, amount)]


def test_a_name_and_a_colon_may_still_list_projects() -> None:
    assert _priced("农村公路：新建甲路35公里；改建白石公路。") == [
        ("新建", "甲路35公里", None),
        ("改建", "白石公路", None),
    ]
    assert _priced("供水工程：白石水厂、龙潭水厂。") == [("", "白石水厂", None), ("", "龙潭水厂", None)]
    assert _priced("青阳河治理：白石堤防3公里、龙潭堤防5公里。") == [
        ("", "白石堤防3公里", None),
        ("", "龙潭堤防5公里", None),
    ]


def test_a_sum_in_brackets_or_of_a_clause_is_of_its_name() -> None:
    assert _priced("水利：龙潭水库（投资3亿元），白石灌区（12万亩，投资5亿元）。") == [
        ("", "龙潭水库", "3亿元"),
        ("", "白石灌区", "5亿元"),
    ]
    assert _priced("交通：新建白石公路35公里，总投资5亿元；续建青阳大桥，投资3亿元；谋划龙潭水库。") == [
        ("新建", "白石公路35公里", "5亿元"),
        ("续建", "青阳大桥", "3亿元"),
        ("谋划", "龙潭水库", None),
    ]
    # What is at the end may be of all.
    assert _priced("交通：续建甲路、乙路，投资3亿元；新建丙路，投资2亿元。") == [
        ("续建", "甲路", None),
        ("续建", "乙路", None),
        ("新建", "丙路", None),
    ]
    assert _priced("水利：龙潭水库（一期），白石灌区（3处）。") == [
        ("", "龙潭水库（一期）", None),
        ("", "白石灌区（3处）", None),
    ]


@pytest.mark.parametrize("mark", ["", "1.", "● "])
def test_works_stand_in_a_line_without_a_kind(mark: str) -> None:
    text = "新建白石公路35公里，总投资5亿元；续建青阳大桥，2027年完工；谋划龙潭水库。"
    assert _priced(mark + text) == [
        ("新建", "白石公路35公里", "5亿元"),
        ("续建", "青阳大桥", None),
        ("谋划", "龙潭水库", None),
    ]
    assert _priced(f"{mark}推进龙潭水库前期工作，力争2028年开工；加快实施县医院迁建，床位500张。") == [
        ("推进…前期工作", "龙潭水库", None),
        ("加快实施", "县医院迁建", None),
    ]
    assert _priced(f"{mark}龙潭水库（投资3亿元），白石公路（35公里，投资5亿元）。") == [
        ("", "龙潭水库", "3亿元"),
        ("", "白石公路", "5亿元"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "推进公路、铁路建设。",
        "加快建设农村公路。",
        "完善交通网络。",
        "资金来源：中央3亿元。",
        "新增就业5000人。",
    ],
)
def test_a_policy_in_a_line_names_no_works(text: str) -> None:
    assert _priced(text) == []


def test_a_sentence_of_a_count_is_a_row_of_totals_with_its_parts() -> None:
    text = "5.交通类项目3个，总投资20亿元。其中：云溪大道（投资5亿元）、白石大桥（投资3亿元）、青阳隧道（投资12亿元）。"
    assert _priced(text) == [
        ("", None, "20亿元"),
        ("", "云溪大道", "5亿元"),
        ("", "白石大桥", "3亿元"),
        ("", "青阳隧道", "12亿元"),
    ]
    assert _priced("水利重点项目共2项，估算总投资8亿元，主要包括龙潭水库、白石灌区。") == [
        ("", None, "8亿元"),
        ("", "龙潭水库", None),
        ("", "白石灌区", None),
    ]
