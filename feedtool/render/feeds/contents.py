"""The HTML of an entry: as much of the article as the feed shows, its picture, and the footer."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin

from msgspec.structs import replace

from feedtool.model import Entry, Feed
from feedtool.render.body import with_language
from feedtool.render.body.views import for_feed
from feedtool.render.feeds.excerpts import excerpt
from feedtool.text.html_references import escaped, rewritten


def for_entry(entry: Entry, feed: Feed) -> Entry:
    """The entry with the HTML that a feed has of it, which is empty if it has the summary only.

    Raises `ConfigError` if the template of the footer fails.
    """
    options = feed.options
    if options.content == "summary":
        return replace(entry, html="")
    html = for_feed(entry.html)
    if options.content == "excerpt":
        html = excerpt(html, entry.summary)
    if options.lead_image:
        html = _lead_image(entry) + html
    html = with_language(html, entry.language)
    if options.footer:
        html += "\n" + with_language(_footer(entry, feed), feed.site.language)
    return replace(entry, html=html)


def _lead_image(entry: Entry) -> str:
    """The picture of an article, unless it is in the article's text."""
    if entry.image is None or escaped(entry.image) in entry.html:
        return ""
    size = ""
    if entry.image_size is not None:
        size = ' width="{}" height="{}"'.format(*entry.image_size)
    return f'<p><img src="{escaped(entry.image)}" alt=""{size}></p>\n'


def _footer(entry: Entry, feed: Feed) -> str:
    """The filled template, with addresses resolved against that of the site."""
    # Imported here: most sites have no footers.
    from feedtool.render.pages.own_templates import filled_text

    values: Mapping[str, object] = {"entry": entry, "site": feed.site, "channel": feed.channel}
    made = filled_text(feed.options.footer, feed.options.footer_place, values)

    def whole(address: str) -> str:
        try:
            return urljoin(feed.site.url, address)
        except ValueError:  # a host that is not one
            return address

    return rewritten(made.strip(), whole)
