# ruff: noqa: E501 (formulas stand on one line)
"""One construct at a time: what is read, judged by numbers; and what is not understood, and why."""

import pytest
import sympy as sp

from symnn.notation.reader.claim import MisfitKind, Role
from symnn.notation.reader.document import read_document
from tests.reader.truth import holds

SETUP = (
    r"$x, y, b \in \mathbb{R}^n$, $W, A, B \in \mathbb{R}^{m \times n}$, $S \in \mathbb{R}^{n \times n}$,"
    r" $c, s, t \in \mathbb{R}$, $v \in \mathbb{R}^m$, $\lambda > 0$. "
)


def claims(text, setup=SETUP):
    return read_document(setup + text)


TRUE = [
    r"$f = x^\top S x$, $\frac{\partial f}{\partial x} = (S + S^\top) x$",
    r"$f = \|x\|^2$, $\nabla_x f = 2x$",
    r"$f = \|x\|_1$, $\nabla_x f = \operatorname{sign}(x)$",
    r"$f = \|W\|_F^2$, $\nabla_W f = 2 W$",
    r"$f = \|x\|^2 \|y\|^2$, $\nabla_x f = 2 (x \|y\|_2^2) = \left(2 x \left\|y\right\|_2^2\right)$",
    r"$f = \sum_i |x|_i$, $\nabla_x f = \operatorname{sign}(x)$",
    r"$f = |x^\top y|^2$, $\nabla_x f = 2 (x^\top y) y$",
    r"$f = \langle x, y \rangle$, $\frac{\partial f}{\partial y} = x$",
    r"$f = x \cdot y$, $\frac{\partial f}{\partial y} = x$",
    r"$z = W x$, $\frac{\partial z}{\partial x} = W$",
    r"$z = W x$, $\frac{\partial z_i}{\partial x_j} = W_{ij}$",
    r"$z = W x$, $\frac{\partial z_i}{\partial W_{jk}} = \delta_{ij} x_k$",
    r"$f = v^\top W x$, $\frac{\partial f}{\partial W} = v x^\top$",
    r"$f = v^\top W x$, $\partial f / \partial W = v \otimes x$",
    r"$f = \operatorname{tr}(A^\top B)$, $\frac{\partial f}{\partial A} = B$",
    r"$a = \sigma(x)$, $\frac{\partial a}{\partial x} = \operatorname{diag}(a \odot (1 - a))$",
    r"$f = \sum_i e^{x_i}$, $\frac{\partial f}{\partial x_i} = e^{x_i}$",
    r"$f = \sum_{i,j} W_{ij}^2$, $\frac{\partial f}{\partial W_{ij}} = 2 W_{ij}$",
    r"$g_i = \sum_{j \ne i} x_j$, $\frac{\partial g_i}{\partial x_k} = 1 - \delta_{ik}$",
    r"$f = \sum_{i} x_i y_i + c$, $\frac{\partial f}{\partial c} = 1$",
    r"$f = \sum_{i=1}^{n} x_i + y_i$, $\frac{\partial f}{\partial y_j} = 1$",
    r"$f = c^3 + \frac{1}{c}$, $\frac{df}{dc} = 3c^2 - \frac{1}{c^2}$",
    r"$f = \sqrt{c^2 + 1}$, $\frac{df}{dc} = c / f$",
    r"$f = \ln(c^2 + 1)$, $df/dc = \frac{2c}{c^2+1}$",
    r"$f = \sin^2 c$, $\frac{df}{dc} = 2 \sin c \cos c = \sin 2c$",
    r"$f(c) = c^3$, $f'(c) = 3c^2$, $f''(c) = 6c$, $f'(2t) = 12 t^2$",
    r"$\phi(e) = e^2 + s \exp(e)$, $\phi'(e) = 2e + s \exp(e)$",
    r"$f(x) = x^\top S x$, $\nabla\nabla f(x) = S + S^\top$, $\nabla_x \nabla_x f(x) = S + S^\top$",
    r"$\hat c = c \in \mathbb{R}$, $u = S x \in \mathbb{R}^n$, $\frac{\partial u}{\partial x} = S$",
    r"$Q \in \mathbb{R}^{h \times n}$, $h = Q x$, $q = \|h\|^2$, $\nabla_h q = 2h$, $\nabla_x q = 2 Q^\top h$",
    r"$D(x \,\|\, y) = \sum_i (x_i - y_i)^2$, $\frac{\partial D(x \| y)}{\partial x_i} = 2(x_i - y_i)$",
    r"$g(c \mid s) = c^2 s$, $\frac{\partial g}{\partial s} = c^2$, $\frac{\partial}{\partial c} |c|^2 = 2c$",
    r"$u = W x$, $\frac{\partial u_i}{\partial x_j} = w_{ij}$, $\frac{\partial u_i}{\partial w_{ij}} = x_j$",
    r"$c \to g = s c \to q = g^2$, $\frac{dq}{dg} = 2g$, $\frac{dq}{dc} = 2 s^2 c$",
    r"$u = W x$, $\delta = \frac{\partial E}{\partial u}$, $\frac{\partial E}{\partial W} = \delta x^\top$, $\frac{\partial E}{\partial x} = W^\top \delta$",
    r"$o = (o_1, \dots, o_K)^\top$, $q_k = e^{o_k} / \sum_j e^{o_j}$, $\frac{\partial q_i}{\partial o_j} = q_i(\delta_{ij} - q_j)$",
    r"$\phi$ differentiable, $f = \phi(s c)$, $\frac{\partial f}{\partial c} = s\, \phi'(s c)$",
    r"$L = L(x)$, $x$, $r = 2c$, $\frac{\partial L}{\partial x} = \nabla_x L$",
    r"$z = S x$, $L = L(z)$, $\frac{\partial L}{\partial x} = S^\top \frac{\partial L}{\partial z}$",
    r"$z = S x$, $L = L(z)$, $\frac{\partial L}{\partial S} = \frac{\partial L}{\partial z} \frac{\partial z}{\partial S}$",
    r"$f = \max(0, c)$, $\frac{df}{dc} = \mathbb{1}[c > 0]$",
    r"$f = \max(0, c)$, $\frac{df}{dc} = \begin{cases} 1 & c > 0 \\ 0 & \text{otherwise} \end{cases}$",
    r"$f = |c|$, $\frac{df}{dc} = \frac{|c|}{c}$",
    r"$p = \operatorname{softmax}(x)$, $\frac{\partial p}{\partial x} = \operatorname{diag}(p) - p p^\top$",
    r"$p = \operatorname{softmax}(x)$, $\frac{\partial p_i}{\partial x_j} = p_i (\delta_{ij} - p_j)$",
    r"$\frac{\partial\, x^\top y}{\partial x} = y$, $\nabla_x \tfrac12 \|x\|^2 = x$",
    r"$\frac{\partial^2\, x^\top S x}{\partial x\, \partial x^\top} = S + S^\top$",
    r"$f = c^2 s$, $\frac{\partial^2 f}{\partial c\, \partial s} = 2c$, $\frac{\partial^2 f}{\partial c^2} = 2s$",
    r"$f = x^\top S y$, $\frac{\partial^2 f}{\partial x \partial y^\top} = S$",
    r"$f = \mathbf{1}^\top x$, $\nabla_x f = \mathbf{1}$",
    r"$\hat y = W x$, $J = \frac12 \lVert \hat y - v \rVert_2^2$, $\delta := \frac{\partial J}{\partial \hat y} = \hat y - v$, $\frac{\partial J}{\partial W} = \delta x^\top$",
    r"$f = e^{-c} \cdot 2$, $\frac{df}{dc} = -f$",
    r"$f = \log \sum_j e^{x_j}$, $\nabla_x f = \operatorname{softmax}(x)$",
    r"$f = (c - 1)^2$, $\frac{df}{dc} = 2(c-1)$",
    r"$f = x^\top x + \lambda c$, $\frac{\partial f}{\partial \lambda} = c$",
    r"$z = x^2 \odot y$, $\frac{\partial z_i}{\partial x_i} = 2 x_i y_i$",
    r"$z = x \oslash y$, $f = \mathbf{1}^\top z$, $\nabla_x f = \frac{1}{y}$",
    r"$\delta_1 = \frac{\partial q}{\partial c}$, $q = c^2$, $\delta_1 = 2c$",
    r"$f = 2 x^\top b$, $\frac{\partial f}{\partial x^\top} = 2 b^\top$",
]


