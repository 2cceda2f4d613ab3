"""Products that sum: matrix product, outer product, Einstein summation."""

from __future__ import annotations

from collections import Counter
from typing import Any

from symnn.language.align import aligned
from symnn.language.errors import AmbiguousIndexError, ShapeError
from symnn.language.expression import rename, total_over
from symnn.language.index import Index, fresh
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text, text_of


def matmul(left: Tensor, right: Tensor) -> Tensor:
    """The matrix product, as NumPy's: the last axis of ``left`` with the last but one of ``right``.

    Vectors are rows on the left and columns on the right; leading axes of larger tensors are
    broadcast. Raises ShapeError for scalars and for sizes that do not meet.
    """
    text = text_of("@", [left.text, right.text])
    for operand in (left, right):
        if not operand.ndim:
            raise ShapeError(f"{text}: {operand.text} is a scalar; multiply by a scalar with *")
    mine = left.indices[-1]
    position = -2 if right.ndim > 1 else -1
    if mine.dimension != right.indices[position].dimension:
        raise ShapeError(
            f"{text}: {left.text} has shape {shape_text(left.shape)}, {right.text} has shape "
            f"{shape_text(right.shape)}; the inner sizes differ: "
            f"{mine.dimension} ≠ {right.indices[position].dimension}"
        )
    renaming = fresh(right.indices)
    theirs = [renaming[index] for index in right.indices]
    bound = Index(mine.dimension, mine.name)
    left_expr = rename(left.expr, {mine: bound})
    right_expr = rename(right.expr, {**renaming, right.indices[position]: bound})
    rows, columns = left.indices[-2:-1], theirs[-1:] if right.ndim > 1 else []
    if left.ndim > 2 or right.ndim > 2:
        batches = [
            Tensor(left_expr, left.indices[:-2], left.text),
            Tensor(right_expr, theirs[:-2], right.text),
        ]
        (left_expr, right_expr), leading = aligned("@", batches)
    else:
        leading = ()
    product = total_over(left_expr * right_expr, [bound])
    return Tensor(product, (*leading, *rows, *columns), text)


def outer(left: Any, right: Any) -> Tensor:
    """The outer product: ``outer(a, b)[i, j] = a[i] * b[j]``.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> sn.outer(sn.vector("a", n), sn.vector("b", m)).shape
    (n, m)
    """
    a, b = as_tensor(left, "outer"), as_tensor(right, "outer")
    renaming = fresh(b.indices)
    indices = (*a.indices, *(renaming[index] for index in b.indices))
    return Tensor(a.expr * rename(b.expr, renaming), indices, text_of("outer", [a.text, b.text]))


def einsum(subscripts: str, *operands: Any) -> Tensor:
    """Einstein summation, in the notation of ``numpy.einsum``.

    Without ``->`` a letter that occurs twice is summed. A letter that occurs three times or more
    is ambiguous then, and is refused.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> W, x = sn.matrix("W", m, n), sn.vector("x", n)
    >>> sn.einsum("ij,j->i", W, x).shape
    (m,)
    """
    tensors = [as_tensor(operand, "einsum") for operand in operands]
    whole = f'einsum("{subscripts}", {", ".join(tensor.text for tensor in tensors)})'
    inputs, arrow, output = subscripts.replace(" ", "").partition("->")
    terms = inputs.split(",")
    letters = Counter("".join(terms))
    if len(terms) != len(tensors):
        raise ShapeError(f"{whole}: {len(terms)} groups of letters for {len(tensors)} operands")
    if not arrow:
        for letter, times in letters.items():
            if times > 2:
                raise AmbiguousIndexError(
                    f"{whole}: the index {letter} occurs {times} times, and nothing says over "
                    f"what is summed; write the result's indices, such as '{inputs}->…'"
                )
        output = "".join(sorted(letter for letter, times in letters.items() if times == 1))
    unknown = [letter for letter in output if letter not in letters]
    if unknown or len(set(output)) != len(output):
        raise AmbiguousIndexError(
            f"{whole}: the result's indices '{output}' must be distinct "
            f"and occur among the operands'"
        )
    index_of: dict[str, Index] = {}
    product: Any = 1
    for term, tensor in zip(terms, tensors, strict=True):
        if len(term) != tensor.ndim:
            raise ShapeError(
                f"{whole}: '{term}' has {len(term)} indices, but {tensor.text} has "
                f"shape {shape_text(tensor.shape)}"
            )
        for letter, index in zip(term, tensor.indices, strict=True):
            known = index_of.setdefault(letter, Index(index.dimension, letter))
            if known.dimension != index.dimension:
                raise ShapeError(
                    f"{whole}: the index {letter} runs over {known.dimension} and "
                    f"over {index.dimension} (in {tensor.text})"
                )
        places = zip(tensor.indices, map(index_of.get, term), strict=True)
        product *= rename(tensor.expr, dict(places))
    bound = [index for letter, index in index_of.items() if letter not in output]
    return Tensor(total_over(product, bound), [index_of[letter] for letter in output], whole)
