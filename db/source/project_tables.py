"""Tables that list projects: known by their columns, read row by row.

A row is a project, the head of those below it (一、交通, 水利（2个）, or a row with nothing but a sum), or a
sum of rows (合计, 小计). Heads and sums are no projects; what they say is kept for the checks, as printed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from db.numerals import whole_number
from db.records import Amount, Cell, Span, Table
from db.source.amounts import amount_of, unit_of
from db.source.project_names import Arranged, arranged_of, is_built, money_in
from db.source.tables import UNIT_NOTE, column_of, depth_of, plain_heads

# Takes `项 目`, not `项目`
_BLANKS = re.compile(r"[\s\u3000]")
# Says by itself that projects are listed: takes `项目名称`, `工程（项目）名称` and `重点项目`, not `收费项目`
_NAME_HEAD = re.compile(
    r"(?:重点|重大|主要|支撑|谋划|储备|规划|建设|实施|投资|子|拟建){0,3}(?:项目|工程)(?:[（(/](?:工程|项目)[）)]?)?名称|"
    r"(?:重点|重大|主要|支撑|谋划|储备|规划|建设|拟建){1,3}(?:项目|工程)|(?:工程|建设)项目"
)
# The name opens the cell, and goes on with what is built: takes `项目名称及建设内容`, not `项目名称`
_WITH_CONTENT = re.compile(
    r"(?:项目|工程)名称(?:及|和|与|、)(?:主要)?(?:建设)?(?:内容|规模)(?:及规模|和规模)?"
)
# Where it ends: takes `：桥长680米` and `，全长`, not `（一期）`
_CONTENT = re.compile(r"[：:，,；;。\n]|（(?=全长|总|桥长|建设|占地|新建)")
# Does so only beside columns of what is built: takes `项目`, `名称` and `任务名称`, not `任务要求`
_LOOSE_HEAD = re.compile(
    r"(?:项目|工程)(?:[/、及和](?:工程|项目|内容))?|名称|(?:重点|主要|建设)?任务(?:名称)?"
)
# Takes `水库名称` and `园区名称`, not `名称`, `企业名称` or `指标名称`
_THING_HEAD = re.compile(
    r"(?!企业|公司|单位|部门|机构|乡镇|村|指标|事项|产品|设备|专业)[\u4e00-\u9fff]{2,6}名称"
)
# What is built, how large, how dear, when: takes `建设内容及规模`, `总投资（万元）` and `年限`, not `金额`
_BUILT_HEAD = re.compile(
    r"建设(?:内容|规模|性质|地点|地址|年限|期|周期|起止|工期|时间|时序|单位|主体|阶段|状态)|(?:项目|工程)(?:规模|性质|地点|业主|投资)|"
    r"^规模|总投资|投资(?:额|估算|规模|总额|概算|（|\(|$)|(?:估算|计划|概算|预计)(?:总)?投资|起止年限|年限$|"
    r"开竣?工|竣工|工期|业主"
)
# Beside these an expense, a fee or a duty is listed: takes `收费标准` and `设定依据`, not `建设内容`
_OTHER_HEAD = re.compile(
    r"支出|收入|预算|决算|经费|科目|收费|单价|定价|(?<!建设)标准|依据|审批|许可|检查|执法|处罚|评分|分值|得分|考核|权重|指标|"
    r"频次|频率|费用|权力|事项|环节|材料|办理|保护单位|承担单位|参赛"
)
# Takes `经费一览表`, `权责清单` and `重点项目完成情况`, not `重大项目表`
_OTHER_TITLE = re.compile(
    r"经费|预算|决算|支出|收入|收费|费用|许可|审批|检查|执法|处罚|权力|权责|责任清单|事项|考核|评分|比赛|竞赛|课程|考试|培训|"
    r"非物质|科研|课题|监测|检测|体检|资金筹措|资金来源|(?:完成|执行|实施|进展)情况"
)
# Takes `人员工资`, `电费` and `维修费`, not `云溪大桥`
_EXPENSE = re.compile(
    r"(?:费|费用|工资|经费|补助|补贴|支出|收入|税|税金|奖金|津贴|公积金|折旧|利息|借款|贷款|自筹)(?:（[^（）]{0,12}）)?\Z"
)
# Takes `项目类别` and `领域`, not `指标类别说明`
_CATEGORY_HEAD = re.compile(r"^(?:项目|工程)?(?:类别|类型|领域|行业|分类|板块)$")
# Takes `建设性质` and `项目阶段`, not `建设内容`
_ARRANGED_HEAD = re.compile(r"(?:建设|项目|工程)?(?:性质|阶段|状态)|规划安排|(?:实施|推进)阶段")
_LOOSE_ARRANGED = ("项目性质", "工程性质", "性质")
"""Heads of columns that may as well say 基础设施."""
# Takes `总投资（亿元）`, `投资估算` and `概算`, not `资金来源`
_SUM_HEAD = re.compile(r"投资|概算|估算|金额")
# Takes `总投资（亿元）` and `估算投资`, not `2026年投资`
_WHOLE_SUM_HEAD = re.compile(r"总投资|投资总额|投资估算|估算(?:总)?投资|投资规模")
# Takes `投资主体` and `已完成投资`, not `总投资`
_NO_SUM_HEAD = re.compile(r"主体|来源|性质|方式|单位(?![：:])|完成|截至|累计|类型|类别|依据|比例|%")
# Takes `项目数（个）` and `个数`, not `项目`
_COUNT_HEAD = re.compile(r"(?:项目)?(?:个数|数量?)(?:[（(][个项][）)])?|项目[（(][个项][）)]")
# Takes `序号` and `编号`, not `项目编号说明`
_ORDINAL_HEAD = re.compile(r"序号|编号|序|号|No\.?|")
# Takes `合计`, `总计：`, `交通小计`, `全县总计` and `合计3个项目`, not `合计投资`
_SUM_ROW = re.compile(
    r"(?:全[县市区省州乡镇部]|以上|本表|项目|投资){0,2}+"
    r"(?P<of>[^（）]{0,20}?)(?P<label>合计|总计|小计|共计|累计)(?:[（(][^（）()]{0,24}[)）]|[:：]?共?\d{1,5}[个项]"
    r"(?:重大|重点)?(?:项目|工程)?)?[:：]?"
)
# A cell with a count alone: takes `3个`, `共2项` and `共计5个重大项目`, not `3个水库` or `5G`
_COUNT_CELL = re.compile(
    r"(?:共(?:计|有)?)?(?P<count>\d{1,5}|[两二三四五六七八九十]{1,3})(?:个|项)(?:重大|重点)?(?:建设)?(?:项目|工程)?"
)
# What a table says of itself: takes `备注：投资含征地` and `注1：含用地`, not `备注栏改造` or `说明书印刷`
_NOTE = re.compile(
    r"(?:备注|附注|注|说明|注释|(?:资料|数据|资金)来源|(?:填表|填报|制表|审核|联系)(?:人|单位|时间)?)\d{0,2}(?:[：:]|\Z)"
)
# A part of the row above: takes `其中：白石公路` and `其中:（1）甲桥`, not `其中一路`
_PART = re.compile(r"\s{0,4}+其\s?中\s?[：:，,]\s{0,4}+")
# Of a sum, and no project: takes `中央资金`, `2026年` and `银行贷款`, not `白石公路`
_PART_OF_MONEY = re.compile(
    r"(?:资金|投资|债券|债|配套|自筹|贷款|补助|预算|财政|中央|[省市县]级|地方|社会资本|(?:19|20)\d\d年度?)\Z"
)
# How many: takes `（2个）`, `（共3项）`, `项目共3个` and `3个项目`, not `3个百分点` or `2个项目部`
_SAID = re.compile(
    r"(?:共(?:计|有|安排)?|合计|总计|项目|工程|[（(，、]|\A)\s*(?P<count>\d{1,5}|[两二三四五六七八九十]{1,3})\s*(?:个|项)"
    r"(?:重大|重点)?(?:建设)?(?:项目|工程)?(?=[）)，、。；]|\Z)"
)
# A number before a name: takes `一、`, `（一）`, `1.` and `1.2 `, not `5G`
_NUMBER = re.compile(
    r"\s{0,4}+(?:(?P<chinese>[一二三四五六七八九十]{1,3})\s{0,4}[、.．：]|[（(](?P<bracketed>[一二三四五六七八九十]{1,3})[）)]\s{0,4}[、.．]?|"
    r"(?P<steps>\d{1,3}(?:[.．]\d{1,3}){1,3})(?=\s|[\u4e00-\u9fff])|(?P<arabic>\d{1,3})\s{0,4}[、.．](?!\d)|[（(](?P<small>\d{1,3})[）)]|"
    r"(?P<circle>[①-⑳])|第[一二三四五六七八九十]{1,3}(?P<nth>[类部])[分]?[：:、]?)\s{0,4}+"
)
# Takes `一`, `（二）`, `3`, `1.1`, `Ⅱ` and `A`, not `合计`
_ORDINAL = re.compile(
    r"(?P<chinese>[一二三四五六七八九十]{1,3})[、.．]?|[（(](?P<bracketed>[一二三四五六七八九十]{1,3})[）)]|"
    r"(?P<steps>\d{1,3}(?:[.．-]\d{1,3}){1,3})|(?P<arabic>\d{1,4})[、.．]?|[（(](?P<small>\d{1,3})[）)]|(?P<circle>[①-⑳])|"
    r"(?P<roman>[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|[IVX]{1,4})|(?P<letter>[A-Z甲乙丙丁戊])[、.．]?"
)
_HEADING_FORMS = ("chinese", "bracketed", "roman", "letter", "nth")
"""Forms that number fields; projects have them only where no row has another."""
# Takes `甲路` and `5G`, not `—` or `3`
_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_STEPS_DOWN = {"arabic": "small", "small": "circle"}
_CAPTIONS = 3
"""Rows with a title or a unit above a table's head at most."""


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A row of a table that lists projects."""

    kind: Literal["project", "group", "sum"]
    row: int
    key: str
    """The passage that holds it."""
    name: str
    """Of a project as it stands; of a group without its number and count, of a sum without 合计."""
    span: Span
    """Where the name stands in the passage; of a sum, the whole cell."""
    fields: tuple[str, ...] = ()
    """The groups that it stands in, from the top."""
    category: str = ""
    arranged: Arranged | None = None
    amount: Amount | None = None
    amount_span: Span | None = None
    count: int | None = None
    """How many projects a group or a sum says that it has."""
    amounts: tuple[Amount, ...] = ()
    """Several that one name covers, row by row; what `amount` shows of them is no figure."""
    part: bool = False
    """Of the project above (其中：…), whose sum has it as well."""
    whole: Span = (0, 0)
    """The cell with the name."""
    label: str = ""
    """What a sum is called: 合计 or 小计."""


@dataclass(frozen=True, slots=True)
class _Head:
    first: int
    """The first row below it."""
    words: tuple[str, ...]
    captions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row, by what they tell."""

    at: int
    cell: Cell
    """The one with the name."""
    form: str
    """How it is numbered; empty if it isn't."""
    steps: int
    bare: bool
    """Nothing beside the name but its number, a count and a sum."""
    wide: bool
    """The name's cell reaches over other columns."""
    start: int
    """Where the name begins behind its number."""
    counted: int | None


