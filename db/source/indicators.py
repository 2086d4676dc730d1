"""Targets in the rows of indicator tables (主要指标), each row whole: its group, what it starts from, the
target, how it grows, and its words where there is no number.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.records import Base, Binding, Cell, Growth, Table, Target, YearFrom
from db.source.periods import FIVE_YEAR_PLANS
from db.source.quantities import BEFORE, BOUNDED, NUMBER, SUFFIX, UNITS, sign_of, value_of, values_of
from db.source.tables import column_of, covering, covering_cells, plain_heads

# Takes `[13.5]`, `＞3`, `近80%`, `75%～80%`, `控制在5%以内` and `下降15%`, not `“十三五”时期零发生`
_TABLE_FIGURE = re.compile(
    rf"\A(?P<verb>(?:年均|累计)?(?:下降|降低|增长|提高|减少|增加|提升))?\s*+[\[【〔（(]?\s*+"
    rf"(?:(?:力争|确保)?(?:达到|达|保持在|稳定在)(?=\s*+(?:{BEFORE}|\d)))?\s*+"
    rf"{BOUNDED}(?P<unit>{UNITS})?\s*+(?P<after>{SUFFIX})?\s*+[\]】〕）)]?\s*+[\*＊]?"
)
# Takes `——` and `/`, not `5`
_NO_FIGURE = re.compile(r"[-—－–/、]*")
# Takes `指标名称`, not `名称`
_NAME_HEAD = re.compile(r"指标")
# Takes `计量单位` and `单位`, not `责任单位`
_UNIT_HEAD = re.compile(r"^(?:计量)?单位")
# Takes `属性`, not `指标`
_BINDING_HEAD = re.compile(r"属性|性质")
# Takes `类别` and `一级指标`, not `指标`
_GROUP_HEAD = re.compile(r"类别|分类|领域|维度|一级指标|方面")
# Takes `目标值`, not `属性`
_VALUE_HEAD = re.compile(r"目标值?|预期值|规划值|指标值|数值")
# Takes `年均增速`, not `2030年`
_RATE_HEAD = re.compile(r"年均|累计|增速|增长")
# A change over five years is not the figure of a year: takes `2025年[累计]` and `年均增长`, not `2030年`
_CHANGE_HEAD = re.compile(r"年均|累计|增速|增长|\[|〔")
# Where targets start from: takes `基期值`, `2025年（预计）` and `现状`, not `目标值`
_BASE_HEAD = re.compile(r"基期|基数|基准|现状|实际|完成|预计|实绩")
# Takes `2030年`, not `1995年`
_TABLE_YEAR = re.compile(r"20\d\d")
# Takes `“十四五”主要指标`, not `十四五主要指标`
_FIVE_YEARS = re.compile(r"[“\"](十[三四五六]五)[”\"]")
# Takes `里程（公里）`, not `（公里）里程`
_BRACKETED_UNIT = re.compile(r"[（(]([^（）()]{1,12})[)）]$")
# Takes `1.城镇化率` and `（2）里程`, not `5G基站` or `城镇化率`
_ROW_NUMBER = re.compile(r"^\s*(?:\d{1,2}|[（(]\d{1,2}[）)])\s*+[.．、]?\s*+(?=[\u4e00-\u9fff])")
# Takes `年均增长` and `下降率`, not `增长点`
_IS_RATE = re.compile(r"(?:增长|增速|提高|下降|降低|减少|削减)率?$")
# The sum of all years: takes `〔25〕` and `[13.5]`, not `（25）` or `25`
_SUMMED = re.compile(r"\A\s*+[\[【〔［].{1,20}[\]】〕］]\s*+")
# Two targets in one cell, each with whose it is: takes `65（市）/55（县）`, not `65/55`
_TWO = re.compile(
    rf"\A\s*+({NUMBER})\s*[（(]([^（）()]{{1,8}})[)）]\s*[/／、；]\s*({NUMBER})\s*[（(]([^（）()]{{1,8}})[)）]\s*"
)
# Two figures of a row with two names: takes `120/230`, not `2026/27年` or `120`
_SEVERAL = re.compile(rf"({NUMBER})\s?[/／]\s?({NUMBER})")
# Takes `/`, not `、`
_STROKE = re.compile(r"[/／]")
# Takes `一、创新驱动` and `（二）民生福祉`, not `（1）里程`
_GROUP_ROW = re.compile(
    r"\A\s*+(?:[一二三四五六七八九十]{1,3}\s*[、.．]|[（(][一二三四五六七八九十]{1,3}[)）])"
)
# Words in place of a number: takes `与经济增长基本同步`, not `—` or `/`
_IN_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where an indicator table has what; the words of each row, merged ones in all rows that they cover."""

    names: dict[int, Cell]
    values: list[tuple[int | None, YearFrom | None, dict[int, Cell]]]
    """The columns of targets, each with its year; the last is the one that the whole row is for."""
    units: dict[int, str]
    bindings: dict[int, str]
    categories: dict[int, str]
    bases: dict[int, str]
    base_year: int | None
    rates: dict[int, tuple[Cell, str]]
    """Row → the cell of the change, and the head above it."""


