"""From the names and values of a front matter to the metadata of an article.

A value that cannot be used is ignored and named in a notice, so that it never costs the article.
Two things are errors: a date that is not understood, because the first date published is permanent
(unless the path of the file has a date), and an unclear answer to the question whether the text is
to be published at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from feedtool.model import Enclosure, Meta, Source
from feedtool.model.podcast import Episode
from feedtool.readers import values
from feedtool.readers.blocks import BadFrontMatter, Fields, Value
from feedtool.text.dated_paths import date_in_path
from feedtool.text.media_types import guess_media_type

T = TypeVar("T")

MOST_VALUES = 100  # of tags, and of former addresses: each may make a feed or a page

DATES = (
    *("publishdate", "publish-date", "date", "published", "publish", "pubdate", "pub-date"),
    *("published-at", "publishedat", "date-published", "datepublished", "posted", "rss-pubdate"),
    *("created-at", "createdat", "created"),
)
_UPDATED = (
    *("updated", "lastmod", "modified", "last-modified", "lastmodified", "updated-at"),
    *("updatedat", "modified-at", "last-updated", "lastupdated", "date-modified", "datemodified"),
)
_AUTHORS = ("author", "authors", "by", "byline")
# The groups of labels, and the fields of each. `[feeds] tags` names the groups.
LABELS = {
    "tags": ("tags", "tag"),
    "categories": ("categories", "category"),
    "topics": ("topics", "topic"),
    "keywords": ("keywords",),
}
_SUMMARIES = ("summary", "description", "excerpt", "abstract")
_IMAGES = (
    *("image", "cover", "cover-image", "coverimage", "featured-image", "featuredimage"),
    *("feature-image", "header-image", "hero-image", "heroimage", "og-image", "preview-image"),
    *("previewimage", "thumbnail", "banner"),
)
_ADDRESSES = ("url", "permalink", "path")  # of the page, on the site that the text moves in from
_ALIASES = ("aliases", "alias", "redirect-from", "redirects")
_OF_EPISODES = ("duration", "episode", "season", "episode-type", "explicit", "guests")
LISTS = frozenset({"author", "authors", *(name for names in LABELS.values() for name in names)})
_SHOWN_IF_TRUE = ("published", "publish")
_HIDDEN_IF_TRUE = ("draft", "hidden", "private", "unlisted")
# Values for which the tools that know the name keep a text from the public.
_HIDING = {
    "status": frozenset(
        {"draft", "auto-draft", "hidden", "private", "pending", "skip", "trash", "unlisted"}
        | {"unpublished"}
    ),
    "visibility": frozenset(
        {"private", "hidden", "draft", "unlisted", "members", "paid", "tiers", "none"}
    ),
}
# The names that feedtool's own documentation has; close ones are probably misspelled.
DOCUMENTED = frozenset(
    {
        *("id", "title", "url", "author", "authors", "date", "updated", "created", "tags"),
        *("language", "lang", "slug", "summary", "description", "image", "source", "source-url"),
        *("enclosure", "enclosure-length", "enclosure-type", "clean", "draft", "published"),
        *(
            "series",
            "feed",
            *_OF_EPISODES,
            "categories",
            "lastmod",
            "pubdate",
            "publishdate",
            "status",
            "visibility",
            "hidden",
        ),
    }
)
KNOWN = frozenset(
    {
        *DOCUMENTED,
        *("locale", *DATES, *_UPDATED, *_AUTHORS, *LISTS, *_SUMMARIES, *_IMAGES, *_ADDRESSES),
        *(*_ALIASES, *_HIDDEN_IF_TRUE, *_HIDING),
        *("guest", "itunes-duration", "itunes-episode", "itunes-season", "itunes-episode-type"),
        "itunes-explicit",
    }
)


class Declared(msgspec.Struct, frozen=True):
    """What a front matter declares.

    `notices` name values that are ignored because they cannot be used. `ignored` has the names of
    fields that feedtool does not read. `header` is the name in a header line that only the author
    of a text writes, or empty. `bad_date` is why the date of publication is not understood, or
    empty.
    """

    meta: Meta = Meta()
    notices: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    header: str = ""
    bad_date: str = ""

    def require_date(self, key: str = "") -> str | None:
        """The notice about a date that is not understood, if the path `key` has another one.

        None if the date is understood, or not declared. Raises `BadFrontMatter` if there is no
        other date.
        """
        if not self.bad_date:
            return None
        if date_in_path(key)[0] is None:
            raise BadFrontMatter(self.bad_date)
        fact, _, way_out = self.bad_date.partition("; ")
        return f"{fact}, so the date in its path is used; {way_out}"


def declared(fields: Fields) -> Declared:
    """The metadata in `fields`. Raises `BadFrontMatter` for a flag that is unclear."""
    return _Reading(fields).declared()


def is_hidden(fields: Fields) -> bool:
    """Whether `fields` say, without doubt, that the text is not to be published."""
    try:
        return bool(_Reading(fields).draft())
    except BadFrontMatter:
        return False


class _Reading:
    """Reads one front matter and collects the notices."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._notices: list[str] = []
        self._ignored = [name for name in fields if name not in KNOWN]

    def declared(self) -> Declared:
        draft = self.draft()
        authors = self._usable(values.authors, *_AUTHORS) or ()
        labels = self._labels()
        has_groups = any(group != "tags" for group, _ in labels)
        published, bad_date = None, ""
        try:
            published = self._published()
        except BadFrontMatter as error:
            bad_date = str(error)
        meta = Meta(
            id=self._text("id"),
            title=self._text("title"),
            url=self._url(),
            author=", ".join(authors) or None,
            published=published,
            updated=self._usable_date(*_UPDATED),
            language=self._usable(values.language, "language", "lang", "locale"),
            tags=tuple(dict.fromkeys(name for _, name in labels)) or None,
            slug=self._text("slug"),
            summary=self._text(*_SUMMARIES),
            draft=draft,
            enclosure=self._enclosure(),
            image=self._usable(values.image, *_IMAGES),
            source=self._source(),
            created=self._usable_date("created"),
            clean=self._usable(values.origin, "clean"),
            address=self._address(),
            aliases=self._aliases(),
            labels=labels if has_groups else (),
            series=self._text("series"),
            authors=authors if len(authors) > 1 else (),
            episode=self._episode(),
            feed=self._usable(values.shown_in_feeds, "feed") is not False,
        )
        notices = tuple(dict.fromkeys(self._notices))
        return Declared(meta, notices, tuple(self._ignored), bad_date=bad_date)

    # -- values ----------------------------------------------------------------------------

    def _text(self, *names: str) -> str | None:
        """The value of the first of `names` that has one, as text; a list joined with commas."""
        return self._usable(values.as_text, *names)

    def _usable(self, convert: Callable[[str, Value], T | None], *names: str) -> T | None:
        """The converted value of the first of `names` that has one; None if it is not usable."""
        for name in names:
            value = self._fields.get(name)
            if value:
                converted = self._attempt(convert, name, value)
                if converted is not None:
                    return converted
        return None

    def _attempt(self, convert: Callable[[str, Value], T], name: str, value: Value) -> T | None:
        try:
            return convert(name, value)
        except values.Unusable as error:
            self._notices.append(str(error))
            return None

    def _labels(self) -> tuple[tuple[str, str], ...]:
        """Each tag with the name of its group, such as `categories`."""
        found: dict[tuple[str, str], None] = {}
        for group, fields in LABELS.items():
            for field in fields:
                value = self._fields.get(field) or ()
                names = value.split(",") if isinstance(value, str) else values.names_in(value)
                found |= {(group, name.strip()): None for name in names if name.strip()}
        return self._first("tags", tuple(found))

    def _first(self, name: str, found: tuple[T, ...]) -> tuple[T, ...]:
        """The values of a list, without those that are too many."""
        if len(found) > MOST_VALUES:
            self._notices.append(
                f"{name}: has {len(found)} values, of which only the first {MOST_VALUES} are used; "
                "remove the others"
            )
        return found[:MOST_VALUES]

    def _url(self) -> str | None:
        """Where the text was first published; a path is the address of its page instead."""
        value = self._fields.get("url")
        return None if values.is_path(value) else self._usable(values.web_address, "url")

    def _address(self) -> str | None:
        """The path of the page on the site that the text moves in from."""
        for name in _ADDRESSES:
            value = self._fields.get(name)
            if values.is_path(value) or (name == "permalink" and values.is_web_address(value)):
                return value
        return None

    def _aliases(self) -> tuple[str, ...]:
        """Former paths of the page. Other names of a note, which have no slash, are not."""
        found: dict[str, None] = {}
        for name in _ALIASES:
            found |= {n: None for n in values.names_in(self._fields.get(name) or "") if "/" in n}
        paths = (path for path in found if values.is_path(path) or values.is_web_address(path))
        return self._first("aliases", tuple(paths))

    def _enclosure(self) -> Enclosure | None:
        """The enclosure; its length is 0 if not declared (RSS Best Practices Profile)."""
        value = self._fields.get("enclosure")
        parts = value if isinstance(value, Mapping) else {"url": value}
        address = parts.get("url")
        if not address:
            return None
        fields = self._fields
        length = self._attempt(values.length, "enclosure-length", _either(fields, parts, "length"))
        kind = self._attempt(values.media_type, "enclosure-type", _either(fields, parts, "type"))
        found = self._attempt(values.file_address, "enclosure", address)
        kind = kind or (guess_media_type(found) if found else None)
        if found is not None and kind is None:
            self._attempt(values.unknown_type, "enclosure", address)
        if found is None or kind is None:
            return None
        return Enclosure(found, length or 0, kind)

    def _episode(self) -> Episode | None:
        """What is declared about the recording in the enclosure."""
        found = Episode(
            duration=self._usable(values.duration, "duration", "itunes-duration"),
            number=self._usable(values.ordinal, "episode", "itunes-episode"),
            season=self._usable(values.ordinal, "season", "itunes-season"),
            type=self._usable(values.episode_type, "episode-type", "itunes-episode-type"),
            explicit=self._usable(values.explicit, "explicit", "itunes-explicit"),
            guests=self._usable(values.authors, "guests", "guest") or (),
        )
        return None if found == Episode() else found

    def _source(self) -> Source | None:
        """Who first published the text. A source without a name is named after its host."""
        value = self._fields.get("source")
        parts = value if isinstance(value, Mapping) else {"name": value}
        name = parts.get("name") or parts.get("title")
        name = self._attempt(values.as_text, "source", name) if name else None
        url = self._fields.get("source-url") or parts.get("url")
        if not url and name is not None and name.startswith(("http://", "https://")):
            address, name = self._attempt(values.address, "source", name), None
        else:
            address = self._attempt(values.address, "source-url", url) if url else None
        if address is not None:
            return Source(name or urlsplit(address).netloc, address)
        return None if name is None else Source(name)

    # -- whether and when ------------------------------------------------------------------

    def _flag(self, name: str) -> bool | None:
        """What a field says that is true or false. Raises `BadFrontMatter` if it is neither."""
        value = self._fields.get(name)
        if not value or (name in _SHOWN_IF_TRUE and values.is_date(value)):
            return None
        known = values.flag_of(value)
        if known is None:
            or_date = " nor a date" if name in _SHOWN_IF_TRUE else ""
            raise BadFrontMatter(
                f"{name}: '{values.shown(value)}' is neither true nor false{or_date}; write one of "
                "them"
            )
        return known

    def draft(self) -> bool | None:
        """Whether the text is held back; False if it says that it is to be published."""
        shown = [self._flag(name) for name in _SHOWN_IF_TRUE]
        hidden = [self._flag(name) for name in _HIDDEN_IF_TRUE]
        held = [
            isinstance(value := self._fields.get(name), str) and value.lower() in words
            for name, words in _HIDING.items()
        ]
        if False in shown or True in hidden or True in held:
            return True
        return False if True in shown or hidden[0] is False else None

    def _published(self) -> datetime | None:
        """The date of publication. Raises `BadFrontMatter` for one that is not understood."""
        for name in DATES:
            value = self._fields.get(name)
            is_flag = name in _SHOWN_IF_TRUE and value and values.flag_of(value) is not None
            if not value or is_flag or (isinstance(value, str) and values.NO_DATE.fullmatch(value)):
                continue
            if name == "created":
                return self._attempt(values.usable_date, name, value)
            return values.date(name, values.shown(value))
        return None

    def _usable_date(self, *names: str) -> datetime | None:
        """A date that is not permanent, and so is ignored if it is not understood."""
        for name in names:
            value = self._fields.get(name)
            if value and not (isinstance(value, str) and values.NO_DATE.fullmatch(value)):
                return self._attempt(values.usable_date, name, value)
        return None


def _either(fields: Fields, parts: Fields, name: str) -> Value:
    return fields.get(f"enclosure-{name}") or parts.get(name) or ""
