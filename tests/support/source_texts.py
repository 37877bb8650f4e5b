"""Follows expressions in the source of feedtool to the texts that they can have.

A text has `{name}` where a value goes that is not known from the source; literal braces are
doubled. Names, constants, arguments and calls of feedtool's own functions are followed. Attributes
of objects and methods of other objects are not.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parents[2] / "feedtool"
VALUE = re.compile(r"\{\w+\}")
_MOST = 12  # texts of one expression; more become a value
_DEEPEST = 8  # calls and assignments


class Module(NamedTuple):
    """A module: what it defines, and the module and name of what it imports from others."""

    name: str
    tree: ast.Module
    constants: dict[str, ast.expr]
    functions: dict[str, ast.FunctionDef]
    classes: dict[str, ast.ClassDef]
    imports: dict[str, tuple[str, str]]


class Scope(NamedTuple):
    """Where an expression is: its module, function, and the texts of the function's arguments."""

    module: Module
    function: ast.FunctionDef | None = None
    bound: Mapping[str, tuple[str, ...]] = {}
    depth: int = 0

    def deeper(self) -> Scope:
        """The scope for what a name in it stands for."""
        return self._replace(depth=self.depth + 1)


def modules() -> dict[str, Module]:
    """All modules of feedtool by name."""
    return {module.name: module for module in map(_module, sorted(PACKAGE.rglob("*.py")))}


def without_values(text: str) -> str:
    """The literal parts of a text."""
    return VALUE.sub("", text)


