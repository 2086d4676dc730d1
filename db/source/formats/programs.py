"""Which files are sheets by their names, and which programs open them: for what is said of a file that can't
be read.
"""

from db.errors import SourceError

SHEETS = (".xlsx", ".xls", ".et", ".xlsm", ".xlsb", ".ods")
DOCUMENTS = (".docx", ".docm", ".doc", ".wps")


def is_sheet(name: str) -> bool:
    """Whether a file is called as sheets are."""
    return name.lower().endswith(SHEETS)


def is_document(name: str) -> bool:
    """Whether a file is called as documents of Word are."""
    return name.lower().endswith(DOCUMENTS)


def locked(name: str, *, sheet: bool | None = None) -> SourceError:
    """What is said of a file that asks for a password; its name tells what it is where nothing else does."""
    program, saved = office(sheet=is_sheet(name) if sheet is None else sheet)
    return SourceError(
        f"“{name}”加了密码，没有导入；请先在 WPS 或 {program} 中打开，取消密码后另存为 {saved}，再导入。"
    )


def office(*, sheet: bool) -> tuple[str, str]:
    """The program beside WPS that opens such a file, and the ending to save it with."""
    return ("Excel", ".xlsx") if sheet else ("Word", ".docx")
