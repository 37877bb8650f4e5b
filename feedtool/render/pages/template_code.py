"""Compiles the built-in templates to a module that needs no jinja2. Used when a wheel is built.

It knows as much of the language of templates as the built-in ones use, and raises
`NotImplementedError` for the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from jinja2 import Environment, nodes

from feedtool.render.pages.filters import FILTERS, FUNCTIONS
from feedtool.render.pages.translations import Table, Words

N = TypeVar("N", bound=nodes.Node)
_HEAD = '''\
"""The built-in templates as functions; made by `template_code`, so do not edit them."""
# mypy: ignore-errors

from feedtool.render.pages.filters import (
    FILTERS,
    FUNCTIONS,
    Safe,
    grouped_by,
    joined_with,
    reverse,
    shown,
)

SOURCE = {source!r}
'''
_COMPARISONS = {"eq": "==", "ne": "!=", "gt": ">", "lt": "<", "in": "in", "notin": "not in"}
_OF_WORDS = frozenset(name for name in dir(Words) if not name.startswith("_"))


def module(names: Iterable[str], environment: Environment, texts: Table, source: str) -> str:
    """The source of a module with a function for each template, and with the texts of pages.

    `environment` is that in which jinja2 compiles the templates; `source` is a digest of what the
    module is made from.
    """
    functions = [_Function(environment).source(name) for name in sorted(names)]
    table = ", ".join(f"{name!r}: {_identifier(name)}" for name in sorted(names))
    head = _HEAD.format(source=source)
    filters = "".join(f"{_filter(name)} = FILTERS[{name!r}]\n" for name in sorted(FILTERS))
    filters += "".join(f"{name} = FUNCTIONS[{name!r}]\n" for name in sorted(FUNCTIONS))
    tables = f"TEMPLATES = {{{table}}}\nTEXTS = {texts!r}\n"
    return "\n\n".join([head + filters, *functions, tables])


def _identifier(name: str) -> str:
    return "page_" + name.removesuffix(".html")


def _filter(name: str) -> str:
    return f"as_{name}"


class _Function:
    """The function of one template; the templates that it extends are part of it."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._blocks: dict[str, nodes.Block] = {}
        self._locals: set[str] = set()
        self._lines: list[str] = []
        self._depth = 1
        self._loops = 0

    def source(self, name: str) -> str:
        """The definition of the function; its argument has the values by name."""
        body = self._body(name)
        self._lines = [f"def {_identifier(name)}(v):", "    out = []", "    write = out.extend"]
        self._statements(body)
        self._lines.append('    return "".join(out)\n')
        return "\n".join(self._lines)

    def _body(self, name: str) -> list[nodes.Node]:
        """The statements of the outermost template; the blocks of the innermost ones win."""
        loader = self._environment.loader
        if loader is None:
            raise NotImplementedError(name)
        text = loader.get_source(self._environment, name)[0]
        tree = self._environment.parse(text, name)
        for block in tree.find_all(nodes.Block):
            self._blocks.setdefault(block.name, block)
        extends = [node for node in tree.body if isinstance(node, nodes.Extends)]
        if not extends:
            return list(tree.body)
        return self._body(_constant(extends[0].template))

    # -- statements ------------------------------------------------------------------------------

    def _add(self, line: str) -> None:
        self._lines.append("    " * self._depth + line)

    @contextmanager
    def _indented(self) -> Iterator[None]:
        self._depth += 1
        yield
        self._depth -= 1

    def _statements(self, body: Iterable[nodes.Node]) -> None:
        before = len(self._lines)
        for node in body:
            match node:
                case nodes.Output():
                    pieces = ", ".join(map(self._written, node.nodes))
                    self._add(f"write(({pieces},))")
                case nodes.If():
                    self._if(node)
                case nodes.For():
                    self._for(node)
                case nodes.Assign():
                    value = self._expression(node.node)
                    self._add(f"{self._target(node.target)} = {value}")
                case nodes.Block():
                    self._statements(self._blocks[node.name].body)
                case _:
                    raise NotImplementedError(repr(node))
        if len(self._lines) == before:
            self._add("pass")

    def _if(self, node: nodes.If) -> None:
        branches = [("if", node), *(("elif", branch) for branch in node.elif_)]
        for word, branch in branches:
            self._add(f"{word} {self._expression(branch.test)}:")
            with self._indented():
                self._statements(branch.body)
        if node.else_:
            self._add("else:")
            with self._indented():
                self._statements(node.else_)

    def _for(self, node: nodes.For) -> None:
        if node.recursive:
            raise NotImplementedError(repr(node))
        self._loops += 1
        is_empty = f"is_empty_{self._loops}"
        values, outer = self._expression(node.iter), set(self._locals)
        target = self._target(node.target)
        if node.else_:
            self._add(f"{is_empty} = True")
        self._add(f"for {target} in {values}:")
        with self._indented():
            if node.test is not None:
                self._add(f"if not ({self._expression(node.test)}):")
                self._add("    continue")
            if node.else_:
                self._add(f"{is_empty} = False")
            self._statements(node.body)
        self._locals = outer  # what is set in a loop is unknown after it
        if node.else_:
            self._add(f"if {is_empty}:")
            with self._indented():
                self._statements(node.else_)

    def _target(self, node: nodes.Node) -> str:
        """The variables that a statement sets."""
        if isinstance(node, nodes.Tuple):
            return ", ".join(map(self._target, node.items))
        if not isinstance(node, nodes.Name):
            raise NotImplementedError(repr(node))
        self._locals.add(node.name)
        return f"l_{node.name}"

    # -- expressions -----------------------------------------------------------------------------

    def _written(self, node: nodes.Node) -> str:
        """The text of a value in HTML."""
        if isinstance(node, nodes.TemplateData):
            return repr(node.data)
        if isinstance(node, nodes.Filter) and node.name == "safe" and node.node is not None:
            return f"str({self._expression(node.node)})"
        return f"shown({self._expression(node)})"

    def _expression(self, node: nodes.Node) -> str:
        write = _WRITERS.get(type(node))
        if write is None:
            raise NotImplementedError(repr(node))
        return write(self, node)

    def _name(self, node: nodes.Name) -> str:
        if node.name in self._locals:
            return f"l_{node.name}"
        return node.name if node.name in FUNCTIONS else f"v[{node.name!r}]"

    def _tuple(self, node: nodes.Tuple) -> str:
        return f"({''.join(f'{self._expression(item)}, ' for item in node.items)})"

    def _attribute(self, node: nodes.Getattr) -> str:
        owner = self._expression(node.node)
        if owner == "v['words']" and node.attr not in _OF_WORDS:
            return f"{owner}.text[{node.attr!r}]"
        return f"{owner}.{node.attr}"

    def _call(self, node: nodes.Call) -> str:
        if node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None:
            raise NotImplementedError(repr(node))
        arguments = ", ".join(map(self._expression, node.args))
        return f"{self._expression(node.node)}({arguments})"

    def _filtered(self, node: nodes.Filter) -> str:
        if node.node is None or node.kwargs:
            raise NotImplementedError(repr(node))
        value = self._expression(node.node)
        if node.name == "groupby":
            return f"grouped_by({value}, lambda one: one.{_constant(node.args[0])})"
        function = _BUILT_IN.get(node.name) or (_filter(node.name) if node.name in FILTERS else "")
        if not function:
            raise NotImplementedError(repr(node))
        return f"{function}({', '.join([value, *map(self._expression, node.args)])})"

    def _tested(self, node: nodes.Test) -> str:
        if node.name != "none":
            raise NotImplementedError(repr(node))
        return f"({self._expression(node.node)} is None)"

    def _compared(self, node: nodes.Compare) -> str:
        parts = [f"{_COMPARISONS[o.op]} {self._expression(o.expr)}" for o in node.ops]
        return f"({' '.join([self._expression(node.expr), *parts])})"

    def _chosen(self, node: nodes.CondExpr) -> str:
        if node.expr2 is None:
            raise NotImplementedError(repr(node))
        test, first, second = map(self._expression, (node.test, node.expr1, node.expr2))
        return f"({first} if {test} else {second})"

    def _item(self, node: nodes.Getitem) -> str:
        return f"{self._expression(node.node)}[{self._expression(node.arg)}]"

    def _both(self, node: nodes.And | nodes.Or) -> str:
        word = "and" if isinstance(node, nodes.And) else "or"
        return f"({self._expression(node.left)} {word} {self._expression(node.right)})"


_BUILT_IN = {"safe": "Safe", "join": "joined_with", "reverse": "reverse", "length": "len"}
_WRITERS: dict[type[nodes.Node], Callable[[_Function, Any], str]] = {
    nodes.Const: lambda _, node: repr(node.value),
    nodes.Name: _Function._name,
    nodes.Tuple: _Function._tuple,
    nodes.Getattr: _Function._attribute,
    nodes.Getitem: _Function._item,
    nodes.Call: _Function._call,
    nodes.Filter: _Function._filtered,
    nodes.Test: _Function._tested,
    nodes.Compare: _Function._compared,
    nodes.CondExpr: _Function._chosen,
    nodes.And: _Function._both,
    nodes.Or: _Function._both,
    nodes.Not: lambda function, node: f"(not {function._expression(node.node)})",
}


def _constant(node: nodes.Node) -> str:
    if not isinstance(node, nodes.Const):
        raise NotImplementedError(repr(node))
    return str(node.value)