class _Columns:
    """What stands in which column."""

    def __init__(
        self,
        heads: Sequence[str],
        cells: Mapping[int, Mapping[int, Cell]],
        name: int,
        sums: int | None,
        unit: str,
    ) -> None:
        self.heads, self.cells, self.name, self.unit = heads, cells, name, unit
        self.sums: Mapping[int, Cell] = cells[sums] if sums is not None else {}
        self.arranged = next((at for at, head in enumerate(heads) if _ARRANGED_HEAD.fullmatch(head)), None)
        self.category = column_of(heads, _CATEGORY_HEAD)

    def words(self, column: int | None, row: int) -> str:
        """What a column says of a row; nothing for no column."""
        cell = self.cells[column].get(row) if column is not None else None
        return cell.text.strip() if cell is not None else ""


_Open = tuple[str, str, Arranged | None]
"""A group that is open: its form, its name, what it arranges."""


def said_count(words: str) -> int | None:
    """How many projects a title, a heading or a group's line says there are: 交通（2个）, 项目共3个."""
    match = _SAID.search(words)
    return whole_number(match["count"]) if match else None


def project_lines(table: Table, title: str, notes: Iterable[str] = ()) -> tuple[ProjectLine, ...]:
    """The rows of a table that lists projects; none of any other table.

    `notes` are the lines around the table, such as 单位：万元.
    """
    head = _head_of(table)
    name_at = _name_column(head.words, title) if head is not None and not table.indicators else None
    if head is None or name_at is None:
        return ()
    sum_at = _sum_column(head.words)
    said = [head.words[sum_at]] if sum_at is not None else []
    said += [title, *head.captions, *(note for note in notes if UNIT_NOTE.fullmatch(note))]
    unit = next((found for words in said if (found := unit_of(words))), "")
    columns = _Columns(head.words, _cells(table), name_at, sum_at, unit)
    rows = [
        row
        for at, cell in sorted(columns.cells[name_at].items())
        if at >= head.first and cell.row == at and (row := _row_of(at, cell, columns)) is not None
    ]
    return () if _are_expenses(rows) else tuple(_lines(rows, columns))


