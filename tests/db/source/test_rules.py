"""Every rule of grammar says what it takes and what it must not take, and does so.

A rule is a regular expression of `db.source`: each at the top of a module, and each inside a function that has
Chinese words in it. The comment right above it gives the examples, in backquotes: takes `第一章 总则`, not
`第一章的内容`. They are tried in the way in which the module uses the rule (match, search, fullmatch).
"""

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).parents[3] / "db" / "source"
WAYS = {"sub": "search", "split": "search", "findall": "search", "finditer": "search"}
TABLES = {"_forms": "fullmatch", "_FORMS": "search"}
"""Tables of rules, each a tuple with the pattern in it, and how they are used."""
FLAGS = {"re.IGNORECASE": re.IGNORECASE, "re.DOTALL": re.DOTALL, "re.VERBOSE": re.VERBOSE}


@dataclass(frozen=True)
class Rule:
    """A pattern, where it stands, and how it is used."""

    module: str
    line: int
    pattern: re.Pattern[Any]
    ways: frozenset[str]
    comment: str

    def takes(self, words: str) -> bool:
        """Whether the rule takes these words in every way in which it is used."""
        given = words.encode() if isinstance(self.pattern.pattern, bytes) else words
        return all(getattr(self.pattern, way)(given) is not None for way in self.ways)

    def examples(self, word: str) -> list[str]:
        """The examples behind a word of the comment."""
        found = re.search(rf"\b{word} ((?:`[^`]+`[, ]*(?:and |or )?)+)", self.comment)
        quoted: list[str] = re.findall(r"`([^`]+)`", found[1]) if found else []
        return [re.sub(r"\\(u[0-9a-f]{4}|x[0-9a-f]{2}|[tn])", _unescaped, each) for each in quoted]


def _unescaped(found: re.Match[str]) -> str:
    return found[0].encode().decode("unicode_escape")


def _comment_above(lines: list[str], at: int) -> str:
    parts: list[str] = []
    while at > 0 and lines[at - 1].strip().startswith("#"):
        at -= 1
        parts.insert(0, lines[at].strip().lstrip("# "))
    return " ".join(parts)


def _ways(name: str, text: str) -> frozenset[str]:
    method = r"\.(match|search|fullmatch|sub|split|findall|finditer)\("
    used: list[str] = re.findall(rf"\b{name}{method}", text) or re.findall(rf"\bform{method}", text)
    return frozenset(WAYS.get(way, way) for way in used) or frozenset({"search"})


def _patterns(
    tree: ast.Module, text: str
) -> Iterator[tuple[ast.AST, ast.expr, frozenset[str], ast.Call | None]]:
    """Where each rule stands, its pattern, how it is used, and the call that has its flags."""
    top = {id(node): statement for statement in tree.body for node in ast.walk(statement)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        statement = top[id(node)]
        if isinstance(node.func, ast.Name) and node.func.id in TABLES:
            for row in node.args:
                if isinstance(row, ast.Tuple):
                    yield row, row.elts[0], frozenset({TABLES[node.func.id]}), None
        elif ast.unparse(node.func) in {
            f"re.{way}" for way in ("compile", "match", "search", "fullmatch", *WAYS)
        }:
            way = ast.unparse(node.func).removeprefix("re.")
            if way != "compile":
                yield node, node.args[0], frozenset({WAYS.get(way, way)}), None
            elif isinstance(statement, ast.Assign):
                yield node, node.args[0], _ways(ast.unparse(statement.targets[0]), text), node
    for statement in tree.body:
        if isinstance(statement, ast.AnnAssign) and ast.unparse(statement.target) in TABLES:
            for row in statement.value.elts if isinstance(statement.value, ast.Tuple) else ():
                assert isinstance(row, ast.Tuple)
                yield row, row.elts[1], frozenset({TABLES[ast.unparse(statement.target)]}), None


def _rules() -> Iterator[Rule]:
    every = "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text("utf-8")
        name = ".".join(path.relative_to(SOURCE.parents[1]).with_suffix("").parts)
        known = vars(importlib.import_module(name))
        lines = text.splitlines()
        for node, pattern, ways, call in _patterns(ast.parse(text), text):
            at = node.lineno - 1  # type: ignore[attr-defined]
            inside = call is None and isinstance(node, ast.Call)
            if inside and not re.search(r"[\u4e00-\u9fff]", ast.unparse(pattern)):
                continue
            try:
                words = eval(compile(ast.Expression(pattern), name, "eval"), dict(known))
            except NameError:
                continue  # put together inside a function from a rule that has its own examples
            flags = sum(value for flag, value in FLAGS.items() if call and flag in ast.unparse(call))
            made = words if isinstance(words, re.Pattern) else re.compile(words, flags)
            if call is not None and not name.rpartition(".")[2]:
                ways = _ways(name, every)
            yield Rule(name, node.lineno, made, ways, _comment_above(lines, at))  # type: ignore[attr-defined]


RULES = list(_rules())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.module}:{rule.line}")
def test_a_rule_takes_its_examples_and_leaves_the_others(rule: Rule) -> None:
    takes, leaves = rule.examples("[Tt]akes"), rule.examples("not")
    assert takes, f"no example that it takes: {rule.pattern.pattern!r}"
    assert leaves, f"no example that it must not take: {rule.pattern.pattern!r}"
    assert [words for words in takes if not rule.takes(words)] == []
    assert [words for words in leaves if rule.takes(words)] == []


def test_the_rules_are_found() -> None:
    assert len(RULES) > 200
