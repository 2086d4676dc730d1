"""Looks for many names in much text, and for names that are nearly the same as others.

The time grows with the names and the text, not with one times the other: a plan may have 45,000 names.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

from db.progress import QUIET, Progress

HEAD = 4
"""Characters by which a name is first looked for; shorter ones can't be."""
_BASE, _MODULUS = 1_000_003, (1 << 61) - 1
"""Of the hashes of beginnings and ends: a character more costs no more than a multiplication. Two that are
equal by chance cost a comparison, which whoever asks makes anyway.
"""


def names_in(
    names: Iterable[str], texts: Sequence[str], progress: Progress = QUIET
) -> dict[str, dict[int, int]]:
    """For each of the names that stands in a text: number of the text → where it first stands there.

    Raises Stopped.
    """
    wanted = {name for name in names if len(name) >= HEAD}
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in wanted:
        lengths[name[:HEAD]].add(len(name))
    found: dict[str, dict[int, int]] = {}
    for number, at, head in _heads(lengths, texts, progress):
        for length in lengths[head]:
            words = texts[number][at : at + length]
            if words in wanted:
                found.setdefault(words, {}).setdefault(number, at)
    return found


def heads_in(
    heads: Collection[str], texts: Sequence[str], progress: Progress = QUIET
) -> dict[str, list[tuple[int, int]]]:
    """Where beginnings of names (HEAD characters) stand: number of the text, and code point, in order.

    Raises Stopped.
    """
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, at, head in _heads(heads, texts, progress):
        found[head].append((number, at))
    return found


def _heads(
    heads: Collection[str], texts: Sequence[str], progress: Progress
) -> Iterator[tuple[int, int, str]]:
    for number, text in enumerate(texts):
        progress.check()
        for at in range(len(text) - HEAD + 1):
            if (head := text[at : at + HEAD]) in heads:
                yield number, at, head


def near_names(
    homes: Mapping[str, Collection[str]], telling: Collection[str], progress: Progress = QUIET
) -> dict[str, set[str]]:
    """For each name those that differ from it by up to two characters at one place, none of them `telling`.

    `homes`: where each name stands; two that stand in one and the same place alone are not compared. By
    chance a name may be among them that differs more. Raises Stopped.
    """
    found: dict[str, set[str]] = defaultdict(set)
    names = list(homes)
    # Nothing stands in two places: most plans have one large table, or small ones.
    if len({home for stands in homes.values() for home in stands}) < 2:
        return found
    powers = [1]
    for _ in range(max(map(len, names), default=0)):
        powers.append(powers[-1] * _BASE % _MODULUS)
    befores = [0] * len(names)
    afters = [_hash(name) for name in names]
    going, at = list(range(len(names))), 0
    # Two such names are equal before some character, and again after up to two of each.
    while going:
        progress.check()
        alike: dict[tuple[int, int], list[str]] = defaultdict(list)
        left: list[int] = []
        for number in going:
            name, before, after = names[number], befores[number], afters[number]
            alike[before, after].append(name)
            for end in (at, at + 1):
                if end >= len(name) or name[end] in telling:
                    break
                after = (after - ord(name[end]) * powers[len(name) - 1 - end]) % _MODULUS
                alike[before, after].append(name)
            if at < len(name):
                code = ord(name[at])
                befores[number] = (before * _BASE + code) % _MODULUS
                afters[number] = (afters[number] - code * powers[len(name) - 1 - at]) % _MODULUS
                left.append(number)
        for same in alike.values():
            if len(same) > 1:
                for one, other in _apart(same, homes):
                    found[one].add(other)
                    found[other].add(one)
        going, at = left, at + 1
    return found


def _hash(words: str) -> int:
    found = 0
    for character in words:
        found = (found * _BASE + ord(character)) % _MODULUS
    return found


def _apart(names: Sequence[str], homes: Mapping[str, Collection[str]]) -> Iterator[tuple[str, str]]:
    """The pairs of names that don't stand in one and the same place alone."""
    alone: dict[str, list[str]] = defaultdict(list)
    several: list[str] = []
    for name in names:
        stands = homes[name]
        (several if len(stands) > 1 else alone[next(iter(stands))]).append(name)
    yield from combinations(several, 2)
    for one, others in combinations([*alone.values(), several], 2):
        yield from product(one, others)