def _cells(table: Table) -> dict[int, dict[int, Cell]]:
    """Column → row → the cell that covers it."""
    found: dict[int, dict[int, Cell]] = {at: {} for at in range(table.width)}
    for cell in table.cells:
        for column in range(cell.column, min(cell.column + cell.columns, table.width)):
            found[column].update(dict.fromkeys(range(cell.row, cell.row + cell.rows), cell))
    return found


def _head_of(table: Table) -> _Head | None:
    """The heads of the columns. Titles and units may stand in rows above them."""
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    captions: list[str] = []
    for at in sorted(rows)[: _CAPTIONS + 1]:
        filled = [cell for cell in rows[at] if cell.text.strip()]
        if len(filled) > 1 and not all(UNIT_NOTE.fullmatch(cell.text.strip()) for cell in filled):
            if table.header > at:
                return _Head(table.header, plain_heads(table, at), tuple(captions))
            end = at + min(depth_of(filled), 4)
            words = plain_heads(table, at, end)
            known = sum(bool(_NAME_HEAD.fullmatch(head) or _BUILT_HEAD.search(head)) for head in words)
            return _Head(end, words, tuple(captions)) if known >= 2 else None
        captions += (cell.text for cell in filled)
    return None


def _name_column(heads: Sequence[str], title: str) -> int | None:
    """The column of projects' names; None where the columns are those of another kind of table."""
    if _OTHER_TITLE.search(title):
        return None
    built = sum(bool(_BUILT_HEAD.search(head)) for head in heads)
    other = sum(bool(_OTHER_HEAD.search(head)) for head in heads)
    named = next((at for at, head in enumerate(heads) if _NAME_HEAD.fullmatch(head)), None)
    if named is None:
        named = next((at for at, head in enumerate(heads) if _WITH_CONTENT.fullmatch(head)), None)
    if named is not None and not _of_people(heads):
        return named if built > other or not other else None
    loose = next((at for at, head in enumerate(heads) if _LOOSE_HEAD.fullmatch(head)), None)
    if loose is None:
        # 水库名称 beside 建设性质 and 总投资
        loose = next((at for at, head in enumerate(heads) if built > 1 and _THING_HEAD.fullmatch(head)), None)
    if loose is None or other or not built:
        return None
    # 名称 and 任务 may head anything: two columns of what is built have to stand beside them.
    return loose if heads[loose].startswith(("项目", "工程")) or built > 1 else None


