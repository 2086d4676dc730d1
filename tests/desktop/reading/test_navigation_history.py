"""Back and forward, as in a browser."""

from db.records import Place
from desktop.reading.navigation import HistoryEntry, NavigationHistory


def _stop(key: str, room: str = "page") -> HistoryEntry:
    return HistoryEntry(room, Place("plan", key))


def test_back_and_forward_again() -> None:
    trail = NavigationHistory()
    assert not trail.behind
    assert trail.step(_stop("1"), -1) is None
    trail.leave(_stop("1"))
    trail.leave(_stop("2"))
    assert trail.step(_stop("3"), -1) == _stop("2")
    assert trail.step(_stop("2"), -1) == _stop("1")
    assert not trail.behind
    assert trail.step(_stop("1"), +1) == _stop("2")
    assert trail.step(_stop("2"), +1) == _stop("3")
    assert not trail.ahead


def test_a_jump_from_the_middle_forgets_what_was_ahead() -> None:
    trail = NavigationHistory()
    trail.leave(_stop("1"))
    trail.step(_stop("2"), -1)
    assert trail.ahead
    trail.leave(_stop("1"))
    assert not trail.ahead


def test_a_walk_is_one_step() -> None:
    trail = NavigationHistory()
    trail.leave(_stop("1"), walking=True)
    trail.leave(_stop("2"), walking=True)
    trail.leave(_stop("3"), walking=True)
    assert trail.step(_stop("4"), -1) == _stop("1")
    assert not trail.behind
    trail.leave(_stop("1"), walking=True)
    assert trail.behind


def test_only_so_many_stops_are_kept() -> None:
    trail = NavigationHistory()
    for number in range(500):
        trail.leave(_stop(f"{number}"))
    back = [trail.step(_stop("here"), -1)]
    while trail.behind:
        back.append(trail.step(_stop("here"), -1))
    assert back[0] == _stop("499")
    assert len(back) == 100
