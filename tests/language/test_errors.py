"""Every error names the place in the user's notation, what was expected, and what to write."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.adjoint import IndependentError
from symnn.language.errors import (
    AmbiguousIndexError,
    CycleError,
    NameConflictError,
    NoRuleError,
    NotScalarError,
    ShapeError,
    SizeError,
    SymnnError,
    UnknownNameError,
)

N, M = sn.dims("n m")
W, V, x, y, s = (
    sn.matrix("W", M, N),
    sn.matrix("V", N, M),
    sn.vector("x", N),
    sn.vector("y", M),
    sn.scalar("s"),
)
A = sn.matrix("A", N, N)
i, j = sn.index("i", M), sn.index("j", N)


def small():
    model = sn.Model()
    z = model.define("z", sn.matrix("W", M, N) @ sn.vector("x", N))  # W is the older one
    model.define("hidden", sn.tanh(z))
    model.define("L", sn.total(model["hidden"] ** 2))
    return model


def two_steps(first, second):
    def run():
        model = sn.Model()
        model.define(*first)
        model.define(*second)

    return run


def wrong_values(**arrays):
    values = {"W": np.ones((2, 3)), "x": np.ones(3), **arrays}
    values = {name: array for name, array in values.items() if array is not None}
    return lambda: small().compile("L")(values)


CASES = {
    "inner sizes": (
        lambda: W @ y,
        ShapeError,
        r"^W @ y: W has shape \(m, n\), y has shape \(m,\); the inner sizes differ: n ≠ m$",
    ),
    "inner sizes in a longer expression": (
        lambda: (W + V.T) @ y,
        ShapeError,
        r"^\(W \+ V\.T\) @ y: W \+ V\.T has shape \(m, n\), y has shape",
    ),
    "product with a scalar": (
        lambda: W @ s,
        ShapeError,
        r"^W @ s: s is a scalar; multiply by a scalar with \*$",
    ),
    "sum of shapes": (
        lambda: W + V,
        ShapeError,
        (
            r"^W \+ V: W has shape \(m, n\), V has shape \(n, m\); axes are matched from the last, "
            r"and m ≠ n\. To stretch an axis, add one of size 1 with None, such as v\[:, None\]$"
        ),
    ),
    "two sizes that could be equal": (lambda: x - y, ShapeError, r"^x - y: x has shape \(n,\)"),
    "function of a wrong sum": (lambda: sn.exp(x) * y, ShapeError, r"^exp\(x\) \* y: exp\(x\) has"),
    "too many indices": (lambda: x[0, 1], ShapeError, r"^x\[0, 1\]: 2 indices, but x has shape"),
    "position outside": (
        lambda: sn.vector("u", 3)[3],
        ShapeError,
        r"^u\[3\]: position 3 is outside an axis of size 3$",
    ),
    "backward slice": (lambda: x[4:1:-1], NoRuleError, r"^x\[4:1:-1\]: the step of a slice is a"),
    "slice up to another size": (
        lambda: x[:M],
        ShapeError,
        r"^x\[:m\]: it is not known whether 0 … m lies inside of n$",
    ),
    "empty slice": (
        lambda: sn.vector("v", 3)[2:1],
        ShapeError,
        r"^v\[2:1\]: this part of an axis of size 3 is empty$",
    ),
    "place that is not affine": (lambda: x[i * i], NoRuleError, r"the place .* is not affine"),
    "place beside an expression": (
        lambda: sn.tanh(x)[i - 1],
        ShapeError,
        r"may lie beside the axis of size n, and tanh\(x\) is an expression; give it a name",
    ),
    "index of another dimension": (
        lambda: W[j, i],
        ShapeError,
        r"^W\[j, i\]: index j runs over n, but the axis has size m$",
    ),
    "index by a string": (lambda: x["a"], TypeError, r"^x\[a\]: an axis is indexed by"),
    "named beside positional": (
        lambda: W[i, j] * x,
        ShapeError,
        (
            r"^\*: x has an axis without a name beside operands in index notation; write its index "
            r"too, such as x\[i\]$"
        ),
    ),
    "no such axis": (
        lambda: sn.total(x, axis=1),
        ShapeError,
        r"^x has shape \(n,\) and no axis 1$",
    ),
    "no axis of that size": (lambda: sn.total(x, axis=M), ShapeError, r"^x has .* no axis m$"),
    "axis by a size that fits two": (
        lambda: sn.total(A, axis=N),
        AmbiguousIndexError,
        r"^A has shape \(n, n\): two axes of size n; say which by position, such as axis=0$",
    ),
    "transpose": (lambda: W.transpose(0, 0), ShapeError, r"^W\.transpose\(0, 0\): W has 2 axes"),
    "index three times": (
        lambda: sn.einsum("ij,ij,ij", W, W, W),
        AmbiguousIndexError,
        (
            r'^einsum\("ij,ij,ij", W, W, W\): the index i occurs 3 times, and nothing says over '
            "what "
            r"is summed; write the result's indices, such as 'ij,ij,ij->…'$"
        ),
    ),
    "einsum output": (
        lambda: sn.einsum("ij->k", W),
        AmbiguousIndexError,
        "must be distinct and occur",
    ),
    "einsum output twice": (
        lambda: sn.einsum("ij->ii", W),
        AmbiguousIndexError,
        "must be distinct",
    ),
    "einsum groups": (
        lambda: sn.einsum("ij,j", W),
        ShapeError,
        "2 groups of letters for 1 operands",
    ),
    "einsum rank": (
        lambda: sn.einsum("ijk->i", W),
        ShapeError,
        r"'ijk' has 3 indices, but W has shape \(m, n\)",
    ),
    "einsum sizes": (
        lambda: sn.einsum("ij,i->j", W, x),
        ShapeError,
        r"the index i runs over m and over n \(in x\)",
    ),
    "arrays in the language": (
        lambda: W @ np.ones(3),
        TypeError,
        (
            r"^@: expected a tensor, a number or a dimension, not ndarray; arrays are given when "
            "the "
            r"model is compiled and called$"
        ),
    ),
    "arrays on the left": (lambda: np.ones(3) * x, TypeError, "expected a tensor, a number"),
    "strings in the language": (
        lambda: W * "x",
        TypeError,
        r"expected a tensor or a number, not 'x'",
    ),
    "booleans": (lambda: x + True, TypeError, "not True"),
    "iteration": (lambda: list(x), TypeError, "^x is symbolic and cannot be iterated"),
    "truth": (lambda: bool(x), TypeError, "^x is symbolic and has no truth value"),
    "size": (lambda: sn.vector("u", -1), ShapeError, r"^u: a size is a positive integer or a dim"),
    "size zero": (lambda: sn.vector("u", 0), ShapeError, "not 0"),
    "size as a float": (lambda: sn.vector("u", 2.0), ShapeError, r"not 2\.0"),
    "name": (lambda: sn.scalar(""), NameConflictError, "a tensor needs a name, not ''"),
    "names of entries": (
        lambda: sn.vector("w", N, entries=["a"]),
        ShapeError,
        r"^w: names of entries need sizes that are numbers",
    ),
    "number of names": (
        lambda: sn.vector("w", 2, entries=["a"]),
        ShapeError,
        "do not have the shape",
    ),
    "symmetric": (lambda: sn.symmetric(W), ShapeError, r"^symmetric\(W\): expected a named square"),
    "no fact": (lambda: small().assume(True), TypeError, r"expected a fact such as sn.Eq"),
    "fact of shapes": (lambda: sn.Eq(x, y), ShapeError, "^x = y: x has shape"),
    "defined twice": (
        two_steps(("z", W @ x), ("z", W @ x)),
        NameConflictError,
        "^z is defined twice; give the second one another name$",
    ),
    "two shapes": (two_steps(("z", W @ x), ("u", sn.vector("x", M))), NameConflictError, "x"),
    "used with another shape": (
        two_steps(("u", sn.vector("z", N) * 1), ("z", W @ x)),
        NameConflictError,
        r"^z",
    ),
    "cycle": (
        two_steps(("p", sn.vector("q", N) + 1), ("q", sn.vector("p", N) * 2)),
        CycleError,
        "^the definitions run in a circle: q → p → q$",
    ),
    "defined by itself": (
        lambda: sn.Model().define("z", sn.vector("z", N) + 1),
        CycleError,
        "z → z",
    ),
    "order of indices": (
        lambda: sn.Model().define("z", W[i, j] * 2, indices=[i]),
        ShapeError,
        r"^z: its indices \['i'\] are not those of the right side, \['i', 'j'\]$",
    ),
    "unknown name": (
        lambda: small().gradient("L", wrt=["hiden"]),
        UnknownNameError,
        "^the model has no quantity hiden; did you mean hidden",
    ),
    "unknown target": (lambda: small().gradient("loss"), UnknownNameError, "no quantity loss"),
    "unnamed target": (
        lambda: small().gradient(W @ x),
        UnknownNameError,
        "^W @ x has no name in this model; define it first$",
    ),
    "input as target": (
        lambda: small().gradient("x"),
        UnknownNameError,
        "^x is an input of the model; name a quantity that it defines: z, hidden, L$",
    ),
    "gradient of a vector": (
        lambda: small().gradient("z"),
        NotScalarError,
        (
            r"^the gradient of z, which has shape \(m,\): a gradient is of a scalar; ask for "
            r"model.jacobian\('z', …\), or sum z up first$"
        ),
    ),
    "independent": (
        lambda: independent().gradient("L", wrt="y"),
        IndependentError,
        "^L does not depend on y: no equation leads from one to the other$",
    ),
    "no rule": (lambda: unruled().gradient("L"), NoRuleError, "^symnn has no rule for besselj"),
    "missing value": (wrong_values(x=None), UnknownNameError, "^no value given for x$"),
    "unknown value": (wrong_values(q=1), UnknownNameError, "^q: not among the inputs"),
    "rank of a value": (
        wrong_values(x=np.ones((3, 1))),
        SizeError,
        r"^x: expected an array of shape \(n,\), got one of shape \(3, 1\)$",
    ),
    "size of a value": (
        wrong_values(x=np.ones(2)),
        SizeError,
        r"^x has shape \(2,\), which makes n = 2, but n = 3 in W$",
    ),
    "complex value": (
        wrong_values(x=np.ones(3) * 1j),
        SizeError,
        "^x: expected .* not of complex128",
    ),
    "text as value": (
        wrong_values(x=np.array(["a"] * 3)),
        SizeError,
        "^x: expected .* real numbers",
    ),
    "size that no array tells": (
        lambda: spread().compile("L"),
        SizeError,
        "^L: the size m is in the shape of no input that it uses",
    ),
}


def independent():
    model = small()
    model.define("u", y * 2)
    return model


def unruled():
    model = sn.Model()
    from symnn.language.tensor import Tensor

    model.define("L", Tensor(sp.besselj(0, s.expr), (), "J0(s)"))
    return model


def spread():
    model = sn.Model()
    model.define("L", s * M)
    return model


@pytest.mark.parametrize("name", CASES)
def test_message(name):
    call, error, message = CASES[name]
    with pytest.raises(error, match=message) as caught:
        call()
    assert isinstance(caught.value, (SymnnError, TypeError))
    assert "\\" not in str(caught.value)


def test_a_failed_definition_leaves_the_model_as_it_was():
    model = sn.Model()
    model.define("p", sn.vector("q", N) + 1)
    with pytest.raises(CycleError):
        model.define("q", model["p"] * 2)
    assert list(model.equations) == ["p"]
    model.define("L", sn.total(model["p"]))
    assert "q" in model.inputs


def test_long_operands_are_shortened():
    big = W @ x
    for _ in range(8):
        big = big + W @ x
    with pytest.raises(ShapeError) as caught:
        big + W
    assert len(str(caught.value)) < 400
    assert " … " in str(caught.value)


def test_a_quantity_is_no_size():
    model = sn.Model()
    with pytest.raises(NameConflictError, match=r"^n is a quantity and also a size of x; rename"):
        model.define("L", sn.total(x) * sn.scalar("n"))
    with pytest.raises(NameConflictError, match=r"^n is a quantity and also a size of x; rename"):
        sn.Model().define("n", sn.total(x))


def test_facts_bring_their_quantities():
    model = sn.Model()
    model.assume(sn.Eq(sn.total(x), s))
    model.define("L", sn.total(W @ x) + sn.total(x) ** 2 / 2)
    value, gradients = model.compile("L", "x")({"W": np.ones((2, 2)), "x": np.ones(2), "s": 2.0})
    np.testing.assert_allclose(gradients["x"], [4, 4])
    assert value == 6
    with pytest.raises(NameConflictError, match=r"^x in the fact total\(x\) = 1 has shape"):
        model.assume(sn.Eq(sn.total(sn.vector("x", M)), 1))


def test_inputs_come_in_the_order_in_which_they_were_made():
    for order in ("abcd", "dbca"):  # the second time the same symbols in another order
        made = {name: sn.scalar(name) for name in order}
        model = sn.Model()
        model.define("L", made["a"] * made["b"] + made["c"] * made["d"])
        assert "".join(model.inputs) == order
