# ruff: noqa: E501 (formulas stand on one line)
"""Sums, products, quotients, roots, norms and brackets: what they take, and what is refused."""

import pytest

from symnn.notation.reader.document import read_document
from tests.reader.outcomes import reasons, verdicts

# Each formula has two claims: the first is true, the second is not.
JUDGED = [
    r"$f = \sum_{i,j=1}^n S_{ij}^2$, $\frac{\partial f}{\partial S_{ij}} = 2 S_{ij}$, $\frac{\partial f}{\partial S_{ij}} = 2 S_{ji}$",
    r"$f = \sum_{i \ne j} S_{ij}$, $\frac{\partial f}{\partial S_{kl}} = 1 - \delta_{kl}$, $\frac{\partial f}{\partial S_{kl}} = 1$",
    r"$f = \sum_{i : y_i > 0} x_i$, $\frac{\partial f}{\partial x_k} = \mathbb{1}[y_k > 0]$, $\frac{\partial f}{\partial x_k} = 1 - \mathbb{1}[y_k > 0]$",
    r"$f = \sum_{\substack{i=1 \\ i \ne 2}}^n x_i$, $\frac{\partial f}{\partial x_k} = 1 - \delta_{2k}$, $\frac{\partial f}{\partial x_k} = 1$",
    r"$f = \sum_{\substack{i=1 \\ j=1 \\ i \neq j}}^n S_{ij}$, $\frac{\partial f}{\partial S_{kl}} = 1 - \delta_{kl}$, $\frac{\partial f}{\partial S_{kl}} = 1$",
    r"$f = \sum_{i=2}^n x_i$, $\frac{\partial f}{\partial x_k} = 1 - \delta_{1k}$, $\frac{\partial f}{\partial x_k} = 1$",
    r"$f = \sum_{i=0}^{n-1} x_{i+1} y_{n-i}$, $\frac{\partial f}{\partial x_1} = y_n$, $\frac{\partial f}{\partial x_1} = y_1$",
    r"$f = \sum_i -x_i y_i + c$, $\frac{\partial f}{\partial x_k} = -y_k$, $\frac{\partial f}{\partial x_k} = y_k$",
    r"$f = \sum_i -x_i y_i + y_i$, $\frac{\partial f}{\partial y_k} = 1 - x_k$, $\frac{\partial f}{\partial y_k} = - x_k$",
    r"$f = \sum_{i = 1}^n x_i \sum_{j \ne i} x_j$, $\frac{\partial f}{\partial x_i} = 2 \sum_{j \ne i} x_j$, $\frac{\partial f}{\partial x_i} = \sum_{j \ne i} x_j$",
    r"$k = 1, \dots, 3$, $h_k = c h_{k-1} + q_k$, $f = \prod_{k=1}^3 h_k$, $\frac{\partial f}{\partial h_3} = h_1 h_2$, $\frac{\partial f}{\partial h_3} = h_1$",
    r"$k = 1, \dots, 3$, $h_k = c h_{k-1} + q_k$, $f = \sum_{k=2}^{3} h_k^2$, $\frac{\partial f}{\partial h_3} = 2 h_3$, $\frac{\partial f}{\partial h_3} = 2 h_2$",
    r"$f = c - -+- c^2$, $\frac{df}{dc} = 1 - 2c$, $\frac{df}{dc} = 1 + 2c$",
    r"$f = c^\frac32$, $\frac{df}{dc} = \frac32 c^\frac12$, $\frac{df}{dc} = \frac32 c$",
    r"$f = x^\mathrm T S y$, $\nabla_x f = S y$, $\nabla_x f = S^\mathsf T y$",
    r"$u = \begin{pmatrix} x_1 & \dots & x_n \end{pmatrix} y$, $\frac{\partial u}{\partial y} = x$, $\frac{\partial u}{\partial y} = y$",
    r"$q_1, \dots, q_m \in \mathbb{R}^n$, $Q = (q_1, \dots, q_m)$, $f = x^\top Q v$, $\frac{\partial f}{\partial x} = Q v$, $\frac{\partial f}{\partial x} = 2 Q v$",
    r"$q_1, \dots, q_m \in \mathbb{R}^n$, $Q = \begin{pmatrix} q_1^\top \\ \vdots \\ q_m^\top \end{pmatrix}$, $f = v^\top Q x$, $\frac{\partial f}{\partial q_i} = v_i x$, $\frac{\partial f}{\partial q_i} = x$",
    r"$f = \begin{pmatrix} c & s \end{pmatrix} \begin{pmatrix} c \\ s \end{pmatrix}$, $\frac{df}{dc} = 2c$, $\frac{df}{dc} = c$",
    r"$f = x^\top (1, \dots, 1)$, $\nabla_x f = (1, \dots, 1)^\top$, $\nabla_x f = (2, \dots, 2)$",
    r"$f = \|c\|$, $\frac{df}{dc} = \operatorname{sign}(c)$, $\frac{df}{dc} = 2 c$",
    r"$p > 1$, $f = \|x\|_p^p$, $\frac{\partial f}{\partial x_i} = p |x_i|^{p-1} \operatorname{sign}(x_i)$, $\frac{\partial f}{\partial x_i} = |x_i|^{p-1} \operatorname{sign}(x_i)$",
    r"$f = \|x\|_{3}^3$, $\frac{\partial f}{\partial x_i} = 3 x_i |x_i|$, $\frac{\partial f}{\partial x_i} = 3 |x_i|$",
    r"$x \odot y$, $g = |x|$, $f = \mathbf{1}^\top g$, $\nabla_x f = \operatorname{sign}(x)$, $\nabla_x f = 2 \operatorname{sign}(x)$",
    r"$g = \mathbf{1}^\top x^{\circ 3}$, $\nabla_x g = 3 x^{\odot 2}$, $\nabla_x g = 3x$",
    r"$S^{(1)}, S^{(2)} \in \mathbb{R}^{n \times n}$, $f = x^\top S^{(1),\top} y$, $\nabla_x f = S^{(1)\top} y$, $\nabla_x f = S^{(1)} y$",
    r"$f = c \otimes x$, $g = v^\top W f$, $\frac{\partial g}{\partial c} = v^\top W x$, $\frac{\partial g}{\partial c} = c v^\top W x$",
    r"$g = \langle W, A \rangle_F$, $\frac{\partial g}{\partial W} = A$, $\frac{\partial g}{\partial W} = W$",
    r"$\sigma^2 > 0$, $f = \frac{c^2}{2\sigma^2}$, $\frac{\partial f}{\partial \sigma^2} = -\frac{c^2}{2 \sigma^4}$, $\frac{\partial f}{\partial \sigma^2} = -\frac{c^2}{\sigma^3}$",
]


