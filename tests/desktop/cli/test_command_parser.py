"""Whoever types a command wrongly is told in Chinese what was wrong; and the help is in Chinese, too."""

import argparse
import re

import pytest

from desktop.cli import run
from desktop.cli.command_parser import CommandParser, in_chinese

_ENGLISH = re.compile(r"argument|required|invalid|expected|choose|usage|error|positional|options|show this")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["import"], "plan-reader import：缺少 FILE。"),
        (["foo"], "plan-reader：命令 不能是 foo，可选：outline、"),
        (["search", "a", "--limit", "x"], "plan-reader search：--limit 的值 x 不对，须是不小于 0 的整数。"),
        (["search", "a", "--limit"], "plan-reader search：--limit 后面缺少一个值。"),
        (["search", "a", "--order", "foo"], "plan-reader search：--order 不能是 foo，可选：plan、rank。"),
        (["search", "a", "--literal", "--regex"], "plan-reader search：--regex 不能与 --literal 同时使用。"),
        (["search", "a", "--li", "1"], "plan-reader search：--li 不明确，可能是 --literal、--limit。"),
        (["search", "a", "--literal=1"], "plan-reader search：--literal 不带值，多出了 1。"),
        (["plans", "--foo"], "plan-reader：不认识 --foo。"),
        (["marks", "add"], "plan-reader marks add：缺少 --key。"),
        (["print", "--out", "x.odt"], "plan-reader print：--out 文件名须以 .pdf 或 .docx 结尾"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_a_wrong_command_line_is_told_in_chinese(
    line: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(line)
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("用法：plan-reader")
    assert said.splitlines()[-1].startswith(told)
    assert not _ENGLISH.search(said)


@pytest.mark.parametrize("line", [["--help"], ["search", "--help"], ["marks", "add", "--help"]])
def test_the_help_is_in_chinese(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(line)
    said = capsys.readouterr().out
    assert said.startswith("用法：")
    assert "显示帮助" in said
    assert not _ENGLISH.search(said)


def test_what_no_verb_can_say_yet_is_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    parser = CommandParser(prog="p")
    parser.add_argument("--two", nargs=2)
    parser.add_argument("--some", nargs="+")
    one = parser.add_mutually_exclusive_group(required=True)
    one.add_argument("--this", action="store_true")
    one.add_argument("--that", action="store_true")
    for line in (["--two", "1"], ["--some"], []):
        with pytest.raises(SystemExit):
            parser.parse_args(line)
        assert not _ENGLISH.search(capsys.readouterr().err)


def test_a_sentence_that_is_not_known_is_told_as_it_is() -> None:
    assert in_chinese("something of a later Python") == "something of a later Python"
    assert isinstance(CommandParser(), argparse.ArgumentParser)
