"""The print dialog, used as a reader does."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QThreadPool
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from db.records import Plan
from desktop.printing.missing_glyphs import missing_words
from desktop.printing.paper_marks import PaperMark
from desktop.printing.preview_panel import in_words
from desktop.printing.print_dialog import PrintDialog, PrintInput

MARKS = (PaperMark("8.1.p1", (0, 16), "highlight", "#ffd54f", "请补充进展。", "加快完善"),)


class Asked:
    """Stands in for the system's dialogs: what they were asked, and what they answer."""

    def __init__(self) -> None:
        self.file: Path | None = None
        self.proposed: Path | None = None
        self.printers = True
        self.output: Path | None = None
        """The printer prints into this file."""
        self.printer: QPrinter | None = None

    def ask_file(self, _parent: QWidget, _title: str, proposed: Path, _kind: str) -> Path | None:
        self.proposed = proposed
        return self.file

    def ask_printer(self, printer: QPrinter, _parent: QWidget) -> bool:
        self.printer = printer
        if self.output is None:
            return False
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.output))
        return True

    def printer_there(self) -> bool:
        return self.printers


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def pool() -> Iterator[QThreadPool]:
    pool = QThreadPool()
    yield pool
    assert pool.waitForDone(30_000)


@pytest.fixture
def dialog(qtbot: QtBot, plan: Plan, asked: Asked, pool: QThreadPool) -> PrintDialog:
    dialog = PrintDialog(
        pool, ask_file=asked.ask_file, ask_printer=asked.ask_printer, printer_there=asked.printer_there
    )
    qtbot.addWidget(dialog)
    dialog.show_matter(
        PrintInput(plan, "8.1.p1", frozenset(), frozenset({"8.1.p1"}), frozenset({"5.1.p1", "2.p1"}), MARKS)
    )
    # The screen of the tests is smaller than any that people have.
    dialog.resize(1180, 740)
    dialog.show()
    qtbot.waitExposed(dialog)
    _settled(qtbot, dialog)
    return dialog


def _settled(qtbot: QtBot, dialog: PrintDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.busy and not dialog.writing, timeout=30_000)


def _text(path: Path) -> str:
    with pdfplumber.open(path) as document:
        return "".join("".join(char["text"] for char in page.chars) for page in document.pages)


def test_it_opens_with_the_current_chapter_ticked_and_shown(dialog: PrintDialog) -> None:
    assert dialog.ticks.choice() == (frozenset({"8.1"}), frozenset())
    assert len(dialog.preview.view.sides) == dialog.preview.model.rowCount() >= 2
    assert dialog.count.text() == f"共{len(dialog.preview.view.sides)}页"
    assert dialog.save_buttons["pdf"].isEnabled()


def test_ticking_with_the_mouse_counts_pages_again(qtbot: QtBot, dialog: PrintDialog) -> None:
    before = len(dialog.preview.view.sides)
    index = dialog.ticks.index_of("9")
    dialog.tree.scrollTo(index)
    place = dialog.tree.visualRect(index)
    qtbot.mouseClick(
        dialog.tree.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place.left() + 10, place.center().y())
    )
    assert dialog.busy
    _settled(qtbot, dialog)
    assert dialog.ticks.choice()[0] == {"8.1", "9"}
    assert len(dialog.preview.view.sides) > before


def test_ticking_with_the_keyboard(qtbot: QtBot, dialog: PrintDialog) -> None:
    dialog.tree.setFocus()
    dialog.tree.setCurrentIndex(dialog.ticks.index_of("8.1"))
    qtbot.keyClick(dialog.tree, Qt.Key.Key_Space)
    assert dialog.ticks.choice() == (frozenset(), frozenset())
    _settled(qtbot, dialog)
    assert dialog.count.text() == "没有选中章节"
    assert not dialog.save_buttons["pdf"].isEnabled()
    assert len(dialog.preview.view.sides) == 0


