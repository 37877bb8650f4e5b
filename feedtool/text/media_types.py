"""Media types by file extension, the same with every version of Python and on every machine.

Neither the content of a file nor the media types configured on the machine are consulted.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from feedtool.text.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from mimetypes import MimeTypes

# RFC 6838, section 4.2, without parameters.
_MEDIA_TYPE = lazy_regex(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
# Common types of enclosures that some version of Python lacks in its table.
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
    """Whether `name` has the form of a media type, in lower case.

    >>> is_media_type("audio/mpeg"), is_media_type("mp3")
    (True, False)
    """
    return _MEDIA_TYPE.fullmatch(name) is not None


def guess_media_type(address: str) -> str | None:
    """The media type of the file at an address, by its extension; None if it is not known.

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
