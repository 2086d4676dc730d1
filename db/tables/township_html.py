"""The page of a place as HTML: for the screen, and as a file of its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from db.records import SIGNS, Place, Span
from db.tables.arrangement import TableQuery, arrange
from db.tables.facts import PlanFacts
from db.tables.projects import project_table
from db.tables.table import counted
from db.tables.targets import figure, target_table
from db.tables.township_pages import Spoken, TownshipPage
from db.tables.townships import short

_SIGN = re.compile("|".join(SIGNS))
_COLUMNS = ("field", "category", "stage", "name", "quantity", "unit", "place", "remark")


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours as #RRGGBB."""

    text: str = "#000000"
    quiet: str = "#4A4A4A"
    line: str = "#B0B0B0"
    named: str = "#FFE58F"
    """Behind words that name the place."""
    related: str = "#EDEFF2"
    """Behind words that may mean it."""
    marked: str = "#000000"
    """Of words on those grounds."""
    lost: str = "#000000"
    link: str = "#000000"


def place_html(
    parts: Sequence[tuple[PlanFacts, TownshipPage]], ink: Ink, *, links: bool, size: int = 15
) -> str:
    """The page, plan by plan: what there is in numbers, projects, targets, passages that name the place,
    those that may mean it.

    `links`: headings of passages lead to them, as `place:plan:key` or `place:plan:key:start:end`. `size` is
    of the type, in px.
    """
    place = parts[0][1].place if parts else ""
    body = f"<h1>{escape(place)}</h1>" + "".join(
        _Writer(facts, page, ink, links).whole() for facts, page in parts
    )
    style = (
        f"body{{color:{ink.text};font-size:{size}px}} h1{{font-size:{round(size * 1.6)}px;margin:0 0 4px 0}} "
        f"h2{{font-size:{round(size * 1.15)}px;margin:20px 0 6px 0}} p{{margin:0 0 4px 0;line-height:150%}} "
        f"p.where{{color:{ink.quiet};margin-top:12px}} p.quiet{{color:{ink.quiet}}} "
        f"a{{color:{ink.link};text-decoration:none}} "
        f"td,th{{padding:4px 8px;border-bottom:1px solid {ink.line};text-align:left}} "
        f"th{{color:{ink.quiet};font-weight:normal}}"
    )
    title = f"{place}——{'、'.join(facts.plan.info.title for facts, _ in parts)}"
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{style}</style></head>"
        f"<body>{body}</body></html>"
    )


def summary(page: TownshipPage, targets: int) -> str:
    """What there is, in one sentence."""
    parts = [f"规划项目{counted(len(page.projects))}项"]
    if targets:
        parts.append(f"量化目标{counted(targets)}项")
    parts += [f"明确提及{counted(len(page.named))}段", f"疑似相关{counted(len(page.related))}段"]
    return "，".join(parts) + "。"


def doubt(place: str) -> str:
    """What is said above passages that may mean a place."""
    return f"文中有“{short(place)}”二字，未写全称，是否在{place}请核实。"


def link_of(place: Place) -> str:
    """A place as a link."""
    span = f":{place.span[0]}:{place.span[1]}" if place.span else ""
    return f"place:{quote(place.plan, safe='')}:{quote(place.key, safe='')}{span}"


class _Writer:
    def __init__(self, facts: PlanFacts, page: TownshipPage, ink: Ink, links: bool) -> None:
        self._facts = facts
        self._page = page
        self._ink = ink
        self._links = links
        self._targets = target_table([facts])
        self._target_rows = arrange(self._targets, TableQuery().choosing("place", page.place)).rows

    def whole(self) -> str:
        return "".join((self.head(), self.projects(), self.targets(), self.passages()))

    def head(self) -> str:
        info = self._facts.plan.info
        badge = f"（{escape(info.badge)}）" if info.badge and info.badge not in info.title else ""
        found = escape(summary(self._page, len(self._target_rows)))
        return f"<p class='quiet'>《{escape(info.title)}》{badge}</p><p>{found}</p>"

    def projects(self) -> str:
        if not self._page.projects:
            return "<h2>规划项目</h2><p class='quiet'>项目表中没有涉及这里的项目。</p>"
        table = project_table([self._facts])
        rows = self._page.projects
        names = [name for name in _COLUMNS if name == "name" or any(table.text(row, name) for row in rows)]
        head = "".join(f"<th>{escape(table.column(name).title)}</th>" for name in names)
        body = ""
        for row in rows:
            words = {name: self._signed(table.text(row, name)) for name in names}
            words["name"] = self._linked(words["name"], table.place(row))
            body += "<tr>" + "".join(f"<td>{words[name]}</td>" for name in names) + "</tr>"
        return (
            f"<h2>规划项目（{len(rows)}）</h2>"
            f"<table cellspacing='0' width='100%'><tr>{head}</tr>{body}</table>"
        )

    def targets(self) -> str:
        if not self._target_rows:
            return ""
        lines = ""
        for at in self._target_rows:
            name, words = (self._signed(self._targets.text(at, column)) for column in ("name", "text"))
            number = escape(figure(self._targets.rows[at].target))
            lines += f"<p>{name}：{number}　{self._linked(words, self._targets.place(at))}</p>"
        return f"<h2>量化目标（{len(self._target_rows)}）</h2>{lines}"

    def passages(self) -> str:
        parts = ""
        for title, found, ground in (
            ("明确提及", self._page.named, self._ink.named),
            ("疑似相关", self._page.related, self._ink.related),
        ):
            parts += f"<h2>{title}（{len(found)}）</h2>"
            # Said on the page itself: it is also printed and handed on.
            if title == "疑似相关" and found:
                parts += f"<p class='quiet'>{escape(doubt(self._page.place))}</p>"
            parts += (
                "".join(self._passage(spoken, ground) for spoken in found) or "<p class='quiet'>没有。</p>"
            )
        return parts

    def _passage(self, spoken: Spoken, ground: str) -> str:
        passage = spoken.passage
        where = self._linked(escape(spoken.source), self._facts.place(passage.key, spoken.spans[0]))
        return f"<p class='where'>{where}</p><p>{self._marked(passage.key, spoken.spans, ground)}</p>"

    def _marked(self, key: str, spans: tuple[Span, ...], ground: str) -> str:
        """The passage's words with a ground behind the spans, and the signs of what is lost."""
        text = self._facts.view.passages[key].text
        points = {at: gap.sign for at, gap in self._facts.view.signs(key)}
        starts, ends = {span[0] for span in spans}, {span[1] for span in spans}
        parts: list[str] = []
        # Character by character: a sign of a loss may stand within a span, at its edge or outside.
        for at, character in enumerate(text):
            if at in ends:
                parts.append("</span>")
            if at in points:
                parts.append(self._signed(points[at]))
            if at in starts:
                parts.append(f"<span style='background-color:{ground};color:{self._ink.marked}'>")
            parts.append(escape(character))
        if len(text) in ends:
            parts.append("</span>")
        if len(text) in points:
            parts.append(self._signed(points[len(text)]))
        return "".join(parts)

    def _signed(self, text: str) -> str:
        """The words, with their signs in the colour of what is lost."""
        return _SIGN.sub(rf"<span style='color:{self._ink.lost}'>\g<0></span>", escape(text))

    def _linked(self, words: str, place: Place) -> str:
        # On paper a link would be a colour without a meaning.
        return f"<a href='{escape(link_of(place), quote=True)}'>{words}</a>" if self._links else words
