"""How a user writes things, for error messages."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sympy.core.expr import Expr


def is_name(name: object) -> bool:
    r"""Whether something may name a quantity: a line of characters that show.

    Names are written into pages, code and terminals: nothing in them may act there, or hide.

    >>> is_name("W^{(1)}"), is_name(r"\hat{y}"), is_name(" "), is_name("a\x1b[2J")
    (True, True, False, False)
    """
    return isinstance(name, str) and bool(name.strip()) and name.isprintable()


def free_name(wish: str, taken: Collection[str]) -> str:
    """A name that is not taken: the wish, or it with primes.

    >>> free_name("H", {"L", "G"}), free_name("G", {"L", "G", "G'"})
    ('H', "G''")
    """
    while wish in taken:
        wish += "'"
    return wish


def shape_text(shape: Sequence[Expr]) -> str:
    """A shape as a user would write it: ``(n, m)``, ``(n,)``, ``()``."""
    inner = ", ".join(map(str, shape))
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


def text_of(name: str, operands: Sequence[str]) -> str:
    """The operation ``name`` on ``operands``.

    >>> text_of("@", ["W + V", "x"]), text_of("exp", ["x"])
    ('(W + V) @ x', 'exp(x)')
    """
    if not name[0].isalpha():
        return shortened(f" {name} ".join(operand_text(operand) for operand in operands))
    return shortened(f"{name}({', '.join(operands)})")


def operand_text(text: str) -> str:
    """``text`` as an operand, in parentheses where it needs them."""
    simple = text.replace("_", "a").isalnum() or (
        text.endswith((")", "]", ".T")) and " " not in text
    )
    return text if simple else f"({text})"


def shortened(text: str, limit: int = 60) -> str:
    """``text``, cut in the middle where it is long."""
    return text if len(text) <= limit else f"{text[: limit // 2]} … {text[-limit // 2 :]}"