class Texts:
    """The texts of expressions in these modules."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self.modules = modules

    def of_object(self, call: ast.Call, scope: Scope) -> Iterable[str] | None:
        """The texts of an object that a call makes; None if it makes none that has texts."""

    def of(self, node: ast.expr, scope: Scope) -> tuple[str, ...]:
        """The texts that an expression can have; a single `{name}` if they are not known."""
        found = tuple(dict.fromkeys(self._of(node, scope)))
        return found if len(found) <= _MOST else (_value(node),)

    def of_all(self, nodes: Iterable[ast.expr], scope: Scope) -> list[str]:
        """The texts that several expressions can have."""
        return [text for node in nodes for text in self.of(node, scope)]

    def _of(self, node: ast.expr, scope: Scope) -> Iterable[str]:
        match node:
            case ast.Constant(value=str(text)):
                return [text.replace("{", "{{").replace("}", "}}")]
            case ast.Constant():
                return []
            case ast.JoinedStr(values=parts):
                return map("".join, product(*(self._part(part, scope) for part in parts)))
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._sum(left, right, scope)
            case ast.IfExp(body=body, orelse=other):
                return self.of_all((body, other), scope)
            case ast.BoolOp(values=nodes) | ast.Dict(values=nodes):
                return self.of_all(nodes, scope)
            case ast.Tuple(elts=nodes) | ast.List(elts=nodes):
                return self.of_all(nodes, scope)
            case ast.Starred(value=inner) | ast.NamedExpr(value=inner):
                return self.of(inner, scope)
            case ast.GeneratorExp(elt=inner) | ast.ListComp(elt=inner):
                return self.of(inner, scope)
            case ast.Subscript(value=ast.Name(id=name)) if name in scope.module.constants:
                return self.of(scope.module.constants[name], scope)
            case ast.Name(id=name):
                return self._name(name, scope)
            case ast.Call():
                return self._call(node, scope)
            case _:
                return [_value(node)]

    def _part(self, part: ast.expr, scope: Scope) -> tuple[str, ...]:
        """The texts of a part of an f-string: only prose and constants are followed."""
        if not isinstance(part, ast.FormattedValue):
            return self.of(part, scope)
        found = self.of(part.value, scope)
        is_constant = isinstance(part.value, ast.Name) and part.value.id.strip("_").isupper()
        is_prose = all(" " in without_values(text).strip() for text in found)
        return found if found and (is_constant or is_prose) else (_value(part.value),)

    def _sum(self, left: ast.expr, right: ast.expr, scope: Scope) -> Iterable[str]:
        if self._is_collection(left, scope) or self._is_collection(right, scope):
            return self.of_all((left, right), scope)
        return map("".join, product(self.of(left, scope), self.of(right, scope)))

    def _is_collection(self, node: ast.expr, scope: Scope) -> bool:
        """Whether an expression is a tuple or list of texts, and not a text."""
        if isinstance(node, ast.IfExp):
            return self._is_collection(node.body, scope)
        if isinstance(node, ast.Call):
            function = self._function(node, scope.module)
            returns = None if function is None else function[1].returns
            return returns is not None and ast.unparse(returns).startswith(("tuple", "list"))
        return isinstance(node, ast.Tuple | ast.List)

    def _name(self, name: str, scope: Scope) -> Iterable[str]:
        if name in scope.bound:
            return scope.bound[name]
        assigned = list(_assigned(name, scope.function))
        if assigned and scope.depth < _DEEPEST:
            return self.of_all(assigned, scope.deeper())
        looped = list(_texts_of_loop(name, scope))
        if looped and not assigned:
            return looped
        home = self._home(name, scope.module)
        if home is not None:
            constant = home[0].constants.get(home[1])
            if isinstance(constant, ast.Constant | ast.JoinedStr | ast.BinOp):
                return self.of(constant, Scope(home[0]))
        return [_value(ast.Name(name))]

    def _call(self, call: ast.Call, scope: Scope) -> Iterable[str]:
        name = last_name(call.func)
        if name in ("join_notices", "filter", "tuple", "one_line", "fromkeys"):
            return self.of_all(call.args, scope)
        if name == "format" and isinstance(call.func, ast.Attribute):
            return map(_formatted, self.of(call.func.value, scope))
        made = self.of_object(call, scope)
        if made is not None:
            return made
        found = self._function(call, scope.module)
        if found is None or scope.depth >= _DEEPEST:
            return [_value(call)]
        module, function = found
        inner = Scope(module, function, self.arguments(function, call, scope), scope.depth + 1)
        return self.of_all(_returned(function), inner)

    def arguments(
        self, function: ast.FunctionDef, call: ast.Call, scope: Scope
    ) -> dict[str, tuple[str, ...]]:
        """The texts of the arguments of a call, by the names of the parameters."""
        names = [a.arg for a in function.args.args if a.arg not in ("self", "cls")]
        given = dict(zip(names, call.args, strict=False))
        given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        return {
            name: self.of(given[name], scope) if name in given else (f"{{{name}}}",)
            for name in names
        }

    def _function(self, call: ast.Call, module: Module) -> tuple[Module, ast.FunctionDef] | None:
        """The function of feedtool that is called, if it is known which."""
        if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) != "self":
            return None
        home = self._home(last_name(call.func), module)
        if home is None or home[1] not in home[0].functions:
            return None
        return home[0], home[0].functions[home[1]]

    def _home(self, name: str, module: Module) -> tuple[Module, str] | None:
        """The module of feedtool that defines a function or constant, and its name there."""
        if name in module.functions or name in module.constants:
            return module, name
        source, real = module.imports.get(name, ("", ""))
        return None if source not in self.modules else self._home(real, self.modules[source])


def last_name(node: ast.AST) -> str:
    """The last part of a dotted name; empty for another expression."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def names_in(node: ast.AST) -> set[str]:
    """The names that an expression uses."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _module(path: Path) -> Module:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    tree = ast.parse(path.read_text("utf-8"))
    constants: dict[str, ast.expr] = {}
    imports: dict[str, tuple[str, str]] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            constants[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            constants[node.target.id] = node.value
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            imports |= {a.asname or a.name: (node.module, a.name) for a in node.names}
    return Module(
        name=".".join(parts).removesuffix(".__init__"),
        tree=tree,
        constants=constants,
        functions={n.name: n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)},
        classes={n.name: n for n in ast.walk(tree) if isinstance(n, ast.ClassDef)},
        imports=imports,
    )


def _assigned(name: str, function: ast.FunctionDef | None) -> Iterator[ast.expr]:
    """What a function assigns to a name, except what is made from its own value."""
    for node in ast.walk(function or ast.Pass()):
        if isinstance(node, ast.Assign | ast.NamedExpr):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(ast.unparse(t) == name for t in targets) and name not in names_in(node.value):
                yield node.value


def _texts_of_loop(name: str, scope: Scope) -> Iterator[str]:
    """The texts in a constant of the module that a loop of the function takes `name` from."""
    for loop in ast.walk(scope.function or ast.Pass()):
        if not isinstance(loop, ast.For) or name not in names_in(loop.target):
            continue
        for constant in names_in(loop.iter) & scope.module.constants.keys():
            for node in ast.walk(scope.module.constants[constant]):
                if isinstance(node, ast.Constant) and " " in str(node.value):
                    yield str(node.value)


def _returned(function: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            yield node.value


def _formatted(text: str) -> str:
    """What `str.format` makes of a text with doubled braces."""
    return re.sub(r"\{\{(\w*)\}\}", lambda found: f"{{{found[1] or 'value'}}}", text)


def _value(node: ast.AST) -> str:
    """The place of a value in a text, named after the value."""
    names = [last_name(n).strip("_") for n in ast.walk(node)]
    return f"{{{next((name for name in names if name.islower()), 'value')}}}"
