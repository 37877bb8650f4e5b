"""The strings that a JavaScript or TypeScript file gives to the properties of its objects.

The file is read as a row of tokens, and never run: `title: "A"` in `dir: {...}` is `dir.title`, and
what is not a plain string has no value. That is enough for configurations as people write them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

_TOKEN = re.compile(
    r"""(?P<skip>//[^\n]*|/\*.*?\*/|\s+)
    |(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<sign>.)""",
    re.X | re.S,
)
_ESCAPED = re.compile(r"\\(['`$])")
_OPEN, _CLOSE = "{[(", "}])"


def properties(source: str) -> dict[str, Any]:
    """The properties with strings, by the names of the objects around them, the first of each.

    Objects without a name, such as that of `export default {...}`, do not count.

    >>> properties("module.exports = { url: 'https://a.example', dir: {input: `src`}, x: f('y') };")
    {'url': 'https://a.example', 'dir': {'input': 'src'}}
    """
    found: dict[str, Any] = {}
    for names, value in _strings(source):
        table = found
        for name in names[:-1]:
            inner = table.setdefault(name, {})
            if not isinstance(inner, dict):
                break
            table = inner
        else:
            table.setdefault(names[-1], value)
    return found


def _strings(source: str) -> Iterator[tuple[tuple[str, ...], str]]:
    tokens = [
        (str(found.lastgroup), found[0])
        for found in _TOKEN.finditer(source)
        if found.lastgroup != "skip"
    ]
    around: list[str] = []  # the name of each bracket that is open; empty if it has none
    for at, (kind, text) in enumerate(tokens):
        if kind == "sign" and text in _OPEN:
            around.append(_name_before(tokens, at))
        elif kind == "sign" and text in _CLOSE and around:
            around.pop()
        elif kind == "string" and (name := _name_before(tokens, at)):
            after = tokens[at + 1][1] if at + 1 < len(tokens) else ""
            value = _plain(text)
            if after in (",", "}") and "${" not in value:
                yield (*filter(None, around), name), value


def _name_before(tokens: Sequence[tuple[str, str]], at: int) -> str:
    """The name of the property whose value begins at a token; empty if it is not a value."""
    if at < 3 or tokens[at - 1][1] != ":" or tokens[at - 3][1] not in ("{", ","):
        return ""
    kind, text = tokens[at - 2]
    return _plain(text) if kind in ("name", "string") else ""


def _plain(token: str) -> str:
    """A string without its quotes."""
    if token[0] not in "\"'`":
        return token
    inner = token[1:-1]
    if "\\" not in inner:
        return inner
    try:
        return str(json.loads('"' + _ESCAPED.sub(r"\1", inner) + '"'))
    except ValueError:
        return inner
