"""Converts the values of a front matter to those of an article's metadata.

A value that cannot be used raises `Unusable`, which costs that value only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from feedtool.model import Origin
from feedtool.model.podcast import EpisodeType
from feedtool.readers.blocks import BadFrontMatter, Value
from feedtool.text.addresses import as_uri
from feedtool.text.dates import parse_date, unknown_zone
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.media_types import is_media_type

_LANGUAGE = lazy_regex(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")  # RFC 5646, loosely
_POSIX_SUFFIX = lazy_regex(r"[.@][\w.@-]*\Z")  # of a locale, as in en_US.UTF-8 and sr_RS@latin
_LENGTH = lazy_regex(r"[0-9]{1,15}")  # bytes
_DURATION = lazy_regex(r"[0-9]{1,6}|[0-9]{1,3}:[0-5]?[0-9](?::[0-5]?[0-9])?")
_ORDINAL = lazy_regex(r"[1-9][0-9]{0,5}")
# What MySQL, and what Go and .NET write for "no date".
NO_DATE = lazy_regex(
    r"0000-00-00(?:[T ][0:.]+)?(?:Z|[+-]00:?00)?"
    r"|0001-01-01[T ]00:00(?::00(?:\.0+)?)?(?: ?(?:Z|UTC|[+-]00:?00))?"
)
_YES, _NO = ("true", "yes", "on", "1", "y"), ("false", "no", "off", "0", "n")
_IMAGE_PARTS = ("url", "path", "src", "image", "file", "name")
# Words for a form of address instead of an address.
_FORMS = frozenset({"pretty", "date", "none", "ordinal", "weekdate"})


class Unusable(Exception):
    """A value that is ignored; the message is the fact and the way out."""

    def __init__(self, name: str, fact: str, way_out: str) -> None:
        super().__init__(f"{name}: {fact}, and is ignored; {way_out}")


def shown(value: Value) -> str:
    """The value as a message shows it."""
    if isinstance(value, tuple):
        return ", ".join(map(shown, value))
    return ", ".join(value) if isinstance(value, Mapping) else value


def as_text(name: str, value: Value) -> str | None:
    """A text; the items of a list are joined with commas."""
    text = ", ".join(names_in(value)) if not isinstance(value, str) else value
    if not text:
        raise Unusable(name, "has no text in it", "write the text behind the colon")
    return text


def names_in(value: Value) -> tuple[str, ...]:
    """The names in a name, a list or a mapping; anything else in a list is skipped."""
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, Mapping):
        name = value.get("name") or value.get("title")
        return (name,) if isinstance(name, str) else ()
    return tuple(n for item in value if not isinstance(item, tuple) for n in names_in(item))


def authors(name: str, value: Value) -> tuple[str, ...] | None:
    """The names of the authors; None if there is only a sign for nobody."""
    names = dict.fromkeys(names_in(value))
    if not names:
        raise Unusable(name, "has no name in it", "write one like Jane Doe")
    # Some write `-` for nobody.
    return tuple(name for name in names if any(map(str.isalnum, name))) or None


def length(name: str, value: Value) -> int:
    """A number of bytes; 0 if there is none."""
    text = shown(value)
    if text and not _LENGTH.fullmatch(text):
        raise Unusable(name, f"'{text}' is not a number of bytes", "write one like 1048576")
    return int(text or 0)


def media_type(name: str, value: Value) -> str | None:
    """A media type in lower case; None if there is none."""
    text = shown(value)
    if text and not is_media_type(text.lower()):
        raise Unusable(name, f"'{text}' is not a media type", "write one like audio/mpeg")
    return text.lower() or None


def unknown_type(name: str, value: Value) -> None:
    """Raises `Unusable`: the address has no ending from which a media type follows."""
    raise Unusable(
        name,
        f"'{shown(value)}' has an unknown media type",
        "add a line like enclosure-type: audio/mpeg",
    )


def web_address(name: str, value: Value) -> str:
    """An http or https URL, as it is written."""
    text = shown(value)
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises ValueError if it is not a number
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unusable(name, f"'{text}' is not a web address", "begin it with https://")
    if " " in parts.netloc:
        raise _invalid_host(name, text)
    return text


def address(name: str, value: Value) -> str:
    """A web address as a URI."""
    try:
        return as_uri(web_address(name, value))
    except UnicodeError:
        raise _invalid_host(name, shown(value)) from None


def _invalid_host(name: str, text: str) -> Unusable:
    return Unusable(name, f"'{text}' has an invalid host name", "correct it")


def file_address(name: str, value: Value) -> str:
    """A web address, or the path of a file, relative to the document."""
    text = shown(value)
    try:
        parts = urlsplit(text)
    except ValueError:
        return address(name, value)
    is_path = not (parts.scheme or parts.netloc or "\\" in text) and parts.path
    return as_uri(text) if is_path else address(name, value)


def image(name: str, value: Value) -> str | None:
    """A web address, or a path relative to the article's page, as in its text."""
    if isinstance(value, tuple):
        value = value[0]
    if isinstance(value, Mapping):
        parts = [value[key] for key in _IMAGE_PARTS if key in value]
        value = next(filter(None, parts), "false" if parts else value)
    if flag_of(value) is not None:
        return None  # whether there is one, and not which
    text = shown(value)
    try:
        scheme = urlsplit(text).scheme
    except ValueError:
        scheme = "?"
    if scheme in ("http", "https"):
        return address(name, text)
    if scheme or text.startswith("//") or "\\" in text or isinstance(value, Mapping):
        fact = f"'{text}' is not an image"
        raise Unusable(name, fact, "write https://... or a path like images/a.jpg")
    return as_uri(text)


