"""Claims in LaTeX about models: vectors, running indices, names with labels."""

import pytest

import symnn as sn
from symnn.check.written import UnreadableClaimError, written_claim, written_derivative
from symnn.language.symbol import DerivativeSymbol

n, m, N, d, c = sn.dims("n m N d c")
z, x, w = sn.vector("z", n), sn.vector("x", n), sn.vector("w", m)
g = sn.vector("g", n - m + 1)


def softmax():
    model = sn.Model()
    model.define("p", sn.softmax(z))
    return model


def convolution():
    model = sn.Model()
    i, u = sn.index("i", n - m + 1), sn.index("u", m)
    y = model.define("y", sn.total(w[u] * x[i + u - 1], axis=u))
    model.define("L", sn.inner(g, y))
    return model


def classifier():
    model = sn.Model()
    X, Y, W = sn.matrix("X", N, d), sn.matrix("Y", N, c), sn.matrix("W1", d, c)
    P = model.define("P", sn.softmax(X @ W))
    model.define("L", -sn.mean(sn.total(Y * sn.log(P), axis=1)))
    model.assume(sn.Eq(sn.total(Y, axis=1), 1))
    return model


def recurrent():
    T = sn.dim("T")
    t = sn.label("t", T)
    h, q, W = sn.family("h", t, n), sn.family("q", t, n), sn.matrix("W", n, n)
    model = sn.Model()
    model.define(h[t], sn.tanh(W @ h[t - 1]))
    model.define("L", sn.total(sn.inner(q[t], h[t]), axis=t))
    return model.unrolled(T=3)


HESSIAN = r"\frac{1}{N} \sum_n X_{na} X_{nb} P_{ni} (\delta_{ij} - P_{nj})"
ERROR = r"q_{2} + W^\top (\frac{\partial L}{\partial h_{3}} \odot (1 - h_{3} \odot h_{3}))"
CASES = [
    (softmax, "p", "z", r"\operatorname{diag}(p) - p p^\top", "", "proved"),
    (softmax, "p", "z", r"\operatorname{diag}(p) - p \mathbf{1}^\top", "", "refuted"),
    (softmax, "p", "z", r"p_i (\delta_{ij} - p_j)", "ij", "proved"),
    (softmax, "p", "z", r"p_i (\delta_{ij} - p_i)", "ij", "refuted"),
    (softmax, "p", "z", r"p_i (\delta_{ij} - p_j)", "ji", "proved"),  # it is symmetric
    (convolution, "L", "w", r"\sum_i g_i x_{i+k-1}", "k", "proved"),
    (convolution, "L", "w", r"\sum_i g_i x_{i+k}", "k", "refuted"),
    (convolution, "y", "x", r"\sum_u w_u \delta_{j,i+u-1}", "ij", "proved"),
    (convolution, "y", "w", r"x_{i+u-1}", "iu", "proved"),
    (classifier, "L", ("W1", "W1"), HESSIAN, "aibj", "proved"),
    (classifier, "L", ("W1", "W1"), HESSIAN, "iabj", "refuted"),
    (recurrent, "L", "h_2", ERROR, "", "proved"),
    (recurrent, "L", "h_2", ERROR.replace(r"^\top", ""), "", "refuted"),
]


@pytest.mark.parametrize(("made", "of", "wrt", "latex", "at", "kind"), CASES)
def test_verdicts(made, of, wrt, latex, at, kind):
    verdict = sn.check(made(), of, wrt, latex, at=at)
    assert verdict.kind == kind, verdict


def test_letters_fit_the_axes():
    for at in ("i", "ijk", "ii"):
        verdict = sn.check(softmax(), "p", "z", r"p_i (\delta_{ij} - p_j)", at=at)
        assert verdict.kind == "unclear"
        assert "2 axes; expected as many different letters" in verdict.evidence[0]


def test_letters_are_for_latex():
    with pytest.raises(TypeError, match="at='ij' names the indices of a claim in LaTeX"):
        sn.check(softmax(), "p", "z", sn.eye(n), at="ij")


def test_what_has_no_name_is_said():
    model = softmax()
    slope = DerivativeSymbol(model.symbol("p"), model.symbol("z"))
    with pytest.raises(UnreadableClaimError, match=r"the model has no q; in LaTeX .* are z, p"):
        written_claim(model, slope, r"q_i \delta_{ij}", "ij")


def test_names_of_python_are_told_as_they_are_written_in_latex():
    model = sn.Model()
    z = sn.vector("z", n)
    a = model.define("A1", sn.exp(z))
    model.define("L", sn.total(a))
    verdict = sn.check(model, "L", "z", "A_1")
    assert verdict.kind == "unclear"
    assert "the model has no A_1; in LaTeX" in verdict.evidence[0]
    assert verdict.evidence[0].endswith(r"are z, A^{(1)}, L")
    assert sn.check(model, "L", "z", "A^{(1)}").kind == "proved"
    assert sn.check(model, "L", "z", "2 A^{(1)}").kind == "refuted"


def test_letters_stand_beside_labels():
    a, b = sn.vector("h_1", n).symbol, sn.matrix("W1", n, n).symbol
    left = written_derivative(DerivativeSymbol(a, b), "k i j")
    assert left == r"\frac{\partial (h_{1})_{k}}{\partial W^{(1)}_{ij}}"


@pytest.mark.parametrize("written", [r"\sigma", "σ"])
@pytest.mark.parametrize("named", [r"\sigma", "σ", "sigma"])
def test_a_letter_means_what_the_model_says(named, written):
    # σ is a number here, however it is written, and not the sigmoid
    model, sigma = sn.Model(), sn.scalar(named)
    model.define("L", sn.inner(x, x) * sigma)
    assert sn.check(model, "L", "x", f"2 {written} x").kind != "refuted"
    assert sn.check(model, "L", "x", f"2 {written}(x)").kind != "refuted"
    assert sn.check(model, "L", "x", f"{written}(x)").kind != "proved"
