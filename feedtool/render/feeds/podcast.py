"""The elements of a podcast in RSS: the namespaces of iTunes and of Podcasting 2.0.

feedgen's extension for iTunes is not used: it writes `explicit` in words that Apple no longer
documents, and knows nothing of the other namespace.
"""

from __future__ import annotations

from collections.abc import Iterator

from feedtool.model import Entry, Feed
from feedtool.model.podcast import Episode, Person, Podcast
from feedtool.render.feeds.feedgen_document import Element
from feedtool.text.recordings import CHAPTERS, TYPES

_PICTURES = (".jpg", ".jpeg", ".png")
_WITHOUT = Episode()


def of_channel(show: Podcast) -> Iterator[Element]:
    """The elements of a show."""
    yield Element("itunes:author", show.author)
    owner = (Element("itunes:name", show.owner), Element("itunes:email", show.email))
    yield Element("itunes:owner", children=owner if show.email else owner[:1])
    if show.image:
        yield Element("itunes:image", attributes={"href": show.image})
    for top, sub in show.categories:
        below = (Element("itunes:category", attributes={"text": sub}),) if sub else ()
        yield Element("itunes:category", attributes={"text": top}, children=below)
    yield Element("itunes:explicit", _flag(show.explicit))
    yield Element("itunes:type", show.type)
    yield Element("podcast:guid", show.guid)
    if show.locked is not None:
        attributes = {"owner": show.email} if show.email else {}
        yield Element("podcast:locked", "yes" if show.locked else "no", attributes)
    yield from map(_person, show.persons)


def of_entry(entry: Entry, feed: Feed) -> Iterator[Element]:
    """The elements of an episode; none if the entry has no recording."""
    if entry.enclosure is None:
        return
    episode = entry.episode or _WITHOUT
    texts = {
        "itunes:duration": episode.duration,
        "itunes:season": episode.season,
        "itunes:episode": episode.number,
        "itunes:episodeType": episode.type,
        "itunes:explicit": None if episode.explicit is None else _flag(episode.explicit),
        "itunes:author": entry.author,
        "podcast:season": episode.season,
        "podcast:episode": episode.number,
    }
    for name, value in texts.items():
        if value is not None:
            yield Element(name, str(value))
    if entry.image is not None and entry.image.lower().endswith(_PICTURES):
        yield Element("itunes:image", attributes={"href": entry.image})
    language = entry.language or feed.site.language
    for companion in entry.companions:
        attributes = {"url": companion.url, "type": companion.type}
        if companion.type == TYPES[CHAPTERS]:
            yield Element("podcast:chapters", attributes=attributes)
        else:
            spoken = {"language": language} if language else {}
            yield Element("podcast:transcript", attributes=attributes | spoken)
    for name in episode.guests:
        yield _person(Person(name, "guest"))


def _person(person: Person) -> Element:
    known = {"role": person.role, "img": person.image, "href": person.href}
    return Element("podcast:person", person.name, {n: v for n, v in known.items() if v})


def _flag(value: bool) -> str:
    return "true" if value else "false"
