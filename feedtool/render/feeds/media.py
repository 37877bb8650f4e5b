"""The picture of an entry in Media RSS (https://www.rssboard.org/media-rss), in RSS and Atom."""

from __future__ import annotations

from collections.abc import Iterator

from feedtool.model import Entry, FeedOptions
from feedtool.render.feeds.feedgen_document import Element
from feedtool.text.media_types import guess_media_type


def picture(entry: Entry, options: FeedOptions) -> Iterator[Element]:
    """The thumbnail of an entry, and its description if the feed has `media_content`."""
    if entry.image is None:
        return
    address = {"url": entry.image}
    if not options.media_content:
        yield Element("media:thumbnail", attributes=address)
        return
    size = {}
    if entry.image_size is not None:
        size = dict(zip(("width", "height"), map(str, entry.image_size), strict=True))
    kind = guess_media_type(entry.image)
    type_ = {"type": kind} if kind is not None else {}
    yield Element("media:content", attributes=address | type_ | {"medium": "image"} | size)
    yield Element("media:thumbnail", attributes=address | size)
