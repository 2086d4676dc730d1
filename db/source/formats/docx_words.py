"""The words of one of Word's paragraphs as a person sees them: what is deleted, struck out or hidden is told
apart, raised digits keep apart from the numbers before them, fields show their results.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from db.source.formats.docx_fields import equation, is_equation
from db.source.formats.docx_styles import RunLook, WordStyle, WordStyles, is_on
from db.source.formats.formulas import UNREAD, formula, unseen_words
from db.source.formats.page_styles import DELETED, HIDDEN, READINGS
from db.source.formats.scripts import Script, is_fraction, joint, shown_script
from db.source.formats.symbol_fonts import in_symbol_font, symbol
from db.source.lines import APART

TRACKED = "修订中已删除的文字"
_BREAKS = frozenset("\n\f")
_OF_COMMANDS = frozenset("\\(),;")
"""Signs that part what a field's code says."""
# Fallback holds once more what Choice holds, and the rest are settings without words.
_SKIPPED = frozenset(
    (
        "Fallback footnoteRef endnoteRef annotationRef rPr pPr sdtPr sdtEndPr proofErr bookmarkStart "
        "commentRangeStart rubyPr fldData ffData"
    ).split()
)
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
"""What these stand for; a br that breaks the page is a form feed."""
_SIGNS_AND_FORMULAS = "公式或特殊符号"
_DRAWINGS = frozenset(("object", "pict", "drawing", "AlternateContent"))
_DRAWN = {"relIds": "图示（SmartArt）", "chart": "图表"}
_TAIL = 16
"""So many signs above are looked at where raised ones follow."""


@dataclass(slots=True)
class ParagraphWords:
    """The words of a paragraph as they come."""

    length: int = 0
    bold: int = 0
    boxes: list[Element] = field(default_factory=list[Element])
    left_out: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Why, and the words."""
    unread: Counter[str] = field(default_factory=Counter[str])
    """What could not be read, and how many of it."""
    _parts: list[str] = field(default_factory=list[str])
    _script: Script = ""
    _moved: list[str] = field(default_factory=list[str])
    """Raised or lowered words whose run may go on."""
    _closed: bool = False
    """What stands last is whole by itself: digits behind it begin another number."""
    _raised: tuple[int, str] | None = None
    """Where the raised words that came last stand in the parts, and how they were written."""
    _parted: int = -1
    """So much was shown when words were left out last; none of it was taken for none."""

    def add(self, words: str, *, bold: bool, script: Script = "") -> None:
        """Words that are shown."""
        if script != self._script and words:
            self._settle()
            self._script = script
        if script:
            self._moved.append(words)
        else:
            self._put(words)
        shown = len(words.strip())
        self.length += shown
        self.bold += shown if bold else 0

    def add_whole(self, words: str, *, bold: bool) -> None:
        """Words that are whole by themselves, such as a fraction."""
        self._settle()
        self._closed = True
        self.add(words, bold=bold)
        self._closed = True

    def close(self) -> None:
        """What stands last is whole by itself."""
        self._settle()
        self._closed = bool(self._parts)

    def leave_out(self, why: str, words: str) -> None:
        """Words that are not shown."""
        if self.left_out and self.left_out[-1][0] == why:
            # What stands in several places is no one number.
            between = APART if self.length != self._parted and words.strip() else ""
            self.left_out[-1] = (why, self.left_out[-1][1] + between + words)
        elif words:
            self.left_out.append((why, words))
        self._parted = self.length

    def text(self) -> str:
        """All of them."""
        self._settle()
        return "".join(self._parts)

    def _settle(self) -> None:
        if not self._moved:
            self._script = ""
            return
        words, script = "".join(self._moved), self._script
        self._moved, self._script = [], ""
        self._closed = False
        if script == "lowered" and self._raised and self._joins_raised(self._raised, words):
            return
        at, above = len(self._parts), self._above()
        self._put(shown_script(above, words, script))
        self._closed = True
        self._raised = (at, words) if script == "raised" else None

    def _joins_raised(self, raised: tuple[int, str], words: str) -> bool:
        """Whether lowered words are the denominator of the raised ones before them: then both are put as one
        fraction, on the line.
        """
        at, numerator = raised
        above = "".join(self._parts[max(0, at - _TAIL) : at])
        if not is_fraction(above, numerator, "".join(self._parts[at + 1 :]), words):
            return False
        self._parts[at:] = [f"{joint(above, numerator)}{numerator.strip()}/{words.strip()}"]
        self._closed, self._raised = True, None
        return True

    def _put(self, words: str) -> None:
        if not words:
            return
        if self._closed:
            self._parts.append(joint(self._above(), words))
            self._closed = False
        self._parts.append(words)

    def _above(self) -> str:
        return "".join(self._parts[-_TAIL:])[-_TAIL:]


@dataclass(slots=True)
class _Field:
    script: Script = ""
    why: str = ""
    """How it begins, and whether it is left out."""
    code: list[str] = field(default_factory=list[str])
    left_out: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Words of the code that are not shown, and why."""
    shows: bool = False
    """Its result has begun."""
    filled: bool = False
    """Its result has words."""

    def say(self, words: str, script: Script, why: str) -> None:
        """Words of its code, as they stand beside its beginning."""
        if why and why != self.why:
            self.left_out.append((why, words))
        elif script and script != self.script and _OF_COMMANDS.isdisjoint(words):
            self.code.append(shown_script("".join(self.code[-_TAIL:])[-_TAIL:], words, script))
        else:
            self.code.append(words)


