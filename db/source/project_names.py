"""The names in a sentence that lists projects, what the plan arranges for each, and what of it is no name.

“续建甲路、乙路；开工建设丙桥，总投资约25亿元；推进丁站前期工作。” names four: 甲路 and 乙路 (续建), 丙桥
(开工建设), 丁站 (推进…前期工作). A verb reaches to the next one, and never beyond its sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.records import Amount, Span, Stage
from db.source.amounts import MONEY, amount_of
from db.source.quantities import BEFORE, NUMBER, SUFFIX, UNITS

_NUMERALS = frozenset("0123456789一二三四五六七八九十")
_OPENERS, _CLOSERS = "（(“‘《【[〔「『〈", "）)”’》】]〕」』〉"
# Behind a number it goes on with the same thing: takes `、二期` and `、2号`, not `、乙路`
_NUMBERS = re.compile(r"、(?=[\d一二三四五六七八九十]{1,3}(?:期|号|标|级|环|批|段|#|千伏|kV))")
# What is arranged: takes `建成`, `续建` and `改扩建`, not `建成区绿化`, `建设路` or `规划馆`
_VERB = re.compile(
    r"建成(?!区(?!域))|启动(?!区|仪式|资金)|谋划|续建|新开工|新改扩建|改扩建|新改建|新扩建|新建(?!路|街|村|镇|乡|社区|小学|中学|大道)|"
    r"改建|扩建|迁建|重建|兴建|修建|推进|推动|开工|复工|实施|布局|完成|完工|竣工|投用|投产|投运|通车|"
    r"建设(?!路|街|村|镇|乡|社区|小学|中学|大道|用地|公园|局|厅|银行|兵团|标准)|储备(?!粮|库|林|基地|物资|土地|中心|用地|肉|站)|"
    r"论证|研究(?!院|所|中心|基地|生)|启用|打通|拓宽|加快|引进|改造(?!工程|项目)|整治(?!工程|项目)|"
    r"规划(?!馆|展|区|院|局|编制|设计|用地|路)"
)
# Words that stand before or between them: takes `重点` and `力争`, not `重大`
_ADVERB = re.compile(
    r"加快|加紧|抓紧|全面|继续|持续|积极|统筹|大力|扎实|稳步|有序|深入|着力|抓好|力争|确保|争取|适时|尽快|"
    r"同步|分期|逐步|优先|重点|全力|稳妥|超前|提前|高标准|高质量|计划|和|并|及"
)
# They arrange something only where 前期 closes: takes `开展`, `做好` and `深化`, not `开工`
_EARLY_VERB = re.compile(r"开展|做好|深化|抓好|抓紧")
# Takes `杭温高铁前期工作` and `甲路前期`, not `前期工作经费`
_EARLY = re.compile(r"的?(?:各项)?前期(?:工作|研究|论证|准备|谋划)?$")
_STAGES: tuple[Stage, ...] = ("建成", "启动", "谋划", "重点建设")
# Behind a verb no name begins so: takes `工程甲`, `的甲路` and `中的甲路`, not `中医院`
_NO_OBJECT = re.compile(
    r"工程|项目|的|中(?:的|\Z)|期(?!货)|类|性|区(?!域)|内容|规模|面积|用地|地点|年限|标准|条件|资金"
)
# Nothing in particular: takes `重大项目建设` and `一批工程`, not `园区项目建设`
_GENERIC = re.compile(
    r"(?:一批|各类)?(?:重大|重点)?(?:建设)?(?:项目|工程)(?:建设|落地|实施|谋划|储备|投产|开工|建成){0,3}"
)
# Steps before it is built: takes `可研等` and `选址`, not `设计院`
_STEPS = re.compile(
    r"(?:可研|可行性研究|立项|勘察|设计|论证|报批|审批|环评|征地|选址|规划){1,2}(?:编制|报告)?(?:等|等各项)?\Z"
)
# Takes `一批甲路` and `好甲水库`, not `一级公路`
_BETWEEN = re.compile(r"一批|好(?=[\u4e00-\u9fff]{3})|：|:|以下")
# These end the reach of the last one, and stay with the name: takes `提升甲站` and `打造乙镇`, not `甲站提升`
_OTHER_VERB = re.compile(
    r"提升|打造|构建|完善|优化|改善|整合|培育|发展|推广|支持|开发|开展|创建|治理|修复|配套|搬迁|组建|引导|建立|探索|鼓励"
)
# What shall come of it: takes `促进城乡融合` and `形成环线`, not `保障性住房` or `服务中心`
_EFFECT = re.compile(
    r"(?:进一步|不断|切实|有效|全面|基本|力争|努力){0,3}(?:形成|实现|确保|促进|带动|缓解|满足|助力|增强|解决|提高|加强|强化|"
    r"健全|落实|坚持|推动形成|辐射|受益|惠及|保障(?!性|房|中心|用房|设施|基地)|服务(?!中心|站|区|业|平台|设施|综合体|点|用房)|"
    r"(?:积极|争取){0,2}[将把]|提升(?=.{0,10}(?:水平|能力|质量|效率|形象)$)|改善(?=.{0,10}(?:条件|环境|面貌)$))|使|让"
)
# Behind a verb it is a policy: takes `数据共享机制` and `城乡融合发展`, not `综合管廊` or `能力建设`
_POLICY = re.compile(
    r"(?:进度|步伐|等级|机制|制度|体制|政策|模式|格局|水平|能力|改革|合作|融合|发展|现代化|管理|监管|环境|效率|质量)\Z"
)
# Where it is: takes `位于白石镇` and `起于青阳`, not `白石镇卫生院`
_WHERE = re.compile(
    r"(?:项目|工程|线路|路线|主要)?(?:位于|地处|选址|坐落|起于|止于|起点|终点|途经|途径|贯穿|穿越|涉及|覆盖|分布)"
)
# When: takes `2027年建成通车` and `工期3年`, not `2026年老旧小区改造`
_WHEN = re.compile(
    r"(?:(?:项目)?(?:建设|实施|起止|施工)?(?:工期|周期|期限|年限|时间|期)?(?:为|约|：)?|(?:计划|预计|力争|拟|将|确保){0,3}(?:于|到|在|自)?)"
    r"(?:(?:19|20)\d\d(?:年|[-—–~～至到]|$)|[“\"]?十[三四五六]五[”\"]?(?:期间|时期|末)|年内|今年|明年|\d{1,2}个?[月年]|年(?=建成|开工|完工|竣工|底))"
    r"[\d年月日底前末期内间时至到—–~～“”十三四五六-]{0,14}"
    r"(?:力争|全面|基本|全部|全线|正式|计划|预计)?(?:(?:开工|建成|完工|竣工|投用|投产|通车|完成|启动|投运|运营|使用|建设|实施|验收|投入){1,4})?\Z"
)
_KIND_OF = (
    r"(?:其中|项目|工程|线路|路线|道路|主线|正线|全线|规划|设计|计划|概算|估算|预计|初步|建设|新增|总|年|日|净|"
    r"最大|[“\"]?十[三四五六]五[”\"]?(?:期间|时期)?|年度|累计|完成|共|合计|需|新建|改造|桥梁|隧道|大桥|主桥){0,4}"
)
# Takes `到2030年` and `“十五五”期间`, not `2026年度`
_DATE = re.compile(
    r"(?:力争|计划|预计){0,2}(?:到|至|于|在)?(?:(?:19|20)\d\d年(?!度)|[“\"]?十[三四五六]五[”\"]?(?:期间|时期|末))(?:底|末)?前?"
)
_UNIT = (
    rf"(?:{UNITS}|{MONEY}|(?:亿|千万|百万|万|千)?(?:千伏安|千伏|兆瓦时|平米|立方|方|车道|层|栋|间|头|羽|床|匹|天|日|月|"
    rf"支|棵|件|升|千克|公斤|平)|km|m|㎡|[MGk]W)(?:/(?:日|天|年|月|小时|秒))?"
)
# How much: takes `全长26公里`, `总投资约25亿元`, `投资约亿元` and `处理5万吨/日`, not `长680米大桥`
_MEASURE = re.compile(
    rf"{_KIND_OF}(?:投资|造价|概算|估算|资金|全长|总长|线长|桥长|坝高|坝长|长|里程|路基|路面|宽|高|占地|用地|征地|建筑|面积|库容|"
    rf"规模|装机|容量|能力|产能|产量|产值|产|时速|速度|标准|等级|处理|供水|灌溉|床位|车位|学位)"
    rf"(?:度|长|宽|额|总额|面积|规模|估算|概算|污水|垃圾|能力|能|量|标准|里程|约|近|达|达到|为|共|共计|合计|超|超过|不低于|：|\s){{0,5}}+"
    rf"(?:{BEFORE})?(?:{NUMBER}(?:\s*[-—–~～至]\s*{NUMBER})?\s*(?:{_UNIT})?|{MONEY})(?:{SUFFIX})?\Z|"
    r"双向[\d二四六八十]{1,2}车道\Z"
)
# Takes `总投资约25亿元` and `投资估算6800万元`, not `全长26公里`
_INVESTED = re.compile(
    rf"{_KIND_OF}(?:投资|造价|概算|估算){{1,2}}+(?:额|总额|规模)?+(?:为|：|达到?|共计?)?+(?P<amount>.{{1,24}})"
)
# How it is built: takes `按二级公路标准改造` and `采用双向四车道标准`, not `按摩医院` or `二级公路`
_STANDARD = re.compile(
    r"(?:路线|全线|项目|主线){0,1}(?:按照?|采用|执行|参照|达到)[^，。；、]{1,20}?(?:标准|等级|规格|规范|模式|工艺|要求)"
)
# Ends with how many: takes `管网45公里` and `厂房12万平方米`, not `白石公路` or `2号桥`
_MANY = re.compile(rf"{NUMBER}\s*{_UNIT}\Z")
# Kinds of works, and none by name: takes `公路`, `农村公路` and `重大水利工程`, not `白石公路`
_KIND_NAME = re.compile(
    r"(?:农村|普通|高速|国省|国道|省道|干线|县乡|重点|重大|骨干|城市|城区|城乡|城镇|市政|大中型|大型|中型|小型|[一二三四]级|标准|配套|"
    r"基础设施|公共|民生|产业|水利|交通|能源|电力|教育|医疗|卫生|文化|体育|农业|生态|环保|防洪|供水|排水|输水|污水|雨水|垃圾|处理|"
    r"主|支|公办|公路|铁路|道路|道|大桥|中桥|小桥|桥|桥梁|隧道|水库|灌区|堤防|管网|管廊|电站|电厂|水厂|厂|机场|港口|码头|航道|枢纽|"
    r"车站|客运站|货运站|医院|卫生院|学校|中学|小学|幼儿园|学院|公园|广场|产业园|基地|互通|连接线|设施|网络|建设|工程|项目|类){1,6}"
)
# It names a project whatever its first words are: takes `能力提升工程`, not `工程能力`
_NAMED = re.compile(r"(?:工程|项目|计划)\Z")
# Takes `甲路、乙路等重大项目`, `等5个项目`, not `高等级公路`
_LIST_TAIL = re.compile(
    r"等(?:一批)?(?:(?:\d{1,3}|[两二三四五六七八九十]{1,3})(?:个|项|条|座|处))?(?:重大|重点|骨干|标志性)?(?:建设)?(?:项目|工程)?$"
)
# Names of places alone are one item with what follows: takes `三界镇` and `剡湖街道`, not `三界镇卫生院`
_BARE_PLACE = re.compile(r"[\u4e00-\u9fff]{1,4}(?:镇|乡|街道|村|县|市|区)")
# Takes `崇仁镇污水处理工程` and `杭绍台高速`, not `三界镇`
_WHOLE = re.compile(
    r"(?:）|工程|项目|段|建设|整治|治理|改造|提升|扩建|迁建|新建|搬迁|幼儿园|小学|中学|学校|学院|枢纽|公路|铁路|高速|互通)$"
)
# What can be built: takes `云溪大桥`, `白石公路（一期）` and `森林提升工程`, not `通道` or `人才队伍建设`
_BUILT = re.compile(
    r"(?:工程|项目|公路|国道|省道|铁路|高速|大道|桥|隧道|水库|电站|电厂|枢纽|码头|机场|车站|客运站|货运站|[水电]厂|"
    r"处理厂|医院|卫生院|学校|中学|小学|幼儿园|学院|[^\W\d][馆院]|公园|广场|产业园|基地|管网|管廊|灌区|堤防|航道|互通|连接线|"
    r"改建|扩建|续建|新建|迁建|改造|整治|治理|[一二三四五]期|段)(?:（[^（）]{1,20}）)?\s*\Z"
)
# Takes `项目`, `前期工作` and `类`, not `甲路`
_ARRANGED_TAIL = re.compile(
    r"(?P<kind>前期|在建|拟建|计划建设|储备|预备|备选)?(?:工作|阶段|中)?(?P<noun>类|类?项目|类?工程)?"
)
# Takes `甲路` and `5G`, not `—` or `3`
_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z]")


@dataclass(frozen=True, slots=True)
class Token:
    """A part between two separators."""

    start: int
    end: int
    opens: bool
    """It stands first after a colon, comma, semicolon or full stop."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """What the plan arranges, in its words."""

    stage: Stage | None
    printed: str


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name in a list."""

    span: Span
    arranged: Arranged | None
    amount: Amount | None = None


