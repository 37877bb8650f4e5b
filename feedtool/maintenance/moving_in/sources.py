"""Reads the source of an import: its files, their configurations, and the old feed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from feedtool.errors import ConfigError
from feedtool.maintenance.moving_in import exports
from feedtool.maintenance.moving_in.tools import TOOLS, files_of, plain, recognize
from feedtool.maintenance.moving_in.understanding import Files, Listing, Understanding
from feedtool.maintenance.moving_in.values import ConfigFile, parse

_MOST = 1_000_000  # bytes of a configuration file that are read
_NOT_LISTED = frozenset({"node_modules", ".git", "__pycache__", ".venv", "venv", "vendor"})
_FINISHED = ("_site", "public", "output", "build", "dist")  # folders with a finished site


def understand(source: Path) -> tuple[str, str, Understanding]:
    """The name of the tool, what shows it, and what is understood."""
    if source.is_file():
        # An export of WordPress may be larger than memory, and its head says all that is needed.
        is_json = source.suffix.lower() == ".json"
        found = exports.understand(source.name, read(source, None if is_json else exports.HEAD))
        if found is None:
            raise ConfigError(
                f"{source}: is not an export of WordPress or Ghost; name the folder of the old "
                "site, or put the file into the input folder if it is a dump"
            )
        return found[0], source.name, found[1]
    if not source.is_dir():
        raise ConfigError(f"{source}: is not a folder or a file; name that of the old site")
    listing = Listing(source.resolve().name, tuple(_listed(source)))
    files = _configurations(source, listing)
    tool, evidence = recognize(listing, files)
    own = files_of(tool, files)
    understood = tool.understand(listing, own)
    if tool is plain.TOOL and (above := _configuration_above(source)):
        note = f"the folder above has {above}; import that folder to take over its settings"
        understood = msgspec.structs.replace(understood, left=(note,))
    unread = tuple(f"{source / file.path}: {file.problem}" for file in own if file.problem)
    return tool.name, evidence, msgspec.structs.replace(understood, left=unread + understood.left)


def _configuration_above(source: Path) -> str:
    """The configuration file of a tool in the folder above, which may have these texts."""
    names = {name for tool in TOOLS for name in tool.configs if "/" not in name}
    names -= {"package.json", "config.toml", "config.json", "conf.py"}  # of many other tools too
    above = source.resolve().parent
    return next((name for name in sorted(names) if (above / name).is_file()), "")


def _configurations(source: Path, listing: Listing) -> Files:
    """The configuration files of all tools, with their values."""
    names = dict.fromkeys(name for tool in TOOLS for name in tool.configs)
    return [_parsed(source, path) for path in listing.paths if path in names]


def _parsed(source: Path, path: str) -> ConfigFile:
    try:
        if not (source / path).is_file():
            return ConfigFile(path, problem="is not a regular file, and was not read")
        with open(source / path, "rb") as file:
            data = file.read(_MOST + 1)
    except OSError as error:
        return ConfigFile(path, problem=f"cannot be read: {error.strerror}")
    if len(data) > _MOST:
        return ConfigFile(path, problem=f"is larger than {_MOST:,} bytes, and was not read")
    return parse(path, data)


def _listed(source: Path) -> Iterator[str]:
    """The paths of the files in a folder, without links and what other programs keep there."""
    for folder, below, names in os.walk(source):
        place = Path(folder).relative_to(source)
        is_top = place == Path(".")
        below[:] = sorted(
            name
            for name in below
            if name not in _NOT_LISTED
            and (not name.startswith(".") or (is_top and name == ".obsidian"))
            and not (is_top and name in _FINISHED and not _has_sources(source / name))
        )
        for name in sorted(names):
            yield (place / name).as_posix()


def _has_sources(folder: Path) -> bool:
    """Whether a folder that may be a finished site is not one, because it has no first page."""
    return not (folder / "index.html").exists()


def old_feeds(source: Path, understood: Understanding) -> tuple[Path, ...]:
    """The old feed: an export that is one itself, or the feed of a finished site in the source."""
    if source.is_file():
        return (source,) if source.name in understood.feeds else ()
    for folder in _FINISHED:
        for name in understood.feeds:
            path = source / folder / name
            if path.is_file():
                return (path,)
    return ()


def read(path: Path, most: int | None = None) -> bytes:
    """The bytes of a file, at most `most`. Raises `ConfigError` if it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read() if most is None else file.read(most)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
