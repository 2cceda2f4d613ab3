"""The ranges of sums with places such as k − u + 1: limits, and brackets where there are none.

An entry at a place outside of its axis is 0. Index notation says which places are inside: by the
limits of a sum, Σ_{u=max(1, k−n+m)}^{min(m, k)} w_u g_{k−u+1}, where an index stands alone in the
place, and by a bracket, x_{i−1} 𝟙[i − 1 ≥ 1], elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.affine import affine, is_nonnegative, is_plain
from symnn.language.bracket import Bracket
from symnn.language.expression import Applied
from symnn.language.index import Index
from symnn.language.symbol import Entry
from symnn.notation.style import Latex, Style

Text = Callable[[Expr], str]


@dataclass
class Limits:
    """What an index of a sum is at least and at most, besides 1 and its size."""

    least: list[Expr] = field(default_factory=list)
    most: list[Expr] = field(default_factory=list)


def open_conditions(entry: Entry) -> list[Expr]:
    """The expressions that must be ≥ 0 for an entry to be inside, and may be less.

    >>> from symnn.language.symbol import TensorSymbol
    >>> n, = sp.symbols("n,", integer=True, positive=True); i = Index(n, "i")
    >>> open_conditions(TensorSymbol("x", (n,))[i - 1])
    [_i - 2]
    """
    found = []
    for place, size in zip(entry.args[1:], entry.symbol.shape, strict=True):
        if not is_plain(place, size):
            sides = (sp.expand(place - 1), sp.expand(size - place))
            found += [side for side in sides if not is_nonnegative(side)]
    return found


def limits(body: Expr, bound: Sequence[Index]) -> tuple[dict[Index, Limits], frozenset[Expr]]:
    """The limits of the indices of a sum by the factors of its body, and the conditions they say.

    >>> from symnn.language.symbol import TensorSymbol
    >>> n, m = sp.symbols("n m", integer=True, positive=True)
    >>> u, k = Index(m, "u"), Index(n + m - 1, "k")
    >>> found, _ = limits(TensorSymbol("g", (n,))[k - u + 1], [u])
    >>> found[u].least, found[u].most
    ([_k - n + 1], [_k])
    """
    found: dict[Index, Limits] = {}
    said = set()
    for condition in _conditions(body):
        form = affine(condition)
        if form is None:
            continue
        for index in reversed(bound):
            step = form[1].get(index)
            if step in (1, -1):
                other = sp.expand(condition - step * index)
                own = found.setdefault(index, Limits())
                if step == 1 and -other not in own.least:
                    own.least.append(-other)
                elif step == -1 and other not in own.most:
                    own.most.append(other)
                said.add(condition)
                break
    return found, frozenset(said)


def says_range(body: Expr, index: Index) -> bool:
    """Whether an index stands alone somewhere, along an axis of its size or in a delta.

    >>> from symnn.language.symbol import TensorSymbol
    >>> n, m = sp.symbols("n m", integer=True, positive=True); u = Index(m, "u")
    >>> says_range(TensorSymbol("w", (m,))[u], u), says_range(TensorSymbol("x", (n,))[u + 1], u)
    (True, False)
    """
    for node in sp.preorder_traversal(body):
        if isinstance(node, Entry) and index in node.args[1:]:
            axes = zip(node.args[1:], node.symbol.shape, strict=True)
            if any(place is index and size == index.dimension for place, size in axes):
                return True
        elif isinstance(node, sp.KroneckerDelta) and all(isinstance(i, Index) for i in node.args):
            if index in node.args:
                return True
        elif isinstance(node, Applied) and index in node.outputs:
            return True
    return not body.has(index)


def _conditions(body: Expr) -> Iterator[Expr]:
    """What must be ≥ 0 for a product not to be 0."""
    for factor in sp.Mul.make_args(body):
        base = factor.base if isinstance(factor, sp.Pow) and factor.exp.is_positive else factor
        if isinstance(base, Bracket):
            yield base.args[0]
        elif isinstance(base, Entry):
            yield from open_conditions(base)


def written_limits(index: Index, own: Limits, text: Text, style: Style) -> tuple[str, str]:
    """The lower and the upper limit of a sum as text."""
    least = [sp.S.One, *own.least] if not _known(own.least, lambda e: e - 1) else own.least
    size = index.dimension
    most = [size, *own.most] if not _known(own.most, lambda e: size - e) else own.most
    latex = isinstance(style, Latex)
    return _extreme("max", least, text, latex=latex), _extreme("min", most, text, latex=latex)


def _known(limits: Sequence[Expr], excess: Callable[[Expr], Expr]) -> bool:
    return any(is_nonnegative(excess(limit)) for limit in limits)


def _extreme(name: str, values: Sequence[Expr], text: Text, *, latex: bool) -> str:
    if len(values) == 1:
        return text(values[0])
    inner = (", " if not latex else r",\, ").join(map(text, values))
    return rf"\{name}({inner})" if latex else f"{name}({inner})"


def relation(condition: Expr, text: Text, sign: str) -> str:
    """``condition ≥ 0`` with positive terms on both sides: i ≥ 2."""
    terms = sp.Add.make_args(condition)
    left = sp.Add(*(term for term in terms if not term.could_extract_minus_sign()))
    right = sp.expand(left - condition)
    return f"{text(left)} {sign} {text(right)}"


def place_terms(place: Expr, order: Sequence[Index] = ()) -> list[Expr]:
    """The terms of a place in reading order: indices, sizes, a number; not a minus first.

    ``order`` has the indices in the order of their letters.

    >>> n, = sp.symbols("n,", integer=True, positive=True); i, k = Index(n, "i"), Index(n, "k")
    >>> place_terms(1 - i + k), place_terms(n - i + 1)
    ([_k, -_i, 1], [n, -_i, 1])
    """

    def kind(term: Expr) -> tuple[int, bool, int, str]:
        indices = [s for s in term.free_symbols if isinstance(s, Index)]
        rank = 2 if term.is_number else 1 - bool(indices)
        lettered = [order.index(index) for index in indices if index in order]
        text = "" if indices else str(term)
        return rank, bool(term.could_extract_minus_sign()), min(lettered, default=-1), text

    terms = sorted(place.args, key=kind)
    first = next((t for t in terms if not t.could_extract_minus_sign()), terms[0])
    return [first, *(term for term in terms if term is not first)]


def compact(text: str) -> str:
    """A place without spaces around its signs: k-u+1."""
    return text.replace(" + ", "+").replace(" - ", "-")