def _of_people(heads: Sequence[str]) -> bool:
    """The table lists who did something: 项目名称 beside 姓名 or 奖项."""
    return any(word in head for head in heads for word in ("姓名", "奖", "成绩", "学时", "学分"))


def _are_expenses(rows: Sequence[_Row]) -> bool:
    costs = sum(bool(_EXPENSE.search(row.cell.text.strip()[-20:])) for row in rows)
    return costs * 3 >= len(rows)


def _sum_column(heads: Sequence[str]) -> int | None:
    """The column of what is invested in all; of several the whole rather than a year's."""
    fits = [at for at, head in enumerate(heads) if _is_sum_head(head)]
    return next((at for at in fits if _WHOLE_SUM_HEAD.search(heads[at])), fits[0] if fits else None)


def _is_sum_head(head: str) -> bool:
    return _SUM_HEAD.search(head) is not None and not _NO_SUM_HEAD.search(head)


def _row_of(at: int, cell: Cell, columns: _Columns) -> _Row | None:
    heads, name_at = columns.heads, columns.name
    words = cell.text.strip()
    # 合计 and 一、交通 may stand below 序号, beside how many there are or a dash.
    number_cell = _COUNT_CELL.fullmatch(_BLANKS.sub("", words))
    aside = next(
        (
            found
            for column in range(name_at if not _WORDS.search(words) or number_cell else 0)
            if (found := columns.cells[column].get(at))
            and found.row == at
            and len(found.text.strip()) > 1
            and (not words or _WORDS.search(found.text))
        ),
        None,
    )
    if aside is not None:
        cell, words = aside, aside.text.strip()
    if (
        not _WORDS.search(words)
        or len(words) < 2
        or _BLANKS.sub("", words) == heads[name_at]
        or UNIT_NOTE.fullmatch(words)
        or _NOTE.match(_BLANKS.sub("", words[:40]))
    ):
        return None
    form, steps = _form_of(at, columns)
    number = _NUMBER.match(cell.text)
    if number is not None and not form:
        form, steps = number.lastgroup or "", _steps(number)
    others = (
        found
        for column, cells in columns.cells.items()
        if column != name_at
        and (found := cells.get(at)) is not None
        and found is not cell
        and found.row == at
        and found.text.strip(" \u3000—-–/、")
        and not (
            _ORDINAL_HEAD.fullmatch(heads[column])
            or _CATEGORY_HEAD.fullmatch(heads[column])
            or _COUNT_HEAD.fullmatch(heads[column])
            or _is_sum_head(heads[column])
        )
    )
    counted = next(
        (
            count
            for column, cells in columns.cells.items()
            if _COUNT_HEAD.fullmatch(heads[column])
            and (found := cells.get(at)) is not None
            and (count := whole_number(found.text.strip().rstrip("个项")) if found.text.strip() else None)
        ),
        None,
    )
    return _Row(
        at,
        cell,
        form,
        steps,
        next(others, None) is None,
        aside is not None or (cell.columns > 1 and cell.column + cell.columns > name_at),
        number.end() if number else 0,
        whole_number(number_cell["count"]) if number_cell and counted is None else counted,
    )