def _columns_of(table: Table, period: str) -> _Columns | None:
    heads = plain_heads(table)
    name_at = column_of(heads, _NAME_HEAD, but="类别|属性|一级")
    values_at = _value_columns(heads, period)
    if name_at is None or not values_at:
        return None
    of_year = {at: _year_of(heads[at], table.title, period) for at in values_at}
    years = [year for year, _ in of_year.values() if year is not None]
    group_at = column_of(heads, _GROUP_HEAD)
    base_at, base_year = _base_column(heads, values_at, min(years, default=None))
    categories = covering(table, group_at) if group_at != name_at else {}
    names = covering_cells(table, name_at)
    values = [(*of_year[at], covering_cells(table, at)) for at in values_at]
    return _Columns(
        names,
        values,
        covering(table, column_of(heads, _UNIT_HEAD)),
        covering(table, column_of(heads, _BINDING_HEAD)),
        categories or _groups(names, values[-1][-1]),
        covering(table, base_at),
        base_year,
        _rates(table, heads, {name_at, *values_at}),
    )


def _rates(table: Table, heads: Sequence[str], but: set[int]) -> dict[int, tuple[Cell, str]]:
    """The change of each row: of several columns (年均增长, [累计]) the first that says one."""
    found: dict[int, tuple[Cell, str]] = {}
    for at, head in enumerate(heads):
        if at not in but and _RATE_HEAD.search(head):
            for row, cell in covering_cells(table, at).items():
                if not _NO_FIGURE.fullmatch(cell.text.strip()):
                    found.setdefault(row, (cell, head))
    return found


def _groups(names: dict[int, Cell], values: dict[int, Cell]) -> dict[int, str]:
    """The group of each row, where groups have rows of their own: a cell that reaches from the names to the
    values, or a name with a number such as 一、 and nothing beside it.
    """
    groups: dict[int, str] = {}
    group = ""
    for row in sorted(names):
        cell, value = names[row], values.get(row)
        if cell is value or ((value is None or not value.text.strip()) and _GROUP_ROW.match(cell.text)):
            group = cell.text.strip()
        groups[row] = group
    return groups


def _base_column(
    heads: Sequence[str], values_at: Sequence[int], year: int | None
) -> tuple[int | None, int | None]:
    """The column of what targets start from, and its year: of several the last."""
    found: tuple[int | None, int | None] = None, None
    for at, head in enumerate(heads):
        years = [int(each) for each in _TABLE_YEAR.findall(head)]
        if at in values_at or _CHANGE_HEAD.search(head) or _NAME_HEAD.search(head):
            continue
        if years and (year is None or max(years) < year) and max(years) > (found[1] or 0):
            found = at, max(years)
        elif not years and found[0] is None and _BASE_HEAD.search(head):
            found = at, None
    return found


def targets_of_table(table: Table, period: str) -> Iterator[Target]:
    """The rows of an indicator table, each whole: the figure of the last year that it has, or where that is
    empty the change over the years; where neither is a number, its words.
    """
    columns = _columns_of(table, period)
    if columns is None:
        return
    last = columns.values[-1][-1]
    for year, year_from, cells in columns.values:
        for row, cell in sorted(cells.items()):
            name = columns.names[row].text.strip() if row >= table.header and row in columns.names else ""
            # A group's name reaches over all columns; a value that stands for several rows is the first
            # one's, and one for several years the last one's.
            if not name or cell is columns.names[row] or cell.row != row:
                continue
            if cells is last or (cell is not last.get(row) and not _NO_FIGURE.fullmatch(cell.text.strip())):
                yield from _of_row(columns, row, name, cell, year, year_from, whole=cells is last)


