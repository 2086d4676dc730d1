"""The steps by which user.db grows, run by Alembic.

Alembic usually finds its steps as files in a folder; a frozen program has none, so they are listed here. A
step is a module with `revision`, `down_revision` and `upgrade`, and is never changed once it was shipped;
each has its test on a kept old file.
"""

from types import ModuleType

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationStep, RevisionStep
from alembic.script.base import Script
from alembic.script.revision import RevisionMap
from sqlalchemy import Connection

from db.user.migrations import r0001_marks, r0002_additions, r0003_lineage

STEPS: tuple[ModuleType, ...] = (r0001_marks, r0002_additions, r0003_lineage)


def migrate(connection: Connection, steps: tuple[ModuleType, ...] = STEPS) -> None:
    """Bring an empty or older user.db to the last of `steps`,
    inside the transaction that `connection` is in.
    """
    scripts = [Script(module, module.revision, module.__file__ or "") for module in steps]
    revisions = RevisionMap(lambda: scripts)

    def pending(heads: tuple[str, ...], _: MigrationContext) -> list[MigrationStep]:
        ahead = list(revisions.iterate_revisions("head", heads[0] if heads else "base"))
        return [
            RevisionStep(revisions, script, is_upgrade=True)
            for script in reversed(ahead)
            if isinstance(script, Script)
        ]

    context = MigrationContext.configure(connection, opts={"fn": pending})
    with Operations.context(context):
        context.run_migrations()
    # The same once more, so that a damaged file is not taken for one of a newer version.
    connection.exec_driver_sql(f"PRAGMA user_version = {int(scripts[-1].revision)}")
