"""The planner: how an index expression is computed with arrays.

A sum over products becomes pairwise contractions, ordered so that the intermediate arrays are
small; factors that share an axis are first multiplied entry by entry where that makes no larger
array. Everything else is elementwise.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.inverses import is_symmetric
from symnn.language.bracket import Bracket
from symnn.language.expression import Applied, Total, bound_by, has_delta, indices_in
from symnn.language.index import Index
from symnn.language.operation import AxisOperation, operation_of
from symnn.language.positions import PositionSymbol, position_symbol
from symnn.language.symbol import Entry, TensorSymbol, indices_of, symbol_of
from symnn.operations.inverse import INVERSE
from symnn.plan.nodes import (
    Apply,
    Axes,
    Contract,
    Elementwise,
    Fold,
    Identity,
    Leaf,
    Match,
    Node,
    Part,
    Reduce,
    Scatter,
    united,
)
from symnn.plan.place_nodes import NoPlanError, lookup, mask, ordered, positions, window
from symnn.plan.places import (
    Targets,
    is_mask,
    is_window,
    matched,
    reduced,
    scattered,
    targets,
    unsolved,
)
from symnn.plan.rebuilt import rebuilt


def plan(expr: Expr) -> Node:
    """The plan of an index expression; its axes are the free indices.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> type(plan((sn.matrix("W", m, n) @ sn.vector("x", n)).expr)).__name__
    'Contract'
    """
    if isinstance(expr, (Entry, TensorSymbol)):
        return _named(expr)
    if (match := matched(expr)) is not None:
        places = positions(match[1])
        return Match((*places.axes, match[0]), match[0], places)
    if is_mask(expr):
        return mask(expr)
    if isinstance(expr, sp.KroneckerDelta):
        return Identity(tuple(i for i in expr.args if isinstance(i, Index)), expr.args)
    if isinstance(expr, Total):
        return _sum(expr.function, bound_by(expr))
    if isinstance(expr, Applied):
        return _applied(expr)
    if isinstance(expr, sp.Mul) and any(_opens(factor, expr) for factor in expr.args):
        return plan(sp.expand_mul(expr, deep=False))
    return _elementwise(expr)


def _named(leaf: Entry | TensorSymbol) -> Node:
    """A named quantity, or entries of it."""
    indices = indices_of(leaf)
    if any(position_symbol(place) for place in indices):
        return lookup(leaf)
    if isinstance(leaf, Entry) and is_window(leaf):
        return window(leaf)
    symbol = leaf.symbol if isinstance(leaf, Entry) else leaf
    if isinstance(symbol, PositionSymbol):
        raise NoPlanError(f"{symbol.name} holds positions: it stands as an index, not a number")
    return Leaf(united(tuple(i for i in indices if isinstance(i, Index))), symbol, indices)


def _opens(factor: Expr, product: sp.Mul) -> bool:
    """Whether a sum with deltas is multiplied out: others have its indices, (δ_ij + a_i) b_j."""
    if not isinstance(factor, sp.Add) or not has_delta(factor):
        return False
    return any(indices_in(other) & indices_in(factor) for other in product.args if other != factor)


def _applied(expr: Applied) -> Apply:
    operation = operation_of(expr)
    assert isinstance(operation, AxisOperation)
    operands = tuple((plan(body), bound) for body, bound in expr.operands)
    inside = [tuple(a for a in node.axes if a not in bound) for node, bound in operands]
    outputs = tuple(index for index in expr.outputs if isinstance(index, Index))
    if any(indices_in(place) for place in expr.outputs if place not in outputs):
        raise NoPlanError(
            f"{operation.name} at a place such as i + 1: no array code is known; give it a name "
            f"with model.define, and take the entries of that"
        )
    symmetric = operation is INVERSE and is_symmetric(expr)
    return Apply(united(*inside, outputs), operation, operands, expr.outputs, symmetric)


# ---- elementwise ------------------------------------------------------------------------------


def _elementwise(expr: Expr) -> Node:
    parts: dict[Expr, Part] = {}

    def walk(node: Expr) -> Expr:
        if isinstance(node, (Entry, TensorSymbol, Total, Applied, sp.KroneckerDelta, Bracket)):
            if node not in parts:
                symbol = symbol_of(node)
                positive = True if symbol is not None and symbol.is_positive else None
                parts[node] = Part(positive=positive)
            return parts[node]
        if not node.args:
            return node
        return rebuilt(node, list(map(walk, node.args)))

    body = walk(expr)
    nodes = {part: plan(node) for node, part in parts.items()}
    return _made(body, nodes)


def _made(expr: Expr, parts: dict[Part, Node]) -> Node:
    """An elementwise node; a single part is itself."""
    if isinstance(expr, Part):
        return parts[expr]
    return Elementwise(united(*(node.axes for node in parts.values())), expr, parts)


def hadamard(nodes: Sequence[Node]) -> Node:
    """The product of arrays entry by entry, missing axes stretched."""
    if len(nodes) == 1:
        return nodes[0]
    parts: dict[Part, Node] = {}
    factors: list[Expr] = []
    for node in nodes:
        product = isinstance(node, Elementwise) and isinstance(node.expr, (sp.Mul, sp.Pow))
        if isinstance(node, Elementwise) and (product or not node.axes):
            parts.update(node.parts)
            factors.append(node.expr)
        else:
            part = Part()
            parts[part] = node
            factors.append(part)
    return _made(sp.Mul(*factors), parts)


# ---- sums -------------------------------------------------------------------------------------


def _sum(body: Expr, bound: Axes) -> Node:
    if isinstance(body, sp.Add) and _splits(body):
        terms = {Part(): _sum(term, _own(bound, term)) for term in body.args}
        sizes = {
            part: sp.Mul(*(i.dimension for i in bound if i not in indices_in(term)))
            for part, term in zip(terms, body.args, strict=True)
        }
        return _made(sp.Add(*(part * sizes[part] for part in terms)), terms)
    given = sp.Mul.make_args(body)
    factors = [reduced(factor) for factor in given]
    if any(new is not old for new, old in zip(factors, given, strict=True)):
        body = sp.Mul(*factors)
    outside = [factor for factor in factors if not indices_in(factor) & set(bound)]
    inside = [factor for factor in factors if factor not in outside]
    wide = next((factor for factor in inside if _is_wide(factor)), None)
    if wide is not None and len(inside) > 1:
        rest = sp.Mul(*(factor for factor in factors if factor is not wide))
        return _sum(sp.Add(*(sp.Mul(rest, term) for term in wide.args)), bound)
    inside, own = unsolved(inside, _own(bound, body))
    kept, folds = targets(inside, own)
    scatter = scattered(inside, own)
    if scatter is not None:
        node: Node = _scattered(inside, own, *scatter)
    else:
        node = _folded(kept, own, folds) if folds else contraction(*_opened(inside, own))
    lost = [index.dimension for index in bound if index not in indices_in(body)]
    if not outside and not lost:
        return node
    return hadamard([plan(sp.Mul(*outside, *lost)), node])


def _scattered(
    factors: Sequence[Expr], bound: Axes, delta: Expr, target: Index, place: Expr
) -> Scatter:
    """The product summed over what the positions leave, and then added at these."""
    places = positions(place)
    rest = sp.Mul(*(factor for factor in factors if factor is not delta))
    left = tuple(index for index in bound if index not in places.axes)
    child = _sum(rest, left) if left else plan(rest)
    kept = tuple(axis for axis in child.axes if axis not in places.axes)
    return Scatter((target, *kept), child, places.axes, target, places)


def _folded(factors: Sequence[Expr], bound: Axes, folds: Targets) -> Fold:
    """The product summed over what the fold leaves, and then folded."""
    over = united(*(ordered([place]) for _, place in folds))
    nodes, left = _opened(factors, tuple(index for index in bound if index not in over))
    child = contraction(nodes, left) if nodes else plan(sp.S.One)
    rest = tuple(axis for axis in child.axes if axis not in over)
    return Fold((*rest, *(index for index, _ in folds)), child, over, folds)


def _own(bound: Axes, expr: Expr) -> Axes:
    return tuple(index for index in bound if index in indices_in(expr))


def _splits(body: sp.Add) -> bool:
    """Whether the terms are summed one by one: products, or terms with fewer axes than the sum."""
    return any(_is_product(term) or indices_in(term) != indices_in(body) for term in body.args)


def _is_product(term: Expr) -> bool:
    """Whether a term is a product of arrays over different axes."""
    axes = {indices_in(factor) for factor in sp.Mul.make_args(term) if indices_in(factor)}
    return len(axes) > 1 or isinstance(term, Total)


def _is_wide(factor: Expr) -> bool:
    """Whether a sum of products spans more axes than any array in it: a_i b_j + c_i d_j."""
    if not isinstance(factor, sp.Add) or len(indices_in(factor)) < 3:
        return False
    arrays = (array for term in factor.args for array in sp.Mul.make_args(term))
    return len(indices_in(factor)) > max(len(indices_in(array)) for array in arrays)


def _opened(factors: Sequence[Expr], bound: Axes) -> tuple[list[Node], Axes]:
    """The factors as nodes, and the indices that are still to be summed.

    A square that is summed up is a product with itself; a sum of terms is summed at once over the
    indices that no other factor has: Σ_ij A_i (B_ij + C_j) = Σ_i A_i (Σ_j B_ij + Σ_j C_j).
    """
    nodes: list[Node] = []
    left = list(bound)
    for factor in factors:
        others = {index for other in factors if other is not factor for index in indices_in(other)}
        square = isinstance(factor, sp.Pow) and factor.exp == 2
        if square and len(factors) == 1 and indices_in(factor.base) <= set(bound):
            base = plan(factor.base)
            nodes += [base, base]
        elif isinstance(factor, sp.Add) and len(factors) > 1:
            alone = [index for index in left if index not in others]
            left = [index for index in left if index in others]
            nodes.append(_sum(factor, tuple(alone)) if alone else plan(factor))
        else:
            nodes.append(plan(factor))
    return nodes, tuple(left)


def contraction(nodes: list[Node], bound: Axes) -> Node:
    """``Σ_bound Π nodes`` by contractions of two, cheapest first."""
    left = list(bound)
    while left:
        axis = min(left, key=lambda axis: _cost(axis, nodes, left))
        touching, over = _touching(axis, nodes, left)
        rest = [node for node in nodes if all(node is not other for other in touching)]
        nodes = [*rest, _product(touching, over)]
        left = [index for index in left if index not in over]
    return hadamard(nodes)


def _touching(axis: Index, nodes: list[Node], left: Sequence[Index]) -> tuple[list[Node], Axes]:
    """The nodes that have ``axis``, and all axes that can be summed with it."""
    touching = [node for node in nodes if axis in node.axes]
    others = {a for node in nodes if axis not in node.axes for a in node.axes}
    inside = united(*(node.axes for node in touching))
    return touching, tuple(index for index in inside if index in left and index not in others)


def _cost(axis: Index, nodes: list[Node], left: Sequence[Index]) -> tuple[int, int, int]:
    touching, over = _touching(axis, nodes, left)
    work = united(*(node.axes for node in touching))
    return len(work), len(work) - len(over), left.index(axis)


def _product(nodes: list[Node], over: Axes) -> Node:
    axes = united(*(node.axes for node in nodes))
    kept = tuple(axis for axis in axes if axis not in over)
    if len(nodes) == 1:
        return Reduce(kept, nodes[0], over)
    first, second = _halves(nodes)
    left, right = hadamard(first), hadamard(second)
    shared = tuple(axis for axis in over if axis in left.axes and axis in right.axes)
    left, right = _summed_alone(left, over, shared), _summed_alone(right, over, shared)
    return Contract(kept, left, right, shared)


def _summed_alone(node: Node, over: Axes, shared: Axes) -> Node:
    """The node summed over the axes of ``over`` that only it has: Σ_ij a_i B_ij = aᵀ (B 1)."""
    own = tuple(axis for axis in over if axis in node.axes and axis not in shared)
    if not own:
        return node
    return Reduce(tuple(axis for axis in node.axes if axis not in own), node, own)


def _halves(nodes: list[Node]) -> tuple[list[Node], list[Node]]:
    """Two groups, each no larger in axes than its largest member where that is possible.

    Where it is not, arrays go where they add the fewest axes: Σ_m (X_mi X_mk) (M_mjl s_mj).
    """
    order = sorted(nodes, key=lambda node: -len(node.axes))
    first = [order[0]]
    apart = [node for node in order[1:] if not set(node.axes) <= set(order[0].axes)]
    second = [apart[0] if apart else order[-1]]
    for node in order[1:]:
        if node is second[0]:
            continue
        if set(node.axes) <= set(second[0].axes):
            second.append(node)
            continue
        wider = [len(united(*(n.axes for n in (*group, node)))) for group in (first, second)]
        (second if wider[1] < wider[0] else first).append(node)
    position = {id(node): place for place, node in enumerate(nodes)}
    groups = sorted((first, second), key=lambda group: min(position[id(node)] for node in group))
    return groups[0], groups[1]