def language(name: str, value: Value) -> str:
    """A language tag (RFC 5646), also from the name of a locale."""
    text = shown(value)
    tag = _from_locale(text) if "_" in text or "." in text else text
    if not _LANGUAGE.fullmatch(tag):
        raise Unusable(name, f"'{text}' is not a language tag", "write one like en or pt-BR")
    return tag


def _from_locale(name: str) -> str:
    """A POSIX locale as a language tag, in the letters that RFC 5646, section 2.1.1, advises."""
    language, *rest = _POSIX_SUFFIX.sub("", name).split("_")
    letters = {2: str.upper, 4: str.title}
    return "-".join((language.lower(), *(letters.get(len(r), str.lower)(r) for r in rest)))


def flag_of(value: Value) -> bool | None:
    """Whether a value means yes; None if it means neither yes nor no."""
    text = shown(value).lower()
    return True if text in _YES else False if text in _NO else None


def duration(name: str, value: Value) -> int:
    """A duration in seconds, from seconds or from `H:MM:SS` or `MM:SS`."""
    text = shown(value)
    if not _DURATION.fullmatch(text):
        raise Unusable(name, f"'{text}' is not a duration", "write one like 1:02:30 or 3750")
    seconds = 0
    for part in text.split(":"):
        seconds = 60 * seconds + int(part)
    return seconds


def ordinal(name: str, value: Value) -> int:
    """A number from 1 on."""
    text = shown(value)
    if not _ORDINAL.fullmatch(text):
        raise Unusable(name, f"'{text}' is not a number from 1 on", "write one like 12")
    return int(text)


def episode_type(name: str, value: Value) -> EpisodeType:
    """What sort of episode an article is."""
    known: dict[str, EpisodeType] = {"full": "full", "trailer": "trailer", "bonus": "bonus"}
    said = shown(value).lower()
    if said not in known:
        raise Unusable(name, f"'{said}' is not full, trailer or bonus", "write one of them")
    return known[said]


def explicit(name: str, value: Value) -> bool:
    """Whether an episode has explicit language; `clean` is an older word for no."""
    text = shown(value).lower()
    known = {"clean": False, "explicit": True}.get(text, flag_of(text))
    if known is None:
        raise Unusable(name, f"'{text}' is neither true nor false", "write one of them")
    return known


def shown_in_feeds(name: str, value: Value) -> bool:
    """Whether the article is in feeds."""
    known = None if isinstance(value, Mapping) else flag_of(value)
    if known is None:
        fact = f"'{shown(value)}' is neither true nor false"
        raise Unusable(name, fact, "write false to leave the article out of feeds")
    return known


def is_date(value: Value) -> bool:
    """Whether a value is a date, or what some tools write for none."""
    return parse_date(shown(value)) is not None or NO_DATE.fullmatch(shown(value)) is not None


def is_path(value: Value) -> bool:
    """Whether a value is a path on a site, such as `/2026/05/title/`, `title` or `a/b.html`.

    >>> [is_path(value) for value in ("/a", "a", "a b", "example.org/a", "https://a.example/")]
    [True, True, False, False, False]
    """
    if not isinstance(value, str) or not value or value in _FORMS:
        return False
    if value.startswith("//") or any(character in value for character in ":?# \\"):
        return False
    return value.startswith("/") or "." not in value.partition("/")[0]


def is_web_address(value: Value) -> bool:
    """Whether a value begins like an http or https URL."""
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def usable_date(name: str, value: Value) -> datetime:
    """A date that the article can do without."""
    try:
        return date(name, shown(value))
    except BadFrontMatter as error:
        fact, _, way_out = str(error).removeprefix(f"{name}: ").partition("; ")
        raise Unusable(name, fact, way_out) from None


def date(name: str, value: str) -> datetime:
    """A date and time. Raises `BadFrontMatter` if it is not understood."""
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


def origin(name: str, value: Value) -> Origin:
    """Whether a text was written, and so is not cleaned, or found."""
    known: dict[str, Origin] = {"off": "written", "written": "written", "found": "found"}
    said = shown(value).lower()
    if said not in known:
        raise Unusable(name, f"'{said}' is not off, written or found", "write one of them")
    return known[said]