def _form_of(at: int, columns: _Columns) -> tuple[str, int]:
    """How the row is numbered in a column before the name."""
    for column in range(columns.name):
        cell = columns.cells[column].get(at)
        if cell is not None and cell.row == at and _ORDINAL_HEAD.fullmatch(columns.heads[column]):
            match = _ORDINAL.fullmatch(_BLANKS.sub("", cell.text))
            if match is not None:
                return match.lastgroup or "", _steps(match)
    return "", 0


def _steps(match: re.Match[str]) -> int:
    """1.2.3 has three."""
    return len(re.split(r"[.．-]", match["steps"])) if match["steps"] else 1


def _is_sum(words: str) -> bool:
    return _sum_row(words) is not None


def _sum_row(words: str) -> tuple[str, str] | None:
    """What a row is the sum of, and what it is called; None if it is none."""
    words = _BLANKS.sub("", words)
    if (found := _SUM_ROW.fullmatch(words)) is not None:
        return found["of"], found["label"]
    return ("", words) if _COUNT_CELL.fullmatch(words) else None


def _groups(rows: Sequence[_Row]) -> set[int]:
    """Which of the rows are heads of those below them."""
    below = [row for row in rows if not _is_sum(row.cell.text)]
    full = sum(not row.bare for row in below)
    numbered = sum(bool(row.form) for row in below if not row.bare)
    found: set[int] = set()
    for row, following in pairwise(below):
        deeper = following.steps > row.steps and row.form in ("arabic", "steps") and following.form == "steps"
        headed = row.form in _HEADING_FORMS and following.form != row.form
        # 交通 | 12 among rows with all their cells, or without a number among numbered ones
        bare = row.bare and full * 2 >= len(below) and not row.form and not is_built(row.cell.text)
        # 1 交通 | 12 above （1） 云溪大桥
        lower = _STEPS_DOWN.get(row.form) == following.form and row.bare and not following.bare
        counts = row.bare and said_count(row.cell.text) is not None and not row.form.startswith("arabic")
        plain = row.bare and not row.form and numbered * 2 > full > 0 and not is_built(row.cell.text)
        if deeper or headed or lower or row.wide or bare or counts or plain:
            found.add(row.at)
    # A group of nothing is a project, unless groups of its form have rows.
    forms = Counter(row.form for row in below if row.at in found)
    last = below[-1] if below else None
    if last is not None and last.bare and (last.wide or (last.form in _HEADING_FORMS and forms[last.form])):
        found.add(last.at)
    return found


