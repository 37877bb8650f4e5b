"""Makes the entries that pages and feeds show from articles. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin, urlsplit

import msgspec
from msgspec.structs import replace

from feedtool.model import CleanArticle, Enclosure, Entry, Identity, Meta, Site
from feedtool.model.paths import page_path
from feedtool.model.podcast import Companion, Episode
from feedtool.model.references import Link
from feedtool.text.addresses import as_uri
from feedtool.text.normalize import xml_safe
from feedtool.text.recordings import TYPES, companions

SUMMARY_LENGTH = 280  # characters
_SPACES = 40  # characters by which white space usually lengthens a text at most
_ENOUGH = 120  # characters after which a summary may end with a sentence
_SENTENCE_END = re.compile(r"[.!?。！？؟।…][\"'”’»)\]」』]*(?=\s|$)|[。！？]")


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Entry)

Links = Mapping[str, Link]
_NO_LINKS: Links = {}


def pack(entry: Entry) -> bytes:
    """Serializes an entry for other documents of the same build."""
    return _ENCODER.encode(entry)


def unpack(body: bytes) -> Entry:
    """The inverse of `pack`."""
    return _DECODER.decode(body)


def to_entry(
    article: CleanArticle,
    identity: Identity,
    site: Site,
    html: str,
    text: str,
    links: Links = _NO_LINKS,
) -> Entry:
    """The entry of an article whose body is `html`, or `text` without markup.

    `links` has what the addresses in its metadata lead to, with absolute addresses.
    """
    path = page_path(identity.slug)
    picture = links.get(article.meta.image or "")
    return Entry(
        identity=identity,
        title=xml_safe(article.title.text).strip() or identity.slug,  # feeds require a title
        path=path,
        url=site.url + path,
        summary=article.meta.summary or summarize(text),
        html=html,
        author=article.author,
        tags=article.meta.tags or (),
        language=article.language or site.language,
        original=_elsewhere(article.meta.url, site),
        enclosure=_enclosure(article.meta.enclosure, links),
        image=_image(article.meta.image, picture, site.url + path),
        image_size=None
        if picture is None or not picture.width
        else (picture.width, picture.height),
        source=article.meta.source,
        created=article.meta.created,
        authors=article.authors,
        labels=_labels(article),
        episode=_episode(article.meta, links),
        companions=tuple(_companions(article.meta.enclosure, links)),
        untitled=article.title.source == "first sentence",
    )


def _labels(article: CleanArticle) -> tuple[tuple[str, str], ...]:
    """Each tag with the first of its groups."""
    groups = {name: group for group, name in reversed(article.meta.labels)}
    return tuple((groups.get(tag, "tags"), tag) for tag in article.meta.tags or ())


def _elsewhere(url: str | None, site: Site) -> str | None:
    """The address where an article was first published; None if that is on this site."""
    if url is None or _without_scheme(url).startswith(_without_scheme(site.url)):
        return None
    try:
        return as_uri(url)
    except UnicodeError:
        return None


def _without_scheme(url: str) -> str:
    return url.partition("://")[2].lower()


def _image(address: str | None, picture: Link | None, page: str) -> str | None:
    if address is None:
        return None
    return picture.address if picture is not None and picture.address else urljoin(page, address)


def _enclosure(declared: Enclosure | None, links: Links) -> Enclosure | None:
    """The enclosure with the address and the length of its file; None if there is no file."""
    if declared is None:
        return None
    link = links.get(declared.url)
    if link is not None and link.address:
        return replace(declared, url=link.address, length=link.length or declared.length)
    return declared if urlsplit(declared.url).scheme else None


def _episode(meta: Meta, links: Links) -> Episode | None:
    """What is declared about the recording, with the duration of its file if that is not."""
    link = None if meta.enclosure is None else links.get(meta.enclosure.url)
    if link is None or not link.seconds or (meta.episode and meta.episode.duration):
        return meta.episode
    return replace(meta.episode or Episode(), duration=link.seconds)


def _companions(enclosure: Enclosure | None, links: Links) -> Iterator[Companion]:
    """The transcripts and chapters that are published beside a recording."""
    for address, ending in (companions(enclosure.url) if enclosure is not None else {}).items():
        link = links.get(address)
        if link is not None and link.address and link.length:
            yield Companion(link.address, TYPES[ending])


def summarize(text: str) -> str:
    """The beginning of `text` on one line: whole sentences if they fit, else whole words.

    >>> summarize("Short.")
    'Short.'
    """
    line = " ".join(text[: SUMMARY_LENGTH + _SPACES].split())  # skips the rest of a long text
    if len(line) <= SUMMARY_LENGTH:
        line = " ".join(text.split())
    if len(line) <= SUMMARY_LENGTH:
        return line
    room = line[:SUMMARY_LENGTH]
    ends = [match.end() for match in _SENTENCE_END.finditer(room) if match.end() >= _ENOUGH]
    if ends:
        return room[: ends[-1]]
    cut = room.rfind(" ")
    return room[: cut if cut > SUMMARY_LENGTH // 2 else SUMMARY_LENGTH - 1].rstrip(" ,;:–—-") + "…"