class WordsReader:
    """Reads paragraphs one after the other; a field may reach over several."""

    def __init__(self, styles: WordStyles, note: Callable[[str], str]) -> None:
        """`note` gives the sign of a note in the text by its key, fooN or endN."""
        self._styles = styles
        self._note = note
        self._fields: list[_Field] = []

    def read(self, paragraph: Element, style: WordStyle, *, ground: bool) -> ParagraphWords:
        """The words of a paragraph of this style. On a `ground` of its own white words can be read."""
        words = ParagraphWords()
        self._collect(paragraph, words, _Run(style, self._styles.look(None, style), ground))
        # The code of a field that is not ended in its paragraph, as in damaged files, hides no others.
        self._fields = [each for each in self._fields if each.shows]
        return words

    def _collect(self, element: Element, words: ParagraphWords, run: "_Run", why: str = "") -> None:
        for child in element:
            tag = child.tag
            if tag == "r":
                self._run(child, words, run, why)
            elif tag in ("del", "moveFrom"):
                self._collect(child, words, run, TRACKED)
            elif tag in ("oMath", "oMathPara"):
                self._formula(formula(child), words, run, why)
                words.leave_out(HIDDEN, unseen_words(child) if self._shows() else "")
            elif tag == "rt":
                self._collect(child, words, run, why or READINGS)
            elif tag == "fldSimple":
                self._simple_field(child, words, run, why)
            elif tag == "txbxContent":
                words.boxes.append(child)
            elif tag not in _SKIPPED:
                self._collect(child, words, run, why)

    def _run(self, element: Element, words: ParagraphWords, run: "_Run", why: str) -> None:
        properties = element.find("rPr")
        look = run.look if properties is None else self._styles.look(properties, run.style)
        why = why or _left_out(look, ground=run.ground)
        bold = properties is not None and is_on(properties.find("b"))
        font = properties.find("rFonts") if properties is not None else None
        for child in element:
            tag = child.tag
            if tag in ("t", "delText"):
                said = child.text or ""
                if font is not None:
                    said = in_symbol_font(said, font.get("ascii", "") or font.get("hAnsi", ""))
                    words.unread[_SIGNS_AND_FORMULAS] += said.count(UNREAD)
                self._add(said, words, look, why, bold=bold)
            elif tag in _SIGNS or tag == "sym":
                self._add(_sign(child, words), words, look, why, bold=bold)
            elif tag in ("footnoteReference", "endnoteReference"):
                if not why and self._shows():
                    words.add_whole(self._note(f"{tag[:3]}{child.get('id')}"), bold=bold)
            elif tag in ("instrText", "delInstrText"):
                said = child.text or ""
                if font is not None and _OF_COMMANDS.isdisjoint(said):
                    said = in_symbol_font(said, font.get("ascii", "") or font.get("hAnsi", ""))
                self._say_code(said, look, why)
            elif tag == "fldChar":
                self._field(child, words, look, why, bold=bold)
            elif tag not in _SKIPPED:
                if tag in _DRAWINGS:
                    self._fill()
                    _count_unread(child, words)
                    words.close()
                self._collect(child, words, run, why)

    def _add(self, said: str, words: ParagraphWords, look: RunLook, why: str, *, bold: bool) -> None:
        if not self._shows():
            self._say_code("".join(sign for sign in said if sign not in _BREAKS), look, why)
            return
        if said.strip():
            self._fill()
        if why:
            # A hidden break begins no line.
            words.leave_out(why, "".join(sign for sign in said if sign not in _BREAKS))
        else:
            words.add(said, bold=bold, script=look.script or "")

    def _formula(self, said: str, words: ParagraphWords, run: "_Run", why: str) -> None:
        if not self._shows():
            return
        self._fill()
        why = why or _left_out(run.look, ground=run.ground)
        if why:
            words.leave_out(why, said)
        elif said.strip():
            words.unread[_SIGNS_AND_FORMULAS] += UNREAD in said
            words.add_whole(said, bold=False)

    def _field(self, element: Element, words: ParagraphWords, look: RunLook, why: str, *, bold: bool) -> None:
        kind = element.get("fldCharType", "")
        if kind == "begin":
            self._fields.append(_Field(look.script or "", why))
        elif kind == "separate" and self._fields:
            self._fields[-1].shows = True
        elif kind == "end" and self._fields:
            self._end(self._fields.pop(), words, why, bold=bold)

    def _simple_field(self, element: Element, words: ParagraphWords, run: "_Run", why: str) -> None:
        """A field whose code is told beside its result."""
        depth = len(self._fields)
        made = _Field(code=[element.get("instr", "")], shows=True)
        self._fields.append(made)
        self._collect(element, words, run, why)
        # Inside a damaged one others may begin or end.
        del self._fields[depth:]
        self._end(made, words, why, bold=False)

    def _end(self, ended: _Field, words: ParagraphWords, why: str, *, bold: bool) -> None:
        """A formula without a result is set from its code."""
        code = "".join(ended.code)
        if ended.filled:
            self._fill()
        if ended.filled or not is_equation(code):
            return
        said, readings = equation(code)
        if not said:
            words.unread[_SIGNS_AND_FORMULAS] += 1
        if not self._shows():
            self._say_code(said or UNREAD, RunLook(), why)
            return
        self._fill()
        if why:
            words.leave_out(why, said)
        else:
            words.add_whole(said or UNREAD, bold=bold)
        for each in (*ended.left_out, (READINGS, APART.join(readings))):
            words.leave_out(*each)

    def _say_code(self, said: str, look: RunLook, why: str) -> None:
        """Words of the code of the innermost field that shows none yet."""
        inner = next((each for each in reversed(self._fields) if not each.shows), None)
        if inner is not None:
            inner.say(said, look.script or "", why)

    def _fill(self) -> None:
        if self._fields:
            self._fields[-1].filled = True

    def _shows(self) -> bool:
        """Whether words are those of the page, and not of a field's code."""
        return all(each.shows for each in self._fields)


