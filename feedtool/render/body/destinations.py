"""The addresses in a rendered text: finds them, and replaces them by what they lead to.

It works on the HTML of a text before its addresses are absolute, so that it does not depend on how
the text is written. What an address leads to has been decided before (see `model.references`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin

from feedtool.model.references import Link
from feedtool.text.addresses import is_reference
from feedtool.text.html_references import LINK, PICTURE, Tag, addresses_of, escaped, tags_in
from feedtool.text.html_references import rewritten as _rewritten
from feedtool.text.lazy_regex import lazy_regex
from feedtool.text.template_tags import UNKNOWN

Links = Mapping[str, Link]
"""What is known about addresses, with absolute URLs."""

_END = "</a>"
# An address of the web without a host, which every program reads in another way.
_HOSTLESS = lazy_regex(r"(https?):(?!//[^/?#\\])[/\\]*", re.IGNORECASE)
_INVALID = "about:invalid"  # where browsers lead to as well


def references_in(rendered: str, host: str) -> tuple[str, ...]:
    """The addresses in HTML that are relative or on `host`, each once, in order.

    >>> references_in('<a href="b.md"><img src="d.png"></a> <a href="https://example.com/">', "")
    ('b.md', 'd.png')
    """
    found = (address for tag in tags_in(rendered) for address in addresses_of(tag))
    return tuple(dict.fromkeys(address for address in found if is_reference(address, host)))


def replaced(rendered: str, links: Links, url: str) -> str:
    """HTML with its addresses replaced by those in `links`, others resolved against `url`.

    A link that leads nowhere becomes its text, a picture its description. Pictures of known size
    get what a browser needs to leave room for them, and are loaded late.
    """
    rendered = "".join(_without_dead_ends(rendered, links))

    def attributes(tag: Tag) -> Mapping[str, str]:
        link = links.get(tag.attributes.get("src", "").strip()) if tag.name == PICTURE else None
        return _of_picture(link, tag.attributes) if link is not None else {}

    return _rewritten(rendered, lambda address: _absolute(address, links, url), attributes)


def _without_dead_ends(rendered: str, links: Links) -> Iterator[str]:
    """The pieces of HTML, without the links and pictures that lead nowhere."""
    done = 0
    for tag in tags_in(rendered):
        name = {LINK: "href", PICTURE: "src"}.get(tag.name, "")
        address = tag.attributes.get(name, "").strip()
        if tag.start < done or not _leads_nowhere(address, links):
            continue
        yield rendered[done : tag.start]
        done = tag.end
        if tag.name == PICTURE:
            yield escaped(tag.attributes.get("alt", ""))
            continue
        end = rendered.find(_END, tag.end)  # links do not contain links
        if end >= 0:
            yield from _without_dead_ends(rendered[tag.end : end], links)
            done = end + len(_END)
    yield rendered[done:]


def _leads_nowhere(address: str, links: Links) -> bool:
    link = links.get(address)
    if link is not None:
        return link.address == ""
    return address.startswith(UNKNOWN) or _with_host(address) == _INVALID


def _with_host(address: str) -> str:
    """The address as browsers read it (URL Standard, section 4.4): any slashes begin a host.

    >>> _with_host("http:/example.org/a"), _with_host("https://a"), _with_host("http:///")
    ('http://example.org/a', 'https://a', 'about:invalid')
    """
    start = _HOSTLESS.match(address)
    if start is None:
        return address
    rest = address[start.end() :]
    return f"{start[1]}://{rest}" if rest and rest[0] not in "?#" else _INVALID


def _absolute(address: str, links: Links, url: str) -> str:
    link = links.get(address)
    if link is not None and link.address:
        return link.address
    try:
        return _with_host(urljoin(url, address))
    except ValueError:  # a host that is not one
        return address


def _of_picture(link: Link, given: Mapping[str, str]) -> dict[str, str]:
    """The attributes of a picture that the text does not give.

    A width or height that the text gives stays, and the other one is in proportion.
    """
    found = {"loading": "lazy"}
    width, height = given.get("width"), given.get("height")
    if link.size is not None and width is None and height is None:
        found |= {"width": str(link.width), "height": str(link.height)}
    elif link.size is not None and width is not None and height is None and _is_number(width):
        found["height"] = str(max(1, round(link.height * int(width) / link.width)))
    elif link.size is not None and height is not None and width is None and _is_number(height):
        found["width"] = str(max(1, round(link.width * int(height) / link.height)))
    return {name: value for name, value in found.items() if name not in given}


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= 5