def test_enter_in_the_tree_ticks_and_does_not_print(qtbot: QtBot, dialog: PrintDialog, asked: Asked) -> None:
    dialog.tree.setFocus()
    dialog.tree.setCurrentIndex(dialog.ticks.index_of("9"))
    qtbot.keyClick(dialog.tree, Qt.Key.Key_Return)
    assert dialog.ticks.choice()[0] == {"8.1", "9"}
    dialog.preview.list.setFocus()
    qtbot.keyClick(dialog.preview.list, Qt.Key.Key_Return)
    assert asked.printer is None
    dialog.options.layout_box.setFocus()
    qtbot.keyClick(dialog.options.layout_box, Qt.Key.Key_Return)
    assert asked.printer is not None
    _settled(qtbot, dialog)


@pytest.mark.parametrize("size", [(640, 360), (911, 450)])
def test_on_a_low_screen_all_can_be_reached(qtbot: QtBot, dialog: PrintDialog, size: tuple[int, int]) -> None:
    """1366 × 768 at 150 % leaves 911 × 480."""
    dialog.resize(*size)
    qtbot.waitUntil(lambda: (dialog.width(), dialog.height()) == size)
    for widget in (
        *dialog.quick.values(),
        dialog.save_buttons["pdf"],
        dialog.save_buttons["docx"],
        dialog.print_button,
        dialog.close_button,
    ):
        assert dialog.rect().contains(QRect(widget.mapTo(dialog, QPoint(0, 0)), widget.size())), widget
    assert dialog.tree.height() >= 3 * dialog.tree.sizeHintForRow(0)
    tick = dialog.options.numbers_tick
    dialog.options.cover_tick.setFocus()
    qtbot.keyClick(dialog.options.cover_tick, Qt.Key.Key_Tab)
    assert tick.hasFocus()
    assert not tick.visibleRegion().isEmpty()
    # What scrolls lies above the buttons.
    assert tick.mapTo(dialog, tick.rect().bottomLeft()).y() < dialog.close_button.y()


def test_it_is_no_larger_than_the_screen(qtbot: QtBot, pool: QThreadPool) -> None:
    dialog = PrintDialog(pool)
    qtbot.addWidget(dialog)
    there = dialog.screen().availableSize()
    assert dialog.width() < there.width()
    assert dialog.height() < there.height()


