"""HTML pages for people: an article, the index. No script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

import jinja2

from feedtool.clean.language import direction
from feedtool.feeds import PAGES
from feedtool.model import Artifact, Entry, Site

STYLESHEET = "style.css"


def article_page(
    entry: Entry, site: Site, fingerprint: str, aliases: Sequence[str] = ()
) -> Artifact:
    """The page of one article.

    Its `data-` attributes hold what is needed to make a lost ledger again: GUID, times and
    fingerprint; `aliases`, the GUIDs that stand for its own, where that was adopted.
    """
    return _page(
        "article.html", entry.path, site, entry=entry, fingerprint=fingerprint, aliases=aliases
    )


def redirect_page(
    path: str, former: str, guid: str, title: str, target: str, site: Site
) -> Artifact:
    """A page at `path` that sends readers on to the one at `target`.

    Its `data-` attributes hold what is needed to make a lost ledger again.
    """
    return _page("redirect.html", path, site, former=former, guid=guid, title=title, target=target)


def index_page(
    entries: Sequence[Entry], site: Site, number: int | None, newer: str | None, older: str | None
) -> Artifact:
    """One page of the index, newest first; `number` None: the first, which is the site's home.

    `newer` and `older` are paths below the output folder.
    """
    path = "index.html" if number is None else f"{PAGES}/{number}.html"
    return _page("index.html", path, site, entries=entries, number=number, newer=newer, older=older)


def stylesheet() -> Artifact:
    """The one style sheet of all pages."""
    source, _, _ = _loader().get_source(_environment(), STYLESHEET)
    return Artifact(STYLESHEET, source.encode())


def _page(template: str, path: str, site: Site, **values: object) -> Artifact:
    # Links between pages are relative, so that a site can be looked at wherever it lies.
    root = "../" * path.count("/")
    text = (
        _environment()
        .get_template(template)
        .render(
            site=site, url=site.url + ("" if path == "index.html" else path), root=root, **values
        )
    )
    return Artifact(path, (text + "\n").encode())


@cache
def _loader() -> jinja2.PackageLoader:
    return jinja2.PackageLoader("feedtool", "templates")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=_loader(),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["iso"] = _iso
    environment.filters["day"] = _day
    environment.filters["unix"] = _unix
    environment.filters["direction"] = direction
    return environment


def _iso(moment: datetime) -> str:
    """RFC 3339, as the attribute `datetime` wants it: a year of four digits."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def _day(moment: datetime) -> str:
    """The date in figures (ISO 8601): readable in every language, and the same on every machine."""
    return moment.strftime("%Y-%m-%d").rjust(10, "0")


def _unix(moment: datetime) -> int:
    return int(moment.timestamp())
