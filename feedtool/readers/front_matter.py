"""Reads the front matter of an article: the YAML block above its text.

Every value is read as a string (`date: 2026-05-25` is not a YAML timestamp, `title: No` is not
false) and then converted according to its name. Unknown names are ignored; other tools may use
them. A block that is not clearly front matter is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

from feedtool.model import Enclosure, Meta, Origin, Source
from feedtool.readers.media_types import guess_media_type, is_media_type
from feedtool.text.dates import parse_date
from feedtool.text.normalize import fix_line_ends, one_line

if TYPE_CHECKING:
    import yaml

T = TypeVar("T")

_BLOCK = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FIRST_FIELD = re.compile(r"\s*(?:#.*\n\s*)*[A-Za-z_][\w-]*:(?:\s|\Z)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")  # RFC 5646, loosely
_LENGTH = re.compile(r"[0-9]{1,15}")  # bytes
_NOT_IN_ADDRESSES = re.compile(r"""[^\x21-\x7e]|["<>\[\\\]^`{|}]""")  # RFC 3986, appendix A
_LONGEST_BLOCK = 65536  # characters


class BadFrontMatter(ValueError):
    """The block is front matter but has an error; the message says which and how to fix it."""


def split(text: str) -> tuple[str, Meta, int]:
    r"""The text below the front matter, the metadata, and the number of the text's first line.

    >>> body, meta, first_line = split("---\ntitle: 'No'\n---\nText.")
    >>> body, meta.title, first_line
    ('Text.', 'No', 4)
    """
    if not text.startswith("---"):
        return text, Meta(), 1
    text = fix_line_ends(text)
    block = _BLOCK.match(text)
    if block is None or not _FIRST_FIELD.match(block[1]):
        return text, Meta(), 1
    fields = _fields(block[1])
    return text[block.end() :], _meta(fields), block[0].count("\n") + 1


def _fields(block: str) -> dict[str, str | tuple[str, ...]]:
    """The block's names and values; anything nested deeper than a list of strings is ignored."""
    # Imported here: most articles have no front matter.
    import yaml

    if len(block) > _LONGEST_BLOCK:
        raise BadFrontMatter(f"front matter is longer than {_LONGEST_BLOCK} characters; shorten it")
    try:
        node = yaml.compose(block, Loader=_loader())
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        # The last two: PyYAML does not check that an escape like "\UFFFFFFFF" is a character.
        raise BadFrontMatter(f"front matter is not YAML: {_where(error)}") from None
    if not isinstance(node, yaml.MappingNode):
        raise BadFrontMatter("front matter has no `name: value` lines; write some or remove it")
    fields: dict[str, str | tuple[str, ...]] = {}
    for name, value in node.value:
        if not isinstance(name, yaml.ScalarNode):
            continue
        key = name.value.lower().replace("_", "-")
        if isinstance(value, yaml.ScalarNode):
            fields[key] = one_line(value.value)
        elif isinstance(value, yaml.SequenceNode):
            strings = (one_line(v.value) for v in value.value if isinstance(v, yaml.ScalarNode))
            fields[key] = tuple(s for s in strings if s)
    return fields


