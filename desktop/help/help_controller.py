"""Help, as the shell knows it: the guide, the sheet of shortcuts, the report, and about."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from desktop.help.about_dialog import AboutDialog
from desktop.help.guide_window import GuideWindow
from desktop.help.help_page import HelpPage
from desktop.help.keys import keys_of, sheet
from desktop.help.report import report_text
from desktop.help.report_dialog import ReportDialog
from desktop.room import HELP, ActionSpec, Reading, Room, Shell
from desktop.widgets.controls import CLOSE, dialog_buttons
from desktop.widgets.layouts import PAGE_MARGINS, dialog_column, fill
from desktop.widgets.screen_fit import within_screen


class HelpController(Room):
    """Each window of help is there once; the guide and the sheet stay open beside the plan."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._window = shell.frame
        self.guide: GuideWindow | None = None
        self.sheet: QDialog | None = None
        self.about: AboutDialog | None = None
        self.report: ReportDialog | None = None

    def actions(self) -> list[ActionSpec]:
        show = self.show
        return [
            ActionSpec("guide", HELP, "使用说明(&G)", show, "help", ("F1",), given="guide"),
            ActionSpec("shortcuts", HELP, "快捷键(&K)", show, "keys", ("Ctrl+/",), given="shortcuts"),
            ActionSpec("report", HELP, "报告问题(&R)…", show, "report", lined=True, given="report"),
            ActionSpec("about", HELP, "关于规划阅读器(&A)", show, "about", given="about"),
        ]

    def show(self, what: str) -> None:
        """Show `guide` (or a topic of it: `guide#search`), `shortcuts`, `report` or `about`.

        Raises KeyError.
        """
        what, _, topic = what.partition("#")
        shown = {
            "guide": self._guide,
            "shortcuts": self._sheet,
            "report": self._report,
            "about": self._about,
        }[what]()
        shown.show()
        shown.raise_()
        shown.activateWindow()
        if self.guide is not None and topic:
            self.guide.show_topic(topic)

    def _guide(self) -> QWidget:
        if self.guide is None:
            self.guide = GuideWindow(partial(keys_of, self.shell.specs), self._window)
        return self.guide

    def _sheet(self) -> QWidget:
        if self.sheet is None:
            self.sheet = QDialog(self._window)
            self.sheet.setWindowTitle("快捷键")
            self.sheet.resize(within_screen(self.sheet, 780, 640))
            page = HelpPage("快捷键", self.sheet)
            page.show_html(sheet(self.shell.specs))
            buttons = dialog_buttons(self.sheet, words=CLOSE)
            dialog_column(self.sheet, fill(page), buttons, margins=PAGE_MARGINS)
        return self.sheet

    def _about(self) -> QWidget:
        if self.about is None:
            self.about = AboutDialog(self.shell.folder, self._window)
            self.about.setWindowModality(Qt.WindowModality.WindowModal)
        return self.about

    def _report(self) -> QWidget:
        if self.report is None or not self.report.isVisible():
            self.report = ReportDialog(self._text, self._window)
            # Made anew each time, because it tells of the moment; `destroyed` comes when Qt has deleted it.
            self.report.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.report.destroyed.connect(self._forget_report)
        return self.report

    def _forget_report(self) -> None:
        self.report = None

    def _text(self, words: str) -> str:
        looks = self.shell.looks
        # How much of what, and none of the person's words.
        circumstances = {
            "plans": str(len(self.shell.library.slugs())),
            "theme": looks.theme.name,
            "zoom": str(looks.zoom),
            "interface": str(looks.interface),
            "room": self.shell.front,
            "pages": str(self.shell.room(Reading).page_count()),
        }
        return report_text(circumstances, self.shell.folder, words)
