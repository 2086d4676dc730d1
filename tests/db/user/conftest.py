"""Editions of the bundled plan, as it is and as a script has edited it, with the truth about where each character went."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from db.records import Chapter, Passage
from db.user.plan_text import PlanText, normal
from db.user.records import Edition, TextRange

Letter = tuple[str, int | None]
"""A character, and where it stood in the first edition's normal text; None for new ones."""


@dataclass
class Written:
    """A passage while it is being edited."""

    kind: str
    letters: list[Letter]
    chapter: int
    """Which heading it belongs to, by number."""
    box: int | None
    """Which box, by number."""


@dataclass(frozen=True)
class Edited:
    """An edited edition, and for each character of its normal text where that stood in the first (None: it is new)."""

    edition: Edition
    text: PlanText
    truth: tuple[int | None, ...]

    def went_to(self, start: int, end: int) -> int | None:
        """Where the words `start` to `end` of the first edition's normal text stand now; None if they no longer do."""
        try:
            at = self.truth.index(start)
        except ValueError:
            return None
        return at if self.truth[at : at + end - start] == tuple(range(start, end)) else None


class Editor:
    """Edits a plan at random, from a seed."""

    def __init__(self, edition: Edition, seed: int) -> None:
        self.random = random.Random(seed)
        self.edition = edition
        self.first = PlanText.of(edition)
        self.levels = [chapter.level for chapter in edition.plan.chapters]
        numbers = {chapter.key: number for number, chapter in enumerate(edition.plan.chapters)}
        boxes = {
            passage.key: number
            for number, passage in enumerate(edition.plan.passages)
            if passage.kind == "box_title"
        }
        self.passages: list[Written] = []
        at = 0
        for passage in edition.plan.passages:
            letters: list[Letter] = []
            for each in passage.text:
                visible = bool(normal(each))
                letters.append((each, at if visible else None))
                at += visible
            box = boxes[passage.box] if passage.box else None
            self.passages.append(Written(passage.kind, letters, numbers[passage.chapter], box))

    def change_words(self, count: int) -> None:
        """Put other words, taken from anywhere in the plan, for `count` words of two to six characters."""
        for _ in range(count):
            passage = self.random.choice([each for each in self.passages if len(each.letters) > 20])
            length = self.random.randint(2, 6)
            at = self.random.randrange(len(passage.letters) - length)
            passage.letters[at : at + length] = self.words(self.random.randint(2, 6))

    def words(self, length: int) -> list[Letter]:
        at = self.random.randrange(len(self.first.text) - length)
        return [(each, None) for each in self.first.text[at : at + length]]

    def insert_sentences(self, count: int) -> None:
        for _ in range(count):
            passage = self.random.choice([each for each in self.passages if each.kind == "paragraph"])
            ends = [at + 1 for at, (each, _) in enumerate(passage.letters) if each in "。；，"]
            at = self.random.choice(ends)
            passage.letters[at:at] = [each for _ in range(6) for each in self.words(5)] + [("。", None)]

    def remove_sentences(self, count: int) -> None:
        for _ in range(count):
            passage = self.random.choice([each for each in self.passages if each.kind == "paragraph"])
            ends = [0, *(at + 1 for at, (each, _) in enumerate(passage.letters) if each in "。；，")]
            if len(ends) > 3:
                at = self.random.randrange(1, len(ends) - 1)
                del passage.letters[ends[at] : ends[at + 1]]

    def move_paragraphs(self, count: int) -> None:
        """To anywhere else, also into other chapters."""
        for _ in range(count):
            movable = [each for each in self.passages if each.kind == "paragraph"]
            passage, beside = self.random.choice(movable), self.random.choice(movable)
            if passage is not beside:
                self.passages.remove(passage)
                self.passages.insert(self.passages.index(beside) + 1, passage)
                passage.chapter = beside.chapter

    def part_paragraphs(self, count: int) -> None:
        for _ in range(count):
            passage = self.random.choice([each for each in self.passages if each.kind == "paragraph"])
            ends = [at + 1 for at, (each, _) in enumerate(passage.letters) if each == "。"][:-1]
            if ends:
                at = self.random.choice(ends)
                behind = Written("paragraph", passage.letters[at:], passage.chapter, None)
                passage.letters = passage.letters[:at]
                self.passages.insert(self.passages.index(passage) + 1, behind)

    def remove_section(self) -> None:
        number = self.random.choice([at for at, level in enumerate(self.levels) if level == 2])
        self.passages = [each for each in self.passages if each.chapter != number]

    def insert_section(self) -> None:
        """A new second section in some chapter: the numbers of those behind it shift."""
        at = self.random.choice(
            [
                at
                for at, each in enumerate(self.passages)
                if each.kind == "heading" and self.levels[each.chapter] == 2
            ]
        )
        self.levels.append(2)
        new = len(self.levels) - 1
        heading = Written("heading", [("（", None), ("〇", None), ("）", None), *self.words(9)], new, None)
        body = [
            Written("paragraph", [each for _ in range(20) for each in self.words(5)], new, None)
            for _ in range(2)
        ]
        self.passages[at:at] = [heading, *body]

    def remove_box_items(self, count: int) -> None:
        for _ in range(count):
            self.passages.remove(
                self.random.choice([each for each in self.passages if each.kind == "box_item"])
            )

    def finish(self) -> Edited:
        """Number everything anew and make the plan."""
        chapters: list[Chapter] = []
        passages: list[Passage] = []
        truth: list[int | None] = []
        keys: dict[int, str] = {}
        box_keys: dict[int | None, str] = {}
        counts: dict[str, int] = {}

        def number(prefix: str) -> int:
            counts[prefix] = counts.get(prefix, -1 if prefix == "top" else 0) + 1
            return counts[prefix]

        top = ""
        for each in self.passages:
            letters = each.letters
            if each.kind == "heading":
                level = self.levels[each.chapter]
                if level == 1:
                    top = keys[each.chapter] = str(number("top"))
                else:
                    ordinal = number(f"{top}.")
                    keys[each.chapter] = f"{top}.{ordinal}"
                    shown = letters[1][0]
                    printed = "一二三四五六七八九十"[ordinal - 1]
                    letters = [letters[0], letters[1] if shown == printed else (printed, None), *letters[2:]]
            chapter = keys[each.chapter]
            text = "".join(letter for letter, _ in letters)
            if each.kind == "heading":
                key = chapter
                title = text[3:] if "." in key else text
                chapters.append(
                    Chapter(
                        key,
                        2 if "." in key else 1,
                        text[:3] if "." in key else None,
                        title,
                        top if "." in key else None,
                    )
                )
            elif each.kind == "box_title":
                key = box_keys[each.box] = f"{chapter}.b{number(chapter + '.b')}"
            elif each.kind == "box_item":
                key = f"{box_keys[each.box]}.i{number(box_keys[each.box])}"
            else:
                key = f"{chapter}.p{number(chapter + '.p')}"
            passages.append(Passage(key, each.kind, text, chapter, box_keys.get(each.box)))  # pyright: ignore[reportArgumentType]
            truth += [origin for letter, origin in letters if normal(letter)]
        plan = replace(
            self.edition.plan, chapters=tuple(chapters), passages=tuple(passages), projects=(), gaps=()
        )
        edition = Edition(plan, f"edited-{id(self)}".ljust(64, "0"), f"{self.random.random()}".ljust(64, "0"))
        text = PlanText.of(edition)
        assert len(truth) == len(text.text)
        return Edited(edition, text, tuple(truth))


@pytest.fixture(scope="session")
def source_lines(source: Path) -> list[str]:
    """The lines of the source file as received."""
    return source.read_text("utf-8-sig").splitlines()


@pytest.fixture(scope="session")
def editor(edition: Edition) -> Callable[[int], Editor]:
    return lambda seed: Editor(edition, seed)


def random_reaches(text: PlanText, draw: random.Random, count: int) -> Iterable[TextRange]:
    """Words of two to sixty characters anywhere, whole passages, and words that run on into the next passage."""
    for _ in range(count):
        way = draw.random()
        if way < 0.1:
            line = text.lines[draw.randrange(len(text.lines))]
            yield TextRange(line.key, 0, line.key, len(line.text))
        else:
            start = draw.randrange(len(text.text) - 90)
            length = draw.choice((2, 3, 4, 5, 6, 8, 10, 15, 20, 40, 60))
            end = start + length
            border = text.starts[text.line_at(start) + 1]
            if way < 0.95:
                end = max(min(end, border), start + 1)
            yield text.reach(start, end)


@pytest.fixture(scope="session")
def reaches() -> Callable[[PlanText, random.Random, int], Iterable[TextRange]]:
    return random_reaches
