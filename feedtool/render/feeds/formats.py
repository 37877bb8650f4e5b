"""From feeds and articles to finished files: one module a format, one row each.

Rendering is pure. The same feed gives the same bytes, on every machine and in every year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from feedtool.model import Artifact, Feed
from feedtool.model.paths import feed_path
from feedtool.render.feeds import atom, jsonfeed, rss


class Format(msgspec.Struct, frozen=True):
    """A format of feeds: its name, its file, its media type, and who writes it."""

    name: str
    file: str
    media_type: str
    render: Callable[[Feed], bytes]


FORMATS = (
    Format("RSS", rss.FILE, "application/rss+xml", rss.rss),
    Format("Atom", atom.FILE, "application/atom+xml", atom.atom),
    Format("JSON Feed", jsonfeed.FILE, "application/feed+json", jsonfeed.jsonfeed),
)


def documents(feed: Feed) -> Iterator[Artifact]:
    """The document in every format."""
    for form in FORMATS:
        path = feed_path(feed.channel, form.file, feed.archive)
        yield Artifact(path, form.render(feed))
