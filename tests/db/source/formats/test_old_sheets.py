"""Old workbooks (.xls, .et) become plans of tables, as new ones do."""

import struct

import pytest

from db.errors import SourceError
from tests.db.source.formats.test_sheets import gone, read, words
from tests.db.source.hostile.old_sheets import font, look, old_workbook, record
from tests.db.source.hostile.old_word import compound


def label(at: int, column: int, said: str, style: int = 0) -> bytes:
    return record(
        0x204,
        struct.pack("<3H", at, column, style) + struct.pack("<HB", len(said), 1) + said.encode("utf-16-le"),
    )


def old_number(at: int, column: int, value: float, style: int = 0) -> bytes:
    return record(0x203, struct.pack("<3Hd", at, column, style, value))


OLD = (
    record(0x7D, struct.pack("<6H", 3, 5, 0, 0, 1, 0))
    + label(0, 0, "云溪县重点项目表") + label(1, 0, "项目名称") + label(1, 1, "总投资") + label(1, 2, "占比")
    + label(2, 0, "青阳水库") + old_number(2, 1, 12345.678, 1) + record(0x27E, struct.pack("<3HI", 2, 2, 2, 0x3FE00000))
    + label(3, 0, "白石公路") + record(0xBD, struct.pack("<HHHIHIH", 3, 1, 0, (1235 << 2) | 3, 0, (7 << 2) | 2, 2))
    + record(0x208, struct.pack("<4H4xI", 4, 0, 4, 300, 0x20)) + label(4, 0, "藏行") + label(3, 3, "藏列")
    + label(5, 0, "公式") + record(0x06, struct.pack("<3H", 5, 1, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(8))
    + record(0x207, struct.pack("<HB", 2, 1) + "甲乙".encode("utf-16-le")) + record(0x205, struct.pack("<3HBB", 5, 2, 0, 0x17, 1))
    + label(6, 0, "划掉", 3)
    + record(0xE5, struct.pack("<5H", 1, 0, 0, 0, 2))
)  # fmt: skip
BEFORE = (
    record(0x41E, struct.pack("<H", 200) + struct.pack("<HB", 7, 0) + b"#,##0.0")
    + 4 * font() + font(struck=True) + look() + look(200) + look(9) + look(0, 5)
)  # fmt: skip


def test_an_old_workbook_is_read() -> None:
    data = old_workbook({"Sheet1": OLD, "底稿": label(0, 0, "秘密")}, before=BEFORE, states={"底稿": 2})
    for name in ("表.xls", "表.et", "表"):
        plan = read(data, name)
        (found,) = plan.tables
        assert (found.title, plan.info.title) == ("云溪县重点项目表", "云溪县重点项目表")
        assert found.rows == (
            ("青阳水库", "12,345.7", "50%"), ("白石公路", "12.35", "7"), ("公式", "甲乙", "#REF!"),
        )  # fmt: skip
        assert gone(plan) == {
            "隐藏的列": ["藏列"],
            "隐藏的行": ["藏行"],
            "已删除或划掉的文字": ["划掉"],
            "隐藏的工作表“底稿”": ["秘密"],
        }


def test_formulas_that_nobody_worked_out_are_lost_in_an_old_workbook_too() -> None:
    empty = b"\3\0\0\0\0\0\xff\xff" + bytes(8)
    content = (
        label(0, 0, "项目名称")
        + label(0, 1, "投资")
        + label(1, 0, "甲路")
        + record(0x06, struct.pack("<3H", 1, 1, 0) + empty)
    )
    plan = read(old_workbook({"Sheet1": content}, before=BEFORE), "表.xls")
    assert len(plan.gaps) == 1
    # One that was worked out shows that the others are empty.
    content += record(0x06, struct.pack("<3Hd", 2, 0, 0, 5.0) + bytes(8))
    assert read(old_workbook({"Sheet1": content}, before=BEFORE), "表.xls").gaps == ()


def test_what_has_a_password_is_refused() -> None:
    for data, name in (
        (compound({"EncryptedPackage": "EncryptedPackage".encode("utf-16-le")}), "a.xlsx"),
        (old_workbook({"a": b""}, before=record(0x2F, bytes(6))), "a.xls"),
    ):
        with pytest.raises(SourceError, match="密码"):
            read(data, name)


def test_a_wrong_number_of_shared_texts_costs_none_that_is_there() -> None:
    strings = struct.pack("<II", 9, 9) + b"".join(
        struct.pack("<HB", 2, 1) + said.encode("utf-16-le") for said in ("甲路", "乙路")
    )
    cells = b"".join(
        record(0xFD, struct.pack("<HHHI", at, 0, 0, at)) + old_number(at, 1, at) for at in range(3)
    )
    plan = read(old_workbook({"a": cells}, before=BEFORE, strings=[strings]), "表.xls")
    assert words(plan)[-3:] == ["甲路　0", "乙路　1", "2"]
    assert any("1 个单元格的文字不在文件里" in doubt.why for doubt in plan.doubts)


def test_texts_of_excel_95_are_read_by_their_code_page() -> None:
    def text(at: int, column: int, said: str) -> bytes:
        data = said.encode("gb18030")
        return record(0x204, struct.pack("<4H", at, column, 0, len(data)) + data)

    name = "重点项目".encode("gb18030")
    head = record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + record(0x42, struct.pack("<H", 936))
    place = len(head) + len(record(0x85, bytes(7) + name)) + 4
    listed = record(0x85, struct.pack("<IBBB", place, 0, 0, len(name)) + name) + record(0x0A)
    body = (
        record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0)) + text(0, 0, "项目名称") + text(0, 1, "投资")
    )
    body += text(1, 0, "青阳水库") + old_number(1, 1, 2.5) + record(0x0A)
    (table,) = read(compound({"Book": head + listed + body}), "表.xls").tables
    assert (table.title, table.rows) == ("重点项目", (("青阳水库", "2.5"),))
