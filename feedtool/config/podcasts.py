"""Checks of the table `[podcast]`, and the categories that podcast directories have."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from feedtool.config.tables import PodcastTable
from feedtool.errors import ConfigError
from feedtool.model.podcast import Person, Podcast
from feedtool.text.normalize import one_line
from feedtool.text.suggest import suggest

# https://podcasters.apple.com/support/1691-apple-podcasts-categories; Spotify takes them over.
CATEGORIES: dict[str, str] = {
    "Arts": "Books, Design, Fashion & Beauty, Food, Performing Arts, Visual Arts",
    "Business": "Careers, Entrepreneurship, Investing, Management, Marketing, Non-Profit",
    "Comedy": "Comedy Interviews, Improv, Stand-Up",
    "Education": "Courses, How To, Language Learning, Self-Improvement",
    "Fiction": "Comedy Fiction, Drama, Science Fiction",
    "Government": "",
    "Health & Fitness": "Alternative Health, Fitness, Medicine, Mental Health, Nutrition, "
    "Sexuality",
    "History": "",
    "Kids & Family": "Education for Kids, Parenting, Pets & Animals, Stories for Kids",
    "Leisure": "Animation & Manga, Automotive, Aviation, Crafts, Games, Hobbies, Home & Garden, "
    "Video Games",
    "Music": "Music Commentary, Music History, Music Interviews",
    "News": "Business News, Daily News, Entertainment News, News Commentary, Politics, "
    "Sports News, Tech News",
    "Religion & Spirituality": "Buddhism, Christianity, Hinduism, Islam, Judaism, Religion, "
    "Spirituality",
    "Science": "Astronomy, Chemistry, Earth Sciences, Life Sciences, Mathematics, "
    "Natural Sciences, Nature, Physics, Social Sciences",
    "Society & Culture": "Documentary, Personal Journals, Philosophy, Places & Travel, "
    "Relationships",
    "Sports": "Baseball, Basketball, Cricket, Fantasy Sports, Football, Golf, Hockey, Rugby, "
    "Running, Soccer, Swimming, Tennis, Volleyball, Wilderness, Wrestling",
    "Technology": "",
    "True Crime": "",
    "TV & Film": "After Shows, Film History, Film Interviews, Film Reviews, TV Reviews",
}
_MAIL = re.compile(r"[^\s@()<>,;]+@[^\s@()<>,;]+\.[^\s@()<>,;]+")


def podcast_of(
    table: PodcastTable, author: str, where: str, picture: Callable[[str, str], str]
) -> Podcast:
    """The podcast that a table declares; `author` is that of the site.

    `where` is what messages have before the name of a setting, `picture` returns the URL of a
    picture, given its address and where that is. Raises `ConfigError`.
    """
    if table.email and not _MAIL.fullmatch(table.email):
        raise ConfigError(
            f"{where}email: '{table.email}' is not a mail address; write one like jane@example.org"
        )
    name = one_line(table.author) or author
    return Podcast(
        author=name,
        owner=one_line(table.owner) or name,
        email=table.email,
        image=picture(table.image, f"{where}image"),
        categories=tuple(_category(text, f"{where}categories") for text in table.categories),
        explicit=table.explicit,
        type=table.type,
        locked=table.locked,
        guid=_guid(table.guid, f"{where}guid"),
        persons=tuple(
            Person(
                name=_name(one_line(person.name), f"{where}person"),
                role=person.role,
                image=picture(person.image, f"{where}person: image"),
                href=picture(person.href, f"{where}person: href"),
            )
            for person in table.person
        ),
    )


def _category(text: str, place: str) -> tuple[str, str]:
    """A category and its sub-category, as in `Arts: Books`."""
    top, _, sub = (one_line(part) for part in text.partition(":"))
    if top not in CATEGORIES:
        raise ConfigError(f"{place}: {_unknown(top, tuple(CATEGORIES))}")
    below = tuple(CATEGORIES[top].split(", ")) if CATEGORIES[top] else ()
    if sub and sub not in below:
        fact = _unknown(sub, below) if below else f"{top} has no sub-categories; write '{top}' only"
        raise ConfigError(f"{place}: {fact}")
    return top, sub


def _unknown(name: str, known: tuple[str, ...]) -> str:
    close = suggest(name, known)
    hint = f"did you mean '{close}'?" if close else f"known are {', '.join(known)}"
    return f"'{name}' is not a category of Apple Podcasts; {hint}"


def _guid(text: str, place: str) -> str:
    try:
        return str(uuid.UUID(text)) if text else ""
    except ValueError:
        raise ConfigError(
            f"{place}: '{text}' is not a UUID; copy that of the former feed, or remove the line"
        ) from None


def _name(name: str, place: str) -> str:
    if not name:
        raise ConfigError(f'{place}: has no name; write one like name = "Jane Doe"')
    return name
