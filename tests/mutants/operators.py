"""The mutants of a module's source: one operator, constant, condition, return or statement changed in each."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .targets import ROOT

SWAPS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.FloorDiv,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Add,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}

#: Questions to the database: each of their conditions is left out once.
ASKING = ("filter", "exclude", "get")


@dataclass(frozen=True)
class Mutant:
    """One change: ``lines`` are those of the statement it is in, by which the tests that reach it are found.

    ``scope`` is the function it is in, empty for what runs when the module is imported.
    """

    module: str
    scope: str
    lines: tuple[int, int]
    before: str
    after: str
    number: int
    #: Which of several alike in one function it is.
    twin: int = 0

    @property
    def key(self) -> str:
        """Its name, which holds while other lines change."""
        where = f"{self.module}:{self.scope or 'module'}: {self.before} → {self.after}"
        return where + (f" ({self.twin + 1})" if self.twin else "")


@functools.cache
def mutants_of(module: str) -> tuple[Mutant, ...]:
    """Every mutant of a module, in the order of its lines."""
    found: list[Mutant] = []
    seen: dict[str, int] = {}
    for number, (place, new) in enumerate(_changes(_tree(module))):
        before, after = _short(place.node), _short(new) if new else "left out"
        mutant = Mutant(module, place.scope, place.lines, before, after, number)
        twin = seen[mutant.key] = seen.get(mutant.key, -1) + 1
        found.append(Mutant(module, place.scope, place.lines, before, after, number, twin))
    return tuple(found)


def tree_of(mutant: Mutant) -> ast.Module:
    """The module's syntax tree with this mutant in it."""
    tree = _tree(mutant.module)
    for number, (place, new) in enumerate(_changes(tree)):
        if number == mutant.number:
            return _put(tree, place.path, new)
    raise LookupError(mutant.key)


def _tree(module: str) -> ast.Module:
    return ast.parse(source_of(module).read_text())


def _changes(tree: ast.Module) -> Iterator[tuple[Place, ast.AST | None]]:
    for place in _places(tree):
        for new in _instead_of(place):
            yield place, new


@dataclass(frozen=True)
class Place:
    """A node of the tree with what is around it."""

    node: ast.AST
    path: tuple[tuple[str, int | None], ...]
    scope: str
    lines: tuple[int, int]
    returns: str


def _places(tree: ast.Module) -> Iterator[Place]:
    """Every node that can be changed; annotations, docstrings, decorators and the Meta of models are left alone."""

    def walk(node, path, scope, lines, returns):
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "bases"):
                continue
            many = isinstance(value, list)
            for index, child in enumerate(value if many else [value]):
                if not isinstance(child, ast.AST):
                    continue
                where = (*path, (name, index if many else None))
                inner, around, gives = scope, lines, returns
                if isinstance(child, ast.ClassDef):
                    if child.name == "Meta":
                        continue
                    inner = f"{scope}.{child.name}".lstrip(".")
                elif isinstance(child, ast.FunctionDef):
                    if child.name in ("__str__", "__repr__"):
                        continue
                    inner = f"{scope}.{child.name}".lstrip(".")
                    gives = ast.unparse(child.returns) if child.returns else ""
                if isinstance(child, ast.stmt):
                    around = _header(child)
                yield Place(child, where, inner, around, gives)
                yield from walk(child, where, inner, around, gives)

    yield from walk(tree, (), "", (0, 0), "")


def _header(statement: ast.stmt) -> tuple[int, int]:
    """The lines of a statement without those in its body."""
    body = getattr(statement, "body", None)
    if not body or isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return statement.lineno, statement.end_lineno or statement.lineno
    return statement.lineno, max(statement.lineno, body[0].lineno - 1)


def _instead_of(place: Place) -> Iterator[ast.AST | None]:
    """What may stand where a node stands; None where it is left out."""
    node = place.node
    match node:
        case ast.Compare(ops=[op]):
            for other in SWAPS.get(type(op), ()):
                yield _with(node, ops=[other()])
        case ast.Compare(ops=[_, *_]):
            for number, op in enumerate(node.ops):
                for other in SWAPS.get(type(op), ()):
                    yield _with(node, ops=[*node.ops[:number], other(), *node.ops[number + 1 :]])
        case ast.BoolOp():
            yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
            for number in range(len(node.values)):
                rest = node.values[:number] + node.values[number + 1 :]
                yield rest[0] if len(rest) == 1 else _with(node, values=rest)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.BinOp() | ast.AugAssign() if type(node.op) in SWAPS and not _is_text(node):
            yield _with(node, op=SWAPS[type(node.op)][0]())
        case ast.If() | ast.IfExp() | ast.While() if not isinstance(node.test, ast.Compare | ast.UnaryOp):
            yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.comprehension(ifs=[_, *_]):
            for number in range(len(node.ifs)):
                yield _with(node, ifs=node.ifs[:number] + node.ifs[number + 1 :])
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int()):
            yield ast.Constant(node.value + 1)
            yield ast.Constant(node.value - 1)
        case ast.Return(value=ast.expr()) if place.returns == "bool":
            if not isinstance(node.value, ast.Compare | ast.UnaryOp | ast.Constant):
                yield _with(node, value=ast.UnaryOp(ast.Not(), node.value))
        case ast.Return(value=ast.expr()) if not isinstance(node.value, ast.Constant):
            yield _with(node, value=ast.Constant(None))
        case ast.Call(func=ast.Attribute(attr=name)) if name in ASKING and node.keywords:
            for number in range(len(node.keywords)):
                if node.args or len(node.keywords) > 1:
                    yield _with(node, keywords=node.keywords[:number] + node.keywords[number + 1 :])
        case ast.Raise() | ast.Continue() | ast.Break():
            yield ast.Pass()
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]) if place.scope:
            yield ast.Pass()


def _is_text(node: ast.AST) -> bool:
    return any(isinstance(each, ast.JoinedStr) for each in ast.walk(node)) or any(
        isinstance(each, ast.Constant) and isinstance(each.value, str) for each in ast.iter_child_nodes(node)
    )


def _with(node: ast.AST, **changed: object) -> ast.AST:
    return type(node)(**{**dict(ast.iter_fields(node)), **changed})


def _put(tree: ast.Module, path: tuple, new: ast.AST | None) -> ast.Module:
    parent: ast.AST = tree
    for name, index in path[:-1]:
        parent = getattr(parent, name) if index is None else getattr(parent, name)[index]
    name, index = path[-1]
    old = getattr(parent, name) if index is None else getattr(parent, name)[index]
    for each in ast.walk(new):
        if not hasattr(each, "lineno"):
            ast.copy_location(each, old)
    if index is None:
        setattr(parent, name, new)
    else:
        getattr(parent, name)[index] = new
    return ast.fix_missing_locations(tree)


def _short(node: ast.AST) -> str:
    """A node in a line, without what it holds."""
    if isinstance(node, ast.If | ast.While):
        return f"{'if' if isinstance(node, ast.If) else 'while'} {ast.unparse(node.test)}"
    if isinstance(node, ast.comprehension):
        return f"for {ast.unparse(node)}".strip()
    return " ".join(ast.unparse(ast.fix_missing_locations(node)).split())


def source_of(module: str) -> Path:
    """The file of a module."""
    return ROOT / module
