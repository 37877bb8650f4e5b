"""The records of podcasts: a show, the people in it, and what is special about an episode."""

from __future__ import annotations

from typing import Literal

import msgspec

ShowType = Literal["episodic", "serial"]
EpisodeType = Literal["full", "trailer", "bonus"]


class Person(msgspec.Struct, frozen=True):
    """A person in a show or an episode; `role` is one of the Podcast Taxonomy, such as `guest`.

    `image` and `href` are URLs, empty for none.
    """

    name: str
    role: str = "host"
    image: str = ""
    href: str = ""


class Podcast(msgspec.Struct, frozen=True):
    """What a feed says as a podcast, for the namespaces of iTunes and of Podcasting 2.0.

    `image` is the URL of the cover. `categories` are pairs of a category and its sub-category,
    which may be empty. `guid` is the permanent id of the show; it is filled in by the build.
    """

    author: str
    owner: str
    email: str
    image: str
    categories: tuple[tuple[str, str], ...]
    explicit: bool
    type: ShowType
    locked: bool | None
    guid: str
    persons: tuple[Person, ...]


class Episode(msgspec.Struct, frozen=True):
    """What an article declares about the recording that is its enclosure.

    `duration` is in seconds.
    """

    duration: int | None = None
    number: int | None = None
    season: int | None = None
    type: EpisodeType | None = None
    explicit: bool | None = None
    guests: tuple[str, ...] = ()


class Companion(msgspec.Struct, frozen=True):
    """A file beside a recording: a transcript, or its chapters."""

    url: str
    type: str
