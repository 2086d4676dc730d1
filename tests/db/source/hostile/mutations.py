"""Files that were damaged: on a stick, in the mail, by a program that died while it wrote."""

import io
import random
import re
import zipfile

from tests.db.source.hostile.packages import zipped


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The file with a few bytes of it changed, gone, doubled or cut off."""
    changed = bytearray(content or b" ")
    match chance.randrange(8):
        case 0:
            for _ in range(chance.choice((1, 3, 50))):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
        case 1:
            del changed[chance.randrange(len(changed)) :]
        case 2:
            at = chance.randrange(len(changed))
            del changed[at : at + chance.choice((1, 10, 500))]
        case 3:
            at = chance.randrange(len(changed))
            changed[at:at] = changed[: chance.choice((1, 10, 500))]
        case 4:
            at = chance.randrange(len(changed))
            changed[at:at] = bytes(chance.randrange(256) for _ in range(chance.choice((1, 8))))
        case 5:
            # A size or a place in the file.
            at = chance.randrange(len(changed))
            changed[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f"))
        case 6:
            at, other = (chance.randrange(len(changed)) for _ in range(2))
            changed[at : at + 8], changed[other : other + 8] = (
                changed[other : other + 8],
                changed[at : at + 8],
            )
        case _:
            at = chance.randrange(len(changed))
            changed[at : at + 1] = chance.choice((b"[" * 3000, b"9" * 5000, b'"', b"{", b"\x00", b"\\ud800"))
    return bytes(changed)


def mutated_package(content: bytes, chance: random.Random) -> bytes:
    """A zip package, sound as such, with damage inside of one of its parts, at its figures too, or a part that is gone,
    empty or another's.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = chance.choice(list(parts))
    match chance.randrange(8):
        case 0:
            del parts[name]
        case 1:
            parts[name] = b""
        case 2:
            parts[name] = parts[chance.choice(list(parts))]
        case 3 | 4:
            figures = list(re.finditer(rb"\d", parts[name]))
            for figure in chance.sample(figures, min(len(figures), 1)):
                wrong = chance.choice((b"9999999999", b"-1", b"", b"e9"))
                parts[name] = parts[name][: figure.start()] + wrong + parts[name][figure.end() :]
        case _:
            parts[name] = mutated(parts[name], chance)
    return zipped(parts)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A file that was damaged, or a package of which a part was."""
    inside = content.startswith(b"PK") and chance.random() < 0.6
    return mutated_package(content, chance) if inside else mutated(content, chance)
