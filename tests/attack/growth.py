"""How the time of rules and imports grows with their text. Run by test_rules.py in a process of its own, because
what runs away in a regular expression can only be ended with its process.

`growth.py rules|imports short|long FIRST` tries the cases from number FIRST on and prints a line of JSON as each
begins (`at`, `case`), and one for each that takes too long (`slow`).
"""

import gc
import importlib
import itertools
import json
import pkgutil
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import re2

import db
import desktop
from db.errors import SourceError
from db.records import PlanInfo
from db.source.formats.bounds import LINE
from db.source.formats.detection import read_source
from db.source.importer import plan_of
from db.source.meta import Meta
from db.source.report import report_on
from db.source.review import review_lines

MOST = 2.5
"""How many times longer twice the text may take."""
TOKENS = (
    "1|２| |　|<!-- 图 -->|<!--|-->|**|①|第|一|章|、|，|。|；|：|（|）|“|”|亿元|%|-|—|.|·|…|〔缺〕|［1］|[1]|年|2030年|市|镇|甲|的|和|等|项目|"
    "约|达到|增长|建设|X|a|#|>|<|$|\\|&|_|~|\t|\u200b|="
).split("|")
"""What rules speak of. Those that a rule itself speaks of are tried on it besides."""
BREAK, END = "\x01", "甲"
"""Behind what was repeated: what no rule takes, and what most do."""

Work = Callable[[str], object]
_Text = tuple[str, str, str]
"""What stands before, what is repeated, and what stands behind it."""


@dataclass(frozen=True)
class Effort:
    """How much is tried."""

    pairs: int
    """Of tokens, with each rule or in all."""
    enough: float
    """Seconds from which on a text is not made longer."""
    limit: float = 0.0
    """Seconds after which no more pairs are tried with a rule."""
    floor: float = 0.004
    """Seconds below which growth is not told from chance."""


def seconds(work: Work, text: str, times: int = 1) -> float:
    """Processor time of `work` on `text`: the least of so many times."""
    least = float("inf")
    for _ in range(times):
        begun = time.process_time()
        work(text)
        least = min(least, time.process_time() - begun)
    return least


def grows(work: Work, made: Callable[[int], str], size: int, effort: Effort) -> str:
    """Twice the text from `size` characters on, up to the longest line, as long as that takes less than
    `effort.enough`. What was too much for it, twice running; empty if all was well.

    Once is not enough: a rule that looks at a bounded number of characters from each place has its full cost
    only where the text is longer than that.
    """
    before, told = seconds(work, made(size)), ""
    while 2 * size <= LINE and (before < effort.enough or told):
        after = seconds(work, made(2 * size))
        # Other programs run too: only what is slow again and again is slow.
        for _ in range(4):
            if after <= max(MOST * before, effort.floor) or after > _HOPELESS:
                break
            before = seconds(work, made(size), 2)
            after = min(after, seconds(work, made(2 * size), 2))
        slow = after > max(MOST * before, effort.floor)
        now = f"{size} characters {before:.4f} s, {2 * size} characters {after:.4f} s" if slow else ""
        if now and (told or after > _HOPELESS):
            return f"{told}; {now}" if told else now
        size, before, told = 2 * size, after, now
    return ""


_HOPELESS = 2.0
"""Seconds from which on nothing is tried again."""


# -- rules -------------------------------------------------------------------------------------------------

_SMALL, _LARGE, _QUICK = 250, 1_000, 0.0002
"""Where a text of so many characters takes less than so many seconds, or not so much more than a quarter of
it, the rule is not looked at closely.
"""
_RE2 = type(re2.compile(""))
_WAYS = ("search", "fullmatch")


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """All modules of a package."""
    for each in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        # To import this is to start the program.
        if not each.name.endswith("__main__"):
            yield importlib.import_module(each.name)


