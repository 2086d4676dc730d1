"""The styles and the page of a Word document: 正文, 标题 1–4, 标题, page set-up after the layout."""

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Twips
from docx.styles.style import BaseStyle

from db.export.word import element, fonts, run, whole_field, within
from desktop.printing.fonts import first_there
from desktop.printing.layouts import A4, Layout, LayoutStyle, ParagraphStyle
from desktop.printing.page_records import FontRole, Type

_JUSTIFIED = {"full": "both", "left": "left", "centre": "center", "right": "right"}
_WORD_FONTS: dict[FontRole, tuple[str, ...]] = {
    "title": ("方正小标宋简体", "方正小标宋_GBK", "华文中宋"),
    "hei": ("黑体",),
    "kai": ("楷体_GB2312", "楷体"),
    "fang": ("仿宋_GB2312", "仿宋"),
    "song": ("宋体",),
}
"""What an office names them.

The first that is here; otherwise the last, which every Windows or Office has.
"""

_THREE = 32
"""三号 in half points."""
_CLOSER = -5
"""Twips between its characters, so that 28 of them go into 156 mm."""
_FOOT_ROOM = 24.5
"""From the paper's foot to the page number, in millimetres, so that it stands 7 mm under the type area."""


def word_font(face: FontRole) -> str:
    """The family that a document names for a face."""
    names = _WORD_FONTS[face]
    return first_there(names) or names[-1]


def half_points(size: float) -> int:
    """A size in twips as Word counts it; 15.75 points become 三号, 16."""
    # The hundredth, because Python rounds a half to the even neighbour.
    return round(size / 10 + 0.01)


def run_properties(
    type_: Type, ground: str = "", underline: str = "", *, raised: bool = False
) -> BaseOxmlElement:
    """The look of a run, every font named."""
    made = within("w:rPr", fonts(word_font(type_.face)))
    if type_.bold:
        made.append(element("w:b"))
    if type_.colour != "#000000":
        made.append(element("w:color", val=type_.colour[1:]))
    size = half_points(type_.size)
    # Named also where it is 0: 正文 in 三号 is set closer.
    made.append(element("w:spacing", val=_CLOSER if size == _THREE else 0))
    made.extend((element("w:sz", val=size), element("w:szCs", val=size)))
    if underline:
        made.append(element("w:u", val="single", color=underline[1:]))
    if ground:
        made.append(element("w:shd", val="clear", color="auto", fill=ground[1:]))
    if raised:
        made.append(element("w:vertAlign", val="superscript"))
    return made


def paragraph_properties(
    style: ParagraphStyle,
    em: float,
    *,
    level: int = 0,
    keep: bool = False,
    tabs: BaseOxmlElement | None = None,
) -> BaseOxmlElement:
    """Spacing, indents and alignment of a paragraph; `em` is the size of its type."""
    made = element("w:pPr")
    if keep:
        made.extend((element("w:keepNext"), element("w:keepLines")))
    made.append(element("w:widowControl"))
    if tabs is not None:
        made.append(tabs)
    made.append(
        element(
            "w:spacing",
            before=round(style.above),
            after=round(style.below),
            line=round(style.pitch),
            lineRule="exact",
        )
    )
    indent = element("w:ind", left=round(style.left), right=round(style.right))
    if style.first < 0:
        # Word prefers indents in characters to those in twips: 0 puts away what the style has.
        indent.set(qn("w:hangingChars"), "0")
        indent.set(qn("w:hanging"), str(round(-style.first)))
    else:
        # Named also where there is none: 正文 has one.
        indent.set(qn("w:firstLineChars"), str(round(style.first / em * 10) * 10))
        indent.set(qn("w:firstLine"), str(round(style.first)))
    made.append(indent)
    made.append(element("w:jc", val=_JUSTIFIED[style.align]))
    if level:
        made.append(element("w:outlineLvl", val=level - 1))
    return made


