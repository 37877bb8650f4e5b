"""Media types by the endings of names, the same with every version of Python, on every machine.

Knows names only: what lies there is not looked at, and what the machine takes an ending for is not
asked.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from mimetypes import MimeTypes

# RFC 6838, section 4.2, without parameters.
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
# What is enclosed most, and Python's own table lacks in one version or another.
_PINNED = {
    ".3gp": "video/3gpp",
    ".aac": "audio/aac",
    ".avif": "image/avif",
    ".epub": "application/epub+zip",
    ".flac": "audio/flac",
    ".gz": "application/gzip",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".m4v": "video/mp4",
    ".mkv": "video/x-matroska",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".opus": "audio/ogg",
    ".torrent": "application/x-bittorrent",
    ".wav": "audio/wav",
    ".weba": "audio/webm",
    ".webm": "video/webm",
    ".webp": "image/webp",
}


def is_media_type(name: str) -> bool:
    """Whether `name` is the name of a media type, in small letters.

    >>> is_media_type("audio/mpeg"), is_media_type("mp3")
    (True, False)
    """
    return _MEDIA_TYPE.fullmatch(name) is not None


def guess_media_type(address: str) -> str | None:
    """The media type of what lies at an address, by the ending of its path.

    >>> guess_media_type("https://example.org/a/Talk.MP3?from=feed"), guess_media_type("https://a.b/c")
    ('audio/mpeg', None)
    """
    path = urlsplit(address).path.lower()
    pinned = _PINNED.get(path[path.rfind(".") :]) if "." in path else None
    if pinned is not None:
        return pinned
    found, encoding = _table().guess_type(path)
    return found if encoding is None else None


@cache
def _table() -> MimeTypes:
    # Imported here: most articles have no enclosure.
    import mimetypes

    return mimetypes.MimeTypes()
