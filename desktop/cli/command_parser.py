"""The parser of the command line: argparse's, whose help and refusals are in Chinese like all other words.

argparse has its sentences in English, and looks for a translation only where the system keeps one for the
person's language. They are turned here, each by its pattern, and one that is new in a later Python stays.
"""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

_HEADINGS = {"positional arguments": "参数", "options": "选项"}
_TYPES = {"count": "须是不小于 0 的整数", "int": "须是整数", "float": "须是数字", "Path": "须是路径"}
"""What a value has to be, by the name of the function that reads it."""
_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", "缺少 {}"),
    (r"unrecognized arguments: (.+)", "不认识 {}"),
    (r"one of the arguments (.+) is required", "须给出其中一个：{}"),
    (r"not allowed with argument (.+)", "不能与 {} 同时使用"),
    (r"expected one argument", "后面缺少一个值"),
    (r"expected at most one argument", "后面最多一个值"),
    (r"expected at least one argument", "后面至少要有一个值"),
    (r"expected (\d+) arguments?", "后面须有 {} 个值"),
    (r"ignored explicit argument (.+)", "不带值，多出了 {}"),
    (r"ambiguous option: (.+) could match (.+)", "{} 不明确，可能是 {}"),
    (r"invalid choice: (.+?) \((?:maybe you meant .+, )?choose from (.+)\)", "不能是 {}，可选：{}"),
    (r"unknown parser (.+) \(choices: (.+)\)", "不能是 {}，可选：{}"),
    (r"invalid choice: (.+)", "不能是 {}"),
)
"""argparse's sentence, and what is said instead, in which what it names stands."""


class CommandParser(argparse.ArgumentParser):
    """Parsers of inner verbs are of this class, too."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"formatter_class": _CommandHelp, **given, "add_help": False})
        self.add_argument("-h", "--help", action="help", default=argparse.SUPPRESS, help="显示帮助")

    def error(self, message: str) -> NoReturn:
        """Say in Chinese what is wrong with the command line, and exit with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}：{in_chinese(message)}\n")


class _CommandHelp(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        super().start_section(_HEADINGS.get(heading or "", heading))


def in_chinese(message: str) -> str:
    """What argparse says of a command line, in Chinese; a sentence that is not known stays as it is."""
    named = re.fullmatch(r"argument (\S+): (.+)", message, re.DOTALL)
    where, told = (f"{named[1]} ", named[2]) if named else ("", message)
    wrong = re.fullmatch(r"invalid (\w+) value: (.+)", told, re.DOTALL)
    if wrong:
        return f"{where}的值 {_plain(wrong[2])} 不对，{_TYPES.get(wrong[1], '请看 --help')}。"
    for pattern, sentence in _SENTENCES:
        if found := re.fullmatch(pattern, told, re.DOTALL):
            return f"{where}{sentence.format(*map(_plain, found.groups()))}。"
    return f"{where}{told}"


def _plain(words: str) -> str:
    """Without the quotes that argparse puts around each word, in the way of people."""
    return words.replace("'", "").replace(", ", "、")
