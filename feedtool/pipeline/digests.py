"""Digests of everything besides the input that the results of a build depend on.

As long as a digest is unchanged, nothing has to be read or rendered again because of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from feedtool import __version__
from feedtool.blake2 import blake2b
from feedtool.config import Config
from feedtool.pipeline.references.durations import can_read
from feedtool.unchanged.installation import FILES


class Digests(msgspec.Struct, frozen=True):
    """One digest for each cause of a rebuild that is reported to the user."""

    package: str
    rules: str
    reading: str
    templates: str
    settings: str

    @property
    def cleaning(self) -> str:
        """The digest of what the text of a cleaned article depends on."""
        return _digest(self.package, self.rules, self.reading)


def digests_of(
    config: Config,
    rules: tuple[tuple[str, str], ...],
    templates: Mapping[str, str],
    pages: Mapping[str, str],
) -> Digests:
    """The digests of a run with this configuration, and the user's rules, templates and pages."""
    return Digests(
        package=package_digest(),
        rules=_digest(*rules),
        reading=_digest(
            config.mode,
            config.merge_duplicates,
            config.timezone,
            config.origins,
            config.fields,
            config.former,
        ),
        templates=_digest(sorted(templates.items()), sorted(pages.items())),
        settings=_digest(
            config.base_url,
            config.title,
            config.description,
            config.author,
            config.language,
            [(key, options.limit) for key, options in config.feed_options.items()],
            config.per_page,
            config.tombstone_days,
            config.hubs,
            config.selections,
            config.robots,
            config.search,
            config.compress,
            config.exclude,
            config.static,
            config.appearance,
            *_picture_stats(config),
            *((can_read(),) if config.has_podcasts else ()),
        ),
    )


def _picture_stats(config: Config) -> Iterator[tuple[str, int, int]]:
    """Setting, size and mtime of each picture of `[theme]` that is a file."""
    for setting, path in config.appearance.files():
        try:
            info = os.stat(config.home / path)
        except (OSError, ValueError):
            continue
        yield setting, info.st_size, info.st_mtime_ns


def options_of(config: Config) -> dict[str, str]:
    """A digest of what each feed shows, by the key of its selection."""
    return {key: _digest(options) for key, options in config.feed_options.items()}


@cache
def package_digest() -> str:
    """A digest of this feedtool: its version, and its files as the directory shows them."""
    return _digest(__version__, *FILES)


def _digest(*parts: object) -> str:
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
