"""`feedtool serve` and `feedtool open`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from feedtool import config
from feedtool.cli import print_error
from feedtool.cli.options import config_option, port_option, until_stopped
from feedtool.config import DEFAULT_NAME, Options
from feedtool.errors import EXIT_OK, ConfigError

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    config_option,
    click.option(
        "--output",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder to show.  [default: that of the configuration, or output/]",
    ),
    click.option("--base-url", help="Public address of the site, which links here replace."),
    click.option(
        "--raw", is_flag=True, help="Send every file as it is, with the public address in links."
    ),
    port_option,
)


def _preview_options(command: F) -> F:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


class _Preview(msgspec.Struct, frozen=True):
    """What is shown: a folder, and the public address of the site, if links are to be replaced."""

    folder: Path
    public: str | None


@click.command("serve")
@_preview_options
def serve_command(port: int, **options: Any) -> int:
    """Show the site in a browser on this machine.

    Serves the output folder on 127.0.0.1 until you press Ctrl-C, under the path of the site's
    public address. Links in pages and feeds lead to this machine instead of the public address;
    the files themselves stay the same. To publish the site, use a web server.
    """
    _serve(_preview(**options), port, lambda address: None)
    return EXIT_OK


@click.command("open")
@_preview_options
def open_command(port: int, **options: Any) -> int:
    """Show the site on this machine, and open it in the browser.

    Does what `feedtool serve` does, and opens the address in the default browser.
    """
    _serve(_preview(**options), port, _open)
    return EXIT_OK


def _preview(config: Path | None, output: Path | None, base_url: str | None, raw: bool) -> _Preview:
    settings = _settings(config, base_url)
    folder = output or (Path("output") if settings is None else settings.output)
    if not folder.is_dir():
        fact = "is not a folder" if folder.exists() else "does not exist"
        raise ConfigError(f"{folder}: {fact}; run `feedtool build` first, or name it with --output")
    if raw:
        return _Preview(folder, None)
    return _Preview(folder, base_url if settings is None else settings.base_url)


def _settings(path: Path | None, base_url: str | None) -> config.Config | None:
    if path is None and not Path(DEFAULT_NAME).exists():
        if base_url is not None:
            config.checked_base_url(base_url, "--base-url")
        return None
    return config.load(Options(config=path, base_url=base_url))


def _serve(shown: _Preview, port: int, then: Callable[[str], None]) -> None:
    # Imported here: only this command needs a server.
    from feedtool.preview.server import address, server

    with server(shown.folder, port, shown.public) as listening:
        here = address(int(listening.server_address[1]), shown.public)
        click.echo(f"{here}  (press Ctrl-C to stop)")
        with until_stopped():
            then(here)
            listening.serve_forever()


def _open(address: str) -> None:
    # Imported here: it is slow to import.
    import webbrowser

    if not webbrowser.open(address):
        print_error(f"no browser was found; open {address} in one yourself")
