"""A form of export: one row that the dialogs and the command line both read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from db.progress import Progress

Content = TypeVar("Content")
Form = TypeVar("Form", bound="ExportForm[Any]")


@dataclass(frozen=True, slots=True)
class ExportForm(Generic[Content]):
    """A kind of file that a content can be written to.

    To add one: write its function in a file of its own, add its row to the tuple of its kind (`FORMS` in
    `forms.py` of db/export/marks, results or tables, and of desktop/printing), and tell of it in the guide.
    """

    name: str
    """On the command line."""
    ending: str
    """Of its files, without the dot."""
    label: str
    """As the dialogs for files name it: Word 文档."""
    write: Callable[[Content, Path, Progress], int]
    """Writes the file, whole or not at all, and gives how many rows, marks, passages or pages it holds.

    Raises ExportError; and Stopped when the progress says so, then nothing is left.
    """
    help: str = ""
    """As the command line explains it."""
    menu: str = ""
    """As a menu names it, where it has an action of its own: Word(&W)."""

    @property
    def choice(self) -> str:
        """The line in a dialog for files."""
        return f"{self.label} (*.{self.ending})"


def named(forms: Sequence[Form], name: str) -> Form:
    """The form with this name. Raises KeyError."""
    # A name comes from the program or was checked by the command line: another is a fault.
    return {form.name: form for form in forms}[name]


def of_file(forms: Sequence[Form], path: Path) -> Form | None:
    """The form that a file's ending asks for; None if there is none."""
    return next((form for form in forms if path.suffix.lower() == f".{form.ending}"), None)


def explained(forms: Sequence[ExportForm[Any]]) -> str:
    """The names of the forms and what they are, for the help of the command line: docx（Word）、…."""
    return "、".join(f"{form.name}（{form.help}）" for form in forms)