@dataclass(slots=True)
class _Run:
    """Tokens under one verb, or under none."""

    arranged: Arranged | None
    tokens: list[Token]
    opened: Token | None = None
    """With its verb, where that arranges something only if 前期 closes the run."""


def arranged_of(words: str) -> Arranged | None:
    """What a cell or a group's name arranges (续建, 新建项目, 前期); None if it is no such word."""
    end = _verbs_end(words, 0, len(words))
    rest = words[end:] if end else words
    tail = _ARRANGED_TAIL.fullmatch(rest)
    if tail is None or not (end or tail["kind"]):
        return None
    printed = words[: end + len(tail["kind"] or "")]
    # 建设项目 and 重点建设工程 say what they are, and not what is arranged.
    if tail["noun"] and printed.endswith(("建设", "规划", "实施", "布局", "研究")) and not tail["kind"]:
        return None
    return Arranged("前期" if tail["kind"] == "前期" else _stage_of(printed), printed)


def _stage_of(printed: str) -> Stage | None:
    first: Stage | None = None
    at = len(printed)
    for stage in _STAGES:
        if 0 <= (found := printed.find(stage)) < at:
            first, at = stage, found
    return first


def _verbs_end(text: str, at: int, end: int) -> int:
    """Where the verbs end that `text` has at `at`; 0 if it has none there."""
    last = 0
    while (found := _VERB.match(text, at, end) or _ADVERB.match(text, at, end)) is not None:
        at = found.end()
        if _VERB.fullmatch(text, found.start(), at):
            last = at
    return last


