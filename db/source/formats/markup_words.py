"""The words of a web page between two block tags, as they come, each with its place in the source."""

from dataclasses import dataclass, field

from db.records import Origin
from db.source.formats.heading_breaks import heading_joint
from db.source.formats.scripts import Script, is_fraction, joint, scripted
from db.source.lines import APART, LinePiece
from db.source.numbering import read_mark
from db.source.typography import to_shown

CHROME = "网页栏目"
"""Why the words of a menu, a form or a foot are beside the text."""
_TAIL = 16
"""So many signs above are looked at where raised ones follow."""


@dataclass(slots=True)
class MarkupParagraph:
    """A run of words between two block tags."""

    piece: LinePiece
    level: int = 0
    strong: bool = False
    aside: str = ""
    """Why they are beside the text; empty for the text."""
    indented: bool = False
    number: int = 0
    """The source line of words beside the text."""
    linked: bool = False
    """All of it is a link to another page."""


@dataclass(slots=True)
class _Piece:
    words: str
    origin: Origin | None
    """Of all the words, its start not set; None for words without a place."""


@dataclass(slots=True)
class MarkupWords:
    """A paragraph as it grows."""

    length: int = 0
    broken: bool = False
    """A line break in a heading stands last."""
    _pieces: list[_Piece] = field(default_factory=list[_Piece])
    _bold: int = 0
    _linked: int = 0
    _own: bool = False
    """Some of it belongs to no menu, form or foot."""
    _script: Script = ""
    _since: int = 0
    """Where the raised or lowered words begin that stand last."""
    _closed: bool = False
    """What stands last is whole by itself: digits behind it begin another number."""
    _raised: tuple[int, int, list[_Piece]] | None = None
    """Where the raised words that came last begin and end, and how they were written."""
    _shown_since: bool = True
    """Words are shown behind those that were left out last."""
    _left_out: list[tuple[str, str, int]] = field(default_factory=list[tuple[str, str, int]])

    def put(
        self,
        words: str,
        origin: Origin | None,
        *,
        bold: bool = False,
        linked: bool = False,
        chrome: bool = False,
    ) -> None:
        """Words, and where they stand."""
        if self.broken and words.strip():
            self._between(heading_joint(self._above(), words))
            self.broken = False
        if self._closed:
            self._between(joint(self._above(), words))
            self._closed = False
        self._pieces.append(_Piece(words, origin))
        self._shown_since = True
        self.length += len(words)
        if bold:
            self._bold += len(words)
        if linked:
            self._linked += len(words)
        self._own = self._own or (not chrome and bool(words.strip()))

    def put_whole(self, words: str, *, chrome: bool) -> None:
        """Words that are whole by themselves, such as a formula. They have no place."""
        self._closed = True
        self.put(words, None, chrome=chrome)
        self._closed = True

    def close(self) -> None:
        """What stands last is whole by itself."""
        self._closed = bool(self._pieces)

    def put_number(self, number: str, words: str) -> None:
        """The number of a list's item before its first words, unless these open with a number themselves."""
        mark = read_mark(to_shown(words.strip()))
        if mark is None or mark.form == "●":
            self._between(number)

    def end_line(self, words: str) -> None:
        """A line of the source ends, and `words` follow: a blank between Latin words, nothing beside a
        Chinese character.
        """
        if self._pieces and not (_wide(self._pieces[-1].words[-1:]) or _wide(words[:1])):
            self._between(" ")

    def leave_out(self, why: str, words: str, number: int) -> None:
        """Words that are not shown, and the source line that they stand on."""
        plain = " ".join(words.split()) if words.strip() else ""
        if not plain:
            return
        if self._left_out and self._left_out[-1][0] == why:
            # What stands in several places is no one number: <s>3</s>5座，<s>7</s>8家.
            between = APART if self._shown_since else ""
            self._left_out[-1] = (why, f"{self._left_out[-1][1]}{between}{plain}", self._left_out[-1][2])
        else:
            self._left_out.append((why, plain, number))
        self._shown_since = False

    def part_left_out(self) -> None:
        """What is left out next stands by itself, as the choices of a list do."""
        self._shown_since = True

    def turn(self, script: Script) -> None:
        """What follows is raised, lowered or on the line."""
        if script == self._script:
            return
        if self._script:
            self._settle()
        self._script, self._since = script, len(self._pieces)

    def take(self, level: int) -> list[MarkupParagraph]:
        """The paragraph, and what is left out of it; begins the next one."""
        if not self._pieces and not self._left_out:
            self.broken = self._closed = False
            self._script, self._since = "", 0
            return []
        self.turn("")
        origins: list[Origin] = []
        at = 0
        for piece in self._pieces:
            if piece.origin is not None:
                origins.append(Origin(at, piece.origin.line, piece.origin.column, piece.origin.length))
            at += len(piece.words)
        whole = LinePiece("".join(piece.words for piece in self._pieces), tuple(origins))
        shown = whole.stripped()
        strong = bool(shown.text) and self._bold >= len(shown.text)
        indented = whole.text[:1] in "\u3000\u2003\u00a0" or whole.text.startswith("    ")
        made: list[MarkupParagraph] = []
        if shown.text:
            aside, linked = "" if self._own else CHROME, self._linked >= len(shown.text)
            made = [MarkupParagraph(shown, level, strong, aside, indented, linked=linked)]
        made += (
            MarkupParagraph(LinePiece(words), aside=why, number=number)
            for why, words, number in self._left_out
        )
        self._pieces, self._left_out, self._own = [], [], False
        self.length = self._bold = self._linked = 0
        self.broken = self._closed = False
        self._raised, self._shown_since = None, True
        return made

    def _settle(self) -> None:
        """The raised or lowered words that stand last get their signs."""
        moved = self._pieces[self._since :]
        if not any(piece.words.strip() for piece in moved):
            return
        del self._pieces[self._since :]
        words = "".join(piece.words for piece in moved)
        if self._script == "lowered" and self._raised and self._joins_raised(self._raised, words, moved):
            return
        placed = scripted(self._above(), words, self._script)
        self.length -= len(words)
        start = len(self._pieces)
        self._between(placed.before)
        at = 0
        for piece in moved:
            self._pieces.append(_Piece(placed.words[at : at + len(piece.words)], piece.origin))
            at += len(piece.words)
        self.length += len(words)
        self._between(placed.after)
        self._closed = True
        self._raised = (start, len(self._pieces), moved) if self._script == "raised" else None

    def _joins_raised(self, raised: tuple[int, int, list[_Piece]], words: str, lowered: list[_Piece]) -> bool:
        """Whether lowered words are the denominator of the raised ones before them: then both are put as one
        fraction, on the line.
        """
        start, end, numerator = raised
        above = "".join(piece.words for piece in self._pieces[max(0, start - _TAIL) : start])
        slash = self._pieces[end:]
        between = "".join(piece.words for piece in slash)
        if not is_fraction(above, "".join(piece.words for piece in numerator), between, words):
            return False
        self.length -= sum(len(piece.words) for piece in self._pieces[start:end])
        del self._pieces[start:]
        self._between(joint(above, numerator[0].words))
        self._pieces += numerator
        self._pieces += (_Piece("/" if each.words.strip() else "", each.origin) for each in slash)
        self._pieces += lowered
        self.length += sum(len(piece.words) for piece in numerator)
        self._closed, self._raised = True, None
        return True

    def _between(self, words: str) -> None:
        """Words of the program's own."""
        if words:
            self._pieces.append(_Piece(words, None))
            self.length += len(words)

    def _above(self) -> str:
        return "".join(piece.words for piece in self._pieces[-_TAIL:])[-_TAIL:]


def _wide(sign: str) -> bool:
    return bool(sign) and ord(sign) >= 0x2E80
