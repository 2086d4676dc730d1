"""The numbers of a web page's lists (ol): start, value, type, reversed, and the kinds of style sheets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from db.source.formats.counters import counted

_TYPES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLES = {
    "decimal": "decimal", "decimal-leading-zero": "decimalZero",
    "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
    "lower-greek": "lowerGreek", "cjk-ideographic": "chineseCounting",
    "simp-chinese-informal": "chineseCounting", "trad-chinese-informal": "chineseCounting",
    "simp-chinese-formal": "chineseLegalSimplified", "trad-chinese-formal": "ideographLegalTraditional",
    "cjk-decimal": "koreanDigital2", "japanese-informal": "chineseCounting",
    "cjk-heavenly-stem": "ideographTraditional", "cjk-earthly-branch": "ideographZodiac",
    "circled-decimal": "decimalEnclosedCircle",
}  # fmt: skip
"""Of `list-style-type`, in Word's names."""
_PLAIN = frozenset("none disc circle square disclosure-open disclosure-closed".split())
_CHINESE = frozenset(
    "chineseCounting chineseLegalSimplified ideographLegalTraditional koreanDigital2 ideographTraditional "
    "ideographZodiac".split()
)
# Takes `<ol reversed>`, `</ul>` and `<LI value=3>`, not `<link>`
_LIST_TAG = re.compile(r"<(?P<end>/?)(?P<name>ol|ul|menu|li)\b(?P<rest>[^<>]{0,2000})>", re.IGNORECASE)
# Takes ` reversed` and ` REVERSED=""`, not ` type="a"`
_REVERSED = re.compile(r"\breversed\b", re.IGNORECASE)
# Takes `3` and `-2`, not `３` or `3a`
_NUMBER = re.compile(r"[-+]?[0-9]{1,6}")


@dataclass(slots=True)
class PageList:
    """A list that is open."""

    form: str
    """As Word calls it; empty for a list without numbers."""
    next: int
    step: int = 1

    @classmethod
    def opened(cls, tag: str, attributes: Mapping[str, str | None], styled: str, items: int) -> "PageList":
        """A list that begins; `items`: how many it has, for one that counts down."""
        form = _form(attributes.get("type") or "", styled) if tag == "ol" else ""
        down = "reversed" in attributes
        start = _number(attributes.get("start"))
        return cls(form, start if start is not None else items if down else 1, -1 if down else 1)

    def item(self, attributes: Mapping[str, str | None], styled: str) -> str:
        """The number of the next item with what stands behind it; empty if it has none."""
        own = _number(attributes.get("value"))
        count = self.next if own is None else own
        self.next = count + self.step
        form = (
            _form(attributes.get("type") or "", styled)
            if self.form and (styled or "type" in attributes)
            else ""
        )
        form = form or self.form
        if not form or (styled and set(styled.split()) & _PLAIN):
            return ""
        printed = counted(count, form)
        return (
            f"{printed}、"
            if form in _CHINESE
            else f"{printed} "
            if form.endswith("Circle")
            else f"{printed}. "
        )


def items_counting_down(source: str) -> list[int]:
    """How many items each list of a page has that counts down, in the order in which these lists begin."""
    if "reversed" not in source:
        return []
    counts: list[int] = []
    opened: list[int] = []
    for tag in _LIST_TAG.finditer(source):
        name = tag["name"].lower()
        if name == "li":
            if opened and not tag["end"] and opened[-1] >= 0:
                counts[opened[-1]] += 1
        elif tag["end"]:
            del opened[-1:]
        elif name == "ol" and _REVERSED.search(tag["rest"]):
            opened.append(len(counts))
            counts.append(0)
        else:
            opened.append(-1)
    return counts


def _form(kind: str, styled: str) -> str:
    for word in styled.split():
        if word in _PLAIN:
            return ""
        if word in _STYLES:
            return _STYLES[word]
    return _TYPES.get(kind.strip(), "decimal")


def _number(value: str | None) -> int | None:
    found = _NUMBER.fullmatch(value.strip()) if value else None
    return int(found[0]) if found else None
