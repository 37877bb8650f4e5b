"""What is understood of the folder of another tool, and what a tool is. Values only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from feedtool.config import checked_base_url
from feedtool.config.checks import checked_language, checked_zone, single_line
from feedtool.errors import ConfigError
from feedtool.maintenance.moving_in.values import Computed, ConfigFile, Stated, find, texts
from feedtool.model import Letters
from feedtool.readers import READERS, ending_of

Files = Sequence[ConfigFile]


class Listing(msgspec.Struct, frozen=True):
    """The paths of the files in a folder, sorted, and the name of the folder."""

    name: str
    paths: tuple[str, ...]

    def has(self, *patterns: str) -> str:
        """The first path that matches one of the patterns, the first pattern first; or ""."""
        found = (p for pattern in patterns for p in self.paths if fnmatchcase(p, pattern))
        return next(found, "")

    def has_folder(self, folder: str) -> bool:
        """Whether there are files in a folder."""
        return not folder or any(path.startswith(f"{folder}/") for path in self.paths)

    def texts_in(self, folder: str) -> bool:
        """Whether there are texts in a folder or below it."""
        start = f"{folder}/" if folder else ""
        return any(p.startswith(start) and ending_of(p) in READERS for p in self.paths)

    def folders_named(self, name: str) -> tuple[str, ...]:
        """The paths of the folders with a name, the outermost ones."""
        found: dict[str, None] = {}
        for path in self.paths:
            parts = path.split("/")[:-1]
            if name in parts:
                found["/".join(parts[: parts.index(name) + 1])] = None
        return tuple(found)


class Setting(msgspec.Struct, frozen=True):
    """A line for feedtool.toml; `why` says where its value comes from."""

    table: str
    name: str
    value: str | tuple[str, ...]
    why: str


class Redirect(msgspec.Struct, frozen=True):
    """A `[[redirect]]` table; `why` says where its forms come from."""

    forms: tuple[str, ...]
    letters: Letters
    why: str
    match: str = "**"


class Static(msgspec.Struct, frozen=True):
    """A folder with pictures and the like, and the path at which the old site served it."""

    folder: str
    path: str


class Understanding(msgspec.Struct, frozen=True):
    """What the folder of a tool has. Paths are relative to it.

    `folder` has the texts. `settings` and `redirects` are for feedtool.toml, `static` are folders
    with pictures and the like, `feeds` the paths of the feeds below the folder of the finished
    site. `left` names what was not understood, with its place and the reason. `converted` are files
    to write into the articles folder, if feedtool cannot read the source itself.
    """

    folder: str
    settings: tuple[Setting, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    static: tuple[Static, ...] = ()
    feeds: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    converted: tuple[tuple[str, bytes], ...] = ()


class Tool(msgspec.Struct, frozen=True):
    """A tool, with the patterns of its configuration files, those that win last.

    `evidence` says what in a folder shows that it is the tool's, or returns "".
    """

    name: str
    configs: tuple[str, ...]
    evidence: Callable[[Listing, Files], str]
    understand: Callable[[Listing, Files], Understanding]


class Collected:
    """Collects the settings and what is not understood of one folder."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.settings: list[Setting] = []
        self.redirects: list[Redirect] = []
        self.left: list[str] = []

    def text(self, *names: str) -> Stated | None:
        """The text that is found under one of `names`; one that is computed is noted."""
        for name in names:
            found = find(self.files, name)
            if found is not None and isinstance(found.value, Computed):
                path = found.where.rpartition(" in ")[2]
                self.left.append(f"{path}: line {found.value.line}: {name} is computed; not read")
            elif found is not None and isinstance(found.value, bool):
                self.left.append(f"{found.where}: is true or false; write it between quotes")
            elif found is not None and isinstance(found.value, str | int | float):
                return Stated(str(found.value).strip(), found.where)
        return None

    def add(self, table: str, name: str, found: Stated | None) -> None:
        """Adds a setting, if its value is one that feedtool takes."""
        if found is None:
            return
        try:
            value = _CHECKS.get(name, _plain)(found.value, found.where)
        except ConfigError as error:
            self.left.append(f"{error} (left out)")
            return
        self.settings.append(Setting(table, name, value, found.where))

    def site(self, **names: tuple[str, ...]) -> None:
        """Adds settings of [site], each found under one of its names in the other tool."""
        for name, others in names.items():
            self.add("site", name.replace("_", "-"), self.text(*others))

    def patterns(self, table: str, name: str, values: Iterable[str], why: str) -> None:
        """Adds a setting with patterns, unless there are none."""
        found = tuple(dict.fromkeys(values))
        if found:
            self.settings.append(Setting(table, name, found, why))

    def redirect(self, form: Stated, letters: Letters, names: Mapping[str, str]) -> None:
        """Adds redirects from the addresses of a form, with the tool's names for its parts."""
        self.redirect_in("**", form, letters, names)

    def redirect_in(
        self, match: str, form: Stated, letters: Letters, names: Mapping[str, str]
    ) -> None:
        """Like `redirect`, for the articles that match a pattern."""
        unknown: list[str] = []

        def part(found: re.Match[str]) -> str:
            name = next((n for n in ordered if found[0].startswith(n)), None)
            if name is None or found[0][len(name) :].startswith("["):
                unknown.append(found[0])
                return found[0]
            return names[name] + found[0][len(name) :]

        ordered = sorted(names, key=len, reverse=True)
        path = _PARTS.sub(part, form.value)
        if unknown:
            self.left.append(
                f"{form.where}: '{unknown[0]}' in {form.value} is not known; old addresses of "
                f"{'articles' if match == '**' else match} do not redirect; add a [[redirect]]"
            )
        else:
            path = f"/{path.lstrip('/')}"
            self.redirects.append(Redirect((path,), letters, form.where, match))

    def feeds_by(self, names: Iterable[str], where: str) -> None:
        """Adds `[feeds] tags`, from the names of another tool's taxonomies."""
        known = ("tags", "categories", "topics", "keywords")
        chosen = tuple(name for name in known if name in names)
        others = [name for name in names if name not in known]
        if chosen and chosen != known:
            self.settings.append(Setting("feeds", "tags", chosen, where))
        if others:
            self.left.append(f"{where}: {', '.join(others)}: feedtool makes no feeds by these")


