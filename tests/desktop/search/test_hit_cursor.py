"""The walk from hit to hit."""

from hypothesis import given
from hypothesis import strategies as st

from db.records import Hit, Place
from desktop.search.hit_cursor import HitCursor

ORDER = {f"p{number}": number for number in range(8)}


def _hit(key: str, *spans: tuple[int, int], plan: str = "甲", how: str = "text") -> Hit:
    return Hit(
        plan, key, "paragraph", ("章",), "规划纲要" * 10, spans, "pinyin" if how == "pinyin" else "text"
    )


def _places(walk: HitCursor) -> list[tuple[str, str, tuple[int, int] | None]]:
    return [(place.plan, place.key, place.span) for place in map(walk.place, range(len(walk)))]


def test_the_walk_begins_where_the_reader_is_and_goes_round() -> None:
    hits = [_hit("p1", (0, 2)), _hit("p4", (3, 5), (9, 11))]
    walk = HitCursor(hits, ORDER)
    assert _places(walk) == [("甲", "p1", (0, 2)), ("甲", "p4", (3, 5)), ("甲", "p4", (9, 11))]
    assert walk.current is None
    place = walk.step(1, Place("甲", "p4", (4, 4)))
    assert place == walk.current == Place("甲", "p4", (9, 11), "划纲")
    assert walk.step(1, None) == walk.place(0)
    assert walk.step(-1, None) == walk.place(2)
    assert HitCursor(hits, ORDER).step(-1, Place("甲", "p4", (9, 9))) == walk.place(1)
    assert HitCursor(hits, ORDER).step(-1, Place("甲", "p1")) == walk.place(2)
    assert HitCursor(hits, ORDER).step(1, Place("甲", "p7")) == walk.place(0)
    assert HitCursor(hits, ORDER).step(-1, Place("甲", "p7")) == walk.place(2)
    assert HitCursor(hits, ORDER).step(1, Place("甲", "gone")) == walk.place(0)
    assert HitCursor((), ORDER).step(1, None) is None


def test_ranked_hits_are_walked_in_the_order_of_the_list() -> None:
    walk = HitCursor([_hit("p6", (0, 2)), _hit("p2", (0, 2))])
    assert walk.step(1, Place("甲", "p1")) == Place("甲", "p6", (0, 2), "规划")


def test_what_is_written_so_comes_before_what_only_sounds_so() -> None:
    walk = HitCursor(
        [
            _hit("p1", (0, 2)),
            _hit("p3", (0, 2)),
            _hit("p2", (0, 2), how="pinyin"),
            _hit("p5", (0, 2), how="pinyin"),
        ],
        ORDER,
    )
    assert walk.step(1, Place("甲", "p2")) == Place("甲", "p3", (0, 2), "规划")
    assert walk.step(1, None) == Place("甲", "p2", (0, 2), "规划")
    heard = HitCursor([_hit("p2", (0, 2), how="pinyin"), _hit("p5", (0, 2), how="pinyin")], ORDER)
    assert heard.step(1, Place("甲", "p3")) == Place("甲", "p5", (0, 2), "规划")


def test_the_first_step_stays_in_the_plan_that_is_open() -> None:
    hits = [_hit("p1", (0, 2)), _hit("p2", (0, 2)), _hit("p1", (0, 2), plan="乙")]
    assert HitCursor(hits, ORDER).step(1, Place("甲", "p5")) == Place("甲", "p1", (0, 2), "规划")
    assert HitCursor(hits, ORDER).step(-1, Place("甲", "p1")) == Place("甲", "p2", (0, 2), "规划")
    walk = HitCursor(hits, ORDER)
    walk.step(1, Place("甲", "p2"))
    assert walk.step(1, None) == Place("乙", "p1", (0, 2), "规划")
    assert HitCursor(hits[2:], ORDER).step(1, Place("甲", "p5")) == Place("乙", "p1", (0, 2), "规划")


def test_a_place_finds_its_number() -> None:
    walk = HitCursor([_hit("p1", (0, 2)), _hit("p4", (3, 5), (9, 11)), _hit("p4", (3, 5), plan="乙")], ORDER)
    assert [
        walk.find(Place("甲", "p4", (9, 11))),
        walk.find(Place("甲", "p4")),
        walk.find(Place("乙", "p4", (3, 5))),
    ] == [
        2,
        1,
        3,
    ]
    assert walk.find(Place("甲", "p4", (1, 2))) is None
    assert walk.go(Place("丙", "p4")) is None
    assert walk.at is None
    assert walk.go(Place("甲", "p4", (9, 11))) == walk.current


@given(st.lists(st.integers(1, 4), min_size=1, max_size=8), st.integers(0, 7), st.integers(0, 9))
def test_a_round_goes_to_every_hit_once(counts: list[int], key: int, offset: int) -> None:
    hits = [_hit(f"p{at}", *((3 * n, 3 * n + 2) for n in range(count))) for at, count in enumerate(counts)]
    walk = HitCursor(hits, ORDER)
    start = Place("甲", f"p{key}", (offset, offset))
    seen = [walk.step(1, start) for _ in range(len(walk))]
    assert len(set(seen)) == len(seen) == sum(counts)
    first = seen[0]
    assert first is not None
    after = [hit for hit in _places(walk) if (hit[1], hit[2]) >= (f"p{key}", (offset, 0))]
    assert (first.key, first.span) == (after[0][1:] if after else _places(walk)[0][1:])
