"""Compressed forms of output files, for web servers that serve precompressed files.

This module knows the encodings and their bytes; `publisher` decides which files have them.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable

import msgspec

from feedtool.errors import ConfigError

_MIN_SIZE = 256  # bytes; a smaller file fits into one packet, compressed or not
# RFC 1952, section 2.3: deflate, no flags, no time, maximum compression, unknown system. The module
# `gzip` writes a system that depends on the machine and the version of Python.
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_BROTLI_QUALITY = 10  # docs/decisions/packed-forms.md has the reason for not using 11


class Encoding(msgspec.Struct, frozen=True):
    """A compressed form: its file name suffix, how to make and undo it, and the module it needs."""

    suffix: str
    pack: Callable[[bytes], bytes]
    unpack: Callable[[bytes], bytes]
    module: str


def compress(body: bytes, form: str) -> bytes | None:
    """The compressed bytes, or None if compression would not pay.

    >>> compress(b"few", "gz") is None, len(compress(b"many " * 1000, "gz") or b"") < 100
    (True, True)
    """
    if len(body) < _MIN_SIZE:
        return None
    smaller = ENCODINGS[form].pack(body)
    return smaller if len(smaller) < len(body) else None


def uncompressed(path: str, body: bytes) -> bytes | None:
    """The contents of a file, which may be a compressed form; None if it cannot be unpacked."""
    for encoding in ENCODINGS.values():
        if path.endswith(encoding.suffix):
            try:
                return encoding.unpack(body)
            except Exception:  # noqa: BLE001  # not compressed, damaged, or without the module
                return None
    return body


def compressed_path(path: str, form: str) -> str:
    """The path of a compressed form of the file at `path`.

    >>> compressed_path("rss.xml", "gz")
    'rss.xml.gz'
    """
    return path + ENCODINGS[form].suffix


def require(forms: Iterable[str], source: str) -> None:
    """Raises `ConfigError` if a form that the file `source` configures is not available."""
    # Imported here: a run without news does not need it.
    from importlib.util import find_spec

    for form in forms:
        if find_spec(ENCODINGS[form].module) is None:
            raise ConfigError(
                f'{source}: output.compress: "{form}" needs the Python package '
                f"{ENCODINGS[form].module}; install feedtool[{form}], or remove the setting"
            )


def _gzip(body: bytes) -> bytes:
    """RFC 1952."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    trailer = zlib.crc32(body).to_bytes(4, "little") + (len(body) % 2**32).to_bytes(4, "little")
    return _GZIP_HEADER + deflate.compress(body) + deflate.flush() + trailer


def _gunzip(body: bytes) -> bytes:
    return zlib.decompress(body, wbits=zlib.MAX_WBITS | 16)


def _brotli(body: bytes) -> bytes:
    """RFC 7932."""
    # Imported here: it is an optional dependency.
    import brotli

    return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY))


def _unbrotli(body: bytes) -> bytes:
    import brotli

    return bytes(brotli.decompress(body))


ENCODINGS = {
    "gz": Encoding(".gz", _gzip, _gunzip, "zlib"),
    "br": Encoding(".br", _brotli, _unbrotli, "brotli"),
}
