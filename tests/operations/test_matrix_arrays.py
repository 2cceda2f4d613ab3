"""The array code of matrix functions, which programs take over, against SciPy and definitions."""

from __future__ import annotations

import numpy as np
import pytest

from symnn.operations._eigen import EIGENVECTORS, EIGVALSH
from symnn.operations._eigengaps import EIGENGAPS
from symnn.operations._exponential import ALONG, ALONG_TWICE, KERNEL, MATRIX_EXP, SECOND_KERNEL
from symnn.operations._singular import LEFT_SINGULAR, RIGHT_SINGULAR, SVDVALS
from symnn.operations._triangles import TRIL, TRIU

linalg = pytest.importorskip("scipy.linalg")
RANDOM = np.random.default_rng(5)
LAST = (-2, -1)


def matrix(*shape, scale=1.0):
    return scale * RANDOM.normal(size=shape)


def equal(found, wanted, digits=1e-12):
    np.testing.assert_allclose(found, wanted, rtol=digits, atol=digits * np.abs(wanted).max())


@pytest.mark.parametrize("scale", [0.0, 1e-9, 0.3, 2.0, 15.0])
@pytest.mark.parametrize("size", [1, 2, 5])
def test_exponential(size, scale):
    x = matrix(size, size, scale=scale)
    equal(MATRIX_EXP.array(x, LAST), linalg.expm(x), 1e-11)


def test_exponential_where_the_answer_is_known():
    angle = 0.7
    turn = np.array([[0.0, -angle], [angle, 0.0]])
    c, s = np.cos(angle), np.sin(angle)
    equal(MATRIX_EXP.array(turn, LAST), np.array([[c, -s], [s, c]]))
    nilpotent = np.array([[0.0, 3.0], [0.0, 0.0]])
    equal(MATRIX_EXP.array(nilpotent, LAST), np.array([[1.0, 3.0], [0.0, 1.0]]))


@pytest.mark.parametrize("scale", [0.2, 1.0, 6.0])
def test_derivatives_of_the_exponential_along_matrices(scale):
    x, e, f = matrix(3, 3, scale=scale), matrix(3, 3), matrix(3, 3)
    equal(ALONG.array(x, e, LAST), linalg.expm_frechet(x, e, compute_expm=False), 1e-11)
    twice, h = ALONG_TWICE.array(x, e, f, LAST), 1e-4
    ahead, behind = (ALONG.array(x + step * f, e, LAST) for step in (h, -h))
    equal(twice, (ahead - behind) / (2 * h), 1e-5)
    equal(twice, ALONG_TWICE.array(x, f, e, LAST), 1e-10)  # the order does not matter


def test_kernels_of_the_exponential_are_its_derivatives_along_units():
    x = matrix(2, 2)
    first, second = KERNEL.array(x, LAST), SECOND_KERNEL.array(x, LAST)
    units = np.eye(4).reshape(2, 2, 2, 2)
    for k, m in np.ndindex(2, 2):
        equal(first[:, :, k, m], linalg.expm_frechet(x, units[k, m], compute_expm=False))
        for a, b in np.ndindex(2, 2):
            wanted = ALONG_TWICE.array(x, units[k, m], units[a, b], LAST)
            equal(second[:, :, k, m, a, b], wanted)


def test_eigenvalues_and_eigenvectors_of_the_symmetric_part():
    x = matrix(4, 4)
    symmetric = (x + x.T) / 2
    values, vectors = EIGVALSH.array(x, LAST), EIGENVECTORS.array(x, LAST)
    equal(vectors * values @ vectors.T, symmetric)
    equal(vectors.T @ vectors, np.eye(4))
    assert list(values) == sorted(values)


def test_gaps_of_eigenvalues():
    x = np.array([1.0, 3.0, 3.0, 7.0])
    wanted = np.zeros((4, 4))
    for j, i in np.ndindex(4, 4):
        if x[i] != x[j]:
            wanted[j, i] = 1 / (x[i] - x[j])
    equal(EIGENGAPS.array(x, (-1,)), wanted)


@pytest.mark.parametrize("shape", [(3, 3), (5, 2), (2, 5)])
def test_singular_values_and_vectors(shape):
    x = matrix(*shape)
    u, v = LEFT_SINGULAR.array(x, LAST), RIGHT_SINGULAR.array(x, LAST)
    values = SVDVALS.array(x, LAST)
    assert (u.shape, v.shape) == ((shape[0], min(shape)), (shape[1], min(shape)))
    equal(u * values @ v.T, x)
    equal(values, np.sqrt(np.sort(np.linalg.eigvalsh(x.T @ x))[::-1][: min(shape)]), 1e-7)


def test_triangles():
    x = matrix(3, 4)
    below = np.array([[i >= j for j in range(4)] for i in range(3)])
    equal(TRIL.array(x, LAST), x * below)
    equal(TRIU.array(x, LAST), x * np.array([[i <= j for j in range(4)] for i in range(3)]))
