"""The settings dialog (设置): theme, typeface and sizes. Each change takes effect at once."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QRadioButton,
    QWidget,
)

from desktop.look.appearance import FACES, INTERFACE_SIZES, ZOOMS, Appearance
from desktop.look.theme import THEMES, ThemeName
from desktop.widgets.controls import button, dialog_buttons, label, named
from desktop.widgets.layouts import NO_MARGINS, SPACING, STRETCH, dialog_column, fill, form, row
from desktop.widgets.signature_fields import SignatureFields

_SIZE_NAMES = dict(
    zip(INTERFACE_SIZES, ("跟随系统", "较大（115%）", "大（130%）", "特大（150%）"), strict=True)
)


class SettingsDialog(QDialog):
    """Asks for looks and sizes; it keeps nothing itself."""

    looks_chosen = Signal(object)
    """The Appearance that the person chose."""

    backups_asked = Signal()
    """The person wants to see the backups, and where they are put."""
    person_chosen = Signal(str, str)
    """The name and unit that are to stand on notes and in files."""
    synonyms_asked = Signal()
    """The person wants to see their own synonyms."""

    def __init__(self, looks: Appearance, folder: Path | None, parent: QWidget | None = None) -> None:
        """`folder`: the person's own files, None if nothing is kept."""
        super().__init__(parent)
        self._looks = looks
        self._folder = folder
        self.setWindowTitle("设置")
        self.themes = QButtonGroup(self)
        self.face = self._choice("face", "正文字体", FACES)
        self.zoom = self._choice("zoom", "正文字号", {zoom: f"{zoom}%" for zoom in ZOOMS})
        self.interface = self._choice("interface", "界面字号", _SIZE_NAMES)
        self.bar_words = QCheckBox("图标下显示文字(&W)")
        self.bar_words.clicked.connect(self._take_words)
        self.person = SignatureFields()
        self.person.given.connect(self.person_chosen)
        fields = form(
            ("署名", self.person),
            ("主题", self._theme_row()),
            ("正文字体(&T)", self.face),
            ("正文字号(&Z)", self.zoom),
            ("界面字号(&I)", self.interface),
            ("工具栏", self.bar_words),
            ("个人文件", self._folder_row()),
            ("备份", self._backups_row()),
            ("查找", self._synonyms_row()),
        )
        buttons = dialog_buttons(self, QDialogButtonBox.StandardButton.NoButton)
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        dialog_column(self, fields, label("改动立即生效。", "message"), buttons)
        # Last: all boxes have their choices now.
        self.set_looks(looks)

    def set_looks(self, looks: Appearance) -> None:
        """Show looks, also those that were chosen elsewhere meanwhile."""
        self._looks = looks
        self.face.setCurrentIndex(self.face.findData(looks.face))
        self.zoom.setCurrentIndex(self.zoom.findData(looks.zoom))
        self.interface.setCurrentIndex(self.interface.findData(looks.interface))
        self.bar_words.setChecked(looks.bar_words)
        self.themes.buttons()[list(THEMES).index(looks.theme.name)].setChecked(True)

    def _choice(self, name: str, spoken: str, options: Mapping[Any, str]) -> QComboBox:
        """A box for the field `name` of the looks."""
        box = named(QComboBox(), spoken=spoken)
        for value, words in options.items():
            box.addItem(words, value)
        # Not currentIndexChanged: that comes for set_looks too, and would ask for what was just taken.
        box.activated.connect(partial(self._take, name, box))
        return box

    def closeEvent(self, event: QCloseEvent) -> None:
        self.person.commit()
        super().closeEvent(event)

    def done(self, result: int) -> None:
        # Esc and 关闭 too: what was entered is meant.
        self.person.commit()
        super().done(result)

    def _theme_row(self) -> QWidget:
        for name, theme in THEMES.items():
            choice = named(QRadioButton(theme.label), spoken=f"主题：{theme.label}")
            choice.clicked.connect(partial(self._take_theme, name))
            self.themes.addButton(choice)
        line = QWidget()
        row(*self.themes.buttons(), STRETCH, on=line, spacing=SPACING, margins=NO_MARGINS)
        return line

    def _folder_row(self) -> QWidget:
        words = label(
            str(self._folder) if self._folder else "数据文件夹不能写入，本次的设置不会保存。", wraps=True
        )
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setMinimumWidth(300)
        opens = [button("打开文件夹(&F)", self._open_folder)] if self._folder is not None else []
        line = QWidget()
        row(fill(words), *opens, on=line, spacing=SPACING, margins=NO_MARGINS)
        return line

    def _backups_row(self) -> QWidget:
        line = QWidget()
        words = label("可另存一份到U盘等第二位置。", wraps=True)
        # The name of the menu's entry, so that it is found there the next time.
        opens = button("备份与恢复(&R)…", self._open_backups)
        row(fill(words), opens, on=line, spacing=SPACING, margins=NO_MARGINS)
        return line

    def _synonyms_row(self) -> QWidget:
        line = QWidget()
        words = label("查找时另列近义词的结果，可以自己添加。", wraps=True)
        opens = button("近义词(&Y)…", self._open_synonyms)
        row(fill(words), opens, on=line, spacing=SPACING, margins=NO_MARGINS)
        return line

    @Slot()
    def _open_synonyms(self) -> None:
        self.close()
        self.synonyms_asked.emit()

    @Slot()
    def _open_backups(self) -> None:
        # The settings would stand in front of it.
        self.close()
        self.backups_asked.emit()

    def _take_theme(self, name: ThemeName, _checked: bool = False) -> None:
        self.looks_chosen.emit(self._looks.themed(name))

    def _take(self, name: str, box: QComboBox, _at: int) -> None:
        self.looks_chosen.emit(replace(self._looks, **{name: box.currentData()}))

    @Slot(bool)
    def _take_words(self, on: bool) -> None:
        self.looks_chosen.emit(replace(self._looks, bar_words=on))

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
