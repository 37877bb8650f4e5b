"""Completes a lost or older ledger from the output folder: pages contain names and dates.

It reads the identity in the pages of articles and in redirect pages, and the site's id and
tombstones in the Atom feed.
"""

from __future__ import annotations

import html
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from feedtool.identity.ids import placeholder_slug
from feedtool.model.paths import ARTICLES, ATOM, FILES, name_of_file, slug_of
from feedtool.render.pages.identity import HEAD, article_in, redirect_in
from feedtool.state.ledger import Ledger, Record, admission
from feedtool.state.ledger.positions import ALL
from feedtool.state.regular_file import read_ends, read_regular
from feedtool.text.lazy_regex import lazy_regex

_TOMBSTONE = lazy_regex(
    r'<at:deleted-entry ref="([^"]+)" when="([^"]+)" feedtool:published="([^"]+)"'
    r' feedtool:fingerprint="([0-9a-f]*)"/>'
)
_FILE = lazy_regex(rf"{FILES}/[a-z0-9.-]+")
_FEED_ID = lazy_regex(r"<id>(urn:uuid:[0-9a-f-]{36})</id>")


def rebuild(ledger: Ledger, output: Path) -> int:
    """Fills an empty ledger from the output folder and returns how many articles it found.

    Their files are unknown (`key` is None): a build recognizes the articles by their words, or by
    the GUID that it mints from a file's key.
    """
    complete(ledger, output)
    return ledger.count()


def complete(ledger: Ledger, output: Path) -> int:
    """Adds what the output folder shows and the ledger lacks; returns of how many articles.

    Nothing that the ledger has is replaced by what it had before: the output may be the older one.
    """
    site_id = published_site_id(output)
    if None not in (site_id, ledger.site_id()) and site_id != ledger.site_id():
        return 0
    pages = sorted(_records(output), key=lambda page: (page.record.published, page.record.guid))
    changed = dict.fromkeys(page.record.guid for page in pages if _add(ledger, page))
    for former, guid in _redirects(output) if pages else ():
        if _add_redirect(ledger, former, guid):
            changed[guid] = None
    there = {page.record.guid for page in pages}
    for record in _gone(output) if pages else ():
        was = ledger.by_guid(record.guid)
        if was is None and not ledger.has_slug(record.slug):
            ledger.put(record)
            changed[record.guid] = None
        elif was is not None and record.gone is not None and changed and was.guid not in there:
            # Only where the ledger is known to be older; otherwise the article may be back.
            ledger.mark_gone(was, was.gone or record.gone)
    if changed:
        _restore_files(ledger, output)
    if changed and site_id is not None:
        ledger.set("id", site_id)
    return len(changed)


def _add(ledger: Ledger, page: _Page) -> bool:
    """Adds the article of a page, or what changed since it was added; whether there was any."""
    record = page.record
    was = ledger.by_guid(record.guid)
    if was is None:
        was = next(filter(None, map(ledger.by_guid, page.aliases)), None)
        owner = ledger.owner(record.slug)
        if owner is not None and (was is None or owner.guid != was.guid):
            return False
        if was is None:
            ledger.put(record)
            if page.position is not None:
                ledger.positions.restore(ALL, page.position, record.guid)
        else:
            adopted = replace(was, guid=record.guid, permalink=record.permalink)
            ledger.adopt(adopted, instead_of=was.guid)
            _update(ledger, adopted, record)
        for alias in page.aliases:
            if ledger.by_guid(alias) is None:
                ledger.put_alias(alias, record.guid)
        return True
    # If it has another GUID now, the page is from before that.
    return was.guid == record.guid and _update(ledger, was, record)


def _update(ledger: Ledger, was: Record, shown: Record) -> bool:
    """Takes over a later edit and a newer slug of a known article; whether there was one."""
    now = was
    if shown.updated > was.updated:
        # The words of which the sketch was made are not known any more.
        now = replace(
            was,
            updated=shown.updated,
            fingerprint=shown.fingerprint,
            title=shown.title,
            sketch=None,
        )
        ledger.put(now)
    if shown.slug != was.slug and ledger.owner(shown.slug) is None:
        now = ledger.move(now, shown.slug)
    return now != was


