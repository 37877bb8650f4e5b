"""The table of feed formats. Everything else about formats is derived from its rows.

Rendering and parsing are pure: the same feed gives the same bytes on every machine at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec

from feedtool.model import Artifact, Entry, Feed, paths
from feedtool.render.feeds import atom, jsonfeed, rss
from feedtool.validate import atom as atom_rules
from feedtool.validate import jsonfeed as jsonfeed_rules
from feedtool.validate import rss as rss_rules
from feedtool.validate.parsed import Parse


class Format(msgspec.Struct, frozen=True):
    """A feed format.

    `name` is shown to people. `file` is the file name of its documents, with an extension; archives
    insert their number before the extension. `media_type` has no charset; documents are UTF-8.
    `render` writes a document from entries sorted newest first; `parse` reads and checks one.
    Pages link to the documents of `advertised` formats, also for autodiscovery.
    """

    name: str
    file: str
    media_type: str
    render: Callable[[Feed, Sequence[Entry]], bytes]
    parse: Parse
    advertised: bool = True

    @property
    def served_as(self) -> str:
        """The media type that servers send, with which browsers show a document readably.

        Links to it declare `media_type`; docs/decisions/media-types-of-feeds.md has the reason.
        """
        return "application/xml" if self.file.endswith(".xml") else self.media_type


FORMATS: tuple[Format, ...] = (
    Format("RSS", paths.RSS, "application/rss+xml", rss.rss, rss_rules.parse),
    Format("Atom", paths.ATOM, "application/atom+xml", atom.atom, atom_rules.parse),
    Format(
        "JSON Feed",
        paths.JSON_FEED,
        "application/feed+json",
        jsonfeed.jsonfeed,
        jsonfeed_rules.parse,
    ),
)


def render_feed(feed: Feed, entries: Sequence[Entry]) -> Iterator[Artifact]:
    """The document in every format; `entries` are sorted newest first."""
    for form in FORMATS:
        path = paths.feed_path(feed.channel, form.file, feed.archive)
        yield Artifact(path, form.render(feed, entries))


def parsers() -> dict[str, Parse]:
    """The parser of each format, by the file name of its documents."""
    return {form.file: form.parse for form in FORMATS}


def format_of(name: str) -> Format | None:
    """The format of the document or archive with the file name `name`; None if it is not a feed.

    >>> [form and form.name for form in map(format_of, ("atom.xml", "rss-3.xml", "style.css"))]
    ['Atom', 'RSS', None]
    """
    archive = paths.split_archive_name(name)
    names = (name,) if archive is None else (name, archive[0])
    return next((form for form in FORMATS if form.file in names), None)
