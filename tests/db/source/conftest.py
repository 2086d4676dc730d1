"""Text of our own in the manner of plans, for documents of every form."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from db.records import Plan, PlanInfo
from db.source.importer import import_plan
from db.source.meta import Meta

_SUBJECTS = "坚持统筹发展|聚焦主导产业|围绕重点领域|健全工作机制|依托现有基础|深化改革创新|加强部门协同|完善政策体系".split(
    "|"
)
_VERBS = "推进,实施,完善,优化,建设,提升,加快,培育,健全,强化".split(",")
_OBJECTS = "公共服务能力,产业链条,交通网络,水利设施,生态廊道,人才队伍,数字平台,农业基地,医疗资源,教育设施,基层治理".split(
    ","
)

Prose = Callable[..., str]
ImportText = Callable[..., Plan]


@pytest.fixture
def prose() -> Prose:
    """A paragraph of so many sentences, each time another, the same in every run."""
    chance = random.Random(8)

    def sentence() -> str:
        clauses = [f"{chance.choice(_VERBS)}{chance.choice(_OBJECTS)}" for _ in range(chance.randint(3, 5))]
        return f"{chance.choice(_SUBJECTS)}，" + "，".join(clauses) + "。"

    def paragraph(sentences: int = 2) -> str:
        return "".join(sentence() for _ in range(sentences))

    return paragraph


@pytest.fixture
def import_text(tmp_path: Path) -> ImportText:
    """Import lines (or one text) as a file of the reader's own, of which nothing is known."""

    def of(text: str | list[str], name: str = "文件.txt", **known: str) -> Plan:
        path = tmp_path / name
        path.write_text(text if isinstance(text, str) else "\n".join(text), "utf-8")
        info = PlanInfo(
            "x", known.get("title", ""), known.get("jurisdiction", ""), known.get("period", ""), ""
        )
        return import_plan(path, Meta(info))[0]

    return of
