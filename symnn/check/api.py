"""``sn.check``: judge a gradient that a person wrote down, as formula or as code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from symnn.check.code import judged_code
from symnn.check.engine import TIMEOUT, Judge
from symnn.check.layout import judged_shape
from symnn.check.verdict import Hint, Verdict
from symnn.check.written import UnreadableClaimError, written_claim
from symnn.language.errors import NoRuleError
from symnn.language.index import Index
from symnn.language.relabelling import label_of
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import System
from symnn.language.tensor import Tensor, as_tensor
from symnn.notation.reader.claim import Misfit, MisfitKind

Claim = Tensor | str | int | float | Callable[..., Any]


def check(
    model: System,
    of: str | Tensor,
    wrt: str | Tensor | tuple[str | Tensor, ...],
    claim: Claim,
    *,
    at: str = "",
    seed: int = 0,
    timeout: float | None = TIMEOUT,
    answers: bool = False,
    arrays: Callable[[Any], Any] | None = None,
) -> Verdict:
    """The verdict on the claim that ∂of/∂wrt is ``claim``.

    ``wrt`` is one quantity, or a tuple of them for higher derivatives. ``claim`` is a tensor of
    the derivative's shape (the shape of ``of``, then that of ``wrt``), or LaTeX of the right side
    (what is not understood is unclear; ``at`` are the letters of its running indices, one for each
    axis of the derivative), or a function on arrays: a hand-written backward pass. A function is
    called with the values of the quantities that its parameters name, or with a dictionary of all
    values if it has one parameter that names none;
    ``arrays`` makes its arrays from NumPy's (such as ``torch.tensor``). It is compared at random
    points with the derived gradient, so it is never proved.

    Raises UnknownNameError for names that the model does not have.

    >>> import symnn as sn
    >>> from symnn.check.api import check
    >>> n, = sn.dims("n")
    >>> model = sn.Model(); x = sn.vector("x", n); L = model.define("L", sn.total(x**2))
    >>> check(model, "L", "x", 2 * x).kind, check(model, "L", "x", x).hint.kind
    ('proved', 'factor')
    >>> check(model, "L", "x", "x + x").kind, check(model, "L", "x", "2 x_k", at="k").kind
    ('proved', 'proved')
    """
    if any(label_of(known) is not None for known in model.symbols.values()):
        raise NoRuleError(
            "claims about models with families are judged for given numbers of labels: "
            "sn.check(model.unrolled(T=3), …), or as a document with symnn check"
        )
    if at and not isinstance(claim, str):
        raise TypeError(f"check: at={at!r} names the indices of a claim in LaTeX; this is none")
    symbol = derivative(model, of, wrt)
    court = Judge(model, seed=seed, timeout=timeout, answers=answers)
    if isinstance(claim, str):
        return _judged_text(court, symbol, claim, at)
    if callable(claim):
        return judged_code(court, symbol, claim, arrays)
    tensor = as_tensor(claim, "check")
    if tensor.expr == 0 and not tensor.shape:  # 0 is the zero of every shape
        free = tuple(Index(size) for size in symbol.shape)
        return court.judge(symbol[free], tensor.expr, free)
    return judged_shape(court, symbol, tensor)


def _judged_text(court: Judge, symbol: TensorSymbol, latex: str, at: str) -> Verdict:
    blank = Verdict("unclear", shape=tuple(map(str, symbol.shape)), seed=court.seed)
    try:
        claim = written_claim(court.system, symbol, latex, at)
    except UnreadableClaimError as problem:
        return replace(blank, evidence=(str(problem),))
    if isinstance(claim, Misfit):
        mistake = Hint("layout" if claim.kind is MisfitKind.LAYOUT else "shape", claim.text)
        return replace(blank, kind="refuted", evidence=(claim.text,), hint=mistake)
    return judged_shape(court, symbol, claim)


def derivative(
    model: System, of: str | Tensor, wrt: str | Tensor | tuple[str | Tensor, ...]
) -> TensorSymbol:
    """The symbol of ∂of/∂wrt, or of a higher derivative where ``wrt`` has several quantities."""
    if isinstance(wrt, list):
        raise TypeError("wrt: one quantity, or a tuple of them for a higher derivative, not a list")
    symbol = model.symbol(of)
    for name in wrt if isinstance(wrt, tuple) else (wrt,):
        symbol = DerivativeSymbol(symbol, model.symbol(name))
    return symbol