_PARTS = re.compile(r":[A-Za-z_]+(?:\[[^\]]*\])?|\{[^{}]*\}|\{\{.*?\}\}")


def _plain(value: str, where: str) -> str:
    del where
    return single_line(value)


def _base_url(value: str, where: str) -> str:
    return checked_base_url(value, where)


def _language(value: str, where: str) -> str:
    tag = value.partition(".")[0].replace("_", "-")
    return checked_language(tag, where) or tag


_CHECKS: dict[str, Callable[[Any, str], str]] = {
    "base-url": _base_url,
    "language": _language,
    "timezone": checked_zone,
}


def static_in(listing: Listing, root: str, *names: str) -> tuple[Static, ...]:
    """The folders with these names below `root` that exist; each is served under its name."""
    folders = ((f"{root}/{name}".lstrip("/"), name) for name in names if name)
    return tuple(Static(folder, name) for folder, name in folders if listing.has_folder(folder))


def static_at_root(listing: Listing, *folders: str) -> tuple[Static, ...]:
    """Those of `folders` that exist; the files in them are served at the root of the site."""
    return tuple(Static(folder, "") for folder in folders if listing.has_folder(folder))


def common_folder(folders: Sequence[str]) -> str:
    """The folder that all of `folders` are in, or that they are.

    >>> common_folder(["a/b", "a/c"]), common_folder(["a/b"]), common_folder(["a", "b"])
    ('a', 'a/b', '')
    """
    parts = [folder.split("/") for folder in folders]
    shared: list[str] = []
    for names in zip(*parts, strict=False):
        if len(set(names)) > 1:
            break
        shared.append(names[0])
    return "/".join(shared)


def below(folder: str, path: str) -> str:
    """`path` relative to the folder it is in.

    >>> below("a", "a/b"), below("", "a/b"), below("a", "a")
    ('b', 'a/b', '')
    """
    return path.removeprefix(folder).lstrip("/")


def author_in(collected: Collected, *names: str) -> None:
    """Adds the author, who is named or is a table with a name."""
    dotted = tuple(n for name in names for n in (name, f"{name}.name"))
    collected.site(author=dotted)


def joined(base: Stated | None, path: Stated | None) -> Stated | None:
    """The address of a site whose host and path are in two settings."""
    if base is None or path is None or path.value in ("", "/"):
        return base
    address = f"{base.value.rstrip('/')}/{path.value.strip('/')}"
    return Stated(address, f"{base.where.partition(' in ')[0]} and {path.where}")


def folders_of(value: Any) -> tuple[str, ...]:
    """Folders as a tool's setting names them, without `./` and the final slash."""
    return tuple(text.removeprefix("./").strip("/") for text in texts(value))
