"""Dumps: files that hold many articles, and the keys of their parts.

A part has the key `news.jsonl#17`: the key of its dump, and the id of the part in it. Its
`InputFile` has its length as `size`, a digest of its bytes as `mtime` and its offset as `inode`, so
that a part that did not change compares equal except for where it is.
"""

from __future__ import annotations

import re

import msgspec

from feedtool.blake2 import blake2b
from feedtool.model.files import InputFile

ARCHIVES = (".warc", ".warc.gz", ".wet", ".wet.gz")
"""The endings of web archives, which need an extra."""

FEEDS = (".xml", ".rss", ".atom", ".wxr")
"""The endings of saved feeds."""

PLAIN = (
    *(".jsonl", ".ndjson", ".jsonlines", ".jl", ".json"),
    *(".csv", ".tsv"),
    *FEEDS,
    ".mbox",
)
PACKED = ".gz"

ENDINGS = (*PLAIN, *(f"{ending}{PACKED}" for ending in PLAIN), *ARCHIVES)
"""The endings of files that may be dumps, in lower case."""

_UNSAFE = re.compile(r"[/%\s\x00-\x1f\x7f]")
_LONGEST = 160  # characters of an id in a key
_NOT_A_TIME = 1 << 62  # nanoseconds: in the year 2116


class DumpSettings(msgspec.Struct, frozen=True):
    """What the scan and the reading of dumps depend on besides their bytes.

    `names` maps names of front matter, and `text`, to the names of fields in rows. Parts larger
    than `max_bytes` are faults. `follow_links` is the setting `[input] follow-links`.
    """

    names: tuple[tuple[str, str], ...] = ()
    max_bytes: int = 10_000_000
    follow_links: bool = False


def is_dump(name: str) -> bool:
    """Whether a file of this name may be a dump."""
    return name.lower().endswith(ENDINGS)


def is_packed(name: str) -> bool:
    """Whether a dump of this name is packed as a whole; the records of an archive are on their own.

    >>> is_packed("news.jsonl.gz"), is_packed("crawl.warc.gz")
    (True, False)
    """
    return name.lower().endswith(PACKED) and not name.lower().endswith(ARCHIVES)


def is_newest_first(name: str) -> bool:
    """Whether the first part of a dump of this name is the newest, as in a feed."""
    return name.lower().removesuffix(PACKED).endswith(FEEDS)


def is_part(found: InputFile) -> bool:
    """Whether an input file is a part of a dump."""
    return found.mtime >= _NOT_A_TIME


def part_key(dump: str, id: str) -> str:
    """The key of the part with an id; the id is escaped so that it adds no folders.

    >>> part_key("news.jsonl", "https://example.org/a b")
    'news.jsonl#https:%2F%2Fexample.org%2Fa%20b'
    """
    safe = _UNSAFE.sub(lambda found: "".join(f"%{b:02X}" for b in found[0].encode()), id)
    if len(safe) > _LONGEST:
        safe = f"{safe[:_LONGEST]}~{short_digest(id.encode('utf-8', 'surrogatepass'))}"
    return f"{dump}#{safe.encode('utf-8', 'backslashreplace').decode()}"


def dump_of(key: str) -> str | None:
    """The key of the dump that a part is in; None if the key is that of a file.

    >>> dump_of("a/news.jsonl#17"), dump_of("a/c#.txt"), dump_of("news.jsonl")
    ('a/news.jsonl', None, None)
    """
    at = key.find("#", key.rfind("/") + 1)
    while at > 0:
        if is_dump(key[:at]):
            return key[:at]
        at = key.find("#", at + 1)
    return None


def place_of(key: str, mtime: int, inode: int) -> str:
    """A text by which files sort as their keys, and parts as they are in their dump."""
    dump = dump_of(key) if mtime >= _NOT_A_TIME else None
    return key if dump is None else f"{dump}#{inode:016x}{key[len(dump) :]}"


def short_digest(data: bytes) -> str:
    """A digest of bytes as 16 hexadecimal digits."""
    return blake2b(data, digest_size=8).hexdigest()


def part_digest(data: bytes, head: bytes = b"") -> int:
    """A digest of a part, and of the head of its dump if its meaning depends on that.

    It is not a possible mtime, so that nothing takes a part for a file that was just written.
    """
    found = int.from_bytes(blake2b(data, digest_size=8, key=head[:64]).digest(), "big")
    return _NOT_A_TIME | (found & _NOT_A_TIME - 1)
