r"""Jacobians of lists of numbers: ``\frac{\partial(x, y)}{\partial(r, \theta)} = …``.

That is the matrix of the partial derivatives, a row for each quantity above; where it is to equal
a number, it is the determinant of that matrix, which has the same notation. In other places, where
nothing tells the two apart, the notation is not understood.
"""

from __future__ import annotations

from symnn.notation.reader.grammar.nodes import Apply, Derivative, Group, Matrix, Node, unwrapped


def jacobian(head: Node) -> Matrix | None:
    """The matrix of derivatives that a derivative of a list by a list is; None for another."""
    node = unwrapped(head)
    if not isinstance(node, Derivative) or len(node.wrt) != 1 or node.wrt[0][1]:
        return None
    above, below = (None if n is None else unwrapped(n) for n in (node.of, node.wrt[0][0]))
    if not isinstance(above, Group) or not isinstance(below, Group):
        return None
    lists = above.bracket == below.bracket == "("
    if not lists or len(above.items) < 2 or len(below.items) < 2:
        return None
    rows = tuple(
        tuple(
            Derivative(of, ((wrt, False),), total=node.total, start=of.start, end=of.end)
            for wrt in below.items
        )
        for of in above.items
    )
    return Matrix(rows, start=node.start, end=node.end)


def determinant(matrix: Matrix) -> Apply | None:
    """The determinant of a matrix, if it is square."""
    square = len(matrix.rows) == len(matrix.rows[0])
    return Apply("det", (matrix,), start=matrix.start, end=matrix.end) if square else None
