"""Renders text as escaped HTML, with links for the URLs in it."""

from __future__ import annotations

import html
import re

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
    if "://" not in text and "www." not in text.lower():
        return html.escape(text, quote=False)
    pieces = []
    end = 0
    for match in _ADDRESS.finditer(text):
        address = _trimmed(match[0])
        if not _is_whole(address):
            continue
        pieces.append(html.escape(text[end : match.start()], quote=False))
        shown = html.escape(address, quote=False)
        # http, because not every site supports https; browsers upgrade where it does.
        scheme = "http://" if address[:4].lower() == "www." else ""
        pieces.append(f'<a href="{scheme}{shown}">{shown}</a>')
        end = match.start() + len(address)
    pieces.append(html.escape(text[end:], quote=False))
    return "".join(pieces)


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
