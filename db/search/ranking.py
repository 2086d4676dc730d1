"""BM25 over true counts: how often a term really stands in a passage, not how often some token of it does."""

import math
from collections.abc import Sequence

from db.records import Kind

_K1 = 1.2
_B = 0.75
_WEIGHT: dict[Kind, float] = {"heading": 2.0, "box_title": 1.6, "paragraph": 1.0, "box_item": 1.0}


def scores(
    counts: Sequence[Sequence[int]],
    holding: Sequence[int],
    documents: int,
    lengths: Sequence[int],
    average: float,
    kinds: Sequence[Kind],
) -> list[float]:
    """A score for each of some passages.

    `counts`: for each term, how often it stands in each of them; `holding`: for each term, how many of all
    `documents` hold it; `lengths`, and their `average` over all documents, in characters.
    """
    bare = [_K1 * (1 - _B + _B * length / max(average, 1.0)) for length in lengths]
    totals = [0.0] * len(lengths)
    for column, held in zip(counts, holding, strict=True):
        factor = math.log1p((documents - held + 0.5) / (held + 0.5)) * (_K1 + 1)
        totals = [
            total + factor * count / (count + each)
            for total, count, each in zip(totals, column, bare, strict=True)
        ]
    return [total * _WEIGHT[kind] for total, kind in zip(totals, kinds, strict=True)]
