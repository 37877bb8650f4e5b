"""Small pictures and recordings, made here so that no binary file is needed."""

from __future__ import annotations

import io
import struct
import wave
import zlib


def png(width: int, height: int, shade: int = 0) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    rows = (b"\0" + bytes((shade, 90, 120)) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    )


def gif(width: int, height: int) -> bytes:
    """The head of a GIF picture."""
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0;"


def jpeg(width: int, height: int) -> bytes:
    """The head of a JPEG picture."""
    frame = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + bytes(9) + b"\xff\xc0" + frame


def webp(width: int, height: int) -> bytes:
    """The head of a WebP picture in the extended format."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def avif(width: int, height: int) -> bytes:
    """The head of an AVIF picture."""

    def box(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data) + 8) + kind + data

    extents = box(b"ispe", bytes(4) + struct.pack(">II", width, height))
    associated = box(b"ipma", bytes(4) + struct.pack(">IHBB", 1, 1, 1, 1))
    properties = box(b"iprp", box(b"ipco", extents) + associated)
    primary = box(b"pitm", bytes(4) + struct.pack(">H", 1))
    return box(b"ftyp", b"avif\0\0\0\0avifmif1") + box(b"meta", bytes(4) + primary + properties)


def svg(width: int, height: int) -> bytes:
    """A vector picture."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"/>'.encode()


def wav(seconds: int = 1) -> bytes:
    """A silent recording."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * 8000 * seconds)
    return made.getvalue()