def is_built(name: str) -> bool:
    """Whether a name ends as that of something that is built (云溪大桥), and not of a field (交通)."""
    return _BUILT.search(name[-30:]) is not None


def is_described(text: str, start: int, end: int) -> bool:
    """Whether words tell how large, how dear or where something is."""
    return any(rule.match(text, start, end) for rule in (_MEASURE, _WHERE))


def is_told(text: str, start: int, end: int) -> bool:
    """Whether words tell how large, how dear, when or where something is, and name nothing."""
    rules = (_WHEN, _STANDARD)
    return is_described(text, start, end) or any(rule.match(text, start, end) for rule in rules)


def is_work(text: str, span: Span) -> bool:
    """Whether words name something that is built by its own name (白石公路35公里), and no kind (农村公路)."""
    start, end = span
    many = _MANY.search(text, max(start, end - 24), end)
    name = text[start : many.start() if many else end].strip()
    return is_built(name) and _KIND_NAME.fullmatch(name[-40:]) is None


def is_kind(name: str) -> bool:
    """Whether a name is that of a kind of works: 农村公路."""
    return _KIND_NAME.fullmatch(name[-40:]) is not None


def tells_one(text: str, span: Span) -> bool:
    """Whether clauses tell of the one project before them: how much of what, what it costs, how it is built.
    None of them may name another.
    """
    many = False
    for part in split(text, span, "、，,；;。"):
        if is_told(text, part.start, part.end):
            continue
        start, end = opened(text, (part.start, part.end))
        found = _MANY.search(text, max(start, end - 24), end)
        name = text[start : found.start() if found else end]
        # 白石镇至龙潭镇段45公里 is where it is.
        segment = found is not None and "至" in name and name.endswith("段")
        if is_work(text, (start, end)) and not segment:
            return False
        many = many or found is not None
    return many or money_in(text, span) is not None


