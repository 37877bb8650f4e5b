"""Decodes bytes: by their byte order mark, else as UTF-8, else in the most likely encoding.

A few broken bytes do not make a UTF-8 text one in another encoding. Legacy encodings are judged in
`legacy`; charset-normalizer is asked about what is not clear there.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

# UTF-32 comes before UTF-16: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What charset-normalizer chooses from, if the text is in no language that `legacy` knows.
_LEGACY = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("iso8859_1", "iso8859_2", "iso8859_5", "iso8859_7", "iso8859_9", "iso8859_15", "koi8_r"),
    *("koi8_u", "cp866", "gb18030", "big5", "big5hkscs", "shift_jis", "cp932", "euc_jp"),
    *("iso2022_jp", "euc_kr", "cp949", "cp874", "mac_roman"),
]
# Control characters that do not occur in text; tab, line ends, form feed and escape (ISO 2022) do.
_CONTROLS = bytes(set(range(32)) - {0, 9, 10, 11, 12, 13, 27})
_SAMPLE = 65536  # bytes that are enough to detect an encoding
_FEW = 5  # broken bytes that a UTF-8 text may have
_WHOLE = 10  # intact characters beyond ASCII that it needs for each of them
_BROKEN = "\ufffd"
# A single first byte at the end, after ASCII: `â`, `Â` and `Ã` end no word in a legacy encoding.
_FIRST_BYTES = (b"\xe2", b"\xc2", b"\xc3", b"\xf0")


class Undecodable(ValueError):
    """The bytes are not text, or their encoding cannot be detected."""


class Decoded(NamedTuple):
    """A text, and what its owner should know of its encoding.

    `is_cut`: it is UTF-8 whose last character is incomplete, so more of it may be on its way.
    """

    text: str
    notice: str | None = None
    is_cut: bool = False


def decode(data: bytes, language: str | None = None, charset: str | None = None) -> Decoded:
    r"""The text in `data`, without its byte order mark. Raises `Undecodable`.

    `language` is the site's; it helps to tell legacy encodings apart. `charset` is the codec for
    the encoding that the text itself declares, which counts if it is not UTF-8 and all bytes fit.

    >>> decode(b"\xff\xfeH\x00i\x00").text
    'Hi'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            rest = data[len(mark) :]
            if encoding == "utf-8" and (damaged := _damaged_utf8(rest)) is not None:
                return damaged
            return Decoded(_decode_marked(rest, encoding))
    if (nul := data.find(b"\0")) >= 0:
        raise Undecodable(
            f"has a NUL byte at offset {nul}, so it is not text (or is UTF-16 without a byte order "
            "mark); save it as UTF-8"
        )
    if len(data.translate(None, _CONTROLS)) < len(data) * 0.99:
        raise Undecodable("is binary, not text; move it out of the input folder")
    try:
        # Only the escape sequences of ISO 2022 are UTF-8 too, and mean something else.
        if charset is None or not (charset.startswith("iso2022") and b"\x1b" in data):
            return Decoded(data.decode("utf-8"))
        return Decoded(data.decode(charset))
    except UnicodeDecodeError as error:
        if charset is not None and (read := _decoded_as(charset, data)) is not None:
            return Decoded(read)
        damaged = _damaged_utf8(data)
        return _guess(data, error.start, language) if damaged is None else damaged


def _decoded_as(charset: str, data: bytes) -> str | None:
    """The text in an encoding; None if some of the bytes are not in it."""
    try:
        return data.decode(charset)
    except (UnicodeDecodeError, LookupError):
        return None


def _damaged_utf8(data: bytes) -> Decoded | None:
    """The text of UTF-8 with a cut last character or a few broken bytes; None if it is not that."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(data) and error.reason == "unexpected end of data":
            whole, rest = data[: error.start], data[error.start :]
            if not whole.isascii() or len(rest) > 1 or rest in _FIRST_BYTES:
                fact = "ends within a character, so its end is missing; save the whole text again"
                return Decoded(whole.decode("utf-8"), fact, is_cut=True)
        first = error.start
    else:
        return None
    text = data.decode("utf-8", "surrogateescape")
    broken = sum("\udc80" <= character <= "\udcff" for character in text)
    intact = sum(character > "\x7f" for character in text) - broken
    if broken > _FEW or intact < _WHOLE * broken:
        return None
    count = "1 byte that is" if broken == 1 else f"{broken} bytes that are"
    notice = (
        f"has {count} not UTF-8, the first ({data[first]:#04x}) at offset {first}; {_BROKEN} is "
        f"shown in place of each. Correct the text and save it as UTF-8"
    )
    return Decoded(data.decode("utf-8", "replace"), notice)


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


def _guess(data: bytes, offset: int, language: str | None) -> Decoded:
    # Imported here, and below: nearly every text is UTF-8.
    from feedtool.readers.legacy import best_reading

    reading = best_reading(data, language)
    if reading is not None:
        sure = reading.is_sure
        return Decoded(reading.text, None if sure else _uncertain(reading.encoding))
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=_LEGACY).best()
    if best is not None:
        try:
            return Decoded(data.decode(best.encoding), _uncertain(best.encoding))
        except UnicodeDecodeError:
            pass
    raise Undecodable(
        f"is not UTF-8 (byte {data[offset]:#04x} at offset {offset}), and its encoding cannot be "
        "detected; save it as UTF-8"
    )


def _uncertain(encoding: str) -> str:
    shown = encoding.replace("cp125", "windows-125").replace("iso8859", "iso-8859")
    shown = shown.replace("_", "-")
    return (
        f"is not UTF-8 and was read as {shown}, which is a guess; check the published letters, and "
        "save it as UTF-8"
    )
