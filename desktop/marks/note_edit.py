"""Where a note is written: paragraphs, bold and lists, and nothing else."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextListFormat,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from db.user.note_text import NoteBlock, NoteBlockKind, NoteRun, parse, write
from desktop.marks.fields import is_redo, takes_undo
from desktop.widgets.controls import named, one_shot

_PAUSE_MS = 350
"""Milliseconds without a change before what was typed is kept."""
_ENDS = frozenset(' \t　，。；：？！、（）“”《》,.;:?!()"')
"""Signs that end a word."""
_ERASING = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
_MOVING = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)
_STYLES = {"bullet": QTextListFormat.Style.ListDisc, "number": QTextListFormat.Style.ListDecimal}


class NoteEdit(QTextEdit):
    """Says what was typed, word by word, and once more when the person leaves.

    Whoever keeps the words can take them back one by one: the field itself undoes nothing, or there would be
    two histories, and between them words would be lost.
    """

    typed = Signal(str)
    """The note as it is now, after a word or a pause."""
    undo_asked = Signal()
    """Take the last word back."""
    redo_asked = Signal()
    """Do it again."""
    left = Signal()
    """The keyboard went elsewhere, or Ctrl+Enter or Esc was pressed: what was typed is the note."""
    finished = Signal()
    """Ctrl+Enter or Esc was pressed: the person has done with it."""
    format_changed = Signal()
    """Bold or list is not what it was where the cursor stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = self._composing = self._erasing = False
        self._timer = one_shot(self, _PAUSE_MS, self._say)
        named(self, "note", spoken="批注内容").setPlaceholderText("写下批注……")
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.document().setIndentWidth(18)
        self.textChanged.connect(self._typed)
        self.cursorPositionChanged.connect(self.format_changed)

    def set_note(self, note: str) -> None:
        """Show a note."""
        self._filling = True
        self._timer.stop()
        self.document().clear()
        # Else one types on in bold, if the note before ended so.
        self.setCurrentCharFormat(QTextCharFormat())
        put_blocks(self.document(), parse(note))
        self.moveCursor(QTextCursor.MoveOperation.End)
        self._filling = False

    def change_note(self, note: str) -> None:
        """Show another state of the same note: the cursor goes to where it differs."""
        before = self.toPlainText()
        self.set_note(note)
        after = self.toPlainText()
        same = _alike(before[::-1], after[::-1])
        # A sign that stands there twice is not counted twice.
        same = min(same, len(after) - _alike(before, after))
        cursor = self.textCursor()
        cursor.setPosition(len(after.encode("utf-16-le", "surrogatepass")) // 2 - same)
        self.setTextCursor(cursor)

    def note(self) -> str:
        """What stands there, as it is kept."""
        return write(blocks_of(self.document()))

    def flush(self) -> None:
        """Keep what was typed now, instead of after a moment."""
        # What an input method is composing is not typed yet; the timer waits for it.
        if self._timer.isActive() and not self._composing:
            self._timer.stop()
            self._say()

    @property
    def is_bold(self) -> bool:
        """The cursor stands in bold words."""
        return self.fontWeight() >= QFont.Weight.DemiBold

    @property
    def list_kind(self) -> NoteBlockKind:
        """What the cursor stands in."""
        return _kind(self.textCursor().block())

    def toggle_bold(self) -> None:
        """Set the selected words, or what is typed next, in bold or not."""
        self.flush()
        self.setFontWeight(QFont.Weight.Normal if self.is_bold else QFont.Weight.Bold)
        self.format_changed.emit()

    def toggle_list(self, kind: NoteBlockKind) -> None:
        """Make the selected paragraphs items of a list, or paragraphs again."""
        self.flush()
        cursor = self.textCursor()
        current = cursor.currentList()
        if current is not None and self.list_kind == kind:
            block = self.document().findBlock(cursor.selectionStart())
            while block.isValid() and block.position() <= cursor.selectionEnd():
                if (there := block.textList()) is not None:
                    there.remove(block)
                plain = QTextCursor(block)
                plain.setBlockFormat(QTextBlockFormat())
                block = block.next()
        else:
            cursor.createList(_STYLES[kind])
        self._timer.start()
        self.flush()
        self.format_changed.emit()

    def undo(self) -> None:
        """Ask for the last word to be taken back."""
        self.flush()
        self.undo_asked.emit()

    def redo(self) -> None:
        """Ask for the next word again."""
        self.flush()
        self.redo_asked.emit()

    @Slot()
    def _typed(self) -> None:
        if not self._filling:
            self._timer.start()

    @Slot()
    def _say(self) -> None:
        if not self._composing:
            self.typed.emit(self.note())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.commitString():
            self._composing = False
            # An input method commits words: each is a step of its own.
            self.flush()
        super().inputMethodEvent(event)
        if event.commitString():
            self.flush()
        self._composing = bool(event.preeditString())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # A context menu and the menu bar only borrow the keyboard.
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason):
            self.flush()
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        erasing = event.key() in _ERASING
        if event.key() in _MOVING or (erasing != self._erasing and (erasing or event.text())):
            self.flush()
            self._erasing = erasing
        if control and event.key() == Qt.Key.Key_B:
            self.toggle_bold()
        elif event.key() == Qt.Key.Key_Escape or (
            control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self.flush()
            self.left.emit()
            self.finished.emit()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif is_redo(event):
            self.redo()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._ends_list():
            self.toggle_list(self.list_kind)
        else:
            super().keyPressEvent(event)
            if event.text() in _ENDS or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.flush()
            return
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # Typed elsewhere, it is another step.
        self.flush()
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The keys for undo and redo are the note's, whatever the window does with them."""
        taken = takes_undo(event, undo=True, redo=True)
        return super().event(event) if taken is None else taken

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's own menu, in which 撤销 and 恢复 are the note's."""
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in menu.actions():
            act = {"edit-undo": self.undo, "edit-redo": self.redo}.get(action.objectName())
            if act is not None:
                action.triggered.connect(act)
                action.setEnabled(True)
        menu.popup(event.globalPos())

    def _ends_list(self) -> bool:
        """Enter on an empty item leaves the list, as in Word."""
        cursor = self.textCursor()
        return cursor.currentList() is not None and not cursor.block().text()

    def sizeHint(self) -> QSize:
        return QSize(200, 96)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Pasted words come as words."""
        self.flush()
        # Only bold and lists are kept; other looks of the web would be gone at the next start.
        self.insertPlainText(source.text())
        self.flush()


def _alike(one: str, other: str) -> int:
    """With how many signs two texts begin alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def put_blocks(document: QTextDocument, blocks: Iterable[NoteBlock]) -> None:
    """Set the blocks of a note in an empty document."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    before: NoteBlockKind | None = None
    for block in blocks:
        if before is not None:
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        if block.kind != "paragraph":
            # A new block is in no list, also behind an item.
            there = cursor.block().previous().textList() if before == block.kind else None
            if there is not None:
                there.add(cursor.block())
            else:
                cursor.createList(_STYLES[block.kind])
        for run in block.runs:
            look = QTextCharFormat()
            # Also where it is normal: text is inserted in the look of what stands before it.
            look.setFontWeight(QFont.Weight.Bold if run.bold else QFont.Weight.Normal)
            cursor.insertText(run.text.replace("\n", "\u2028"), look)
        before = block.kind
    cursor.endEditBlock()


def blocks_of(document: QTextDocument) -> list[NoteBlock]:
    """What stands in a document, as the blocks of a note."""
    blocks: list[NoteBlock] = []
    block = document.begin()
    while block.isValid():
        blocks.append(NoteBlock(_kind(block), tuple(_runs(block))))
        block = block.next()
    return blocks


def _runs(block: QTextBlock) -> Iterator[NoteRun]:
    fragments = block.begin()
    while not fragments.atEnd():
        fragment = fragments.fragment()
        bold = fragment.charFormat().fontWeight() >= QFont.Weight.DemiBold
        # Qt holds a line break inside a paragraph as U+2028.
        yield NoteRun(fragment.text().replace("\u2028", "\n").replace("\xa0", " "), bold)
        fragments += 1


def _kind(block: QTextBlock) -> NoteBlockKind:
    # Qt keeps lists beside the blocks: a block is an item if it belongs to one.
    there = block.textList()
    if there is None:
        return "paragraph"
    return "number" if there.format().style() == QTextListFormat.Style.ListDecimal else "bullet"
