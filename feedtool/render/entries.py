"""Makes the entries that pages and feeds show from articles. Pure."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from feedtool.model import CleanArticle, Entry, Identity, Site
from feedtool.model.paths import page_path
from feedtool.text.normalize import xml_safe

SUMMARY_LENGTH = 280  # characters
_ENOUGH = 120  # characters after which a summary may end with a sentence
_SENTENCE_END = re.compile(r"[.!?。！？؟।…][\"'”’»)\]」』]*(?=\s|$)|[。！？]")


def to_entry(article: CleanArticle, identity: Identity, site: Site, html: str, text: str) -> Entry:
    """The entry of an article whose body is `html`, or `text` without markup."""
    path = page_path(identity.slug)
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
        original=article.meta.url,
        enclosure=article.meta.enclosure,
        image=None if article.meta.image is None else urljoin(site.url + path, article.meta.image),
        source=article.meta.source,
        created=article.meta.created,
        untitled=article.title.source == "first sentence",
    )


def summarize(text: str) -> str:
    """The beginning of `text` on one line: whole sentences if they fit, else whole words.

    >>> summarize("Short.")
    'Short.'
    """
    line = " ".join(text[: 4 * SUMMARY_LENGTH].split())  # skips the rest of a long text
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
