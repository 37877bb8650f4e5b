"""What podcast directories refuse in a feed: the requirements of Apple Podcasts and of Spotify.

https://podcasters.apple.com/support/823-podcast-requirements, and "Podcast delivery specification"
of Spotify. A show is published in spite of these faults.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from feedtool.validate.parsed import Fault
from feedtool.validate.xml import children, first_text, parsed

_GUID = "{https://podcastindex.org/namespace/1.0}guid"
_SMALLEST, _LARGEST = 1400, 3000  # pixels
_TYPES = frozenset(
    "audio/mpeg audio/mp4 audio/x-m4a audio/m4a audio/aac "
    "video/mp4 video/x-m4v video/quicktime".split()
)
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_RGB = (2, 6)  # colour types, without and with transparency
_NO_FRAME = (0xC4, 0xC8, 0xCC)  # JPEG markers among those of frames that are not
_ALONE = frozenset({0x01, *range(0xD0, 0xDA)})  # JPEG markers without a length


def episode_faults(body: bytes) -> Iterator[Fault]:
    """The faults of the episodes in an RSS document; none if it is not a podcast."""
    root = parsed(body)
    channel = None if isinstance(root, Fault) else root.find("channel")
    if channel is None or channel.find(_GUID) is None:
        return
    count = 0
    for number, item in enumerate(channel.iterfind("item"), 1):
        enclosure = item.find("enclosure")
        if enclosure is None:
            continue
        count += 1
        where = f"item {number} ({first_text(children(item), 'guid') or 'without guid'})"
        url, kind = enclosure.get("url", ""), enclosure.get("type", "")
        if kind not in _TYPES:
            yield _fault(where, f"has a recording of type {kind}; publish it as MP3 or M4A")
        if not url.startswith("https://"):
            yield _fault(where, f"has a recording at {url}; use an address with https://")
        if enclosure.get("length", "0") == "0":
            fact = "has a recording of unknown length; write `enclosure-length`, in bytes"
            yield _fault(where, fact)
    if not count:
        yield _fault("", "is a podcast without an episode; write `enclosure:` in an article")


def _fault(where: str, message: str) -> Fault:
    return Fault(where, message, blocks_publishing=False)


def artwork_fault(data: bytes) -> str | None:
    """What is wrong with the cover of a podcast, and what to do; None if directories accept it.

    >>> artwork_fault(b"GIF89a")
    'is neither JPEG nor PNG; convert it'
    """
    found = _png(data) if data.startswith(_PNG) else _jpeg(data)
    if found is None:
        return "is neither JPEG nor PNG; convert it"
    width, height, is_rgb = found
    if width != height:
        return f"is {width} x {height} pixels, and has to be square; crop it"
    if not _SMALLEST <= width <= _LARGEST:
        limits = f"{_SMALLEST} to {_LARGEST}"
        return f"is {width} pixels wide, and has to have {limits}; scale it"
    return None if is_rgb else "is not in RGB colours; convert it"


def _png(data: bytes) -> tuple[int, int, bool] | None:
    """Width, height and whether the colours are RGB (PNG, section 11.2.2)."""
    if len(data) < 26:
        return None
    width, height, _, colours = struct.unpack(">IIBB", data[16:26])
    return width, height, colours in _PNG_RGB


def _jpeg(data: bytes) -> tuple[int, int, bool] | None:
    """The same of a JPEG file (ITU-T T.81, annex B.2.2)."""
    if not data.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 10 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width, components = struct.unpack(">HHB", data[at + 5 : at + 10])
            return width, height, components == 3
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
