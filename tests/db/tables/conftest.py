"""The bundled plan as tables."""

import pytest

from db.records import Plan
from db.tables.facts import PlanFacts
from db.tables.projects import ProjectRow, project_table
from db.tables.table import Table


@pytest.fixture(scope="session")
def facts(plan: Plan) -> PlanFacts:
    return PlanFacts(plan)


@pytest.fixture(scope="session")
def projects(facts: PlanFacts) -> Table[ProjectRow]:
    return project_table([facts])
