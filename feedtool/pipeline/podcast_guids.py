"""The permanent ids of podcasts (https://podcasting2.org/docs/podcast-namespace/tags/guid).

The id is made from the address of the feed as it was when the podcast was first published, and then
kept in the ledger: it is the same after the site moves. If the ledger is lost, the id is read from
the published feed.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from feedtool.model import Channel, paths
from feedtool.model.podcast import Podcast
from feedtool.state.ledger import Ledger

_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")  # of the specification
_PUBLISHED = re.compile(rb"<podcast:guid>([0-9a-f-]{36})</podcast:guid>")


def guid_of_address(address: str) -> str:
    """The id of the podcast whose feed was first published at `address`.

    >>> guid_of_address("https://mp3s.nashownotes.com/pc20rss.xml")
    '917393e3-1b1e-5cef-ace4-edaa54e1f810'
    """
    return str(uuid.uuid5(_NAMESPACE, address.partition("://")[2].rstrip("/")))


class PodcastGuids:
    """The ids of the podcasts of a site; `published` reads a file of the output folder."""

    def __init__(
        self, ledger: Ledger, site_url: str, published: Callable[[str], bytes | None]
    ) -> None:
        self._ledger = ledger
        self._site_url = site_url
        self._published = published

    def of(self, channel: Channel, podcast: Podcast) -> str:
        """The id of a channel's podcast, which is recorded if it is new."""
        known = self._ledger.podcast(channel.id)
        guid = podcast.guid or known or self._made(channel)
        if guid != known:
            self._ledger.put_podcast(channel.id, guid)
        return guid

    def _made(self, channel: Channel) -> str:
        path = paths.feed_path(channel, paths.RSS)
        found = _PUBLISHED.search(self._published(path) or b"")
        return found[1].decode() if found else guid_of_address(self._site_url + path)
