"""Whether all that is done to the parsers of a program can be seen in its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: Calls that give a parser, or a group, which takes arguments for its parser.
MAKERS = frozenset({"ArgumentParser", "add_argument_group", "add_mutually_exclusive_group"})
#: What a parser can be asked without its flags becoming unknown.
METHODS = frozenset(
    {
        *("add_argument", "add_argument_group", "add_mutually_exclusive_group"),
        *("parse_args", "parse_intermixed_args", "set_defaults", "get_default", "register"),
        *("error", "exit", "format_help", "format_usage", "print_help", "print_usage"),
    }
)
#: What of a parser can be read, or set, to the same effect.
PARTS = frozenset(
    {
        "description",
        "epilog",
        "prog",
        "usage",
        "formatter_class",
        "_action_groups",
        "_optionals",
        "_positionals",
    }
)

#: How often names are looked for; each time finds those that the time before has led to.
MOST_PASSES = 8

#: The node that each stands in.
Above = dict[ast.AST, ast.AST]
Assignment = ast.Assign | ast.AnnAssign | ast.NamedExpr
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(node: ast.AST | None) -> str:
    """``a.b.c`` as ``c``; empty for anything else."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def place_of(node: ast.AST | None) -> str:
    """Where something is kept: ``x`` as ``x``, ``a.b.x`` as ``.x``; empty for anything else."""
    return f".{node.attr}" if isinstance(node, ast.Attribute) else name_of(node)


def are_seen(tree: ast.Module) -> bool:
    """Whether parsers go by one name each, and nobody else is handed one who might add arguments to it.

    A name is taken for the same thing in every function: in doubt, parsers are not seen.
    """
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    known = Known(set(MAKERS), set())
    if not any(known.learn(above) for _ in range(MOST_PASSES)):
        return False
    return all(
        is_plain_use(node, above) if is_read(node) else known.has(value_of(above[node]))
        for node in above
        if known.has(node)
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What is known to be a parser. makers: functions that give one.  names: of parsers."""

    makers: set[str]
    names: set[str]

    def has(self, node: ast.AST | None) -> bool:
        """Whether an expression is a parser, or a name of one."""
        return (
            name_of(node.func) in self.makers if isinstance(node, ast.Call) else place_of(node) in self.names
        )

    def learn(self, above: Above) -> bool:
        """Add what is assigned or returned; whether nothing was new."""
        before = len(self.makers), len(self.names)
        for node in above:
            if is_read(node) and self.has(node):
                parent = above[node]
                self.names.update(filter(None, map(place_of, targets(parent))))
                if isinstance(parent, ast.Return):
                    self.makers.update(function_of(parent, above))
        return before == (len(self.makers), len(self.names))


def is_read(node: ast.AST) -> bool:
    """Whether an expression is read, and not assigned."""
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def is_plain_use(node: ast.AST, above: Above) -> bool:
    """Whether a parser is only asked something, named, or returned."""
    parent = above[node]
    if isinstance(parent, ast.Attribute):
        if parent.attr in METHODS:
            call = above[parent]
            return isinstance(call, ast.Call) and call.func is parent
        return parent.attr in PARTS
    if isinstance(parent, ast.Call) and parent.func is node:
        return True  # a function of the same name
    return isinstance(parent, ast.Return | ast.Expr) or (
        value_of(parent) is node and all(map(place_of, targets(parent)))
    )


def targets(node: ast.AST) -> Iterable[ast.expr]:
    """What an assignment assigns to."""
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign | ast.NamedExpr) else []


def value_of(node: ast.AST) -> ast.expr | None:
    """What an assignment assigns."""
    return node.value if isinstance(node, Assignment) else None


def function_of(node: ast.AST, above: Above) -> Iterator[str]:
    """The name of the function that a statement stands in."""
    while node in above:
        node = above[node]
        if isinstance(node, Function):
            yield node.name
            return
