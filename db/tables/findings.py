"""What a check of a plan finds."""

from dataclasses import dataclass
from typing import Literal

from db.records import Place

FindingKind = Literal["count", "total", "repeat", "similar"]

KIND_NAMES: dict[FindingKind, str] = {
    "count": "数目",
    "total": "合计",
    "repeat": "重复列出",
    "similar": "名称相近",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Two or more places of a plan, compared."""

    kind: FindingKind
    message: str
    """One sentence for the person."""
    places: tuple[Place, ...]
    agrees: bool
    """Nothing contradicts; where a total is lost, nothing can."""
    open: bool = False
    """There is nothing to compare with: the total is lost."""

    @property
    def verdict(self) -> str:
        """What came of it, in one word."""
        if self.open:
            return "无从核对"
        return "待核对" if not self.agrees else "重复列出" if self.kind == "repeat" else "一致"

    @property
    def keys(self) -> tuple[str, ...]:
        """The passages, each once."""
        return tuple(dict.fromkeys(place.key for place in self.places))
