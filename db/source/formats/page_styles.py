"""What a web page's styles say of its words: hidden, struck out, raised or lowered, and how its lists are
numbered. Style attributes, old attributes, and the plain rules of the page's own style sheets.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from db.source.formats.scripts import Script
from db.source.formats.symbol_fonts import is_symbol_font

HIDDEN = "隐藏的文字"
DELETED = "已删除或划掉的文字"
READINGS = "注音"
REMARKS = "批注"
RUNNING = "页眉页脚"
DRAWN = "图形中的文字"
CONTROL = "网页按钮和选项"
FRAMED = "内嵌网页中的文字"
TWICE = "同一公式的另一种写法"

_KNOWN = 5_000
"""Kinds of elements whose look is remembered."""
_RULES = 3_000
"""Rules of a page's style sheets that are looked at."""
# The parts of a style sheet: takes `{` and `}`, not `;`
_BRACE = re.compile(r"[{}]")
# Takes `/* 注 */`, not `//`
_REMARK = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/)?")
# One thing that a rule is for: takes `.hide`, `p.note` and `#menu`, not `div p` or `a:hover`
_SELECTOR = re.compile(r"(?P<tag>[a-zA-Z][a-zA-Z0-9]{0,10})?(?P<sort>[.#])?(?P<name>(?<=[.#])[\w-]{1,80})?")
# No length at all: takes `0`, `0px` and `0.0em`, not `10px` or `0.5em`
_NOTHING = re.compile(r"0+(?:\.0*)?(?:px|pt|em|rem|%)?|\.?0*1px|0?\.\d+px")
# Far beyond the edge: takes `-9999px`, not `-2em`
_AWAY = re.compile(r"-\d{3,7}(?:px|em|rem|pt|%)?|-100(?:vw|vh|%)")
# Takes `#fff`, `white` and `rgb(255, 255, 255)`, not `#fefcf0`
_WHITE = re.compile(r"#fff|#ffffff|white|rgba?\(\s*255\s*,\s*255\s*,\s*255\s*(?:,\s*1(?:\.0)?\s*)?\)")
# The first family of a font: takes `10.0pt "Wingdings 2", serif` and `wingdings`, not `10pt/12pt`
_FAMILY = re.compile(
    r"(?:\A|(?<=\s))[\"']?([a-z\u4e00-\u9fff][a-z\u4e00-\u9fff -]{0,40}+(?:\d\b)?)[\"']?\s*(?:,|\Z)"
)
# Takes `transparent` and `rgba(0,0,0,0)`, not `rgba(0,0,0,0.5)`
_CLEAR = re.compile(r"transparent|rgba\([^()]{1,20},\s*0(?:\.0+)?\s*\)|#[0-9a-f]{3}0|#[0-9a-f]{6}00")
# Takes `rect(0,0,0,0)`, `rect(1px 1px 1px 1px)` and `inset(50%)`, not `auto`
_CLIPPED = re.compile(r"rect\((?:\s*[01](?:px)?[\s,]*){4}\)|inset\((?:50|100)%\)")
_KEPT = frozenset(
    "display visibility text-decoration text-decoration-line vertical-align font-size color opacity "
    "background background-color background-image position left top text-indent clip clip-path height "
    "white-space max-height width overflow float list-style list-style-type mso-hide font font-family".split()
)
_FRAMES = frozenset(
    "nav navbar topnav mainnav navigation menu topmenu mainmenu breadcrumb breadcrumbs crumbs share sharebox "
    "bdsharebuttonbox bdshare social-share copyright footer foot-nav pagination toolbar".split()
)
"""Names of elements that hold menus and the like."""
_CHROME = frozenset("nav footer aside form".split())
_ROLES = ("navigation", "search", "contentinfo")
Declarations = dict[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """How the words of an element look, as far as it matters for reading them."""

    left_out: str = ""
    """Why nothing inside is read, whatever it says itself; empty if it may be."""
    invisible: bool = False
    """By `visibility`, which an element inside may take back."""
    script: Script = ""
    tiny: bool = False
    """Without any size, which an element inside may take back."""
    lines: bool = False
    """Its lines are those of the source."""
    white: bool = False
    """White or transparent."""
    ground: bool = False
    """Something stands behind them, or may, so that white words can be read."""
    numbering: str = ""
    """The kind of numbers of the list around them."""
    stands: Literal["", "below", "beside"] = ""
    """Whether the element is a block by its style, or at least stands apart from its neighbours."""
    font: str = ""
    """The symbol font that they are in; empty for one of words."""
    chrome: bool = False
    """They belong to a menu or a foot by the name of an element."""

    @property
    def why(self) -> str:
        """Why the words are not read; empty if they are."""
        unseen = self.invisible or self.tiny or (self.white and not self.ground)
        return self.left_out or (HIDDEN if unseen else "")


@dataclass(slots=True)
class PageStyles:
    """The rules of a page's style sheets."""

    rules: dict[tuple[str, str, str], Declarations] = field(
        default_factory=dict[tuple[str, str, str], Declarations]
    )
    foreign: bool = False
    """Further style sheets are not there: white words may have a ground that only these know."""
    _known: dict[tuple[object, ...], Look] = field(default_factory=dict[tuple[object, ...], Look])

    def read(self, sheet: str) -> None:
        """Take in a style sheet. Rules for print, and for elements by where they stand, are passed over."""
        plain = _REMARK.sub(" ", sheet)
        opened: list[str] = []
        at = 0
        for brace in _BRACE.finditer(plain):
            words = plain[at : brace.start()]
            at = brace.end()
            if brace.group() == "{":
                opened.append(words.rpartition(";")[2].strip().lower())
            elif opened:
                selector = opened.pop()
                if all(each.startswith("@media") and "print" not in each for each in opened):
                    self._rule(selector, words)

    def _rule(self, selector: str, words: str) -> None:
        said = declarations(words)
        if not said or len(self.rules) > _RULES:
            return
        for each in selector.split(","):
            found = _SELECTOR.fullmatch(each.strip())
            if found and (found["tag"] or found["name"]) and found["tag"] not in ("html", "body"):
                key = (found["tag"] or "", found["sort"] or "", found["name"] or "")
                self.rules[key] = {**self.rules.get(key, {}), **said}

    def look(self, tag: str, attributes: Mapping[str, str | None], around: Look) -> Look:
        """How an element looks inside another one that looks like `around`."""
        # Most elements of a page are alike.
        key = (tag, *attributes.items(), around)
        found = self._known.get(key)
        if found is None:
            found = look_of(tag, attributes, self._of(tag, attributes), around, foreign=self.foreign)
            if len(self._known) < _KNOWN:
                self._known[key] = found
        return found

    def _of(self, tag: str, attributes: Mapping[str, str | None]) -> Declarations:
        """What is said of an element."""
        said: Declarations = {}
        if self.rules:
            names = [("", "")]
            names += ((".", name) for name in (attributes.get("class") or "").lower().split()[:20])
            names += [("#", (attributes.get("id") or "").lower())]
            for sort, name in names:
                for of_tag in ("", tag):
                    said |= self.rules.get((of_tag, sort, name), {}) if of_tag or name else {}
        own = attributes.get("style")
        return said | declarations(own) if own else said


def declarations(words: str) -> Declarations:
    """The declarations of a style that matter here."""
    said: Declarations = {}
    for each in words[:4_000].split(";"):
        name, _, value = each.partition(":")
        name = name.strip().lower()
        if name in _KEPT:
            said[name] = value.replace("!important", "").strip().lower()
    return said


def look_of(
    tag: str, attributes: Mapping[str, str | None], said: Declarations, around: Look, *, foreign: bool
) -> Look:
    """How an element looks inside another one that looks like `around`."""
    found = _of_tag(tag, replace(around, stands="") if around.stands else around)
    if "bgcolor" in attributes or "background" in attributes or tag == "mark":
        found = replace(found, ground=True)
    if tag == "font" and (attributes.get("color") or "").strip():
        said = {"color": (attributes.get("color") or "").strip().lower(), **said}
    if tag == "font" and attributes.get("face"):
        said = {"font-family": (attributes.get("face") or "").strip().lower(), **said}
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower().split()
    # Beside its MathML, for the eye only.
    if "katex-html" in names:
        found = replace(found, left_out=found.left_out or TWICE)
    if attributes.get("role") in _ROLES or any(name in _FRAMES for name in names):
        found = replace(found, chrome=True)
    if tag == "dialog" and "open" not in attributes:
        said = {"display": "none", **said}
    if "hidden" in attributes and "display" not in said:
        said = {**said, "display": "none"}
    if foreign and (attributes.get("class") or attributes.get("id")):
        found = replace(found, ground=True)
    family = _FAMILY.search(said.get("font-family", "") or said.get("font", "")) if said else None
    if family:
        found = replace(found, font=family[1].strip() if is_symbol_font(family[1]) else "")
    return _styled(tag, said, found) if said else found


def _of_tag(tag: str, found: Look) -> Look:
    """How an element looks by its tag alone."""
    if tag in ("del", "s", "strike"):
        return replace(found, left_out=found.left_out or DELETED)
    if tag in ("rt", "rp", "rtc"):
        return replace(found, left_out=found.left_out or READINGS)
    if tag in ("button", "select"):
        return replace(found, left_out=found.left_out or CONTROL)
    if tag in ("sup", "sub"):
        return replace(found, script="raised" if tag == "sup" else "lowered")
    if tag in ("pre", "listing", "xmp", "textarea"):
        return replace(found, lines=True)
    return replace(found, chrome=True) if tag in _CHROME else found


def _styled(tag: str, said: Declarations, look: Look) -> Look:
    found = look
    if "line-through" in said.get("text-decoration", "") + said.get("text-decoration-line", ""):
        found = replace(found, left_out=found.left_out or DELETED)
    align = said.get("vertical-align", "")
    if align in ("super", "sub", "baseline") and tag not in ("td", "th", "tr"):
        script: dict[str, Script] = {"super": "raised", "sub": "lowered", "baseline": ""}
        found = replace(found, script=script[align])
    ground = said.get("background", "") + said.get("background-color", "") + said.get("background-image", "")
    if ground and ground not in ("none", "inherit", "initial") and not _CLEAR.fullmatch(ground):
        found = replace(found, ground=_WHITE.fullmatch(ground) is None)
    if "color" in said:
        colour = said["color"]
        found = replace(found, white=bool(_WHITE.fullmatch(colour)) or bool(_CLEAR.fullmatch(colour)))
        if _CLEAR.fullmatch(colour):
            found = replace(found, left_out=found.left_out or HIDDEN)
    shows = said.get("display", "")
    if shows.startswith(("block", "table", "flex", "grid", "list-item")):
        found = replace(found, stands="below")
    elif shows.startswith("inline-") or said.get("float", "none") != "none" or "position" in said:
        found = replace(found, stands="beside")
    if "white-space" in said:
        found = replace(found, lines=said["white-space"].startswith(("pre", "break-spaces")))
    if "font-size" in said:
        found = replace(found, tiny=bool(_NOTHING.fullmatch(said["font-size"])))
    if "visibility" in said:
        found = replace(found, invisible=said["visibility"] in ("hidden", "collapse"))
    listed = said.get("list-style-type") or said.get("list-style", "")
    if listed:
        found = replace(found, numbering=listed)
    return replace(found, left_out=HIDDEN) if not found.left_out and _is_hidden(said) else found


def _is_hidden(said: Declarations) -> bool:
    if said.get("display") == "none" or said.get("mso-hide") == "all":
        return True
    if _NOTHING.fullmatch(said.get("opacity", "")):
        return True
    if said.get("position") in ("absolute", "fixed") and any(
        _AWAY.fullmatch(said.get(name, "")) for name in ("left", "top")
    ):
        return True
    small = any(_NOTHING.fullmatch(said.get(name, "")) for name in ("height", "max-height", "width"))
    return (
        (small and said.get("overflow") == "hidden")
        or _AWAY.fullmatch(said.get("text-indent", "")) is not None
        or _CLIPPED.fullmatch(said.get("clip", "") or said.get("clip-path", "")) is not None
    )