def _loader() -> type[yaml.BaseLoader]:
    import yaml

    class NoAliases(yaml.BaseLoader):
        """Refuses aliases, with which a few lines can expand to gigabytes."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise yaml.composer.ComposerError(
                    problem="aliases (*name) are not allowed",
                    problem_mark=self.get_event().start_mark,  # type: ignore[no-untyped-call]
                )
            return super().compose_node(parent, index)

    return NoAliases


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    fact = getattr(error, "problem", None) or "it is nested too deeply or has invalid characters"
    # One line for `---`, one because YAML counts from 0.
    place = f"line {mark.line + 2}: " if mark is not None else ""
    return f"{place}{fact}; put quotes around values with `: `, `#` or `*` in them"


def _meta(fields: dict[str, str | tuple[str, ...]]) -> Meta:
    def text(*names: str) -> str | None:
        for name in names:
            value = fields.get(name)
            value = ", ".join(value) if isinstance(value, tuple) else value
            if value:
                return value
        return None

    def typed(parse: Callable[[str, str], T], *names: str) -> T | None:
        value = text(*names)
        return None if value is None else parse(names[0], value)

    return Meta(
        id=text("id"),
        title=text("title"),
        url=typed(_url, "url"),
        author=text("author", "authors"),
        published=typed(_date, "date", "published"),
        updated=typed(_date, "updated", "lastmod"),
        language=typed(_language, "language", "lang"),
        tags=_tags(fields.get("tags")),
        slug=text("slug"),
        summary=text("summary", "description"),
        draft=typed(_yes_or_no, "draft"),
        enclosure=_enclosure(text("enclosure"), text("enclosure-length"), text("enclosure-type")),
        image=typed(_image, "image"),
        source=_source(text("source"), text("source-url")),
        created=typed(_date, "created"),
        clean=typed(_origin, "clean"),
    )


def _tags(value: str | tuple[str, ...] | None) -> tuple[str, ...] | None:
    names = value.split(",") if isinstance(value, str) else value or ()
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip())) or None


def _url(name: str, value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in value:
        raise BadFrontMatter(f"{name}: '{value}' is not a web address; begin it with https://")
    return value


def _address(name: str, value: str) -> str:
    """A web address in ASCII: percent-encoded (RFC 3986), the host in IDNA (RFC 3490)."""
    try:
        return _encoded(_url(name, value))
    except UnicodeError:
        raise BadFrontMatter(f"{name}: '{value}' has an invalid host name; correct it") from None


def _encoded(address: str) -> str:
    parts = urlsplit(address)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    path, query, fragment = (
        _NOT_IN_ADDRESSES.sub(lambda found: quote(found[0]), part)
        for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, host, path, query, fragment))


def _image(name: str, value: str) -> str:
    """A web address, or a path relative to the article's page, as in its text."""
    try:
        scheme = urlsplit(value).scheme
    except ValueError:
        scheme = "?"
    if scheme in ("http", "https"):
        return _address(name, value)
    if scheme or value.startswith("//") or "\\" in value:
        raise BadFrontMatter(
            f"{name}: '{value}' is not an image; write https://... or a path like images/a.jpg"
        )
    return _encoded(value)


def _enclosure(url: str | None, length: str | None, media_type: str | None) -> Enclosure | None:
    """The enclosure; its length is 0 if not declared (RSS Best Practices Profile)."""
    if url is None:
        return None
    address = _address("enclosure", url)
    if length is not None and not _LENGTH.fullmatch(length):
        raise BadFrontMatter(
            f"enclosure-length: '{length}' is not a number of bytes; write one like 1048576, or "
            "remove the line"
        )
    kind = guess_media_type(address) if media_type is None else media_type.lower()
    if kind is None:
        raise BadFrontMatter(
            f"enclosure: '{url}' has an unknown media type; add a line like "
            "enclosure-type: audio/mpeg"
        )
    if not is_media_type(kind):
        raise BadFrontMatter(
            f"enclosure-type: '{media_type}' is not a media type; write one like audio/mpeg"
        )
    return Enclosure(address, int(length or 0), kind)


def _source(name: str | None, url: str | None) -> Source | None:
    """Who first published the text. A source without a name is named after its host."""
    if url is None and name is not None and name.startswith(("http://", "https://")):
        address: str | None = _address("source", name)
        name = None
    else:
        address = None if url is None else _address("source-url", url)
    if address is not None:
        return Source(name or urlsplit(address).netloc, address)
    return None if name is None else Source(name)


def _language(name: str, value: str) -> str:
    if not _LANGUAGE.fullmatch(value):
        raise BadFrontMatter(f"{name}: '{value}' is not a language tag; write one like en or pt-BR")
    return value


def _yes_or_no(name: str, value: str) -> bool:
    known = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
    if value.lower() not in known:
        raise BadFrontMatter(f"{name}: '{value}' is neither true nor false; write one of them")
    return known[value.lower()]


def _origin(name: str, value: str) -> Origin:
    known: dict[str, Origin] = {"off": "written", "written": "written", "found": "found"}
    if value.lower() not in known:
        raise BadFrontMatter(f"{name}: '{value}' is not off, written or found; write one of them")
    return known[value.lower()]


def _date(name: str, value: str) -> datetime:
    moment = parse_date(value)
    if moment is None:
        # Not guessed: the date an article is first published with is permanent.
        raise BadFrontMatter(
            f"{name}: '{value}' is not a date; write one like 2026-05-25 or "
            "2026-05-25T10:00:00+02:00"
        )
    return moment
