"""Which kinds of table a plan gives: a row for each.

The tabs of the tables room, the verbs of the command line, the exports and the settings all read these rows.
To add a kind, write its file in this folder with a `MAKER`, add its row to `KINDS` and a line to the guide
(resources/help/guide.html). A kind that is more than a table also gets a view, in desktop.tables.tables_room.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.tables.maker import TableMaker


@dataclass(frozen=True, slots=True)
class TableKind:
    """What has to be known of a kind before any of its tables is made."""

    name: str
    """Of its tab. Stable: the settings and the links of the overview hold it."""
    title: str
    """On its tab, and in the help of its verb."""
    module: str
    """Of its file, which has a `MAKER`. The file is only loaded when its tables are wanted: all of them
    together take 50 ms, which no other verb should wait for.
    """
    verb: str = ""
    """On the command line; the same as the name where it is empty."""
    help: str = ""
    """Of the verb; the title where it is empty."""
    filtered: bool = False
    """The verb takes --field, --stage and --place."""
    several: bool = False
    """A plan has several tables of this kind, one of which is chosen by its key."""
    slow: bool = False
    """Its tables take long, so that the room makes them only when the tab is looked at."""

    @property
    def maker(self) -> "TableMaker":
        """How its tables are made, told and exported."""
        made: TableMaker = import_module(self.module).MAKER
        return made


KINDS = (
    TableKind("projects", "规划项目", "db.tables.projects", filtered=True),
    TableKind("targets", "量化目标", "db.tables.targets", filtered=True),
    TableKind(
        "boxes",
        "专栏和表格",
        "db.tables.box_tables",
        "tables",
        "各专栏和表格",
        filtered=True,
        several=True,
    ),
    TableKind("places", "涉及乡镇", "db.tables.township_pages", help="涉及乡镇：哪些段落提到哪个乡镇、街道"),
    TableKind("gaps", "原文缺失", "db.tables.gaps", help="原文缺失之处"),
    TableKind(
        "checks",
        "核对",
        "db.tables.checks",
        help="核对：前后数目、合计、重复和相近的项目名称",
        slow=True,
    ),
)
