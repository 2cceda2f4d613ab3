"""Eigenvalues and eigenvectors of a symmetric matrix."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._eigen import EIGENVECTORS
from symnn.operations.eigvalsh import eigvalsh


def eigh(matrix: Any) -> tuple[Tensor, Tensor]:
    """The eigenvalues λ and the eigenvectors V of a symmetric matrix, A = V diag(λ) Vᵀ.

    As for :func:`eigvalsh` the symmetric part is taken, and the eigenvalues must be distinct. The
    signs of the columns of V are not determined by A: differentiate only what they do not change.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> values, vectors = sn.eigh(sn.matrix("A", n, n))
    >>> values.shape, vectors.shape
    ((n,), (n, n))
    """
    return eigvalsh(matrix), EIGENVECTORS.of_last_axes(matrix, "eigh")
