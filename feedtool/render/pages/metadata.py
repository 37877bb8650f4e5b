"""What an article is to machines that read its page, and how long people take to read it."""

from __future__ import annotations

import html
import json
import re
from datetime import datetime
from urllib.parse import urlsplit

from feedtool.model import Enclosure, Entry, Site
from feedtool.text.lazy_regex import lazy_regex

_WORDS_A_MINUTE = 220
_CHARACTERS_A_MINUTE = 500  # of scripts in which a character is about a syllable or a word
_MARKS = re.compile(r"<[^>]*>")
_DENSE = lazy_regex("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_WORD = re.compile(r"\w[\w'’.-]*")


def minutes(rendered: str) -> int:
    """How many minutes people take to read `rendered`, which is HTML; at least one.

    >>> minutes("<p>" + "word " * 660), minutes("<p>" + "字" * 1000), minutes("")
    (3, 2, 1)
    """
    words, characters = _counts(rendered)
    return max(1, round(words / _WORDS_A_MINUTE + characters / _CHARACTERS_A_MINUTE))


def structured(entry: Entry, site: Site) -> str:
    """The article in the terms of https://schema.org/Article, as JSON-LD.

    It can stand in a script element as it is: no text of the article ends that.
    """
    writer = entry.author or site.author
    organization = {"@type": "Organization", "name": site.title, "url": site.url}
    found: dict[str, object | None] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": entry.title,
        "description": entry.summary,
        "url": entry.url,
        "mainEntityOfPage": entry.url,
        "identifier": entry.identity.guid,
        "datePublished": iso(entry.identity.published),
        "dateModified": iso(entry.identity.updated),
        "inLanguage": entry.language,
        "author": organization if writer == site.title else {"@type": "Person", "name": writer},
        "publisher": organization,
        "keywords": list(entry.tags) or None,
        "image": entry.image,
        "isBasedOn": origin_of(entry)[1],
        "associatedMedia": _media(entry.enclosure),
    }
    said = {name: value for name, value in found.items() if value is not None}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")


def origin_of(entry: Entry) -> tuple[str, str | None]:
    """What to call the place where an article was published first, and its address.

    Both are empty, or None, where nothing is known of it; the page itself is no such place.
    """
    url = (entry.source and entry.source.url) or entry.original
    url = None if url == entry.url else url
    if entry.source is not None:
        return entry.source.title, url
    return _host(url) if url else "", url


def iso(moment: datetime) -> str:
    """RFC 3339, in UTC: a year of four digits."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def _counts(rendered: str) -> tuple[int, int]:
    """Words, and characters of dense scripts."""
    text, characters = html.unescape(_MARKS.sub(" ", rendered)), 0
    if not text.isascii():
        text, characters = _DENSE.subn(" ", text)
    # Their punctuation would be left as words by a split, which is ten times as fast.
    return len(_WORD.findall(text) if characters else text.split()), characters


def _media(enclosure: Enclosure | None) -> dict[str, object] | None:
    if enclosure is None:
        return None
    kinds = {"audio": "AudioObject", "video": "VideoObject"}
    kind = kinds.get(enclosure.type.partition("/")[0], "MediaObject")
    return {
        "@type": kind,
        "contentUrl": enclosure.url,
        "encodingFormat": enclosure.type,
        **({"contentSize": str(enclosure.length)} if enclosure.length else {}),
    }


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url