@pytest.mark.parametrize("text", TRUE)
def test_true_claims_hold_as_they_are_read(text):
    document = claims(text)
    assert document.claims
    for statement in document.claims:
        assert statement.claim is not None, str(statement.trouble)
        assert holds(document, statement.claim), statement.latex


FALSE = [
    (r"$f = x^\top S x$, $\nabla_x f = 2 S x$", None),
    (r"$f = a^\top x$, $a \in \mathbb{R}^n$, $\nabla_x f = a^\top$", MisfitKind.LAYOUT),
    (r"$z = W x$, $\frac{\partial z}{\partial x} = W^\top$", MisfitKind.LAYOUT),
    (r"$f = \|W x\|^2$, $\nabla_x f = 2 W x$", MisfitKind.SHAPE),
    (r"$f = \|W x\|^2$, $\nabla_x f = 2 W W x$", MisfitKind.NO_SHAPE),
    (r"$f = \sum_i x_i c$, $\frac{\partial f}{\partial c} = x_i$", MisfitKind.FREE_INDEX),
    (r"$f = c^2$, $\frac{df}{dc} = c$", None),
]


@pytest.mark.parametrize(("text", "kind"), FALSE)
def test_false_claims_do_not_hold_and_shapes_say_why(text, kind):
    document = claims(text)
    (statement,) = document.claims
    assert statement.claim is not None, str(statement.trouble)
    assert not holds(document, statement.claim)
    assert (statement.claim.misfit and statement.claim.misfit.kind) == kind


