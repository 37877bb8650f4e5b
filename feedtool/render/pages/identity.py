"""The identity of an article in its page, from which a lost ledger is rebuilt.

The templates write it into attributes. Where a user's template leaves them out, the same attributes
are added in a comment at the end of the page, so that no template can lose them.
"""

from __future__ import annotations

import re
from html import escape, unescape

import msgspec

from feedtool.text.lazy_regex import lazy_regex

HEAD = 65_536  # bytes at either end of a page that are searched
_TITLE = re.compile(r"<title>([^<]*)</title>")
_ATTRIBUTES = (
    r' data-guid="([^"]+)" data-published="(-?\d{1,12})" data-updated="(-?\d{1,12})"'
    r' data-fingerprint="([0-9a-f]+)"(?: data-permalink="(true)")?(?: data-aliases="([^"]+)")?'
    r'(?: data-place="(\d{1,9})")?'
)
_ARTICLE = re.compile(rf"<article[^>]*{_ATTRIBUTES}")
_ARTICLE_COMMENT = re.compile(rf'<!-- feedtool article{_ATTRIBUTES} data-title="([^"]*)" -->')
_REDIRECT = lazy_regex(r'(?:<p|<!-- feedtool redirect) data-guid="([^"]+)" data-former="([^"]+)"')


class PageIdentity(msgspec.Struct, frozen=True):
    """What the page of an article says of it. Times are in Unix seconds; see `Record`."""

    guid: str
    published: int
    updated: int
    fingerprint: str
    permalink: bool
    aliases: tuple[str, ...]
    position: int | None
    title: str | None


class RedirectIdentity(msgspec.Struct, frozen=True):
    """The article to which a page redirects, and the former path."""

    guid: str
    former: str


def article_in(page: bytes) -> PageIdentity | None:
    """The identity in the page of an article; None if it has none."""
    text = _searched(page)
    comment = _ARTICLE_COMMENT.search(text)
    found = comment or _ARTICLE.search(text)
    if found is None:
        return None
    title = found[8] if comment else (named[1] if (named := _TITLE.search(text)) else None)
    return PageIdentity(
        guid=unescape(found[1]),
        published=int(found[2]),
        updated=int(found[3]),
        fingerprint=found[4],
        permalink=found[5] is not None,
        aliases=tuple(unescape(found[6]).split("\t")) if found[6] else (),
        position=int(found[7]) if found[7] else None,
        title=None if title is None else unescape(title),
    )


def redirect_in(page: bytes) -> RedirectIdentity | None:
    """The identity in a redirect page; None if it has none."""
    found = _REDIRECT.search(_searched(page))
    return RedirectIdentity(unescape(found[1]), unescape(found[2])) if found else None


def guid_in(page: bytes) -> str | None:
    """The GUID of the article that a page shows or redirects to; None for any other page."""
    found = article_in(page) or redirect_in(page)
    return None if found is None else found.guid


def with_article(page: str, identity: PageIdentity) -> str:
    """The page of an article, with a comment if the template did not write the identity."""
    if article_in(page.encode()) == identity:
        return page
    values = {
        "guid": identity.guid,
        "published": identity.published,
        "updated": identity.updated,
        "fingerprint": identity.fingerprint,
        "permalink": "true" if identity.permalink else None,
        "aliases": "\t".join(identity.aliases) or None,
        "place": identity.position or None,
        "title": identity.title or "",
    }
    return page + _comment("article", values)


def with_redirect(page: str, identity: RedirectIdentity) -> str:
    """A redirect page, with a comment if the template did not write the identity."""
    if redirect_in(page.encode()) == identity:
        return page
    return page + _comment("redirect", {"guid": identity.guid, "former": identity.former})


def _searched(page: bytes) -> str:
    ends = page if len(page) <= 2 * HEAD else page[:HEAD] + page[-HEAD:]
    return ends.decode("utf-8", "replace")


def _comment(kind: str, values: dict[str, object]) -> str:
    attributes = "".join(
        f' data-{name}="{_escaped(str(value))}"'
        for name, value in values.items()
        if value is not None
    )
    return f"<!-- feedtool {kind}{attributes} -->\n"


def _escaped(text: str) -> str:
    """`text` for an attribute within a comment, which two hyphens might end."""
    return escape(text).replace("--", "-&#45;")
