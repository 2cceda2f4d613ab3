# ruff: noqa: E501 (formulas stand on one line)
"""Functions that the reader knows: their arguments, subscripts, powers and primes."""

import pytest

from tests.reader.outcomes import reasons, verdicts

# Each formula has two claims: the first is true, the second is not.
JUDGED = [
    r"$f = \sin \sigma(c)$, $\frac{df}{dc} = \cos(\sigma(c)) \sigma'(c)$, $\frac{df}{dc} = \cos(\sigma(c)) \sigma(c)$",
    r"$\phi$ differentiable, $f = \sin \phi(c) + s$, $\frac{df}{dc} = \cos(\phi(c)) \phi'(c)$, $\frac{df}{dc} = \cos(\phi(c)) \phi(c)$",
    r"$f = \max(c, s, t)$, $\frac{df}{dc} = \mathbb{1}[c > \max(s, t)]$, $\frac{df}{dc} = 1 - \mathbb{1}[c > \max(s, t)]$",
    r"$f = \max(c, 0)$, $\frac{df}{dc} = \mathbb{1}[c > 0]$, $\frac{df}{dc} = \mathbb{1}[c < 0]$",
    r"$f = \min(0, c)$, $\frac{df}{dc} = \mathbb{1}[c < 0]$, $\frac{df}{dc} = \mathbb{1}[c > 0]$",
    r"$f = \log_2 c$, $\frac{df}{dc} = \frac{1}{c \log 2}$, $\frac{df}{dc} = \frac{1}{c}$",
    r"$f = \operatorname{softmax}_1(x)$, $\frac{\partial f}{\partial x_1} = f (1 - f)$, $\frac{\partial f}{\partial x_1} = f (1 + f)$",
    r"$f = \log \operatorname{softmax}(x)_1$, $\frac{\partial f}{\partial x_1} = 1 - \operatorname{softmax}(x)_1$, $\frac{\partial f}{\partial x_1} = - \operatorname{softmax}(x)_1$",
    r"$f = \cot c$, $\frac{df}{dc} = -\frac{1}{\sin^2 c}$, $\frac{df}{dc} = \frac{1}{\sin^2 c}$",
    r"$f = \det^{-1}(S)$, $\frac{\partial f}{\partial S} = -S^{-\top} \det(S)^{-1}$, $\frac{\partial f}{\partial S} = S^{-\top} \det(S)^{-1}$",
    r"$f = \operatorname{tr}(c^2)$, $\frac{df}{dc} = 2c$, $\frac{df}{dc} = 2$",
    r"$f = \operatorname{tr}(e^c S)$, $\frac{df}{dc} = f$, $\frac{df}{dc} = \operatorname{tr} S$",
    r"$f = \operatorname{tr}(\sin(c) S)$, $\frac{df}{dc} = \cos(c) \operatorname{tr} S$, $\frac{df}{dc} = \cos(c)$",
    r"$f = \operatorname{diag}(S)^\top x$, $\frac{\partial f}{\partial S} = \operatorname{diag}(x)$, $\frac{\partial f}{\partial S} = x x^\top$",
    r"$z_i = \sigma(x_i)$, $\frac{\partial z}{\partial x} = \operatorname{diag}(z_i (1 - z_i))$, $\frac{\partial z}{\partial x} = \operatorname{diag}(z_i)$",
    r"$f = \operatorname{GELU}_{\mathrm{tanh}}(c)$, $\frac{df}{dc} = \operatorname{GELU}_{\mathrm{tanh}}'(c)$, $\frac{df}{dc} = \operatorname{GELU}'(c)$",
    r"$f = \operatorname{atan2}(c, s)$, $\frac{df}{dc} = \frac{s}{c^2 + s^2}$, $\frac{df}{dc} = \frac{c}{c^2 + s^2}$",
    r"$f = \operatorname{logsumexp}(x)$, $\nabla_x f = \operatorname{softmax}(x)$, $\nabla_x f = e^x$",
]


@pytest.mark.parametrize("text", JUDGED)
def test_functions_and_broken_twins(text):
    assert verdicts(text) == [True, False]


REFUSED = [
    (r"\sin_2 c", "sin with the subscript 2"),
    (r"\log_c s", "log with the subscript c"),
    (r"c \operatorname{diag}", "diag of nothing"),
    (r"\tanh^2", "tanh of nothing"),
    (r"\sin g(c)", "what sin applies to is not clear: write brackets around it"),
    (r"\sin s(c + t)", "what sin applies to is not clear: write brackets around it"),
    (r"\max'(0, c)", "a prime on max"),
    (r"\max(c)", "max of one number"),
    (r"\max_2 x_i", "max with the subscript 2"),
    (r"\min_i x_i", "min with the subscript i"),
    (r"\max_i (x_i, y_i)", "max over an index of several arguments"),
    (r"\max_i x", "max over an index of something that is no number"),
    (r"\operatorname{softmax}(c)", "softmax of a number"),
    (r"\tanh(c, s)", "tanh takes one argument, not 2"),
    (r"\tan^{-1}(c)", "tan with the power −1: the inverse function or 1/tan?"),
    (r"\cot'(c)", "a prime on cot"),
    (r"\det'(S)", "a prime on det"),
    (r"\operatorname{ELU}'(c)", "a prime on elu"),
    (r"\operatorname{tr}(x)", "the trace of a column of n"),
    (r"\operatorname{tr}(W)", "the trace of a matrix m × n"),
    (r"\operatorname{diag}(c)", "diag of a scalar"),
    (r"\operatorname{diag}(W)", "diag of a matrix m × n"),
    (
        r"\operatorname{tr}(e^S)",
        "e of a matrix in a trace: of each entry, or the function of the matrix?",
    ),
    (
        r"\operatorname{tr}(\exp(S))",
        "exp of a matrix in a trace: of each entry, or the function of the matrix?",
    ),
    (
        r"\operatorname{atan2}(c)",
        r"\mathrm{atan2} before brackets: it is no function that is known",
    ),
]


@pytest.mark.parametrize(("formula", "reason"), REFUSED)
def test_functions_that_are_not_understood(formula, reason):
    assert reasons(f"$f = {formula}$") == [reason]
