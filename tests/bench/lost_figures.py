"""How many lost figures are found: `python tests/bench/lost_figures.py [--tuning] [--times N] [TEXTS…]`. Prints, judges nothing.

The texts (files or folders, of any format that is read; without any, ../shared/samples) are divided by their names into
a half that the rules may be made after and a half that is kept apart. From each half the digits of one quantity with a
unit, a sign or 年 beside it are deleted, N (300) times, each time from the undamaged text; parts of dates, numbers of
lists, documents and roads are left. Told are: how many of these places are marked, what else was marked by it, and what is
marked in the undamaged text. Only with --tuning what was missed is shown, and only of the first half: whoever looks at
the other has tuned to it.
"""

import argparse
import random
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from db.errors import PlanReaderError
from db.records import Passage, PlanInfo
from db.source.gaps import find_gaps
from db.source.importer import import_plan
from db.source.meta import Meta

_SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
_MEASURES = (
    "平方公里|平方米|立方米|公里|公顷|公斤|千瓦时|千瓦|兆瓦|千伏|美元|人次|周年|小时|分钟|微克|标箱|百分点|"
    "学位|床位|方面|世纪|[元人户家个项米吨斤亩所件位名座处条部台套辆艘架张支只头种类场次期届批轮倍天岁年宗块片间"
    "栋幢组对列颗枚届村县乡镇省市国强级字笔节门]"
)
_QUANTITY = re.compile(
    rf"(?<![0-9A-Za-z.．,，:：/〔\[(（-])(?P<digits>[0-9]+(?:[.,][0-9]+)*)(?=%|％|‰|℃|[十百千万亿]*(?:{_MEASURES})|[万亿])"
    r"(?!年[0-9]{1,2}月)"
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text that was read."""

    name: str
    passages: tuple[Passage, ...]

    @property
    def tuning(self) -> bool:
        """Rules may be made after it."""
        return zlib.crc32(self.name.encode()) % 2 == 0


def read(paths: list[Path]) -> Iterator[Text]:
    """The texts in files and folders; keys and what can't be read are passed over."""
    for path in paths:
        if path.is_dir():
            yield from read(sorted(path.iterdir()))
        elif path.suffix != ".json" and path.name != "README.md":
            try:
                plan = import_plan(path, Meta(PlanInfo("x", "", "", "", "")))[0]
            except PlanReaderError as error:
                print(f"  not read: {path.name}: {error}", file=sys.stderr)
                continue
            yield Text(path.name, tuple(passage for passage in plan.passages if passage.origins))


def without(passage: Passage, start: int, end: int) -> Passage:
    """A passage that lost its characters from `start` to `end`."""
    text = passage.text[:start] + passage.text[end:]
    return Passage(passage.key, passage.kind, text, passage.chapter, passage.box, 0, passage.origins)


def spans(passage: Passage) -> set[tuple[int, int]]:
    """Where a figure is found to be lost."""
    return {gap.span for gap in find_gaps([passage])}


def half(name: str, texts: list[Text], times: int, *, shown: bool) -> None:
    """Tell how one half comes out."""
    passages = [passage for text in texts for passage in text.passages]
    length = sum(len(passage.text) for passage in passages)
    whole = [(passage, span) for passage in passages for span in spans(passage)]
    places = [(passage, found) for passage in passages for found in _QUANTITY.finditer(passage.text)]
    chosen = random.Random(14).sample(places, min(times, len(places)))
    marked, others = 0, 0
    missed: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for passage, found in chosen:
        start, end = found.span("digits")
        damaged = without(passage, start, end)
        there = spans(damaged)
        here = {span for span in there if span[0] <= start <= span[1]}
        before = {
            (at - (end - start) * (at > start), to - (end - start) * (to > start))
            for at, to in spans(passage)
        }
        others += len(there - here - before)
        unit = damaged.text[start : start + 1]
        tried[unit] += 1
        if here:
            marked += 1
            continue
        missed[unit] += 1
        if shown:
            print(f"    {damaged.text[max(start - 16, 0) : start]}▢{damaged.text[start : start + 12]}")
    print(
        f"{name}: {len(texts)} texts, {length:,} characters, {len(places):,} quantities; marked {marked} of {len(chosen)} "
        f"({marked / max(len(chosen), 1):.1%}), {others} marks elsewhere; in the undamaged texts {len(whole)} marks "
        f"({len(whole) / max(length, 1) * 100_000:.2f} in 100,000 characters)"
    )
    print("  missed: " + " ".join(f"{unit}{count}/{tried[unit]}" for unit, count in missed.most_common(20)))
    for passage, (at, to) in whole if shown else ():
        print(f"  marked: {passage.text[max(at - 16, 0) : at]}▢{passage.text[at : to + 12]}")


def main() -> None:
    """Run both halves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="*", type=Path, default=[_SAMPLES])
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--tuning", action="store_true", help="show what was missed, of the first half only")
    options = parser.parse_args()
    texts = list(read(options.texts))
    for name, tuning in (("tuning", True), ("kept apart", False)):
        if not (options.tuning and not tuning):
            chosen = [text for text in texts if text.tuning is tuning]
            half(name, chosen, options.times, shown=options.tuning)


if __name__ == "__main__":
    main()