def _is_effect(text: str, token: Token) -> bool:
    # match takes $ for the end that is given.
    named = token.end - token.start > 5 and _NAMED.search(text, token.start, token.end)
    return not named and _EFFECT.match(text, token.start, token.end) is not None


def listed(text: str, span: Span) -> list[ListedName]:
    """The names of a list, in order."""
    # Names and sums of money of each part between semicolons.
    parts: list[tuple[list[ListedName], list[Amount]]] = []
    for sentence in split(text, span, "。！"):
        held: Arranged | None = None
        for clause in split(text, (sentence.start, sentence.end), "；;"):
            runs, money = _runs(text, split(text, (clause.start, clause.end), "、，,"), held)
            names: list[ListedName] = []
            for run in runs:
                names += _names(text, run)
            held = runs[-1].arranged if runs and runs[-1].opened is None else None
            if held is not None and held.stage == "前期":
                held = None
            parts.append((names, money))
    return _with_money([(names, money) for names, money in parts if names or money])


def _with_money(parts: Sequence[tuple[list[ListedName], list[Amount]]]) -> list[ListedName]:
    """A sum is a project's own only where each part with one has one project. A single one at the end may be
    of all: 续建甲路；新建乙路，总投资25亿元.
    """
    with_money = [at for at, (_, money) in enumerate(parts) if money]
    own = all(len(parts[at][0]) == 1 and len(parts[at][1]) == 1 for at in with_money)
    own = own and (len(with_money) > 1 or with_money == [0])
    return [
        ListedName(name.span, name.arranged, name.amount or (money[0] if own and money else None))
        for names, money in parts
        for name in names
    ]