def rules(package: ModuleType) -> dict[str, Any]:
    """Every compiled pattern that stands in a module of the package, or in a class, table or list there."""
    found: dict[int, tuple[str, Any]] = {}

    def look(name: str, value: object, deep: int) -> None:
        if isinstance(value, (re.Pattern, _RE2)):
            found.setdefault(id(value), (name, value))
        elif deep and isinstance(value, dict):
            for key, each in list(value.items()):
                look(f"{name}[{key}]", each, deep - 1)
        elif deep and isinstance(value, (tuple, list, set, frozenset)):
            for at, each in enumerate(value):
                look(f"{name}[{at}]", each, deep - 1)
        elif deep and isinstance(value, type) and value.__module__.startswith(package.__name__):
            for key, each in list(vars(value).items()):
                look(f"{name}.{key}", each, deep - 1)

    for module in modules(package):
        for name, value in list(vars(module).items()):
            look(f"{module.__name__}.{name}", value, 4)
    return dict(found.values())


def own_tokens(pattern: str) -> list[str]:
    """Words and signs that a pattern has in it."""
    words = re.findall(r"[\u4e00-\u9fff]+|[a-zA-Z]{3,}", pattern)
    signs = re.findall(r"[^\w\s]", pattern)
    return list(dict.fromkeys([*words, *(word[0] for word in words), *signs]))[:60]


def _texts_of(pattern: str, effort: Effort, chance: random.Random) -> tuple[Iterator[_Text], Iterator[_Text]]:
    """Texts of one token, and of two."""
    own = own_tokens(pattern)
    tokens = list(dict.fromkeys([*own, *TOKENS]))
    singles = ((("", token, chance.choice(("", BREAK)))) for token in tokens)
    pairs = [pair for pair in itertools.product(tokens, tokens) if pair[0] != pair[1]]
    doubles = (
        text
        for one, other in chance.sample(pairs, min(effort.pairs, len(pairs)))
        for text in (
            ("", one + other, chance.choice(("", BREAK, END))),
            (one, other, chance.choice(("", BREAK, END))),
        )
    )
    return singles, doubles


