"""`feedtool watch`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

from feedtool import config
from feedtool.cli import print_error
from feedtool.cli.options import port_option, site_options, to_options, until_stopped
from feedtool.cli.problems import print_problems
from feedtool.clock import now
from feedtool.config import DEFAULT_NAME, Options
from feedtool.errors import EXIT_OK, Busy, FeedtoolError
from feedtool.pipeline import build
from feedtool.preview import watch
from feedtool.preview.server import address
from feedtool.text.normalize import one_line


@click.command("watch")
@site_options
@port_option
def watch_command(port: int, **options: Any) -> int:
    """Build after every change, and show the site in a browser on this machine.

    Serves the output folder on 127.0.0.1 until you press Ctrl-C. When an article, a rule, a
    template or feedtool.toml changes, it builds the site and reloads the page in the browser.
    Errors are printed on one line; fix them and the build continues.
    """
    session = Session(to_options(options), port)
    changes = watch.changes(session.watched_folders)
    with until_stopped(), session.show.running():
        click.echo(f"{session.address}  (press Ctrl-C to stop)")
        for changed in changes:
            if changed or session.was_busy:
                session.build()
    return EXIT_OK


class Session:
    """One run of `feedtool watch`: the current configuration, and the server of the site."""

    def __init__(self, options: Options, port: int) -> None:
        self._options = options
        self._settings = config.load(options)
        self.was_busy = False
        self.show = watch.LiveServer(self._settings.output, port, self._settings.base_url)

    @property
    def address(self) -> str:
        """The address of the site on this machine."""
        return address(self.show.port, self._settings.base_url)

    def watched_folders(self) -> watch.WatchedFolders:
        """The folders to watch, by the last valid configuration."""
        return watch.watched_folders(self._settings, self._options.config or Path(DEFAULT_NAME))

    def build(self) -> None:
        """Builds the site, and prints the result on one line."""
        started, shown = time.perf_counter(), (self._settings.output, self._settings.base_url)
        self.was_busy = False
        try:
            self._settings = config.load(self._options)
            report = build.build(self._settings, now())
        except Busy:
            self.was_busy = True
            return
        except FeedtoolError as error:
            print_error(one_line(str(error)))
            return
        except Exception as error:  # noqa: BLE001  # the next change may be the remedy
            fact = one_line(f"{type(error).__name__}: {error}")
            print_error(f"the build failed because of a bug in feedtool ({fact}); please report it")
            return
        for notice in report.notices:
            print_error(notice)
        print_problems(report.news)
        if report.files_changed:
            count, gone = report.files_written, report.files_deleted
            seconds = time.perf_counter() - started
            click.echo(f"{count} files written, {gone} deleted ({seconds:.2f} s)")
        wanted = (self._settings.output, self._settings.base_url)
        if report.files_changed or wanted != shown:
            self.show.reload(*wanted)
        if wanted[1] != shown[1]:
            click.echo(f"now at {self.address}")
