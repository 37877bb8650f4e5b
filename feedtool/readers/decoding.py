"""Decodes bytes: by their byte order mark, else as UTF-8, else in a detected encoding.

charset-normalizer detects the encoding, among those in which articles are still found.
"""

from __future__ import annotations

import codecs

# UTF-32 comes before UTF-16: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEGACY = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("iso8859_1", "iso8859_2", "iso8859_5", "iso8859_7", "iso8859_9", "iso8859_15", "koi8_r"),
    *("koi8_u", "cp866", "gb18030", "big5", "big5hkscs", "shift_jis", "cp932", "euc_jp"),
    *("iso2022_jp", "euc_kr", "cp949", "cp874", "mac_roman"),
]
# Control characters that do not occur in text; tab, line ends, form feed and escape (ISO 2022) do.
_CONTROLS = bytes(set(range(32)) - {0, 9, 10, 11, 12, 13, 27})
_SAMPLE = 65536  # bytes that are enough to detect an encoding


class Undecodable(ValueError):
    """The bytes are not text, or their encoding cannot be detected."""


def decode(data: bytes) -> str:
    r"""The text in `data`, without its byte order mark.

    >>> decode(b"\xff\xfeH\x00i\x00")
    'Hi'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding)
    if (nul := data.find(b"\0")) >= 0:
        raise Undecodable(
            f"has a NUL byte at offset {nul}, so it is not text (or is UTF-16 without a byte order "
            "mark); save it as UTF-8"
        )
    if len(data.translate(None, _CONTROLS)) < len(data) * 0.99:
        raise Undecodable("is binary, not text; move it out of the input folder")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _guess(data, error.start)


def _decode_marked(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Undecodable(
            f"begins with the byte order mark of {encoding.upper()} and is not valid "
            f"{encoding.upper()} at offset {error.start}; save it as UTF-8"
        ) from None
    if "\0" in text:
        raise Undecodable("has a NUL character, so it is not text; save it as UTF-8")
    return text


def _guess(data: bytes, offset: int) -> str:
    # Imported here: nearly every text is UTF-8, and the import takes longer than reading a text.
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE]
    best = from_bytes(sample, cp_isolation=_LEGACY).best()
    if best is not None:
        try:
            return data.decode(best.encoding)
        except UnicodeDecodeError:
            pass
    raise Undecodable(
        f"is not UTF-8 (byte {data[offset]:#04x} at offset {offset}), and its encoding cannot be "
        "detected; save it as UTF-8"
    )
