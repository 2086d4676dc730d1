"""The settings dialog (设置): theme, typeface and sizes. Each change takes effect at once."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.look.appearance import FACES, INTERFACE_SIZES, ZOOMS, Appearance
from desktop.look.theme import THEMES, ThemeName

_SIZE_NAMES = {100: "跟随系统", 115: "较大（115%）", 130: "大（130%）", 150: "特大（150%）"}


class SettingsDialog(QDialog):
    """Asks for looks and sizes; it keeps nothing itself."""

    looks_requested = Signal(object)
    """The Appearance that the person chose."""
    interface_requested = Signal(int)
    """Size of the interface, in percent of the system's."""

    def __init__(
        self, looks: Appearance, interface: int, folder: Path | None, parent: QWidget | None = None
    ) -> None:
        """`interface`: size of the interface in percent; `folder`: the reader's own files, None if nothing is
        kept.
        """
        super().__init__(parent)
        self._looks = looks
        self._folder = folder
        self.setWindowTitle("设置")
        self.themes = QButtonGroup(self)
        self.face, self.zoom, self.interface = QComboBox(), QComboBox(), QComboBox()
        form = QFormLayout()
        form.setHorizontalSpacing(20)
        form.setVerticalSpacing(14)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.addRow("主题", self._theme_row())
        form.addRow("正文字体(&T)", self.face)
        form.addRow("正文字号(&Z)", self.zoom)
        form.addRow("界面字号(&I)", self.interface)
        form.addRow("个人文件", self._folder_row())
        note = QLabel("改动立即生效。")
        note.setObjectName("message")
        buttons = QDialogButtonBox()
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addWidget(note)
        column.addWidget(buttons)
        for zoom in ZOOMS:
            self.zoom.addItem(f"{zoom}%", zoom)
        for size in INTERFACE_SIZES:
            self.interface.addItem(_SIZE_NAMES[size], size)
        for face, name in FACES.items():
            self.face.addItem(name, face)
        self.face.setAccessibleName("正文字体")
        self.zoom.setAccessibleName("正文字号")
        self.interface.setAccessibleName("界面字号")
        self.face.setCurrentIndex(list(FACES).index(looks.face))
        self.zoom.setCurrentIndex(ZOOMS.index(looks.zoom))
        self.interface.setCurrentIndex(INTERFACE_SIZES.index(interface))
        # Not currentIndexChanged: that comes for set_looks too, and would ask for what was just taken.
        self.face.activated.connect(self._take_face)
        self.zoom.activated.connect(self._take_zoom)
        self.interface.activated.connect(self._take_interface)

    def set_looks(self, looks: Appearance) -> None:
        """Show looks that were chosen elsewhere meanwhile."""
        self._looks = looks
        self.face.setCurrentIndex(list(FACES).index(looks.face))
        self.zoom.setCurrentIndex(ZOOMS.index(looks.zoom))
        self.themes.buttons()[list(THEMES).index(looks.theme.name)].setChecked(True)

    def _theme_row(self) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(18)
        for name, theme in THEMES.items():
            button = QRadioButton(theme.label)
            button.setAccessibleName(f"主题：{theme.label}")
            button.setChecked(name == self._looks.theme.name)
            button.clicked.connect(partial(self._take_theme, name))
            self.themes.addButton(button)
            line.addWidget(button)
        line.addStretch(1)
        return row

    def _folder_row(self) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        words = QLabel(str(self._folder) if self._folder else "数据文件夹不能写入，本次的设置不会保存。")
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setWordWrap(True)
        words.setMinimumWidth(300)
        line.addWidget(words, 1)
        if self._folder is not None:
            button = QPushButton("打开文件夹(&F)")
            button.clicked.connect(self._open_folder)
            line.addWidget(button)
        return row

    def _take_theme(self, name: ThemeName, _checked: bool = False) -> None:
        self.looks_requested.emit(self._looks.themed(name))

    @Slot()
    def _take_face(self) -> None:
        self.looks_requested.emit(replace(self._looks, face=self.face.currentData()))

    @Slot()
    def _take_zoom(self) -> None:
        steps = ZOOMS.index(self.zoom.currentData()) - ZOOMS.index(self._looks.zoom)
        self.looks_requested.emit(self._looks.zoomed(steps))

    @Slot()
    def _take_interface(self) -> None:
        self.interface_requested.emit(self.interface.currentData())

    @Slot()
    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
