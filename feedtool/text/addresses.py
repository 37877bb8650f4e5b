"""Which addresses may lead to files and articles of their own site."""

from __future__ import annotations

from urllib.parse import urlsplit

from feedtool.text.template_tags import UNKNOWN


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