@dataclass(frozen=True, slots=True)
class _Run:
    """What is around a run."""

    style: WordStyle
    look: RunLook
    ground: bool


def _sign(element: Element, words: ParagraphWords) -> str:
    """What an element stands for: a tab, a line's end, a sign of a symbol font."""
    if element.tag != "sym":
        return "\f" if element.get("type") == "page" else _SIGNS[element.tag]
    try:
        sign = symbol(element.get("font", ""), int(element.get("char", ""), 16))
    except ValueError:
        return ""
    if not sign:
        words.unread[_SIGNS_AND_FORMULAS] += 1
    return sign or UNREAD


def _count_unread(element: Element, words: ParagraphWords) -> None:
    """Count what is drawn or held in a foreign format."""
    for each in element.iter():
        if each.tag == "OLEObject":
            of_formula = "equation" in each.get("ProgID", "").lower()
            words.unread[_SIGNS_AND_FORMULAS if of_formula else "嵌入的对象"] += 1
        elif each.tag in _DRAWN:
            words.unread[_DRAWN[each.tag]] += 1


def _left_out(look: RunLook, *, ground: bool) -> str:
    if look.struck:
        return DELETED
    if look.vanish or (look.white and not (look.ground or ground)):
        return HIDDEN
    return ""


def row_left_out(row: Element) -> str:
    """Why a row of a table is not shown; empty if it is."""
    if row.find("trPr/del") is not None:
        return TRACKED
    return HIDDEN if is_on(row.find("trPr/hidden")) else ""


def drops_its_initial(properties: Element | None) -> bool:
    """Whether a paragraph is the large initial of the next one (首字下沉)."""
    frame = properties.find("framePr") if properties is not None else None
    return frame is not None and frame.get("dropCap", "none") in ("drop", "margin")


def joins_next(properties: Element | None) -> bool:
    """Whether a tracked change took out the end of a paragraph: the next one goes on in its line."""
    return properties is not None and properties.find("rPr/del") is not None
