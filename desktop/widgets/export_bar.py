"""Exports for all rooms: asks for a file, writes it in the background, and shows how far it is."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QThreadPool, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from db.errors import PlanReaderError
from db.export.form import Content, ExportForm, of_file
from db.progress import Progress
from desktop.background import Latest
from desktop.folders import offered
from desktop.widgets.controls import button, label, named
from desktop.widgets.layouts import BAR_MARGINS, fill, row

Make = Callable[[Progress], Content]
"""Makes what is to be written, in the background."""


def given(content: Content) -> Make[Content]:
    """A Make for content that is there already."""
    return lambda _progress: content


def with_ending(path: Path, ending: str, say: Callable[[str], object]) -> Path | None:
    """The chosen file, with the ending (given without a dot) added where none or another was typed.

    The dialog has asked about overwriting the name as it was typed, and not about the name with the ending: a
    file of that name is not overwritten. Then `say` gets a sentence, and the answer is None.
    """
    if path.suffix.lower() == f".{ending}":
        return path
    path = path.with_name(f"{path.name}.{ending}")
    if not path.exists():
        return path
    say(f"文件“{path.name}”已存在，没有覆盖；请换一个文件名再导出。")
    return None


class ExportBar(QWidget):
    """Asks where to export to, and is shown while the file is written: how far it is, and a way to stop."""

    said = Signal(str)
    """One sentence: that it was cancelled."""
    failed = Signal(str)
    """One sentence: why it could not be written."""
    written = Signal(object, int)
    """The Path of the file, and how much it holds, as its form counts."""

    def __init__(self, pool: QThreadPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = ""
        self.bar = named(QProgressBar(textVisible=False), spoken="导出进度")
        self.bar.setFixedHeight(6)
        self.stop = button("取消", self.cancel)
        row(label("正在导出……"), fill(self.bar), self.stop, on=self, margins=BAR_MARGINS)
        self._task = Latest(pool, self, self._done, self._fail, self._tell)
        self.hide()

    @property
    def busy(self) -> bool:
        """A file is being written."""
        return self._task.busy

    def ask(self, caption: str, stem: str, forms: Sequence[ExportForm[Content]], make: Make[Content]) -> None:
        """Ask for a file as `ask_file` does, and write to it in the background."""
        self.ask_file(caption, stem, forms, lambda form, path: self.start(form, make, path))

    def ask_file(
        self,
        caption: str,
        stem: str,
        forms: Sequence[ExportForm[Content]],
        take: Callable[[ExportForm[Content], Path], object],
    ) -> None:
        """Ask for a file, proposing the name `stem`, and hand it to `take` with one of the forms: the one
        whose ending was typed, otherwise the one whose line was chosen. Nothing is overwritten without
        asking.
        """
        dialog = QFileDialog(self.window(), caption, str(offered(self._folder)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([form.choice for form in forms])
        _propose(dialog, stem, forms, forms[0].choice)
        dialog.filterSelected.connect(partial(_propose, dialog, stem, forms))
        dialog.fileSelected.connect(partial(self._take_chosen, dialog, forms, take))
        # Not exec: the program goes on, and saves marks meanwhile.
        dialog.open()

    def start(self, form: ExportForm[Content], make: Make[Content], path: Path) -> None:
        """Write a file to `path`; one that is still being written is given up."""
        # Qt shows a bar with the range 0 to 0 as busy, until the work says how much there is.
        self.bar.setRange(0, 0)
        self.show()
        self._task.ask(partial(_write, form, make, path))

    @Slot()
    def cancel(self) -> None:
        """Stop; nothing is left of the file."""
        if self._task.busy:
            self._task.drop()
            self.hide()
            self.said.emit("已取消导出，没有写入文件。")

    def _take_chosen(
        self,
        dialog: QFileDialog,
        forms: Sequence[ExportForm[Any]],
        take: Callable[[ExportForm[Any], Path], object],
        chosen: str,
    ) -> None:
        form = of_file(forms, Path(chosen)) or _of_choice(forms, dialog.selectedNameFilter())
        path = with_ending(Path(chosen), form.ending, self.failed.emit)
        if path is not None:
            self._folder = str(path.parent)
            take(form, path)

    @Slot(float, float, str)
    def _tell(self, done: float, whole: float, _words: str) -> None:
        self.bar.setRange(0, round(whole))
        self.bar.setValue(round(done))

    @Slot(object)
    def _done(self, answer: tuple[Path, int]) -> None:
        self.hide()
        self.written.emit(*answer)

    @Slot(object)
    def _fail(self, error: PlanReaderError) -> None:
        self.hide()
        self.failed.emit(str(error))


def _of_choice(forms: Sequence[ExportForm[Any]], choice: str) -> ExportForm[Any]:
    return next((form for form in forms if form.choice == choice), forms[0])


def _propose(dialog: QFileDialog, stem: str, forms: Sequence[ExportForm[Any]], choice: str) -> None:
    """Propose the name with the ending of the form whose line was chosen."""
    ending = _of_choice(forms, choice).ending
    dialog.setDefaultSuffix(ending)
    dialog.selectFile(f"{stem}.{ending}")


def _write(
    form: ExportForm[Content], make: Make[Content], path: Path, progress: Progress
) -> tuple[Path, int]:
    return path, form.write(make(progress), path, progress)
