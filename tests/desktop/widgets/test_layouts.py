"""Layouts written in one expression come out as Qt's own calls would make them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.layouts import (
    LEFT,
    NO_MARGINS,
    STRETCH,
    aligned,
    column,
    fill,
    form,
    gap,
    panel,
    row,
    splitter,
)


def test_items_stand_in_their_order_and_belong_to_the_widget(qtbot: QtBot) -> None:
    page, head, field = QWidget(), QLabel("题"), QLineEdit()
    qtbot.addWidget(page)
    foot = [QLabel("一"), QLabel("二")]
    column(head, form(("名称", field)), row(STRETCH, *foot), on=page)
    assert all(each.parent() is page for each in (head, field, *foot))
    page.resize(400, 300)
    page.show()
    assert head.y() < field.y() < foot[0].y() == foot[1].y()
    assert 200 < foot[0].x() < foot[1].x()


def test_room_to_spare_goes_to_what_fills(qtbot: QtBot) -> None:
    page, plain, one, two = QWidget(), QWidget(), QWidget(), QWidget()
    qtbot.addWidget(page)
    plain.setFixedHeight(20)
    column(plain, gap(30), fill(one), fill(two, 3), on=page, spacing=0, margins=NO_MARGINS)
    page.resize(200, 450)
    page.show()
    assert (plain.y(), one.y(), one.height(), two.height()) == (0, 50, 100, 300)


def test_an_aligned_item_keeps_its_own_width(qtbot: QtBot) -> None:
    page, wide, narrow = QWidget(), QLineEdit(), QLineEdit()
    qtbot.addWidget(page)
    column(wide, aligned(narrow, LEFT), on=page, margins=(5, 6, 7, 8))
    page.resize(900, 200)
    page.show()
    assert wide.width() == 900 - 12
    assert (narrow.x(), narrow.width()) == (5, narrow.sizeHint().width())


def test_words_of_a_form_stand_at_the_left_of_their_fields(qtbot: QtBot) -> None:
    made = form(("来源", QLineEdit()), ("日期", QLineEdit()))
    page = QWidget()
    qtbot.addWidget(page)
    page.setLayout(made)
    assert made.labelAlignment() & Qt.AlignmentFlag.AlignLeft
    assert [made.itemAt(at, made.ItemRole.LabelRole).widget().property("text") for at in (0, 1)] == [
        "来源",
        "日期",
    ]


def test_a_panel_has_the_margins_and_the_items_that_a_widget_would_have(qtbot: QtBot) -> None:
    page, word = QWidget(), QLabel("题")
    made = panel(column(word))
    column(on=page)
    for each in (page, made):
        qtbot.addWidget(each)
    layout, alike = made.layout(), page.layout()
    assert layout is not None
    assert alike is not None
    assert word.parent() is made
    assert layout.contentsMargins() == alike.contentsMargins()
    assert layout.spacing() == alike.spacing()


def test_panes_share_what_is_won_and_none_can_be_lost(qtbot: QtBot) -> None:
    made = splitter((QLabel("一"), 100, 0), (QLabel("二"), 200, 1))
    page = QWidget()
    qtbot.addWidget(page)
    column(made, on=page, margins=NO_MARGINS)
    page.resize(306, 50)
    page.show()
    first, second = made.sizes()
    assert first == 100
    page.resize(366, 50)
    qtbot.waitUntil(lambda: made.sizes() == [100, second + 60])
    assert not made.childrenCollapsible()
    assert splitter((QWidget(), 1, 0), down=True).orientation() == Qt.Orientation.Vertical
