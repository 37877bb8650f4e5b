"""The elements of HTML, by what becomes of them, and what their attributes say."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

import msgspec
from lxml import etree

Element = etree._Element

SKIPPED = frozenset(
    "applet base button canvas col colgroup datalist dialog embed frame frameset head input link "
    "map meta meter noembed noframes noscript object optgroup option param progress script select "
    "source style svg template textarea title track rp".split()
)
BLOCKS = frozenset(
    "address article aside blockquote body center dd details dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre "
    "section summary table tbody td tfoot th thead tr ul caption iframe video audio listing "
    "xmp plaintext search".split()
)
LISTS = frozenset({"ul", "ol", "menu", "dir"})
PLAYERS = frozenset({"iframe", "video", "audio"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# As the URL standard strips them before it looks for a scheme.
_IGNORED = re.compile("[\t\n\r]|^[\x00-\x20]+|[\x00-\x20]+$")
LINKED = frozenset({"http", "https", "mailto", "tel", "ftp", "xmpp", "magnet", "geo", "sms"})
SHOWN = frozenset({"http", "https"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Sources of pictures that scripts load late, first those that are most specific.
_LATE = ("data-src", "data-original", "data-lazy-src", "data-orig-file", "data-full-url")
_APART = frozenset({"nav", "aside", "footer", "search"})
# Classes and ids of what is around an article, by the words that they are made of.
_NAMED_APART = re.compile(
    r"(?<![a-z])(?:comments?|related|share|sharing|social|newsletter|sidebar|breadcrumbs?|promo|teasers?"
    r"|recommended|recommendations?|navigation|navbar|menu|footer|cookies?|consent|paywall|popular"
    r"|trending|advert|advertisement|sponsored|subscribe|outbrain|taboola|disqus)(?![a-z])",
    re.IGNORECASE,
)


class Context(msgspec.Struct, frozen=True):
    """What applies to the content of an element: the marks around it, its link, and the page.

    `base` is the address that others are relative to, empty if it is not known. Pictures below
    the folders `local` are left out, because they are not published. `is_apart` is set in elements
    that rarely have a part of the article in them. `shows_hidden` includes what is not shown, or
    not while scripts run.
    """

    base: str = ""
    local: tuple[str, ...] = ()
    marks: frozenset[str] = frozenset()
    href: str = ""
    is_apart: bool = False
    shows_hidden: bool = False


def name_of(node: Element | None) -> str:
    """The name of an element in lower case, without its prefix; empty for comments and the like."""
    tag = None if node is None else node.tag
    return _local_name(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=1024)
def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def text_of(node: Element) -> str:
    """The text that an element shows, without that of its scripts, buttons and comments."""
    found: list[str] = []
    _add_texts(node, found)
    return "".join(found)


def _add_texts(node: Element, found: list[str]) -> None:
    if node.text:
        found.append(node.text)
    for child in node:
        if isinstance(child.tag, str) and child.tag not in SKIPPED:
            _add_texts(child, found)
        if child.tail:
            found.append(child.tail)


def number_in(node: Element, attribute: str, default: int) -> int:
    """The number in an attribute, of at most nine digits as in Markdown; else `default`."""
    found = re.fullmatch("[0-9]{1,9}", node.get(attribute) or "")
    return int(found[0]) if found else default


def is_left_out(node: Element, context: Context) -> bool:
    """Whether an element is not for readers, or the page says that it is not shown."""
    name = name_of(node)
    if context.shows_hidden:
        return not name or (name in SKIPPED and name != "noscript")
    return not name or name in SKIPPED or _is_hidden(node)


def has_hidden(node: Element) -> bool:
    """Whether the page says of an element in `node` that it is not shown."""
    return any(map(_is_hidden, node.iterdescendants("*")))


def _is_hidden(node: Element) -> bool:
    if node.get("hidden") is not None and node.get("hidden") != "until-found":
        return True
    return bool(_HIDDEN.search(node.get("style") or ""))


def is_apart(node: Element) -> bool:
    """Whether an element is furniture by its name, its role or its class."""
    if name_of(node) in ("body", "html", "article", "main", "pre", "code"):
        return False
    name = name_of(node)
    if name == "footer" and name_of(node.getparent()) in ("blockquote", "figure"):
        return False  # who said it
    if name in _APART or node.get("role") in (
        "navigation",
        "complementary",
        "contentinfo",
    ):
        return True
    return bool(_NAMED_APART.search(f"{node.get('class') or ''} {node.get('id') or ''}"))


def resolved(address: str | None, context: Context, schemes: frozenset[str] = LINKED) -> str:
    """An address resolved against that of the page; empty if its scheme is not in `schemes`."""
    address = _IGNORED.sub("", address or "")
    if address.startswith(("{{", "{%")):
        return address  # of another site generator
    try:
        address = urljoin(context.base, address) if context.base else address
        _ = urlsplit(address).hostname
    except ValueError:
        return ""
    if address.startswith("//"):
        address = f"https:{address}"
    scheme = _SCHEME.match(address)
    return "" if scheme is not None and scheme[0][:-1].lower() not in schemes else address


def picture_source(node: Element, context: Context) -> str:
    """The address of a picture, also of one that a script would load; empty if it has none."""
    candidates = [node.get(name) for name in _LATE]
    candidates += [node.get("src"), _largest(node.get("data-srcset") or node.get("srcset"))]
    for candidate in candidates:
        if candidate and not _is_local(candidate, context):
            found = resolved(candidate, context, SHOWN)
            if found:
                return found
    return ""


def _largest(sources: str | None) -> str | None:
    """The last address of a `srcset`, which by custom is the largest."""
    parts = [part.split() for part in re.split(r",\s+", sources or "") if part.strip()]
    return parts[-1][0] if parts else None


def _is_local(address: str, context: Context) -> bool:
    return unquote(address).removeprefix("./").startswith(context.local)
