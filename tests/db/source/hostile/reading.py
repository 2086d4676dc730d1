"""What comes of a file that may be damaged: a sentence, or a plan that has every line of it."""

from db.errors import PlanReaderError, SourceError
from db.records import Plan, PlanInfo
from db.source.formats.detection import read_source
from db.source.importer import plan_of
from db.source.meta import Meta

META = Meta(PlanInfo("x", "", "", "", ""))


def sentence(error: PlanReaderError) -> None:
    """It is one that a person can read."""
    said = str(error)
    assert said.endswith("。"), said
    assert "\n" not in said, said
    assert len(said) < 200, said


def read_or_refused(data: bytes, name: str) -> Plan | None:
    """The file is refused in a sentence, or no line of it is lost and no cell stands elsewhere."""
    try:
        source = read_source(data, name)
        plan = plan_of(source, META, name)
    except SourceError as error:
        sentence(error)
        return None
    by_key = {passage.key: passage for passage in plan.passages}
    for table in plan.tables:
        assert all(by_key[cell.key].text[slice(*cell.span)] == cell.text for cell in table.cells)
    told = {number for line in source.lines for number in line.numbers}
    found = {number for passage in plan.passages for number in passage.source_lines}
    found |= {number for chapter in plan.chapters for number in chapter.lines}
    assert told == found | {each.line for each in plan.dropped if each.line}
    return plan
