"""Known functions and what they apply to, with and without brackets."""

from __future__ import annotations

from dataclasses import replace

from symnn.notation.reader.grammar.brackets import bracket
from symnn.notation.reader.grammar.nodes import (
    Apply,
    Function,
    Group,
    Node,
    Number,
    Product,
    Scripts,
    Symbol,
)
from symnn.notation.reader.grammar.parser import Parser
from symnn.notation.reader.text.alphabet import COMMAND_FUNCTIONS, FUNCTIONS, WHOLE, WORDS
from symnn.notation.reader.text.tokens import cleaned
from symnn.notation.reader.trouble import ReadError


def function_name(parser: Parser) -> str | None:
    r"""The known function at this place: ``\tanh``, ``\operatorname{tr}``, ``\mathrm{ReLU}``."""
    token = parser.token
    assert token is not None
    if token.kind == "command" and token.text[1:] in COMMAND_FUNCTIONS:
        parser.take()
        return FUNCTIONS[token.text[1:]]
    if token.kind == "text" and token.text.strip() in FUNCTIONS:
        parser.take()
        return FUNCTIONS[token.text.strip()]
    if token.kind == "command" and token.text[1:] in WORDS | {"mathsf", "mathtt", "mathit"}:
        following = parser.tokens[parser.position + 1 : parser.position + 2]
        if following and following[0].kind == "group":
            word = "".join(part.text for part in cleaned(following[0].children))
            if word in FUNCTIONS:
                parser.position += 2
                return FUNCTIONS[word]
    return None


def function(parser: Parser, name: str, start: int) -> Node:
    """A known function, whose name is consumed already, with its scripts and arguments."""
    bare = Apply(name, (), start=start, end=parser.past)
    head = parser.scripted(bare)
    assert isinstance(head, Apply)
    token = parser.token
    if token is None or not parser.begins_operand():
        if head.sub is None and not head.sups and not head.primes:
            return Function(name, start=start, end=parser.past)
        raise ReadError(f"{name} of nothing", parser.offset)
    if token.text in ("(", "[", r"\{", r"\lbrace", r"\lbrack"):
        group = bracket(parser)
        items = group.items if isinstance(group, Group) else (group,)
        return replace(head, arguments=items, end=parser.past)
    argument_node, call = _bare_argument(parser, name)
    return replace(head, arguments=(argument_node,), call=call, end=parser.past)


def _bare_argument(parser: Parser, name: str) -> tuple[Node, bool]:
    """The argument of a function without brackets: one factor, or a product without doubt."""
    start = parser.offset
    factors: list[tuple[str, Node]] = [("", parser.factor())]
    run = parser.past
    call = False
    while parser.begins_operand() and not _ends_argument(parser):
        token = parser.token
        assert token is not None
        first = factors[0][1]
        apart = token.gap or token.start != run
        if token.text == "(" and len(factors) == 1 and isinstance(first, (Symbol, Scripts)):
            call = True
        elif not isinstance(first, Number) and name not in WHOLE and apart:
            raise ReadError(
                f"what {name} applies to is not clear: write brackets around its argument",
                token.start,
            )
        factors.append(("", parser.factor()))
        run = parser.past
        if call and len(factors) == 2 and parser.peek() != "(":
            break
    if len(factors) == 1:
        return factors[0][1], False
    return Product(tuple(factors), start=start, end=parser.past), call


def _ends_argument(parser: Parser) -> bool:
    text = parser.peek()
    token = parser.token
    word = token is not None and text[1:] in COMMAND_FUNCTIONS
    return word or text in (r"\sum", r"\prod", r"\operatorname", r"\nabla", r"\partial")
