"""What ranges are known to say is so at all sizes: by counting, at small ones."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
import sympy as sp

from symnn.language.affine import affine, is_inside, is_known, is_nonnegative, whole_part
from symnn.language.bracket import Bracket, within
from symnn.language.dimension import dims
from symnn.language.index import Index

N, M, S = dims("n m s")
SIZES = [dict(zip((N, M, S), sizes, strict=True)) for sizes in product(range(1, 6), repeat=3)]


def values(expr, indices, sizes):
    """All values of an expression, where every size of an index is at least 1."""
    counts = [int(index.dimension.subs(sizes)) for index in indices]
    if min(counts, default=1) < 1:
        return
    for at in product(*(range(1, count + 1) for count in counts)):
        yield int(expr.subs(sizes).subs(dict(zip(indices, at, strict=True))))


def random_form(random):
    sizes = [N, M, N - M + 1, sp.Integer(3), whole_part(N - M, sp.Integer(2)) + 1, N + M - 1]
    indices = [Index(random.choice(sizes)) for _ in range(random.randint(1, 2))]
    terms = [random.choice([-2, -1, 1, 2]) * index for index in indices]
    terms += [random.choice([-1, 0, 1]) * size for size in (N, M)]
    return sp.Add(*terms, random.randint(-3, 3)), indices


def test_what_is_known_holds():
    random = Random(0)
    known = 0
    for _ in range(120):
        form, indices = random_form(random)
        for sign in (1, -1):
            if is_nonnegative(sign * form):
                known += 1
                for sizes in SIZES[::11]:
                    assert all(value >= 0 for value in values(sign * form, indices, sizes))
    assert known > 8


INSIDE = {
    "valid": (lambda i, u: i + u - 1, N - M + 1, M, N),
    "strided": (lambda i, u: 2 * i + u - 2, whole_part(N - M, sp.Integer(2)) + 1, M, N),
    "dilated": (lambda i, u: i + 3 * u - 3, N - 3 * M + 3, M, N),
    "any stride": (lambda i, u: S * (i - 1) + u, sp.floor((N - M) / S) + 1, M, N),
    "blocks": (lambda i, u: (i - 1) * M + u, N, M, N * M),
    "reversed": (lambda i, u: N - i + 1, N, M, N),
}


@pytest.mark.parametrize("name", INSIDE)
def test_places_inside(name):
    place, first, second, size = INSIDE[name]
    i, u = Index(first), Index(second)
    expr = sp.expand(place(i, u))
    assert is_inside(expr, size)
    for sizes in SIZES:
        length = int(size.subs(sizes))
        assert all(1 <= value <= length for value in values(expr, [i, u], sizes))
    outside = place(i, u) + 1
    assert not is_inside(sp.expand(outside), size)  # the last one lies outside


@pytest.mark.parametrize("below", [1, 2, 3])
def test_whole_parts(below):
    for above in (N - 5, 2 * N + M - 3, 4 * N + 3, N - M):
        form = whole_part(above, sp.Integer(below))
        for sizes in SIZES[::5]:
            assert form.subs(sizes) == int(above.subs(sizes)) // below
    assert whole_part(N - 5, sp.Integer(2)) == whole_part(N - 3, sp.Integer(2)) - 1


def test_brackets_that_are_decided():
    i, k = Index(N), Index(N - M + 1)
    assert Bracket(i - 1) == 1
    assert Bracket(-i) == 0
    assert within(k + M - 1, N) == 1
    assert isinstance(Bracket(i - 2), Bracket)
    assert Bracket(i - 2) ** 3 == Bracket(i - 2)
    assert Bracket(i - 2).subs(i, 1) == 0


def test_what_is_not_known():
    assert not is_known(N - M)
    assert not is_known(N - 2)
    assert not is_nonnegative(Index(N) * Index(N))  # not affine
    assert affine(sp.Mul(Index(N), Index(M))) is None
