"""Finds the messages in the source of feedtool: each text that can reach the owner of a site.

A form is a message with `{name}` where a value goes. It is found where an exception or a record
such as `Problem` is made, where something is assigned or appended to a name such as `notice`, where
a function is called or named like that, and where a command prints on standard error.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from support.source_texts import (
    VALUE,
    Module,
    Scope,
    Texts,
    last_name,
    modules,
    without_values,
)

# Variables, parameters, fields and functions that hold messages.
_CARRIERS = frozenset(
    "notice notices problem hint warning warnings message nothing".split(),
)
_OTHER_CARRIERS = frozenset({"_reason", "require_date"})
# What other exceptions say is for developers, or becomes part of another message.
_NOT_FOR_OWNERS = frozenset({"Changed", "StartOver", "Stopped", "_Unknown", "_UnknownZone"})
_OTHER_ERRORS = frozenset({"OSError", "AssertionError", "AttributeError"})
_PRINTERS = frozenset({"print_error", "UsageError", "BadParameter", "fail"})
# Modules whose functions return or yield messages as they are.
_CHECKERS = ("feedtool.validate.",)
# `feedtool import` reports on standard output which files of the old site it could not read.
_REPORTING = ("feedtool.maintenance.moving_in.values", "feedtool.messages")
_WORDS = re.compile(r"[^\W\d_]{2,}.*[\s:].*[^\W\d_]{2,}|\(was: ", re.DOTALL)
# What the extraction finds and is not a message by itself.
_NOT_MESSAGES = frozenset(
    {
        # parts of messages
        " Did you mean '{close}'?",
        "did you mean '{close}'?",
        "did you mean ':{close}'?",
        "known are {join}",
        "known are {known}",
        "write one like FT204",
        "takes more than {seconds} seconds",
        "writes half a character (a lone surrogate)",
        "line {line} has U+{ord}, which XML forbids",
        "which does not exist",
        "which is not below {site_url}",
        "{unquote}index.html",
        "{source}: run.executor: {error}",
        "This server is for this machine only",
        "{count} as before; `feedtool status` lists them",
        # what a command reports on standard output
        (
            "Wrote {listed}. Put .txt or .md files into {articles}, then run:\n"
            "    {folder}feedtool build"
        ),
        "Moved in from {tool} ({evidence})",
        "is not a regular file, and was not read",
        "is larger than {value} bytes, and was not read",
        # caught where they are raised, or only for developers
        "a number alone is not a time",
        "another version",
        "classifier model: trained with other features; run training/train.py",
        "facts model: trained with other features; run training/facts.py",
        "may be a day",
        "not an hour of half a day",
    }
)


class Form(NamedTuple):
    """A message in the source, and the module and line where it is made.

    `ends_run` is set if it is that of an exception that ends a run.
    """

    text: str
    place: str
    ends_run: bool

    @property
    def sample(self) -> str:
        """The message with the names of its values instead of them."""
        return sample(self.text).replace("{{", "{").replace("}}", "}")


def forms() -> tuple[Form, ...]:
    """All messages in the source, each once, in the order of modules and lines."""
    found: dict[str, Form] = {}
    messages = _Messages(modules())
    for module in messages.modules.values():
        if module.name.startswith(_REPORTING):
            continue
        for function, node in _nodes(module.tree, None):
            for text in messages.at(node, Scope(module, function)):
                if text not in _NOT_MESSAGES and _WORDS.search(without_values(text)):
                    place = f"{module.name}:{node.lineno}"
                    found.setdefault(text, Form(text, place, messages.ends_run(node)))
    return tuple(found.values())


def sample(form: str) -> str:
    """A message of a form, in which each value is its name."""
    return VALUE.sub(lambda found: f"‹{found[0][1:-1]}›", form)


_Node = ast.Assign | ast.AugAssign | ast.Call | ast.Return | ast.Yield


def _nodes(
    node: ast.AST, function: ast.FunctionDef | None
) -> Iterator[tuple[ast.FunctionDef | None, _Node]]:
    """All nodes that may make a message, each with the function that it is in."""
    for child in ast.iter_child_nodes(node):
        inner = child if isinstance(child, ast.FunctionDef) else function
        if isinstance(child, _Node):
            yield inner, child
        yield from _nodes(child, inner)


class _Messages(Texts):
    """The messages that expressions make."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        super().__init__(modules)
        bases = {
            name: {last_name(base) for base in cls.bases}
            for module in modules.values()
            for name, cls in module.classes.items()
        }
        self._ending = _derived({"FeedtoolError"}, bases)
        errors = _derived({"FeedtoolError", "Exception", "ValueError", "BaseException"}, bases)
        self._errors = errors - {"Exception", "ValueError", "BaseException"} - _NOT_FOR_OWNERS
        self._takers = {
            name: positions
            for module in modules.values()
            for name, names in _parameters(module)
            if (positions := [i for i, n in enumerate(names) if n in _CARRIERS])
        }
        # Its only field is the reason, which follows the address in a message.
        self._takers["Missing"] = [0]

    def ends_run(self, node: ast.AST) -> bool:
        """Whether `node` makes an exception that ends a run."""
        return isinstance(node, ast.Call) and last_name(node.func) in self._ending

    def at(self, node: _Node, scope: Scope) -> Iterable[str]:
        """The messages that a node makes."""
        match node:
            case ast.Return(value=value) | ast.Yield(value=value):
                return self.of(value, scope) if value is not None and _is_message(scope) else ()
            case ast.AugAssign(target=target, value=value):
                return self.of(value, scope) if last_name(target) in _CARRIERS else ()
            case ast.Assign(targets=targets, value=value):
                return self.of(value, scope) if any(map(_is_carrier, targets)) else ()
            case ast.Call():
                made = self.of_object(node, scope)
                return self.of_all(self._carried(node, scope), scope) if made is None else made

    def of_object(self, call: ast.Call, scope: Scope) -> Iterable[str] | None:
        """The messages of an exception, which its constructor may compose, or of a `Problem`."""
        name = last_name(call.func)
        if name == "Problem":
            return self.of_all(self._carried(call, scope), scope)
        if name not in self._errors:
            return None
        constructor = self._constructor(name)
        if constructor is None:
            return self.of_all(call.args[:1], scope)
        module, function = constructor
        inner = Scope(module, function, self.arguments(function, call, scope), scope.depth + 1)
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__":
                return self.of_all(node.args[:1], inner)
        return ()

    def _constructor(self, name: str) -> tuple[Module, ast.FunctionDef] | None:
        for module in self.modules.values():
            for node in module.classes[name].body if name in module.classes else ():
                if isinstance(node, ast.FunctionDef) and node.name == "__init__":
                    return module, node
        return None

    def _carried(self, call: ast.Call, scope: Scope) -> Iterator[ast.expr]:
        """The arguments of a call that are messages."""
        name = last_name(call.func)
        yield from (k.value for k in call.keywords if k.arg in _CARRIERS)
        if name == "append" and scope.function is not None and scope.function.name == "message":
            yield from call.args
        elif name in self._takers:
            yield from (call.args[i] for i in self._takers[name] if i < len(call.args))
        elif name.endswith("Error") and name not in _OTHER_ERRORS:
            yield from call.args[:1]
        elif name in _PRINTERS | {"join_notices", "one_line"}:
            yield from call.args
        elif _is_added_to_carrier(call.func):
            yield call.args[-1]


