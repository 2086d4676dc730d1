"""Finding the places where the source lost a figure or a name (缺数). Better none than a wrong one.

Each rule describes a sentence that can't stand as it is written: a masked or blank number, a year without
its digits, a road sign without its number. The group `gap` is where the loss is; nothing is filled in.
Measures and units whose number is simply gone are the work of `lost_numbers`.
"""

import re

from db.records import Gap, GapKind, Passage
from db.source.lost_numbers import lost_numbers

_NUMERAL = "0-9０-９一二三四五六七八九十百千万亿几数多余两半每各整来近超过"
_MEASURE = "户|人|个|家|所|件|公里|亩|张|辆|座|处|套|人次"
_CHINESE = r"[\u4e00-\u9fff]"

_MASKS = ("X", "x", "Ｘ", "ｘ", "×", "*", "＊", "□", "▢")
_BLANKS = (" ", "\u3000")
_FORMS: tuple[tuple[GapKind, str, tuple[str, ...]], ...] = (
    # 到▢年，…  but 到年底, 到年末, 到年中
    # Takes `，到年，城镇化率提高` not `到年底，`
    ("year", r"(?:^|(?<=[。；，、：]))到(?P<gap>)年(?![底末初中均内度终间])", ("到年",)),
    # ，▢年普惠性幼儿园覆盖面达95%: a share is of one year, so the clause can't mean 每年
    # Takes `。年普惠性幼儿园覆盖面达95%`, not `。年均增长率达5%` or `，年通货膨胀率为5%`
    (
        "year",
        (
            r"(?<=[。；，])(?P<gap>)年(?![均底末初度中内终龄轻纪产增平通利劳])[^，。；\d]{2,20}"
            r"(?:率|面|比重|比例|占比)[^，。；\d]{0,4}\d"
        ),
        ("年",),
    ),
    # Takes `（—）`, not `（2021—2025）`
    ("year", r"（(?P<gap>[-—–－~～])）", ("（",)),
    # 二三五年 for 二〇三五年: the sign 〇 was lost
    # Takes `到二三五年`, not `第十二三五年` or `二五年规划`
    ("year", r"(?<![一二三四五六七八九十百千第])二(?P<gap>)[一二三四五]五年(?!规划|计划|级|期)", ("五年",)),
    # 20XX年, XX亿元: masked by the copier
    # Takes `20XX年` and `20**年`, not `2025年`
    (
        "year",
        r"(?<![A-Za-z0-9])(?P<gap>(?:19|20)(?:[XxＸｘ×]{2}|[*＊]{2}))(?=年|[-—–－])",
        _MASKS,
    ),
    # Takes `投资XX亿元`, not `投资5亿元` or `BXX亿元`
    (
        "sum",
        r"(?<![A-Za-z0-9])(?P<gap>[XxＸｘ×]{1,6}(?:\.[XxＸｘ×]{1,3})?)(?=(?:万|千|百)?亿?元)",
        _MASKS,
    ),
    # Takes `下降XX个百分点` and `X家`, not `X个性化方案`
    (
        "count",
        (
            r"(?<![A-Za-z0-9])(?P<gap>[XxＸｘ×]{1,6}(?:\.[XxＸｘ×]{1,3})?)(?=个百分点|%|％|公里|万人|"
            r"万吨|平方公里|个(?!性)|家|项)"
        ),
        _MASKS,
    ),
    # Takes `XX年，` and `建设XX所学校`, not `X年` or `MAXX年`
    (
        "count",
        r"(?<![A-Za-z0-9])(?P<gap>[XxＸｘ×]{2,6})(?=年|人|所|座|处|条|户|件|名|亩|万?吨|届|小时|天|辆|台|套|倍)",
        _MASKS,
    ),
    # Takes `增长（）%` and `完成投资？亿元`, not `增长（5）%` or `为什么？个人`
    (
        "count",
        (
            r"(?<=[\u4e00-\u9fff])(?P<gap>（[ \u3000]{0,9}）|…{1,2}|[?？]{1,4})"
            r"(?=[%％]|[万亿]元|万[人亩吨]|个百分点|公里)"
        ),
        ("%", "％", "元", "万", "百分点", "公里"),
    ),
    # 规划期限至 年, 距北京均为 公里: a PDF's font lost its digits, the blanks around them are left
    # Takes `规划期限至 年。`, not `至2030年。` or `至 年度`
    ("year", r"(?:[至到]|期限为)(?P<gap>[ \u3000]+)年(?=[，。；、）]|底|末)", _BLANKS),
    # Takes `均为 公里，`, not `均为5公里，`
    (
        "count",
        (
            rf"(?:均为|约为|达到|不低于|不少于|不超过|超过|控制在|为)(?P<gap>[ \u3000]+)(?=(?:万|"
            rf"千)?(?:公里|平方公里|{_MEASURE}|米|吨)[，。；、左右以])"
        ),
        _BLANKS,
    ),
    # A cell with nothing in it but the sign that stands for what is missing: a formula without its result
    # Takes `甲水库\u3000〓\u3000新建` and `〓`, not `甲〓水库`
    ("count", r"(?:\A|(?<=\u3000))(?P<gap>〓)(?=\Z|\u3000)", ("〓",)),
    # Takes `投资达到 亿元`, not `达到亿元` or the cell of a unit `投资达到\u3000亿元\u3000300`
    (
        "sum",
        (
            r"(?:达到|超过|突破|约|为)(?P<gap>[ \u3000]+)(?=(?:万|千|百)?亿元)"
            r"(?!(?<=\u3000)(?:万|千|百)?亿元(?:\u3000|\Z))"
        ),
        _BLANKS,
    ),
    # A decimal point is left, of a number or behind its beginning
    # Takes `增长.5%` and `达到.5亿元`, not `增长0.5%` or `No.5`
    (
        "count",
        r"(?<=[\u4e00-\u9fff])(?P<gap>)(?=[.．][0-9]{1,6}(?:[%％‰]|[万亿]|个百分点))",
        (".", "．"),
    ),
    # Takes `增长6.%` and `达到12.亿元`, not `增长6.1%` or `1.万亩良田`
    (
        "count",
        (
            r"(?<=[\u4e00-\u9fff])[0-9]{1,6}[.．](?P<gap>)"
            r"(?=[%％‰]|[万亿](?:元|人|亩|吨|千瓦|平方米)|个百分点)"
        ),
        (".", "．"),
    ),
    # Takes `建成项目个左右`, not `建成50个左右` or `建成十个左右`
    ("count", rf"(?<=[^{_NUMERAL}A-Za-z])(?P<gap>)个左右", ("个左右",)),
    # Takes `学校增至所，`, not `增至5所，` or `达到户均`
    (
        "count",
        rf"(?:达到|增至|增加到|不少于|不低于)(?P<gap>)(?:{_MEASURE})(?=[，。；、])",
        (
            "达到",
            "增至",
            "增加到",
            "不少于",
            "不低于",
        ),
    ),
    # Takes `脱贫人员户，`, not `脱贫人员5户，`
    ("count", r"(?:人员|家庭)(?P<gap>)户(?=[，。；、])", ("户",)),
    # Takes `完成投资亿元左右`, not `完成投资百亿元左右`
    ("sum", rf"(?<=[^{_NUMERAL}A-Za-z])(?P<gap>)亿元左右", ("亿元左右",)),
    # Takes `完成投资约亿元`, not `约5亿元` or `签约亿元以上项目`
    ("sum", r"(?<!签)约(?P<gap>)亿元", ("约亿元",)),
    # Takes `培育3个亿级产业`, not `培育亿级产业` or `3个百亿级产业`
    ("sum", r"\d个(?P<gap>)亿级", ("亿级",)),
    # G▢新昌…至…段: a road sign with neither number nor separator before a place
    # Takes `建设G新昌至嵊州段`, not `G104国道` or `S形弯道改建`
    (
        "road",
        (
            rf"(?<![A-Za-z0-9])[GS](?P<gap>)(?![形型弯端网级类])(?={_CHINESE}[^，。；：、]{{0,30}}(?:至|"
            rf"段|公路|国道|省道|高速|改建|绕城|互通|连接))"
        ),
        (
            "G",
            "S",
        ),
    ),
    # Takes `创建“”示范区`, not `创建“美丽”示范区`
    ("name", r"“(?P<gap>)”", ("“”",)),
    # A name is lost between two: takes `新建医院医院`, not `新建医院、学校`
    (
        "name",
        r"(?P<gap>)(医院|学校|幼儿园|大学|公司)(?=\2)",
        (
            "医院医院",
            "学校学校",
            "幼儿园幼儿园",
            "大学大学",
            "公司公司",
        ),
    ),
    # Takes `（医院）`, not `（人民医院）`
    ("name", r"（(?P<gap>)医院）", ("（医院）",)),
    # Takes `、医院迁建`, not `、人民医院迁建`
    ("name", r"(?<=[、，。；])(?P<gap>)医院(?=放疗|急诊|住院|门诊|迁建|改扩建|扩建)", ("医院",)),
    # Takes `。医院建设、`, not `。医院建设。`
    ("name", r"(?<=。)(?P<gap>)医院(?=建设、)", ("。医院建设、",)),
    # 市域“▢交通圈”: elsewhere such a circle has its hours or minutes, but the sentence can stand
    # Takes `构建市域“交通圈”`, not `市域“1小时交通圈”`
    ("doubtful", r"(?:市域|县域|省域|区域)“(?P<gap>)(?:交通圈|通勤圈|生活圈|经济圈)”", ("域“",)),
)
_RULES: tuple[tuple[GapKind, re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (kind, re.compile(form), words) for kind, form, words in _FORMS
)
"""Each with the words of which a text must have one: most have none, and finding that out costs little."""


def find_gaps(passages: list[Passage]) -> list[Gap]:
    """All gaps of `passages`, in reading order; two rules that agree on a place give one gap."""
    gaps: list[Gap] = []
    for passage in passages:
        found: dict[tuple[int, int], GapKind] = {}
        if not passage.origins:  # words of the program's own have lost nothing
            continue
        text = passage.text
        for kind, form, words in _RULES:
            for match in form.finditer(text) if any(map(text.__contains__, words)) else ():
                found.setdefault(match.span("gap"), kind)
        for kind, span in lost_numbers(text):
            found.setdefault(span, kind)
        gaps.extend(Gap(passage.key, found[span], span) for span in sorted(found))
    return gaps