def _lines(rows: Sequence[_Row], columns: _Columns) -> Iterator[ProjectLine]:
    groups = _groups(rows)
    # Form → name and what it arranges, of the groups that are open, from the top.
    open_groups: list[_Open] = []
    above_is = ""
    for row in rows:
        line = _line_of(row, columns)
        part = _PART.match(row.cell.text)
        if (found := _sum_row(row.cell.text)) is not None:
            fields = tuple(name for _, name, _ in open_groups)
            yield replace(line, kind="sum", name=found[0], fields=fields, label=found[1])
            above_is = "sum"
        elif part is not None:
            if not _is_named_part(row, part.end()):
                continue
            if above_is != "project":
                # 合计 / 其中：白石公路 is a project of the sum.
                row = replace(row, start=part.end())
            elif line.amount is not None:
                # A part of the project above: shown and never added, as that has it.
                line = replace(line, amount=replace(line.amount, figure=""))
            line = replace(line, part=above_is == "project")
            yield _project(line, row, columns, open_groups)
        elif row.at in groups:
            form = f"{row.form}{row.steps}" if row.form else "wide" if row.wide else ""
            forms = [each for each, _, _ in open_groups]
            if form in forms:
                del open_groups[forms.index(form) :]
            start, name = _group_name(row.cell.text, row.start)
            fields = tuple(name for _, name, _ in open_groups)
            open_groups.append((form, name, arranged_of(name)))
            at = row.cell.span[0] + start
            if line.amount is None:
                # 交通（2个，总投资12亿元）
                inside = row.cell.text[start + len(name) :].strip("（）() ")
                line = replace(line, amount=money_in(inside, (0, len(inside))))
            yield replace(line, kind="group", name=name, span=(at, at + len(name)), fields=fields)
            above_is = "group"
        else:
            yield _project(_with_several(line, row, columns), row, columns, open_groups)
            above_is = "project"


