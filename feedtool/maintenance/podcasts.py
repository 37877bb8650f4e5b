"""Checks the podcasts of a site against what directories demand, without asking them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote

from feedtool.config import Config
from feedtool.model import Problem
from feedtool.model.paths import RSS
from feedtool.model.podcast import Podcast
from feedtool.validate.podcast import artwork_fault, episode_faults

Read = Callable[[str], bytes | None]
_MISSING = "is missing, which Apple Podcasts and Spotify demand"


def podcast_problems(config: Config, files: Iterable[str], read: Read) -> Iterator[Problem]:
    """What a directory would refuse; `read` returns the published file at one of the paths."""
    if not config.has_podcasts:
        return
    for number, options in enumerate(config.feed_options.values()):
        if options.podcast is not None:
            table = f"[[feed]] {number}: podcast." if number else "podcast."
            yield from _settings(options.podcast, config, table)
            yield from _artwork(options.podcast.image, config, table, read)
    for path in files:
        body = read(path) if path.rpartition("/")[2] == RSS else None
        for fault in episode_faults(body or b""):
            yield fault.in_(str(config.output / path))


def _settings(show: Podcast, config: Config, table: str) -> Iterator[Problem]:
    """The settings that are missing."""
    if not config.base_url.startswith("https://"):
        yield _problem(
            config,
            "site.base-url",
            "Apple Podcasts and Spotify demand https; publish the site with it",
        )
    if config.language is None:
        yield _problem(config, "site.language", f'{_MISSING}; write one like "en"')
    if not show.email:
        fact = "is missing; Apple Podcasts and Spotify send the proof that the show is yours to it"
        yield _problem(config, f"{table}email", fact)
    if not show.categories:
        yield _problem(config, f"{table}categories", f'{_MISSING}; write one like "Arts: Books"')
    if not show.image:
        yield _problem(config, f"{table}image", f"{_MISSING}; name a square JPEG or PNG")


def _artwork(image: str, config: Config, table: str, read: Read) -> Iterator[Problem]:
    """What is wrong with a cover, unless it is on another server."""
    path = image.removeprefix(config.base_url)
    if not image or path == image:
        return
    picture = read(unquote(path))
    if picture is None:
        fault = "is not in the output folder; put it into the folder that [input] static names"
        yield _problem(config, f"{table}image", f"'{path}' {fault}")
        return
    wrong = artwork_fault(picture)
    if wrong is not None:
        yield _problem(config, f"{table}image", f"'{path}' {wrong}")


def _problem(config: Config, setting: str, message: str) -> Problem:
    return Problem(config.source, f"{setting}: {message}", left_out=False)