def _derived(roots: set[str], bases: Mapping[str, set[str]]) -> set[str]:
    """The classes `roots`, and those that derive from them."""
    found = set(roots)
    while more := {name for name, own in bases.items() if own & found} - found:
        found |= more
    return found


def _parameters(module: Module) -> Iterator[tuple[str, list[str]]]:
    """The names of the parameters of functions, and of the fields of records."""
    for name, function in module.functions.items():
        yield name, [a.arg for a in function.args.args if a.arg not in ("self", "cls")]
    for name, record in module.classes.items():
        fields = [n.target for n in record.body if isinstance(n, ast.AnnAssign)]
        yield name, [target.id for target in fields if isinstance(target, ast.Name)]


def _is_message(scope: Scope) -> bool:
    """Whether the function of a scope is called to get messages."""
    function = scope.function
    if function is None:
        return False
    returns = "" if function.returns is None else ast.unparse(function.returns)
    is_checker = scope.module.name.startswith(_CHECKERS)
    is_carrier = function.name in _CARRIERS | _OTHER_CARRIERS
    return is_carrier or (is_checker and returns in ("Iterator[str]", "str | None"))


def _is_added_to_carrier(function: ast.expr) -> bool:
    """Whether this is `notices.append` or the like."""
    return (
        isinstance(function, ast.Attribute)
        and function.attr in ("append", "setdefault")
        and last_name(function.value).strip("_") in _CARRIERS
    )


def _is_carrier(target: ast.expr) -> bool:
    """Whether something is assigned to a name such as `notice`, or to `notices[key]`."""
    if isinstance(target, ast.Subscript):
        return last_name(target.value).strip("_") == "notices"
    return last_name(target) in _CARRIERS | _OTHER_CARRIERS
