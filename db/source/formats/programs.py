"""Which files are sheets by their names, and which programs open them: for what is said of a file that can't
be read.
"""

SHEETS = (".xlsx", ".xls", ".et", ".xlsm", ".xlsb", ".ods")
DOCUMENTS = (".docx", ".docm", ".doc", ".wps")


def is_sheet(name: str) -> bool:
    """Whether a file is called as sheets are."""
    return name.lower().endswith(SHEETS)


def is_document(name: str) -> bool:
    """Whether a file is called as documents of Word are."""
    return name.lower().endswith(DOCUMENTS)


def office(*, sheet: bool) -> tuple[str, str]:
    """The program beside WPS that opens such a file, and the ending to save it with."""
    return ("Excel", ".xlsx") if sheet else ("Word", ".docx")
