"""Which families the faces are on this machine, and how wide their characters are.

A `Fonts` belongs to the thread that made it, as Qt's raw fonts do; making one costs a few milliseconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtGui import QFont, QFontDatabase, QRawFont

from desktop.look.theme import FALLBACK, HEI, KAI, SONG
from desktop.printing.page_records import FontRole, Type

LABELS: dict[FontRole, str] = {
    "title": "小标宋",
    "hei": "黑体",
    "kai": "楷体",
    "fang": "仿宋",
    "song": "宋体",
}

_SONG = ("宋体", "SimSun", *SONG)
_HEI = ("黑体", "SimHei", *HEI)
# Fonts have a Chinese and a Latin name; by which one a system knows them depends on its language.
_OFFICIAL: dict[FontRole, tuple[str, ...]] = {
    "title": (
        "方正小标宋简体",
        "FZXiaoBiaoSong-B05S",
        "方正小标宋_GBK",
        "FZXiaoBiaoSong-B05",
        "华文中宋",
        "STZhongsong",
    ),
    "hei": _HEI,
    "kai": (
        "楷体_GB2312",
        "KaiTi_GB2312",
        "楷体",
        "KaiTi",
        "华文楷体",
        "STKaiti",
        "FandolKai",
        "LXGW WenKai",
        *KAI,
    ),
    "fang": (
        "仿宋_GB2312",
        "FangSong_GB2312",
        "仿宋",
        "FangSong",
        "方正仿宋简体",
        "FZFangSong-Z02S",
        "华文仿宋",
        "STFangsong",
        "FandolFang",
    ),
    "song": _SONG,
}
"""The families of each face, the best first; on paper the official ones go before those of the screen."""

_NARROW = 0.8
"""In parts of the size: a mark that is less wide is no full-width one."""
_BOLD = 600
"""The least weight that is bold."""
_UNITS = 1000
"""Pixel size at which widths are measured."""


@dataclass(frozen=True, slots=True)
class ChosenFonts:
    """The family that a face is set in."""

    face: FontRole
    family: str
    bold: bool
    """Its bold cut."""
    stands_in: bool
    """It is a type of another kind."""


def first_there(families: Iterable[str]) -> str:
    """The first of the families that this machine has; empty if it has none."""
    return next((family for family in families if QFontDatabase.hasFamily(family)), "")


def choose() -> dict[FontRole, ChosenFonts]:
    """What each face is set in on this machine, now."""
    any_ = first_there((*_SONG, *_HEI, FALLBACK, QFont().defaultFamily())) or QFont().family()
    found: dict[FontRole, ChosenFonts] = {}
    for face, wanted in _OFFICIAL.items():
        family = first_there(wanted)
        # The official 黑体 is dark by itself; others are as dark only in bold.
        bold = not family if face in ("title", "kai") else face == "hei" and family not in _HEI[:2]
        found[face] = ChosenFonts(face, family or any_, bold, not family)
    return found


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character in the first family that has it."""

    font: int
    """Number of the family; 0 is the face's own."""
    glyph: int
    width: float
    """In parts of the size."""
    narrow: bool
    """Much narrower than it is high."""


class Cut(dict[str, Glyph]):
    """One face in one weight: its glyphs by character, found when they are first asked for."""

    def __init__(self, families: list[str], *, bold: bool) -> None:
        super().__init__()
        self._families = families
        self._bold = bold
        self._raws: list[QRawFont | None] = [None] * len(families)
        self._sized: dict[tuple[int, float], QRawFont] = {}

    def __missing__(self, char: str) -> Glyph:
        for index in range(len(self._families)):
            raw = self._raw(index)
            glyphs = raw.glyphIndexesForString(char)
            # Number 0 is what a font draws for a character that it lacks.
            if glyphs and glyphs[0]:
                width = raw.advancesForGlyphIndexes(glyphs[:1])[0].x() / _UNITS
                found = Glyph(index, glyphs[0], width, width < _NARROW)
                break
        else:
            found = Glyph(0, 0, 1.0, narrow=False)
        self[char] = found
        return found

    def _raw(self, index: int) -> QRawFont:
        raw = self._raws[index]
        if raw is None:
            # Only when a character needs it: most text never asks the second family.
            raw = self._raws[index] = QRawFont.fromFont(_font(self._families[index], _UNITS, bold=self._bold))
        return raw

    @cached_property
    def emboldened(self) -> bool:
        """The family has no bold of its own: its regular cut is drawn thicker."""
        styles = QFontDatabase.styles(self._families[0])
        return self._bold and all(QFontDatabase.weight(self._families[0], style) < _BOLD for style in styles)

    def font(self, index: int, size: float) -> QRawFont:
        """The raw font that a glyph named, at a size in twips."""
        raw = self._sized.get((index, size))
        if raw is None:
            font = _font(self._families[index], round(size), bold=self._bold)
            raw = self._sized[index, size] = QRawFont.fromFont(font)
        return raw


class Fonts:
    """Measures characters, and finds their glyphs."""

    def __init__(self) -> None:
        self.chosen = choose()
        self._cuts: dict[tuple[FontRole, bool], Cut] = {}
        self._widths: dict[tuple[Type, str], float] = {}

    def width(self, text: str, type_: Type) -> float:
        """Of the characters in the font's own widths, in twips."""
        key = (type_, text)
        # The same words are measured again for each page that they might stand on.
        width = self._widths.get(key)
        if width is None:
            cut = self.cut(type_)
            width = self._widths[key] = sum(cut[char].width for char in text) * type_.size
        return width

    def cut(self, type_: Type) -> Cut:
        """The glyphs of a type, whatever its size."""
        key = (type_.face, type_.bold)
        cut = self._cuts.get(key)
        if cut is None:
            chosen = self.chosen[type_.face]
            # Each family once: the face's own may be among the others.
            families = dict.fromkeys([chosen.family, *self._others])
            cut = self._cuts[key] = Cut(list(families), bold=type_.bold or chosen.bold)
        return cut

    @cached_property
    def _others(self) -> list[str]:
        """Families that are asked for what a face lacks."""
        return [
            family
            for family in (*_SONG, *_HEI, FALLBACK, QFont().family())
            if QFontDatabase.hasFamily(family)
        ]


def _font(family: str, size: int, *, bold: bool) -> QFont:
    font = QFont()
    font.setFamilies([family])
    font.setPixelSize(size)
    font.setBold(bold)
    # Hinting makes widths depend on the size in pixels: lines would break otherwise on screen than on paper.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def in_words(chosen: dict[FontRole, ChosenFonts]) -> str:
    """One line for the dialog: the families that are used, and what they stand in for."""
    families: dict[str, list[str]] = {}
    for face, choice in chosen.items():
        families.setdefault(choice.family, [])
        if choice.stands_in:
            families[choice.family].append(LABELS[face] + ("（加粗）" if choice.bold else ""))
    return "；".join(
        f"{family}，代{'、'.join(faces)}" if faces else family for family, faces in families.items()
    )
