"""`feedtool completion`."""

from __future__ import annotations

import os
from pathlib import Path

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from feedtool.cli.commands import root
from feedtool.errors import EXIT_OK, ConfigError, PublishError

_VARIABLE = "_FEEDTOOL_COMPLETE"
_CLASSES: dict[str, type[ShellComplete]] = {
    "bash": BashComplete,
    "zsh": ZshComplete,
    "fish": FishComplete,
}
# Where each shell looks for scripts of users: a variable, its default, and a path below it.
_PLACES = {
    "bash": ("XDG_DATA_HOME", ".local/share", "bash-completion/completions/feedtool"),
    "zsh": ("XDG_DATA_HOME", ".local/share", "zsh/site-functions/_feedtool"),
    "fish": ("XDG_CONFIG_HOME", ".config", "fish/completions/feedtool.fish"),
}


@click.command("completion")
@click.argument("shell", type=click.Choice(list(_PLACES)))
@click.option("--install", is_flag=True, help="Write it to where the shell looks for it.")
def completion_command(shell: str, install: bool) -> int:
    """Print a script that makes the Tab key complete commands, options and paths.

    With --install, writes it into a folder of your own from which bash (with bash-completion) and
    fish load it by themselves; zsh needs a line in .zshrc, which is printed. No other file is
    changed.
    """
    script = _CLASSES[shell](root, {}, "feedtool", _VARIABLE).source()
    if not install:
        click.echo(script)
        return EXIT_OK
    path = _place(shell)
    try:
        if path.exists() and _VARIABLE not in path.read_text("utf-8", "replace"):
            raise ConfigError(f"{path}: is not from feedtool; move it away")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{script}\n", "utf-8")
    except OSError as error:
        raise PublishError(f"{path}: cannot be written: {error.strerror}") from None
    click.echo(f"Wrote {path}. Open a new shell to use it.")
    if shell == "zsh":
        click.echo(f"In .zshrc, before compinit, it needs this line:\n    fpath+=({path.parent})")
    return EXIT_OK


def _place(shell: str) -> Path:
    variable, default, name = _PLACES[shell]
    declared = os.environ.get(variable, "")
    base = Path(declared) if Path(declared).is_absolute() else Path.home() / default
    return base / name
