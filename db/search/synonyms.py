"""Synonyms (近义词): words that mean the same in plans (高铁 and 高速铁路), by lists that people keep.

A list is a text file in UTF-8: on each line words with 、 between them, then, after a tab, why they mean the
same; a line that begins with # is a remark. One list is shipped, one is the person's own. A synonym is
offered beside what was found and never counted with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from db.errors import DataFolderError, PlanReaderError
from db.files import alone, cause, head, read_text, unread, write_text
from db.search.folding import fold
from db.search.query import Term, as_query, parse

BETWEEN = "、"
LONGEST = 40
"""Characters of a word."""
_MOST_WORDS = 12
"""Words of a group."""
_MOST_GROUPS = 2000
_LARGEST = 2**20
"""Bytes of a list."""
_SUBSTITUTES = 12
"""Other queries that are tried beside one that was asked."""
_TERMS = 8
"""A query of more terms has none."""
_PATIENCE = 5.0
_HEAD = "# 自己添加的近义词：一行一组，词之间用“、”隔开。\n"


class SynonymError(PlanReaderError):
    """Words that can't be added as synonyms, or taken away."""


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Words that mean the same."""

    words: tuple[str, ...]
    reason: str = ""
    """Why, or who says so."""


@dataclass(frozen=True, slots=True)
class SynonymHits:
    """What a synonym finds where the word itself was sought; no hit of it is counted with the word's."""

    word: str
    """What to search for: the query with the synonym in it."""
    passages: int
    hits: int


class SynonymList:
    """The groups of all lists. It never changes, so that any thread may ask."""

    def __init__(self, groups: Iterable[SynonymGroup] = ()) -> None:
        self.groups = tuple(groups)

    @cached_property
    def _by_word(self) -> dict[str, list[str]]:
        """Folded word → the others of its groups as they are written, in the order of the lists."""
        found: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for group in self.groups:
            folded = {_folded(word): word for word in group.words}
            for word in folded:
                found[word] |= {other: shown for other, shown in folded.items() if other != word}
        return {word: list(others.values()) for word, others in found.items()}

    def substitutes(self, words: str) -> tuple[str, ...]:
        """The queries that say the same as `words` with a synonym in place of one of its words; none for what
        is asked in quotes, with wildcards or by excluding alone.
        """
        terms = parse(words)
        if len(terms) > _TERMS:
            return ()
        found: dict[str, None] = {}
        for term in terms:
            # A word that is read as it stands, or by its sound: not in quotes, no wildcards.
            if term.spelled and not term.excluded:
                start, end = term.place
                for other in self._of_term(term, words[start:end]):
                    found[words[:start] + as_query(other) + words[end:]] = None
        return tuple(found)[:_SUBSTITUTES]

    def _of_term(self, term: Term, typed: str) -> Iterator[str]:
        needle = term.spelled
        if needle in self._by_word:
            # What holds the word itself was found with it: 地区生产总值 with 生产总值.
            yield from (each for each in self._by_word[needle] if needle not in _folded(each))
            return
        inside = [word for word in self._by_word if word in needle and _stands_apart(word, needle)]
        for word in inside:
            if any(word != longer and word in longer for longer in inside):
                continue
            at = needle.index(word)
            # As it was typed, if folding moved nothing.
            around = typed if len(typed) == len(needle) else needle
            for other in self._by_word[word]:
                whole = around[:at] + other + around[at + len(word) :]
                if needle not in _folded(whole):
                    yield whole


def read_groups(file: Path) -> tuple[SynonymGroup, ...]:
    """The groups of a list; none where there is no file. A line of less than two words is passed over. Raises
    DataFolderError with a sentence where it can't be read.
    """
    try:
        text = read_text(file, _LARGEST, "surrogatepass")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise DataFolderError(
            f"近义词文件“{file.name}”读不出来（{unread(error)}），文件没有改动；查找照常可用，只是不提示近义词。",
            repr(error),
        ) from error
    except UnicodeDecodeError as error:
        raise DataFolderError(
            f"近义词文件“{file.name}”不是UTF-8文本，文件没有改动；请改正或移走它。查找照常可用，只是不提示近义词。",
            repr(error),
        ) from error
    return tuple(_groups(text))[:_MOST_GROUPS]