def _add_redirect(ledger: Ledger, former: str, guid: str) -> bool:
    """Adds a former path of a known article, unless the path has an owner; whether it did."""
    record = ledger.by_guid(guid)
    if record is None or ledger.by_slug(slug_of(former) or "") is not None:
        return False
    if ledger.by_old_path(former) is not None:
        return False
    ledger.add_redirect(former, record.guid)
    return True


def _restore_files(ledger: Ledger, output: Path) -> None:
    """Records the published files, and which pages show them, or have shown them.

    A page names those of before in `data-files`.
    """
    for path in _paths_in(output, FILES):
        name = name_of_file(path)
        if name is not None:
            ledger.files.put(name, path)
    for page in article_paths(output) if (output / FILES).is_dir() else ():
        record = ledger.by_slug(slug_of(page) or "")
        if record is None:
            continue
        for found in set(_FILE.findall(_text(output / page))):
            name = name_of_file(found)
            if name is not None and ledger.files.path_of(name) == found:
                ledger.files.add_shown(record.guid, name)


def published_site_id(output: Path) -> str | None:
    """The site's id in the published Atom feed, if there is one."""
    try:
        found = _FEED_ID.search(_text(output / ATOM))
        return str(uuid.UUID(found[1])) if found else None
    except ValueError:
        return None


def article_paths(output: Path) -> Iterator[str]:
    """The paths of everything in the folder of article pages, sorted."""
    return _paths_in(output, ARTICLES)


def _paths_in(output: Path, folder: str) -> Iterator[str]:
    below = output / folder
    if below.is_dir():
        for path in sorted(below.iterdir()):
            yield path.relative_to(output).as_posix()


class _Page(msgspec.Struct, frozen=True):
    """The data in the page of an article; `position` is that in `ALL`."""

    record: Record
    aliases: tuple[str, ...]
    position: int | None


def _records(output: Path) -> Iterator[_Page]:
    for path in article_paths(output):
        slug, found = slug_of(path), article_in(read_ends(output / path, HEAD))
        if slug is not None and found is not None:
            record = Record(
                guid=found.guid,
                slug=slug,
                anchor=None,
                key=None,
                published=found.published,
                updated=found.updated,
                fingerprint=found.fingerprint,
                title=slug if found.title is None else found.title,
                permalink=found.permalink,
            )
            number = found.position
            faults = (
                admission.record_fault(record),
                admission.aliases_fault(found.aliases),
                None if number is None else admission.position_fault(number),
            )
            if not any(faults):  # anybody may put a page there
                yield _Page(record, found.aliases, number)


def _gone(output: Path) -> Iterator[Record]:
    """The articles that have a tombstone in the Atom feed. Their titles are unknown."""
    for ref, when, date, fingerprint in _TOMBSTONE.findall(_text(output / ATOM)):
        guid = html.unescape(ref)
        try:
            gone, published = (int(datetime.fromisoformat(d).timestamp()) for d in (when, date))
        except (ValueError, OverflowError):
            continue
        record = Record(
            guid=guid,
            slug=placeholder_slug(guid),
            anchor=None,
            key=None,
            published=published,
            updated=published,
            fingerprint=fingerprint or None,
            title=None,
            gone=gone,
        )
        if admission.record_fault(record) is None:
            yield record


def _redirects(output: Path) -> Iterator[tuple[str, str]]:
    """Old paths with the GUIDs of their articles, from redirect pages anywhere in the output."""
    for path in sorted(output.rglob("*.htm*")):
        found = redirect_in(read_ends(path, HEAD))
        if found is not None and admission.former_fault(found.former) is None:
            yield found.former, found.guid


def _text(path: Path) -> str:
    """The text of a file; empty if it cannot be read."""
    return (read_regular(path) or b"").decode("utf-8", "replace")
