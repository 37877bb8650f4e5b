"""Replaces the destinations in parsed Markdown by what they lead to.

What a destination leads to has been decided before; see `model.references`. Those that nothing is
known about are resolved against the address of the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urljoin

from markdown_it.token import Token

from feedtool.model.references import Link
from feedtool.text.html_references import PICTURE, Tag, rewritten
from feedtool.text.references import HTML
from feedtool.text.template_tags import UNKNOWN

Links = Mapping[str, Link]
"""What is known about destinations; addresses are absolute."""

NO_LINKS: Links = {}


def replace_destinations(tokens: Sequence[Token], links: Links, url: str) -> None:
    """Replaces the destinations in `tokens`; `url` is the address of the page.

    A link that leads nowhere becomes its text, a picture its description.
    """
    is_dropped = False
    for token in tokens:
        if token.type == "link_open":
            is_dropped = _leads_nowhere(token.attrs.get("href"), links)
        if token.type in ("link_open", "link_close"):
            token.hidden = is_dropped
        elif token.type == "image":
            _replace_picture(token, links)
        elif token.type in HTML:
            token.content = _in_html(token.content, links, url)
        for name in ("href", "src"):
            value = token.attrs.get(name)
            if isinstance(value, str) and not token.hidden:
                token.attrs[name] = _absolute(value, links, url)
        replace_destinations(token.children or (), links, url)


def _leads_nowhere(address: object, links: Links) -> bool:
    link = links.get(str(address))
    return link.address == "" if link is not None else str(address).startswith(UNKNOWN)


def _absolute(address: str, links: Links, url: str) -> str:
    link = links.get(address)
    if link is not None and link.address:
        return link.address
    try:
        return urljoin(url, address)
    except ValueError:  # an invalid IPv6 host in HTML
        return address


def _replace_picture(token: Token, links: Links) -> None:
    source = token.attrs.get("src")
    if _leads_nowhere(source, links):
        token.type = "text"
        return
    link = links.get(str(source))
    if link is not None:
        given = {name: str(value) for name, value in token.attrs.items()}
        token.attrs.update(_of_picture(link, given))


def _of_picture(link: Link, given: Mapping[str, str]) -> dict[str, str]:
    """The attributes that a browser needs to leave room for a picture, and to load it late.

    A width or height that the text gives stays, and the other one is in proportion.
    """
    found = {"loading": "lazy"}
    if link.width and link.height:
        width, height = link.width, link.height
        if "width" in given or "height" in given:
            if given.get("width", "").isdecimal() and "height" not in given:
                height = max(1, round(height * int(given["width"]) / width))
            elif given.get("height", "").isdecimal() and "width" not in given:
                width = max(1, round(width * int(given["height"]) / height))
            else:
                return _without(found, given)
        found |= {"width": str(width), "height": str(height)}
    return _without(found, given)


def _without(attributes: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in attributes.items() if name not in given}


def _in_html(text: str, links: Links, url: str) -> str:
    def more(tag: Tag) -> dict[str, str]:
        link = links.get(tag.attributes.get("src", "").strip()) if tag.name == PICTURE else None
        known = link is not None and link.address
        return _of_picture(link, tag.attributes) if link is not None and known else {}

    return rewritten(text, lambda address: _absolute(address, links, url), more)
