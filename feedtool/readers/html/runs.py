"""Writes the inline content of an HTML element as Markdown.

The content is flattened to runs first, each with all its marks, so that tags that are nested,
repeated or out of order cost no mark of CommonMark its meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from feedtool.text.template_tags import match_address

Kind = Literal["text", "code", "image", "break"]


class Run(NamedTuple):
    """A piece of a line: text, code, a picture (`text` is its alternative, `source` its address).

    `marks` are those of Markdown, `href` is the address that it links to, or empty.
    """

    text: str
    kind: Kind = "text"
    marks: frozenset[str] = frozenset()
    href: str = ""
    source: str = ""


_SPACE = re.compile(r"[ \t\n\r\f]+")
_SPECIAL = re.compile(
    r"[\\`*\[\]~]"  # wherever they are
    r"|(?<![^\W_])_|_(?![^\W_])"  # no emphasis begins or ends within a word
    r"|<(?=[A-Za-z/!?])|&(?=#?\w{1,32};)"
    r"|\{(?=[{%#:.])|=(?==)"  # template tags, attributes, highlighted text
)
_AT_LINE_START = re.compile(
    r"^(?:([-+:])(?=\s|$)|(#{1,6}(?=\s|$))|(=+|-+)(?=\s*$)|>|:::|!!!)", re.MULTILINE
)
_NUMBER_AT_LINE_START = re.compile(r"^(\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_MARKS = ("**", "*", "~~")


def markdown_of_runs(runs: Sequence[Run]) -> str:
    r"""The runs as the text of a paragraph; lines end where the HTML says so.

    >>> markdown_of_runs([Run("2 * 3 is "), Run(" 6", marks=frozenset({"**"})), Run("!")])
    '2 \\* 3 is **6**!'
    """
    lines = [_line(line) for line in _lines(_collapsed(runs))]
    while lines and not lines[-1].strip():
        lines.pop()
    while lines and not lines[0].strip():
        del lines[0]
    return "\\\n".join(map(_escaped_start, lines))


def is_empty(runs: Sequence[Run]) -> bool:
    """Whether the runs show nothing."""
    return not any(run.kind == "image" or run.text.strip() for run in runs)


def _lines(runs: Sequence[Run]) -> Iterator[list[Run]]:
    line: list[Run] = []
    for run in runs:
        if run.kind == "break":
            yield line
            line = []
        else:
            line.append(run)
    yield line


def _collapsed(runs: Sequence[Run]) -> list[Run]:
    """The runs without white space at line ends, or twice in a row (CSS Text, section 4.1.1)."""
    found: list[Run] = []
    ends_with_space = True
    for run in runs:
        if run.kind == "text":
            text = _SPACE.sub(" ", run.text)
            if ends_with_space and text.startswith(" "):
                text = text[1:]
            if text:
                found.append(run._replace(text=text))
                ends_with_space = text.endswith(" ")
            continue
        if run.kind == "break" and found and found[-1].kind == "text":
            found[-1] = found[-1]._replace(text=found[-1].text.rstrip(" "))
        if run.kind == "code" and found and run == found[-1]._replace(text=run.text):
            found[-1] = run._replace(text=found[-1].text + run.text)
        elif run.kind != "code" or run.text.strip():
            found.append(run)
        ends_with_space = run.kind == "break"
    if found and found[-1].kind == "text":
        found[-1] = found[-1]._replace(text=found[-1].text.rstrip(" "))
    return found


def _line(runs: Sequence[Run]) -> str:
    groups = [(href, list(group)) for href, group in groupby(runs, key=lambda run: run.href)]
    used = frozenset[str]().union(*(run.marks for run in runs))
    marks = tuple(mark for mark in _MARKS if mark in used)
    written = ""
    for number, (href, group) in enumerate(groups):
        following = _first_character(groups[number + 1][1]) if number + 1 < len(groups) else ""
        if not href:
            written += _marked(group, marks, written[-1:], following)
            continue
        before, inner, after = _without_edges(_marked(group, marks, "[", "]"))
        if not inner:
            written += before + after
            continue
        if written.endswith("!") and not written.endswith("\\!") and not before:
            written = f"{written[:-1]}\\!"  # it would make a picture of the link
        written += f"{before}[{inner}]({address(href)}){after}"
    return written.strip(" ")


def _first_character(runs: Sequence[Run]) -> str:
    first = runs[0]
    return first.text[:1] if first.kind == "text" and not first.href else "["


def _marked(runs: Sequence[Run], marks: Sequence[str], before: str, after: str) -> str:
    """The runs with their marks, the outermost of which is the first of `marks`."""
    if not marks:
        return "".join(map(_piece, runs))
    mark, rest = marks[0], marks[1:]
    groups = [(has, list(group)) for has, group in groupby(runs, key=lambda r: mark in r.marks)]
    written = ""
    for number, (has, group) in enumerate(groups):
        previous = written[-1:] or before
        following = groups[number + 1][1][0].text[:1] if number + 1 < len(groups) else after
        inner = _marked(group, rest, previous, following)
        written += _wrapped(inner, mark, previous, following) if has else inner
    return written


def _wrapped(inner: str, mark: str, before: str, after: str) -> str:
    """`inner` between marks that open and close there (CommonMark 0.31, section 6.2).

    What would prevent that is moved out of them, and if nothing is left they are dropped.
    """
    left, inner, right = _without_edges(inner)
    before, after = left[-1:] or before, right[:1] or after
    while inner and _is_punctuation(inner[0]) and not _is_boundary(before):
        if inner[0] in "\\[!`<*~":
            return left + inner + right
        left, before, inner = left + inner[0], inner[0], inner[1:]
    while inner and _is_punctuation(inner[-1]) and not _is_boundary(after):
        if inner[-1] in ")`>*~" or inner[-2:-1] == "\\":
            return left + inner + right
        right, after, inner = inner[-1] + right, inner[-1], inner[:-1]
    outer, inner, more = _without_edges(inner)
    left, right = left + outer, more + right
    if not inner or left[-1:] == mark[0] or (not left and before == mark[0]):
        return left + inner + right
    return f"{left}{mark}{inner}{mark}{right}"


def _without_edges(text: str) -> tuple[str, str, str]:
    """The white space before, the text, and the white space after it."""
    inner = text.strip()
    if not inner:
        return text, "", ""
    start = text.index(inner)
    return text[:start], inner, text[start + len(inner) :]


def _is_punctuation(character: str) -> bool:
    return not character.isalnum() and not character.isspace()


def _is_boundary(character: str) -> bool:
    return not character or not character.isalnum()


def _piece(run: Run) -> str:
    if run.kind == "image":
        return f"![{escaped(_SPACE.sub(' ', run.text).strip())}]({address(run.source)})"
    if run.kind == "text":
        return escaped(run.text)
    text = _SPACE.sub(" ", run.text)
    ticks = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def escaped(text: str) -> str:
    r"""`text` with the characters escaped that mean something to Markdown in mid-line.

    >>> escaped("f(*args) in snake_case, a < b &amp; <b>")
    'f(\\*args) in snake_case, a < b \\&amp; \\<b>'
    """
    return _SPECIAL.sub(r"\\\g<0>", text)


def _escaped_start(line: str) -> str:
    """A line that does not begin like a list, a heading or a rule."""
    line = _AT_LINE_START.sub(r"\\\g<0>", line)
    return _NUMBER_AT_LINE_START.sub(r"\1\\\2", line)


def address(url: str) -> str:
    """An address as Markdown writes it, in angle brackets if it has characters that end it.

    >>> address("/a(b).html"), address("{{ site.url }}/a b")
    ('</a(b).html>', '{{ site.url }}/a%20b')
    """
    url = url.strip()
    tagged = match_address(url, 0, len(url))
    start = tagged[1] if tagged else 0
    kept, rest = url[:start], _SPACE.sub("%20", url[start:].rstrip())
    rest = rest.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    return f"<{rest}>" if not kept and any(c in rest for c in "()") else kept + rest
