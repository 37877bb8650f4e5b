"""Addresses as URIs, and which ones may lead to files and articles of their own site."""

from __future__ import annotations

from urllib.parse import quote, urlsplit, urlunsplit

from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.template_tags import UNKNOWN

_NOT_IN_URIS = lazy_regex(r"""[^\x21-\x7e]|["<>\[\\\]^`{|}]""")  # RFC 3986, appendix A


def as_uri(address: str) -> str:
    """An address in ASCII: percent-encoded (RFC 3986), the host in IDNA (RFC 3490).

    Raises UnicodeError if the host is not a possible name.

    >>> as_uri("https://bücher.example/ein Buch.mp3")
    'https://xn--bcher-kva.example/ein%20Buch.mp3'
    """
    parts = urlsplit(address)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    path, query, fragment = (
        _NOT_IN_URIS.sub(lambda found: quote(found[0]), part)
        for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, host, path, query, fragment))


def is_reference(address: str, host: str) -> bool:
    """Whether an address may lead to a file or an article of the site on `host`.

    >>> [is_reference(a, "a.b") for a in ("c", "/c", "?c", "#c", "//a.b/c", "mailto:c", "unknown:")]
    [True, True, False, False, True, False, False]
    """
    if address.startswith(UNKNOWN):
        return address != UNKNOWN
    try:
        parts = urlsplit(address)
        if parts.scheme not in ("", "http", "https"):
            return False
        if parts.netloc or parts.scheme:
            return bool(host) and parts.hostname == host
    except ValueError:
        return False
    return bool(parts.path)
