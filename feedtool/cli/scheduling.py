"""Files that make cron or systemd build a site: templates that are filled in for one site.

They follow the quoting rules of crontab(5) and systemd.syntax(7). Nothing is printed or written.
docs/running/ has the same files, filled in for an example.
"""

from __future__ import annotations

import pwd
import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

import msgspec

from feedtool.config import Config
from feedtool.errors import ConfigError

# The folders that ProtectHome= and PrivateTmp= hide; only compared, never used.
_HOMES = tuple(map(Path, ("/home", "/root", "/run/user")))
_TEMPORARY = tuple(map(Path, ("/tmp", "/var/tmp")))  # noqa: S108


class Installation(msgspec.Struct, frozen=True):
    """What a scheduler needs to know about a site. Paths are absolute.

    `command` is the program and its first arguments, `user` a name or a number. If a site
    `notifies_hubs`, its builds need the network.
    """

    command: tuple[str, ...]
    config: Path
    articles: Path
    output: Path
    state: Path
    user: str
    notifies_hubs: bool

    @property
    def unit(self) -> str:
        """The name of the units, which distinguishes this site from others."""
        return "-".join(("feedtool", *re.findall(r"[A-Za-z0-9_.]+", self.config.parent.name)))

    @property
    def build(self) -> tuple[str, ...]:
        """The complete command of a build."""
        return (*self.command, "build", "--quiet", "--config", str(self.config))


def installation(config: Config, source: Path) -> Installation:
    """The installation of the site that is configured in the file `source`.

    Its command is the feedtool that is running, its user the owner of the file.
    """
    program = Path(sys.argv[0])
    if program.name == "__main__.py":
        command: tuple[str, ...] = (sys.executable, "-m", "feedtool")
    else:
        command = (str(Path(shutil.which(program) or program).absolute()),)
    owner = source.stat().st_uid
    try:
        user = pwd.getpwuid(owner).pw_name
    except KeyError:
        user = str(owner)
    return Installation(
        command=command,
        config=source.resolve(),
        articles=config.articles,
        output=config.output,
        state=config.state,
        user=user,
        notifies_hubs=bool(config.hubs),
    )


def crontab(site: Installation) -> str:
    """A line for a user's crontab, with a comment above it.

    Raises `ConfigError` if a path has a character that cannot be quoted.
    """
    # A percent sign ends the command (crontab(5)).
    command = shlex.join(_one_line(site.build)).replace("%", r"\%")
    return _filled_in("crontab", {"SITE": str(site.config.parent), "CRON_COMMAND": command})


def service(site: Installation) -> str:
    """The systemd service that runs one build. Raises `ConfigError` as `crontab` does."""
    network = {
        "NETWORK_REASON": "A build notifies the hubs in [feeds] hubs.",
        "PRIVATE_NETWORK": "no",
        "ADDRESS_FAMILIES": "AF_INET AF_INET6 AF_UNIX",
        "IP_ADDRESS": "# IPAddressAllow= can restrict this to the hubs.",
    }
    no_network = {
        "NETWORK_REASON": "A build without [feeds] hubs needs no network.",
        "PRIVATE_NETWORK": "yes",
        "ADDRESS_FAMILIES": "none",
        "IP_ADDRESS": "IPAddressDeny=any",
    }
    values = {
        "SITE": _specifiers(str(site.config.parent)),
        "UNIT": site.unit,
        # "$" has no special meaning in the name of the program (systemd.service(5)).
        "COMMAND": f"{_words(site.build[:1])} {_words(site.build[1:], '%$')}",
        "MOUNTS": _words(map(str, (site.articles, site.output, site.state))),
        "USER": site.user,
        "PROTECT_HOME": "read-only" if _needs(site, _HOMES) else "yes",
        "PRIVATE_TMP": "no" if _needs(site, _TEMPORARY) else "yes",
        "READ_ONLY": _words((str(site.articles),)),
        "READ_WRITE": _words(map(str, (site.output, site.state))),
    }
    return _filled_in("feedtool.service", values | (network if site.notifies_hubs else no_network))


def timer(site: Installation) -> str:
    """The systemd timer that starts the service every five minutes.

    Raises `ConfigError` as `crontab` does.
    """
    values = {"SITE": _specifiers(str(site.config.parent)), "UNIT": site.unit}
    return _filled_in("feedtool.timer", values)


def _needs(site: Installation, folders: Iterable[Path]) -> bool:
    """Whether a build needs anything in one of these folders."""
    paths = (site.articles, site.output, site.state, site.config, Path(site.command[0]))
    return any(folder in path.parents for path in paths for folder in folders)


def _filled_in(name: str, values: Mapping[str, str]) -> str:
    text = (files("feedtool") / "data" / "running" / name).read_text("utf-8")
    _one_line(values.values())
    return re.sub(r"@([A-Z_]+)@", lambda placeholder: values[placeholder[1]], text)


def _words(values: Iterable[str], doubled: str = "%") -> str:
    return " ".join(_quoted(value, doubled) for value in values)


def _quoted(value: str, doubled: str) -> str:
    """One word of a unit file; `doubled` are characters that are special even inside quotes."""
    for character in doubled:
        value = value.replace(character, character * 2)
    if value and all(c.isalnum() or c in "/._-+=:@,%$" for c in value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _specifiers(value: str) -> str:
    return value.replace("%", "%%")


def _one_line(values: Iterable[str]) -> tuple[str, ...]:
    kept = tuple(values)
    for value in kept:
        if not value.isprintable():
            raise ConfigError(
                f"{value!r}: has a character that cannot appear in a crontab or unit; rename it"
            )
    return kept
