"""What commands print: text that a terminal does not act on.

Names of files and texts of others may hold escape sequences, line breaks, and marks that reverse
the order of characters. They are escaped wherever they are printed.
"""

from __future__ import annotations

from collections.abc import Iterable

from feedtool.text.lazy_regex import lazy_regex

# Control characters, line and paragraph separators, half characters, and the marks that change the
# direction of what follows. Marks of a single direction are part of texts in Arabic and Hebrew.
_SIGNS = "[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]"
_UNSAFE = lazy_regex(_SIGNS)
# In JSON the line breaks are between objects.
_UNSAFE_IN_JSON = lazy_regex(_SIGNS.replace("\\x00-\\x1f", "\\x00-\\x09\\x0b-\\x1f"))


def printable(text: str) -> str:
    """`text` with everything escaped that a terminal would act on, or could not show."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def safe(text: str) -> str:
    r"""One line of text with everything escaped that a terminal would act on.

    >>> print(safe("a\x1b[2J\n\u202eb"))
    a\x1b[2J\n\u202eb
    """
    return _UNSAFE.sub(lambda match: ascii(match[0])[1:-1], text)


def safe_json(text: str) -> str:
    r"""The same JSON, with everything escaped that a terminal would act on.

    >>> print(safe_json('"\u202e\x9b"'))
    "\u202e\u009b"
    """
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def print_lines(lines: Iterable[str]) -> None:
    """Prints lines on standard output."""
    # Imported here: a build without news prints nothing.
    import click

    for line in lines:
        click.echo(safe(line))


def print_json(value: object) -> None:
    """Prints a value as JSON, on one line of standard output."""
    # Imported here: cron jobs do not need them.
    from json import dumps

    import click

    click.echo(safe_json(dumps(value, ensure_ascii=False)))
