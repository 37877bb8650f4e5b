"""Rows of data dumps, from JSON or CSV: which of their fields are the text, and the metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from feedtool.model.dumps import DumpSettings
from feedtool.readers.blocks import fields_of_pairs
from feedtool.readers.dumps.scan import Entry, Unreadable
from feedtool.readers.fields import DATES

TEXTS = (
    *(
        "text",
        "content",
        "body",
        "maintext",
        "article-body",
        "articlebody",
        "article",
        "content-text",
    ),
    *("markdown", "content-markdown", "body-markdown", "html", "content-html", "body-html"),
)
"""Fields with the text of a row, the first one that has any."""

# Other names of fields, used if a row does not have the first.
_ALSO = {
    "title": ("headline", "heading"),
    "url": ("link", "canonical-url", "source-url"),
    "author": ("creator",),
    "date": ("timestamp", "crawled-at", "scraped-at", "warc-date"),
}
_IDS = ("id", "url", "link")
_SECONDS = re.compile(r"[0-9]{9,10}(?:\.[0-9]+)?")
_MILLISECONDS = re.compile(r"[0-9]{12,13}")
_HTML = re.compile(
    r"</(?:p|div|h[1-6]|ul|ol|li|a|article|section|strong|em|b|i|span)>|<br ?/?>", re.I
)


def name_of(field: str) -> str:
    """The name of a field as front matter has it.

    >>> name_of("Published_At")
    'published-at'
    """
    return field.strip().lower().replace("_", "-").replace(" ", "-")


def id_of(row: Mapping[str, Any], settings: DumpSettings) -> str | None:
    """The id that a row declares, or its address; None if it has neither.

    `row` is keyed by names, and has only the values that `id_names` has.
    """
    for name in id_names(settings):
        value = row.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return None


def id_names(settings: DumpSettings) -> tuple[str, ...]:
    """The names of the fields that may have the id of a row, the most certain first."""
    mapped = dict(settings.names)
    own = (mapped.get("id"), *(() if "id" in mapped else ("id",)), mapped.get("url"), *_IDS)
    return tuple(dict.fromkeys(name_of(name) for name in own if name))


def is_article(row: Mapping[str, Any], settings: DumpSettings) -> bool:
    """Whether a row of a file that may be any data looks like an article.

    >>> is_article({"text": "It rained.", "url": "https://example.org/"}, DumpSettings())
    True
    >>> is_article({"name": "blue", "text": "#00f"}, DumpSettings())
    False
    """
    names = {name_of(name) for name, value in row.items() if value}
    if settings.names:
        return any(name_of(field) in names for _, field in settings.names)
    others = {"title", "url", "date", *_ALSO["title"], *_ALSO["url"], *_ALSO["date"], *DATES}
    return not names.isdisjoint(TEXTS) and not names.isdisjoint(others)


def entry(row: Mapping[str, Any], settings: DumpSettings, why: str) -> Entry:
    """The article in a row. Raises `Unreadable` if it has no text."""
    mapped = dict(settings.names)
    by_name = {name_of(str(name)): value for name, value in row.items()}
    name = name_of(mapped["text"]) if "text" in mapped else _first(TEXTS, by_name)
    text = _text(_value(name, by_name)) if name else ""
    if not text.strip():
        wanted = f"'{mapped['text']}'" if "text" in mapped else "'text'"
        known = ", ".join(list(by_name)[:8]) or "no fields"
        raise Unreadable(
            f"has no text in {wanted}, but {known}; name the right field as text in [input.fields]"
        )
    for target, source in mapped.items():
        if target != "text":
            by_name[target] = _value(name_of(source), by_name)
    for target, others in _ALSO.items():
        if target not in mapped and not _has_any(target, by_name):
            found = _first(others, by_name)
            if found:
                by_name[target] = by_name[found]
    by_name.pop(name, None)
    pairs = ((key, _moment(value) if key in DATES else value) for key, value in by_name.items())
    is_markdown = name.endswith("markdown")
    form = "markdown" if is_markdown else "html" if _is_html(name, text) else "plain"
    return Entry(fields_of_pairs(pairs), text, form, is_written=False, why=why)


def _has_any(target: str, row: Mapping[str, Any]) -> bool:
    names = DATES if target == "date" else (target, f"{target}s")
    return _first(names, row) != ""


def _first(names: Iterable[str], row: Mapping[str, Any]) -> str:
    return next((name for name in names if _value(name, row)), "")


def _value(name: str, row: Mapping[str, Any]) -> Any:
    """The value of a field; `meta.title` is the field `title` in the object `meta`."""
    if name in row or "." not in name:
        return row.get(name)
    outer, _, inner = name.partition(".")
    below = row.get(outer)
    if not isinstance(below, Mapping):
        return None
    return _value(inner, {name_of(str(key)): value for key, value in below.items()})


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):  # such as the paragraphs that a scraper selected
        return "\n\n".join(item.strip("\n") for item in value if isinstance(item, str))
    return ""


def _is_html(name: str, text: str) -> bool:
    return name.endswith("html") or _HTML.search(text) is not None


def _moment(value: Any) -> Any:
    """A Unix time as a date; any other value as it is."""
    text = str(value) if isinstance(value, int | float | str) else ""
    if _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) / 1000, UTC).isoformat(timespec="seconds")
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(float(text)), UTC).isoformat(timespec="seconds")
    return value
