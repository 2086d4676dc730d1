"""Labels, buttons and timers made in one call."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QScrollArea, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.controls import (
    button,
    dialog_buttons,
    frameless,
    label,
    menu_button,
    named,
    one_shot,
    tool_button,
)


def test_an_empty_name_changes_nothing(qtbot: QtBot) -> None:
    widget = named(QWidget(), "quote", tip="提示", spoken="引文")
    qtbot.addWidget(widget)
    assert named(widget) is widget
    assert (widget.objectName(), widget.toolTip(), widget.accessibleName()) == ("quote", "提示", "引文")


def test_words_are_not_taken_for_html(qtbot: QtBot) -> None:
    for words in ("<b>甲</b>", '<img src="//host/x.png">', "&lt;甲"):
        assert label(words).textFormat() == Qt.TextFormat.PlainText
        assert label(words).text() == words
    assert label("<b>甲</b>", rich=True).textFormat() == Qt.TextFormat.RichText


def test_buttons_act(qtbot: QtBot) -> None:
    pressed: list[str] = []
    push = button("保存", lambda: pressed.append("push"), name="go", tip="存下来")
    tool = tool_button(
        "列", lambda: pressed.append("tool"), icon=16, checkable=True, focus=Qt.FocusPolicy.TabFocus
    )
    for each in (push, tool):
        qtbot.addWidget(each)
        qtbot.mouseClick(each, Qt.MouseButton.LeftButton)
    assert pressed == ["push", "tool"]
    assert (push.objectName(), push.toolTip(), tool.isChecked(), tool.iconSize().width()) == (
        "go",
        "存下来",
        True,
        16,
    )


def test_a_menu_button_has_a_menu_that_opens_at_once(qtbot: QtBot) -> None:
    made = menu_button("导出 ▾")
    qtbot.addWidget(made)
    made.menu().addAction("Excel")
    assert made.popupMode() is QToolButton.ToolButtonPopupMode.InstantPopup
    assert [action.text() for action in made.menu().actions()] == ["Excel"]


def test_the_buttons_of_a_dialog_end_it(qtbot: QtBot) -> None:
    for kind, result in (
        (QDialogButtonBox.StandardButton.Ok, QDialog.DialogCode.Accepted),
        (QDialogButtonBox.StandardButton.Cancel, QDialog.DialogCode.Rejected),
    ):
        dialog = QDialog()
        qtbot.addWidget(dialog)
        buttons = dialog_buttons(
            dialog, QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        with qtbot.waitSignal(dialog.finished) as ended:
            buttons.button(kind).click()
        assert ended.args == [result.value]


def test_a_dialog_has_buttons_with_words_of_its_own(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    buttons = dialog_buttons(dialog, words={"关闭": QDialogButtonBox.ButtonRole.RejectRole})
    (close,) = buttons.buttons()
    assert close.text() == "关闭"
    with qtbot.waitSignal(dialog.rejected):
        close.click()


def test_a_view_without_a_frame(qtbot: QtBot) -> None:
    wide, fitting = QScrollArea(), QScrollArea()
    qtbot.addWidget(wide)
    qtbot.addWidget(fitting)
    assert frameless(wide) is wide
    frameless(fitting, fits=True)
    assert {wide.frameShape(), fitting.frameShape()} == {QFrame.Shape.NoFrame}
    assert wide.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAsNeeded
    assert fitting.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def test_a_timer_runs_once(qtbot: QtBot) -> None:
    owner, runs = QObject(), list[int]()
    timer = one_shot(owner, 1, lambda: runs.append(1))
    assert not timer.isActive()
    with qtbot.waitSignal(timer.timeout):
        timer.start()
    assert (runs, timer.isActive(), timer.parent() is owner) == ([1], False, True)
