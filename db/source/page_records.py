"""What a government page says of a document in a table above it: 索引号, 发布机构, 成文日期. It is about the
document, and no part of its text.
"""

import re
from collections.abc import Sequence

from db.source.lines import Grid, SourceLine

# Only pages of governments have them: takes `索引号`, `发文机关` and `信息分类`, not `指标` or `单位`
_SURE = re.compile(
    r"(?:信息)?索引号(?:码)?|信息编号|(?:信息)?发布(?:机构|机关|单位|部门|日期|时间)|(?:发文|制发|成文|公开|来文)(?:机关|机构|单位|部门|字号|日期|时间)|"
    r"(?:主题|体裁|组配|信息|公文|专题|行业)?分类|(?:公文)?(?:生成|公开|上网)(?:日期|时间)|公开(?:方式|形式|属性|范围|类型|类别|时限|程序)|"
    r"(?:信息|文件)?(?:有效|时)效?性|效力状态|统一(?:登记|编)号|规范性文件编号|政策咨询|废止日期|失效(?:日期|时间)"
)
# Also other tables have them: takes `文号`, `标题` and `名称`, not `项目名称`
_MAYBE = re.compile(
    r"(?:文件)?(?:文号|编号)|(?:信息|文件|公文)?(?:标题|名称|来源)|(?:关键|主题)词|(?:内容)?(?:概述|概要|摘要)|(?:实施|施行|生效|印发)日期|有效期(?:限)?|"
    r"服务对象|责任部门|所属(?:机构|主题)|语种|载体类型|浏览次数|点击(?:数|量|率)|访问量|作者|状态|备注"
)
# What stands behind the name of a fact: takes `：` and `:`, not `、`
_COLON = re.compile(r"[:：]")
# Takes `\u3000` and ` `, not `：`
_BLANKS = re.compile(r"[\s\u3000\u00a0]+")
_HIGHEST = 20
"""Rows of such a table at most."""
_NEAR = 40
"""Lines above the text that are looked at."""
_LONGEST = 80
"""Characters of a fact."""


def is_record_table(grid: Grid) -> bool:
    """Whether a table tells of the document and is none of its own: two facts at least that only pages of
    governments tell, and hardly anything else.
    """
    if grid.height > _HIGHEST:
        return False
    cells = [cell.text for cell in grid.cells if cell.pieces]
    names = [_name(cell) for cell in cells]
    sure = sum(bool(_SURE.fullmatch(name)) for name in names)
    known = sure + sum(bool(_MAYBE.fullmatch(name)) for name in names)
    # With its value in the same cell, or in the next one.
    whole = sum(_tells(cell) for cell in cells)
    return sure >= 2 and known * 2 + whole >= len(cells) - 1


def record_lines(lines: Sequence[SourceLine], first: int) -> set[int]:
    """Indexes of lines above the text, which begins at `first`, on which names of facts and the facts take
    turns, one a line.
    """
    found: list[int] = []
    sure = 0
    at = 0
    while at < min(first, _NEAR, len(lines)):
        text = lines[at].text
        name = _name(text)
        named = lines[at].grid is None and not _tells(text) and _is_name(name)
        below = lines[at + 1] if at + 1 < min(first, len(lines)) else None
        if not named:
            at += 1
            continue
        found.append(at)
        sure += bool(_SURE.fullmatch(name))
        other = _name(below.text) if below is not None else ""
        short = below is not None and below.grid is None and len(below.text) <= _LONGEST
        if below is not None and short and not _is_name(other) and below.text[-1:] not in "。；":
            found.append(at + 1)
            at += 1
        at += 1
    return set(found) if sure >= 2 else set()


def _name(words: str) -> str:
    """The name of the fact that words begin with, without blanks: 索 引 号： is 索引号."""
    return _BLANKS.sub("", _COLON.split(words, maxsplit=1)[0]).strip("【】[]")


def _tells(words: str) -> bool:
    """Whether the fact itself stands behind its name."""
    parts = _COLON.split(words, maxsplit=1)
    return len(parts) > 1 and bool(parts[1].strip())


def _is_name(name: str) -> bool:
    return _SURE.fullmatch(name) is not None or _MAYBE.fullmatch(name) is not None
