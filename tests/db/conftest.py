"""The bundled plan, imported and built once for all tests of `db`."""

from pathlib import Path

import pytest

from db.build import build_plan
from db.plan.query import PlanStore
from db.records import Plan
from db.source.importer import import_plan
from db.source.meta import Meta, read_meta

SOURCES = Path(__file__).parents[2] / "resources" / "source"


@pytest.fixture(scope="session")
def source() -> Path:
    return SOURCES / "shengzhou-145.txt"


@pytest.fixture(scope="session")
def meta_file() -> Path:
    return SOURCES / "shengzhou-145.toml"


@pytest.fixture(scope="session")
def meta(meta_file: Path) -> Meta:
    return read_meta(meta_file)


@pytest.fixture(scope="session")
def plan(source: Path, meta: Meta) -> Plan:
    return import_plan(source, meta)[0]


@pytest.fixture(scope="session")
def plan_folder(source: Path, meta_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plan.db of the bundled plan; not to be changed."""
    folder = tmp_path_factory.mktemp("plans") / "shengzhou-145"
    build_plan(source, meta_file, folder)
    return folder


@pytest.fixture(scope="session")
def store(plan_folder: Path) -> PlanStore:
    return PlanStore.open(plan_folder / "plan.db")
