"""From the names and values of a front matter to the metadata of an article.

A value that cannot be used is ignored and named in a notice, so that it never costs the article.
Two things are errors: a date that is not understood, because the first date published is permanent
(unless the path of the file has a date), and an unclear answer to the question whether the text is
to be published at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec

from feedtool.model import Enclosure, Meta, Origin, Source
from feedtool.readers.blocks import BadFrontMatter, Fields, Value
from feedtool.readers.media_types import guess_media_type, is_media_type
from feedtool.text.dated_paths import date_in_path
from feedtool.text.dates import parse_date, unknown_zone

T = TypeVar("T")

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")  # RFC 5646, loosely
_POSIX_SUFFIX = re.compile(r"[.@][\w.@-]*\Z")  # of a locale, as in en_US.UTF-8 and sr_RS@latin
_LENGTH = re.compile(r"[0-9]{1,15}")  # bytes
_NOT_IN_ADDRESSES = re.compile(r"""[^\x21-\x7e]|["<>\[\\\]^`{|}]""")  # RFC 3986, appendix A
# What MySQL, and what Go and .NET write for "no date".
_NO_DATE = re.compile(
    r"0000-00-00(?:[T ][0:.]+)?(?:Z|[+-]00:?00)?"
    r"|0001-01-01[T ]00:00(?::00(?:\.0+)?)?(?: ?(?:Z|UTC|[+-]00:?00))?"
)
_YES, _NO = ("true", "yes", "on", "1", "y"), ("false", "no", "off", "0", "n")

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
_IMAGE_PARTS = ("url", "path", "src", "image", "file", "name")
_ADDRESSES = ("url", "permalink", "path")  # of the page, on the site that the text moves in from
_ALIASES = ("aliases", "alias", "redirect-from", "redirects")
# Words for a form of address instead of an address.
_FORMS = frozenset({"pretty", "date", "none", "ordinal", "weekdate"})
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
    }
)


