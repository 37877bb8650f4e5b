"""Takes the JavaScript out of MDX (https://mdxjs.com/): what is left is Markdown."""

from __future__ import annotations

import re

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_STATEMENT = re.compile(
    r"import\s+(?:[\w*{][^\n]*\bfrom\b|[{]|['\"])"
    r"|export\s+(?:default|const|let|var|function|async|class|\{|\*)"
)
_BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_TAG = re.compile(
    r"(?P<code>(?<!`)(`+)(?!`)[^\n]*?(?<!`)\2(?!`))"
    r"|\{/\*(?:(?!\{/\*).)*?\*/\}|<>|</>"
    rf"|</?(?P<name>[A-Z][\w.]*)(?:\"[^\"]*\"|'[^']*'|{_BRACES}|[^'\"{{}}<>])*>",
    re.DOTALL,
)
_OPENING = re.compile(r"[ \t]*<(?:[A-Z][^\n]*)?(?<!/)>[ \t]*")
_CLOSING = re.compile(r"[ \t]*</(?:[A-Z][\w.]*)?>[ \t]*")


def without_jsx(source: str) -> tuple[str, tuple[str, ...]]:
    r"""The Markdown in `source` on the same lines, and the names of the components in it.

    >>> without_jsx("import A from './a'\n\nText <A b={1}>and more</A>.\n")
    ('\n\nText and more.\n', ('A',))
    """
    names: dict[str, None] = {}
    pieces: list[str] = []
    prose: list[str] = []
    fence = ""

    def flush() -> None:
        pieces.append(_without_tags("".join(prose), names))
        prose.clear()

    for line in source.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if fence:
            pieces.append(line)
            if mark and mark[1].startswith(fence) and not line.strip(" \t\n`~"):
                fence = ""
        elif mark:
            flush()
            fence = mark[1]
            pieces.append(line)
        else:
            prose.append(line)
    flush()
    return "".join(pieces), tuple(names)


def _without_tags(text: str, names: dict[str, None]) -> str:
    """The text without statements and tags; what is between tags loses its indentation."""
    lines = _without_statements(text).splitlines(keepends=True)
    depth = 0
    for number, line in enumerate(lines):
        if _CLOSING.fullmatch(line.rstrip("\n")):
            depth = max(0, depth - 1)
        elif depth:
            most = min(2 * depth, len(line) - len(line.lstrip(" ")))
            lines[number] = line[most:]
        if _OPENING.fullmatch(line.rstrip("\n")) and "</" not in line:
            depth += 1

    def replacement(found: re.Match[str]) -> str:
        if found["code"]:
            return found["code"]
        if found["name"]:
            names[found["name"]] = None
        return "\n" * found[0].count("\n")

    return _TAG.sub(replacement, "".join(lines))


def _without_statements(text: str) -> str:
    """The text without imports and exports, each of which ends at a blank line."""
    lines = text.splitlines(keepends=True)
    is_inside = False
    for number, line in enumerate(lines):
        is_inside = bool(line.strip()) and (is_inside or _STATEMENT.match(line) is not None)
        if is_inside:
            lines[number] = "\n"
    return "".join(lines)
