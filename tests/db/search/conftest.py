"""Documents of the bundled plan, of hostile texts, and an index of each."""

from pathlib import Path

import pytest

from db.plan.query import PlanStore
from db.search import index
from db.search.corpus import Document, documents
from db.search.searcher import Searcher

HOSTILE = (
    "ｆｕｌｌ　ｗｉｄｔｈ １２３，Ａ级",
    "ligatures: ﬁne ﬂow ﬃ, and ㎡ ㎞ ㏄ ㈠ ① Ⅳ ½",
    "㎡㎡面积㉒㉒",
    "ｶﾞｷﾞｸﾞ half-width kana ﾊﾟ",
    "cafe\u0301 naïve e\u0301\u0327 Å A\u030a",
    "zero\u200bwidth\u200djoiner \u200fRTL\u200e \ufeffmark soft\u00adhyphen",
    "lone \ud83d surrogate \ude00 and a pair 😀👨\u200d👩\u200d👧 ❤\ufe0f",
    "繁體與簡體：長三角、後發髮、臺灣颱風、乾坤",
    "“引号”‘单’「角」『双角』—–-·•‧……。．.",
    "straße ẞ İstanbul ŉ ǰ ΐ ﬅ Σςσ",
    "한글 한 각",
    "哈哈哈哈哈 aaaa aaaaa",
    "\u0301 begins with a mark",
    "line\nfeed\ttab\u3000wide\u00a0hard",
    "\x00nul\x00",
    "",
    "，",
    "(a+)+$ .*?[]{}\\ ^|&&--~~",
    "𠮷野家 𪚥 𝐀𝐁",
)


HOSTILE_DOCUMENTS = tuple(
    Document("p", f"{place // 3}.p{place}", "paragraph", ("章",), (f"{place // 3}",), f"{place // 3}", text)
    for place, text in enumerate(HOSTILE)
)


@pytest.fixture(scope="session")
def bundled(store: PlanStore) -> tuple[Document, ...]:
    return documents(store)


@pytest.fixture(scope="session")
def index_folder(bundled: tuple[Document, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the bundled plan; not to be changed."""
    folder = tmp_path_factory.mktemp("search") / "index"
    index.build(bundled, folder, "stamp")
    return folder


@pytest.fixture(scope="session")
def searcher(bundled: tuple[Document, ...], index_folder: Path) -> Searcher:
    return Searcher(bundled, index_folder, "stamp")


@pytest.fixture(scope="session")
def scanner(bundled: tuple[Document, ...]) -> Searcher:
    """The same without an index."""
    return Searcher(bundled)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Texts that are hard to fold, with an index."""
    folder = tmp_path_factory.mktemp("hostile") / "index"
    index.build(HOSTILE_DOCUMENTS, folder)
    return Searcher(HOSTILE_DOCUMENTS, folder)
