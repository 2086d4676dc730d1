"""Workbooks that were cut, changed or put together wrongly: read, or refused in a sentence."""

import io
import random
import struct
import zipfile

import pytest

from db.errors import SourceError
from db.source.formats.detection import read_source
from tests.db.source.formats.test_old_sheets import BEFORE, OLD
from tests.db.source.formats.test_sheets import CSV, PROJECTS, styles
from tests.db.source.hostile.mutations import damaged
from tests.db.source.hostile.old_sheets import old_workbook, record
from tests.db.source.hostile.old_word import compound
from tests.db.source.hostile.packages import zipped
from tests.db.source.hostile.reading import read_or_refused
from tests.db.source.hostile.sheets import packed_ods, packed_xlsx

ODS = packed_ods(
    '<table:table table:name="表"><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>重点项目表'
    '</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="3"><table:table-cell>'
    '<text:p>甲<text:span text:style-name="a">1</text:span></text:p></table:table-cell><table:table-cell office:value="5">'
    "<text:p>5</text:p></table:table-cell></table:table-row></table:table>",
    '<style:style style:name="a"><style:text-properties style:text-position="super"/></style:style>',
)
XLSX = packed_xlsx({"Sheet1": PROJECTS, "二": PROJECTS}, styles("#,##0.0", "yyyy年m月"))
XLS = old_workbook({"Sheet1": OLD, "二": OLD}, before=BEFORE)
WHOLE = {"a.xlsx": XLSX, "a.ods": ODS, "a.xls": XLS, "a.csv": CSV.encode("gb18030")}


def check(data: bytes, name: str) -> None:
    plan = read_or_refused(data, name)
    # What is damaged makes no heading of a row: each is among the passages, or was dropped.
    assert plan is None or not any(chapter.lines for chapter in plan.chapters)


@pytest.mark.parametrize("name", WHOLE)
def test_a_damaged_workbook_is_read_or_refused(name: str) -> None:
    for seed in range(150):
        check(damaged(WHOLE[name], random.Random(f"{name}{seed}")), name)


def without(data: bytes, part: str) -> bytes:
    """The package with a part that can't be unpacked."""
    changed = bytearray(data)
    at = data.index(part.encode()) + len(part)
    changed[at + 1] ^= 0x55
    changed[at + 2] ^= 0xFF
    return bytes(changed)


def test_a_damaged_part_that_tells_what_a_package_is_costs_nothing_else() -> None:
    types = {"[Content_Types].xml": "<Types>" + "x" * 500 + "</Types>"}
    with zipfile.ZipFile(io.BytesIO(XLSX)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    data = without(zipped(types | parts), "[Content_Types].xml")
    assert read_source(data, "a.xlsx").lines == read_source(XLSX, "a.xlsx").lines
    data = without(ODS, "mimetype")
    assert read_source(data, "a.ods").lines == read_source(ODS, "a.ods").lines
    for part, name in (("word/a.xml", "a.docx"), ("xl/a.xml", "a.xlsx")):
        with pytest.raises(SourceError, match=f"“{name}”是损坏的"):
            read_source(without(zipped({**types, part: "<a/>"}), "[Content_Types].xml"), name)


@pytest.mark.parametrize("name", ["a.xls", "a.et", "a.xlsx", "a.xlsm", "a.xlsb", "a.ods"])
def test_what_is_said_of_a_damaged_sheet_names_what_opens_it(name: str) -> None:
    locked = compound({"EncryptedPackage": b"x"})
    for data in (XLS[:1_500], XLSX[:1_500], locked, compound({"Other": b"x"})):
        with pytest.raises(SourceError, match="Excel") as told:
            read_source(data, name)
        assert name in str(told.value)
        assert not [word for word in ("Word", ".docx") if word in str(told.value)]


def test_what_is_said_of_a_damaged_sheet_without_a_name_of_one_names_what_opens_it() -> None:
    stream = record(0x809, struct.pack("<HH", 0x600, 5) + bytes(12)) + record(0x31, b"")
    with pytest.raises(SourceError, match=r"WPS、Excel 打开修复后另存为 \.xlsx"):
        read_source(compound({"Workbook": stream}), "a")


def test_parts_that_changed_places_are_read_or_refused() -> None:
    for whole, name in ((XLSX, "a.xlsx"), (ODS, "a.ods")):
        with zipfile.ZipFile(io.BytesIO(whole)) as package:
            parts = {part: package.read(part) for part in package.namelist()}
        for content in parts.values():
            for other in (*parts, "styles.xml"):
                check(zipped({**parts, other: content}), name)


@pytest.mark.parametrize("name", WHOLE)
def test_a_workbook_that_was_cut_is_read_or_refused(name: str) -> None:
    whole = WHOLE[name]
    for size in range(0, len(whole), max(len(whole) // 60, 1)):
        if whole[:size].strip():
            check(whole[:size], name)