class _Unusable(Exception):
    """A value that is ignored; the message is the fact and the way out."""

    def __init__(self, name: str, fact: str, way_out: str) -> None:
        super().__init__(f"{name}: {fact}, and is ignored; {way_out}")


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
            author=self._usable(_author, *_AUTHORS),
            published=published,
            updated=self._usable_date(*_UPDATED),
            language=self._usable(_language, "language", "lang", "locale"),
            tags=tuple(dict.fromkeys(name for _, name in labels)) or None,
            slug=self._text("slug"),
            summary=self._text(*_SUMMARIES),
            draft=draft,
            enclosure=self._enclosure(),
            image=self._usable(_image, *_IMAGES),
            source=self._source(),
            created=self._usable_date("created"),
            clean=self._usable(_origin, "clean"),
            address=self._address(),
            aliases=self._aliases(),
            labels=labels if has_groups else (),
            series=self._text("series"),
        )
        notices = tuple(dict.fromkeys(self._notices))
        return Declared(meta, notices, tuple(self._ignored), bad_date=bad_date)

    # -- values ----------------------------------------------------------------------------

    def _text(self, *names: str) -> str | None:
        """The value of the first of `names` that has one, as text; a list joined with commas."""
        return self._usable(_as_text, *names)

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
        except _Unusable as error:
            self._notices.append(str(error))
            return None

    def _labels(self) -> tuple[tuple[str, str], ...]:
        """Each tag with the name of its group, such as `categories`."""
        found: dict[tuple[str, str], None] = {}
        for group, fields in LABELS.items():
            for field in fields:
                value = self._fields.get(field) or ()
                names = value.split(",") if isinstance(value, str) else _names(value)
                found |= {(group, name.strip()): None for name in names if name.strip()}
        return tuple(found)

    def _url(self) -> str | None:
        """Where the text was first published; a path is the address of its page instead."""
        value = self._fields.get("url")
        return None if _is_path(value) else self._usable(_web_address, "url")

    def _address(self) -> str | None:
        """The path of the page on the site that the text moves in from."""
        for name in _ADDRESSES:
            value = self._fields.get(name)
            if _is_path(value) or (name == "permalink" and _is_web_address(value)):
                return value
        return None

    def _aliases(self) -> tuple[str, ...]:
        """Former paths of the page. Other names of a note, which have no slash, are not."""
        found: dict[str, None] = {}
        for name in _ALIASES:
            found |= {n: None for n in _names(self._fields.get(name) or "") if "/" in n}
        return tuple(path for path in found if _is_path(path) or _is_web_address(path))

    def _enclosure(self) -> Enclosure | None:
        """The enclosure; its length is 0 if not declared (RSS Best Practices Profile)."""
        value = self._fields.get("enclosure")
        parts = value if isinstance(value, Mapping) else {"url": value}
        address = parts.get("url")
        if not address:
            return None
        fields = self._fields
        length = self._attempt(_length, "enclosure-length", _either(fields, parts, "length"))
        kind = self._attempt(_media_type, "enclosure-type", _either(fields, parts, "type"))
        found = self._attempt(_file_address, "enclosure", address)
        kind = kind or (guess_media_type(found) if found else None)
        if found is not None and kind is None:
            self._attempt(_unknown_type, "enclosure", address)
        if found is None or kind is None:
            return None
        return Enclosure(found, length or 0, kind)

    def _source(self) -> Source | None:
        """Who first published the text. A source without a name is named after its host."""
        value = self._fields.get("source")
        parts = value if isinstance(value, Mapping) else {"name": value}
        name = parts.get("name") or parts.get("title")
        name = self._attempt(_as_text, "source", name) if name else None
        url = self._fields.get("source-url") or parts.get("url")
        if not url and name is not None and name.startswith(("http://", "https://")):
            address, name = self._attempt(_address, "source", name), None
        else:
            address = self._attempt(_address, "source-url", url) if url else None
        if address is not None:
            return Source(name or urlsplit(address).netloc, address)
        return None if name is None else Source(name)

    # -- whether and when ------------------------------------------------------------------

    def _flag(self, name: str) -> bool | None:
        """What a field says that is true or false. Raises `BadFrontMatter` if it is neither."""
        value = self._fields.get(name)
        if not value or (name in _SHOWN_IF_TRUE and _is_date(value)):
            return None
        known = _flag_of(value)
        if known is None:
            or_date = " nor a date" if name in _SHOWN_IF_TRUE else ""
            raise BadFrontMatter(
                f"{name}: '{_shown(value)}' is neither true nor false{or_date}; write one of them"
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
            is_flag = name in _SHOWN_IF_TRUE and value and _flag_of(value) is not None
            if not value or is_flag or (isinstance(value, str) and _NO_DATE.fullmatch(value)):
                continue
            if name == "created":
                return self._attempt(_usable_date, name, value)
            return _date(name, _shown(value))
        return None

    def _usable_date(self, *names: str) -> datetime | None:
        """A date that is not permanent, and so is ignored if it is not understood."""
        for name in names:
            value = self._fields.get(name)
            if value and not (isinstance(value, str) and _NO_DATE.fullmatch(value)):
                return self._attempt(_usable_date, name, value)
        return None


def _shown(value: Value) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value))
    return ", ".join(value) if isinstance(value, Mapping) else value


def _as_text(name: str, value: Value) -> str | None:
    text = ", ".join(_names(value)) if not isinstance(value, str) else value
    if not text:
        raise _Unusable(name, "has no text in it", "write the text behind the colon")
    return text


def _names(value: Value) -> tuple[str, ...]:
    """The names in a name, a list or a mapping; anything else in a list is skipped."""
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, Mapping):
        name = value.get("name") or value.get("title")
        return (name,) if isinstance(name, str) else ()
    return tuple(n for item in value if not isinstance(item, tuple) for n in _names(item))


def _author(name: str, value: Value) -> str | None:
    names = dict.fromkeys(_names(value))
    if not names:
        raise _Unusable(name, "has no name in it", "write one like Jane Doe")
    # Some write `-` for nobody.
    return ", ".join(name for name in names if any(map(str.isalnum, name))) or None


def _either(fields: Fields, parts: Fields, name: str) -> Value:
    return fields.get(f"enclosure-{name}") or parts.get(name) or ""


def _length(name: str, value: Value) -> int:
    text = _shown(value)
    if text and not _LENGTH.fullmatch(text):
        raise _Unusable(name, f"'{text}' is not a number of bytes", "write one like 1048576")
    return int(text or 0)


def _media_type(name: str, value: Value) -> str | None:
    text = _shown(value)
    if text and not is_media_type(text.lower()):
        raise _Unusable(name, f"'{text}' is not a media type", "write one like audio/mpeg")
    return text.lower() or None


def _unknown_type(name: str, value: Value) -> None:
    raise _Unusable(
        name,
        f"'{_shown(value)}' has an unknown media type",
        "add a line like enclosure-type: audio/mpeg",
    )


def _web_address(name: str, value: Value) -> str:
    text = _shown(value)
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in text:
        raise _Unusable(name, f"'{text}' is not a web address", "begin it with https://")
    return text


