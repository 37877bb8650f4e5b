"""Writes the blocks of an HTML tree as Markdown: an allowlist of elements.

Nothing of the HTML gets into the text as it is. Elements that run something, or that ask for input,
are left out; of attributes only addresses and alternative texts are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from feedtool.readers.html.block import Block, Kind, container, joined
from feedtool.readers.html.elements import (
    BLOCKS,
    LISTS,
    PLAYERS,
    Context,
    Element,
    is_apart,
    is_left_out,
    name_of,
    number_in,
    text_of,
)
from feedtool.readers.html.inline import content_runs, inner_context, player, runs_of
from feedtool.readers.html.runs import Run, is_empty, markdown_of_runs
from feedtool.readers.html.tables import table_of

_LANGUAGE = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?-|brush:\s*|highlight-(?:source|text)-|sourceCode\s+)([\w+#.-]+)"
)
_NOT_A_LANGUAGE = frozenset("highlight code none plaintext text hljs notranslate".split())


def markdown_of_tree(root: Element, context: Context) -> str:
    """The content of an element as Markdown source."""
    return joined(blocks_of(root, context))


def blocks_of(node: Element, context: Context) -> list[Block]:
    """The blocks in an element; inline content between them makes paragraphs."""
    found: list[Block] = []
    runs: list[Run] = []

    def flush() -> None:
        found.extend(paragraphs(runs, context))
        runs.clear()

    if node.text:
        runs.append(Run(node.text, "text", context.marks, context.href))
    for child in node:
        name = name_of(child)
        if not is_left_out(child, context):
            if name in BLOCKS:
                flush()
                found.extend(_block(child, name, context, found))
            elif _has_blocks(child):
                flush()
                found.extend(blocks_of(child, inner_context(child, name, context)))
            else:
                runs.extend(runs_of(child, context))
        if child.tail:
            runs.append(Run(child.tail, "text", context.marks, context.href))
    flush()
    return found


def _has_blocks(node: Element) -> bool:
    return next(node.iterdescendants(*BLOCKS), None) is not None


def paragraphs(runs: Sequence[Run], context: Context) -> Iterator[Block]:
    """The paragraphs in inline content; two line breaks in a row end one."""
    part: list[Run] = []
    breaks = 0
    for run in runs:
        if run.kind == "break":
            breaks += 1
        elif run.kind != "text" or run.text.strip():
            if breaks > 1 and not is_empty(part):
                yield _of_runs(markdown_of_runs(part), part, "text", context)
                part = []
            breaks = 0
        part.append(run)
    if not is_empty(part):
        yield _of_runs(markdown_of_runs(part), part, "text", context)


def _of_runs(source: str, runs: Sequence[Run], kind: Kind, context: Context) -> Block:
    shown = [run for run in runs if run.kind in ("text", "code")]
    return Block(
        source,
        ("".join(run.text for run in shown),) if any(run.text.strip() for run in shown) else (),
        kind,
        sum(len(run.text) for run in shown if run.href),
        any(run.kind == "image" for run in runs),
        context.is_apart,
    )


def _block(node: Element, name: str, context: Context, above: Sequence[Block]) -> list[Block]:
    if name == "hr":
        return [Block("---", (), "rule", is_apart=context.is_apart)]
    if not context.is_apart and is_apart(node):
        context = replace(context, is_apart=True)
    if name[0] == "h" and name[1:].isdigit():
        return _heading(node, int(name[1:]), context)
    if name in ("pre", "listing", "xmp", "plaintext"):
        return _code(node, context)
    if name == "blockquote":
        inner = blocks_of(node, context)
        source = indented(joined(inner), "> ")
        return [container(source, inner, "quotation", context)] if inner else []
    if name in LISTS:
        return _list(node, name, context, above)
    if name == "table":
        return table_of(node, context, blocks_of)
    if name in PLAYERS:
        return list(paragraphs(list(player(node, context)), context))
    if name in ("summary", "dt"):
        return blocks_of(node, replace(context, marks=context.marks | {"**"}))
    return blocks_of(node, context)


def _heading(node: Element, level: int, context: Context) -> list[Block]:
    runs = [run if run.kind != "break" else Run(" ") for run in content_runs(node, context)]
    # A heading that is strong is no stronger.
    runs = [run._replace(marks=run.marks - {"**"}) for run in runs]
    if is_empty(runs):
        return []
    text = markdown_of_runs(runs)
    if text.endswith("#") and text != "\\#":
        text = f"{text[:-1]}\\#"
    return [_of_runs(f"{'#' * level} {text}", runs, "heading", context)]


def _code(node: Element, context: Context) -> list[Block]:
    for line_break in node.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    text = text_of(node).replace("\r\n", "\n").strip("\n").rstrip()
    if not text:
        return []
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    source = f"{fence}{_language_of(node)}\n{text}\n{fence}"
    return [Block(source, tuple(text.split("\n")), "code", is_apart=context.is_apart)]


def _language_of(node: Element) -> str:
    """The name of the programming language that an attribute of the code, or around it, gives."""
    for element in (node, *node.iter("code"), *list(node.iterancestors())[:2]):
        name = element.get("data-lang") or element.get("data-language")
        found = _LANGUAGE.search(element.get("class") or "")
        name = name or (found[1] if found else "")
        if re.fullmatch(r"[A-Za-z][\w+#.-]*", name) and name not in _NOT_A_LANGUAGE:
            return name
    return ""


def _list(node: Element, name: str, context: Context, above: Sequence[Block] = ()) -> list[Block]:
    """A list, with other marks than the list right above it, which it would continue."""
    is_ordered = name == "ol"
    number = number_in(node, "start", 1)
    last = above[-1].source if above else ""
    marks = ".)" if is_ordered else "-*"
    mark = marks[1] if re.match(rf"(?:\d+)?\{marks[0]} ", last) else marks[0]
    items: list[list[Block]] = []
    for child, blocks in _items(node, context):
        if child in LISTS and items:
            items[-1] += blocks  # old pages have it below the item, not in it
        elif blocks:
            items.append(blocks)
    written = []
    for count, blocks in enumerate(items):
        begin = f"{number + count}{mark} " if is_ordered else f"{mark} "
        is_tight = len(blocks) == 1 or (len(blocks) == 2 and blocks[1].kind == "list")
        text = ("\n" if is_tight else "\n\n").join(block.source for block in blocks)
        written.append(begin + indented(text, " " * len(begin)).lstrip(" "))
    source = ("\n\n" if any("\n\n" in item for item in written) else "\n").join(written)
    inner = [block for blocks in items for block in blocks]
    return [container(source, inner, "list", context)] if inner else []


def _items(node: Element, context: Context) -> Iterator[tuple[str, list[Block]]]:
    """The blocks of each item, with the name of its element; text between items is one too."""
    for text, child in ((node.text, None), *((child.tail, child) for child in node)):
        if child is not None and (name := name_of(child)):
            if name in LISTS:
                yield name, _list(child, name, context)
            elif not is_left_out(child, context):
                yield name, (blocks_of if name == "li" else _misplaced)(child, context)
        if text and text.strip():
            run = Run(text, "text", context.marks, context.href)
            yield "", list(paragraphs([run], context))


def _misplaced(node: Element, context: Context) -> list[Block]:
    """The blocks of an element that is not where HTML allows it."""
    name = name_of(node)
    if name in BLOCKS:
        return _block(node, name, context, [])
    if _has_blocks(node):
        return blocks_of(node, inner_context(node, name, context))
    return list(paragraphs(list(runs_of(node, context)), context))


def indented(text: str, by: str) -> str:
    """`text` with `by` before each line, but no white space at the end of one."""
    return "\n".join((by + line).rstrip() for line in text.split("\n"))
