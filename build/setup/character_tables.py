"""Make the tables of db/search/data: how characters fold, and how they are read in pinyin.

They are kept in git, so that nobody needs the packages below to build or run the reader, and so that an index
does not depend on the Unicode version of the Python at hand. Run this only to bring them up to date:

    pip install opencc-python-reimplemented pypinyin
    python build/setup/character_tables.py

Sources and licences: see db/search/data/README.md, which is kept by hand.
"""

import json
import sys
import unicodedata
from collections import defaultdict
from importlib import resources
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "db" / "search" / "data"

TWINS = {
    **dict.fromkeys("“”„‟〝〞〟「」", '"'),
    **dict.fromkeys("‘’‚‛『』", "'"),
    **dict.fromkeys("‐‑‒–—―−─", "-"),
    **dict.fromkeys("•‧∙⋅・", "·"),
    **dict.fromkeys("〜∼", "~"),
    "∶": ":",
    "。": ".",
    "⋯": "...",
}
"""Signs that a reader types one for the other, after NFKC (which already takes full width to half width)."""

IGNORED = [
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
]  # fmt: skip
"""Unicode's default ignorable characters: nobody sees them, so they fold to nothing."""

JOINING = [(0xFF9E, 0xFF9F), (0x1160, 0x11FF), (0xD7B0, 0xD7FF)]
"""No marks by category, but they melt into the character before: half-width kana's voicing, Hangul vowels and
finals.
"""

NO_SYLLABLE = {"m", "n", "ng", "hm", "hng"}
"""Grunts (呒, 嗯, 哼): as syllables they would let any word ending in n or ng be cut in two."""


def main() -> None:
    """Write both tables."""
    DATA.mkdir(parents=True, exist_ok=True)
    fold = folding_table(simplified())
    _write("fold.json", json.dumps(fold, indent=0, sort_keys=True) + "\n")
    folding_away = set(str(fold["from"]))
    lines = [f"{syllable} {characters}\n" for syllable, characters in sorted(readings(folding_away).items())]
    _write("pinyin.txt", "".join(lines))


def simplified() -> dict[str, str]:
    """Traditional → simplified, one character to one: the first that OpenCC gives; where it gives the same,
    none.
    """
    table = {}
    text = resources.files("opencc").joinpath("dictionary/TSCharacters.txt").read_text("utf-8")
    for line in text.splitlines():
        traditional, candidates = line.split("\t")
        first = candidates.split(" ")[0]
        if len(traditional) == len(first) == 1 and first != traditional:
            table[traditional] = first
    return {source: _end(table, target) for source, target in table.items()}


def _end(table: dict[str, str], target: str) -> str:
    # What one character becomes may itself be traditional for another.
    while target in table:
        target = table[target]
    return target


def folding_table(simple: dict[str, str]) -> dict[str, object]:
    """What each character alone folds to, where that is not itself; and which characters belong to the one
    before.
    """
    source, target, expand, marks = [], [], {}, []
    ignored = {chr(point) for first, last in IGNORED for point in range(first, last + 1)}
    joining = {chr(point) for first, last in JOINING for point in range(first, last + 1)}
    for point in range(sys.maxunicode + 1):
        character = chr(point)
        if 0xD800 <= point <= 0xDFFF:
            continue
        if character in ignored:
            marks.append(point)
            continue
        if character in joining or unicodedata.category(character).startswith("M"):
            marks.append(point)
        folded = fold_alone(character, simple)
        if folded == character:
            continue
        if len(folded) == 1:
            source.append(character)
            target.append(folded)
        else:
            expand[character] = folded
    return {
        "unicode": unicodedata.unidata_version,
        "from": "".join(source),
        "to": "".join(target),
        "expand": expand,
        "marks": _ranges(marks),
        "ignored": [list(pair) for pair in IGNORED],
    }


def fold_alone(character: str, simple: dict[str, str]) -> str:
    """NFKC, case, NFKC again, then one character for another: simplified, half width, plain space."""
    normal = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
    folded = []
    for each in normal:
        plain = simple.get(each, each)
        plain = TWINS.get(plain, plain)
        folded.append(" " if plain.isspace() else plain)
    return "".join(folded)


def readings(folding_away: set[str]) -> dict[str, str]:
    """Syllable without its tone (ü as v) → all characters that can be read so, those that fold to another
    left out.
    """
    from pypinyin.pinyin_dict import pinyin_dict

    table: defaultdict[str, list[str]] = defaultdict(list)
    for point, read in sorted(pinyin_dict.items()):
        character = chr(point)
        if character in folding_away or not (
            0x4E00 <= point <= 0x9FFF or 0x3400 <= point <= 0x4DBF or point == 0x3007
        ):
            continue
        for syllable in dict.fromkeys(_without_tone(one) for one in read.split(",")):
            if syllable not in NO_SYLLABLE:
                table[syllable].append(character)
    return {syllable: "".join(characters) for syllable, characters in table.items()}


def _without_tone(reading: str) -> str:
    apart = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(each for each in apart if not unicodedata.combining(each))


def _ranges(points: list[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return ranges


def _write(name: str, text: str) -> None:
    (DATA / name).write_bytes(text.encode("utf-8"))
    print(f"{name}: {len(text.encode('utf-8')):,} bytes")


if __name__ == "__main__":
    main()
