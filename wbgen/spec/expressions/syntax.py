"""From text to a syntax tree, by the grammar. Importing this imports lark."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeAlias

from lark import Lark, Token, Tree, UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark import __version__ as lark_version

from wbgen.own_folder import own_folder
from wbgen.spec.expressions.errors import ExpressionError
from wbgen.spec.expressions.mistakes import expected, known_mistake
from wbgen.spec.expressions.words import MAX_CHARS, MAX_DEPTH

Node: TypeAlias = "Tree[Token] | Token"


@cache
def parser() -> Lark:
    """The grammar, compiled; kept for the next time, since that takes as long as reading a spec."""
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    folder = own_folder()
    return Lark(
        grammar,
        parser="lalr",
        lexer="basic",
        propagate_positions=True,
        maybe_placeholders=False,
        cache=str(folder / f"expressions-{lark_version}.lark") if folder else False,
    )


def parse(text: str) -> Node:
    """The syntax tree of an expression, at most MAX_DEPTH deep. Raises ExpressionError."""
    if len(text) > MAX_CHARS:
        message = f"the expression is longer than {MAX_CHARS:,} characters"
        raise ExpressionError(message, 0, len(text), "split it")
    if not text.strip():
        raise ExpressionError("the expression is empty", 0, len(text), "write one, or leave the key out")
    try:
        tree = parser().parse(text)
    except UnexpectedInput as error:
        raise explained(text, error) from None
    check_depth(tree, text)
    return tree.children[0]


def check_depth(tree: Tree[Token], text: str) -> None:
    """Refuse what is nested too deeply to be walked by recursion."""
    level: list[Tree[Token]] = [tree]
    for _ in range(MAX_DEPTH + 1):  # one for the start
        level = [child for node in level for child in node.children if isinstance(child, Tree)]
        if not level:
            return
    start, end = place(level[0])
    message = f"the expression is nested deeper than {MAX_DEPTH} levels"
    raise ExpressionError(message, start, end, "split it")


def place(node: Node) -> tuple[int, int]:
    """The offsets in the text where a node starts and ends."""
    if isinstance(node, Token):
        return node.start_pos or 0, node.end_pos or 0
    return node.meta.start_pos, node.meta.end_pos


def explained(text: str, error: UnexpectedInput) -> ExpressionError:
    """What lark found wrong, in words and with the likely cure."""
    at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    at = len(text.rstrip()) if at_end else error.pos_in_stream or 0
    if not at_end and (mistake := known_mistake(text, at)):
        message, cure, start, end = mistake
        return ExpressionError(message, start, end, cure)
    if isinstance(error, UnexpectedToken):
        cure_or_none = expected(error.token.type, set(error.expected))
        if at_end:
            return ExpressionError("the expression ends too early", at, at, cure_or_none)
        end = at + len(error.token)
        return ExpressionError(f"`{error.token}` is not expected here", at, end, cure_or_none)
    assert isinstance(error, UnexpectedCharacters)
    return ExpressionError(
        f"`{text[at]}` is not expected here", at, at + 1, "names that hold it are written in quotes"
    )
