"""Backward passes as people write them: how they are called, what they return, what is said."""

from __future__ import annotations

import numpy as np
import pytest

import symnn as sn

N, d = sn.dims("N d")
X, y, w = sn.matrix("X", N, d), sn.vector("y", N), sn.vector("w", d)


@pytest.fixture(scope="module")
def model() -> sn.Model:
    made = sn.Model()
    made.define("L", sn.total((X @ w - y) ** 2) / N)
    return made


def right(X, y, w):
    return 2 / len(y) * X.T @ (X @ w - y)


def test_arguments_go_by_position_by_keyword_and_all_together(model) -> None:
    def positional(X, y, w, /):
        return right(X, y, w)

    def keywords(*, w, y, X):
        return right(X, y, w)

    def everything(**values):
        return right(values["X"], values["y"], values["w"])

    def with_default(X, y, w, scale=2):
        return scale / len(y) * X.T @ (X @ w - y)

    for claim in (positional, keywords, everything, with_default):
        assert sn.check(model, "L", "w", claim).kind == "agrees", claim
    for claim in (
        lambda X, y, w, /: -right(X, y, w),
        lambda *, w, y, X: -right(X, y, w),
        lambda X, y, w, scale=1: scale / len(y) * X.T @ (X @ w - y),
    ):
        assert sn.check(model, "L", "w", claim).kind == "refuted"


@pytest.mark.parametrize(
    ("wrong", "kind", "words"),
    [
        (lambda X, y, w: -right(X, y, w), "sign", "the sign is wrong"),
        (lambda X, y, w: right(X, y, w) * len(y), "factor", "a factor 1/N is missing"),
        (lambda X, y, w: right(X, y, w) / 2, "factor", "the result must be multiplied by 2"),
        (lambda X, y, w: right(X, y, w)[:, None], "shape", "axes of length 1 must be dropped"),
        (lambda X, y, w: X * (X @ w - y)[:, None], "missing sum", "a sum over axis 0"),
        (lambda X, y, w: X @ w - y, "shape", "must return an array of shape (3,)"),
    ],
)
def test_a_hint_names_the_mistake(model, wrong, kind: str, words: str) -> None:
    verdict = sn.check(model, "L", "w", wrong)
    assert (verdict.kind, verdict.hint.kind) == ("refuted", kind)
    assert words in verdict.hint.words


def test_no_hint_where_no_single_change_repairs(model) -> None:
    verdict = sn.check(model, "L", "w", lambda X, y, w: 2 / len(y) * X.T @ (X @ w + y))
    assert verdict.kind == "refuted"
    assert verdict.hint is None
    assert verdict.counterexample is not None


def test_a_transposed_gradient_of_a_square_matrix() -> None:
    n = sn.dim("n")
    A, u, v = sn.matrix("A", n, n), sn.vector("u", n), sn.vector("v", n)
    made = sn.Model()
    made.define("L", u @ A @ v)
    assert sn.check(made, "L", "A", lambda u, v: u[:, None] * v).kind == "agrees"
    verdict = sn.check(made, "L", "A", lambda u, v: np.outer(v, u))
    assert (verdict.kind, verdict.hint.kind) == ("refuted", "transpose")


@pytest.mark.parametrize("returned", [None, "text", {"w": 1}, [[1], [1, 2]], object()])
def test_what_is_no_array_is_a_mistake_in_calling(model, returned) -> None:
    with pytest.raises(TypeError, match=r"the function returned .*; expected an array"):
        sn.check(model, "L", "w", lambda X: returned)


def test_imaginary_parts_are_not_dropped(model) -> None:
    verdict = sn.check(model, "L", "w", lambda X, y, w: right(X, y, w) + 1j)
    assert verdict.kind == "refuted"
    assert sn.check(model, "L", "w", lambda X, y, w: right(X, y, w) + 0j).kind == "agrees"


def test_an_error_in_the_function_is_the_users_own(model) -> None:
    with pytest.raises(ZeroDivisionError):
        sn.check(model, "L", "w", lambda X: 1 / 0)


def test_the_gradient_of_jax(model) -> None:
    jax = pytest.importorskip("jax")

    def loss(X, y, w):
        return jax.numpy.mean((X @ w - y) ** 2)

    arrays = jax.numpy.asarray
    assert sn.check(model, "L", "w", jax.grad(loss, argnums=2), arrays=arrays).kind == "agrees"
    assert sn.check(model, "L", "w", jax.jit(jax.grad(loss, argnums=2)), arrays=arrays)
    wrong = jax.grad(lambda X, y, w: loss(X, y, w) / 2, argnums=2)
    assert sn.check(model, "L", "w", wrong, arrays=arrays).kind == "refuted"


def test_a_backward_of_torch(model) -> None:
    torch = pytest.importorskip("torch")

    def made(sign):
        class Loss(torch.autograd.Function):
            @staticmethod
            def forward(ctx, w, X, y):
                ctx.save_for_backward(w, X, y)
                return ((X @ w - y) ** 2).mean()

            @staticmethod
            def backward(ctx, above):
                w, X, y = ctx.saved_tensors
                return above * sign * 2 / len(y) * X.T @ (X @ w - y), None, None

        def gradient(X, y, w):
            w = w.requires_grad_(True)
            return torch.autograd.grad(Loss.apply(w, X, y), w)[0]

        return gradient

    assert sn.check(model, "L", "w", made(1), arrays=torch.tensor).kind == "agrees"
    assert sn.check(model, "L", "w", made(-1), arrays=torch.tensor).hint.kind == "sign"


def test_latex_tensors_and_zero(model) -> None:
    right_side = X.T @ (X @ w - y) * 2 / N
    assert sn.check(model, "L", "w", right_side).kind == "proved"
    assert sn.check(model, "L", "w", r"\frac{2}{N} X^\top (X w - y)").kind == "proved"
    assert sn.check(model, "L", "w", -right_side).hint.kind == "sign"
    assert sn.check(model, "L", "w", r"\frac{2}{N} X^\top (X w + y)").kind == "refuted"
    assert sn.check(model, "L", "w", r"\frac{2}{N} X^\top (X w - q)").kind == "unclear"
    assert sn.check(model, "L", "w", 0).kind == "refuted"
    zero = sn.Model()
    zero.define("M", sn.total(w - w))
    zero.define("K", sn.total(w) - sn.total(w))
    assert sn.check(zero, "K", "w", 0).kind == "proved"


def test_a_verdict_is_true_if_the_claim_is_accepted(model) -> None:
    assert sn.check(model, "L", "w", right)
    assert not sn.check(model, "L", "w", lambda X, y, w: -right(X, y, w))
    assert not sn.check(model, "L", "w", "foo")
