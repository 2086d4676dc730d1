"""Which glyphs were drawn for which characters, font by font: what a PDF needs to give its words back."""

from desktop.printing.faces import Faces
from desktop.printing.sheet_records import Type


class DrawnGlyphs:
    """Hears of every character that is drawn; fonts and glyphs in the order of their first use."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self._names: dict[tuple[str, bool, int], str] = {}
        self.fonts: dict[str, dict[int, str]] = {}
        """The text of each glyph, by the name of the font."""

    def __call__(self, type_: Type, index: int, text: str, glyph: int) -> None:
        key = (type_.face, type_.bold, index)
        name = self._names.get(key)
        if name is None:
            raw = self._faces.font(type_, index)
            name = self._names[key] = f"{raw.familyName()}/{raw.styleName()}"
        self.fonts.setdefault(name, {}).setdefault(glyph, text)
