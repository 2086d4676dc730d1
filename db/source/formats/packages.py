"""Packages of parts (docx): zip archives, opened with bounds, so that a bomb is refused before it is
unpacked, and the same in one XML file (flat OPC).
"""

import base64
import binascii
import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from xml.etree import ElementTree
from xml.parsers import expat

from db.errors import SourceError
from db.source.formats.bounds import RATIO, SMALL, XML
from db.source.formats.programs import is_document, is_sheet, office

_MOST_PARTS = 20_000
_PIECE = 1 << 20
"""Bytes that the parser is handed at once."""
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError)


def names_in(data: bytes, name: str) -> frozenset[str]:
    """The names of a package's parts. Raises SourceError when it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        known = is_sheet(name) or is_document(name) or _is_ofd(name)
        text = "" if known else "它也不是文本文件，"
        raise SourceError(
            f"“{name}”已损坏或不完整（可能没有下载完），打不开，{text}没有导入；请重新取得文件，"
            f"或用 {_programs(name)} 打开修复后另存，再导入。",
            repr(error),
        ) from error
    if len(entries) > _MOST_PARTS:
        raise SourceError(f"“{name}”内部的文件多得不正常，没有导入。")
    # Bit 0: its content is encrypted.
    if any(entry.flag_bits & 1 for entry in entries):
        raise SourceError(
            f"“{name}”加了密码，没有导入；请先用 {_programs(name)} 打开，取消密码后保存，再导入。"
        )
    return frozenset(entry.filename for entry in entries)


def _programs(name: str) -> str:
    """What opens such a file."""
    return "OFD 阅读软件" if _is_ofd(name) else f"WPS、{office(sheet=is_sheet(name))[0]}"


def _is_ofd(name: str) -> bool:
    return name.lower().endswith(".ofd")


def read_part(data: bytes, part: str, name: str) -> bytes | None:
    """One part, unpacked; None if there is none.

    Raises SourceError when it is damaged or unpacks to an absurd size.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _unpacked(package, part, name)
    except _UNREADABLE as error:
        raise _damaged(name, error) from error


def _absurd(name: str) -> SourceError:
    return SourceError(f"“{name}”解开后大得不正常，没有导入。")


def _unpacked(package: zipfile.ZipFile, part: str, name: str) -> bytes | None:
    try:
        entry = package.getinfo(part)
        if entry.file_size > XML or (
            entry.file_size > SMALL and entry.file_size > RATIO * max(entry.compress_size, 1)
        ):
            raise _absurd(name)
        with package.open(entry) as stream:
            # The size that a package tells may be a lie: whoever unpacks one byte too many is found out.
            content = stream.read(XML + 1)
    except KeyError:
        return None
    except _UNREADABLE as error:
        raise _damaged(name, error) from error
    if len(content) > XML:
        raise _absurd(name)
    return content


def parse_xml(content: bytes, name: str) -> ElementTree.Element:
    """The root of a part's XML. A document type, which no such part needs and bombs are made of, is refused.

    Raises SourceError when it is no XML, or nested absurdly.
    """
    builder = _Builder()
    parser = _parser(builder.start, builder.end, builder.tree.data, separator="}")
    try:
        parser.Parse(content, True)
        return builder.tree.close()
    except (expat.ExpatError, _OddError, ValueError, LookupError) as error:
        raise _damaged(name, error) from error


class XmlHandler(Protocol):
    """Takes XML as it is read, where its tree would be too large. Names come without their namespaces."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        ...

    def end(self, tag: str) -> None:
        """An element ends."""
        ...

    def data(self, words: str) -> None:
        """Words in the element that is open."""
        ...


def stream_xml(content: bytes, name: str, handler: XmlHandler) -> None:
    """Hand XML to `handler` step by step. What it raises ends the reading, and is passed on.

    Raises SourceError as `parse_xml` does.
    """
    names: dict[str, str] = {}
    depth = 0

    def local(tag: str) -> str:
        found = names.get(tag)
        if found is None:
            found = names[tag] = tag.rpartition(":")[2]
        return found

    begin, finish = handler.start, handler.end

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _Builder.DEEPEST:
            raise _OddError("nested too deep")
        if ":" in "".join(attributes):
            attributes = {local(key): value for key, value in attributes.items()}
        begin(names.get(tag) or local(tag), attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        finish(names.get(tag) or local(tag))

    parser = _parser(start, end, handler.data)
    try:
        # In parts: of what it is handed as a whole, it makes a copy.
        for at in range(0, len(content), _PIECE):
            parser.Parse(content[at : at + _PIECE], False)
        parser.Parse(b"", True)
    except (expat.ExpatError, _OddError, ValueError, LookupError) as error:
        raise _damaged(name, error) from error


def _parser(
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    data: Callable[[str], None],
    *,
    separator: str | None = None,
) -> expat.XMLParserType:
    """What hands XML on; `separator` stands between a namespace and a name, else as it is written."""
    parser = expat.ParserCreate(namespace_separator=separator)
    # Otherwise expat gives the words of an element in pieces, with a call for each.
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def _refuse_document_type(*_: object) -> None:
    raise _OddError("document type")


def _damaged(name: str, error: Exception) -> SourceError:
    return SourceError(
        f"“{name}”的内容已损坏，没有导入；请重新取得文件，或用 {_programs(name)} 打开修复后另存，再导入。",
        repr(error),
    )


class Package(Protocol):
    """What a Word document is made of."""

    @property
    def name(self) -> str:
        """The file's name, for what is said of it."""
        ...

    def part(self, part: str) -> ElementTree.Element | None:
        """The root of a part's XML; None if there is no such part. Raises SourceError."""
        ...

    def content(self, part: str) -> bytes | None:
        """The bytes of a part; None if there is no such part. Raises SourceError."""
        ...


