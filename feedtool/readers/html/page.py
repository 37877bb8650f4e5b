"""Reads a page: what it says of itself, whether somebody wrote it by hand, and its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from feedtool.model import Meta, Origin
from feedtool.readers import SAVED_WITH_PAGE, NotAnArticle
from feedtool.readers.html.block import Block, joined
from feedtool.readers.html.blocks import blocks_of
from feedtool.readers.html.content import main_content
from feedtool.readers.html.elements import Context, Element, has_hidden, is_apart, name_of
from feedtool.readers.html.metadata import Described, described, merged
from feedtool.readers.html.tree import source_of
from feedtool.text import language

# Elements and roles that a site puts around its texts, and that nobody writes by hand.
_FURNITURE = frozenset({"nav", "aside", "footer", "button", "iframe", "select", "dialog"})
_HEAD = frozenset({"link", "style", "script", "meta", "title"})
_FORMS = frozenset({"form", "input", "textarea"})
_HARMLESS_SCRIPT = re.compile(r"mathjax|katex|highlight|prism|ld\+json", re.IGNORECASE)
_LISTS = frozenset({"CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage"})
# Classes of the body that WordPress and its like write (`get_body_class`).
_OF_LISTS = frozenset(
    {"archive", "category", "tag", "search", "error404", "paged", "author", "blog"}
)
_OF_ARTICLES = frozenset({"single", "page", "post", "singular", "single-post", "page-template"})
_FOLDERS_OF_LISTS = re.compile(
    r"(?:^|/)(?:tags?|categor(?:y|ies)|authors?|archives?|topics?|page/\d+)(?:/|$)", re.IGNORECASE
)
_LINKED = 0.7  # of the letters of a list of articles are in links
_LONG = 80  # letters of a paragraph that is not a teaser's heading


class Page(NamedTuple):
    """The text of a page as Markdown, what it says of itself, and how it came about.

    `is_extracted` says that the main content was found.
    """

    markdown: str
    meta: Meta
    origin: Origin
    why: str
    is_extracted: bool = False


def page_of(key: str, html: str, tree: Element, own: Meta) -> Page:
    """The page, with `own` as the metadata of its front matter. `own.clean` is the origin if known.

    Raises `NotAnArticle` for lists of articles and the like, and `ModuleNotFoundError` without
    trafilatura.
    """
    said = described(tree, own.url or "")
    name = key.rpartition("/")[2].rpartition(".")[0]
    body = next(tree.iter("body"), tree)
    context = Context(base=said.base, local=tuple(f"{name}{s}/" for s in SAVED_WITH_PAGE))
    blocks = blocks_of(body, context)
    if not any(block.lines or block.has_picture for block in blocks):
        blocks = blocks_of(body, replace(context, shows_hidden=True))  # until a script has run
    if not any(block.lines or block.has_picture for block in blocks):
        raise NotAnArticle(_nothing_in(tree))
    origin, why = (own.clean, "") if own.clean else _origin_of(tree, blocks)
    if origin == "written":
        meta = replace(said.meta, title=None) if _has_heading(blocks) else said.meta
        return Page(joined(blocks), merged(own, meta), origin, why)
    if own.clean is None and _is_list(key, tree, said, blocks):
        raise NotAnArticle(LIST)
    source = source_of(html, tree)
    content = main_content(source, blocks)
    if not content.is_sure and has_hidden(body):
        hidden = main_content(source, blocks_of(body, replace(context, shows_hidden=True)))
        content = hidden if hidden.is_sure else content
    text = joined(_without_title(content.blocks, said.meta.title))
    meta = _with_sure_language(said.meta, content.blocks)
    markdown = text or joined(content.blocks)
    return Page(markdown, merged(own, meta), origin, why, content.is_sure)


LIST = "is a list of articles and was passed over; if it is an article, name it in [clean] written"
_REDIRECT = "only leads to another page, and was passed over; delete it"
NO_TEXT = "has markup and no text, and was passed over; add the text or delete it"


def _nothing_in(tree: Element) -> str:
    refresh = (m.get("http-equiv") or "" for m in tree.iter("meta"))
    return _REDIRECT if any(name.lower() == "refresh" for name in refresh) else NO_TEXT


def _has_heading(blocks: Sequence[Block]) -> bool:
    return any(block.source.startswith("# ") for block in blocks)


def _without_title(blocks: Sequence[Block], title: str | None) -> list[Block]:
    """The blocks without a heading, or a line at the top, that repeats the title."""
    wanted = _letters(title or "")
    for number, block in enumerate(blocks[:4]):
        if block.kind in ("heading", "text") and _letters("".join(block.lines)) == wanted:
            return [*blocks[:number], *blocks[number + 1 :]]
    return list(blocks)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _with_sure_language(meta: Meta, blocks: Sequence[Block]) -> Meta:
    """`meta` without a language that the text clearly is not in, as templates declare it."""
    if meta.language is None:
        return meta
    prose = "\n".join(line for block in blocks for line in block.lines)
    found = language.detect(prose)
    is_other = found is not None and found != meta.language.partition("-")[0].lower()
    return replace(meta, language=None) if is_other else meta


# -- what kind of page it is ---------------------------------------------------------------------


def _origin_of(tree: Element, blocks: Sequence[Block]) -> tuple[Origin, str]:
    """Whether somebody wrote the page by hand: then no site is around its text."""
    for node in tree.iter():
        name = name_of(node)
        if (name in _FURNITURE or name in _FORMS) and not _is_of_section(node, name):
            return "found", f"HTML with <{name}>"
        if name == "script" and not _is_harmless(node):
            return "found", "HTML with scripts"
        if name and name not in _HEAD and is_apart(node) and not _is_of_section(node, name):
            label = node.get("class") or node.get("id") or node.get("role")
            return "found", f"HTML with <{name} {label}>"
    linked = sum(block.linked for block in blocks)
    if linked > sum(len(line) for block in blocks for line in block.lines) / 2:
        return "found", "HTML with more links than text"
    return "written", "HTML without a site around it"


def _is_of_section(node: Element, name: str) -> bool:
    """Whether a footer or an aside belongs to a part of the text, such as to a quotation."""
    return name in ("footer", "aside") and any(map(_is_section, node.iterancestors()))


def _is_section(node: Element) -> bool:
    return name_of(node) in ("article", "section", "blockquote", "figure")


def _is_harmless(script: Element) -> bool:
    return bool(_HARMLESS_SCRIPT.search(f"{script.get('src') or ''} {script.get('type') or ''}"))


def _is_list(key: str, tree: Element, said: Described, blocks: Sequence[Block]) -> bool:
    """Whether a page is certainly a list of articles: by two signs, or by one and its links."""
    body = next(tree.iter("body"), tree)
    classes = set((body.get("class") or "").split())
    folder, _, name = key.rpartition("/")
    if said.is_article or classes & _OF_ARTICLES:
        return False
    signs = [
        bool(classes & _OF_LISTS),
        bool(said.types & _LISTS),
        bool(_FOLDERS_OF_LISTS.search(folder)) and name.startswith("index."),
        _linked_headings(tree) > 2,
    ]
    around = [block for block in blocks if not block.is_apart]
    prose = sum(b.kind == "text" and not b.linked and _length(b) > _LONG for b in around)
    letters, linked = sum(map(_length, around)), sum(block.linked for block in around)
    return sum(signs) > 1 or (any(signs) and (prose == 0 or linked > _LINKED * letters))


def _length(block: Block) -> int:
    return sum(map(len, block.lines))


def _linked_headings(tree: Element) -> int:
    """How many elements `<article>` have a heading that is a link."""
    return sum(
        any(
            list(heading.iter("a")) or list(heading.iterancestors("a"))
            for heading in article.iter("h1", "h2", "h3")
        )
        for article in tree.iter("article")
    )
