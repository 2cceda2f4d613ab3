"""Labels, families and equations of members that make no sense, and what is said of them."""

from __future__ import annotations

import copy
import gc
import pickle

import pytest
import sympy as sp

import symnn as sn
from symnn.language.affine import is_inside, is_known, is_nonnegative, whole_part
from symnn.language.components import components
from symnn.language.errors import LabelError, NameConflictError, ShapeError
from symnn.language.index import Index
from symnn.language.series import Series
from symnn.language.undisturbed import undisturbed

T, N = sn.dims("T n")
t, s = sn.label("t", T), sn.label("s", T)
h, x, u = sn.family("h", t, N), sn.family("x", t, N), sn.family("u", s, N)
W = sn.matrix("W", N, N)


def defined(left, right):
    model = sn.Model()
    model.define(left, right)
    return model


REFUSED = {
    "a label without a name": (lambda: sn.label("1t", T), r"a label needs a name such as 't'"),
    "a label up to a half": (
        lambda: sn.label("t", 2.5),
        r"a size such as T, .* not 2\.5",
    ),
    "a label up to a multiple": (lambda: sn.label("t", 2 * T), r"not 2\*T"),
    "a label up to a label": (lambda: sn.label("k", t), "the label k runs from and to a number"),
    "a label up to a truth": (lambda: sn.label("t", True), "not True"),
    "a family along a word": (
        lambda: sn.family("h", "t", N),
        r"h: expected a label such as sn\.label\('t', T\), not 't'",
    ),
    "a member at another label": (lambda: h[2 * t], r"^h\[2\*t\]: expected t or t plus a number"),
    "a member at a half": (
        lambda: h[0.5],
        r"^h\[0\.5\]: .* a number, or T$",
    ),
    "a definition of no member": (
        lambda: defined(sn.vector("q", N), W @ h[1]),
        r"^define\(q, …\): expected a name or a member of a family such as h\[t\]",
    ),
    "another shape": (
        lambda: defined(h[t], sn.total(x[t])),
        r"h_t has shape \(n,\), but its right side has shape \(\)",
    ),
    "a foreign label": (lambda: defined(h[t], u[s]), r"^h_t: "),
    "a sum in an equation of members": (
        lambda: defined(h[t], x[t] * sn.total(sn.total(u[s]), axis=s)),
        "a sum over a label in an equation that holds for every t is not known yet",
    ),
    "the next member": (
        lambda: defined(h[t + 1], W @ h[t]),
        r"define h\[t\], with t - 1 in place of t on the right, or so",
    ),
    "a member by a running label": (lambda: defined(h[0], W @ x[t]), r"^h_0: "),
}


@pytest.mark.parametrize("case", REFUSED)
def test_labels_that_do_not_fit(case):
    call, words = REFUSED[case]
    with pytest.raises(LabelError, match=words):
        call()


def test_a_family_needs_a_name():
    with pytest.raises(NameConflictError, match="a family needs a name, not ''"):
        sn.family("", t, N)


def test_labels_may_end_beside_a_size():
    longer = sn.label("t", T - 1, first=0)
    assert (longer.span.first, longer.span.last) == (0, T - 1)
    assert sn.family("h", longer, N)[T - 1].shape == (N,)


def test_a_family_is_no_sequence():
    with pytest.raises(TypeError, match="h is symbolic and cannot be iterated; name its members"):
        list(h)


# ---- systems ------------------------------------------------------------------------------------


def test_a_quantity_is_not_restated_as_another():
    model, other = (defined("z", W @ sn.vector("b", size)) for size in (N, N))
    model.restate(other.equations["z"])
    changed = defined("z", sn.total(W))
    with pytest.raises(NameConflictError, match="z was defined as another quantity"):
        model.restate(changed.equations["z"])


def test_several_facts_are_stated_at_once():
    model = defined("z", W @ sn.vector("b", N))
    model.assume(sn.orthogonal(W))
    assert len(model.facts) == len(sn.orthogonal(W)) > 1


def test_copies_of_a_model_are_its_own():
    model = defined("z", W @ sn.vector("b", N))
    other = copy.deepcopy(model)
    other.define("L", sn.total(other["z"]))
    assert "L" in other
    assert "L" not in model
    assert model.symbol(model["z"].symbol) is model["z"].symbol


def test_indices_that_are_not_those_of_the_right_side():
    model, b = sn.Model(), sn.vector("b", N)
    stranger = Index(N, "i")
    with pytest.raises(ShapeError, match="are not those of the right side"):
        model.define("z", W @ b, indices=[stranger])


# ---- small things -------------------------------------------------------------------------------


def test_an_index_is_not_copied_to_another_process():
    with pytest.raises(TypeError, match="unique in its process"):
        pickle.dumps(Index(N, "i"))


def test_transpose_without_axes_reverses_them():
    A = sn.tensor("A", 2, N, 3)
    assert A.transpose().shape == A.T.shape == (3, N, 2)


def test_slices_by_sizes():
    b, (k,) = sn.vector("b", N), sn.dims("k,")
    assert b[: N - k].shape == (N - k,)
    with pytest.raises(ShapeError, match=r"not known whether -k \+ n … n lies inside of n"):
        b[-k:]
    with pytest.raises(TypeError, match="the ends of a slice are integers or sizes, not"):
        b[0.5:]


def test_the_collector_stays_as_it_was():
    gc.disable()
    try:
        assert not undisturbed(gc.isenabled)()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_components_leave_out_what_is_not_in_the_graph():
    assert components({"a": ["b", "elsewhere"], "b": ["a"], "c": ["b"]}) == [["a", "b"], ["c"]]


def test_a_series_of_zeros_is_zero():
    assert Series.over(sp.S.Zero, t, t.span) == 0


# ---- what is known of sizes ---------------------------------------------------------------------

n, m, q = sp.symbols("n m q", integer=True, positive=True)


def test_steps_of_unknown_sign_say_nothing():
    i = Index(m, "i")
    assert not is_nonnegative((n - q) * i)
    assert is_nonnegative(n * i - n)
    assert is_nonnegative(n * m - n * i)
    assert not is_inside((n - q) * i, n)


@pytest.mark.parametrize(
    ("size", "known"),
    [
        (sp.floor(n / 2), True),
        (n - 2 * sp.floor(n / 2), True),
        (n - 3 * sp.floor(n / 2), False),
        (sp.floor(n / 2) - 1, False),
        (sp.floor(n / 2) * sp.floor(m / 2), False),
        (sp.floor(sp.floor(n / 2) / 2) - sp.floor(n / 2), False),
        (n / m, False),
        (sp.Integer(0), True),
        (sp.Integer(-1), False),
    ],
)
def test_sizes_that_are_known_not_to_be_negative(size, known):
    assert is_known(size) is known
    if known:  # for all sizes, so for each
        for a in range(1, 6):
            for b in range(1, 6):
                assert size.subs({n: a, m: b}) >= 0


def test_whole_parts_of_symbolic_steps():
    assert whole_part(n * m, m) == n
    assert whole_part(n, m).has(sp.floor)