NOT_UNDERSTOOD = [
    (r"$f = c^2$, $\frac{df}{dc} = \kappa c$", r"\\kappa is declared nowhere"),
    (r"$f = \log c \, s \, t$, $\frac{df}{dc} = 1$", "write brackets"),
    (r"$f = 1/2c$, $\frac{df}{dc} = 1$", "below the stroke"),
    (r"$f = S^2 + 1$, $\frac{\partial f}{\partial S} = 1$", "power is of the matrix"),
    (r"$f = g(c) + 1$, $\frac{df}{dc} = 1$", "no function that is known"),
    (r"$f = \int c$, $\frac{df}{dc} = 1$", r"\\int is not known"),
    (r"$f = c^2$, $f = c^3$, $\frac{df}{dc} = 2c$", "second time"),
    (r"$f = \mathbb{E}[c]$, $\frac{df}{dc} = 1$", "no function that is known"),
    (r"$f = c \pm 1$, $\frac{df}{dc} = 1$", "not expected"),
    (r"$f = \prod_i x_i$, $\frac{\partial f}{\partial x_i} = 1$", "product over an index"),
    (r"$\frac{\partial Q}{\partial c} = 1$", "Q is declared nowhere"),
    (r"$f = c^2$, $\frac{\partial f}{\partial s} = 1$", "does not depend on s"),
    (r"$f = -\sum_i x_i + y_i$, $\frac{\partial f}{\partial y_j} = 1$", "how far this sum reaches"),
    (r"$f = \|W\|_2$, $\nabla_W f = W$", "norm 2 of a matrix"),
    (r"$f = |x|$, $\nabla_x f = x / |x|$", "single bars around a vector"),
    (r"$f = |x|^2$, $\nabla_x f = 2x$", "single bars around a vector"),
    (r"$f = |x|_2$, $\nabla_x f = x / f$", "single bars around a vector"),
    (r"$f = |x \odot y|_1$, $\nabla_x f = y$", "single bars around a vector"),
    (r"$f = c^2$, $\frac{df}{dc} = 2^{\top \odot} c$", "not known in a formula"),
    (r"$f = c^2$, $\nabla f = 2c$", "∇ without a variable"),
    (r"$f = c!!$, $\frac{df}{dc} = 1$", "a factorial of what?"),
]


