"""Reads dumps, files that hold many articles: finds the parts of a dump, and the article in each.

A format is recognized by its ending and its first bytes. What may be any data, such as a `.json`
file, counts as a dump only if its first row looks like an article.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from msgspec.structs import replace

from feedtool.model import Meta, Origin, Problem, RawDocument
from feedtool.model.dumps import ARCHIVES, PACKED, DumpSettings, dump_of, is_packed
from feedtool.readers.blocks import Fields
from feedtool.readers.dumps.scan import Entry, Opened, Unreadable
from feedtool.readers.origin import PLAIN, Origins, Regime, regime_of, stated_regime

HEAD = 1 << 16  # bytes that show the format of a dump, and what its parts depend on

NO_ARTICLES = (
    "does not look like articles: its first row needs a text, and a title, an address or a date; "
    "name its fields in [input.fields]"
)


def open_dump(key: str, head: bytes, settings: DumpSettings) -> Opened | None:
    """The dump at `key` that begins with `head`, `HEAD` bytes of it; None if it is not a dump.

    The head of a packed dump is that of what it unpacks to.
    """
    if is_packed(key):
        from feedtool.readers.dumps.packed import PackedDump

        dump = open_dump(key[: -len(PACKED)], head, settings)
        return None if dump is None else PackedDump(dump)
    name = key.lower()
    for endings, recognize in _FORMATS:
        if name.endswith(endings):
            return recognize(name, head, settings)
    return None


def _json(name: str, head: bytes, settings: DumpSettings) -> Opened | None:
    from feedtool.readers.dumps.json_rows import JsonArray, JsonLines, looks_like_articles

    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if begin == b"[" and (not name.endswith(".json") or looks_like_articles(head, settings)):
        return JsonArray(settings)
    if not name.endswith(".json"):
        return JsonLines(settings)
    line = head.partition(b"\n")[0]
    is_lines = begin == b"{" and looks_like_articles(line, settings)
    return JsonLines(settings) if is_lines else None


def _csv(name: str, head: bytes, settings: DumpSettings) -> Opened | None:
    from feedtool.readers.dumps.csv_rows import open_csv

    return open_csv(name, head, settings)


def _xml(name: str, head: bytes, settings: DumpSettings) -> Opened | None:
    del name
    from feedtool.readers.dumps.xml_feeds import open_feed

    return open_feed(head, settings)


def _mbox(name: str, head: bytes, settings: DumpSettings) -> Opened | None:
    del name
    from feedtool.readers.dumps.mail import open_mailbox

    return open_mailbox(head, settings)


def _warc(name: str, head: bytes, settings: DumpSettings) -> Opened | None:
    del name
    from feedtool.readers.dumps.warc import open_archive

    return open_archive(head, settings)


_Recognize = Callable[[str, bytes, DumpSettings], Opened | None]
_FORMATS: tuple[tuple[tuple[str, ...], _Recognize], ...] = (
    ((".jsonl", ".ndjson", ".jsonlines", ".jl", ".json"), _json),
    ((".csv", ".tsv"), _csv),
    ((".xml", ".rss", ".atom", ".wxr"), _xml),
    ((".mbox",), _mbox),
    (ARCHIVES, _warc),
)


def read_part(key: str, data: bytes, dump: Opened, origins: Origins) -> RawDocument | Problem:
    """The document in a part of a dump, or the problem that prevents reading it."""
    return read_entry(key, lambda: dump.read(data), origins)


def read_entry(key: str, read: Callable[[], Entry], origins: Origins) -> RawDocument | Problem:
    """The document in an entry, or the problem that prevents reading it."""
    from feedtool.readers.fields import declared
    from feedtool.readers.front_matter import BadFrontMatter, hold_back_by_folder
    from feedtool.text.markup import decoded as decoded_references
    from feedtool.text.normalize import one_line

    try:
        entry = read()
        found = declared(_with_address(entry.fields, origins.host))
        found.require_date()
    except (Unreadable, BadFrontMatter) as error:
        return Problem(key, str(error))
    text, notices = entry.text, (*entry.notices, *found.notices)
    if entry.form == "page":
        return _page(key, entry.text, found.meta, notices, origins)
    if entry.form == "html":
        from feedtool.readers.html import markdown_of

        text = markdown_of(text)
    if not any(map(one_line, text.splitlines())):
        return Problem(key, "has no text; write the article into it or delete it")
    regime = _regime(dump_of(key) or key, found.meta, origins, entry)
    if regime.origin == "found" and entry.form == "plain":
        text = decoded_references(text)
    return RawDocument(
        key=key,
        text=text,
        meta=hold_back_by_folder(key, found.meta),
        markup="plain" if entry.form == "plain" else "markdown",
        origin=regime.origin,
        origin_why=regime.why,
        notices=notices,
    )


def _page(
    key: str, html: str, meta: Meta, notices: tuple[str, ...], origins: Origins
) -> RawDocument | Problem:
    """The document in a page. The time of its crawl is its date only if it declares none."""
    from feedtool.readers import NotAnArticle, read_page
    from feedtool.readers.front_matter import hold_back_by_folder

    own = hold_back_by_folder(key, replace(meta, published=None))
    stated = stated_regime(dump_of(key) or key, meta, origins)
    try:
        document = read_page(key, html, own, stated)
    except NotAnArticle as error:
        return Problem(key, str(error), left_out=False)
    except ModuleNotFoundError as error:
        return Problem(key, f"needs the Python package {error.name}; install feedtool[html]")
    published = document.meta.published or meta.published
    return replace(
        document,
        meta=replace(document.meta, published=published),
        notices=(*notices, *document.notices),
    )


def _with_address(fields: Fields, host: str) -> Fields:
    """The fields of an entry; an address on this site is that of its page before it moved here."""
    url = fields.get("url")
    if not host or not isinstance(url, str) or urlsplit(url).hostname != host:
        return fields
    return {**{name: value for name, value in fields.items() if name != "url"}, "permalink": url}


def _regime(key: str, meta: Meta, origins: Origins, entry: Entry) -> Regime:
    """What the owner says about the origin of a text, else what its format shows."""
    known = regime_of(key, meta, "plain", origins)
    if known.why != PLAIN:
        return known
    origin: Origin = "written" if entry.is_written else "found"
    return Regime(origin, entry.why)