def test_without_chapters_it_says_what_to_do(qtbot: QtBot, dialog: PrintDialog) -> None:
    ground = dialog.preview.view.grab().toImage()
    qtbot.mouseClick(dialog.quick["none"], Qt.MouseButton.LeftButton)
    _settled(qtbot, dialog)
    picture = dialog.preview.view.grab().toImage()
    assert picture != ground
    middle = {picture.pixelColor(x, picture.height() // 2).name() for x in range(picture.width())}
    assert len(middle) > 3, "words in the middle of an empty table"


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("found", {"5.1", "2"}),
        ("noted", {"8.1"}),
        ("current", {"8.1"}),
        ("all", {str(at) for at in range(10)}),
    ],
)
def test_quick_choices(qtbot: QtBot, dialog: PrintDialog, name: str, keys: set[str]) -> None:
    qtbot.mouseClick(dialog.quick["none"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.quick[name], Qt.MouseButton.LeftButton)
    assert dialog.ticks.choice()[0] == keys
    assert not dialog.quick["bookmarked"].isEnabled()
    _settled(qtbot, dialog)


def test_choices_reach_the_job(qtbot: QtBot, dialog: PrintDialog) -> None:
    options = dialog.options
    options.layout_box.setCurrentIndex(1)
    options.marks_box.setCurrentIndex(2)
    options.paper_box.setCurrentIndex(1)
    for tick in (
        options.contents_tick,
        options.cover_tick,
        options.grey_tick,
        options.booklet_tick,
        options.numbers_tick,
    ):
        tick.click()
    job = dialog.job
    assert job is not None
    assert (job.layout_name, job.marks_mode, job.paper) == ("compact", "footnotes", "A3")
    assert (job.contents, job.cover, job.grey, job.booklet, job.duplex, job.numbers) == (True,) * 6
    _settled(qtbot, dialog)
    assert re.fullmatch(r"共\d+页，\d张A3纸", dialog.count.text())


def test_the_dialog_says_which_fonts_will_be_used(dialog: PrintDialog) -> None:
    assert dialog.options.fonts.text()


def test_saving_a_pdf(qtbot: QtBot, dialog: PrintDialog, asked: Asked, tmp_path: Path) -> None:
    asked.file = tmp_path / "交通"
    with qtbot.waitSignal(dialog.ended, timeout=30_000) as ended:
        qtbot.mouseClick(dialog.save_buttons["pdf"], Qt.MouseButton.LeftButton)
        assert dialog.writing
        assert not dialog.print_button.isEnabled()
    assert asked.proposed is not None
    assert asked.proposed.name == "嵊州市十四五规划-（一）完善便捷高效的综合交通体系.pdf"
    assert ended.args is not None
    assert ended.args[0].startswith("已另存为“交通.pdf”")
    assert "加快完善内畅外联的综合交通网" in _text(tmp_path / "交通.pdf")
    assert dialog.notice.text() == ended.args[0]
    assert dialog.openers.buttons[0].isVisible()
    assert dialog.openers.buttons[1].isVisible()
    assert dialog._strip.property("done") is True
    _settled(qtbot, dialog)
    assert dialog.print_button.isEnabled()
    (tmp_path / "交通.pdf").unlink()
    qtbot.mouseClick(dialog.openers.buttons[0], Qt.MouseButton.LeftButton)
    assert dialog.notice.text() == "“交通.pdf”已不在原处，可能被移走或改名了。"
    assert not dialog.openers.buttons[0].isVisible()


def test_nothing_is_overwritten_that_the_system_did_not_ask_about(
    qtbot: QtBot, dialog: PrintDialog, asked: Asked, tmp_path: Path
) -> None:
    (tmp_path / "交通.pdf").write_bytes(b"mine")
    asked.file = tmp_path / "交通"
    qtbot.mouseClick(dialog.save_buttons["pdf"], Qt.MouseButton.LeftButton)
    assert "已存在，没有覆盖" in dialog.notice.text()
    assert (tmp_path / "交通.pdf").read_bytes() == b"mine"
    assert not dialog.writing


def test_exporting_word(qtbot: QtBot, dialog: PrintDialog, asked: Asked, tmp_path: Path) -> None:
    asked.file = tmp_path / "交通.docx"
    with qtbot.waitSignal(dialog.ended, timeout=30_000):
        qtbot.mouseClick(dialog.save_buttons["docx"], Qt.MouseButton.LeftButton)
    assert (tmp_path / "交通.docx").read_bytes()[:2] == b"PK"
    _settled(qtbot, dialog)


def test_thinking_better_of_it_writes_nothing(qtbot: QtBot, dialog: PrintDialog) -> None:
    qtbot.mouseClick(dialog.save_buttons["pdf"], Qt.MouseButton.LeftButton)
    assert not dialog.writing


def test_calling_it_off_leaves_nothing(
    qtbot: QtBot, dialog: PrintDialog, asked: Asked, pool: QThreadPool, tmp_path: Path
) -> None:
    qtbot.mouseClick(dialog.quick["all"], Qt.MouseButton.LeftButton)
    _settled(qtbot, dialog)
    asked.file = tmp_path / "全文.pdf"
    qtbot.mouseClick(dialog.save_buttons["pdf"], Qt.MouseButton.LeftButton)
    assert dialog.cancel.isVisible()
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert dialog.notice.text() == "已取消，没有留下文件。"
    assert pool.waitForDone(30_000)
    assert list(tmp_path.iterdir()) == []
    _settled(qtbot, dialog)


def test_a_folder_that_cannot_be_written_is_told(
    qtbot: QtBot, dialog: PrintDialog, asked: Asked, tmp_path: Path
) -> None:
    asked.file = tmp_path / "missing" / "交通.pdf"
    with qtbot.waitSignal(dialog.ended, timeout=30_000):
        qtbot.mouseClick(dialog.save_buttons["pdf"], Qt.MouseButton.LeftButton)
    assert "没有写成：" in dialog.notice.text()
    assert dialog.offer.isVisible()
    _settled(qtbot, dialog)


def test_without_a_printer_the_pdf_is_offered(
    qtbot: QtBot, dialog: PrintDialog, asked: Asked, tmp_path: Path
) -> None:
    asked.printers = False
    qtbot.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)
    assert "没有找到可用的打印机" in dialog.notice.text()
    asked.file = tmp_path / "交通.pdf"
    with qtbot.waitSignal(dialog.ended, timeout=30_000):
        qtbot.mouseClick(dialog.offer, Qt.MouseButton.LeftButton)
    assert asked.file.is_file()
    _settled(qtbot, dialog)