@pytest.mark.parametrize(("text", "reason"), NOT_UNDERSTOOD)
def test_what_is_not_understood_is_said_with_reason_and_place(text, reason):
    import re

    document = claims(text)
    troubles = [str(statement.trouble) for statement in document.troubles]
    assert any(re.search(reason, trouble) for trouble in troubles), troubles
    assert document.claims[-1].claim is None
    assert all(re.match(r"\d+:\d+: ", trouble) for trouble in troubles)


def test_roles_names_and_places():
    document = read_document(
        "Let $x \\in \\mathbb{R}$, $w = 0.5$.\n$f = w x$ and $\\frac{df}{dx} = w$."
    )
    found = [(s.role, s.name, str(s.place)) for s in document.statements]
    assert found == [
        (Role.DECLARATION, "x", "1:6"),
        (Role.VALUE, "w", "1:26"),
        (Role.DEFINITION, "f", "2:2"),
        (Role.CLAIM, None, "2:16"),
    ]
    assert document.values == {"w": sp.Rational(1, 2)}


def test_numbers_are_true_to_their_printed_digits():
    text = r"$x = 0.5$, $f = x^3$, $\frac{df}{dx} = 0.75$, $\frac{df}{dx} = 0.74$, $\frac{df}{dx} \approx 0.8$"
    document = read_document(text)
    verdicts = [holds(document, statement.claim) for statement in document.claims]
    assert verdicts == [True, False, True]


def test_chains_judge_every_equality_against_the_head():
    document = claims(r"$f = c^2$, $\frac{df}{dc} = 3c = 2c = c + c$")
    verdicts = [holds(document, statement.claim) for statement in document.claims]
    assert verdicts == [False, True, True]
    assert [statement.latex for statement in document.claims][1:] == ["3c = 2c", "2c = c + c"]
    assert [statement.claim.position for statement in document.claims] == [0, 1, 2]


def test_families_of_layers_are_unrolled():
    text = (
        r"$z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}$, $a^{[l]} = \sigma(z^{[l]})$ for $l = 1, \dots, L$, "
        r"$W^{[l]} \in \mathbb{R}^{n_l \times n_{l-1}}$, $b^{[l]} \in \mathbb{R}^{n_l}$, "
        r"$a^{[0]} \in \mathbb{R}^{n_0}$, $C = C(a^{[L]})$, $\delta^{[l]} = \frac{\partial C}{\partial z^{[l]}}$. "
        r"$\delta^{[l]} = (W^{[l+1]})^\top \delta^{[l+1]} \odot \sigma'(z^{[l]})$, "
        r"$\delta^{[l]} = (W^{[l+1]})^\top \delta^{[l+1]}$"
    )
    document = read_document(text)
    true, false = (statement.claim for statement in document.claims)
    assert [dict(instance.labels) for instance in true.instances] == [{"l": 1}, {"l": 2}]
    assert holds(document, true)
    assert not holds(document, false)
    assert "L = 3" in true.conditions


def test_sums_over_times_are_unrolled():
    text = (
        r"$h_t = \tanh(w h_{t-1} + u x_t)$, $L = \sum_{t=1}^T (h_t - y_t)^2$, all in $\mathbb{R}$. "
        r"$a_t = w h_{t-1} + u x_t$, $\delta_t = \frac{\partial L}{\partial a_t}$, "
        r"$\frac{\partial L}{\partial w} = \sum_{t=1}^T \delta_t h_{t-1}$"
    )
    document = read_document(text)
    assert holds(document, document.claims[-1].claim)


def test_symmetry_and_sums_are_facts():
    document = claims(r"$S = S^\top$, $\sum_k y_k = 1$, $f = x^\top S x$, $\nabla_x f = 2 S x$")
    assert len(document.system.facts) == 2
    assert holds(document, document.claims[0].claim)
