"""Saved feeds: RSS, Atom, and WordPress exports (WXR), whose parts are their entries.

The scan is one streaming parse that notes where each entry begins and ends. An entry is read alone,
behind the start of its feed, which has the encoding and the namespaces. If an entry is not
well-formed, the scan goes on at the next one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from html.entities import html5
from typing import Any, BinaryIO
from xml.parsers import expat

import msgspec

from feedtool.model.dumps import DumpSettings, part_digest
from feedtool.readers.dumps.json_rows import too_long
from feedtool.readers.dumps.scan import Entry, Fault, Part, Position, Scan, Unreadable
from feedtool.readers.dumps.xml_entries import Element, entry_of

_CHUNK = 1 << 16  # bytes
_ROOTS = ("rss", "rdf", "feed")
ENTRIES = frozenset({"item", "entry"})
_NEXT = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.I)
_IDS = ("guid", "id", "link")
_PUBLISHED = ("post", "page", "")  # types of posts in a WordPress export that are articles
_NO_ELEMENTS = expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]
_WAY_OUT = "correct it, or save the feed once more"


class XmlFeed(msgspec.Struct, frozen=True):
    """A feed whose XML begins at the offset `lead`.

    `begin` are the bytes from there to the first element below the root; `about` has the elements
    of the channel that come before the first entry.
    """

    settings: DumpSettings
    lead: int
    begin: bytes
    about: Element
    goes_on: bool = False

    def digest(self, data: bytes) -> int:
        """The digest of an entry."""
        return part_digest(data)

    def scan(self, stream: BinaryIO, start: Position) -> Scan:
        """A scan from the beginning."""
        return _Scan(stream, self)

    def read(self, data: bytes) -> Entry:
        """The article in an entry."""
        tree = _Tree()
        parser = _parser(tree)
        try:
            parser.Parse(self.begin)
            parser.Parse(data)
        except expat.ExpatError as error:
            raise Unreadable(f"is not well-formed: {_fact(error)}; {_WAY_OUT}") from None
        if tree.entry is None:
            raise Unreadable(f"has no entry where one was found; {_WAY_OUT}")
        return entry_of(tree.entry, self.about)


def open_feed(head: bytes, settings: DumpSettings) -> XmlFeed | None:
    """The feed that begins with `head`; None if that is not the beginning of a feed."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    lead = len(head) - len(text)
    tree = _Tree()
    parser = _parser(tree)
    tree.locate = lambda: int(parser.CurrentByteIndex)
    try:
        parser.Parse(text)
    except expat.ExpatError:
        if tree.root is None:
            return None
    if tree.root is None or tree.root.name.lower() not in _ROOTS:
        return None
    begin = text[: tree.second] if tree.second else text
    return XmlFeed(settings, lead, begin, tree.about)


def _parser(tree: _Tree) -> Any:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    # Entities of HTML are not an error. Those that are outside of the file are not read, and expat
    # limits what those in it can grow to.
    parser.UseForeignDTD()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE)
    parser.ExternalEntityRefHandler = partial(_read_nothing, parser)
    parser.SkippedEntityHandler = tree.entity
    parser.StartElementHandler = tree.start
    parser.EndElementHandler = tree.end
    parser.CharacterDataHandler = tree.text
    return parser


def _read_nothing(parser: Any, context: str, *_: object) -> int:
    """Takes an external entity for empty."""
    parser.ExternalEntityParserCreate(context).Parse(b"", True)  # noqa: FBT003  # not ours
    return 1


def _fact(error: expat.ExpatError) -> str:
    return expat.ErrorString(error.code) or "unknown error"


class _Tree:
    """Builds the tree of an entry, and of what a channel says of itself before its entries."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.about = Element("", "", {})
        self.entry: Element | None = None
        self.second = 0  # where the first element below the root begins
        self.locate: Callable[[], int] = lambda: 0
        self._open: list[Element] = []
        self._has_entries = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begins an element."""
        space, _, local = name.rpartition(" ")
        found = Element(local, space, attributes)
        if self.root is None:
            self.root = found
            return
        self.second = self.second or self.locate()
        if local in ENTRIES and not self._open:
            self._has_entries = True
            self._open.append(found)
        elif self._open:
            self._open[-1].children.append(found)
            self._open.append(found)
        elif local != "channel" and not self._has_entries:
            self.about.children.append(found)
            self._open.append(found)

    def end(self, name: str) -> None:
        """Ends an element."""
        if self._open:
            closed = self._open.pop()
            if not self._open and closed.name in ENTRIES:
                self.entry = closed

    def text(self, data: str) -> None:
        """Adds text to the element that is open."""
        if self._open:
            self._open[-1].children.append(data)

    def entity(self, name: str, is_parameter: bool) -> None:
        """Adds the character of an entity of HTML."""
        if not is_parameter:
            self.text(html5.get(f"{name};", f"&{name};"))


