"""Publishes the pictures that `[theme]` names, if they are files in the folder of feedtool.toml."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from feedtool.config import Config
from feedtool.errors import ConfigError
from feedtool.identity.ids import slugify
from feedtool.model.paths import file_path
from feedtool.pipeline.copying import Changed, OpenFile
from feedtool.pipeline.publisher import Publisher
from feedtool.pipeline.references.contents import (
    Refused,
    digest_in,
    digest_of,
    file_name,
    is_picture,
    opened_inside,
)
from feedtool.readers import ending_of
from feedtool.state.ledger import Ledger

_ON_EVERY_PAGE, _SHARED = 1_000_000, 5_000_000  # bytes
_NOT_SHOWN = (".svg", ".avif", ".ico", ".bmp")  # by social networks


class ThemeFile(msgspec.Struct, frozen=True):
    """A picture of `[theme]`: its setting, its path below the folder, and its published name."""

    setting: str
    path: str
    name: str
    address: str


def theme_files(config: Config, ledger: Ledger) -> tuple[ThemeFile, ...]:
    """The pictures to publish, with their addresses.

    Raises `ConfigError` if one cannot be published, or is neither a file here nor in the output.
    """
    found = []
    for setting, path in config.appearance.files():
        if os.path.lexists(config.home / path):
            found.append(_checked(config, ledger, setting, path))
        elif not any(os.path.exists(folder / path) for folder in _folders(config)):
            raise _error(
                config,
                setting,
                path,
                f"was not found; put the file into {config.home}, or write a URL",
            )
    return tuple(found)


def addresses(files: tuple[ThemeFile, ...]) -> dict[str, str]:
    """The addresses of the pictures below the site, by setting."""
    return {file.setting: file.address for file in files}


def publish_theme_files(
    files: tuple[ThemeFile, ...], config: Config, ledger: Ledger, publisher: Publisher
) -> None:
    """Stages the pictures that are not published yet. A replaced one keeps its old address."""
    for file in files:
        ledger.files.put(file.name, file.address)
        try:
            with opened_inside(config.home, file.path) as handle:
                publisher.copy_if_changed(file.address, OpenFile.of(handle), digest_in(file.name))
        except (Refused, Changed, OSError):
            raise _error(
                config, file.setting, file.path, "changed while it was copied; build again"
            ) from None


def _folders(config: Config) -> Iterator[Path]:
    """Where a picture may be that the owner, or the copying of `static`, puts into the output."""
    yield config.output
    if config.static is not None:
        yield config.static


def _checked(config: Config, ledger: Ledger, setting: str, path: str) -> ThemeFile:
    try:
        with opened_inside(config.home, path) as handle:
            size, most = os.fstat(handle).st_size, _SHARED if setting == "image" else _ON_EVERY_PAGE
            if size > most:
                raise Refused(f"has {size:,} bytes, and {most:,} are allowed; make it smaller")
            if not is_picture(handle, path):
                raise Refused("is not a picture; name a .png, .jpg, .webp, .svg or .ico file")
            if setting == "image" and ending_of(path) in _NOT_SHOWN:
                raise Refused("is not shown by social networks; name a .png or .jpg file")
            name = file_name(digest_of(handle), path)
    except Refused as refused:
        raise _error(config, setting, path, str(refused)) from None
    except OSError as error:
        fact = f"cannot be read: {error.strerror}; correct its mode"
        raise _error(config, setting, path, fact) from None
    stem = path.rpartition("/")[2].rpartition(".")[0]
    address = ledger.files.path_of(name) or file_path(slugify(stem), name)
    return ThemeFile(setting, path, name, address)


def _error(config: Config, setting: str, path: str, fact: str) -> ConfigError:
    return ConfigError(f"{config.source}: theme.{setting.replace('_', '-')}: '{path}' {fact}")
