"""Turns reStructuredText into Markdown, with docutils, which is an extra.

Nothing outside the text is read: directives that include files, and raw HTML, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from feedtool.text.normalize import fix_line_ends

_ABOVE_FIELDS = re.compile(
    r"(?P<title>(?:(?P<over>[=\-`:'\"~^_*+#<>.])(?P=over)+[ \t]*\n)?[^\s:.][^\n]*\n"
    r"(?P<under>[=\-`:'\"~^_*+#<>.])(?P=under)+[ \t]*\n)\s*"
    r"(?P<fields>(?::[A-Za-z][\w -]*:(?:[ \t][^\n]*)?\n(?:[ \t]+\S[^\n]*\n)*)+)\s*\n"
)
_SPECIAL = re.compile(r"([\\`*_\[\]<>#]|\{(?=[{%#:.]))")  # the last begins a template tag
_BLOCK_MARK = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)", re.MULTILINE)
_SETTINGS: dict[str, Any] = {
    "file_insertion_enabled": False,
    "raw_enabled": True,
    "report_level": 3,
    "warning_stream": False,
    "halt_level": 5,
    "_disable_config": True,
    "input_encoding": "unicode",
    "doctitle_xform": False,
    "smart_quotes": False,
    "syntax_highlight": "none",
}


def fields_first(text: str) -> str:
    r"""The text with the field list below its title moved to the top, where headers are.

    >>> fields_first("Fog\n===\n\n:date: 2026-05-25\n\nText.\n")
    ':date: 2026-05-25\n\nFog\n===\n\nText.\n'
    """
    lines = fix_line_ends(text)
    found = _ABOVE_FIELDS.match(lines)
    if found is None:
        return text
    return f"{found['fields']}\n{found['title']}\n{lines[found.end() :]}"


def to_markdown(source: str) -> str:
    """The text as Markdown.

    Raises `ModuleNotFoundError` without docutils.
    """
    from docutils.core import publish_doctree

    tree = publish_doctree(source, settings_overrides=_SETTINGS)
    return _blocks(tree.children, 1)


# -- blocks --------------------------------------------------------------------------------------


def _blocks(children: Iterable[Any], level: int) -> str:
    return "\n\n".join(filter(None, (_block(node, level) for node in children)))


def _block(node: Any, level: int) -> str:
    kind = type(node).__name__
    write = _BLOCKS.get(kind)
    if write is not None:
        return write(node, level)
    if kind in _NOTHING:
        return ""
    if kind in _ADMONITIONS:
        return _quoted(f"**{kind.capitalize()}**\n\n{_blocks(node.children, level)}")
    if _is_block_of_blocks(node):
        return _blocks(node.children, level)
    return _escaped_marks(_inline(node))


def _is_block_of_blocks(node: Any) -> bool:
    from docutils import nodes

    return any(isinstance(child, nodes.Body) for child in node.children)


def _section(node: Any, level: int) -> str:
    parts = []
    for child in node.children:
        if type(child).__name__ == "title":
            parts.append(f"{'#' * min(level, 6)} {_inline(child)}")
        else:
            parts.append(_block(child, level + 1))
    return "\n\n".join(filter(None, parts))


def _list(mark: Callable[[int], str]) -> Callable[[Any, int], str]:
    def write(node: Any, level: int) -> str:
        items = []
        start = int(node.get("start", 1))
        for number, item in enumerate(node.children, start):
            begin = mark(number)
            items.append(begin + _indented(_blocks(item.children, level), len(begin)).lstrip(" "))
        is_loose = any("\n\n" in item for item in items)
        return ("\n\n" if is_loose else "\n").join(items)

    return write


def _definitions(node: Any, level: int) -> str:
    parts = []
    for item in node.children:
        terms = [_inline(c) for c in item.children if type(c).__name__ != "definition"]
        texts = [c for c in item.children if type(c).__name__ == "definition"]
        parts.append(f"**{': '.join(terms)}**")
        parts += [_blocks(text.children, level) for text in texts]
    return "\n\n".join(parts)


def _fields(node: Any, level: int) -> str:
    lines = []
    for field in node.children:
        name, body = field.children[0], field.children[1:]
        lines.append(f"- {_inline(name)}: {_indented(_blocks(body, level), 2).strip()}")
    return "\n".join(lines)


def _literal(node: Any, _level: int = 1) -> str:
    classes = [name for name in node.get("classes", ()) if name != "code"]
    text = node.astext().rstrip("\n")
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{classes[0] if classes else ''}\n{text}\n{fence}"


def _image(node: Any, _level: int = 1) -> str:
    return f"![{_escaped(node.get('alt', ''))}]({_address(node.get('uri', ''))})"


def _table(node: Any, _level: int = 1) -> str:
    rows: list[list[str]] = []
    heads = 0
    for group in node.findall(lambda n: type(n).__name__ in ("thead", "tbody")):
        rows += [list(map(_cell, row.children)) for row in group.children]
        heads += len(group.children) if type(group).__name__ == "thead" else 0
    if not rows:
        return ""
    columns = max(map(len, rows))
    rows = [row + [""] * (columns - len(row)) for row in rows]
    head = rows[0] if heads else [""] * columns
    body = rows[1:] if heads else rows
    lines = [head, ["---"] * columns, *body]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def _cell(entry: Any) -> str:
    return " ".join(_blocks(entry.children, 1).split()).replace("|", "\\|")


def _raw(node: Any, _level: int = 1) -> str:
    """Raw HTML is Markdown too; other raw text is for another program."""
    return node.astext() if "html" in node.get("format", "").split() else ""


def _quotation(node: Any, level: int) -> str:
    return _quoted(_blocks(node.children, level))


def _lines(node: Any, level: int) -> str:
    parts = []
    for child in node.children:
        nested = type(child).__name__ == "line_block"
        parts.append(_lines(child, level) if nested else _inline(child))
    return "\\\n".join(filter(None, parts))


def _footnote(node: Any, level: int) -> str:
    label, rest = node.children[0], node.children[1:]
    return f"\\[{label.astext()}\\] {_blocks(rest, level)}"


def _message(node: Any, _level: int = 1) -> str:
    """The source of a directive that is not known, as it is written; nothing of another message."""
    sources = [child for child in node.children if type(child).__name__ == "literal_block"]
    return "\n\n".join(_literal(source) for source in sources)


def _paragraph(node: Any, _level: int = 1) -> str:
    return _escaped_marks(_inline(node))


_BLOCKS: dict[str, Callable[[Any, int], str]] = {
    "section": _section,
    "bullet_list": _list(lambda number: "- "),
    "enumerated_list": _list(lambda number: f"{number}. "),
    "definition_list": _definitions,
    "field_list": _fields,
    "docinfo": _fields,
    "option_list": _literal,
    "literal_block": _literal,
    "doctest_block": _literal,
    "math_block": _literal,
    "block_quote": _quotation,
    "image": _image,
    "table": _table,
    "raw": _raw,
    "line_block": _lines,
    "system_message": _message,
    "transition": lambda node, level: "---",
    "footnote": _footnote,
    "citation": _footnote,
    "paragraph": _paragraph,
    "rubric": lambda node, level: f"**{_inline(node)}**",
    "caption": _paragraph,
    "attribution": lambda node, level: f"— {_inline(node)}",
}
_ADMONITIONS = frozenset("attention caution danger error hint important note tip warning".split())
_NOTHING = frozenset("comment substitution_definition target pending meta decoration".split())


# -- inline --------------------------------------------------------------------------------------


def _inline(node: Any) -> str:
    return "".join(_piece(child) for child in node.children)


def _piece(node: Any) -> str:
    kind = type(node).__name__
    if kind == "Text":
        return _escaped(node.astext())
    if kind == "literal":
        text = node.astext()
        ticks = "`" if "`" not in text else "``"
        return f"{ticks}{text}{ticks}" if ticks == "`" else f"{ticks} {text} {ticks}"
    if kind == "image":
        return _image(node)
    if kind == "reference":
        address = node.get("refuri") or (f"#{node['refid']}" if node.get("refid") else "")
        text = _inline(node)
        return f"[{text}]({_address(address)})" if address else text
    if kind in ("footnote_reference", "citation_reference"):
        return f"\\[{node.astext()}\\]"
    if kind in ("target", "raw", "system_message"):
        return _inline(node) if kind == "target" else ""
    if kind == "problematic":
        return _escaped(node.astext())
    mark = {"emphasis": "*", "title_reference": "*", "strong": "**"}.get(kind, "")
    return f"{mark}{_inline(node)}{mark}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _escaped_marks(text: str) -> str:
    """The text of a paragraph, none of whose lines begins like a list item."""
    return _BLOCK_MARK.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", text)


def _address(address: str) -> str:
    return f"<{address}>" if any(c in address for c in " ()") else address


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _indented(text: str, columns: int) -> str:
    return "\n".join(" " * columns + line if line else line for line in text.split("\n"))
