"""Renders JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with keys in its order.

Unknown values are omitted; there are no nulls and no empty lists.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from feedtool.model import Enclosure, Entry, Feed, FeedOptions, paths
from feedtool.model.podcast import Episode
from feedtool.render.feeds import links
from feedtool.render.marks import GENERATOR

VERSION = "https://jsonfeed.org/version/1.1"


def jsonfeed(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """The document as JSON: UTF-8, indented, with a final line break."""
    hubs = [link.href for link in links.links(feed, paths.JSON_FEED) if link.rel == "hub"]
    document = {
        "version": VERSION,
        **_known(
            title=feed.channel.title,
            home_page_url=links.home(feed),
            feed_url=links.own(feed, paths.JSON_FEED),
            description=feed.channel.description,
            next_url=links.previous(feed, paths.JSON_FEED),
            icon=feed.options.image,
            favicon=feed.options.icon,
            authors=_authors((feed.site.author,)),
            language=feed.site.language,
            hubs=[{"type": "WebSub", "url": hub} for hub in hubs],
        ),
        f"_{GENERATOR}": {"generator": GENERATOR},  # JSON Feed has no such field; see `marks`
        "items": [_item(entry, feed.options) for entry in entries],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _item(entry: Entry, options: FeedOptions) -> dict[str, object]:
    return _known(
        id=entry.identity.guid,
        url=entry.url,
        external_url=entry.original,
        title=entry.title,
    ) | {
        **_content(entry, options),
        **_known(
            summary=entry.summary,
            image=entry.image,
            date_published=entry.identity.published,
            date_modified=entry.identity.updated,
            authors=_authors(entry.authors),
            tags=entry.tags,
            language=entry.language,
            attachments=[_attachment(entry.enclosure, entry.episode)] if entry.enclosure else [],
        ),
    }


def _content(entry: Entry, options: FeedOptions) -> dict[str, object]:
    """The text of an item, which the format requires, even if it is empty."""
    if options.content == "summary":
        return {"content_text": entry.summary}
    return {"content_html": entry.html}


def _authors(names: Sequence[str]) -> list[dict[str, object]]:
    return [_known(name=name) for name in names]


def _attachment(media: Enclosure, episode: Episode | None) -> dict[str, object]:
    return _known(
        url=media.url,
        mime_type=media.type,
        size_in_bytes=media.length,
        duration_in_seconds=None if episode is None else episode.duration,
    )


def _known(**fields: object) -> dict[str, object]:
    """The fields with a value; a length of 0 means unknown."""
    return {name: value for name, value in fields.items() if value}
