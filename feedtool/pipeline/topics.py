"""Which configured channels an article belongs to: by folder, tag, author, language, ....

Pure. It does not know the order of articles, nor the paths of a channel's documents.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fnmatch import fnmatchcase

import msgspec

from feedtool.model import CleanArticle, Selection, SelectionKind
from feedtool.text.language_names import language_name
from feedtool.text.normalize import folded

_FOLDED = ("tag", "author", "series")  # are compared without letter case
_JOINTS = re.compile(r"(?<=\w)[-_]+(?=\w)")


class Topic(msgspec.Struct, frozen=True):
    """What the articles of a channel have in common.

    `value` identifies the topic, regardless of case; `name` is the spelling to show.
    """

    kind: SelectionKind
    value: str
    name: str


def topics_of(
    article: CleanArticle,
    selections: Sequence[Selection],
    language: str | None,
    groups: Collection[str] | None = None,
    year: int | None = None,
) -> tuple[Topic, ...]:
    """The topics of an article that have a configured channel, each once.

    `language` is that of the site, for articles without one. `groups` names the groups of labels
    that count as tags; None means all. `year` is the one in which the article was published.
    """
    found: dict[tuple[str, str], Topic] = {}
    for selection in selections:
        for name in _values(article, selection, language, groups, year):
            value = folded(name) if selection.kind in _FOLDED else name
            wanted = selection.value is None or value == topic_of(selection).value
            if wanted:
                found.setdefault((selection.kind, value), Topic(selection.kind, value, name))
    return tuple(found.values())


def topic_of(selection: Selection) -> Topic:
    """The topic of a selection that has a value."""
    name = selection.value or ""
    value = folded(name) if selection.kind in _FOLDED else name
    value = value.lower() if selection.kind == "language" else value
    return Topic(selection.kind, value, selection.title or name)


def name_to_show(kind: SelectionKind, topic: str, language: str | None) -> str:
    """The name of a topic as a person would write it, on a site in `language`.

    >>> [name_to_show("folder", name, "en") for name in ("town-sport", "world/far", "iOS")]
    ['Town sport', 'World – Far', 'iOS']
    >>> name_to_show("language", "he", "en"), name_to_show("tag", "the sea", "en")
    ('Hebrew', 'The sea')
    """
    match kind:
        case "language":
            return language_name(topic, language)
        case "folder":
            return " – ".join(map(_spelled_out, topic.split("/")))
        case "tag":
            return _spelled_out(topic)
        case _:
            return topic


def _spelled_out(name: str) -> str:
    """A name without the marks of an address: `town-sport`, `town_sport`."""
    if not name.islower():
        return name
    words = " ".join(filter(None, _JOINTS.split(name))) or name
    return words[:1].upper() + words[1:]


def _values(
    article: CleanArticle,
    selection: Selection,
    language: str | None,
    groups: Collection[str] | None,
    year: int | None,
) -> Iterator[str]:
    match selection.kind:
        case "folder":
            parts = article.key.split("/")[:-1]
            for end in range(1, len(parts) + 1):
                yield "/".join(parts[:end])
        case "tag":
            tags = article.meta.tags or ()
            labels = article.meta.labels or [("tags", tag) for tag in tags]
            yield from (tag for group, tag in labels if groups is None or group in groups)
        case "author":
            if article.author is not None:
                yield article.author
        case "language":
            spoken = article.language or language
            if spoken is not None:
                yield spoken.lower().split("-")[0]
                if "-" in spoken:
                    yield spoken.lower()
        case "year":
            if year is not None:
                yield f"{year:04}"
        case "series":
            if article.meta.series is not None:
                yield article.meta.series
        case "match":
            if selection.value is not None and fnmatchcase(article.key, selection.value):
                yield selection.value
