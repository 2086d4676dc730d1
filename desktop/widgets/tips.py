"""Tool tips, which Qt takes for HTML where they begin like it: a title or a note with `<img src="//host/…">`
in it would have the program open that path as soon as the mouse rests there.
"""

import re

from PySide6.QtCore import QPoint
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QToolTip, QWidget

_BEGINNING = re.compile("<|&(?=lt;)")
_JOINER = "\u2060"
"""Word joiner: takes no room and has no shape."""


def as_words(tip: str) -> str:
    """A tip that Qt shows as the words that it is. One that can't be mistaken stays as it is; in others a
    sign without a width stands behind what would begin a tag.
    """
    return _BEGINNING.sub(lambda found: found[0] + _JOINER, tip) if Qt.mightBeRichText(tip) else tip


def show_tip(at: QPoint, tip: str, widget: QWidget) -> None:
    """Show a tip at a place of the screen; without words, hide the one that is shown."""
    QToolTip.showText(at, as_words(tip), widget)
