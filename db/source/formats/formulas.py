"""Formulas as words that can be read: 2/3, 10⁸, √(a+b). Word's (OMML) and those of web pages (MathML).

What a formula says stays in the order in which it is read aloud; nothing of it joins the figures around it.
"""

import re
from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

from db.source.formats.scripts import fraction, joint, lowered_index, raised_power, root
from db.source.lines import APART

# Says the same again in another way, or only how it is set
_UNSAID = frozenset(
    "annotation annotation-xml mphantom ctrlPr rPr fPr sSupPr sSubPr sSubSupPr sPrePr radPr naryPr dPr "
    "funcPr accPr barPr mPr eqArrPr limLowPr limUppPr groupChrPr boxPr borderBoxPr phantPr argPr oMathParaPr "
    "del moveFrom instrText".split()
)
# Takes `\u2061` and `\u200b`, not ` `
_UNSEEN = re.compile(r"[\u200b-\u200f\u2061-\u2064\ufeff]")
# What an exponent may stand behind: takes `10`, `km` and `(a+b)`, not `a+b`
_WHOLE = re.compile(r"[\w.%]*|\([^()]*\)")
UNREAD = "\ufffd"
"""Stands for what could not be read."""
_DEEPEST = 80
"""Elements of a formula inside one another."""
_Parts = list[Element]


def formula(element: Element) -> str:
    """The words of a formula, of either kind; the sign for what can't be read where it is nested absurdly."""
    stack = [(element, 0)]
    while stack:
        each, depth = stack.pop()
        if depth > _DEEPEST:
            return UNREAD
        stack += ((child, depth + 1) for child in each)
    return _said(element)


def unseen_words(element: Element) -> str:
    """The words of a formula that only keep their room (phantoms)."""
    return APART.join(
        words
        for each in element.iter()
        if each.tag == "mphantom" or _is_phantom(each)
        if (words := "".join(part.text or "" for part in each.iter()).strip())
    )


def _is_phantom(element: Element) -> bool:
    shown = element.find("phantPr/show") if element.tag == "phant" else None
    return shown is not None and shown.get("val", "1").lower() in ("0", "false", "off")


def _phantom(element: Element, parts: _Parts) -> str:
    return "" if _is_phantom(element) else _run(parts)


def _said(element: Element) -> str:
    name = element.tag
    if name in _UNSAID:
        return ""
    parts = [child for child in element if child.tag not in _UNSAID]
    made = _KINDS.get(name)
    if made is not None:
        return made(element, parts)
    words = _UNSEEN.sub("", element.text or "")
    if name in ("t", "mn", "mo", "mi", "mtext", "ms"):
        return words if name in ("t", "mtext") else words.strip()
    return _run(parts)


def _run(parts: Iterable[Element]) -> str:
    words = ""
    closed = False
    for part in parts:
        said = _said(part)
        # Figures side by side are one number; a fraction or a power begins and ends by itself.
        whole = part.tag not in ("r", "mn", "mi", "mo", "mtext", "t")
        words += (joint(words, said) if whole or closed else "") + said
        closed = whole if said else closed
    return words


def _nth(parts: _Parts, *names: str) -> list[str]:
    """The words of the named parts (Word), or of the parts in their order (web pages)."""
    named = {part.tag: part for part in parts if part.tag in names}
    found = [named.get(name) for name in names] if named else [*parts, *[None] * len(names)]
    return [_said(part) if part is not None else "" for part in found[: len(names)]]


def _set(element: Element, name: str, otherwise: str) -> str:
    """A setting of one of Word's formulas."""
    found = next((each for each in element.iter(name)), None)
    return found.get("val", otherwise) if found is not None else otherwise


def _fraction(element: Element, parts: _Parts) -> str:
    above, below = _nth(parts, "num", "den")
    if _set(element, "type", "") == "noBar" or element.get("linethickness") in ("0", "0px", "0pt"):
        return f"({above} {below})"
    return fraction(above, below)


def _power(_: Element, parts: _Parts) -> str:
    base, raised = _nth(parts, "e", "sup")
    if not raised:
        return base
    return (base if _WHOLE.fullmatch(base) else f"({base})") + raised_power(raised)


def _index(_: Element, parts: _Parts) -> str:
    base, lowered = _nth(parts, "e", "sub")
    return base + lowered_index(lowered) if lowered else base


def _both(_: Element, parts: _Parts) -> str:
    base, lowered, raised = _nth(parts, "e", "sub", "sup")
    return base + (lowered_index(lowered) if lowered else "") + (raised_power(raised) if raised else "")


def _before(_: Element, parts: _Parts) -> str:
    base, lowered, raised = _nth(parts, "e", "sub", "sup")
    return (raised_power(raised) if raised else "") + (lowered_index(lowered) if lowered else "") + base


def _root(_: Element, parts: _Parts) -> str:
    words, degree = _nth(parts, "e", "deg")
    return root(words, degree)


def _square_root(_: Element, parts: _Parts) -> str:
    return root(_run(parts))


def _sum(element: Element, parts: _Parts) -> str:
    lowered, raised, words = _nth(parts, "sub", "sup", "e")
    sign = _set(element, "chr", "∫")
    return f"{sign}{f'({lowered}→{raised})' if lowered or raised else ''}{words}"


def _brackets(element: Element, parts: _Parts) -> str:
    inside = _set(element, "sepChr", "|").join(_said(part) for part in parts)
    return f"{_set(element, 'begChr', '(')}{inside}{_set(element, 'endChr', ')')}"


def _fenced(element: Element, parts: _Parts) -> str:
    return f"{element.get('open', '(')}{','.join(map(_said, parts))}{element.get('close', ')')}"


def _rows(_: Element, parts: _Parts) -> str:
    return "；".join(_said(part) for part in parts)


def _row(_: Element, parts: _Parts) -> str:
    return " ".join(_said(part) for part in parts)


def _under(_: Element, parts: _Parts) -> str:
    base, limit = _nth(parts, "e", "lim")
    return f"{base}({limit})" if limit else base


def _accented(_: Element, parts: _Parts) -> str:
    return _nth(parts, "e")[0]


_KINDS: dict[str, Callable[[Element, _Parts], str]] = {
    "f": _fraction, "mfrac": _fraction,
    "sSup": _power, "msup": _power, "sSub": _index, "msub": _index,
    "sSubSup": _both, "msubsup": _both, "sPre": _before,
    "rad": _root, "mroot": _root, "msqrt": _square_root,
    "nary": _sum, "d": _brackets, "mfenced": _fenced,
    "m": _rows, "mtable": _rows, "eqArr": _rows, "mr": _row, "mtr": _row,
    "limLow": _under, "limUpp": _under, "munder": _under,
    "phant": _phantom, "acc": _accented, "bar": _accented, "mover": _accented,
}  # fmt: skip
"""How each kind of formula is said."""
