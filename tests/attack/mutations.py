"""Files that were damaged: on a stick, in the mail, by a program that died while it wrote."""

import io
import random
import zipfile


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The file with a few bytes of it changed, gone, doubled or cut off."""
    changed = bytearray(content)
    match chance.randrange(6):
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
        case _:
            at = chance.randrange(len(changed))
            changed[at : at + 1] = chance.choice((b"[" * 3000, b"9" * 5000, b'"', b"{", b"\x00", b"\\ud800"))
    return bytes(changed)


def mutated_package(content: bytes, chance: random.Random) -> bytes:
    """A zip package, sound as such, with damage inside of one of its parts, or a part that is gone, empty or another's."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = chance.choice(list(parts))
    match chance.randrange(5):
        case 0:
            del parts[name]
        case 1:
            parts[name] = b""
        case 2:
            parts[name] = parts[chance.choice(list(parts))]
        case _:
            parts[name] = mutated(parts[name] or b" ", chance)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for each, data in parts.items():
            package.writestr(each, data)
    return packed.getvalue()
