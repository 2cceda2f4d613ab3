"""Products with the kernels of e^X: derivatives along matrices, found without the kernels.

D(X)[E] = Σ_kl K_ijkl E_kl is a block of the exponential of a matrix of twice the size, the second
derivative D²(X)[E, F] one of a matrix of four times the size. (Higham, Functions of Matrices,
eq. 3.16 and section 10.6; Al-Mohy and Higham, Higher order Fréchet derivatives of matrix
functions.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symnn.language.index import Index
from symnn.operations._exponential import KERNEL, SECOND_KERNEL
from symnn.plan.nodes import Apply, Axes, Contract, Node


@dataclass(frozen=True, slots=True)
class Along:
    """The derivative of the exponential of ``matrix[rows, columns]`` along ``directions``.

    Each direction is an array with the axes that are its rows and columns; ``out`` are those of
    the result.
    """

    matrix: Node
    rows: Index
    columns: Index
    directions: tuple[tuple[Node, Axes], ...]
    out: Axes


def derivative_along(node: Contract) -> Along | None:
    """The derivative that a product computes; None for a product without such a kernel.

    With W in the place of i and j the transposed matrix is taken:
    Σ_ij W_ij K(X)_ijkl = D(Xᵀ)[W]_kl, and Σ W_ij V_kl K²(X)_ijklab = D²(Xᵀ)[W, Vᵀ]_ab.
    """
    for kernel, given in _taken(node):
        ((matrix, (rows, columns)),) = kernel.operands
        outputs = kernel.outputs
        pairs = [outputs[place : place + 2] for place in range(0, len(outputs), 2)]
        if len(set(outputs)) < len(outputs) or set(matrix.axes) != {rows, columns}:
            continue
        if not all(isinstance(index, Index) for index in outputs):
            continue
        by_pair = {frozenset(axes): other for other, axes in given}
        left = [pair for pair in pairs if frozenset(pair) not in by_pair]
        if len(left) != 1 or len(by_pair) != len(pairs) - 1:
            continue
        known = [(by_pair[frozenset(pair)], pair) for pair in pairs if pair != left[0]]
        if left[0] == pairs[0]:
            return Along(matrix, rows, columns, tuple(known), pairs[0])
        turned = [(other, pair[::-1]) for other, pair in known[1:]]
        return Along(matrix, columns, rows, (known[0], *turned), left[0])
    return None


def _taken(node: Contract) -> Iterator[tuple[Apply, list[tuple[Node, Axes]]]]:
    """A kernel in a product of products, and the arrays that it is summed with."""
    for inner, other in ((node.left, node.right), (node.right, node.left)):
        if set(other.axes) != set(node.over):
            continue
        own = (other, node.over)
        if isinstance(inner, Apply) and inner.operation is KERNEL:
            yield inner, [own]
        elif isinstance(inner, Contract):
            for kernel, further in ((inner.left, inner.right), (inner.right, inner.left)):
                fits = set(further.axes) == set(inner.over)
                if isinstance(kernel, Apply) and kernel.operation is SECOND_KERNEL and fits:
                    yield kernel, [own, (further, inner.over)]
