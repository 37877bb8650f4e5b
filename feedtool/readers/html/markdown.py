"""Writes an HTML tree as Markdown: an allowlist of elements, each with its own writer.

Nothing of the HTML gets into the text as it is. Elements that run something, or that ask for input,
are left out; of attributes only addresses and alternative texts are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

import msgspec
from lxml import etree
from msgspec.structs import replace

from feedtool.readers.html.runs import Run, is_empty, markdown_of_runs

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
_MARKS = {
    **dict.fromkeys(("b", "strong"), "**"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "*"),
    **dict.fromkeys(("del", "s", "strike"), "~~"),
}
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# As the URL standard strips them before it looks for a scheme.
_IGNORED = re.compile("[\t\n\r]|^[\x00-\x20]+|[\x00-\x20]+$")
_LINKED = frozenset({"http", "https", "mailto", "tel", "ftp", "xmpp", "magnet", "geo", "sms"})
_SHOWN = frozenset({"http", "https"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LANGUAGE = re.compile(
    r"(?:language|lang|brush:\s?|highlight-source|highlight-text|sourceCode)[-\s]?"
)
_NOT_A_LANGUAGE = frozenset("highlight code none plaintext text hljs notranslate".split())
# Sources of pictures that scripts load late, first those that are most specific.
_LATE = ("data-src", "data-original", "data-lazy-src", "data-orig-file", "data-full-url")
_PLAYERS = re.compile(
    r"(?:\w+\.)*(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|soundcloud\.com|spotify\.com"
    r"|bandcamp\.com|dailymotion\.com|archive\.org|peertube\.\w+|ted\.com|twitch\.tv)"
)
_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")


class Context(msgspec.Struct, frozen=True):
    """What applies to the content of an element: the marks around it, its link, and the page.

    `base` is the address that others are relative to, empty if it is not known. Pictures below the
    folder `local` are left out, because they are not published.
    """

    base: str = ""
    local: str = ""
    marks: frozenset[str] = frozenset()
    href: str = ""


def markdown_of_tree(root: Element, context: Context) -> str:
    """The content of an element as Markdown source."""
    return _joined(_blocks(root, context))


def name_of(node: Element) -> str:
    """The name of an element in lower case, without its prefix; empty for comments and the like."""
    tag = node.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def text_of(node: Element) -> str:
    """The text in an element, without that of comments."""
    return "".join(map(str, node.itertext("*")))


def is_hidden(node: Element) -> bool:
    """Whether the page says that an element is not shown."""
    if node.get("hidden") is not None and node.get("hidden") != "until-found":
        return True
    return bool(_HIDDEN.search(node.get("style") or ""))


# -- addresses -----------------------------------------------------------------------------------


def resolved(address: str | None, context: Context, schemes: frozenset[str] = _LINKED) -> str:
    """An address resolved against that of the page; empty if its scheme is not in `schemes`."""
    address = _IGNORED.sub("", address or "")
    if address.startswith(("{{", "{%")):
        return address  # of another site generator
    if context.base:
        try:
            address = urljoin(context.base, address)
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
            found = resolved(candidate, context, _SHOWN)
            if found:
                return found
    return ""


def _largest(sources: str | None) -> str | None:
    """The last address of a `srcset`, which by custom is the largest."""
    parts = [part.split() for part in re.split(r",\s+", sources or "") if part.strip()]
    return parts[-1][0] if parts else None


def _is_local(address: str, context: Context) -> bool:
    return bool(context.local) and address.removeprefix("./").startswith(context.local)


# -- inline --------------------------------------------------------------------------------------


def _runs(node: Element, context: Context) -> Iterator[Run]:
    """The inline content of an element, without its tail."""
    name = name_of(node)
    if not name or name in SKIPPED or is_hidden(node):
        return
    if name == "br":
        yield Run("", "break")
        return
    if name == "img":
        yield from _picture(node, context)
        return
    if name in ("iframe", "video", "audio"):
        yield from _player(node, context)
        return
    if name in _CODE and len(text := text_of(node)) and not list(node.iter("img")):
        yield Run(text, "code", context.marks, _href(node, context))
        return
    inner = _inner(node, name, context)
    if name in ("sup", "sub") and (small := _small(node, name)):
        yield Run(small, "text", inner.marks, inner.href)
        return
    if name == "q":
        yield Run("“", "text", inner.marks, inner.href)
    yield from _content_runs(node, inner)
    if name == "q":
        yield Run("”", "text", inner.marks, inner.href)


def _content_runs(node: Element, context: Context) -> Iterator[Run]:
    if node.text:
        yield Run(node.text, "text", context.marks, context.href)
    for child in node:
        is_block = name_of(child) in BLOCKS
        if is_block:
            yield Run(" ")
        yield from _runs(child, context)
        if child.tail:
            yield Run((" " if is_block else "") + child.tail, "text", context.marks, context.href)


def _inner(node: Element, name: str, context: Context) -> Context:
    mark = _MARKS.get(name)
    if mark is not None and mark not in context.marks:
        return replace(context, marks=context.marks | {mark})
    if name == "a" and not context.href:
        return replace(context, href=_href(node, context))
    return context


def _href(node: Element, context: Context) -> str:
    if context.href or name_of(node) != "a" or node.get("href") is None:
        return context.href
    return resolved(node.get("href"), context)


def _small(node: Element, name: str) -> str:
    """Raised or lowered digits as the characters that Unicode has for them."""
    text = text_of(node).strip() if len(node) == 0 else ""
    table = _RAISED if name == "sup" else _LOWERED
    is_number = any(map(str.isdigit, text)) and all(ord(c) in table for c in text)
    return text.translate(table) if is_number else ""


def _picture(node: Element, context: Context) -> Iterator[Run]:
    alternative = node.get("alt") or ""
    classes = (node.get("class") or "").lower()
    if "emoji" in classes or "smiley" in classes:
        yield Run(alternative, "text", context.marks, context.href)
        return
    is_dot = node.get("width") in ("0", "1") and node.get("height") in ("0", "1")
    source = "" if is_dot else picture_source(node, context)
    if source:
        yield Run(alternative, "image", context.marks, context.href, source)


def _player(node: Element, context: Context) -> Iterator[Run]:
    """A link to what would be played."""
    sources = [node.get("src"), node.get("data-src")]
    sources += [child.get("src") for child in node.iter("source")]
    addresses = [resolved(source, context, _SHOWN) for source in sources if source]
    source = next(filter(None, addresses), "")
    if not source or (name_of(node) == "iframe" and not _is_player(source)):
        return
    parts = urlsplit(source)
    last = parts.path.rstrip("/").rpartition("/")[2]
    label = parts.netloc if name_of(node) == "iframe" else last or parts.netloc
    yield Run(node.get("title") or label, "text", context.marks, source)


def _is_player(address: str) -> bool:
    return bool(_PLAYERS.fullmatch(urlsplit(address).hostname or ""))


# -- blocks --------------------------------------------------------------------------------------


def _has_blocks(node: Element) -> bool:
    return any(name_of(child) in BLOCKS for child in node.iterdescendants())


def _blocks(node: Element, context: Context) -> list[str]:
    """The blocks in an element; inline content between them makes paragraphs."""
    found: list[str] = []
    runs: list[Run] = []

    def flush() -> None:
        found.extend(_paragraphs(runs))
        runs.clear()

    if node.text:
        runs.append(Run(node.text, "text", context.marks, context.href))
    for child in node:
        name = name_of(child)
        if name and name not in SKIPPED and not is_hidden(child):
            if name in BLOCKS:
                flush()
                found.extend(_block(child, name, context, found))
            elif _has_blocks(child):
                flush()
                found.extend(_blocks(child, _inner(child, name, context)))
            else:
                runs.extend(_runs(child, context))
        if child.tail:
            runs.append(Run(child.tail, "text", context.marks, context.href))
    flush()
    return [block for block in found if block]


def _paragraphs(runs: list[Run]) -> Iterator[str]:
    """The paragraphs in inline content; two line breaks in a row end one."""
    part: list[Run] = []
    breaks = 0
    for run in runs:
        if run.kind == "break":
            breaks += 1
        elif run.kind != "text" or run.text.strip():
            if breaks > 1:
                yield markdown_of_runs(part)
                part = []
            breaks = 0
        part.append(run)
    if not is_empty(part):
        yield markdown_of_runs(part)


def _block(node: Element, name: str, context: Context, above: list[str]) -> list[str]:
    if name == "hr":
        return ["---"]
    if name[0] == "h" and name[1:].isdigit():
        return _heading(node, int(name[1:]), context)
    if name in ("pre", "listing", "xmp", "plaintext"):
        return _code(node)
    if name == "blockquote":
        return [_indented(_joined(_blocks(node, context)), "> ")]
    if name in _LISTS:
        return [_list(node, name, context, above)]
    if name == "table":
        return _table(node, context)
    if name in ("iframe", "video", "audio"):
        return list(_paragraphs(list(_player(node, context))))
    if name in ("summary", "dt"):
        return _blocks(node, replace(context, marks=context.marks | {"**"}))
    return _blocks(node, context)


def _heading(node: Element, level: int, context: Context) -> list[str]:
    runs = [run if run.kind != "break" else Run(" ") for run in _content_runs(node, context)]
    # A heading that is strong is no stronger.
    runs = [run._replace(marks=run.marks - {"**"}) for run in runs]
    text = "" if is_empty(runs) else markdown_of_runs(runs)
    if text.endswith("#"):
        text = f"{text[:-1]}\\#"
    return [f"{'#' * level} {text}"] if text else []


def _code(node: Element) -> list[str]:
    for line_break in node.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    text = text_of(node).replace("\r\n", "\n").strip("\n").rstrip()
    if not text:
        return []
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return [f"{fence}{_language_of(node)}\n{text}\n{fence}"]


def _language_of(node: Element) -> str:
    """The name of the programming language that a class of the code, or around it, gives."""
    around = [node, *node.iter("code"), *list(node.iterancestors())[:2]]
    for element in around:
        if name := element.get("data-lang") or element.get("data-language"):
            return re.sub(r"[^\w+#.-]", "", name)
        for part in (element.get("class") or "").split():
            found = _LANGUAGE.match(part)
            rest = part[found.end() :] if found else ""
            if re.fullmatch(r"[A-Za-z][\w+#.-]*", rest) and rest not in _NOT_A_LANGUAGE:
                return rest
    return ""


def _list(node: Element, name: str, context: Context, above: list[str]) -> str:
    """A list, with other marks than the list right above it, which it would continue."""
    is_ordered = name == "ol"
    number = int(start) if (start := node.get("start") or "").isdigit() else 1
    last = above[-1] if above else ""
    marks = ".)" if is_ordered else "-*"
    mark = marks[1] if re.match(rf"(?:\d+)?\{marks[0]} ", last) else marks[0]
    items: list[list[str]] = []
    for child, blocks in _items(node, context):
        if child in _LISTS and items:
            items[-1] += blocks  # old pages have it below the item, not in it
        elif blocks:
            items.append(blocks)
    written = []
    for count, blocks in enumerate(items):
        begin = f"{number + count}{mark} " if is_ordered else f"{mark} "
        is_tight = len(blocks) == 1 or (len(blocks) == 2 and _is_list(blocks[1]))
        text = ("\n" if is_tight else "\n\n").join(blocks)
        written.append(begin + _indented(text, " " * len(begin)).lstrip(" "))
    return ("\n\n" if any("\n\n" in item for item in written) else "\n").join(written)


def _is_list(block: str) -> bool:
    return bool(re.match(r"(?:[-*]|\d+[.)]) ", block))


def _items(node: Element, context: Context) -> Iterator[tuple[str, list[str]]]:
    """The blocks of each item, with the name of its element; text between items is one too."""
    for text, child in ((node.text, None), *((child.tail, child) for child in node)):
        if child is not None and (name := name_of(child)):
            if name in _LISTS:
                yield name, _block(child, name, context, [])
            elif name not in SKIPPED and not is_hidden(child):
                yield name, (_blocks if name == "li" else _apart)(child, context)
        if text and text.strip():
            yield "", [markdown_of_runs([Run(text, "text", context.marks, context.href)])]


def _apart(node: Element, context: Context) -> list[str]:
    """The blocks of an element that is not where HTML allows it."""
    name = name_of(node)
    if name in BLOCKS:
        return _block(node, name, context, [])
    if _has_blocks(node):
        return _blocks(node, _inner(node, name, context))
    return list(_paragraphs(list(_runs(node, context))))


# -- tables --------------------------------------------------------------------------------------


def _table(node: Element, context: Context) -> list[str]:
    rows = [row for row in node.iter("tr") if next(row.iterancestors("table"), None) is node]
    cells = [[c for c in row if name_of(c) in ("td", "th")] for row in rows]
    code = [c for row in cells for c in row if list(c.iter("pre"))]
    if code and all(is_gutter(c) for row in cells for c in row if c not in code[-1:]):
        return _blocks(code[-1], context)
    caption = [b for c in node.iterchildren("caption") for b in _blocks(c, context)]
    apart = [*node.iterchildren("caption"), *(cell for row in cells for cell in row)]
    if _length(node) > sum(map(_length, apart)):
        return _blocks(node, context)  # some of it is in no cell
    if _is_layout(node, cells):
        return caption + [b for row in cells for cell in row for b in _blocks(cell, context)]
    lines = [[piece for cell in row for piece in _cell(cell, context)] for row in cells]
    lines = [line for line in lines if any(line)]
    if not lines:
        return caption
    columns = max(map(len, lines))
    lines = [line + [""] * (columns - len(line)) for line in lines]
    is_headed = all(name_of(c) == "th" for c in cells[0]) or rows[0].getparent().tag == "thead"  # type: ignore[union-attr]
    head = lines[0] if is_headed else [""] * columns
    body = lines[1:] if is_headed else lines
    written = "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * columns, *body])
    return [*caption, written]


def is_gutter(cell: Element) -> bool:
    """Whether a cell has nothing but line numbers."""
    return not re.sub(r"[\d\s]", "", text_of(cell))


def _length(node: Element) -> int:
    return sum(map(len, text_of(node).split()))


def _is_layout(node: Element, cells: list[list[Element]]) -> bool:
    """Whether a table only places its cells on the page, as old pages do."""
    if node.get("role") in ("presentation", "none") or max(map(len, cells), default=0) < 2:
        return True
    if any(list(cell.iter("table")) for row in cells for cell in row):
        return True
    if list(node.iter("th")):
        return False
    inner = "p ul ol blockquote pre h1 h2 h3 h4 h5 h6 hr form".split()
    return any(len(list(cell.iter(*inner))) > 1 for row in cells for cell in row)


def _cell(cell: Element, context: Context) -> list[str]:
    """A cell on one line, with empty ones for the other columns that it spans."""
    parts = [re.sub(r"\\?\n\s*", " ", block) for block in _blocks(cell, context)]
    text = " ".join(part for part in parts).replace("|", "\\|")
    span = int(raw) if (raw := cell.get("colspan") or "").isdigit() else 1
    return [text, *[""] * (min(span, 20) - 1)]


def _joined(blocks: Iterable[str]) -> str:
    return "\n\n".join(blocks)


def _indented(text: str, by: str) -> str:
    return "\n".join(
        (by + line).rstrip() if by[0] == ">" else by + line if line else line
        for line in text.split("\n")
    )
