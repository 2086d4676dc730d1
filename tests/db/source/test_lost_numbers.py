"""A measure, unit or year without its number is found in any text; what can be said without one is left alone."""

import re
from pathlib import Path

import pytest

from db.records import Gap, Passage, Plan, PlanInfo
from db.source.gaps import find_gaps
from db.source.importer import import_plan
from db.source.meta import Meta
from db.source.report import report_on
from db.source.review import Reviewed

LOST = "▢"
REPORT = (
    "2026年溪口县政府工作报告\n一、▢年工作回顾\n"
    "▢年，全县地区生产总值达到▢亿元，同比增长▢%；一般公共预算收入完成▢亿元，增长6.1%。\n"
    "实施重点项目▢个，完成投资▢亿元，新建农村道路▢公里，改造老旧小区▢个。\n"
    "二、2026年主要目标\n到▢年，常住人口城镇化率达到▢%以上，建成高标准农田▢万亩，新增就业▢人以上。\n"
)


def found_in(text: str, plan: Plan) -> list[Gap]:
    """The gaps of a paragraph with this text."""
    return find_gaps([Passage("1.p1", "paragraph", text, "1", origins=plan.passages[1].origins)])


@pytest.mark.parametrize(
    "text",
    [
        "全县地区生产总值达到▢亿元，同比增长▢%，比上年提高▢个百分点。",
        "完成固定资产投资▢亿元，实施重点项目▢个，新建农村公路▢公里。",
        "投资▢万元的污水处理厂投入使用，争取专项资金▢亿元支持乡村建设。",
        "新增规上工业企业▢家、培育▢家高新技术企业，认定专精特新企业▢家。",
        "城镇新增就业▢万人，带动就业▢人以上，居全省第▢位。",
        "到▢年，森林覆盖率达到▢%左右，比▢年提高一成。",
        "。▢年，全市上下齐心协力。",
        "连续▢年保持增长，用▢年时间补齐短板。",
        "办好3—▢个中心，增幅保持在▢—5%。",
        "新建幼儿园▢所，改造厕所▢座，建成公园▢处，办理提案▢件。",
        "补助标准提高到每月▢元，空气优良天数达到▢天。",
        "产业规模分别达1.2万亿、▢万亿，惠及7.8万户、▢万人。",
        "制定地方性法规▢部，开展专项行动▢次，选派▢名干部，组建▢支医疗队。",
        "对▢岁以上老人免费，人均预期寿命达到▢岁，是五年前的▢倍。",
        "打造“▢小时交通圈”，新增▢张养老床位，开行中欧班列▢列。",
        "单位产值达▢万元，工业税收达▢万元，项目总投资达▢万元左右。",
        "惠及▢户，占地▢亩，流转▢亩。",
        "城镇化率从2025年的▢提高到65%，能耗由2020年的▢下降到0.4吨。",
        "新增停车位▢余个，发放补贴▢余万元，惠及居民▢余户，修路▢余公里。",
        "安排资金▢万元用于道路建设，受益人口达▢人，参训人数达▢人左右。",
        "产值年均增长▢以上，到2030年达到▢以上，失业率控制在▢以内。",
        "培育“专精特新”企业▢家、“瞪羚”企业▢家。",
    ],
)
def test_what_cannot_stand_without_its_number_is_marked(text: str, plan: Plan) -> None:
    parts = text.split(LOST)
    places = [sum(map(len, parts[: at + 1])) for at in range(len(parts) - 1)]
    gaps = found_in("".join(parts), plan)
    assert [gap.span for gap in gaps] == [(place, place) for place in places]
    assert "doubtful" not in {gap.kind for gap in gaps}


@pytest.mark.parametrize("row", ["1　生产安全事故死亡人数　下降▢%　约束性", "2　经济损失占比　<▢%　预期性"])
def test_a_row_of_indicators_lost_its_figure(row: str, plan: Plan) -> None:
    assert [gap.span[0] for gap in found_in(row.replace(LOST, ""), plan)] == [row.index(LOST)]


