"""What the table of attacks counts."""

import pytest

from verify.attack import LostError, RefusedError, Tally, quiet, table


def test_every_way_a_trial_can_end_is_counted_and_told_and_the_attack_goes_on() -> None:
    tally = Tally("kills")
    ends = {
        "well": None,
        "gone": LostError("3 marks"),
        "shut": RefusedError("exit 2"),
        "bug": ValueError("x"),
    }
    for case, error in ends.items():
        with tally.trial(case):
            if error is not None:
                raise error
    assert (tally.tried, tally.survived, tally.lost, tally.refused, tally.tracebacks) == (4, 1, 1, 1, 1)
    assert tally.told == ["gone: LostError: 3 marks", "shut: RefusedError: exit 2", "bug: ValueError: x"]


def test_the_table_sums_up() -> None:
    lines = table([Tally("kills", 1200, 1199, 1), Tally("full disk", 3, 3)])
    assert [line.split() for line in lines] == [
        ["tried", "survived", "lost", "refused", "tracebacks"],
        ["full", "disk", "3", "3", "0", "0", "0"],
        ["kills", "1,200", "1,199", "1", "0", "0"],
        ["together", "1,203", "1,202", "1", "0", "0"],
    ]


def test_a_traceback_in_what_a_command_printed_is_found() -> None:
    assert quiet("共 0 条\n") == "共 0 条\n"
    with pytest.raises(AssertionError, match="ValueError"):
        quiet("Traceback (most recent call last):\n  …\nValueError: x\n")
