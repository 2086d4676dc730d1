"""What the user said of single lines in the review step, kept for the next import of the same file."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

from db.files import read_text, write_text

LineRole = Literal["heading", "body", "box", "item", "furniture"]
"""What a line is said to be: a heading, a paragraph, a box's title, a box's item, or not part of the text."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One line's correction."""

    role: LineRole
    level: int = 0
    """For a heading, from 1; 0 leaves it as found."""


_LARGEST = 2**26
"""Bytes of a file of corrections."""
Corrections = Mapping[int, Correction]
"""Source line → what it is."""


def read_corrections(path: Path) -> dict[int, Correction]:
    """The corrections in a file; none if it is missing or not of ours."""
    try:
        entries = json.loads(read_text(path, _LARGEST))
        return {
            int(line): Correction(entry["role"], int(entry["level"]))
            for line, entry in entries.items()
            if entry["role"] in get_args(LineRole)
        }
    # What was said once is a help, and no reason to refuse the file.
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def write_corrections(corrections: Corrections, path: Path) -> None:
    """Write them, whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    words = json.dumps({str(line): asdict(said) for line, said in sorted(corrections.items())}, indent=1)
    write_text(path, words)
