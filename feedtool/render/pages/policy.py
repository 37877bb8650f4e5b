"""The Content-Security-Policy of pages: nothing but what a page is known to need."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from feedtool.model.sha import sha256
from feedtool.text.lazy_regex import lazy_regex

# Images and media from anywhere. There is no rule for styles: an article cannot add any, and the Nu
# checker, which reads local files, takes the style sheet of the site for one from another origin.
_POLICY = (
    "script-src {scripts}; object-src 'none'; frame-src {frames}; connect-src {data}; "
    "font-src {fonts}; worker-src 'none'; manifest-src 'none'; img-src * data:; media-src *; "
    "base-uri 'none'; form-action 'none'"
)
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_SOURCE = lazy_regex(r"\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)


def policy(inline: Iterable[str] = (), snippets: str = "", allow: Sequence[str] = ()) -> str:
    """The policy of a page with these inline scripts.

    `snippets` is the owner's own HTML, whose scripts may run and request data from where they come
    from. `allow` are further origins for data, fonts and frames.
    """
    found = tuple(dict.fromkeys(_sources(snippets)))
    origins = tuple(source for source in found if not source.startswith("'sha256-"))
    return _POLICY.format(
        scripts=_listed((*map(digest, inline), *found)),
        frames=_listed(allow),
        data=_listed((*origins, *allow)),
        fonts=_listed(("'self'", *allow)) if allow else "'none'",
    )


def digest(script: str) -> str:
    """The hash source of an inline script or of inline JSON.

    Browsers neither run JSON-LD nor apply the policy to it (HTML, section 4.12.1.1), but checkers
    do.
    """
    found = sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(found).decode()}'"


def _sources(html: str) -> Iterator[str]:
    for attributes, script in _SCRIPT.findall(html):
        source = _SOURCE.search(attributes)
        if source is None:
            yield digest(script)
            continue
        parts = urlsplit(source[1])
        yield f"{parts.scheme or 'https'}://{parts.netloc}" if parts.netloc else "'self'"


def _listed(sources: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(sources)) or "'none'"
