"""Renders text as escaped HTML, with links for the URLs in it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from feedtool.text.lazy_regex import lazy_regex

# Scripts without spaces between words, whose letters end a URL: Thai, Lao, Burmese, Khmer, kana,
# Han, Hangul and the fullwidth forms of ASCII.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff"
_UNSPACED += "\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
# Characters in a URL: RFC 3986, section 2, without the brackets that only IPv6 needs, and the
# non-ASCII letters and marks that browsers show for percent-encoded ones (RFC 3987).
_MARKS = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0900-\u0963\u0966-\u0dff"
_PART = rf"(?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]|(?![{_UNSPACED}])[^\W\x00-\x7f]|[{_MARKS}])"
_ADDRESS = lazy_regex(
    rf"(?:(?:(?<![^\W_])|(?<=[{_UNSPACED}]))https?://"
    rf"|(?:(?<![\w@./:\-])|(?<=[{_UNSPACED}]))www\.)"
    rf"(?=[^\W_])(?![{_UNSPACED}]){_PART}+",
    re.IGNORECASE,
)
_NOT_LAST = frozenset(".,:;!?'*_~(")


def linked(text: str) -> str:
    """`text` escaped, with a link for every URL that begins with http, https or www.

    Punctuation after a URL, and a closing bracket that was opened before it, stay outside the link.

    >>> linked("See https://example.org/a_(b), or (www.example.org).")[:62]
    'See <a href="https://example.org/a_(b)">https://example.org/a_'
    >>> linked("a@www.example.org is < 5")
    'a@www.example.org is &lt; 5'
    """
    if not may_have_addresses(text):
        return html.escape(text, quote=False)
    pieces = []
    end = 0
    for start, address in addresses(text):
        pieces.append(html.escape(text[end:start], quote=False))
        shown = html.escape(address, quote=False)
        pieces.append(f'<a href="{html.escape(target(address), quote=False)}">{shown}</a>')
        end = start + len(address)
    pieces.append(html.escape(text[end:], quote=False))
    return "".join(pieces)


def may_have_addresses(text: str) -> bool:
    """Whether it is worth looking for addresses."""
    return "://" in text or "www." in text.lower()


def addresses(text: str) -> Iterator[tuple[int, str]]:
    """The addresses in a text as they are written, with their positions."""
    for match in _ADDRESS.finditer(text):
        address = _trimmed(match[0])
        if _is_whole(address):
            yield match.start(), address


def address_at(text: str, start: int, end: int) -> str | None:
    """The address that begins at `start` and is over before `end`, if there is one."""
    match = _ADDRESS.match(text, start, end)
    address = "" if match is None else _trimmed(match[0])
    return address if address and _is_whole(address) else None


def target(address: str) -> str:
    """The URL to which an address leads, with its scheme.

    http, because not every site supports https; browsers upgrade where it does.
    """
    return f"http://{address}" if address[:4].lower() == "www." else address


def _trimmed(address: str) -> str:
    """The URL up to a closing bracket that it does not open, without trailing punctuation."""
    depth = 0
    for index, character in enumerate(address):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            address = address[:index]
            break
    end = len(address)
    while address[end - 1] in _NOT_LAST:
        end -= 1
    return address[:end]


def _is_whole(address: str) -> bool:
    """Whether a host is left; after `www.` it has to contain a dot."""
    if address[:4].lower() == "www.":
        host = re.split(r"[/?#:]", address[4:], maxsplit=1)[0]
        return "." in host.strip(".")
    return len(address.partition("://")[2]) > 0
