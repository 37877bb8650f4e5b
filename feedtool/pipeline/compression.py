"""The packed forms that stand beside a file, for web servers that send them as they are.

Knows the forms and their bytes. Where they stand, and when they go, is the publisher's to know.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable

import msgspec

from feedtool.errors import ConfigError

_LEAST = 256  # bytes; a smaller file goes out in one packet, packed or not
# RFC 1952, section 2.3: deflate, no flags, no time, slowest and best, unknown system. The module
# gzip would write the machine's system, or another from one Python to the next.
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_BROTLI_QUALITY = 10  # why not 11: docs/decisions/packed-forms.md


class Encoding(msgspec.Struct, frozen=True):
    """A packed form: what it adds to a file's name, who makes it, and the module that takes."""

    suffix: str
    pack: Callable[[bytes], bytes]
    module: str


def compress(body: bytes, form: str) -> bytes | None:
    """The bytes in a packed form; None: they are few, or would not become fewer.

    >>> compress(b"few", "gz") is None, len(compress(b"many " * 1000, "gz") or b"") < 100
    (True, True)
    """
    if len(body) < _LEAST:
        return None
    smaller = ENCODINGS[form].pack(body)
    return smaller if len(smaller) < len(body) else None


def compressed_path(path: str, form: str) -> str:
    """Where a packed form of the file at `path` stands.

    >>> compressed_path("rss.xml", "gz")
    'rss.xml.gz'
    """
    return path + ENCODINGS[form].suffix


def require(forms: Iterable[str], source: str) -> None:
    """Raises `ConfigError` if a form is asked for, in the file `source`, that cannot be made."""
    # Imported here: a run without news asks for nothing.
    from importlib.util import find_spec

    for form in forms:
        if find_spec(ENCODINGS[form].module) is None:
            raise ConfigError(
                f'{source}: output.compress: "{form}" needs the Python package '
                f"{ENCODINGS[form].module}; install feedtool[{form}], or remove it there"
            )


def _gzip(body: bytes) -> bytes:
    """RFC 1952."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    trailer = zlib.crc32(body).to_bytes(4, "little") + (len(body) % 2**32).to_bytes(4, "little")
    return _GZIP_HEADER + deflate.compress(body) + deflate.flush() + trailer


def _brotli(body: bytes) -> bytes:
    """RFC 7932."""
    # Imported here: it is an extra.
    import brotli

    return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY))


ENCODINGS = {
    "gz": Encoding(".gz", _gzip, "zlib"),
    "br": Encoding(".br", _brotli, "brotli"),
}
