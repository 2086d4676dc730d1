"""The stamp of a plan.db: which program wrote it, from which source, and whether what it holds is what was
written.
"""

import hashlib
from dataclasses import astuple, dataclass

from db.records import Plan

SCHEMA = 4
"""Version of the tables; a plan.db of another version is built again from its source."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a plan.db says of itself."""

    schema: int
    parser: int
    source_sha256: str
    content_sha256: str
    """Over all records, so that a flipped byte is noticed when the file is opened."""


def content_checksum(plan: Plan) -> str:
    """SHA-256 over all records of a plan, in hexadecimal."""
    digest = hashlib.sha256()
    digest.update(repr(astuple(plan.info)).encode("utf-8", "surrogatepass"))
    # The repr of frozen records names every field and its value: a field added is a checksum changed.
    for records in (
        plan.chapters, plan.passages, plan.projects, plan.gaps,
        plan.dropped, plan.doubts, plan.tables, plan.targets,
    ):  # fmt: skip
        for record in records:
            digest.update(repr(record).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
