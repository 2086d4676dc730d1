"""Word's fields: what shows of them is their result; one kind (EQ) has none and is set from its code, as
fractions and encircled figures in older documents are.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from db.source.formats.counters import counted
from db.source.formats.scripts import fraction, joint, lowered_index, raised_power, root

# Takes ` EQ \f(2,3) `, not ` PAGE `
_EQUATION = re.compile(r"\A\s*+eq\b", re.IGNORECASE)
_LONGEST = 4_000
"""Characters of the longest code that is read."""
# How the whole is set, which says nothing of its words: takes `\* jc2` and `\* "Font:宋体"`, not `\o`
_SETTING = re.compile(r'\\\*\s?(?:"[^"]{0,80}"|[^\s\\"]{1,40})\s?')
# How a sign is read, set above it (拼音指南): takes `\s\up 9(shèng)`, not `\s\do 9(2)`
_READING = re.compile(
    r"\s{0,3}\\s\s?\\up\s?\d{0,3}(?:\.\d)?\s?\((?P<words>[^()]{1,40})\)\s{0,3}\Z", re.IGNORECASE
)
# Figures above another sign are no reading of it: takes `shèng` and `ㄕ`, not `2`
_LETTER = re.compile(r"[^\W\d_]")
# A command with its switches: takes `\f(`, `\o\ac(`, `\s\up8(`, `\s\up 8(` and `\b\bc\|(`, not `f(`
_COMMAND = re.compile(
    r"\\(?P<name>[a-zA-Z]{1,9})"
    r"(?P<switches>(?:\s*+\\[a-zA-Z]{1,9}\s?\d{0,3}(?:\.\d)?(?:\s*+\\[^\sa-zA-Z0-9])?){0,9})\s*+\("
)
# A command that was not read: takes `\f`, not `\ `
_LEFT = re.compile(r"\\[a-zA-Z]")
# The sign of a bracket, or one that stands for itself: takes `\bc\(` and `\,`, not `\f(`
_ESCAPED = re.compile(r"(?P<bracket>\\[blr]c\s?\\[^\sa-zA-Z0-9])|\\(?P<sign>[,;()\\])", re.IGNORECASE)
_SIGNS = ",;()\\"
_MASKED = {0xFDD0 + at: sign for at, sign in enumerate(_SIGNS)}
"""What no text has, by which signs are kept that stand for themselves."""
# Takes `\lc\{`, not `\co2`
_BRACKET = re.compile(r"\\(?P<side>[blr])c\s?\\(?P<sign>[^\sa-zA-Z0-9])")
_CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}
# Takes `1` and `１２`, not `甲`
_NUMBER = re.compile(r"\d{1,2}")
_DEEPEST = 8


def is_equation(code: str) -> bool:
    """Whether a field's code sets a formula."""
    return _EQUATION.match(code) is not None


class Equation(NamedTuple):
    """What a formula says."""

    words: str
    """Empty if they can't be read."""
    readings: tuple[str, ...]
    """How signs of it are read, where that is set above them (拼音指南)."""


def equation(code: str) -> Equation:
    """The words of a formula that a field's code sets."""
    found = _EQUATION.match(code)
    if found is None or len(code) > _LONGEST:
        return Equation("", ())
    plain = _ESCAPED.sub(_masked, _SETTING.sub("", code[found.end() :]))
    readings: list[str] = []
    said = (_words(plain, 0, readings) or "").strip()
    return Equation(said.translate(_MASKED), tuple(each.translate(_MASKED) for each in readings))


def _masked(found: re.Match[str]) -> str:
    return found["bracket"] or chr(0xFDD0 + _SIGNS.index(found["sign"]))


def _words(code: str, depth: int, readings: list[str]) -> str | None:
    if depth > _DEEPEST:
        return None
    words = ""
    at = 0
    whole = False
    while (command := _COMMAND.search(code, at)) is not None:
        end = _closing(code, command.end())
        if end is None or _LEFT.search(code, at, command.start()):
            return None
        parts = _parts(code[command.end() : end])
        # The sign itself stands last, below how it is read.
        read = _READING.match(parts[0]) if command["name"].lower() == "o" and len(parts) == 2 else None
        if read is not None and _LETTER.search(read["words"]):
            readings.append(read["words"])
            made = _words(parts[1], depth + 1, readings)
        else:
            made = _made(command, [_words(part, depth + 1, readings) for part in parts])
        if made is None:
            return None
        between = code[at : command.start()]
        words += (joint(words, between) if whole else "") + between
        # Figures side by side are one number. A fraction is none with them, while signs that are read go on.
        whole = read is None
        words += (joint(words, made) if whole else "") + made
        at = end + 1
    left = code[at:]
    return None if _LEFT.search(left) else words + (joint(words, left) if whole else "") + left


def _closing(code: str, at: int) -> int | None:
    depth = 1
    for index in range(at, len(code)):
        depth += {"(": 1, ")": -1}.get(code[index], 0)
        if not depth:
            return index
    return None


def _parts(inside: str) -> list[str]:
    """The arguments of a command; commas in brackets part none."""
    parts, depth = [""], 0
    for sign in inside:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign in ",;，；" and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _made(command: re.Match[str], parts: list[str | None]) -> str | None:
    made = _COMMANDS.get(command["name"].lower())
    known = [part.strip() for part in parts if part is not None]
    if made is None or len(known) < len(parts):
        return None
    return made(known, command["switches"].lower())


def _over(parts: list[str], _: str) -> str | None:
    return fraction(*parts) if len(parts) == 2 else None


def _laid(parts: list[str], _: str) -> str | None:
    """One sign set over another: a figure in a circle."""
    around = [part for part in parts if part in ("○", "〇", "◯", "О", "O", "□", "△")]
    inside = [part for part in parts if part not in around]
    if len(inside) != 1 or not around:
        return "".join(inside) if len(parts) == 1 else None
    number = _NUMBER.fullmatch(inside[0])
    circled = counted(int(number[0]), "decimalEnclosedCircle") if number else ""
    return circled if circled and not circled.isdecimal() else f"（{inside[0]}）"


def _shifted(parts: list[str], switches: str) -> str:
    if len(parts) == 2:
        return raised_power(parts[0]) + lowered_index(parts[1])
    if "\\do" in switches:
        return lowered_index(parts[0])
    # Room above or below (\ai, \di) moves nothing.
    return raised_power(parts[0]) if "\\up" in switches or not switches.strip() else parts[0]


def _rooted(parts: list[str], _: str) -> str | None:
    return root(parts[-1], parts[0] if len(parts) == 2 else "") if len(parts) < 3 else None


def _bracketed(parts: list[str], switches: str) -> str:
    signs = {each["side"]: each["sign"] for each in _BRACKET.finditer(switches)} or {"b": "("}
    both = signs.get("b", "")
    left, right = signs.get("l", both), signs.get("r", _CLOSING.get(both, both))
    return f"{left}{','.join(parts)}{right}"


def _listed(parts: list[str], _: str) -> str:
    return ",".join(parts)


_COMMANDS: dict[str, Callable[[list[str], str], str | None]] = {
    "f": _over,
    "o": _laid,
    "s": _shifted,
    "r": _rooted,
    "b": _bracketed,
    "l": _listed,
    "x": _listed,
}
"""How each command is said."""