def add_own(file: Path, words: Sequence[str]) -> SynonymGroup:
    """Add a group to the person's own list, to the group that has one of these words if there is one; gives
    the group.

    Raises SynonymError for what is no group, DataFolderError where the list can't be read or written.
    """
    wanted = tuple(_unlike(map(str.strip, words)))
    for word in wanted:
        if len(_folded(word)) < 2 or len(word) > LONGEST or any(each in word for each in f"{BETWEEN}\t\n\r#"):
            raise SynonymError(
                f"“{word[:LONGEST]}”不能作近义词，没有添加：每个词2至{LONGEST}个字，不含顿号、制表符和“#”。"
            )
    if len(wanted) < 2:
        raise SynonymError("没有添加：请至少写两个不同的词。")
    with _changing(file) as groups:
        folded = set(map(_folded, wanted))
        joined = [group for group in groups if folded & set(map(_folded, group.words))]
        made = SynonymGroup(tuple(_unlike([*(word for group in joined for word in group.words), *wanted])))
        if len(made.words) > _MOST_WORDS or len(groups) >= _MOST_GROUPS:
            raise SynonymError(f"没有添加：一组最多{_MOST_WORDS}个词，最多{_MOST_GROUPS}组。")
        groups[:] = [*(group for group in groups if group not in joined), made]
    return made


def is_synonym_list(path: Path) -> bool:
    """Whether a file says at its head that it is somebody's own list."""
    return head(path, len(_HEAD.encode()) + 3).removeprefix(b"\xef\xbb\xbf").startswith(_HEAD.encode()[:-1])


def join_own(file: Path, other: Path) -> None:
    """Add the groups of another list to the person's own; those that are there already stay as they are.

    Raises DataFolderError as `add_own`.
    """
    coming = read_groups(other)
    with _changing(file) as groups:
        groups += [group for group in coming if group not in groups][: _MOST_GROUPS - len(groups)]


def remove_own(file: Path, words: Sequence[str]) -> None:
    """Take words out of the person's own list; a group that has only one word left goes.

    Raises SynonymError if the list does not have one of them, DataFolderError as `add_own`.
    """
    sought = set(map(_folded, words))
    with _changing(file) as groups:
        missing = sought - {_folded(word) for group in groups for word in group.words}
        if missing:
            word = next(word for word in words if _folded(word) in missing)
            raise SynonymError(f"自己添加的近义词里没有“{word[:LONGEST]}”，没有改动。")
        left = [
            SynonymGroup(tuple(each for each in group.words if _folded(each) not in sought), group.reason)
            for group in groups
        ]
        groups[:] = [group for group in left if len(group.words) > 1]


def put_back_own(file: Path, group: SynonymGroup, at: int) -> None:
    """Put a group that was removed back where it stood, with its reason; one that is there already stays.

    Raises DataFolderError as `add_own`.
    """
    with _changing(file) as groups:
        if group not in groups:
            groups.insert(at, group)


@contextmanager
def _changing(file: Path) -> Iterator[list[SynonymGroup]]:
    """The groups of the person's own list, to be changed and written back; of two programs one waits."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with alone(file.with_suffix(".lock"), _PATIENCE):
            groups = list(read_groups(file))
            yield groups
            lines = (f"{BETWEEN.join(group.words)}\t{group.reason}".rstrip() + "\n" for group in groups)
            write_text(file, _HEAD + "".join(lines))
    except OSError as error:  # TimeoutError, too
        raise DataFolderError(
            f"近义词没有保存（{cause(error, file)}），原有的没有改动；请检查数据文件夹后再试。", repr(error)
        ) from error


def _stands_apart(word: str, needle: str) -> bool:
    """Whether a word of Latin letters is one: AI in AI产业, not in zhai."""
    at = needle.index(word)
    before, after = needle[:at][-1:], needle[at + len(word) :][:1]
    return not (_joins(before, word[0]) or _joins(word[-1], after))


def _joins(one: str, other: str) -> bool:
    """Whether two neighbours are of one run of letters; an apostrophe parts syllables in it (xi'an)."""
    return all(each and each.isascii() and (each.isalnum() or each == "'") for each in (one, other))


def _folded(word: str) -> str:
    return fold(word).text


def _unlike(words: Iterable[str]) -> list[str]:
    """The words, of those that fold alike the first; none that is empty."""
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(_folded(word), word)
    found.pop("", None)
    return list(found.values())


def _groups(text: str) -> Iterator[SynonymGroup]:
    for line in text.removeprefix("\ufeff").splitlines():
        words, _, reason = line.partition("\t")
        if not words.startswith("#"):
            listed = _unlike(map(str.strip, words.split(BETWEEN)))[:_MOST_WORDS]
            if len(listed) > 1:
                yield SynonymGroup(tuple(listed), reason.strip())