@pytest.mark.parametrize(
    "row",
    [
        "单位GDP能耗降低　%　—　〔13〕　约束性",
        "万元产值用水量下降　%　12，另按国家要求完成　约束性",
        "全要素生产率，达到　亿元　286.3　400",
        "空气优良天数比率达到　%",
        "用于住房，完成　万平方米　12　15",
    ],
)
def test_a_cell_of_a_unit_lost_nothing(row: str, plan: Plan) -> None:
    assert found_in(row, plan) == []


def test_the_units_of_a_table_lost_nothing(tmp_path: Path) -> None:
    rows = [["指标", "单位", "2025年", "2030年"], ["单位GDP能耗降低，五年累计", "%", "—", "〔13〕"]]
    rows.append(["空气优良天数比率", "—", "—", "达到%以上，按国家要求"])
    path = tmp_path / "table.md"
    table = "\n".join(f"|{'|'.join(row)}|" for row in (rows[0], ["--"] * 4, *rows[1:]))
    path.write_text(f"# 云溪县“十五五”规划\n\n## 第一章 目标\n\n{table}\n", "utf-8")
    plan, _ = import_plan(path, Meta(PlanInfo("x", "", "", "", "")))
    texts = {passage.key: passage.text for passage in plan.passages}
    assert [texts[gap.key][: gap.span[0]][-2:] for gap in plan.gaps] == ["达到"]


@pytest.mark.parametrize(
    "text",
    ["汽车产量突破▢万辆，出口向好。", "完成▢万套住房改造，群众满意。", "产值比上年增长▢，总量达到286亿元。"],
)
def test_what_could_stand_is_doubted_and_no_more(text: str, plan: Plan) -> None:
    assert [gap.kind for gap in found_in(text.replace(LOST, ""), plan)] == ["doubtful"]


@pytest.mark.parametrize(
    "text",
    [
        "个人、家庭和国家各有所得，各项事项、专项和选项逐项落实，每个项目各家单位都有份。",
        "企业家、科学家和艺术家座谈，收藏家、活动家参加，大家回到家乡，民营企业家，走进千家万户，进万家。",
        "销售收入超亿元、近万人、上百万元的企业，亿元以上项目开工，签约亿元以上项目，突破万亿元大关。",
        "万吨级码头、万人空巷、万元增加值能耗、百万千瓦机组、十亿斤粮食、亿万农民、成千上万户。",
        "今年、去年、近年来、多年以来、到年底、比年初、从年中起，年均增长，年产值、年发电量和年接待量。",
        "县（处）级以上干部，户籍人口、农户、用户和个体工商户，贫困户、边缘户和监测户逐户走访。",
        "研究所、派出所和卫生院所在地，建设所需资金，各方面所作的努力，有条件的地方有条不紊。",
        "港澳台同胞、杭绍台铁路、台账和平台，名家名段、名城名镇名村，知名品牌和白名单管理。",
        "平方公里和公里数，每平方米造价，小时候的事，两小时以内，几个小时，一两个百分点。",
        "人均、亩均和户均水平，亩产增加，吨位不变，元旦前后，多元融合，一次次走访，成倍增长。",
        "落到实处、见到实效，做个榜样，开个好头，下个世纪，一个个困难，个别地方，整个过程，调整个别指标。",
        "单位：万元，（%）为占比，增长5%—8%，2021—2025年，第一位、首位和前列，学位、床位和点位供给。",
        "十三五”以来，二〇二五年，百分之五以上，三十多个县，数百家企业，两三项措施，半年时间，老年以上。",
        "培育支柱产业，引进名师名医，法定代表人，银行家和发明家，新年期间，虎年开始，个位数增长，新加坡元，标准件。",
        "新增台资企业，查处套取资金的行为，完成支农任务，建设家风馆，比上年增长，年增长率，职工代表人数，户籍改革。",
        "开展场景创新，新增户用光伏，改造台区，推动个转企，评选名中医，开展家校共育，演练场、训练场，企业强、产业兴。",
        "增加人、财、物投入，减少人和物的损耗，组织处突演练，推出家装补贴，排查处置隐患，事事有回音、件件有着落。",
        "单位：亿元、%、个、家。单位：％、公里、立方米。（单位：公里、座），采用元/吨、元/人、%/年计量。",
        "公里数、平方米造价，额度、平方米单价，项目投资、公里成本、吨钢能耗、千瓦时电价，税收、公顷单产。",
        "百分点、个百分点的差距，其余个别单位、剩余人员、业余时间、结余资金，人均产值达万元，达到以上标准。",
        "比上年增长，形势向好，惠及农户，占地面积，带货达人。",
        "民以食为天，世界强国，应对有方，增加开支，组织支部活动，活动场所和场次安排，班列常态化。",
    ],
)
def test_what_can_be_said_without_a_number_is_left_alone(text: str, plan: Plan) -> None:
    assert found_in(text, plan) == []