def _runs(text: str, tokens: Iterator[Token], held: Arranged | None) -> tuple[list[_Run], list[Amount]]:
    """The tokens of a clause under their verbs, without those that name nothing, and its sums of money."""
    runs, money, skips = [_Run(held, [])], list[Amount](), False
    for token in tokens:
        if token.opens:
            skips = False
            dated = _DATE.match(text, token.start, token.end)
            begin = dated.end() if dated and _VERB.match(text, dated.end(), token.end) else token.start
            end = _verbs_end(text, begin, token.end)
            early = _EARLY_VERB.match(text, token.start, token.end) if not end else None
            verb = end or early is not None or _OTHER_VERB.match(text, token.start, token.end) is not None
            generic = end and _GENERIC.fullmatch(text, end, token.end) is not None
            if generic or (verb and _POLICY.search(text, token.start, token.end)):
                skips = True
                runs.append(_Run(None, []))
            elif end and _has_object(text, end, token.end):
                printed = text[begin:end]
                between = _BETWEEN.match(text, end, token.end)
                runs.append(_Run(Arranged(_stage_of(printed), printed), []))
                token = Token(between.end() if between else end, token.end, True)
            elif early:
                runs.append(_Run(Arranged(None, early.group()), [], token))
                token = Token(early.end(), token.end, True)
            elif _is_effect(text, token) or _WHERE.match(text, token.start, token.end):
                skips = True
                runs.append(_Run(None, []))
            elif _OTHER_VERB.match(text, token.start, token.end):
                runs.append(_Run(None, []))
        if skips:
            continue
        if is_told(text, token.start, token.end):
            amount = _invested(text, token)
            money += [amount] if amount is not None else []
        elif _WORDS.search(text, token.start, token.end):
            runs[-1].tokens.append(token)
    return runs, money


def opened(text: str, span: Span) -> Span:
    """A part without the verbs that it opens with."""
    end = _verbs_end(text, *span)
    return (end, span[1]) if end and _has_object(text, end, span[1]) else span


def money_in(text: str, span: Span) -> Amount | None:
    """What a description says is invested (总投资约25亿元); None if it says nothing, or more than one sum."""
    found: list[Amount] = []
    for part in split(text, span, "、，,；;。"):
        amount = _invested(text, part)
        found += [amount] if amount is not None else []
    return found[0] if len(found) == 1 else None


def _invested(text: str, part: Token) -> Amount | None:
    match = _INVESTED.fullmatch(text, part.start, part.end)
    return amount_of(match["amount"], "") if match else None


def _has_object(text: str, at: int, end: int) -> bool:
    return end - at >= 2 and _NO_OBJECT.match(text, at, end) is None


