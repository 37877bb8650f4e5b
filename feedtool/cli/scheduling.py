"""What makes cron or systemd build a site: files that ship with feedtool, filled in for this one.

Knows how crontab(5) and systemd.syntax(7) quote; prints and writes nothing. docs/running/ has the
same files, filled in for an example.
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

# What ProtectHome= and PrivateTmp= are about; named here, and used for nothing.
_HOMES = tuple(map(Path, ("/home", "/root", "/run/user")))
_TEMPORARY = tuple(map(Path, ("/tmp", "/var/tmp")))  # noqa: S108


class Installation(msgspec.Struct, frozen=True):
    """What a scheduler has to know of a site. Paths are absolute.

    `command` is the program and its first arguments, `user` a name or a number. `tells_hubs`:
    builds need the network.
    """

    command: tuple[str, ...]
    config: Path
    articles: Path
    output: Path
    state: Path
    user: str
    tells_hubs: bool

    @property
    def unit(self) -> str:
        """The units' name, which tells this site from others."""
        return "-".join(("feedtool", *re.findall(r"[A-Za-z0-9_.]+", self.config.parent.name)))

    @property
    def build(self) -> tuple[str, ...]:
        """The whole command of a build."""
        return (*self.command, "build", "--config", str(self.config))


def installation(config: Config, source: Path) -> Installation:
    """How the site, whose configuration is the file `source`, is built on this machine.

    By the feedtool that is running, as the user to whom the file belongs.
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
        *(command, source.resolve(), config.articles, config.output, config.state, user),
        tells_hubs=bool(config.hubs),
    )


def crontab(site: Installation) -> str:
    """A line for a user's crontab, with a comment above it. Raises `ConfigError`."""
    # A percent sign ends the command (crontab(5)).
    command = shlex.join(_one_line(site.build)).replace("%", r"\%")
    return _filled_in("crontab", {"SITE": str(site.config.parent), "CRON_COMMAND": command})


def service(site: Installation) -> str:
    """The unit that makes one build. Raises `ConfigError`."""
    network = {
        "NETWORK_REASON": "[feeds] hubs names hubs, which are told of what is new.",
        "PRIVATE_NETWORK": "no",
        "ADDRESS_FAMILIES": "AF_INET AF_INET6 AF_UNIX",
        "IP_ADDRESS": "# IPAddressAllow= could name the hubs.",
    }
    no_network = {
        "NETWORK_REASON": "A build without [feeds] hubs needs no network.",
        "PRIVATE_NETWORK": "yes",
        "ADDRESS_FAMILIES": "none",
        "IP_ADDRESS": "IPAddressDeny=any",
    }
    places = {
        "SITE": _specifiers(str(site.config.parent)),
        "UNIT": site.unit,
        # "$" means nothing in the name of the program (systemd.service(5)).
        "COMMAND": f"{_words(site.build[:1])} {_words(site.build[1:], '%$')}",
        "MOUNTS": _words(map(str, (site.articles, site.output, site.state))),
        "USER": site.user,
        "PROTECT_HOME": "read-only" if _lies_in(site, _HOMES) else "yes",
        "PRIVATE_TMP": "no" if _lies_in(site, _TEMPORARY) else "yes",
        "READ_ONLY": _words((str(site.articles),)),
        "READ_WRITE": _words(map(str, (site.output, site.state))),
    }
    return _filled_in("feedtool.service", places | (network if site.tells_hubs else no_network))


def timer(site: Installation) -> str:
    """The unit that starts the other one every five minutes. Raises `ConfigError`."""
    places = {"SITE": _specifiers(str(site.config.parent)), "UNIT": site.unit}
    return _filled_in("feedtool.timer", places)


def _lies_in(site: Installation, folders: Iterable[Path]) -> bool:
    """Whether something that a build needs is in one of these folders."""
    paths = (site.articles, site.output, site.state, site.config, Path(site.command[0]))
    return any(folder in path.parents for path in paths for folder in folders)


def _filled_in(name: str, places: Mapping[str, str]) -> str:
    text = (files("feedtool") / "data" / "running" / name).read_text("utf-8")
    _one_line(places.values())
    return re.sub(r"@([A-Z_]+)@", lambda place: places[place[1]], text)


def _words(values: Iterable[str], doubled: str = "%") -> str:
    return " ".join(_quoted(value, doubled) for value in values)


def _quoted(value: str, doubled: str) -> str:
    """One word of a unit file; `doubled` are the characters that mean something beyond quotes."""
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
                f"{value!r}: has a character that stands in no crontab and no unit; rename it"
            )
    return kept
