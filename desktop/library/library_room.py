"""The library in the middle of the window: the list of plans, and the review of one of them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QThreadPool, Signal, Slot
from PySide6.QtWidgets import QInputDialog, QStackedWidget, QWidget

from db.errors import PlanReaderError
from db.library.library import Library
from db.source.corrections import Correction
from db.source.worker.client import FileReview
from desktop.background import Latest
from desktop.library.import_queue import ImportQueue
from desktop.library.library_page import LibraryPage
from desktop.library.plans_model import PlanRow
from desktop.library.review_page import ReviewPage
from desktop.look.theme import Theme


class LibraryRoom(QStackedWidget):
    """Does with single plans what the user asks; files come in by the ImportQueue that it is given."""

    open_requested = Signal(str)
    """Read the plan with this slug."""
    plan_removed = Signal(str, str)
    """Slug and title of a plan that was removed, and can be brought back."""
    plan_restored = Signal(str)
    """Slug of a plan that was brought back."""
    plans_changed = Signal()
    """The list of plans is not what it was."""
    said = Signal(str)
    done = Signal(str)
    """What was done as the person asked."""
    failed = Signal(str)
    """Why something could not be done."""

    def __init__(
        self, library: Library, intake: ImportQueue, pool: QThreadPool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._intake = intake
        # Slug and title of what can be brought back until the program closes.
        self._removed: dict[str, str] = {}
        self._reviewed = ""
        # By slug: corrections wait while another plan, or the list, is looked at.
        self._unsaved: dict[str, dict[int, Correction]] = {}
        self._chosen = ""
        self.page = LibraryPage()
        self.review = ReviewPage(pool)
        self.addWidget(self.page)
        self.addWidget(self.review)
        self._reading = Latest(pool, self, self._show_review, self._no_review)
        self.page.open_asked.connect(self.open_requested)
        self.page.rename_asked.connect(self._ask_title)
        self.page.remove_asked.connect(self.remove)
        self.page.restore_asked.connect(self.restore)
        self.page.review_asked.connect(self.show_review)
        self.review.left.connect(self.show_list)
        self.review.finished.connect(self._read_reviewed)
        self.review.save_asked.connect(self._save)
        self.review.said.connect(self.said)
        self.review.failed.connect(self.failed)
        intake.busy_changed.connect(self._set_busy)

    @property
    def reviewing(self) -> str:
        """Slug of the plan that is reviewed; empty while the list is shown."""
        return self._reviewed if self.currentWidget() is self.review else ""

    @property
    def unsaved(self) -> bool:
        """There are corrections that were not kept yet."""
        return self.review.changed or bool(self._unsaved)

    def set_rows(self, rows: Sequence[PlanRow], opened: str) -> None:
        """List these plans; `opened` is the slug of the one that is being read."""
        self.page.set_rows(rows, opened)
        # A plan that came in may be chosen before it is listed: the list is read in the background.
        if self._chosen in {row.info.slug for row in rows}:
            self.page.choose(self._chosen)
            self._chosen = ""

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.review.set_theme(theme)

    def choose(self, slug: str) -> None:
        """Stand on a plan in the list, as soon as it is listed."""
        self._chosen = slug
        self.page.choose(slug)

    @Slot()
    def show_list(self) -> None:
        """The list of plans. Corrections that are not kept yet wait until their plan is reviewed again."""
        self._lay_aside()
        self._reading.drop()
        self.setCurrentWidget(self.page)
        if self._reviewed:
            self.page.choose(self._reviewed)
        self._reviewed = ""
        self.page.view.setFocus()

    @Slot(str)
    def show_review(self, slug: str) -> None:
        """What the import made of each line of one of the user's own plans."""
        self._lay_aside()
        self._reviewed = slug
        self.setCurrentWidget(self.review)
        self.review.wait_for(self._title(slug) or self._library.file_name(slug))
        self._reading.ask(partial(self._library.review, slug))

    @Slot(str)
    def remove(self, slug: str) -> None:
        """Take a plan away; it can be brought back until the program closes."""
        title = self._title(slug) or slug
        try:
            self._library.remove(slug)
        except PlanReaderError as error:
            self.failed.emit(str(error))
            return
        self._removed[slug] = title
        self._unsaved.pop(slug, None)
        self._offer_removed()
        self.plan_removed.emit(slug, title)
        self.plans_changed.emit()

    @Slot(str)
    def restore(self, slug: str) -> None:
        """Bring a removed plan back."""
        title = self._removed.pop(slug, slug)
        try:
            back = self._library.restore(slug)
        except PlanReaderError as error:
            self.failed.emit(str(error))
            self._removed[slug] = title
            return
        if back:
            self.plan_restored.emit(slug)
            self.done.emit(f"已恢复：{title}")
        else:
            self.said.emit(f"“{title}”没有恢复：规划库里已有同一文件。")
        self._offer_removed()
        self.plans_changed.emit()
        self.choose(slug)

    def forget_reviewed(self) -> None:
        """The review is over: the list is shown the next time."""
        self._unsaved.pop(self._reviewed, None)
        self._reviewed = ""
        self.review.clear()
        self.setCurrentWidget(self.page)

    def _lay_aside(self) -> None:
        if self._reviewed and self.review.changed:
            self._unsaved[self._reviewed] = self.review.corrections
        # Taken back to what was kept: nothing waits. While the file is still being read, nothing is known.
        elif self._reviewed and self.review.ready:
            self._unsaved.pop(self._reviewed, None)
        self.review.clear()

    def _title(self, slug: str) -> str:
        """As it stands in the list; empty for a plan that is not listed yet."""
        return next((row.info.title for row in self.page.model.rows if row.info.slug == slug), "")

    def _offer_removed(self) -> None:
        self.page.set_removed(list(self._removed.items()))

    @Slot(str)
    def _ask_title(self, slug: str) -> None:
        # Not QInputDialog.getText: nothing else would go on until it is answered.
        dialog = QInputDialog(self)
        dialog.setWindowTitle("重命名")
        dialog.setLabelText("规划名称：")
        dialog.setTextValue(self._title(slug))
        dialog.setOkButtonText("确定")
        dialog.setCancelButtonText("取消")
        # A title may be long: QInputDialog is as narrow as its buttons.
        dialog.resize(max(420, self.width() // 2), dialog.sizeHint().height())
        dialog.textValueSelected.connect(partial(self._intake.rename, slug))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def _show_review(self, review: FileReview) -> None:
        self.review.set_review(review, self._unsaved.pop(self._reviewed, None))
        self.review.view.setFocus()

    @Slot(object)
    def _no_review(self, error: PlanReaderError) -> None:
        self.failed.emit(str(error))
        self.show_list()

    @Slot()
    def _read_reviewed(self) -> None:
        slug = self._reviewed
        self.forget_reviewed()
        self.open_requested.emit(slug)

    @Slot(object)
    def _save(self, said: dict[int, Correction]) -> None:
        self._intake.correct(self._reviewed, said)

    @Slot(bool)
    def _set_busy(self, busy: bool) -> None:
        self.page.set_busy(busy)
        self.review.save.setDisabled(busy)