def _names(text: str, run: _Run) -> Iterator[ListedName]:
    if not run.tokens:
        return
    tokens, arranged = run.tokens, run.arranged
    last = tokens[-1]
    close = _EARLY.search(text[last.start : last.end]) if arranged is not None else None
    if close and arranged is not None:
        arranged = Arranged("前期", f"{arranged.printed}…{close.group().removeprefix('的')}")
        tokens = _without_steps(text, tokens, last.start + close.start())
    elif run.opened is not None and (step := _STEPS.search(text, last.start + 2, last.end)):
        # 做好甲枢纽可行性研究: said around the name as well.
        if arranged is not None:
            arranged = Arranged(None, f"{arranged.printed}…{step.group()}")
        tokens = _without_steps(text, tokens, last.end)
    elif run.opened is not None:
        # 开展甲路整治: it arranges nothing.
        tokens, arranged = [run.opened, *tokens[1:]], None
    for token in _joined(text, tokens):
        end = token.start + len(_LIST_TAIL.sub("", text[token.start : token.end]))
        end, amount = _priced(text, token.start, end)
        if end > token.start:
            yield ListedName((token.start, end), arranged, amount)


def _priced(text: str, start: int, end: int) -> tuple[int, Amount | None]:
    """Where a name ends before a bracket with what it costs (龙潭水库（35公里，投资3亿元）), and that."""
    at = text.rfind("（", start + 2, end) if text[end - 1 : end] == "）" else -1
    if at < 0:
        return end, None
    amount = money_in(text, (at + 1, end - 1)) or amount_of(text[at + 1 : end - 1], "")
    return (at, amount) if amount is not None and amount.unit.endswith("元") else (end, None)


def _without_steps(text: str, tokens: Sequence[Token], end: int) -> list[Token]:
    """机场选址、可研等前期工作 is about the 机场; `end` is where 前期 stands."""
    kept = [*tokens[:-1], Token(tokens[-1].start, end, tokens[-1].opens)]
    while len(kept) > 1 and _STEPS.match(text, kept[-1].start, kept[-1].end):
        kept.pop()
    last = kept[-1]
    found = _STEPS.search(text, last.start + 2, last.end)
    if found is not None:
        kept[-1] = Token(last.start, found.start(), last.opens)
    return kept


def split(text: str, span: Span, separators: str) -> Iterator[Token]:
    """`span` cut at `separators`, but not inside brackets or quotes that are closed, nor in 一、二期; empty
    parts are left out.
    """
    start, opens, at = span[0], True, span[0]
    closed = _closed(text, span)
    while at <= span[1]:
        character = text[at] if at < span[1] else ""
        if at in closed and at < span[1]:
            at = closed[at]
        elif not character or (character in separators and not _numbers(text, at, span)):
            if at > start:
                yield Token(start, at, opens)
            opens = character != "、"
            start = at + 1
        at += 1


def _numbers(text: str, at: int, span: Span) -> bool:
    """Whether the 、 at `at` stands between numbers of one thing: 水厂一、二期."""
    return at > span[0] and text[at - 1] in _NUMERALS and _NUMBERS.match(text, at, span[1]) is not None


def _closed(text: str, span: Span) -> dict[int, int]:
    """Where each bracket or quote is closed that is."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for at in range(*span):
        if text[at] in _OPENERS:
            waiting.append(at)
        elif text[at] in _CLOSERS and waiting:
            found[waiting.pop()] = at
    return found


def _joined(text: str, tokens: Sequence[Token]) -> Iterator[Token]:
    """Join what is one project: “济渡、绿溪等小流域…治理”, “三界镇、…、贵门乡卫生院异地新建”.

    等 takes in the bare examples before it, back to the last comma, arrangement word or whole name; bare
    place names belong to the item that they lead up to.
    """
    waiting: list[Token] = []
    for at, token in enumerate(tokens):
        if token.opens:
            yield from waiting
            waiting = []
        words = text[token.start : token.end]
        waiting.append(token)
        last = at + 1 == len(tokens) or tokens[at + 1].opens
        if "等" in words[1:] and not (last and _LIST_TAIL.search(words)):
            first = len(waiting) - 1
            while first > 0 and not _WHOLE.search(text[waiting[first - 1].start : waiting[first - 1].end]):
                first -= 1
            yield from waiting[:first]
            yield _merge(waiting[first:])
            waiting = []
        elif not _BARE_PLACE.fullmatch(words):
            first = len(waiting) - 1
            while first > 0 and _BARE_PLACE.fullmatch(
                text[waiting[first - 1].start : waiting[first - 1].end]
            ):
                first -= 1
            waiting[first:] = [_merge(waiting[first:])]
    yield from waiting


def _merge(tokens: Sequence[Token]) -> Token:
    return Token(tokens[0].start, tokens[-1].end, tokens[0].opens)