class _Scan:
    """One streaming parse; it keeps the bytes and the ids of one entry."""

    def __init__(self, stream: BinaryIO, feed: XmlFeed) -> None:
        self._stream = stream
        self._feed = feed
        self._most = feed.settings.max_bytes
        self.position = Position()
        self.is_cut = False
        self._found: list[Part | Fault] = []
        self._is_resumed = False
        self._reset(feed.lead)

    def _reset(self, base: int) -> None:
        """Begins to parse at an offset of the file."""
        self._parser = _parser(_Tree())
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.SkippedEntityHandler = None
        self._base = base  # offset in the file of byte 0 of the parser
        self._kept, self._kept_at = bytearray(), base
        self._begin: int | None = None
        self._depth = 0
        self._line = 0
        self._ids: dict[str, str] = {}
        self._name = ""

    def __iter__(self) -> Iterator[Part | Fault]:
        self._stream.seek(self._feed.lead)
        lines = 1  # number of the first line that the parser sees
        while True:
            chunk = self._stream.read(_CHUNK)
            self._keep(chunk)
            try:
                self._parser.Parse(chunk, not chunk)
            except expat.ExpatError as error:
                yield from self._taken()
                if not chunk and error.code == _NO_ELEMENTS:
                    self.is_cut = True
                    yield Fault(lines + error.lineno - 1, f"the feed ends too early; {_WAY_OUT}")
                    return
                at = self._base + self._parser.ErrorByteIndex
                # After the first error the end tags around the entries do not match.
                if self._begin is not None or not self._is_resumed:
                    message = f"is not well-formed: {_fact(error)}; {_WAY_OUT}"
                    yield Fault(lines + error.lineno - 1, message, self._id())
                self._is_resumed = True
                after = self._skip_to_next(at, lines + error.lineno - 1)
                if after is None:
                    return
                lines = after
                continue
            yield from self._taken()
            if not chunk:
                return

    def _keep(self, chunk: bytes) -> None:
        """Keeps the bytes from the beginning of the entry that is open."""
        if self._begin is None:
            # The tag that begins an entry may itself have begun in an earlier chunk.
            gone = self._base + max(0, self._parser.CurrentByteIndex) - self._kept_at
            if gone > 0:
                del self._kept[:gone]
                self._kept_at += gone
        if self._begin is None or len(self._kept) <= self._most:
            self._kept += chunk

    def _taken(self) -> list[Part | Fault]:
        taken, self._found = self._found, []
        return taken

    def _skip_to_next(self, at: int, line: int) -> int | None:
        """Goes on at the first entry behind an offset; the number of its line, if there is one."""
        self._stream.seek(at + 1)
        offset, window = at + 1, b""
        while chunk := self._stream.read(_CHUNK):
            window += chunk
            found = _NEXT.search(window)
            if found is not None:
                line += window.count(b"\n", 0, found.start())
                begin = self._feed.begin
                self._stream.seek(offset + found.start())
                self._reset(offset + found.start() - len(begin))
                self._parser.Parse(begin)
                self._kept_at = offset + found.start()
                return line - begin.count(b"\n")
            kept = window[-16:]
            line += window.count(b"\n", 0, len(window) - len(kept))
            offset += len(window) - len(kept)
            window = kept
        return None

    # -- events ----------------------------------------------------------------------------

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if self._begin is not None:
            self._depth += 1
            self._name = local if self._depth == 1 else ""
            if self._name == "link" and "href" in attributes:
                if attributes.get("rel", "alternate") == "alternate":
                    self._ids.setdefault("link", attributes["href"])
                self._name = ""
        elif local in ENTRIES:
            self._begin = self._base + self._parser.CurrentByteIndex
            self._line = self._parser.CurrentLineNumber
            self._depth = 0
            self._ids = {}
            self._name = ""

    def _text(self, data: str) -> None:
        if self._name in _IDS or self._name == "post_type":
            self._ids[self._name] = self._ids.get(self._name, "") + data

    def _id(self) -> str | None:
        if self._begin is None:
            return None
        return next((i for name in _IDS if (i := self._ids.get(name, "").strip())), None)

    def _end(self, name: str) -> None:
        self._name = ""
        if self._begin is None:
            return
        if self._depth:
            self._depth -= 1
            return
        begin, self._begin = self._begin, None
        end = self._base + self._parser.CurrentByteIndex
        if end - begin > self._most:
            self._found.append(Fault(self._line, too_long(self._most), None))
            return
        close = self._kept.find(b">", end - self._kept_at)
        data = bytes(self._kept[begin - self._kept_at : close + 1])
        if self._ids.get("post_type", "").strip() in _PUBLISHED:
            ids = (self._ids.get(name, "").strip() for name in _IDS)
            found = next(filter(None, ids), None)
            self._found.append(Part(found, part_digest(data), begin, len(data)))