def _line_of(row: _Row, columns: _Columns) -> ProjectLine:
    """A row with its sum and count, before it is known what it is."""
    cell = columns.sums.get(row.at)
    # A sum for several rows together is none of theirs.
    own = cell is not None and cell is not row.cell and cell.rows <= row.cell.rows
    amount = amount_of(cell.text, columns.unit) if own and cell is not None else None
    return ProjectLine(
        "project",
        row.at,
        row.cell.key,
        row.cell.text,
        row.cell.span,
        amount=amount,
        amount_span=cell.span if amount is not None and cell is not None else None,
        count=row.counted if row.counted is not None else said_count(row.cell.text),
        whole=row.cell.span,
    )


def _with_several(line: ProjectLine, row: _Row, columns: _Columns) -> ProjectLine:
    """A project whose name reaches over several rows, with the sums of all: shown, and not added."""
    covered = (
        cell
        for at in range(row.at, row.at + row.cell.rows)
        if (cell := columns.sums.get(at)) is not None and cell.row == at and cell.rows <= row.cell.rows
    )
    several = tuple(amount for cell in covered if (amount := amount_of(cell.text, columns.unit)) is not None)
    if row.cell.rows == 1 or not several or (len(several) == 1 and line.amount is not None):
        return line
    if len(several) == 1:
        return replace(line, amount=several[0])
    alike = len({amount.unit for amount in several}) == 1
    words = "；".join(amount.words if alike else f"{amount.words}{amount.unit}" for amount in several)
    return replace(line, amount=Amount(words, "", several[0].unit if alike else ""), amounts=several)


def _project(line: ProjectLine, row: _Row, columns: _Columns, open_groups: Sequence[_Open]) -> ProjectLine:
    text, heads = row.cell.text, columns.heads
    start = row.start + len(text[row.start :]) - len(text[row.start :].lstrip())
    end = len(text.rstrip())
    if _WITH_CONTENT.fullmatch(heads[columns.name]) and (told := _CONTENT.search(text, start + 2)):
        end = told.start()
    above = next((arranged for *_, arranged in reversed(open_groups) if arranged), None)
    said = columns.words(columns.arranged, row.at)
    category = columns.words(columns.category, row.at)
    if category.isdecimal():
        # 一、交通 stands in the column of the categories, and numbers below it.
        category = ""
    arranged = arranged_of(said)
    if arranged is None and 0 < len(said) <= 8 and heads[columns.arranged or 0] not in _LOOSE_ARRANGED:
        arranged = Arranged(None, said)
    fields = tuple(name for _, name, arranges in open_groups if arranges is None)
    if columns.category is not None and heads[columns.category].endswith("领域") and not fields and category:
        fields = (category,)
    return replace(
        line,
        name=text[start:end],
        span=(row.cell.span[0] + start, row.cell.span[0] + end),
        fields=fields,
        category=category or (fields[-1] if fields else ""),
        arranged=arranged or arranged_of(category) or above,
        count=None,
    )


def _is_named_part(row: _Row, start: int) -> bool:
    """Whether 其中 names a project: not 其中：中央资金, 其中：新建3个 or 其中：2026年."""
    words = row.cell.text[start:].strip()
    if len(words) < 2 or _PART_OF_MONEY.search(words[-20:]) or said_count(words) is not None:
        return False
    return is_built(words) or (not row.bare and arranged_of(words) is None)


def _group_name(text: str, start: int) -> tuple[int, str]:
    """A group's name without its number and what stands in brackets behind it, and where it begins."""
    words = text[start:].split("（", maxsplit=1)[0].split("(", maxsplit=1)[0]
    return start + len(words) - len(words.lstrip()), words.strip().rstrip("：:")
