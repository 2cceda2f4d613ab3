"""Products with the kernel of e^X: Σ_kl K_ijkl E_kl is a derivative along E, found without K."""

from __future__ import annotations

from dataclasses import dataclass

from symnn.language.index import Index
from symnn.operations._exponential import KERNEL
from symnn.plan.nodes import Apply, Axes, Contract, Node


@dataclass(frozen=True, slots=True)
class Along:
    """The derivative of the exponential of ``matrix[rows, columns]`` along ``direction``.

    ``place`` are the axes of the direction that are its rows and columns, ``out`` those of the
    result.
    """

    matrix: Node
    rows: Index
    columns: Index
    direction: Node
    place: Axes
    out: Axes


def derivative_along(node: Contract) -> Along | None:
    """The derivative that a product computes; None for a product without such a kernel.

    With G in the place of i and j the transposed matrix is taken:
    Σ_ij G_ij K(X)_ijkl = Σ_ij K(Xᵀ)_klij G_ij (Higham, Functions of Matrices, section 10.6).
    """
    for kernel, other in ((node.left, node.right), (node.right, node.left)):
        if not isinstance(kernel, Apply) or kernel.operation is not KERNEL:
            continue
        ((matrix, (rows, columns)),) = kernel.operands
        if set(matrix.axes) != {rows, columns} or set(other.axes) != set(node.over):
            continue
        first, second = kernel.outputs[:2], kernel.outputs[2:]
        if not all(isinstance(index, Index) for index in kernel.outputs):
            continue
        if len(set(kernel.outputs)) == 4 and set(second) == set(node.over):
            return Along(matrix, rows, columns, other, second, first)
        if len(set(kernel.outputs)) == 4 and set(first) == set(node.over):
            return Along(matrix, columns, rows, other, first, second)
    return None
