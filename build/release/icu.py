"""Qt's ICU with the data of the languages that the program speaks only: a quarter of the whole program is
data of 800 others.

The data library holds one table (CmnD in ICU's source: a header, a list of names, the items). The items of
the languages that are kept go into a new library of the same name; all others are answered as ICU does where
it has nothing: by its root.
"""

import re
import subprocess
from pathlib import Path

_LANGUAGES = r"(root|pool|res_index|supplementalData|zh\w*|en(_US|_Latn|_Hans)?)\.res"
_TABLES = (
    "metadata likelySubtags numberingSystems keyTypeData timezoneTypes windowsZones zoneinfo64 metaZones "
    "plurals dayPeriods icustd icuver genderList pluralRanges grammaticalFeatures currencyNumericCodes units"
).split()
KEPT = re.compile(
    rf"""icudt\d+l/(
        [^/]*\.(icu|nrm|spp|cfu)                     # properties of characters, and how they are composed
      | ((curr|lang|region|unit|zone|rbnf|translit)/)?{_LANGUAGES}
      | ({"|".join(_TABLES)})\.res
      | coll/(root|res_index|zh\w*|ucadata|en)\.(res|icu)
      | brkitr/(root|res_index|char|word|line|sent|title).*\.(res|brk)
      | (gb18030|ibm-1386.*|ibm-5348.*|windows-936.*|ibm-1373.*)\.cnv
    )""",
    re.VERBOSE,
)
_START = 8
"""Bytes of an entry of the list: where its name and its item begin, counted from the list's own beginning."""
_ALIGNED = 16


def trimmed(library: Path, folder: Path) -> Path:
    """A library as `library`, with the kept items only; written into `folder`."""
    symbol, content = _content(library)
    made = folder / library.name
    data, source, compiled = made.with_suffix(".dat"), made.with_suffix(".s"), made.with_suffix(".o")
    data.write_bytes(with_only(content, KEPT))
    lines = [
        ".section .rodata",
        f".balign {_ALIGNED}",
        f".globl {symbol}",
        f".type {symbol}, @object",
        f"{symbol}:",
    ]
    lines += [
        f'.incbin "{data.name}"',
        f".size {symbol}, . - {symbol}",
        '.section .note.GNU-stack,"",@progbits',
    ]
    source.write_text("\n".join(lines) + "\n", "ascii")
    for command in (
        ["as", "-o", compiled.name, source.name],
        [
            "ld",
            "-shared",
            "--build-id=none",
            "-z",
            "noexecstack",
            "-soname",
            library.name,
            "-o",
            made.name,
            compiled.name,
        ],
    ):
        subprocess.run(command, cwd=folder, check=True)
    return made


def with_only(content: bytes, kept: re.Pattern[str]) -> bytes:
    """The table with those items only whose whole name fits."""
    listed = int.from_bytes(content[:2], "little")
    toc = content[listed:]
    count = int.from_bytes(toc[:4], "little")
    starts = [4 + number * _START for number in range(count)]
    entries = [
        (int.from_bytes(toc[at : at + 4], "little"), int.from_bytes(toc[at + 4 : at + 8], "little"))
        for at in starts
    ]
    names = [toc[name : toc.index(b"\0", name)] for name, _ in entries]
    # The list says where an item begins, and not how long it is.
    ends = [item for _, item in entries[1:]] + [len(toc)]
    chosen = [number for number, name in enumerate(names) if kept.fullmatch(name.decode("ascii"))]
    named = b"".join(names[number] + b"\0" for number in chosen)
    # In ICU's own order: how many, the entries, all names, and the items from the next multiple of 16 on.
    name_at = 4 + len(chosen) * _START
    item_at = -(-(name_at + len(named)) // _ALIGNED) * _ALIGNED
    head, items = len(chosen).to_bytes(4, "little"), b""
    for number in chosen:
        head += name_at.to_bytes(4, "little") + (item_at + len(items)).to_bytes(4, "little")
        name_at += len(names[number]) + 1
        item = toc[entries[number][1] : ends[number]]
        items += item + bytes(-len(item) % _ALIGNED)
    return content[:listed] + (head + named).ljust(item_at, b"\0") + items


def _content(library: Path) -> tuple[str, bytes]:
    """The table's name in the library, and the table."""
    told = subprocess.run(["nm", "-D", "-S", library], capture_output=True, text=True, check=True).stdout
    found = re.search(r"^([0-9a-f]+) ([0-9a-f]+) R (icudt\d+_dat)$", told, re.MULTILINE)
    sections = subprocess.run(["objdump", "-h", library], capture_output=True, text=True, check=True).stdout
    rodata = re.search(r"\.rodata\s+\w+\s+(\w+)\s+\w+\s+(\w+)", sections)
    if found is None or rodata is None:
        raise ValueError(f"{library} holds no table of ICU's")
    # From the address in memory to the place in the file.
    begin = int(found[1], 16) - int(rodata[1], 16) + int(rodata[2], 16)
    with library.open("rb") as file:
        file.seek(begin)
        return found[3], file.read(int(found[2], 16))
