"""A hit names the rows of a project list that hold it."""

from db.plan.query import PlanStore
from db.search.hit_rows import rows
from db.search.query import Searcher


def test_a_hit_names_its_rows(searcher: Searcher, store: PlanStore) -> None:
    projects = store.plan.projects
    named = {row.name for hit in searcher.search("通用机场").results for row in rows(hit, projects)}
    assert named
    assert all(name is not None and "通用机场" in name for name in named)


def test_every_row_is_found_by_its_name(searcher: Searcher, store: PlanStore) -> None:
    for project in store.plan.projects:
        if project.name:
            found = searcher.search(project.name, literal=True, scope=project.key)
            assert project in [row for hit in found.results for row in rows(hit, store.plan.projects)]


def test_a_hit_beside_the_rows_names_none(searcher: Searcher, store: PlanStore) -> None:
    paragraphs = searcher.search("建设", kinds={"paragraph"})
    assert all(rows(hit, store.plan.projects) == () for hit in paragraphs.results)
