"""Which rows of a project list a hit is in: a row is no passage of its own, the words around it are."""

from collections.abc import Iterable

from db.records import Hit, Project


def rows(hit: Hit, projects: Iterable[Project]) -> tuple[Project, ...]:
    """The projects whose words a hit touches, in the order given; none if it stands only beside them."""
    return tuple(
        project
        for project in projects
        if project.key == hit.key
        and any(start < project.span[1] and project.span[0] < end for start, end in hit.spans)
    )
