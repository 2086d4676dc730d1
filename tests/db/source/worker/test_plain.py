"""Records as plain data come back as they were, and nothing else comes back as a record."""

import io
import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from db.records import Amount, Cell, Chapter, Origin, Passage, Plan, PlanInfo, Project, Table, Target
from db.source.corrections import Correction
from db.source.meta import Meta
from db.source.review import ReviewLine
from db.source.worker import messages
from db.source.worker.messages import MessageError, receive, send
from db.source.worker.plain import PlainFormError, of_plain, to_plain


def through_a_pipe(words: Mapping[str, Any]) -> Any:
    pipe = io.BytesIO()
    send(pipe, words)
    pipe.seek(0)
    message = receive(pipe)
    assert message is not None
    return message[0]


RECORDS = [st.builds(kind) for kind in (Chapter, Project, Target, Table, ReviewLine, Meta, Cell, Correction)]


@given(st.one_of(*RECORDS))
def test_a_record_comes_back_as_it_was(record: Any) -> None:
    plain = through_a_pipe({"it": to_plain(record)})["it"]
    assume(re.search(r"\d{19}", json.dumps(plain)) is None)  # more than SQLite takes
    assert of_plain(type(record), plain) == record


def test_a_plan_comes_back_as_it_was(plan: Plan) -> None:
    assert of_plain(Plan, through_a_pipe({"it": to_plain(plan)})["it"]) == plan


def test_half_a_surrogate_pair_goes_through() -> None:
    info = PlanInfo("a", "\ud83d规划", "", "", "\udcff")
    assert of_plain(PlanInfo, through_a_pipe({"it": to_plain(info)})["it"]) == info


@pytest.mark.parametrize(
    ("kind", "odd"),
    [
        (Origin, [0, 1, 2]),
        (Origin, [0, 1, 2, "3"]),
        (Origin, [0, 1, 2, True]),
        (Origin, [0, 1, 2, 1.5]),
        (Origin, [0, 1, 2, -(1 << 63)]),
        (Origin, {"start": 0}),
        (Correction, ["mail", 0]),
        (Passage, ["1", "heading", "a", "1", 7, 0, []]),
        (Passage, ["1", "heading", "a", "1", None, 0, "abc"]),
        (Passage, ["1", "heading", None, "1", None, 0, []]),
        (Passage, None),
        (Amount, ["25亿元", "abc", "亿元", False]),
    ],
)
def test_what_is_no_record_is_refused(kind: type, odd: Any) -> None:
    with pytest.raises(PlainFormError):
        of_plain(kind, odd)


def test_what_is_no_message_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert receive(io.BytesIO(b"")) is None
    assert receive(io.BytesIO(b"\0\0\0\x05\0\0\0\0ab")) is None, "cut off"
    for body in (b"[1]", b"{", b"[" * 100_000, b"\xff"):
        with pytest.raises(MessageError):
            receive(io.BytesIO(len(body).to_bytes(4, "big") + b"\0\0\0\0" + body))
    with pytest.raises(MessageError):
        receive(io.BytesIO(b"\xff\xff\xff\xff\0\0\0\0"))
    monkeypatch.setattr(messages, "LONGEST", 10)
    with pytest.raises(MessageError):
        send(io.BytesIO(), {"it": json.dumps("long words")})
