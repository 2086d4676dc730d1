"""The settings, kept from one start to the next in a small JSON file: window, plan, place, theme, size."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, get_args

from db.errors import DataFolderError
from db.files import cause, read_text, write_text
from desktop.look.appearance import INTERFACE_SIZES, ZOOMS, PageFace
from desktop.look.theme import ThemeName

_log = logging.getLogger(__name__)

FILE = "settings.json"
_LARGEST = 16 * 2**20
"""Bytes; a place for each of a hundred thousand plans."""


@dataclass(slots=True)
class Settings:
    """Every setting, with the value that a first start has."""

    plan: str = ""
    """Slug of the plan that was open."""
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Where each plan was left: passage key and code point at the top of the page."""
    folded: dict[str, list[str]] = field(default_factory=dict)
    """Keys of the chapters of each plan's outline that the person closed by hand."""
    opened: dict[str, list[str]] = field(default_factory=dict)
    """Chapters of each plan's outline that are open."""
    theme: ThemeName = "light"
    zoom: int = 100
    face: PageFace = "song"
    """The type of running text."""
    numbered: bool = False
    """Paragraphs are numbered in the margin."""
    interface: int = 100
    """Size of the interface, in percent of the system's own."""
    bar_words: bool = True
    """There are words under the icons of the bar."""
    room: str = "page"
    """What stood in the middle of the window."""
    beside: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Where the second page of each plan was left, of those that had one open: passage key and code point."""
    geometry: str = ""
    """The window's size and place, as Qt keeps them, in base 64."""
    layout: str = ""
    """The docks' places and sizes, as Qt keeps them, in base 64."""
    panels: dict[str, Any] = field(default_factory=dict)
    """The widths that the person gave the docks, by side; the shell checks each value."""
    tables: dict[str, Any] = field(default_factory=dict)
    """How the tables were left; the tables room checks each value."""

    def of_plans(self) -> dict[str, Any]:
        """What is kept for each plan: how the reading room was left."""
        return {name: getattr(self, name) for name in _OF_PLANS}


def load(folder: Path) -> Settings:
    """The settings in the folder.

    A missing file gives the defaults; a bad value falls back to its default and is logged.
    """
    path = folder / FILE
    try:
        found = json.loads(read_text(path, _LARGEST, "surrogatepass"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, RecursionError) as error:
        _log.warning("settings not read, defaults taken: %r", error)
        return Settings()
    if not isinstance(found, dict):
        _log.warning("settings not read, defaults taken: not an object")
        return Settings()
    return from_values(found)


def from_values(found: Mapping[str, object]) -> Settings:
    """Settings from raw values, each checked by itself."""
    settings = Settings()
    for entry in fields(Settings):
        if entry.name not in found:
            continue
        value = found[entry.name]
        if _is_good(entry.name, value, getattr(settings, entry.name)):
            setattr(settings, entry.name, value)
        else:
            _log.warning("setting %s has the bad value %r, default taken", entry.name, value)
    # JSON knows no tuples: a place comes back as a list of two.
    for kept in ("places", "beside"):
        setattr(
            settings, kept, {slug: (key, offset) for slug, (key, offset) in getattr(settings, kept).items()}
        )
    return settings


def save(settings: Settings, folder: Path) -> None:
    """Write the settings, whole or not at all. Raises DataFolderError when the folder can't be written."""
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_text(path, json.dumps(asdict(settings), ensure_ascii=False, indent=1) + "\n")
    except OSError as error:
        raise DataFolderError(
            f"数据文件夹不能写入（{cause(error, path)}），本次的阅读位置和设置没有保存；规划内容不受影响。",
            repr(error),
        ) from error


def _is_keys(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(key, str) for key in value)


def _is_place(value: object) -> bool:
    # Not isinstance: in Python True is an int too, and a file edited by hand may hold one.
    return isinstance(value, list) and [type(part) for part in value] == [str, int] and 0 <= value[1] < 2**31


_CHOICES: dict[str, Sequence[object]] = {
    "theme": get_args(ThemeName),
    "zoom": ZOOMS,
    "face": get_args(PageFace),
    "interface": INTERFACE_SIZES,
}
_OF_PLANS = {"places": _is_place, "beside": _is_place, "opened": _is_keys, "folded": _is_keys}
"""What is kept for each plan, by its slug. JSON's keys are texts always."""


def _is_good(name: str, value: object, default: object) -> bool:
    """A value of the default's type, and one of those that there are."""
    if type(value) is not type(default) or value not in _CHOICES.get(name, (value,)):
        return False
    return name not in _OF_PLANS or not isinstance(value, dict) or all(map(_OF_PLANS[name], value.values()))
