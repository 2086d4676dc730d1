"""The elements of a web page that are open, however wrongly they are nested, and how words inside look."""

from collections import Counter
from collections.abc import Mapping

from db.source.formats.page_styles import Look, PageStyles

VOID = frozenset("br hr img input meta link area base col embed source track wbr param".split())
"""Tags that open nothing."""
_BOLD = frozenset(("b", "strong"))
_PLAIN_LINK = frozenset("href target title rel name".split())
"""What a link may say of itself that doesn't change how it looks."""
_ENDS_P = frozenset(
    "p div ul ol dl table h1 h2 h3 h4 h5 h6 section article blockquote pre form fieldset hr".split()
)
_IMPLIED: dict[str, tuple[str, ...]] = {
    "li": ("li", "p"), "td": ("td", "th", "p", "li"), "th": ("td", "th", "p", "li"),
    "tr": ("tr", "td", "th", "p", "li"), "dt": ("dt", "dd", "p"), "dd": ("dt", "dd", "p"),
    "option": ("option",),
    **dict.fromkeys(_ENDS_P, ("p", "select")),
    **dict.fromkeys("p table h1 h2 h3 h4 h5 h6 section article".split(), ("p", "select", "button")),
}  # fmt: skip
"""What ends where another tag begins, without a word."""
_BOUNDS = frozenset("table ul ol dl body html div section article".split())
"""Nothing beyond these ends by itself."""
_NEAR = 12
"""So many open elements are looked at for one that ends by itself."""
_MOST = 3_000
"""So many elements inside one another are told apart."""


class OpenTags:
    """What is open."""

    def __init__(self) -> None:
        self.look = Look()
        self._opened: list[tuple[str, Look]] = []
        """Each with the look around it."""
        self._counts = Counter[str]()
        self._links = 0
        self._bold = 0
        """Counted by itself: pages close bold words in any order."""

    @property
    def bold(self) -> bool:
        """Whether words are bold."""
        return self._bold > 0

    @property
    def chrome(self) -> bool:
        """Whether words are those of a menu, a form or a foot."""
        return self.look.chrome

    @property
    def linked(self) -> bool:
        """Whether words are a link to another page."""
        return self._links > 0

    def begin(self, tag: str, attributes: Mapping[str, str | None], styles: PageStyles) -> None:
        """An element begins."""
        self._bold += tag in _BOLD
        if tag == "a":
            # A link to a place of the page itself is an entry of a contents list.
            self._links = int(not (attributes.get("href") or "#").startswith("#"))
            if attributes.keys() <= _PLAIN_LINK:
                return
        if len(self._opened) >= _MOST or (tag in _BOLD and not attributes):
            return
        self._opened.append((tag, self.look))
        self._counts[tag] += 1
        self.look = styles.look(tag, attributes, self.look)

    def imply_end(self, tag: str) -> None:
        """What ends because `tag` begins."""
        ends = _IMPLIED.get(tag)
        if ends is None:
            return
        for each in ends:
            if self._counts[each]:
                break
        else:
            return
        last = None
        for at in range(len(self._opened) - 1, max(len(self._opened) - 1 - _NEAR, -1), -1):
            name = self._opened[at][0]
            if name in ends:
                last = at
            elif name in _BOUNDS and not (tag == "tr" and name == "table"):
                break
        if last is not None:
            self._cut(last)

    def end(self, tag: str) -> None:
        """An element ends, and with it what was left open inside."""
        if tag in _BOLD and self._bold:
            self._bold -= 1
        if tag == "a":
            self._links = 0
        # Pages that are nested wrongly close more than they have opened.
        if not self._counts[tag]:
            return
        for at in range(len(self._opened) - 1, -1, -1):
            if self._opened[at][0] == tag:
                self._cut(at)
                return

    def _cut(self, at: int) -> None:
        self.look = self._opened[at][1]
        for name, _ in self._opened[at:]:
            self._counts[name] -= 1
        del self._opened[at:]
