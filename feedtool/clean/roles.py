"""Names the role of every line of a text: body, heading, caption, share bar, comment, ...

The verdicts decide what is kept; a role says what a line is for. The role of a kept line follows
from its form and position, that of a dropped line from the rule or from its words. If these name
none, the last line above that has one gives it. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from feedtool.clean.bylines import authors
from feedtool.clean.judgement import is_prose
from feedtool.clean.topics import Topic, topic_of
from feedtool.model import Verdict
from feedtool.model.article import BYLINE, DATELINE, PAGE_BREAK, TITLE, TITLE_COPY
from feedtool.text.markup import HEADING
from feedtool.text.sentences import ends_like_a_sentence, is_listed, width

Role = Literal[
    "title", "stand-first", "by-line", "date", "caption", "credit", "section label", "heading",
    "body", "list", "quotation", "table", "share bar", "navigation", "related", "newsletter",
    "comment", "author box", "legal", "form", "advertisement", "notice",
]  # fmt: skip

_LONGEST_HEADING = 120  # columns
_LONGEST_STANDFIRST = 400  # columns
_LONGEST_CAPTION = 300  # columns
_LONGEST_CREDIT = 40  # columns
_LONGEST_LABEL = 40  # columns
_BOX = 90  # columns; a longer line about an author describes him
_REACH = 12  # lines below a label that share its role
_PROSE = 80  # characters
_TABLE = re.compile(r"\t|\S(?: \| | {3,})\S.*(?: \| | {3,})\S|^\|.*\|$")
_QUOTED = re.compile(r"^\s*>|^\s*[\"“„«「『‘].*[\"”“»」』’][.,!?]?$")
_CREDITED = re.compile(
    r"\((?:[^()]*: )?[^()]{2,60}\)$|©|(?:photo|foto|image|bild|credit|crédito?s?|фото)\S*\s*:|"
    r"(?:photo|foto) (?:by|von|de|di)\b|\b(?:AP|AFP|EPA|dpa|Reuters|Getty Images)\b.{0,30}$",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"\b(?:e-?mail address|password|passwort|mot de passe|contraseña|senha|submit|captcha|"
    r"required fields?|absenden)\b|\*\s*$",
    re.IGNORECASE,
)
_FIELDS: Mapping[str, Role] = {
    TITLE: "title", TITLE_COPY: "navigation", BYLINE: "by-line", DATELINE: "date",
    PAGE_BREAK: "navigation",
}  # fmt: skip
# Parts of the ids of rules.
_RULES: Sequence[tuple[str, Role]] = (
    ("section", "section label"), ("share", "share bar"), ("network", "share bar"),
    ("consent", "legal"), ("newsletter", "newsletter"), ("paywall", "newsletter"),
    ("comment-form", "form"), ("comment", "comment"), ("counter", "comment"),
    ("related", "related"), ("read-also", "related"), ("below", "related"),
    ("teaser", "related"), ("advert", "advertisement"),
    ("credit", "credit"), ("copyright", "legal"), ("rights", "legal"), ("author", "author box"),
    ("date", "date"), ("reading-time", "date"), ("skip", "navigation"), ("tags", "navigation"),
    ("head", "navigation"), ("footer", "legal"),
)  # fmt: skip
_TOPICS: Mapping[Topic | None, Role] = {
    "author": "by-line", "dates": "date", "credit": "credit", "navigation": "navigation",
    "advertisement": "advertisement", "related": "related", "comment": "comment",
    "newsletter": "newsletter", "share": "share bar", "legal": "legal",
}  # fmt: skip
_LABELS = frozenset({"related", "comment", "newsletter", "author box", "legal", "advertisement"})


def roles(verdicts: Sequence[Verdict]) -> tuple[Role | None, ...]:
    """The role of each line of a text, None for a blank one."""
    filled = [i for i, verdict in enumerate(verdicts) if verdict.line.text.strip()]
    kept = [i for i in filled if verdicts[i].rule is None]
    found: dict[int, Role] = {}
    body = _body(verdicts, kept)
    written_by = _authors(verdicts)
    for n, i in enumerate(kept):
        following = kept[n + 1] if n + 1 < len(kept) else None
        found[i] = _kept_role(verdicts, i, following)
        if i > body[0] and _is_about(verdicts[i].line.text, written_by):
            found[i] = "author box"
    _mark_standfirst(verdicts, kept, found)
    label: Role | None = None
    since = 0
    for i in filled:
        since += 1
        if verdicts[i].rule is None:
            label = None
            continue
        named = _named(verdicts[i])
        if i > body[0] and named in _LABELS and width(verdicts[i].line.text) <= _BOX:
            label, since = named, 0
        inherited = label if since <= _REACH else None
        found[i] = named or inherited or _by_place(verdicts[i], i, body)
    return tuple(found.get(i) for i in range(len(verdicts)))


def _authors(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """The names in the by-lines."""
    lines = (verdict.line.text for verdict in verdicts if verdict.rule == BYLINE)
    return tuple(name for line in lines if (name := authors.find_author(line)))


def _is_about(text: str, names: Sequence[str]) -> bool:
    """Whether the line says what one of these people does: "Jane Doe is a reporter."."""
    return any(text.startswith(name) and text[len(name) :][:1] in " ," for name in names) and (
        topic_of(text) == "author"
    )


def _body(verdicts: Sequence[Verdict], kept: Sequence[int]) -> tuple[int, int]:
    """The indexes of the first and the last kept line of prose; of kept lines if there is none."""
    prose = [i for i in kept if is_prose(verdicts[i].line.text)] or kept or [0]
    return prose[0], prose[-1]


def _kept_role(verdicts: Sequence[Verdict], i: int, following: int | None) -> Role:
    text = verdicts[i].line.text.strip()
    if HEADING.match(text):
        return "heading"
    if is_listed(text):
        return "list"
    if _TABLE.search(text):
        return "table"
    if _QUOTED.search(text):
        return "quotation"
    is_said = ends_like_a_sentence(text)
    if _is_credited(text) and not text.endswith("."):
        return _caption_or_credit(text)
    if is_said or width(text) > _LONGEST_HEADING or following is None:
        return "body"
    if text[-1:] in ",;:" or text[:1].islower():
        return "body"
    below = verdicts[following].line.text
    return "heading" if ends_like_a_sentence(below) or len(below) >= _PROSE else "body"


def _is_credited(text: str) -> bool:
    return width(text) <= _LONGEST_CAPTION and _CREDITED.search(text) is not None


def _caption_or_credit(text: str) -> Role:
    """A caption says what a picture shows, a credit only whose it is."""
    return "credit" if width(text) <= _LONGEST_CREDIT else "caption"


def _mark_standfirst(
    verdicts: Sequence[Verdict], kept: Sequence[int], found: dict[int, Role]
) -> None:
    """The first kept line is the stand-first if a by-line or date parts it from the body, or if it
    does not end like a sentence.
    """
    title = next((i for i, verdict in enumerate(verdicts) if verdict.rule == TITLE), None)
    below = [i for i in kept if title is not None and i > title]
    if len(below) < 2 or below[0] != kept[0]:
        return
    first, second = below[:2]
    text = verdicts[first].line.text
    if found[first] not in ("body", "heading") or width(text) > _LONGEST_STANDFIRST:
        return
    between = {verdicts[i].rule for i in range(first + 1, second)}
    if between & {BYLINE, DATELINE} or (text.count(" ") > 4 and not ends_like_a_sentence(text)):
        found[first] = "stand-first"


def _named(verdict: Verdict) -> Role | None:
    """The role that the rule or the words of a dropped line name."""
    rule = verdict.rule or ""
    if rule in _FIELDS:
        return _FIELDS[rule]
    if "/" in rule:
        for part, role in _RULES:
            if part in rule.partition("/")[2]:
                return role
    text = verdict.line.text
    if _FORM.search(text) and width(text) <= _BOX:
        return "form"
    worded = _TOPICS.get(topic_of(text))
    if worded in ("credit", "navigation") and _is_credited(text):
        return _caption_or_credit(text)
    if worded == "by-line" and width(text) > _BOX:
        return "author box"
    if worded in ("date", "navigation", "share bar") and width(text) > _BOX:
        return None
    return worded


def _by_place(verdict: Verdict, i: int, body: tuple[int, int]) -> Role:
    """The role of a dropped line whose words name none."""
    text = verdict.line.text
    if _is_credited(text):
        return _caption_or_credit(text)
    if ends_like_a_sentence(text) and len(text) >= _PROSE:
        return "related" if i > body[1] else "notice"
    if i < body[0]:
        return (
            "section label" if body[0] - i <= 4 and width(text) <= _LONGEST_LABEL else "navigation"
        )
    if i > body[1]:
        return "related" if width(text) > _LONGEST_LABEL else "navigation"
    return "related" if width(text) > _LONGEST_LABEL else "notice"
