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
_AGREED = "Apple Podcasts and Spotify"


def podcast_problems(config: Config, files: Iterable[str], read: Read) -> Iterator[Problem]:
    """What a directory would refuse; `read` returns the published file at one of the paths."""
    if not config.has_podcasts:
        return
    for number, options in enumerate(config.feed_options.values()):
        if options.podcast is not None:
            table = f"[[feed]] {number}: podcast." if number else "podcast."
            for setting, message in _settings(options.podcast, config, read):
                place = setting if "." in setting else table + setting
                yield Problem(config.source, f"{place}: {message}", left_out=False)
    for path in files:
        body = read(path) if path.rpartition("/")[2] == RSS else None
        for fault in episode_faults(body or b""):
            yield fault.in_(str(config.output / path))


def _settings(show: Podcast, config: Config, read: Read) -> Iterator[tuple[str, str]]:
    """The name of each setting that is missing or wrong, with a message."""
    if not config.base_url.startswith("https://"):
        yield "site.base-url", f"{_AGREED} demand https; publish the site with it"
    if config.language is None:
        yield "site.language", f'is missing, which {_AGREED} demand; write one like "en"'
    if not show.email:
        yield "email", f"is missing; {_AGREED} send the proof that the show is yours to it"
    if not show.categories:
        yield "categories", f'is missing, which {_AGREED} demand; write one like "Arts: Books"'
    if not show.image:
        yield "image", f"is missing, which {_AGREED} demand; name a square JPEG or PNG"
        return
    path = show.image.removeprefix(config.base_url)
    if path == show.image:
        return  # on another server
    picture = read(unquote(path))
    fault = "is not in the output folder; put it into the folder [input] static"
    fault_of_it = fault if picture is None else artwork_fault(picture)
    if fault_of_it is not None:
        yield "image", f"{path} {fault_of_it}"