def test_printing(qtbot: QtBot, dialog: PrintDialog, asked: Asked, tmp_path: Path) -> None:
    dialog.options.grey_tick.click()
    _settled(qtbot, dialog)
    asked.output = tmp_path / "printed.pdf"
    with qtbot.waitSignal(dialog.ended, timeout=30_000):
        qtbot.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)
    assert asked.printer is not None
    assert asked.printer.colorMode() == QPrinter.ColorMode.GrayScale
    assert dialog.notice.text().startswith("已把")
    with pdfplumber.open(asked.output) as document:
        assert len(document.pages) == len(dialog.preview.view.sides)
        chars = [char for char in document.pages[0].chars if abs(char["size"] - 15.75) < 0.2]
        assert min(char["x0"] for char in chars) == pytest.approx(28 / 25.4 * 72, abs=1)
    _settled(qtbot, dialog)


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_fails_is_told_and_the_pdf_offered(
    qtbot: QtBot, dialog: PrintDialog, asked: Asked, tmp_path: Path
) -> None:
    asked.output = tmp_path / "missing" / "printed.pdf"
    with qtbot.waitSignal(dialog.ended, timeout=30_000):
        qtbot.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)
    assert "没有接受打印任务" in dialog.notice.text()
    assert dialog.offer.isVisible()
    _settled(qtbot, dialog)


def test_closing_while_it_works(
    qtbot: QtBot, dialog: PrintDialog, asked: Asked, pool: QThreadPool, tmp_path: Path
) -> None:
    asked.file = tmp_path / "交通.pdf"
    qtbot.mouseClick(dialog.save_buttons["pdf"], Qt.MouseButton.LeftButton)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert pool.waitForDone(30_000)
    assert not dialog.writing


def test_shown_again_it_keeps_what_was_ticked(qtbot: QtBot, dialog: PrintDialog, plan: Plan) -> None:
    qtbot.mouseClick(dialog.quick["found"], Qt.MouseButton.LeftButton)
    _settled(qtbot, dialog)
    dialog.reject()
    dialog.show_matter(PrintInput(plan, "4.1.p1"))
    dialog.open()
    _settled(qtbot, dialog)
    assert dialog.ticks.choice()[0] == {"5.1", "2"}
    assert not dialog.quick["found"].isEnabled()


