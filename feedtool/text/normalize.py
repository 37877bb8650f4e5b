"""Turns decoded text into well-formed lines, with a table of small named fixers.

Each fixer changes one thing and is idempotent. No line is ever removed: nothing here knows what an
article is.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

import msgspec

from feedtool.text.lazy_regex import lazy_regex

T = TypeVar("T")
Fixer = Callable[[str], str]

_LINE_ENDS = lazy_regex("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# What XML 1.0 does not allow (section 2.2, Char): a single one makes a whole feed unreadable.
# Surrogates and noncharacters get in through escapes in front matter.
_FORBIDDEN = lazy_regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# C1 controls and the other noncharacters are allowed but discouraged (same section). U+FFFD stays:
# it shows where another program failed to decode something.
_DISCOURAGED = lazy_regex("[\x7f-\x84\x86-\x9f\ufdd0-\ufdef]")
# Zero-width space, word joiner, byte order mark, soft hyphen and the like. The zero-width joiner
# and non-joiner (U+200C, U+200D) stay: Persian and Indic spelling and many emoji need them.
_INVISIBLE = lazy_regex("[\u00ad\u180e\u200b\u2060-\u2064\ufeff]")
_NO_BREAK = "\u00a0\u2007\u202f"
# Those that pad a text: at the edge of a line, beside other white space, or behind the mark of an
# item or a quotation, where a space says the same.
_PADDING = lazy_regex(
    "(?<!\\S)[\u00a0\u2007\u202f]|[\u00a0\u2007\u202f](?!\\S)"
    "|(?:(?<=^[-*+>–—])|(?<=^\\d[.)])|(?<=^\\d\\d[.)]))[\u00a0\u2007\u202f]",
    re.MULTILINE,
)


def fix_line_ends(text: str) -> str:
    r"""Replaces every line end by "\n"."""
    return _LINE_ENDS.sub("\n", text)


def fix_forbidden(text: str) -> str:
    """Removes the characters that XML 1.0 forbids or discourages."""
    return _DISCOURAGED.sub("", _FORBIDDEN.sub("", text))


def fix_invisible(text: str) -> str:
    """Removes zero-width characters and soft hyphens, which only control line breaking."""
    return _INVISIBLE.sub("", text)


def fix_spaces(text: str) -> str:
    """Replaces no-break spaces by spaces."""
    for space in _NO_BREAK:
        text = text.replace(space, " ")
    return text


MOST_MARKS = 30  # on one character
_MANY_MARKS = lazy_regex(rf"[^\w\s\x00-\u02ff]{{{MOST_MARKS + 1},}}")  # accents, also of others


def fix_composition(text: str) -> str:
    """Applies Unicode Normalization Form C (UAX #15).

    Of more than 30 accents on one character, which no language has (UAX #15, Stream-Safe Text
    Format), the others are removed: the time to sort them grows with the square of their number.
    """
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _MANY_MARKS.sub(_fewer_marks, text))


def _fewer_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def fix_trailing(text: str) -> str:
    """Removes white space at line ends."""
    return "\n".join([line.rstrip() for line in text.split("\n")])


# Order matters: characters between a letter and its accent must be gone before composition.
FIXERS: dict[str, Fixer] = {
    "line-ends": fix_line_ends,
    "forbidden": fix_forbidden,
    "invisible": fix_invisible,
    "no-break-spaces": fix_spaces,
    "composition": fix_composition,
    "trailing-space": fix_trailing,
}
# These look for characters of categories that are not printable (Cc, Cf, Cn, Cs, Zl, Zp, Zs).
_ABOUT_UNPRINTABLE = frozenset({"line-ends", "forbidden", "invisible", "no-break-spaces"})
# In source text, spaces mean something: two at a line end break the line, four before it make code.
FOR_SOURCE = tuple(name for name in FIXERS if name not in ("no-break-spaces", "trailing-space"))


def normalize(text: str) -> str:
    r"""Applies every fixer: NFC, "\n" line ends, nothing that XML 1.0 forbids.

    >>> normalize("cafe\u0301\u00a0\r\nna\u00adive\x00")
    'café\nnaive'
    """
    return _fixed(text, tuple(FIXERS))


def normalize_source(text: str) -> str:
    r"""Applies the fixers that change no space, for text in a markup language.

    >>> normalize_source("cafe\u0301  \r\nna\u00adive\x00")
    'café  \nnaive'
    """
    return _fixed(text, FOR_SOURCE)


def normalize_shown(text: str) -> str:
    r"""As `normalize`, but no-break spaces between words stay, as in "5 000 €" or "Bonjour !".

    The lines are the same in number and order as those of `normalize`.

    >>> normalize_shown("5\u00a0000 €,\u00a0 said he\u00a0")
    '5\xa0000 €,  said he'
    """
    if not any(space in text for space in _NO_BREAK):
        return normalize(text)
    text = _fixed(text, [name for name in FIXERS if name != "no-break-spaces"])
    return _PADDING.sub(" ", text)


def _fixed(text: str, names: Sequence[str]) -> str:
    plain = is_plain(text)
    for name in names:
        if not (plain and name in _ABOUT_UNPRINTABLE):
            text = FIXERS[name](text)
    return text


def is_plain(text: str) -> bool:
    r"""Whether all characters are printable, "\n" and tabs aside.

    Most texts are plain, and this check is one pass in C: it saves them four fixers.
    """
    return text.replace("\n", "").replace("\t", "").isprintable()


def folded(name: str) -> str:
    """A tag or a name, normalized for comparison.

    >>> folded("  Politics  Today ") == folded("politics today")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def one_line(text: str) -> str:
    r"""`text` normalized, on one line, with runs of white space collapsed.

    >>> one_line("  A title\n over two lines ")
    'A title over two lines'
    """
    return " ".join(normalize(text).split())


_LEAVES = frozenset({type(None), int, bool, bytes, datetime})  # without text in them


def xml_safe(value: T) -> T:
    r"""`value` without the characters that XML 1.0 forbids or discourages.

    `value` is a string, or a record or tuple that has strings at any depth; anything else is
    returned as it is.

    >>> xml_safe(("A \x01title", None, 3))
    ('A title', None, 3)
    """
    return cast("T", _xml_safe(value))


def _xml_safe(value: Any) -> Any:
    if type(value) in _LEAVES:
        return value
    if isinstance(value, str):
        return value if value.isprintable() or is_plain(value) else fix_forbidden(value)
    if isinstance(value, tuple):
        safe = [_xml_safe(one) for one in value]
        return value if all(map(operator.is_, safe, value)) else tuple(safe)
    if isinstance(value, msgspec.Struct):
        changed = {}
        for name in value.__struct_fields__:
            field = getattr(value, name)
            safe = _xml_safe(field)
            if safe is not field:
                changed[name] = safe
        return msgspec.structs.replace(value, **changed) if changed else value
    return value