def _address(name: str, value: Value) -> str:
    """A web address in ASCII: percent-encoded (RFC 3986), the host in IDNA (RFC 3490)."""
    try:
        return _encoded(_web_address(name, value))
    except UnicodeError:
        fact = f"'{_shown(value)}' has an invalid host name"
        raise _Unusable(name, fact, "correct it") from None


def _file_address(name: str, value: Value) -> str:
    """A web address, or the path of a file, relative to the document."""
    text = _shown(value)
    try:
        parts = urlsplit(text)
    except ValueError:
        return _address(name, value)
    is_path = not (parts.scheme or parts.netloc or "\\" in text) and parts.path
    return _encoded(text) if is_path else _address(name, value)


def _encoded(address: str) -> str:
    parts = urlsplit(address)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    path, query, fragment = (
        _NOT_IN_ADDRESSES.sub(lambda found: quote(found[0]), part)
        for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, host, path, query, fragment))


def _image(name: str, value: Value) -> str | None:
    """A web address, or a path relative to the article's page, as in its text."""
    if isinstance(value, tuple):
        value = value[0]
    if isinstance(value, Mapping):
        parts = [value[key] for key in _IMAGE_PARTS if key in value]
        value = next(filter(None, parts), "false" if parts else value)
    if _flag_of(value) is not None:
        return None  # whether there is one, and not which
    text = _shown(value)
    try:
        scheme = urlsplit(text).scheme
    except ValueError:
        scheme = "?"
    if scheme in ("http", "https"):
        return _address(name, text)
    if scheme or text.startswith("//") or "\\" in text or isinstance(value, Mapping):
        fact = f"'{text}' is not an image"
        raise _Unusable(name, fact, "write https://... or a path like images/a.jpg")
    return _encoded(text)


def _language(name: str, value: Value) -> str:
    text = _shown(value)
    tag = _from_locale(text) if "_" in text or "." in text else text
    if not _LANGUAGE.fullmatch(tag):
        raise _Unusable(name, f"'{text}' is not a language tag", "write one like en or pt-BR")
    return tag


def _from_locale(name: str) -> str:
    """A POSIX locale as a language tag, in the letters that RFC 5646, section 2.1.1, advises."""
    language, *rest = _POSIX_SUFFIX.sub("", name).split("_")
    letters = {2: str.upper, 4: str.title}
    return "-".join((language.lower(), *(letters.get(len(r), str.lower)(r) for r in rest)))


def _flag_of(value: Value) -> bool | None:
    text = _shown(value).lower()
    return True if text in _YES else False if text in _NO else None


def _is_date(value: Value) -> bool:
    return parse_date(_shown(value)) is not None or _NO_DATE.fullmatch(_shown(value)) is not None


def _is_path(value: Value) -> bool:
    """Whether a value is a path on a site, such as `/2026/05/title/`, `title` or `a/b.html`.

    >>> [_is_path(value) for value in ("/a", "a", "a b", "example.org/a", "https://a.example/")]
    [True, True, False, False, False]
    """
    if not isinstance(value, str) or not value or value in _FORMS:
        return False
    if value.startswith("//") or any(character in value for character in ":?# \\"):
        return False
    return value.startswith("/") or "." not in value.partition("/")[0]


def _is_web_address(value: Value) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _usable_date(name: str, value: Value) -> datetime:
    try:
        return _date(name, _shown(value))
    except BadFrontMatter as error:
        fact, _, way_out = str(error).removeprefix(f"{name}: ").partition("; ")
        raise _Unusable(name, fact, way_out) from None


def _date(name: str, value: str) -> datetime:
    moment = parse_date(value)
    if moment is not None:
        return moment
    # Not guessed: the date an article is first published with is permanent.
    zone = unknown_zone(value)
    if zone is not None:
        raise BadFrontMatter(
            f"{name}: '{value}' has the zone '{zone}', which is unknown or has several meanings; "
            "write an offset like +02:00 instead"
        )
    raise BadFrontMatter(
        f"{name}: '{value}' is not a date; write one like 2026-05-25 or 2026-05-25T10:00:00+02:00"
    )


def _origin(name: str, value: Value) -> Origin:
    """Whether a text was written, and so is not cleaned, or found."""
    known: dict[str, Origin] = {"off": "written", "written": "written", "found": "found"}
    said = _shown(value).lower()
    if said not in known:
        raise _Unusable(name, f"'{said}' is not off, written or found", "write one of them")
    return known[said]
