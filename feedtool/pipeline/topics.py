"""Which configured channels an article belongs to: by folder, tag, author, language, ....

Pure. It does not know the order of articles, nor the paths of a channel's documents.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fnmatch import fnmatchcase

import msgspec

from feedtool.model import CleanArticle, Condition, FeedOptions, Selection, SelectionKind
from feedtool.model.stored import Labelled
from feedtool.text.language_names import language_name
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.normalize import folded

_FOLDED = ("tag", "author", "series")  # are compared without letter case
_JOINTS = lazy_regex(r"(?<=\w)[-_]+(?=\w)")


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

    def names(kind: Condition, wanted: str | None) -> Iterator[str]:
        """The names of an article that meet a condition; all of its kind if `wanted` is None."""
        for name in _names(article, kind, wanted, language, groups, year):
            if wanted is None or _value(kind, name) == _value(kind, wanted):
                yield name

    for selection in selections:
        if selection.kind == "several":
            if all(any(names(kind, text)) for kind, text in selection.conditions):
                topic = topic_of(selection)
                found.setdefault((topic.kind, topic.value), topic)
            continue
        for name in names(selection.kind, selection.value):
            value = _value(selection.kind, name)
            found.setdefault((selection.kind, value), Topic(selection.kind, value, name))
    return tuple(found.values())


def is_in_feed(
    article: Labelled | CleanArticle, options: FeedOptions, groups: Collection[str] | None = None
) -> bool:
    """Whether a feed with these options has an article of its channel."""
    if not article.meta.feed:
        return False
    if any(_value("tag", tag) in options.exclude_tags for tag in _tags(article, groups)):
        return False
    return not any(article.key.startswith(f"{folder}/") for folder in options.exclude_folders)


def topic_of(selection: Selection) -> Topic:
    """The topic of a selection that has a value."""
    name = selection.value or ""
    if selection.kind == "several":
        shown = selection.title or " – ".join(text for _, text in selection.conditions)
        return Topic(selection.kind, name, shown)
    return Topic(selection.kind, _value(selection.kind, name), selection.title or name)


def _value(kind: Condition, name: str) -> str:
    """What identifies a name of an article, whatever its spelling."""
    if kind == "language":
        return name.lower()
    return folded(name) if kind in _FOLDED else name


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


def _tags(article: Labelled | CleanArticle, groups: Collection[str] | None) -> Iterator[str]:
    """The labels of an article that count as tags."""
    labels = article.meta.labels or [("tags", tag) for tag in article.meta.tags or ()]
    return (tag for group, tag in labels if groups is None or group in groups)


def _names(
    article: CleanArticle,
    kind: Condition,
    pattern: str | None,
    language: str | None,
    groups: Collection[str] | None,
    year: int | None,
) -> Iterator[str]:
    """What an article is called in one respect; of paths, the `pattern` that matches."""
    match kind:
        case "folder":
            parts = article.key.split("/")[:-1]
            for end in range(1, len(parts) + 1):
                yield "/".join(parts[:end])
        case "tag":
            yield from _tags(article, groups)
        case "author":
            yield from article.authors
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
            if pattern is not None and fnmatchcase(article.key, pattern):
                yield pattern
