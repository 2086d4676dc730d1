"""Keys as the person sees them, and the sheet of all of them."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from desktop.room import MENUS, ActionSpec, words_of

_NAMES = {
    "PgUp": "PageUp",
    "PgDown": "PageDown",
    "Ctrl+=": "Ctrl+加号",
    "Ctrl++": "",
    "Ctrl+-": "Ctrl+减号",
    "Ctrl+,": "Ctrl+逗号",
    "Return": "回车",
    "Left": "左方向键",
    "Right": "右方向键",
    "Up": "上方向键",
    "Down": "下方向键",
}
ON_THE_PAGE = (
    ("空格、PageDown", "下一屏"),
    ("Shift+空格、PageUp", "上一屏"),
    ("上、下方向键", "滚动"),
    ("Home、End", "到开头、到末尾"),
    ("Ctrl+滚轮", "放大、缩小字号"),
    ("Shift+方向键", "选择文字"),
)
IN_LISTS = (
    ("上、下方向键", "移动"),
    ("左、右方向键", "折叠、展开"),
    ("回车", "到这一处"),
    ("Tab、Shift+Tab", "到下一个、上一个控件"),
    ("Alt+菜单名后的字母", "打开菜单"),
)
IN_SEARCH = (
    ("回车", "到下一处"),
    ("Shift+回车", "到上一处"),
    ("Esc", "返回查找前位置"),
)


def shown(key: str) -> str:
    """A key sequence as it is printed on the keyboard; empty if it is only another way to type one that is
    named.
    """
    if key in _NAMES:
        return _NAMES[key]
    return "+".join(_NAMES.get(part, part) for part in key.split("+"))


def keys_of(actions: Sequence[ActionSpec], name: str) -> str:
    """The keys of an action, empty if it has none. Raises KeyError for a name that is none."""
    entry = next((entry for entry in actions if entry.name == name), None)
    if entry is None:
        raise KeyError(name)
    return "、".join(filter(None, map(shown, entry.keys)))


def sheet(actions: Sequence[ActionSpec]) -> str:
    """The sheet of shortcuts, as HTML: all actions that have keys, by menu, and what the parts of the window
    understand.
    """
    # By the places of menus in the bar: rows come as rooms are made, and groupby joins only neighbours.
    with_keys = [entry for entry in actions if entry.keys]
    with_keys.sort(key=lambda entry: MENUS.index(_menu(entry)))
    groups = [
        (words_of(menu), [(keys_of(actions, entry.name), words_of(entry.text)) for entry in entries])
        for menu, entries in groupby(with_keys, _menu)
    ]
    groups += [("正文中", list(ON_THE_PAGE)), ("查找框中", list(IN_SEARCH)), ("目录和列表中", list(IN_LISTS))]
    # Two columns of about the same length: a headline takes as much room as two rows.
    half = sum(len(rows) + 2 for _, rows in groups) / 2
    columns: list[list[str]] = [[], []]
    height = 0.0
    for title, rows in groups:
        columns[height >= half].append(_group(title, rows))
        height += len(rows) + 2
    left, right = ("".join(column) for column in columns)
    return (
        '<h1>快捷键</h1><table width="100%"><tr>'
        f'<td width="50%">{left}</td><td width="50%">{right}</td></tr></table>'
    )


def _menu(entry: ActionSpec) -> str:
    """The menu in the bar: an action may stand in a menu in it."""
    return entry.menu.partition("/")[0]


def _group(title: str, rows: Iterable[tuple[str, str]]) -> str:
    lines = "".join(
        f'<tr><td class="key">&nbsp;{escape(keys)}&nbsp;</td><td>&nbsp;&nbsp;{escape(words)}</td></tr>'
        for keys, words in rows
    )
    return f"<h3>{escape(title)}</h3><table cellspacing='3'>{lines}</table>"
