"""Merges an exported ledger into another one: all of it or, if there is a problem, nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec.structs import replace

from feedtool.identity.ids import placeholder_slug
from feedtool.model import Problem
from feedtool.model.paths import name_of_file, page_path, slug_of
from feedtool.state.ledger import Ledger, Record
from feedtool.state.ledger.exchange import (
    FORMAT_VERSION,
    ArticleLine,
    SiteLine,
    as_time,
    fault,
    restore_positions,
    site_fault,
    to_record,
)
from feedtool.state.ledger.positions import ALL

Preference = Literal["ledger", "file"]
# The fields that a build may change; all others are permanent.
_CHANGING = ("key", "title", "updated", "fingerprint", "sketch", "gone")


class Merge(msgspec.Struct, frozen=True):
    """The result of an import: how many articles were added, changed, and already the same."""

    added: int = 0
    changed: int = 0
    same: int = 0
    problems: tuple[Problem, ...] = ()


class _Read(msgspec.Struct, frozen=True):
    """An article in the imported file; `location` names the file and the line."""

    location: str
    record: Record
    former: tuple[str, ...]
    aliases: tuple[str, ...]
    positions: Mapping[str, tuple[int, ...]]
    keys: tuple[str, ...]
    files: tuple[str, ...]


def merge(ledger: Ledger, text: str, source: str, prefer: Preference | None = None) -> Merge:
    """Merges the lines of a file into a ledger: all of them or, if there is a problem, none.

    Where both have an article, they must agree; a value that only one of them has is taken from
    that one. Of values that a build may have changed, `prefer` chooses one. The caller commits.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    merger = _Merger(ledger, source, prefer)
    if lines and not merger.read_site(lines[0]):
        return Merge(problems=tuple(merger.problems))
    articles = [merger.read(line, n) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    for article in articles[1:]:
        if article is not None:
            merger.check(article)
    if not lines:
        merger.refuse(source, "is empty; name a file that `feedtool ledger export` wrote")
    if merger.problems:
        return Merge(problems=tuple(merger.problems))
    return merger.carry_out()


class _Merger:
    """Checks all lines of a file before it writes the first one."""

    def __init__(self, ledger: Ledger, source: str, prefer: Preference | None) -> None:
        self._ledger = ledger
        self._source = source
        self._prefer = prefer
        self._site: SiteLine | None = None
        self._channels = {""}  # the names of the channels in the file; "" is that of all articles
        self._accepted: list[tuple[_Read, Record | None, Record]] = []
        self._taken: dict[str, str] = {}  # a name in the file -> the line that has it
        self.problems: list[Problem] = []

    def refuse(self, location: str, message: str) -> None:
        """Adds a problem."""
        self.problems.append(Problem(location, message))

    def read_site(self, line: str) -> bool:
        """Reads the first line; False if the file is not for this ledger."""
        location = f"{self._source}:1"
        try:
            site = msgspec.json.decode(line, type=SiteLine)
        except (msgspec.MsgspecError, UnicodeEncodeError):
            self.refuse(
                location, "is not the first line that `feedtool ledger export` writes; put it back"
            )
            return False
        known, wrong = self._ledger.site_id(), site_fault(site)
        if site.feedtool_ledger > FORMAT_VERSION:
            self.refuse(
                location,
                f"has format version {site.feedtool_ledger}; install the feedtool that wrote it",
            )
        elif wrong is not None:
            self.refuse(location, f"{wrong}; correct the line")
        elif None not in (known, site.site) and known != site.site:
            self.refuse(
                location,
                f"belongs to site {site.site}, but this ledger to {known}; name another state "
                "folder",
            )
        self._site = site
        self._channels |= {channel.name for channel in site.channels}
        return not self.problems

    def read(self, line: str, number: int) -> _Read | None:
        """The article of a line; None for the first line and for one with a problem."""
        if number == 1:
            return None
        location = f"{self._source}:{number}"
        try:
            article = msgspec.json.decode(line, type=ArticleLine)
            record = to_record(article)
        except (msgspec.MsgspecError, UnicodeEncodeError, ValueError, OverflowError) as error:
            self.refuse(
                location, f"is not an article: {_lower(str(error))}; correct or remove the line"
            )
            return None
        wrong = fault(article, record, self._channels)
        if wrong is not None:
            self.refuse(location, f"{wrong}; correct or remove the line")
            return None
        return _Read(
            location=location,
            record=record,
            former=article.former,
            aliases=article.aliases,
            positions=article.places,
            keys=article.keys,
            files=article.files,
        )

    def check(self, read: _Read) -> None:
        """Accepts an article, or adds the problem with it."""
        record = read.record
        if not self._is_single(read):
            return
        mine = self._ledger.by_guid(record.guid)
        if mine is not None and mine.guid != record.guid:
            self.refuse(
                read.location,
                f"{record.guid} is now {mine.guid} in the ledger; remove the line",
            )
            return
        owners = {
            f"slug {record.slug}": self._ledger.owner(record.slug),
            **{path: self._owner_of_path(path) for path in read.former},
            **{f"alias {alias}": self._ledger.by_guid(alias) for alias in read.aliases},
        }
        for name, owner in owners.items():
            if owner is not None and owner.guid != record.guid:
                self.refuse(
                    read.location,
                    f"{name} belongs to {owner.guid} in the ledger; a name cannot be given twice, "
                    "so remove one of the two",
                )
                return
        merged = record if mine is None else self._merged(mine, read)
        if merged is not None:
            self._accepted.append((read, mine, merged))

    def _is_single(self, read: _Read) -> bool:
        names = [f"guid {read.record.guid}", page_path(read.record.slug)]
        names += [path for path in read.former if path != page_path(read.record.slug)]
        for name in (*names, *(f"guid {alias}" for alias in read.aliases)):
            other = self._taken.setdefault(name, read.location)
            if other != read.location:
                self.refuse(read.location, f"{name} is also in {other}; remove one of the two")
                return False
        return True

    def _owner_of_path(self, path: str) -> Record | None:
        return self._ledger.by_slug(slug_of(path) or "") or self._ledger.by_old_path(path)

    def _merged(self, mine: Record, read: _Read) -> Record | None:
        """The record that combines both; None if they contradict each other."""
        theirs = read.record
        if _is_name_only(theirs):
            return mine
        if _is_name_only(mine):
            return replace(theirs, gone=mine.gone if theirs.gone is None else theirs.gone)
        slug = mine.slug
        if theirs.slug != slug and page_path(theirs.slug) not in self._ledger.old_paths(mine.guid):
            slug = theirs.slug
            if page_path(mine.slug) not in read.former:
                self._contradict(read, "slug", theirs.slug, mine.slug)
                return None
        for name in ("published", "permalink", "anchor"):
            ours, other = getattr(mine, name), getattr(theirs, name)
            if ours != other and None not in (ours, other):
                self._contradict(read, name, other, ours)
                return None
        values = {}
        for name in _CHANGING:
            ours, other = getattr(mine, name), getattr(theirs, name)
            # None is a value of `gone`: the article is on the site.
            if other is None and name != "gone":
                values[name] = ours
            elif ours is None and name != "gone":
                values[name] = other
            elif self._prefer is not None:
                values[name] = ours if self._prefer == "ledger" else other
            elif ours != other:
                self._contradict(
                    read, name, other, ours, "pass --prefer file or --prefer ledger, or "
                )
                return None
        return replace(mine, slug=slug, anchor=mine.anchor or theirs.anchor, **values)

    def _contradict(
        self, read: _Read, name: str, theirs: object, ours: object, way_out: str = ""
    ) -> None:
        self.refuse(
            read.location,
            f"{read.record.guid}: {name} is {_shown(name, theirs)}, but {_shown(name, ours)} in "
            f"the ledger; {way_out}make the line agree, or remove it",
        )

    def carry_out(self) -> Merge:
        """Writes the accepted articles."""
        ledger, added, changed = self._ledger, 0, 0
        was_empty = ledger.is_empty()
        numbers = self._keep_channels()
        for read, mine, merged in self._accepted:
            before = (mine, *self._names(merged.guid))
            if mine is not None and mine.slug != merged.slug and not _is_name_only(mine):
                ledger.move(mine, merged.slug)
            if merged != mine:
                ledger.put(merged)
            for path in read.former:
                if path != page_path(merged.slug):
                    ledger.add_redirect(path, merged.guid)
            for alias in read.aliases:
                ledger.put_alias(alias, merged.guid)
            self._keep_files(read, merged.guid)
            restore_positions(ledger, merged.guid, read.positions, numbers)
            added += mine is None
            changed += mine is not None and before != (merged, *self._names(merged.guid))
        self._keep_site(was_empty)
        return Merge(added, changed, len(self._accepted) - added - changed)

    def _keep_files(self, read: _Read, guid: str) -> None:
        """Adds the published files of an article, and the former paths of its own file."""
        for path in read.files:
            name = name_of_file(path)
            if name is not None:
                self._ledger.files.put(name, path)
                self._ledger.files.add_shown(guid, name)
        for key in read.keys:
            if self._ledger.was_at(key) is None:
                self._ledger.note_key(key, guid)

    def _keep_channels(self) -> Mapping[str, int]:
        """Creates the channels of the file; their numbers here by their names in the file."""
        positions, named = self._ledger.positions, {"": ALL}
        for line in () if self._site is None else self._site.channels:
            known = {(row.kind, row.value) for row in positions.channels()}
            if (line.kind, line.value) not in known and not positions.has_name(line.name):
                positions.put(line.kind, line.value, line.name, line.topic)
            numbers = {(row.kind, row.value): row.number for row in positions.channels()}
            if (line.kind, line.value) in numbers:
                named[line.name] = numbers[line.kind, line.value]
        return named

    def _names(self, guid: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self._ledger.old_paths(guid), self._ledger.aliases(guid)

    def _keep_site(self, was_empty: bool) -> None:
        site, ledger = self._site, self._ledger
        if site is not None and site.site is not None:
            ledger.set("id", site.site)
        podcasts = {} if site is None else site.podcasts
        for channel, guid in podcasts.items():
            if ledger.podcast(channel) is None:
                ledger.put_podcast(channel, guid)
        rules = None if site is None else site.rules
        if was_empty and rules is not None:
            ledger.set("rules", rules)
        elif ledger.rules_digest() is not None and ledger.rules_digest() != rules:
            # Fingerprints made under different rules differ even where the text is the same.
            ledger.set("rules", "several")


def _is_name_only(record: Record) -> bool:
    """Whether only the GUID is known: the article was gone when the ledger was rebuilt."""
    return record.title is None and record.slug == placeholder_slug(record.guid)


def _shown(name: str, value: object) -> str:
    if name in ("published", "updated", "gone") and isinstance(value, int):
        return as_time(value)
    text = "not set" if value is None else f"'{value}'"
    return text if len(text) < 90 else f"{text[:80]}...'"


def _lower(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
