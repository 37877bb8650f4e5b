"""The values that a Python file assigns to its names. The file is parsed, and never run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from feedtool.maintenance.moving_in.values import Computed, Unreadable

_LONGEST = 100_000  # items or characters, of a value


class _Unknown(Exception):
    """A value that only running the file would give."""


def assigned(source: str) -> dict[str, Any]:
    """The names that are assigned at the top of the file, the last value of each.

    >>> assigned("A = 'x'\\nB = {A: [1, A + '/y']}\\nC = open('z').read()")
    {'A': 'x', 'B': {'x': [1, 'x/y']}, 'C': Computed(line=3)}
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # such as those about escapes in strings
            tree = ast.parse(source)
    except (SyntaxError, ValueError, MemoryError) as error:
        line = f"line {error.lineno}: " if isinstance(error, SyntaxError) and error.lineno else ""
        fact = error.msg if isinstance(error, SyntaxError) else str(error)
        raise Unreadable(f"{line}is not Python: {fact}") from None
    known: dict[str, Any] = {}
    for statement in tree.body:
        for target, value in _assignments(statement):
            try:
                known[target] = _value(value, known)
            except _Unknown:
                known[target] = Computed(statement.lineno)
    return known


def _assignments(statement: ast.stmt) -> list[tuple[str, ast.expr]]:
    if isinstance(statement, ast.Assign):
        names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
        return [(name, statement.value) for name in names]
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return [(statement.target.id, statement.value)] if statement.value else []
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        # What is added is not worth a mechanism of its own.
        return [(statement.target.id, statement)]  # type: ignore[list-item]
    return []


def _value(node: ast.AST, known: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    read = _NODES.get(type(node))
    if read is None:
        raise _Unknown
    return read(node, known)


def _name(node: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(known.get(node.id, Computed(0)), Computed):
        raise _Unknown
    return known[node.id]


def _list(node: Any, known: Mapping[str, Any]) -> list[Any]:
    return [_value(item, known) for item in node.elts]


def _dict(node: Any, known: Mapping[str, Any]) -> dict[Any, Any]:
    if None in node.keys:
        raise _Unknown
    try:
        pairs = zip(node.keys, node.values, strict=True)
        return {_value(key, known): _value(value, known) for key, value in pairs}
    except TypeError:  # a key that is a list
        raise _Unknown from None


def _sum(node: Any, known: Mapping[str, Any]) -> Any:
    left, right = _value(node.left, known), _value(node.right, known)
    is_same = type(left) is type(right) and isinstance(left, str | list | tuple)
    if not isinstance(node.op, ast.Add) or not is_same or len(left) + len(right) > _LONGEST:
        raise _Unknown
    return left + right


def _joined(node: Any, known: Mapping[str, Any]) -> str:
    parts = []
    for part in node.values:
        is_plain = isinstance(part, ast.Constant) or part.format_spec is None
        value = _value(part if isinstance(part, ast.Constant) else part.value, known)
        if not is_plain or not isinstance(value, str):
            raise _Unknown
        parts.append(value)
    return "".join(parts)


_NODES: dict[type[ast.AST], Callable[[Any, Mapping[str, Any]], Any]] = {
    ast.Name: _name,
    ast.List: _list,
    ast.Tuple: _list,
    ast.Dict: _dict,
    ast.BinOp: _sum,
    ast.JoinedStr: _joined,
}
