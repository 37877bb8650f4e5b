"""Renders the list of a site's feeds as OPML 2.0, for import into feed readers."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from feedtool.model import Artifact, Channel, Site
from feedtool.model.paths import OPML, RSS, feed_path
from feedtool.render.marks import COMMENT


def opml(site: Site, channels: Sequence[Channel]) -> Artifact:
    """An outline for each channel, in order (http://opml.org/spec2.opml, "Subscription lists").

    It has no date, because the only one available is that of the build.
    """
    root = etree.Element("opml", version="2.0")
    root.append(etree.Comment(f" {COMMENT} "))
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = site.title
    etree.SubElement(head, "ownerName").text = site.author
    body = etree.SubElement(root, "body")
    for channel in channels:
        title = channel.title or site.title
        outline = etree.SubElement(body, "outline", text=title, title=title, type="rss")
        # RSS, because every program that reads OPML supports it.
        outline.set("xmlUrl", site.url + feed_path(channel, RSS))
        outline.set("htmlUrl", site.url + channel.folder)
        if channel.description and channel.description != title:
            outline.set("description", channel.description)
        if site.language is not None:
            outline.set("language", site.language)
    return Artifact(
        OPML, etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    )
