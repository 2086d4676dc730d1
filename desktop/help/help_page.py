"""A page of help: HTML from resources/help in the colours of the palette, its pictures no wider than it."""

from html import escape
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QPalette, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

import resources

FOLDER = Path(resources.FOLDER) / "help"
_WIDEST, _MARGIN = 760, 28


class HelpPage(QTextBrowser):
    """Never opens anything outside the program."""

    # Of the class: Qt says that the palette changes while the widget is still being made.
    _html = ""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn_width = 0
        self._drawing = False
        self.setObjectName("help")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(name)
        # Nothing can be written here: what is selected by keyboard is seen without a caret.
        self.setCursorWidth(0)
        self.document().setDocumentMargin(_MARGIN)

    def show_html(self, html: str) -> None:
        """Show the body of a page."""
        self._html = html
        self._draw()

    def show_text(self, text: str) -> None:
        """Show plain text, each line as it is."""
        self.show_html(f"<pre>{escape(text)}</pre>")

    def _draw(self) -> None:
        at = self.verticalScrollBar().value()
        self._drawn_width = self._room()
        self.document().setDefaultStyleSheet(_css(self.font().pixelSize()))
        # Its scroll bar may come or go on the way, and with it a resize.
        self._drawing = True
        self.setHtml(self._html)
        self._drawing = False
        self.verticalScrollBar().setValue(at)

    def _room(self) -> int:
        return min(self.viewport().width() - 2 * _MARGIN, _WIDEST)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        # The name alone: no page may read a file outside the folder.
        file = name.fileName() if isinstance(name, QUrl) else Path(name).name
        if kind != QTextDocument.ResourceType.ImageResource.value or not (FOLDER / file).is_file():
            return None
        # Qt draws a picture that it has to make smaller without smoothing.
        ratio = self.devicePixelRatioF()
        image = QImage(str(FOLDER / file))
        width = round(min(max(self._room(), 200), image.width()) * ratio)
        if width < image.width():
            image = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(ratio)
        return image

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # Colours and sizes are written into the page, where Qt does not change them. It tells of a new theme
        # several times.
        if self._html and _css(self.font().pixelSize()) != self.document().defaultStyleSheet():
            self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._html and not self._drawing and abs(self._room() - self._drawn_width) > 8:
            self._draw()


def _css(size: int) -> str:
    # The application's: a style sheet changes what a widget's own palette says.
    palette, role = QGuiApplication.palette(), QPalette.ColorRole
    text, accent, hover, secondary = (
        palette.color(each).name() for each in (role.Text, role.Accent, role.Midlight, role.PlaceholderText)
    )
    return f"""
        body, p, li, td {{ color: {text}; }}
        p, li {{ line-height: 165%; }}
        p {{ margin-top: 6px; margin-bottom: 6px; }}
        h1 {{ font-size: {round(size * 1.7)}px; margin-top: 4px; margin-bottom: 12px; }}
        h2 {{ font-size: {round(size * 1.35)}px; margin-top: 26px; margin-bottom: 8px; }}
        h3 {{ font-size: {round(size * 1.1)}px; margin-top: 16px; margin-bottom: 4px; }}
        a {{ color: {accent}; text-decoration: underline; }}
        pre {{ font-size: {max(14, round(size * 0.93))}px; white-space: pre-wrap; }}
        .key {{ background-color: {hover}; font-weight: bold; }}
        .weak {{ color: {secondary}; }}
        th {{ color: {secondary}; font-weight: normal; text-align: left; }}
    """