@pytest.mark.parametrize("text", JUDGED)
def test_formulas_and_broken_twins(text):
    assert verdicts(text) == [True, False]


NORMS = "the norm {} is not known; known are 1, 2, ∞, F, and declared numbers"
REFUSED = [
    (r"\sum_{i=20}^n x_i", "a sum that does not begin at 0 … 12"),
    (r"\sum_{i=c}^n x_i", "a sum that does not begin at 0 … 12"),
    (r"\sum_{i=2} x_i", "a sum with a lower limit and no upper one"),
    (r"\sum_{i=1}^n \sum_{j=i-1}^n S_{ij}", "a sum that may begin below 1, or has no upper limit"),
    (r"\sum_{i=1}^n \sum_{j=i+1} S_{ij}", "a sum that may begin below 1, or has no upper limit"),
    (
        r"\sum_{i=\max(2, m)}^{\min(m, n)} x_i",
        r"the limits of this sum are not known; known are \max(1, …) and \min(m, …) with one size m",
    ),
    (r"\sum x_i", r"\sum without an index below"),
    (r"\sum^n x_i", r"\sum without an index below"),
    (r"\sum_i", r"\sum of nothing"),
    (r"\sum_i -", r"\sum of nothing"),
    (r"\prod_{i=1}^n x_i", "a product over an index is not known"),
    (r"\sqrt[s]{c}", "a root of this degree"),
    (r"\sqrt", r"\sqrt lacks an argument"),
    (r"\frac{1}{}", "a fraction with an empty part"),
    (r"\frac+2", r"\frac needs an argument in braces"),
    (r"x \times y", r"\times is understood between vectors with three entries only"),
    (
        r"W \otimes A",
        "\\otimes of two matrices is not clear: say that it is the Kronecker product, or write \\odot for the elementwise one",
    ),
    (r"W \otimes x", r"\otimes of anything but two columns is not known"),
    (r"W \oslash x", "an elementwise quotient of a matrix m × n and a column of n"),
    (r"x^\top 1", r"a number 1 as a factor; write \mathbf{1} for ones"),
    (r"\langle x \rangle", "⟨ ⟩ needs two items"),
    (r"\langle W, A \rangle_{Q}", "the product ⟨ ⟩ with the subscript Q"),
    (r"\|x\|_q", NORMS.format("q")),
    (r"\|x\|_{i,j}", NORMS.format("i,j")),
    (r"\|x\|_{0.5}", "a norm with the exponent 1/2"),
    (r"\|x\|^{100}", "a norm with this power"),
    (r"\|W\|_{\mathrm{max}}", r"the norm \mathrm{max} of a matrix is not known; known is F"),
    (r"c \infty", r"\infty is no number"),
    (r"c +", "the formula breaks off here"),
    (r"c \cdot - s", "a sign directly after an operator; write brackets"),
    (r"c / -s", "a sign directly after an operator; write brackets"),
    (r"(c, s", "a bracket ( is not closed: the end stands here"),
    (r"(c s]", "a bracket ( is not closed: ] stands here"),
    (r"()", "empty brackets"),
    (r"|c", "| is not closed"),
    (r"c_", "nothing stands after _"),
    (r"c_{s}_{t}", "two subscripts"),
    (r"c^{s}^{t}", "two superscripts"),
    (r"c_^2", "^ directly after _"),
    (r"c^{}", "an empty superscript"),
    (r"c_{}", "an empty subscript"),
    (r"c_{,s}", "a subscript with an empty part"),
    (r"c_{\&}", r"\& in a subscript"),
    (
        r"x^\top \begin{pmatrix} 1 & \dots \\ \vdots & 1 \end{pmatrix} x",
        "a matrix with dots in both directions",
    ),
    (r"\begin{pmatrix} c & s \\ t \end{pmatrix}", "a matrix with rows of different lengths"),
    (r"\begin{foo} c \end{foo}", r"\begin{foo} inside a formula"),
    (r"\begin{pmatrix} c", r"\begin{pmatrix} without \end"),
    (r"W^\top_{:,1}", "a row of a transpose: write brackets"),
    (
        r"\sum_i q_i^\top q_i",
        r"the transpose of q, which is declared nowhere; declare it, such as $q \in \mathbb{R}^{n}$",
    ),
    (r"\sum_i q^i", "q^i: a power or a label? declare q"),
    (r"\sum_{ij} S'_{ij}", "a prime on an entry of S"),
    (
        r"\sum_{ij} S_{ij}^{-1}",
        "an entry of S with the superscript -1: write (S^{-1})_{…} for an entry of that matrix, or 1/S_{…}",
    ),
    (r"c'", "a prime on c, which is no function"),
    (r"\mathbb{V} c", r"\mathbb{V} is not known"),
]


