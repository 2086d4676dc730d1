"""Which glyphs were drawn for which characters, font by font: what a PDF needs to give its words back."""

from desktop.printing.fonts import Cut
from desktop.printing.page_records import FontRole, Type

_SPELT = {"\u2e3a": "——"}
"""What a glyph says where it is not the character that was asked for."""


class DrawnGlyphs:
    """Hears of all characters that are drawn; fonts and glyphs in the order of their first use."""

    def __init__(self) -> None:
        self._seen: dict[tuple[FontRole, bool], set[str]] = {}
        self._names: dict[tuple[FontRole, bool, int], str] = {}
        self.fonts: dict[str, dict[int, str]] = {}
        """The text of each glyph, by the name of the font."""

    def __call__(self, type_: Type, cut: Cut, text: str) -> None:
        seen = self._seen.setdefault((type_.face, type_.bold), set())
        if seen.issuperset(text):
            return
        seen.update(text)
        for char in text:
            glyph = cut[char]
            if not glyph.glyph:
                # No font has the character: the empty box that is drawn for it stands at the head of every
                # font.
                continue
            key = (type_.face, type_.bold, glyph.font)
            name = self._names.get(key)
            if name is None:
                raw = cut.font(glyph.font, type_.size)
                name = self._names[key] = f"{raw.familyName()}/{raw.styleName()}"
            self.fonts.setdefault(name, {}).setdefault(glyph.glyph, _SPELT.get(char, char))