@dataclass(frozen=True, slots=True)
class ZipPackage:
    """A zip archive of parts."""

    name: str
    data: bytes

    def part(self, part: str) -> ElementTree.Element | None:
        """As `Package.part`."""
        content = self.content(part)
        return parse_xml(content, self.name) if content else None

    def content(self, part: str) -> bytes | None:
        """As `Package.content`."""
        return read_part(self.data, part, self.name)


class OpenedPackage:
    """A zip archive that many parts are read from. All of them together may have as many bytes as one."""

    def __init__(self, name: str, data: bytes) -> None:
        """Raises SourceError when it is damaged."""
        self.name: str = name
        self._left = XML
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._names = {each.lower(): each for each in self._zip.namelist()}
        except _UNREADABLE as error:
            raise _damaged(name, error) from error

    def part(self, part: str) -> ElementTree.Element | None:
        """As `Package.part`."""
        content = self.content(part)
        return parse_xml(content, self.name) if content else None

    def content(self, part: str) -> bytes | None:
        """As `Package.content`; large and small letters are alike, as files mix them: TPLS, Tpls."""
        content = _unpacked(self._zip, self._names.get(part.lower(), part), self.name)
        self._left -= len(content or b"")
        if self._left < 0:
            raise _absurd(self.name)
        return content


class FlatPackage:
    """All parts in one XML file, as Word and LibreOffice save it."""

    def __init__(self, name: str, data: bytes) -> None:
        """Raises SourceError."""
        self.name: str = name
        root = parse_xml(data, name)
        self._parts = {each.get("name", "").strip("/"): each for each in root.iter("part")}

    def part(self, part: str) -> ElementTree.Element | None:
        """As `Package.part`."""
        held = self._parts.get(part)
        inside = held.find("xmlData") if held is not None else None
        return next(iter(inside), None) if inside is not None else None

    def content(self, part: str) -> bytes | None:
        """As `Package.content`."""
        held = self._parts.get(part)
        packed = held.findtext("binaryData") if held is not None else None
        try:
            return base64.b64decode(packed) if packed else None
        except binascii.Error:
            return None


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a part points to."""

    kind: str
    """The last step of its type: styles, numbering, aFChunk."""
    target: str
    """The part's name; an address where it is outside."""


def relations(package: Package, part: str) -> dict[str, Relation]:
    """What a part points to, by id. The package itself is part “”."""
    folder, _, own = part.rpartition("/")
    root = package.part(posixpath.join(folder, "_rels", f"{own}.rels"))
    found: dict[str, Relation] = {}
    for each in root.iter("Relationship") if root is not None else ():
        target = each.get("Target", "")
        if each.get("TargetMode") != "External":
            # Counted from the folder of the part, or from the package where it begins with a stroke.
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[each.get("Id", "")] = Relation(each.get("Type", "").rpartition("/")[2], target)
    return found


def target_of(related: Mapping[str, Relation], kind: str, otherwise: str = "") -> str:
    """Where the first relation of a kind points to; `otherwise` where there is none."""
    return next((each.target for each in related.values() if each.kind == kind), otherwise)


def whole_number(element: ElementTree.Element | None, name: str = "val", otherwise: int = 0) -> int:
    """The number that an attribute holds; `otherwise` where there is none, or none that Word would write."""
    value = element.get(name, "") if element is not None else ""
    # Not isdigit(), which takes ² too, and int() doesn't.
    return int(value) if value.isdecimal() and len(value) < 6 else otherwise


def value_in(element: ElementTree.Element, path: str, otherwise: str = "") -> str:
    """The `val` of an element further down, where Word keeps most of what it says; `otherwise` if there is
    none.
    """
    found = element.find(path)
    return found.get("val", otherwise) if found is not None else otherwise


class _OddError(Exception):
    """XML that no honest program writes."""


class _Builder:
    """Builds the tree, and stops where it gets odd."""

    DEEPEST = 400

    def __init__(self) -> None:
        self.tree = ElementTree.TreeBuilder()
        self._depth = 0
        self._names: dict[str, str] = {}
        """Without their namespaces: a document says a few names many times."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self.DEEPEST:
            raise _OddError("nested too deep")
        name = self._name
        self.tree.start(name(tag), {name(key): value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        self._depth -= 1
        self.tree.end(self._name(tag))

    def _name(self, tag: str) -> str:
        """The tag without its namespace: the few names that are read are different in all of them."""
        name = self._names.get(tag)
        if name is None:
            name = self._names[tag] = tag.rpartition("}")[2]
        return name
