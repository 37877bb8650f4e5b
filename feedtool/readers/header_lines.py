"""Finds headers without fences: lines above a text in which an authoring tool expects metadata.

    .. title: T             Nikola, also in an HTML comment
    :title: T               reStructuredText
    @def title = "T"        Franklin
    title: T ... ---        Hexo: YAML that is closed and not opened
    Title: T                Pelican, MultiMarkdown, Gentoo news, mail

The last form is also how prose and plays look, so it needs names that tools use, in the first
lines, above a blank line. What is not certain is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from feedtool.readers.blocks import BadFrontMatter, Fields, Value, from_toml, from_yaml
from feedtool.readers.fields import DATES, KNOWN, LISTS
from feedtool.text.dates import parse_date
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.normalize import one_line

_MAY_BEGIN = re.compile(
    r"<!--\s*(?:\.\.[ \t]|\Z)|\.\.[ \t]+[A-Za-z][\w-]*:|:[A-Za-z][\w -]*:|@def[ \t]"
    r"|[A-Za-z][\w -]{0,40}:(?:\s|\Z)"
)
_NIKOLA = lazy_regex(
    r"(?P<comment><!--\s*)?(?P<block>(?:\.\.[ \t]+[A-Za-z][\w-]*:[^\n]*(?:\n|\Z))+)"
    r"(?(comment)\s*-->[ \t]*(?:\n|\Z)|)"
)
_NIKOLA_LINE = lazy_regex(r"\.\.[ \t]+([A-Za-z][\w-]*):[ \t]*(.*)")
_REST = lazy_regex(r"(?::[A-Za-z][\w -]*:(?:[ \t][^\n]*)?(?:\n|\Z)(?:[ \t]+\S[^\n]*(?:\n|\Z))*)+")
_REST_LINE = lazy_regex(r":([A-Za-z][\w -]*):[ \t]*(.*)")
_FRANKLIN = lazy_regex(r"(?:@def[ \t]+\w+[ \t]*=[^\n]*(?:\n|\Z)(?:[ \t]*\n)*)+")
_FRANKLIN_LINE = lazy_regex(r"@def[ \t]+(\w+)[ \t]*=[ \t]*(.*)")
_JULIA_DATE = lazy_regex(r"Date(?:Time)?\((\d{4}),[ ]*(\d{1,2}),[ ]*(\d{1,2})[^()\n]*\)")
_LINE = lazy_regex(r"([A-Za-z][\w-]*(?: [\w-]+){0,3}):(?:[ \t]+(.*))?")
_UNFENCED = lazy_regex(
    r"(?P<block>(?:[ \t]*[^\s-][^\n]*\n|[ \t]*-[ \t][^\n]*\n)+)(?:[ \t]*\n)*-{3,}[ \t]*(?:\n|\Z)"
)
_YAML_LINE = lazy_regex(r"[A-Za-z][\w-]*[ \t]*:(?:\s|\Z)|[ \t]+\S|-[ \t]")
_QUOTED = lazy_regex(r"\"([^\"]*)\"|'([^']*)'")
_LONGEST = 16_384  # characters
_MAILBOX = lazy_regex(r"\s*<[^<>\s]+@[^<>\s]+>")  # of an author
_MAIL_NAME = lazy_regex(r"\s*\S+(?:@| at )\S+\s+\((?P<name>[^()]+)\)\s*")
# Names that tools write into such headers besides those that are read.
_OTHERS = frozenset(
    "cc comments content-type display-if-installed display-if-keyword display-if-profile email "
    "format from keyword layout link message-id news-item-format number number-of-posts posted "
    "references reply-to revision save-as series subject template toc to translator type "
    "volume weight xref base-header-level copyright css latex-config".split()
)
# Names that tell a site generator what to do. Scrapers write titles, dates, authors, addresses,
# tags and summaries above a text too.
OF_AUTHORS = ("slug", "permalink", "layout", "template", "revision", "news-item-format")


class Header(msgspec.Struct, frozen=True):
    """The fields of a header, and where the text below it begins.

    `name` is that of a field which only the author of a text writes, or empty. `notices` name
    values that cannot be used.
    """

    fields: Fields
    end: int
    name: str = ""
    notices: tuple[str, ...] = ()


def may_begin(text: str, begin: int) -> bool:
    """Whether a header may begin here; false for nearly every text."""
    line = text[begin : text.find("\n", begin) + 1 or len(text)]
    return _MAY_BEGIN.match(line) is not None


def find_header(text: str, begin: int) -> Header | None:
    """The header at `begin`, if there certainly is one; `text` has plain line ends.

    >>> found = find_header("Title: On rain\\nDate: 2026-05-25\\n\\nIt rained.", 0)
    >>> found.fields, found.end
    ({'title': 'On rain', 'date': '2026-05-25'}, 32)
    >>> find_header("Note: bring a coat.\\n\\nIt rained.", 0) is None
    True
    """
    text = text[: begin + _LONGEST]
    for find in (_nikola, _rest, _franklin, _unfenced, _key_lines):
        header = find(text, begin)
        if header is not None:
            break
    else:
        return None
    if not text[header.end :].strip():
        return None  # all of the text would be a header
    return _with_good_dates(header)


def resembles_header(text: str, begin: int) -> bool:
    """Whether a text begins like a header although it is not certain to have one.

    >>> resembles_header("Title: T\\nDate: 2026-05-25\\nand then the text.", 0)
    True
    """
    lines = text[begin : begin + _LONGEST].lstrip("\n").partition("\n\n")[0].split("\n")
    names = [_name(found[1]) if (found := _LINE.fullmatch(line)) else "" for line in lines]
    begins = names[0] == "title" and len(names) > 1 and names[1] in KNOWN
    return begins or len(KNOWN.intersection(names)) > 2


# -- dialects ------------------------------------------------------------------------------------


def _nikola(text: str, begin: int) -> Header | None:
    found = _NIKOLA.match(text, begin)
    if found is None:
        return None
    fields = _fields(_NIKOLA_LINE, found["block"].splitlines())
    return Header(fields, found.end(), "title") if fields.get("title") else None


def _rest(text: str, begin: int) -> Header | None:
    found = _REST.match(text, begin)
    if found is None or not _ends_here(text, found.end()):
        return None
    fields = _fields(_REST_LINE, found[0].splitlines())
    is_certain = len(KNOWN & fields.keys()) >= 2 or "title" in fields or "date" in fields
    return Header(fields, found.end(), next(iter(fields))) if is_certain else None


def _franklin(text: str, begin: int) -> Header | None:
    found = _FRANKLIN.match(text, begin)
    if found is None:
        return None
    fields: dict[str, Value] = {}
    for line in found[0].splitlines():
        pair = _FRANKLIN_LINE.fullmatch(line.strip())
        if pair is not None:
            fields |= _julia(_name(pair[1]), pair[2].rstrip("; "))
    return Header(fields, found.end(), next(iter(fields), "")) if fields else None


def _julia(name: str, value: str) -> Fields:
    """A Julia literal; most of them are TOML as well."""
    try:
        return {name: from_toml(f"value = {without_julia_dates(value)}")["value"]}
    except BadFrontMatter:
        return {name: one_line(value)}


def without_julia_dates(block: str) -> str:
    """The block with dates as TOML has them.

    >>> without_julia_dates("date = Date(2026, 5, 25)")
    'date = 2026-05-25'
    """
    return _JULIA_DATE.sub(lambda d: f"{d[1]}-{int(d[2]):02}-{int(d[3]):02}", block)


def _unfenced(text: str, begin: int) -> Header | None:
    """YAML above a line of hyphens, which alone would be a heading."""
    found = _UNFENCED.match(text, begin)
    if found is None:
        return None
    lines = found["block"].splitlines()
    if not all(map(_YAML_LINE.match, lines)):
        return None
    try:
        fields = from_yaml(found["block"])
    except BadFrontMatter:
        fields = _of_lines(lines) or {}
    is_dated_or_named = bool({"title", "permalink", "slug", *DATES} & fields.keys())
    is_certain = is_dated_or_named and len(KNOWN & fields.keys()) > 1
    return Header(fields, found.end(), _tool_name(fields)) if is_certain else None


def _key_lines(text: str, begin: int) -> Header | None:
    end = text.find("\n\n", begin)
    if end < 0:
        return None
    fields = _of_lines(text[begin:end].split("\n"))
    if fields is None:
        return None
    mail = _mail(fields)
    if mail is not None:
        return Header(mail, end + 1)
    known = KNOWN & fields.keys()
    first = next(iter(fields))
    others = fields.keys() - known - _OTHERS
    has_title = bool(fields.get("title"))
    is_certain = (
        first in KNOWN | _OTHERS
        and len(others) <= len(known)
        and (
            (has_title and (len(known) > 1 or len(fields) == 1))
            or len(known) > 2
            or (len(known) > 1 and any(_is_date(fields.get(name, "")) for name in DATES))
        )
    )
    return Header(fields, end + 1, _tool_name(fields)) if is_certain else None


def _mail(fields: Fields) -> Fields | None:
    """What the header of a mail says of its text."""
    sender, subject = fields.get("from"), fields.get("subject")
    if not isinstance(sender, str) or not isinstance(subject, str):
        return None
    if "@" not in sender and " at " not in sender:
        return None
    name = _MAIL_NAME.fullmatch(sender)
    author = name["name"] if name else _MAILBOX.sub("", sender).strip('" ')
    read = {"title": subject, "author": author, "date": fields.get("date", "")}
    return {name: value for name, value in read.items() if value}


# -- lines ---------------------------------------------------------------------------------------


def _of_lines(lines: Iterable[str]) -> Fields | None:
    """The fields of `Name: value` lines and their indented continuations; None if others occur."""
    lines = list(lines)
    if not all(line[:1] in (" ", "\t") or _LINE.fullmatch(line) for line in lines):
        return None
    return _fields(_LINE, lines) or None


def _fields(form: re.Pattern[str], lines: Iterable[str]) -> Fields:
    pairs: dict[str, list[str]] = {}
    last: list[str] = []
    for line in lines:
        found = form.fullmatch(line)
        if found is not None:
            last = [found[2] or ""]
            pairs.setdefault(_name(found[1]), last)
        else:
            last.append(line.strip())
    return {name: _value(name, values) for name, values in pairs.items()}


def _name(written: str) -> str:
    return one_line(written).lower().replace("_", "-").replace(" ", "-")


def _value(name: str, lines: list[str]) -> Value:
    text = one_line((", " if name in LISTS else " ").join(line for line in lines if line.strip()))
    if text.startswith("[") and text.endswith("]") and name in LISTS:
        return tuple(item.strip("\"' ") for item in text[1:-1].split(","))
    quoted = _QUOTED.fullmatch(text)
    text = (quoted[1] or quoted[2] or "") if quoted else text
    return _MAILBOX.sub("", text) if name in ("author", "authors") else text


def _tool_name(fields: Fields) -> str:
    return next((name for name in OF_AUTHORS if name in fields), "")


def _ends_here(text: str, end: int) -> bool:
    return end == len(text) or text.startswith("\n", end)


def _is_date(value: Value) -> bool:
    return isinstance(value, str) and parse_date(value) is not None


def _with_good_dates(header: Header) -> Header:
    """The header without dates that are not understood: what is certain must not cost the text."""
    fields: Mapping[str, Value] = header.fields
    bad = [
        name
        for name in DATES
        if isinstance(value := fields.get(name), str)
        and value
        and parse_date(value) is None
        and name not in ("published", "publish")
    ]
    if not bad:
        return header
    notices = tuple(
        f"{name}: '{fields[name]}' is not a date, and is ignored; write one like 2026-05-25"
        for name in bad
    )
    kept = {name: value for name, value in fields.items() if name not in bad}
    return Header(kept, header.end, header.name, notices)
