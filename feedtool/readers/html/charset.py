"""Finds the encoding that a page declares (HTML, section 13.2.3.2)."""

from __future__ import annotations

import codecs
import re

_SEARCHED = 4096  # bytes; the standard has 1024, some pages need more
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_DECLARED = re.compile(
    rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
# What browsers read instead (Encoding Standard, section 4.2): supersets of what is declared.
_SUPERSETS = {
    **dict.fromkeys(("iso8859-1", "ascii", "latin-1"), "cp1252"),
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_OTHER_NAMES = {
    "x-sjis": "cp932",
    "windows-874": "cp874",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
}
_NOT_IN_PAGES = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-7", "utf-32"})


def declared_charset(data: bytes) -> str | None:
    """The codec for the encoding that a page declares; None if it declares none that is known.

    >>> declared_charset(b'<meta charset="ISO-8859-1">'), declared_charset(b"<p>charset=x")
    ('cp1252', None)
    """
    found = _DECLARED.search(_COMMENT.sub(b"", data[:_SEARCHED]))
    return None if found is None else codec_of((found[1] or found[2]).decode("ascii"))


def codec_of(label: str) -> str | None:
    """The codec for the name of an encoding; None if it is not one that pages are written in."""
    label = label.strip().lower()
    try:
        name = codecs.lookup(_OTHER_NAMES.get(label, label)).name
        is_text = codecs.lookup(name)._is_text_encoding
    except LookupError:
        return None
    return None if name in _NOT_IN_PAGES or not is_text else _SUPERSETS.get(name, name)