def try_rule(rule: Any, effort: Effort, chance: random.Random) -> str:
    """The first text that a rule takes too long for, and how long; empty if there is none."""
    in_bytes = isinstance(rule.pattern, bytes)
    pattern: str = rule.pattern.decode("latin-1") if in_bytes else rule.pattern
    singles, doubles = _texts_of(pattern, effort, chance)
    ends = time.process_time() + effort.limit
    limited = itertools.takewhile(lambda _: time.process_time() < ends, doubles)
    for before, token, behind in itertools.chain(singles, limited):

        def made(size: int, parts: tuple[str, str, str] = (before, token, behind)) -> str:
            return parts[0] + (parts[1] * (size // len(parts[1]) + 1))[:size] + parts[2]

        for way in _WAYS:
            method = getattr(rule, way)

            def work(text: str, method: Callable[[Any], object] = method) -> object:
                return method(text.encode() if in_bytes else text)

            told = f"{way} of {before!r} {token!r}… {behind!r}: "
            # What doubles with each token would not come back from a longer text.
            short = seconds(work, before + token * 24 + behind)
            if short > 0.1:
                return f"{told}24 times {short:.4f} s"
            large = seconds(work, made(_LARGE))
            if large < _QUICK or large < MOST * MOST * seconds(work, made(_SMALL)):
                continue
            slow = grows(work, made, _LARGE, effort)
            if slow:
                return told + slow
    return ""


def rule_cases(effort: Effort) -> Iterator[tuple[str, Callable[[], str]]]:
    """A case for each rule."""
    for name, rule in sorted((rules(db) | rules(desktop)).items()):
        yield name, lambda name=name, rule=rule: try_rule(rule, effort, random.Random(name))


# -- imports -----------------------------------------------------------------------------------------------

_META = Meta(PlanInfo("x", "", "", "", ""))
_SENTENCE = "坚持统筹发展，推进公共服务能力，建设交通网络，完善政策体系，到2030年城镇化率达到70%以上。"
_BEGUN = "".join(f"第{number}章　总则\n{_SENTENCE}\n" for number in "一二三")
_FORMS: dict[str, tuple[str, str, str, str]] = {
    "line": (".txt", "", "", ""),
    "line of a box": (".txt", _BEGUN + "专栏1　重点项目\n", "", "。\n乙"),
    "lines": (".txt", "", "\n", ""),
    "lines below chapters": (".txt", _BEGUN, "\n", _SENTENCE),
    "lines of a box": (".txt", _BEGUN + "专栏1　重点项目\n", "\n", _SENTENCE),
    "web page": (".html", "<html><body>", "", ""),
    "paragraphs of a web page": (".html", "<html><body>", "</p><p>", ""),
}
"""Ending of the name, what stands before, between each time, and behind."""
_IMPORTED = (
    *TOKENS,
    *(
        "<!-- image -->|<table>|<tr>|<td>|</td></tr>|</table>|<p>|</p>|<div>|</div>|<b>|</b>|<li>|<svg>|<head>|"
        "<title>|<script>|</script>|<a |<a b=|<td colspan=9 rowspan=9>|<![|</|'|\"|&#|&#;|&amp;|&amp|&#65;|&#99999999;|&a|"
        "![|](|](a)|```|> |- |# |## |* |1. |1.1 |1、|（一）|（1）|(1)|●|——|第一章　总则|第一节|专栏1|专栏1　重点项目|"
        "表1　主要指标|序号|指标|属性|约束性|目　录|前　言|附件|附件1：甲|名词解释|［1］甲：|各位代表：|来源：|当前位置：|首页|"
        "大 中 小|【字号：|相关链接：|点击蓝字关注我们|2030年1月2日|各县人民政府：|关于印发|通知|2026—2030年|十五五|“十五五”|"
        "省长|一、二、三产业|城镇、农村居民收入分别增长|增长5%、|企业50家、|建成3个|20XX年|XX亿元|至 年|“”|医院医院|二三五年|"
        "建成甲路、|铁路：|开展|前期工作|主要包括|甲、乙等项目|等小流域|三界镇、|项目数5个，|投资|正式项目5项，|1,200|0.5|"
        "翻一番|$5$|$ $|\\frac|&lt;|https://a.cn/|Ⅳ|甲乙丙丁，戊己庚辛、|一是加强"
    ).split("|"),
    "甲\t乙",
    "\t甲\t乙",
    "| 甲 | 乙 |",
    "|--|--|",
    "|\n|--|\n",
    "<table><tr><td>甲</td></tr></table>",
    "2030年，" + _SENTENCE,
)
"""Of an import these are tried besides."""


def imported(text: str, ending: str) -> None:
    """All stages of an import and its review, without what writes it."""
    try:
        source = read_source(text.encode("utf-8", "replace"), f"文件{ending}")
        plan = plan_of(source, _META, f"文件{ending}")
    except SourceError:
        return
    review_lines(source.lines, plan, report_on(plan, _META, "").doubts, {})


def import_cases(effort: Effort) -> Iterator[tuple[str, Callable[[], str]]]:
    """A case for each text and form; pairs of tokens in one form each."""
    chance = random.Random(13)
    tokens = list(dict.fromkeys(_IMPORTED))
    cases = list(itertools.product(tokens, _FORMS))
    if effort.pairs < len(cases):
        cases = chance.sample(cases, effort.pairs)
    # What froze the window once is always tried.
    cases += itertools.product(("<!-- image -->", "** ", "①", ".", "XX亿元、"), _FORMS)
    for _ in range(effort.pairs):
        cases.append(("".join(chance.sample(tokens, 2)), chance.choice(list(_FORMS))))
    for token, form in cases:
        yield f"{token!r} as {form}", lambda token=token, form=form: try_import(token, form, effort)


def try_import(token: str, form: str, effort: Effort) -> str:
    """What an import takes too long for; empty if nothing."""
    ending, before, between, behind = _FORMS[form]

    def made(size: int) -> str:
        each = token + between
        return before + each * max(size // len(each), 1) + behind

    return grows(lambda text: imported(text, ending), made, 1_000, effort)


def main(kind: str, size: str, first: int) -> None:
    """Try the cases from number `first` on."""
    # The collector of cycles looks at all objects again and again: its time grows by itself.
    gc.disable()
    if kind == "rules":
        effort = (
            Effort(pairs=100_000, enough=0.2, limit=0.7)
            if size == "long"
            else Effort(pairs=10, enough=0.03, limit=0.4)
        )
        cases = rule_cases(effort)
    else:
        effort = Effort(pairs=300, enough=0.15) if size == "long" else Effort(pairs=20, enough=0.04)
        cases = import_cases(effort)
    for at, (case, trial) in enumerate(cases):
        if at >= first:
            print(json.dumps({"at": at, "case": case}), flush=True)
            slow = trial()
            if slow:
                print(json.dumps({"slow": slow}), flush=True)
            gc.collect()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
