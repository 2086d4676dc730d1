"""Pages of an OFD file, drawn by hand: words, lines and boxes at places in millimetres."""

from html import escape

from tests.db.source.hostile.packages import zipped

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_HIGH = 275
"""Down to where a page is used."""
_MAIN = f"<ofd:OFD {_NS}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"


class OfdPages:
    """A document as it grows, from the top of its first page."""

    def __init__(self) -> None:
        self._pages = [""]
        self._y = 30.0
        """The base line of the line that is written."""

    def down(self, by: float) -> None:
        """Go on below."""
        self._y += by
        self.room(0)

    def room(self, high: float) -> None:
        """Begin a page where there is no more room on this one."""
        if self._y + high > _HIGH:
            self._pages.append("")
            self._y = 30.0

    def words(
        self, words: str, x: float, size: float, below: float = 0, *, lift: float = 0, more: str = ""
    ) -> float:
        """Words from `x` on, `below` the line or `lift`ed above it; gives where they end."""
        if not words:
            return x
        steps = [size * (0.5 if sign.isascii() else 1) for sign in words]
        y = self._y + below - lift - size
        self._pages[-1] += (
            f'<ofd:TextObject ID="1" Boundary="{x:.3f} {y:.3f} 200 9" Font="1" Size="{size:.3f}" {more}>'
            f'<ofd:TextCode X="0" Y="{size:.3f}" DeltaX="{" ".join(f"{step:.3f}" for step in steps[:-1])}">'
            f"{escape(words)}</ofd:TextCode></ofd:TextObject>"
        )
        return x + sum(steps)

    def line(self, start: float, end: float, below: float, lift: float) -> None:
        """A line at some height."""
        self._path(start, self._y + below - lift, f"M 0 0 L {end - start:.3f} 0")

    def box(self, x: float, wide: float, high: float) -> None:
        """A box from above the line down."""
        self._path(x, self._y - 5, f"M 0 0 L {wide} 0 L {wide} {high} L 0 {high} C")

    def _path(self, x: float, y: float, path: str) -> None:
        self._pages[-1] += (
            f'<ofd:PathObject ID="2" Boundary="{x:.3f} {y:.3f} 200 9"><ofd:AbbreviatedData>{path}'
            "</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def made(self) -> bytes:
        """The file, the same bytes whenever it is made."""
        listed = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/{at}.xml"/>' for at in range(len(self._pages)))
        area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        common = f"<ofd:CommonData>{area}</ofd:CommonData>"
        parts = {
            "OFD.xml": _MAIN,
            "Doc_0/Document.xml": f"<ofd:Document {_NS}>{common}<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        }
        for at, content in enumerate(self._pages):
            layer = f'<ofd:Content><ofd:Layer ID="1">{content}</ofd:Layer></ofd:Content>'
            parts[f"Doc_0/Pages/{at}.xml"] = f"<ofd:Page {_NS}>{layer}</ofd:Page>"
        return zipped(parts)