def test_the_preview_zooms_turns_pages_and_shows_facing_ones(qtbot: QtBot, dialog: PrintDialog) -> None:
    view = dialog.preview.view
    view.setFocus()
    before = view.percent
    qtbot.mouseClick(dialog.preview.larger, Qt.MouseButton.LeftButton)
    assert view.percent > before
    assert dialog.preview.percent.text() == f"{view.percent}%"
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.current == 1
    assert dialog.preview.list.currentIndex().row() == 1
    assert dialog.preview.where.text() == "第2页"
    qtbot.mouseClick(dialog.preview.facing, Qt.MouseButton.LeftButton)
    assert view.facing
    qtbot.mouseClick(dialog.preview.whole, Qt.MouseButton.LeftButton)
    picture = view.grab().toImage()
    colours = {picture.pixelColor(x, picture.height() // 2).name() for x in range(0, picture.width(), 3)}
    assert "#ffffff" in colours
    assert len(colours) > 3


RARE = "\U0003134a"
"""A character of Unicode 13, which hardly any font has."""


def test_characters_without_a_font_are_told_before_anything_is_printed(
    qtbot: QtBot, dialog: PrintDialog, plan: Plan
) -> None:
    assert not dialog.lacking.isVisible()
    at = next(at for at, passage in enumerate(plan.passages) if passage.key == "8.1.p1")
    rare = replace(plan.passages[at], text=plan.passages[at].text + f"{RARE}\u200b{RARE}")
    odd = replace(plan, passages=(*plan.passages[:at], rare, *plan.passages[at + 1 :]))
    dialog.show_matter(PrintInput(odd, "8.1.p1"))
    _settled(qtbot, dialog)
    assert dialog.lacking.isVisible()
    assert dialog.lacking.text().startswith(f"有1个字本机没有字体，会印成空框：{RARE}（第1页）。")
    qtbot.mouseClick(dialog.quick["none"], Qt.MouseButton.LeftButton)
    dialog.tick_chapter("2")
    _settled(qtbot, dialog)
    assert not dialog.lacking.isVisible(), "it stands in no chapter that is ticked"


def test_of_very_many_of_them_some_are_named() -> None:
    missing = {chr(0x30000 + at): tuple(str(page) for page in range(1, 6)) for at in range(14)}
    words = missing_words(missing)
    assert words.startswith("有14个字本机没有字体，会印成空框：")
    assert words.count("（第1、2、3…页）") == 12
    assert "）等。" in words


def test_a_cover_has_a_name_and_no_number(qtbot: QtBot, dialog: PrintDialog) -> None:
    qtbot.mouseClick(dialog.options.cover_tick, Qt.MouseButton.LeftButton, pos=QPoint(8, 10))
    _settled(qtbot, dialog)
    assert dialog.options.cover_tick.isChecked()
    preview = dialog.preview
    preview.view.show_side(0)
    assert preview.where.text() == "封面"
    spoken = [
        preview.model.index(at).data(Qt.ItemDataRole.AccessibleTextRole)
        for at in range(preview.model.rowCount())
    ]
    assert spoken[:2] == ["封面", "第1页"]
    assert [in_words(label) for label in ("12、封面", "2、11", "")] == ["封面、第12页", "第2、11页", "空白页"]


def test_a_click_in_the_list_goes_to_the_page(qtbot: QtBot, dialog: PrintDialog) -> None:
    last = dialog.preview.model.rowCount() - 1
    index = dialog.preview.model.index(last)
    dialog.preview.list.scrollTo(index)
    where = dialog.preview.list.visualRect(index).center()
    qtbot.mouseClick(dialog.preview.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert dialog.preview.view.verticalScrollBar().value() > 0


def test_keys_in_the_list_turn_the_pages(qtbot: QtBot, dialog: PrintDialog) -> None:
    dialog.preview.list.setFocus()
    for number in (1, 2):
        qtbot.keyClick(dialog.preview.list, Qt.Key.Key_Down)
        assert dialog.preview.view.current == number
        assert dialog.preview.where.text() == f"第{number + 1}页"
    qtbot.keyClick(dialog.preview.list, Qt.Key.Key_Up)
    assert dialog.preview.view.current == 1


def test_pages_are_turned_one_by_one_however_small(qtbot: QtBot, dialog: PrintDialog) -> None:
    qtbot.mouseClick(dialog.quick["all"], Qt.MouseButton.LeftButton)
    _settled(qtbot, dialog)
    view = dialog.preview.view
    view.set_zoom(25)
    view.setFocus()
    bar = view.verticalScrollBar()
    places = [bar.value()]
    for key in [Qt.Key.Key_PageDown] * 3 + [Qt.Key.Key_PageUp] * 3:
        qtbot.keyClick(view, key)
        places.append(bar.value())
    assert places == [*sorted(set(places)), *sorted(set(places), reverse=True)[1:]]
    assert len(set(places)) == 4


def test_controls_have_names(dialog: PrintDialog) -> None:
    for widget in (
        dialog.tree,
        dialog.preview.view,
        dialog.preview.list,
        dialog.options.layout_box,
        dialog.options.marks_box,
        dialog.bar,
    ):
        assert widget.accessibleName()
