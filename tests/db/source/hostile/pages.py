"""Pages of a PDF, drawn by hand: words and lines at places, in a font that every reader of PDFs knows by name."""

import math
from dataclasses import dataclass, field

_SYSTEM = "<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
_BOX = "/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80"
_BARE = (
    "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[7 0 R]>>",
    "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/FontDescriptor 8 0 R>>",
    f"<</Type/FontDescriptor/FontName/X/Flags 4{_BOX}>>",
)
"""A font that says nothing of what its characters mean."""
_FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
    f"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo{_SYSTEM}/DW 1000/W[1 95 500]/FontDescriptor 5 0 R>>",
    f"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6{_BOX}>>",
)
WIDE, HIGH = 595, 842
"""Of a page, in points."""


def width(words: str, size: float) -> float:
    """How wide words are set, in points."""
    return sum(0.5 if sign.isascii() else 1 for sign in words) * size


@dataclass
class Page:
    """What is drawn on a page, in the language of PDFs."""

    content: str = ""
    rotate: int = 0
    notes: list[str] = field(default_factory=list[str])
    """Annotations."""

    def words(self, x: float, y: float, words: str, size: float = 12, **drawn: float | str) -> float:
        """Words from a place on, which is where their base line begins; gives where they end.

        `angle` turns them to the left, `ink` is their colour, `mode` 3 does not draw them, `font` G has no codes.
        """
        angle = math.radians(float(drawn.get("angle", 0)))
        cos, sin = math.cos(angle), math.sin(angle)
        code = words.encode("utf-16-be").hex()
        self.content += (
            f"q {drawn.get('ink', '0 g')} BT /{drawn.get('font', 'F')} {size} Tf {drawn.get('mode', 0)} Tr "
            f"{cos:.5f} {sin:.5f} {-sin:.5f} {cos:.5f} {x:.2f} {y:.2f} Tm <{code}> Tj ET Q\n"
        )
        return x + width(words, size)

    def line(self, x: float, y: float, u: float, v: float) -> None:
        """A line from one place to another."""
        self.content += f"{x:.2f} {y:.2f} m {u:.2f} {v:.2f} l S\n"

    def table(self, columns: list[float], rows: list[float]) -> None:
        """The lines of a table: where the upright ones stand, and the flat ones from the top."""
        for y in rows:
            self.line(columns[0], y, columns[-1], y)
        for x in columns:
            self.line(x, rows[0], x, rows[-1])

    def marked(self, kind: str, words: "Page") -> None:
        """What another page draws, marked as none of the text."""
        self.content += f"/Artifact <</Type/Pagination/Subtype/{kind}>> BDC\n{words.content}EMC\n"


def pdf(pages: list[Page]) -> bytes:
    """The pages as a file."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", *_FONT, *_BARE]
    kids: list[str] = []
    for page in pages:
        objects.append(f"<</Length {len(page.content)}>>stream\n{page.content}\nendstream")
        held = len(objects)
        objects += page.notes
        notes = " ".join(f"{held + at} 0 R" for at in range(1, len(page.notes) + 1))
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDE} {HIGH}]/Rotate {page.rotate}/Contents {held} 0 R"
            f"/Annots[{notes}]/Resources<</Font<</F 3 0 R/G 6 0 R>>>>>>"
        )
        kids.append(f"{len(objects)} 0 R")
    return written(objects, kids)


def written(objects: list[str], kids: list[str], trailer: str = "") -> bytes:
    """A file of these objects, of which the second becomes the list of the pages `kids`."""
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    out = "%PDF-1.5\n"
    places: list[int] = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>"
    return f"{out}{end}\nstartxref\n{len(out)}\n%%EOF".encode("latin-1")
