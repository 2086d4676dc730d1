"""Word's fields: what shows of them is their result; one kind (EQ) has none and is set from its code, as
fractions and encircled figures in older documents are.
"""

import re
from collections.abc import Callable

from db.source.formats.counters import counted
from db.source.formats.scripts import fraction, lowered_index, raised_power, root

# Takes ` EQ \f(2,3) `, not ` PAGE `
_EQUATION = re.compile(r"\A\s*+eq\b(?P<code>.{0,400})", re.IGNORECASE | re.DOTALL)
# How the whole is set, which says nothing of its words: takes `\* jc2` and `\* "Font:宋体"`, not `\o`
_SETTING = re.compile(r'\\\*\s?(?:"[^"]{0,80}"|[^\s\\"]{1,40})\s?')
# How a sign is read, set above it (拼音指南): takes `\s\up 9(shèng)`, not `\s\do 9(2)`
_READING = re.compile(r"\s{0,3}\\s\s?\\up\s?\d{0,3}\s?\((?P<words>[^()]{1,40})\)\s{0,3}\Z")
# A command with its switches: takes `\f(`, `\o\ac(`, `\s\up8(` and `\s\up 8(`, not `f(`
_COMMAND = re.compile(
    r"\\(?P<name>[a-zA-Z]{1,9})(?P<switches>(?:\s*+\\[a-zA-Z]{1,9}\s?\d{0,3}(?:\s*+\\[\[\](){}])?){0,9})\s*+\("
)
# Takes `1` and `１２`, not `甲`
_NUMBER = re.compile(r"\d{1,2}")
_DEEPEST = 8


def is_equation(code: str) -> bool:
    """Whether a field's code sets a formula."""
    return _EQUATION.match(code) is not None


def equation(code: str) -> str:
    """The words of a formula that a field's code sets; empty if it can't be read."""
    found = _EQUATION.match(code)
    return (_words(_SETTING.sub("", found["code"]), 0) or "").strip() if found else ""


def reading(code: str) -> str:
    """How the words of a formula are read, where that is all that the formula sets above them; else empty."""
    found = _EQUATION.match(code)
    plain = _SETTING.sub("", found["code"]) if found else ""
    command = _COMMAND.search(plain)
    end = _closing(plain, command.end()) if command is not None and command["name"].lower() == "o" else None
    parts = _parts(plain[command.end() : end]) if command is not None and end is not None else []
    said = _READING.match(parts[0]) if len(parts) == 2 else None
    return said["words"] if said else ""


def _words(code: str, depth: int) -> str | None:
    if depth > _DEEPEST:
        return None
    words = ""
    at = 0
    while (command := _COMMAND.search(code, at)) is not None:
        end = _closing(code, command.end())
        if end is None:
            return None
        parts = _parts(code[command.end() : end])
        # The sign itself stands last, below how it is read.
        if command["name"].lower() == "o" and len(parts) == 2 and _READING.match(parts[0]):
            made = _words(parts[1], depth + 1)
        else:
            made = _made(command, [_words(part, depth + 1) for part in parts])
        if made is None:
            return None
        words += code[at : command.start()] + made
        at = end + 1
    return words + code[at:]


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
    return lowered_index(parts[0]) if "\\do" in switches else raised_power(parts[0])


def _rooted(parts: list[str], _: str) -> str | None:
    return root(parts[-1], parts[0] if len(parts) == 2 else "") if len(parts) < 3 else None


def _bracketed(parts: list[str], _: str) -> str:
    return f"({','.join(parts)})"


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