@pytest.mark.parametrize(("formula", "reason"), REFUSED)
def test_formulas_that_are_not_understood(formula, reason):
    assert reasons(f"$f = {formula}$") == [reason]


RANGES = [
    ("i=1, j=2", "j=2"),
    ("i=1, j", "j"),
    ("1 < i", "1<i"),
    ("i + 1 < j", "i+1<j"),
    ("< i", "<i"),
    ("i = j = 1", "i=j=1"),
    ("i,", ""),
    ("i,i", "i,i"),
    ("", ""),
    (r"i \mid y_i", r"i\mid y_i"),
    (r"i : \text{otherwise}", "i:otherwise"),
    ("c+1", "c+1"),
    ("i^2 > 1", "i^2>1"),
]


@pytest.mark.parametrize(("below", "named"), RANGES)
def test_ranges_that_are_not_known_are_named(below, named):
    (reason,) = reasons(rf"$f = \sum_{{{below}}} x_i$")
    assert reason.startswith(f"the range {named} of a sum is not known; known are i, i=1")


def test_a_trouble_stands_where_it_is():
    document = read_document("Let $c > 0$.\n$f = 2 c_{,s} + 1$")
    (statement,) = document.troubles
    assert str(statement.trouble.place) == "2:10"


def test_two_numbers_and_a_bar():
    text = r"$f = c$, $\frac{df}{dc} = (0, 1]$, $\nabla_c f |_{c=1}^{2} = 2$, $\frac{df}{dc}|_{c=1,} = 1$"
    assert reasons(text) == [
        "an interval where a number or an array is expected",
        "a bar with limits below and above is not known",
        "a bar with an empty part below",
    ]
