"""OFD files (GB/T 33190), which official documents are handed on as: words with their places, put together as
those of a PDF are.

A zip package of XML, read with the bounds of all packages; nothing of its own has to be asked of another
program. Seals, signatures and notes are left out.
"""

import posixpath
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from db.errors import SourceError
from db.progress import QUIET, Progress
from db.source.formats.bounds import CHARACTERS, PAGES, check_markup, too_much
from db.source.formats.line_numbers import LineMaker
from db.source.formats.ofd_pages import OfdPage, numbers
from db.source.formats.packages import OpenedPackage, parse_xml
from db.source.formats.pdf_layout import compose
from db.source.formats.pdf_pages import page_rows
from db.source.formats.pdf_rows import Row
from db.source.formats.told_titles import told_title
from db.source.lines import SourceText

_MAIN = "OFD.xml"
_ENCRYPTED = "Encryptions.xml"
_PAGE = (595.0, 842.0)
"""Points of A4, where a file tells no size."""
_EMPTY = 8
"""Characters below which a page is said to have no text."""


def read_ofd(data: bytes, name: str, progress: Progress = QUIET) -> SourceText:
    """The lines of an OFD file. Raises SourceError when it is encrypted, damaged or without text; Stopped."""
    return _Reader(OpenedPackage(name, data), name, progress).read()


class _Reader:
    def __init__(self, package: OpenedPackage, name: str, progress: Progress) -> None:
        self._package = package
        self._name = name
        self._progress = progress
        self._rows: list[Row] = []
        self._pages = 0
        self._letters = 0
        self._empty = 0
        self._lost = 0
        """Pages that the file tells of and doesn't have."""
        self._attached = 0

    def read(self) -> SourceText:
        main = self._part(_MAIN)
        if main is None and self._package.content(_ENCRYPTED) is not None:
            raise SourceError(
                f"“{self._name}”加了密，没有导入；请在 OFD 阅读软件中解密，另存为 PDF 或 .docx 后再导入。"
            )
        for root in main.iter("DocRoot") if main is not None else ():
            self._document(_path("", root.text or ""))
        if main is None or self._lost == self._pages:
            raise SourceError(
                f"“{self._name}”是 OFD 文件，但已损坏或没有页面，没有导入；请重新取得文件，再导入。"
            )
        if self._empty == self._pages:
            raise SourceError(
                f"“{self._name}”里只有图片或线条，没有可导入的文字，没有导入；请用原来的 Word 文件，"
                "或先做文字识别（OCR），再导入。"
            )
        maker = LineMaker(self._name)
        uncertain = compose(self._rows, self._pages, maker)
        return SourceText(
            maker.lines,
            "ofd",
            (*self._doubts(), *uncertain),
            told_title(main.findtext("DocBody/DocInfo/Title") or ""),
        )

    def _doubts(self) -> Iterator[str]:
        if empty := self._empty - self._lost:
            yield f"有 {empty} 页没有文字，可能是图片或扫描页。"
        if self._lost:
            yield f"有 {self._lost} 页在文件里找不到，内容不在正文里，请对照原文件。"
        if self._attached:
            yield f"文件里附带的 {self._attached} 个附件没有读，需要的请在 OFD 阅读软件中另存后导入。"

    def _part(self, part: str) -> Element | None:
        content = self._package.content(part)
        if content is None:
            return None
        check_markup(content, self._name)
        return parse_xml(content, self._name)

    def _parts(self, parts: Iterable[str]) -> list[bytes | None]:
        """The pages as they are written. Raises SourceError when there are too many, or too much on them: to
        lay them out, and refuse them then, would take a minute.
        """
        found: list[bytes | None] = []
        for part in parts:
            found.append(self._package.content(part))
            if len(found) + self._pages > PAGES:
                raise SourceError(f"“{self._name}”超过 {PAGES} 页，不像是规划文本，没有导入。")
        check_markup(b"".join(content for content in found if content is not None), self._name)
        return found

    def _document(self, path: str) -> None:
        document = self._part(path)
        if document is None:
            return
        folder = posixpath.dirname(path)
        common = document.find("CommonData")
        common = common if common is not None else Element("none")
        size = _size(common.find("PageArea")) or _PAGE
        templates = {
            each.get("ID", ""): _path(folder, each.get("BaseLoc", ""))
            for each in common.findall("TemplatePage")
        }
        units = self._units(common, folder)
        attachments = document.findtext("Attachments")
        listed = self._part(_path(folder, attachments)) if attachments else None
        self._attached += len(listed.findall("Attachment")) if listed is not None else 0
        read: dict[str, Element | None] = {}
        for part in self._parts(
            _path(folder, each.get("BaseLoc", "")) for each in document.findall("Pages/Page")
        ):
            self._progress.check()
            self._lost += part is None
            content = parse_xml(part, self._name) if part is not None else Element("none")
            page = OfdPage(*(_size(content.find("Area")) or size))
            for below in content.findall("Template"):
                template = templates.get(below.get("TemplateID", ""), "")
                if template not in read:
                    read[template] = self._part(template) if template else None
                found = read[template]
                if found is not None:
                    page.add(found, units)
            page.add(content, units)
            self._page(page)

    def _units(self, common: Element, folder: str) -> dict[str, Element]:
        """Groups of objects that pages show by their ids."""
        units: dict[str, Element] = {}
        for tag in ("PublicRes", "DocumentRes"):
            for each in common.findall(tag):
                found = self._part(_path(folder, (each.text or "").strip()))
                for unit in found.iter("CompositeGraphicUnit") if found is not None else ():
                    units[unit.get("ID", "")] = unit
        return units

    def _page(self, page: OfdPage) -> None:
        """One page more. Raises SourceError when the text is too long."""
        letters = sum(len(span.text) for span in page.spans)
        self._letters += letters
        if self._letters > CHARACTERS:
            raise too_much(self._name)
        self._empty += letters < _EMPTY
        self._pages += 1
        self._rows += page_rows(page.spans, page.drawings, page.box, self._pages)


def _size(area: Element | None) -> tuple[float, float] | None:
    """Width and height in points."""
    box = numbers(area.findtext("PhysicalBox")) if area is not None else []
    return (box[2] * 72 / 25.4, box[3] * 72 / 25.4) if len(box) == 4 and box[2] > 0 and box[3] > 0 else None


def _path(folder: str, path: str) -> str:
    """A part's name: from the document's folder, or from the package where it begins with a stroke."""
    return posixpath.normpath(posixpath.join("/", folder, path.strip().replace("\\", "/"))).lstrip("/")