def _of_row(
    columns: _Columns,
    row: int,
    name: str,
    cell: Cell,
    year: int | None,
    year_from: YearFrom | None,
    *,
    whole: bool,
) -> Iterator[Target]:
    """The targets of one cell; how the measure grows to the end is said with the last year (`whole`) only."""
    bracketed = _BRACKETED_UNIT.search(name)
    rate_cell, rate_head = columns.rates.get(row, (None, "")) if whole else (None, "")
    growth = _growth(rate_cell, rate_head)
    bound = columns.bindings.get(row, "")
    binding: Binding | None = "约束性" if "约束" in bound else "预期性" if "预期" in bound else None
    # The change is the target where nothing else is: 能耗强度降低 … 累计 14, 居民收入增长 … 与GDP同步.
    changes = rate_cell is not None and _NO_FIGURE.fullmatch(cell.text.strip()) is not None
    if rate_cell is not None and changes:
        cell = rate_cell
    own_unit = columns.units.get(row, "")
    own_unit = "" if _NO_FIGURE.fullmatch(own_unit) else own_unit
    for named, words, base_words in _figures(name, cell.text, columns.bases.get(row, "")):
        match = _TABLE_FIGURE.fullmatch(words.strip())
        base = _TABLE_FIGURE.fullmatch(base_words)
        unit = (
            ((match["unit"] or match["mid"]) if match else None)
            or own_unit
            or (bracketed[1] if bracketed else "")
        )
        if bracketed and unit == bracketed[1]:
            named = named.replace(bracketed.group(), "")
        plain = _ROW_NUMBER.sub("", named)
        if match is None and not _IN_WORDS.search(words):
            continue
        if match is not None and changes and not match["verb"] and not _IS_RATE.search(plain):
            plain += "累计" if growth is not None and growth.kind == "cumulative" else "年均增长"
        yield Target(
            cell.key,
            plain + ((match["verb"] if match else None) or ""),
            sign_of(match) if match else "=",
            *(values_of(match) if match else (None, None)),
            unit.replace("％", "%"),
            year,
            binding,
            cell.text,
            cell.span,
            year_from,
            columns.categories.get(row, ""),
            Base(value_of(base["value"]), columns.base_year) if base else None,
            growth,
            cumulative=_SUMMED.fullmatch(words) is not None and match is not None,
            words="" if match else words.strip(),
        )


def _figures(name: str, words: str, base: str) -> list[tuple[str, str, str]]:
    """What a cell says, each with its name and what it starts from: two where the cell names two
    (65（市）/55（县）), or the row does (高速公路/国省干线: 120/230).
    """
    two = _TWO.fullmatch(words)
    if two is not None:
        bare = _BRACKETED_UNIT.sub("", name)
        return [(f"{bare}（{two[2]}）", two[1], base), (f"{bare}（{two[4]}）", two[3], base)]
    several = _SEVERAL.fullmatch(words.strip())
    names = [each.strip() for each in _STROKE.split(name)]
    if several is None or len(names) != 2:
        return [(name, words, base)]
    bases = [each.strip() for each in _STROKE.split(base)] if _SEVERAL.fullmatch(base) else ["", ""]
    return list(zip(names, several.groups(), bases, strict=True))


def _growth(cell: Cell | None, head: str) -> Growth | None:
    """What a cell of a column such as 年均增速〔累计〕 says: in brackets it is the sum of all years."""
    match = _TABLE_FIGURE.fullmatch(cell.text.strip()) if cell is not None else None
    if cell is None or match is None:
        return None
    # Brackets say it under any head, also under one that has 年均增速 only.
    summed = _SUMMED.fullmatch(cell.text) is not None or ("累计" in head and "年均" not in head)
    unit = match["unit"] or match["mid"] or next((sign for sign in "%％‰" if sign in head), "")
    return Growth(value_of(match["value"]), unit.replace("％", "%"), "cumulative" if summed else "average")


def _value_columns(heads: Sequence[str], period: str) -> list[int]:
    """The columns of targets by their years: the last year, and those before it that lie in the period."""
    years: dict[int, int] = {}
    for at, head in enumerate(heads):
        if _TABLE_YEAR.search(head) and not _CHANGE_HEAD.search(head):
            years.setdefault(int(max(_TABLE_YEAR.findall(head))), at)
    first = int(period[:4]) if period[:4].isdecimal() else max(years, default=0)
    if years:
        return [
            at
            for year, at in sorted(years.items())
            if year == max(years) or (year >= first and not _BASE_HEAD.search(heads[at]))
        ]
    return [at for at, head in enumerate(heads) if _VALUE_HEAD.search(head) and "名称" not in head][-1:]


def _year_of(head: str, title: str, period: str) -> tuple[int | None, YearFrom | None]:
    year = _TABLE_YEAR.findall(head)
    if year:
        return int(year[-1]), "table"
    five = _FIVE_YEARS.search(title)
    if five:
        return FIVE_YEAR_PLANS[five[1]][-1], "table"
    return (int(period[-4:]), "period") if period[-4:].isdecimal() else (None, None)