def set_styles(document: Document, layout: Layout) -> None:
    """Make 正文, 标题 and 标题 1–4 those of the layout."""
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults"))
    if defaults is not None:
        inner = defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
        # The template's own defaults name theme fonts and English.
        if inner is not None:
            for child in list(inner):
                inner.remove(child)
            inner.append(fonts(word_font(layout.body.type.face)))
            inner.append(element("w:lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))
    for named in styles.element.iter(qn("w:rFonts")):
        # Where only theme fonts are named, WPS reports a missing font.
        named.getparent().replace(named, fonts(word_font(layout.body.type.face)))
    _set(styles["Normal"], layout.body)
    _set(styles["Title"], layout.title, keep=True)
    for level in range(1, 5):
        _set(styles[f"Heading {level}"], layout.heading(level), level=level, keep=True)

    note = layout.note.type
    raised = within("w:rPr", fonts(word_font(note.face)), element("w:vertAlign", val="superscript"))
    # The names that Word knows its own styles for foot notes by.
    styles.element.extend(
        (
            within(
                "w:style",
                element("w:name", val="footnote text"),
                element("w:basedOn", val="Normal"),
                paragraph_properties(ParagraphStyle(layout.note.paragraph.pitch, "left"), note.size),
                run_properties(note),
                type="paragraph",
                styleId="FootnoteText",
            ),
            within(
                "w:style",
                element("w:name", val="footnote reference"),
                raised,
                type="character",
                styleId="FootnoteReference",
            ),
        )
    )


def _set(style: BaseStyle, given: LayoutStyle, *, level: int = 0, keep: bool = False) -> None:
    root = style.element
    _remove(root, "w:pPr", "w:rPr")
    root.append(paragraph_properties(given.paragraph, given.type.size, level=level, keep=keep))
    root.append(run_properties(given.type))


def _remove(root: BaseOxmlElement, *tags: str) -> None:
    for old in (each for tag in tags for each in root.findall(qn(tag))):
        root.remove(old)


def set_page(section: Section, layout: Layout, *, across: bool = False) -> None:
    """Paper and margins; in the official layout also the grid of lines and characters."""
    width, height = A4
    side = width - layout.inner - layout.width
    foot = height - layout.top - layout.height
    margins = [layout.top, side, foot, layout.inner]
    if across:
        # Turned a quarter, as on our own pages: what is at the top there is at the right here.
        width, height = height, width
        margins = [layout.inner, layout.top, side, foot]
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Twips(round(width)), Twips(round(height))
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (
        Twips(round(at)) for at in margins
    )
    section.footer_distance = (
        Twips(round(_FOOT_ROOM * 1440 / 25.4)) if layout.on_grid else Twips(round(foot * 0.55))
    )
    section.header_distance = Twips(round(layout.top * 0.6))
    root = section._sectPr  # noqa: SLF001
    _remove(root, "w:docGrid")
    if layout.on_grid:
        # Lines only: LibreOffice gives a character that is wider than its cell two of them. `_CLOSER` sees to
        # the 28.
        root.append(element("w:docGrid", type="lines", linePitch=round(layout.pitch)))


def leave_grid(root: BaseOxmlElement, layout: Layout) -> None:
    """Paragraphs set closer or wider than the body don't keep to the page's grid of lines: offices would
    stretch them.
    """
    for spacing in root.iter(qn("w:spacing")) if layout.on_grid else ():
        line = spacing.get(qn("w:line"))
        if line is not None and abs(int(line) - layout.pitch) > 1:
            spacing.addprevious(element("w:snapToGrid", val=0))


def number_pages(section: Section, *, start: int | None = None, roman: bool = False) -> None:
    """How the section counts its pages."""
    root = section._sectPr  # noqa: SLF001
    _remove(root, "w:pgNumType")
    made = element("w:pgNumType", fmt="lowerRoman" if roman else "decimal")
    if start is not None:
        made.set(qn("w:start"), str(start))
    # The schema orders them: w:pgNumType stands before w:docGrid.
    grid = root.find(qn("w:docGrid"))
    (root.append if grid is None else grid.addprevious)(made)


def set_foot(section: Section, layout: Layout, badge: str) -> None:
    """Page number and badge: the number right on odd pages and, where the layout says so,
    left on even ones.
    """
    for footer, even in ((section.footer, False), (section.even_page_footer, True)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]._p  # noqa: SLF001
        for child in list(paragraph):
            paragraph.remove(child)
        centred = layout.number_inset < 0
        inset = max(layout.number_inset, 0.0)
        right = element("w:tab", val="right", pos=round(layout.width - (0 if even else inset)))
        properties = within(
            "w:pPr",
            *([] if centred else [within("w:tabs", right)]),
            element("w:spacing", before=0, after=0, line=round(layout.number.size * 1.3), lineRule="exact"),
            element("w:ind", left=round(inset) if even else 0, firstLine=0, firstLineChars=0),
            element("w:jc", val="center" if centred else "left"),
        )
        before, after = (
            [run(dash, run_properties(layout.number))] if layout.dashes else [] for dash in ("— ", " —")
        )
        page = [run("1", run_properties(layout.number))]
        number = [*before, *whole_field("PAGE", page, run_properties(layout.number)), *after]
        said = [run(badge, run_properties(layout.badge))] if badge else []
        tab = within("w:r", element("w:tab"))
        if centred:
            gap = [run("　", run_properties(layout.badge))] if badge else []
            line = [*number, *gap, *said]
        else:
            line = [*number, tab, *said] if even else [*said, tab, *number]
        paragraph.extend([properties, *line])


def empty_foot(section: Section) -> None:
    """No page number on the first page."""
    section.different_first_page_header_footer = True
    section.first_page_footer.is_linked_to_previous = False


def set_head(section: Section, layout: Layout, title: str) -> None:
    """The running head: the plan at the left, the chapter that stands on the page at the right."""
    if layout.running_head is None:
        return
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]._p  # noqa: SLF001
        for child in list(paragraph):
            paragraph.remove(child)
        type_ = layout.running_head
        properties = within(
            "w:pPr",
            within("w:pBdr", element("w:bottom", val="single", sz=4, space=1, color="B0B0B0")),
            within("w:tabs", element("w:tab", val="right", pos=round(layout.width))),
            element("w:spacing", before=0, after=0, line=round(type_.size * 1.4), lineRule="exact"),
            element("w:ind", firstLine=0, firstLineChars=0),
        )
        # A field that says the nearest heading of the first level; Word fills it in when it opens the file.
        chapter = whole_field("STYLEREF 1", [run("　", run_properties(type_))], run_properties(type_))
        tab = within("w:r", element("w:tab"))
        paragraph.extend([properties, run(title, run_properties(type_)), tab, *chapter])
