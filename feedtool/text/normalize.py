"""Turns decoded text into well-formed lines, by a table of small named fixers.

Each fixer does one thing to a text and may be applied again without further effect. Nothing
here knows what an article is: no line is ever taken out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Fixer = Callable[[str], str]

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# What XML 1.0 (section 2.2, Char) does not allow: one such character would make a whole feed
# unreadable. Surrogates and noncharacters reach us by escapes in front matter.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# C1 controls and the other noncharacters are allowed but discouraged (same section), and a
# U+FFFD is what a decoder elsewhere already failed on; only the former are removed.
_DISCOURAGED = re.compile("[\x7f-\x84\x86-\x9f\ufdd0-\ufdef]")
# Zero-width space, word joiner, byte order mark, soft hyphen and kin. The zero-width joiner and
# non-joiner (U+200C, U+200D) stay: Persian and Indic spelling and many emoji need them.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b\u2060-\u2064\ufeff]")
_NO_BREAK = re.compile("[\u00a0\u2007\u202f]")


def fix_line_ends(text: str) -> str:
    r"""Every line end as "\n"."""
    return _LINE_ENDS.sub("\n", text)


def fix_forbidden(text: str) -> str:
    """Without the characters that XML 1.0 forbids or advises against."""
    return _DISCOURAGED.sub("", _FORBIDDEN.sub("", text))


def fix_invisible(text: str) -> str:
    """Without zero-width characters and soft hyphens that only steer line breaking."""
    return _INVISIBLE.sub("", text)


def fix_spaces(text: str) -> str:
    """No-break spaces as spaces."""
    return _NO_BREAK.sub(" ", text)


def fix_composition(text: str) -> str:
    """In Unicode Normalization Form C (UAX #15)."""
    return unicodedata.normalize("NFC", text)


def fix_trailing(text: str) -> str:
    """Without white space at line ends."""
    return "\n".join([line.rstrip() for line in text.split("\n")])


# Order matters: what stands between a letter and its accent must be gone before composition.
FIXERS: dict[str, Fixer] = {
    "line-ends": fix_line_ends,
    "forbidden": fix_forbidden,
    "invisible": fix_invisible,
    "no-break-spaces": fix_spaces,
    "composition": fix_composition,
    "trailing-space": fix_trailing,
}
# What these look for is of a category (Cc, Cf, Cn, Cs, Zl, Zp, Zs) that is not printable.
_ABOUT_UNPRINTABLE = frozenset({"line-ends", "forbidden", "invisible", "no-break-spaces"})


def normalize(text: str) -> str:
    r"""`text` after every fixer: NFC, "\n" line ends, nothing that XML 1.0 forbids.

    >>> normalize("cafe\u0301\u00a0\r\nna\u00adive\x00")
    'café\nnaive'
    """
    plain = is_plain(text)
    for name, fix in FIXERS.items():
        if not (plain and name in _ABOUT_UNPRINTABLE):
            text = fix(text)
    return text


def is_plain(text: str) -> bool:
    r"""Whether no character is one that is never seen, but for "\n", tabs and spaces.

    One pass in C: most texts are, and need no fixer for such characters.
    """
    return text.replace("\n", "").replace("\t", "").isprintable()


def one_line(text: str) -> str:
    r"""`text` normalized and on one line, runs of white space as one space.

    >>> one_line("  A title\n over two lines ")
    'A title over two lines'
    """
    return " ".join(normalize(text).split())
