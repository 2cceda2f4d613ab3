"""Each kind of slip has its hint, which names the mistake and the place in the formula."""

import pytest

from tests.verdicts import verdict

GIVEN = r"Let $x, y, w \in \mathbb{R}^n$, $c \in \mathbb{R}$, $A, B \in \mathbb{R}^{n \times n}$. "
SLIPS = [
    (
        r"$f = \sum_i x_i^2 y_i$. ",
        r"\frac{\partial f}{\partial x_i} = 2 x_i",
        "factor",
        "the factor y[i] is missing",
    ),
    (
        r"$f = \sum_i x_i^2$. ",
        r"\frac{\partial f}{\partial x_i} = 2 x_i y_i",
        "factor",
        "the factor y[i] is too much",
    ),
    (
        r"$f = \sum_i x_i^2$. ",
        r"\frac{\partial f}{\partial x_i} = 2 x_i + y_i",
        "extra term",
        "the term y[i] is too much",
    ),
    (
        r"$f = \sum_i x_i^3$. ",
        r"\frac{\partial f}{\partial x_i} = 3 x_i",
        "exponent",
        "look at the exponent of x[i]",
    ),
    (
        r"$f = \sum_i x_i^3$. ",
        r"\frac{\partial f}{\partial x_i} = 3 x_i^3",
        "exponent",
        "look at the exponent of x[i]",
    ),
    (
        r"$f = \sum_i \sqrt{x_i^2 + 1}$. ",
        r"\frac{\partial f}{\partial x_i} = \frac{x_i}{x_i^2 + 1}",
        "exponent",
        "look at the exponent of x[i]² + 1",
    ),
    (
        r"$f = \sum_i 1/(x_i^2 + 1)$. ",
        r"\frac{\partial f}{\partial x_i} = -\frac{2 x_i}{x_i^2 + 1}",
        "exponent",
        "look at the exponent of x[i]² + 1",
    ),
    (
        r"$f = \sum_i (x_i^2 - x_i y_i)$. ",
        r"\frac{\partial f}{\partial x_i} = 2 x_i + y_i",
        "sign",
        "look at the sign of the term y[i]",
    ),
    (
        r"$f = \sum_i e^{-x_i}$. ",
        r"\frac{\partial f}{\partial x_i} = -e^{x_i}",
        "sign",
        "look at the sign of the argument in e^(x[i])",
    ),
    (
        r"$f = \sum_i (x_i^2 + x_i y_i)$. ",
        r"\frac{\partial f}{\partial x_i} = x_i + y_i",
        "factor",
        "the term x[i] must be multiplied by 2",
    ),
    (
        r"$f = \frac{1}{n} \sum_i x_i^2 + \sum_i x_i y_i$. ",
        r"\frac{\partial f}{\partial x_i} = 2 x_i + y_i",
        "size factor",
        "the term 2 x[i] must be multiplied by 1/n",
    ),
    (
        r"$f = x^\top A y$. ",
        r"\nabla_x f = A^\top y",
        "transpose",
        "A must be transposed (its indices exchanged)",
    ),
    (
        r"$f = x^\top A B y$. ",
        r"\nabla_x f = B A y",
        "order",
        "look at the order of A[j,k] and B[i,j]",
    ),
    (
        r"$f = \operatorname{tr}(A B)$. ",
        r"\frac{\partial f}{\partial A} = B",
        "transpose",
        "B must be transposed (its indices exchanged)",
    ),
    (
        r"$f = \operatorname{tr}(A B)$. ",
        r"\frac{\partial f}{\partial A} = A^\top",
        "quantity",
        "B belongs where A stands",
    ),
    (
        r"$f = \sum_i x_i y_i + \sum_i x_i^2$. ",
        r"\frac{\partial f}{\partial x_i} = w_i + 2 x_i",
        "quantity",
        "y belongs where w stands",
    ),
    (
        r"$a = \tanh(x)$, $f = a^\top y$. ",
        r"\nabla_x f = y",
        "slope",
        "the slope of the activation a[i] is missing",
    ),
    (
        r"$a = \tanh(x)$, $f = a^\top y$. ",
        r"\nabla_x f = y \odot a",
        "slope",
        "look at the slope of the activation a[i]",
    ),
    (
        r"$a = \tanh(x)$, $f = a^\top y$. ",
        r"\nabla_x f = y \odot a \odot (1 - a)",
        "slope",
        "look at the slope of the activation a[i]",
    ),
    (
        r"$a = \sigma(x)$, $f = a^\top y$. ",
        r"\nabla_x f = y \odot (1 - a)",
        "slope",
        "look at the slope of the activation a[i]",
    ),
    (
        r"$a = \sigma(x)$, $f = a^\top y$. ",
        r"\nabla_x f = y \odot (1 - a \odot a)",
        "slope",
        "look at the slope of the activation a[i]",
    ),
    (
        r"$a = \sigma(x)$, $f = \sum_i (a_i + x_i y_i)$. ",
        r"\frac{\partial f}{\partial x_i} = a_i + y_i",
        "slope",
        "the slope belongs where the value a[i] stands",
    ),
    (
        r"$a = \sigma(x)$, $f = \sum_i (a_i + x_i y_i)$. ",
        r"\frac{\partial f}{\partial x_i} = \sigma(x_i) + y_i",
        "slope",
        "the slope belongs where the value sigmoid(x[i]) stands",
    ),
    (
        r"$a = \sigma(x)$, $f = x^\top y$. ",
        r"\nabla_x f = y \odot a \odot (1 - a)",
        "slope",
        "the slope of the activation a[i] is too much",
    ),
    (
        r"$y = x \odot x$. ",
        r"\frac{\partial y_i}{\partial x_j} = 2 x_i",
        "delta",
        "only the diagonal is meant: a Kronecker delta is missing",
    ),
    (
        r"$f = \sum_{i,j} A_{ij} x_i y_j$. ",
        r"\frac{\partial f}{\partial A_{ij}} = x_i y_i",
        "index",
        "look at a wrong index in y[i]",
    ),
    (
        r"$f = \sum_i \log(1 + x_i^2)$. ",
        r"\frac{\partial f}{\partial x_i} = \frac{2 x_i}{1 - x_i^2}",
        "sign",
        "look at the sign of the term -x[i]²",
    ),
    (
        r"$f = c^3$. ",
        r"\frac{\partial f}{\partial c} = 3 c",
        "exponent",
        "look at the exponent of c",
    ),
    (r"$f = c^2$. ", r"\frac{\partial f}{\partial c} = -2 c", "sign", "the sign is wrong"),
    (
        r"$f = \frac{1}{2n} \sum_i x_i^2$. ",
        r"\frac{\partial f}{\partial x_i} = x_i",
        "size factor",
        "the right side must be multiplied by 1/n",
    ),
    (
        r"$f = A x$. ",
        r"\frac{\partial f}{\partial x} = A^\top",
        "transpose",
        "A must be transposed (its indices exchanged)",
    ),
    (
        r"$f = x^\top A x$, $A = A^\top$. ",
        r"\nabla_x f = A x",
        "factor",
        "the right side must be multiplied by 2",
    ),
    (
        r"$f = \cos(c)^2$. ",
        r"\frac{\partial f}{\partial c} = -2 \sin(c)",
        "factor",
        "the factor cos(c) is missing",
    ),
    (
        r"$f = \sum_i (x_i^2 + 1)^2$. ",
        r"\frac{\partial f}{\partial x_i} = 4 x_i \sqrt{x_i^2 + 1}",
        "exponent",
        "look at the exponent of x[i]² + 1",
    ),
    (
        r"$f = \log(1 + c^2)$. ",
        r"\frac{\partial f}{\partial c} = 2 c",
        "factor",
        "the factor 1/(c² + 1) is missing",
    ),
    (
        r"$f = \sqrt{\sum_i x_i^2 + 1}$. ",
        r"\frac{\partial f}{\partial x_i} = x_i",
        "factor",
        "a division by f is missing",
    ),
    (
        r"$f = \log\det A$. ",
        r"\frac{\partial f}{\partial A} = A^{-1}",
        "transpose",
        "inverse must be transposed",
    ),
    (
        r"$f = \sum_i (x_i^2 + x_i y_i + w_i x_i)$. ",
        r"\frac{\partial f}{\partial x_i} = y_i + w_i",
        "dropped term",
        "a term is missing: 2 x[i]",
    ),
    (
        r"$f = \sum_i (x_i^2 + x_i y_i + w_i x_i)$. ",
        r"\frac{\partial f}{\partial x_i} = 2 x_i",
        "dropped term",
        "a term is missing: w[i] and y[i]",
    ),
    (
        r"$f = \sum_{i=1}^{n-1} x_{i+1} y_i$. ",
        r"\frac{\partial f}{\partial y_i} = x_{i+2}",
        "index",
        "the index in x[i+2] [n ≥ i+2] must be less by 1",
    ),
]


@pytest.mark.parametrize(("given", "wrong", "kind", "words"), SLIPS)
def test_the_hint_names_the_slip(given, wrong, kind, words):
    found = verdict(f"{GIVEN}{given}Then ${wrong}$.")
    assert found.kind == "refuted"
    assert found.hint is not None
    assert (found.hint.kind, found.hint.words) == (kind, words)
