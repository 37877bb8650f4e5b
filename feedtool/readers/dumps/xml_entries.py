"""The entries of feeds as articles: what RSS, Atom, Dublin Core and WordPress call their fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from feedtool.readers.blocks import fields_of_pairs
from feedtool.readers.dumps.scan import Entry, Unreadable
from feedtool.text.normalize import one_line

_TAGS = re.compile(r"<[^>]+>")
_MARKUP = re.compile(r"<[a-zA-Z!/][^>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|audio|video|playlist|wp_caption|contact-form[\w-]*)\b[^\]]*\]"
)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_BLANK = re.compile(r"\n[ \t]*\n+")
_BLOCK = re.compile(
    r"\s*</?(?:address|article|aside|blockquote|div|dl|dt|dd|figure|figcaption|h[1-6]|hr|li|ol|p|pre|"
    r"section|table|tbody|td|th|thead|tr|ul)\b",
    re.I,
)
_PRE = re.compile(r"(<pre\b.*?</pre>)", re.S | re.I)
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_WORDPRESS = "http://wordpress.org/export/"
_HELD = {"future": "publish"}  # its date says when


class Element:
    """An element of XML: its local name, its namespace, attributes, children and pieces of text."""

    __slots__ = ("attributes", "children", "name", "space")

    def __init__(self, name: str, space: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.space = space
        self.attributes = attributes
        self.children: list[Element | str] = []

    def all(self, name: str, space: str | None = None) -> Iterator[Element]:
        """The children with a name, in the namespace that begins with `space`."""
        for child in self.children:
            if not isinstance(child, Element) or child.name != name:
                continue
            if space is None or child.space.startswith(space):
                yield child

    def value(self, name: str, space: str | None = None) -> str:
        """The text of the first such child that has any; empty if none has."""
        return next((text for e in self.all(name, space) if (text := e.content().strip())), "")

    def content(self) -> str:
        """All text below the element."""
        return "".join(c if isinstance(c, str) else c.content() for c in self.children)

    def inner_html(self) -> str:
        """The children as HTML, of an element with XHTML in it."""
        return "".join(
            escape(child, quote=False) if isinstance(child, str) else child._outer_html()
            for child in self.children
        )

    def _outer_html(self) -> str:
        attributes = "".join(
            f' {name.rpartition(" ")[2]}="{escape(value)}"'
            for name, value in self.attributes.items()
        )
        return f"<{self.name}{attributes}>{self.inner_html()}</{self.name}>"


def entry_of(item: Element, about: Element) -> Entry:
    """The article in an entry; `about` has what its channel says of itself.

    Raises `Unreadable` if it has no text.
    """
    is_atom = item.name == "entry"
    is_export = any(c.space.startswith(_WORDPRESS) for c in item.children if isinstance(c, Element))
    text, form = _atom_text(item) if is_atom else _rss_text(item)
    if is_export:
        text = _paragraphs(_SHORTCODE.sub("", _COMMENT.sub("", text)))
    summary = "" if is_atom else item.value("encoded", _WORDPRESS)
    if not text.strip():
        raise Unreadable("has no text; delete the entry, or leave it as it is")
    common = {
        "title": _title(item),
        "language": item.value("language") or about.value("language"),
        "summary": one_line(_TAGS.sub(" ", summary)),
    }
    fields = _atom(item, about) if is_atom else _rss(item)
    pairs = {**common, **fields, **(_export(item, about) if is_export else {})}
    why = (
        "a WordPress export"
        if is_export
        else f"an entry of {'an Atom' if is_atom else 'an RSS'} feed"
    )
    filled = ((name, value) for name, value in pairs.items() if value)
    return Entry(fields_of_pairs(filled), text, form, is_written=True, why=why)


def _title(item: Element) -> str:
    for title in item.all("title"):
        text = title.content()
        is_markup = title.attributes.get("type", "html") != "text"
        return one_line(_unescaped(_TAGS.sub("", text)) if is_markup else text)
    return ""


def _unescaped(text: str) -> str:
    from html import unescape

    return unescape(text)


def _rss_text(item: Element) -> tuple[str, str]:
    text = item.value("encoded", _CONTENT) or item.value("description")
    return text, "html" if _MARKUP.search(text) else "plain"


def _atom_text(item: Element) -> tuple[str, str]:
    for name in ("content", "summary"):
        for found in item.all(name):
            kind = found.attributes.get("type", "text")
            if kind == "xhtml" and found.content().strip():
                return found.inner_html(), "html"
            if found.content().strip():
                return found.content(), "html" if "html" in kind else "plain"
    return "", "plain"


def _rss(item: Element) -> dict[str, Any]:
    enclosure = next(item.all("enclosure"), None)
    return {
        "id": item.value("guid") or item.value("link"),
        "url": item.value("link"),
        "date": item.value("pubDate") or item.value("date"),
        "updated": item.value("updated") or item.value("modified"),
        "author": item.value("creator") or _without_address(item.value("author")),
        "tags": [e.content() for e in item.all("category")]
        + [e.content() for e in item.all("subject")],
        "enclosure": None if enclosure is None else dict(enclosure.attributes),
    }


def _without_address(author: str) -> str:
    """The name of `jane@example.org (Jane Doe)`."""
    found = re.fullmatch(r"\S+@\S+ *\((.+)\)", author)
    return found[1] if found else "" if "@" in author else author


def _atom(item: Element, about: Element) -> dict[str, Any]:
    links = {
        e.attributes.get("rel", "alternate"): e.attributes for e in reversed(list(item.all("link")))
    }
    names = [e.value("name") for e in item.all("author")] or [
        e.value("name") for e in about.all("author")
    ]
    enclosure = links.get("enclosure", {})
    return {
        "id": item.value("id"),
        "url": links.get("alternate", {}).get("href", ""),
        "date": item.value("published") or item.value("issued") or item.value("updated"),
        "updated": item.value("updated") or item.value("modified"),
        "author": ", ".join(filter(None, names)),
        "tags": [
            e.attributes.get("label") or e.attributes.get("term", "") for e in item.all("category")
        ],
        "enclosure": {"url": enclosure["href"], **enclosure} if "href" in enclosure else None,
    }


def _export(item: Element, about: Element) -> dict[str, Any]:
    """What only a WordPress export has. Dates there are local, except for those in GMT."""
    status = item.value("status", _WORDPRESS)
    gmt = item.value("post_date_gmt", _WORDPRESS)
    modified = item.value("post_modified_gmt", _WORDPRESS)
    of_kind = {
        kind: [e.content() for e in item.all("category") if e.attributes.get("domain") == kind]
        for kind in ("category", "post_tag")
    }
    login = item.value("creator")
    names = {a.value("author_login"): a.value("author_display_name") for a in about.all("author")}
    return {
        "author": names.get(login) or login,
        "date": f"{gmt}Z" if gmt and not gmt.startswith("0000") else "",
        "updated": f"{modified}Z" if modified and not modified.startswith("0000") else "",
        "status": "private"
        if item.value("post_password", _WORDPRESS)
        else _HELD.get(status, status),
        "slug": item.value("post_name", _WORDPRESS),
        "tags": of_kind["post_tag"],
        "categories": of_kind["category"],
    }


def _paragraphs(text: str) -> str:
    """The text with the paragraphs that WordPress makes of blank lines when it shows a post."""
    parts = _PRE.split(text)
    for at in range(0, len(parts), 2):
        pieces = (piece.strip() for piece in _BLANK.split(parts[at]))
        parts[at] = "\n".join(
            piece if _BLOCK.match(piece) else f"<p>{piece.replace(chr(10), '<br>')}</p>"
            for piece in pieces
            if piece
        )
    return "\n".join(parts)
