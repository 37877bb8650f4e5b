"""`feedtool upload`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
import msgspec

from feedtool import config
from feedtool.cli.options import config_option
from feedtool.config import Options
from feedtool.errors import EXIT_OK, ConfigError, PublishError
from feedtool.state.cache.last_build import OutputChange


@click.command("upload")
@click.argument("url")
@config_option
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to upload.  [default: that of the configuration]",
)
@click.option("--all", "everything", is_flag=True, help="Compare all files, not only changed ones.")
@click.option("--dry-run", is_flag=True, help="Print what would be done, without doing it.")
def upload_command(
    url: str,
    config: Path | None,
    output: Path | None,
    everything: bool,
    dry_run: bool,
) -> int:
    """Upload the site to URL in object storage: s3://bucket or s3://bucket/folder.

    Meant as a command of `[run] after`, where it uploads what a build has changed; by itself, and
    with --all, it compares all files with the storage. Pages are uploaded before feeds, deletions
    come last, and only what an upload stored is deleted. Credentials come from the environment and
    the files of AWS. Needs feedtool[s3].

    Exit status: 0 success; 1 something could not be uploaded: run it again; 2 invalid options.
    """
    # Imported here: they are slow to import.
    from feedtool.maintenance.uploading import Failed, carry_out, planned
    from feedtool.maintenance.uploading.s3 import S3

    folder = output or _output(config)
    if not folder.is_dir():
        raise ConfigError(f"{folder}: is not a folder; run `feedtool build` first")
    change = OutputChange(everything=True) if everything else _change()
    storage = S3(url)
    try:
        upload = planned(folder, change, storage)
    except Failed as error:
        raise PublishError(f"{url}: cannot be read: {error}") from None
    if dry_run:
        for verb, paths in (("upload", upload.written), ("delete", upload.deleted)):
            for path in paths:
                click.echo(f"{verb}  {path}")
        return EXIT_OK
    carry_out(upload, folder, storage)
    if sys.stdout.isatty():
        click.echo(f"{len(upload.written)} files uploaded, {len(upload.deleted)} deleted")
    return EXIT_OK


def _output(path: Path | None) -> Path:
    return config.load(Options(config=path)).output


def _change() -> OutputChange:
    """What the build changed that runs this command; everything if no build does."""
    if "FEEDTOOL_OUTPUT" not in os.environ or sys.stdin.isatty():
        return OutputChange(everything=True)
    try:
        return msgspec.json.decode(sys.stdin.buffer.read(), type=OutputChange)
    except msgspec.MsgspecError:
        return OutputChange(everything=True)