@pytest.mark.parametrize("left", [" ", "  ", "\u3000", "\u00a0", "□", "□□", "▢", ".", "XX", "××"])
def test_what_is_left_in_its_place_is_spanned(left: str, plan: Plan) -> None:
    text = f"地区生产总值达到{left}亿元，增长{left}%，新建厂房{left}座。"
    spans = [match.span() for match in re.finditer(re.escape(left), text)]
    assert [gap.span for gap in found_in(text, plan)] == spans


@pytest.mark.parametrize("text", ["增长▢.5%。", "投资6.▢亿元，", "增长▢（）%，", "投资▢……亿元，"])
def test_a_number_that_lost_a_part_is_marked(text: str, plan: Plan) -> None:
    assert [gap.span[0] for gap in found_in(text.replace("▢", ""), plan)] == [text.index("▢")]


def test_letter_spaced_text_lost_nothing(plan: Plan) -> None:
    whole = "每 个 家 庭 和 个 人 都 有 份 ， 3 个 项 目 完 成 投 资 5 亿 元 ， 增 长 6 % 。"
    assert found_in(whole, plan) == []


@pytest.mark.parametrize("text", ["个", "万元", "比上年增长%", "单位 个", "项目数 家", "占比%", "年均增长"])
def test_the_head_of_a_column_lost_nothing(text: str, plan: Plan) -> None:
    assert found_in(text, plan) == []


def written(folder: Path, kind: str, text: str) -> Path:
    """The text as a file of this kind."""
    lines = text.splitlines()
    if kind == "html":
        text = f"<html><body>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>"
    elif kind == "md":
        text = "# " + "\n\n".join(lines)
    path = folder / f"report.{kind}"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("kind", ["txt", "md", "html"])
def test_a_damaged_report_says_so_at_its_head(kind: str, tmp_path: Path) -> None:
    meta = Meta(PlanInfo("x", "", "", "", ""))
    plan, sha256 = import_plan(written(tmp_path, kind, REPORT.replace(LOST, "")), meta)
    assert len(plan.gaps) == REPORT.count(LOST)
    report = report_on(plan, meta, sha256)
    sentence = f"这份文件有 {REPORT.count(LOST)} 处数字缺失，可能在转换时丢失，请找原件核对。"
    assert report.as_text().splitlines()[0].endswith(sentence)
    assert report.as_json()["damage"] == sentence
    assert Reviewed(report, (), {}).general[0] == sentence
    # No figure is made: what is shown has the digits that were there.
    assert {digit for passage in plan.passages for digit in re.findall("[0-9.]+", passage.text)} <= {
        "2026",
        "6.1",
    }


def test_a_whole_report_says_nothing_of_damage(tmp_path: Path) -> None:
    meta = Meta(PlanInfo("x", "", "", "", ""))
    plan, sha256 = import_plan(written(tmp_path, "txt", REPORT.replace(LOST, "12")), meta)
    report = report_on(plan, meta, sha256)
    assert plan.gaps == ()
    assert (report.damage, report.as_json()["damage"]) == ("", None)
    assert "请找原件核对" not in report.as_text()


def test_one_loss_in_a_long_text_is_no_damage(tmp_path: Path) -> None:
    meta = Meta(PlanInfo("x", "", "", "", ""))
    whole = "全市推进重点工作，新建公路12公里。\n"
    plan, sha256 = import_plan(
        written(tmp_path, "txt", whole * 40 + "完成投资亿元，增长5%。\n" + whole * 40), meta
    )
    assert len(plan.gaps) == 1
    assert report_on(plan, meta, sha256).damage == ""
