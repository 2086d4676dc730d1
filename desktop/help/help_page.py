"""A page of help: HTML from resources/help in the theme's colours, its pictures as wide as the page."""

from html import escape
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

import resources
from desktop.look.theme import LIGHT, Theme

FOLDER = Path(resources.FOLDER) / "help"
_WIDEST, _MARGIN = 760, 28


class HelpPage(QTextBrowser):
    """Never opens anything outside the program."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._html = ""
        self._theme: Theme = LIGHT
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
        self.document().setDocumentMargin(_MARGIN)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._draw()

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
        self.document().setDefaultStyleSheet(_css(self._theme, self.font().pixelSize()))
        # Its scroll bar may come or go on the way, and with it a resize.
        self._drawing = True
        self.setHtml(self._html)
        self._drawing = False
        self.verticalScrollBar().setValue(at)

    def _room(self) -> int:
        return min(self.viewport().width() - 2 * _MARGIN, _WIDEST)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._html and not self._drawing and abs(self._room() - self._drawn_width) > 8:
            self._draw()


def _css(theme: Theme, size: int) -> str:
    accent = theme.accent
    return f"""
        body, p, li, td {{ color: {theme.text}; }}
        p, li {{ line-height: 165%; }}
        p {{ margin-top: 6px; margin-bottom: 6px; }}
        h1 {{ font-size: {round(size * 1.7)}px; margin-top: 4px; margin-bottom: 12px; }}
        h2 {{ font-size: {round(size * 1.35)}px; margin-top: 26px; margin-bottom: 8px; color: {accent}; }}
        h3 {{ font-size: {round(size * 1.1)}px; margin-top: 16px; margin-bottom: 4px; }}
        a {{ color: {accent}; text-decoration: underline; }}
        pre {{ font-size: {max(14, round(size * 0.93))}px; white-space: pre-wrap; }}
        .key {{ background-color: {theme.hover}; font-weight: bold; }}
        .weak {{ color: {theme.secondary}; }}
        th {{ color: {theme.secondary}; font-weight: normal; text-align: left; }}
    """
