"""The settings, kept from one start to the next in a small JSON file: window, plan, place, theme, size."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, get_args

from db.errors import DataFolderError
from db.files import cause, write_text
from desktop.look.appearance import INTERFACE_SIZES, ZOOMS, PageFace
from desktop.look.theme import ThemeName

_log = logging.getLogger(__name__)

FILE = "settings.json"


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
    room: str = "page"
    """What stood in the middle of the window."""
    beside: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Where the second page of each plan was left, of those that had one open: passage key and code point."""
    geometry: str = ""
    """The window's size and place, as Qt keeps them, in base 64."""
    layout: str = ""
    """The docks' places and sizes, as Qt keeps them, in base 64."""
    tables: dict[str, Any] = field(default_factory=dict)
    """How the tables were left; the tables room checks each value."""


def load(folder: Path) -> Settings:
    """The settings in the folder.

    A missing file gives the defaults; a bad value falls back to its default and is logged.
    """
    path = folder / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
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
        if _CHECKS[entry.name](value):
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


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_keys(value: object) -> bool:
    return isinstance(value, dict) and all(
        _is_text(slug) and isinstance(keys, list) and all(map(_is_text, keys)) for slug, keys in value.items()
    )


def _is_places(value: object) -> bool:
    return isinstance(value, dict) and all(
        _is_text(slug) and _is_place(place) for slug, place in value.items()
    )


def _is_place(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 2:
        return False
    key, offset = value
    # In Python True is an int too: a file edited by hand may hold one.
    return _is_text(key) and isinstance(offset, int) and not isinstance(offset, bool) and offset >= 0


def _is_theme(value: object) -> bool:
    return value in get_args(ThemeName)


def _is_face(value: object) -> bool:
    return value in get_args(PageFace)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_zoom(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in ZOOMS


def _is_interface(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in INTERFACE_SIZES


_CHECKS: dict[str, Callable[[object], bool]] = {
    "plan": _is_text,
    "places": _is_places,
    "folded": _is_keys,
    "opened": _is_keys,
    "theme": _is_theme,
    "zoom": _is_zoom,
    "face": _is_face,
    "numbered": _is_flag,
    "interface": _is_interface,
    "room": _is_text,
    "beside": _is_places,
    "geometry": _is_text,
    "layout": _is_text,
    "tables": _is_object,
}
