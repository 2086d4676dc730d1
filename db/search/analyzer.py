"""The one field of the index: every single character and every pair of neighbours of a folded text."""

from collections.abc import Generator
from operator import add

from whoosh import fields, formats


def grams(text: str) -> list[str]:
    """All 1-grams and 2-grams of a folded text as they come, punctuation, Latin and digits included."""
    return [*text, *map(add, text, text[1:])]


def gram_bytes(gram: str) -> bytes:
    """A gram as the index keeps it; half a surrogate pair is a character like any other."""
    return gram.encode("utf-8", "surrogatepass")


class GramField(fields.FieldType):
    """Existence of grams in a folded text, straight from the string, without Whoosh's Token objects."""

    def __init__(self) -> None:
        super().__init__(format=formats.Existence(), analyzer=None)

    def index(self, value: str, **_kwargs: object) -> Generator[tuple[bytes, int, float, bytes], None, None]:
        """Each gram of `value` once, as Whoosh wants them: bytes, frequency, weight, payload."""
        for gram in sorted(set(grams(value))):
            yield gram_bytes(gram), 1, 1.0, b""

    def to_bytes(self, value: str | bytes) -> bytes:
        """As in the index; bytes are so already."""
        return value if isinstance(value, bytes) else gram_bytes(value)

    def from_bytes(self, bs: bytes) -> str:
        """The gram that the bytes stand for."""
        return bs.decode("utf-8", "surrogatepass")
