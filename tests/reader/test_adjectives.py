"""What the prose says of quantities is no mathematics: it proves nothing and refutes nothing.

A claim that holds where the words hold is unclear, and the words are given; one that is wrong there
too is refuted.
"""

import pytest

from tests.verdicts import verdict

X = r"$x \in \mathbb{R}^n$"
A = r"$A \in \mathbb{R}^{n \times n}$"
QUADRATIC = r"Then $\nabla_x (x^\top A x) = 2 A x$."
FALSE = r"Then $\nabla_x (x^\top A x) = A x$."


@pytest.mark.parametrize(
    "given",
    [
        f"Let {A} be symmetric, {X}.",
        f"Let {A} be a symmetric positive definite matrix and {X}.",
        rf"For symmetric matrices $A, B \in \mathbb{{R}}^{{n \times n}}$ and {X}.",
        f"Let {A} and {X}, with $A$ symmetric.",
        rf"\[A \in \mathbb{{R}}^{{n \times n}} \text{{ symmetric}}\] and {X}.",
        f"{X} and a matrix {A}, assumed to be symmetric.",
        f"{X} and {A} (symmetric).",
        f"A symmetric weight matrix {A} and {X}.",
        f"{X}, {A}. Here $A$ is positive semidefinite.",
    ],
)
def test_adjectives_are_named(given):
    found = verdict(f"{given} {QUADRATIC}")
    assert found.kind == "unclear"
    assert "it holds where A is" in found.evidence[0]
    stated = verdict(f"{given} Here $A = A^\\top$. {QUADRATIC}")
    assert stated.kind == "proved"
    assert stated.conditions
    assert verdict(f"{given} {FALSE}").kind == "refuted"


@pytest.mark.parametrize(
    "given",
    [
        f"Let {A} be Toeplitz and {X}.",
        f"Let {A} be a Vandermonde matrix and {X}.",
        f"Take a diagonal matrix {A} and {X}.",
        f"Let {A} be symmetric or antisymmetric and {X}.",
        f"Take a diagonal or symmetric matrix {A} and {X}.",
        f"Let {A} and {X}. The matrix $A$ is symmetric if all is well.",
        f"Let {A} and {X}. If $A$ is symmetric:",
    ],
)
def test_what_is_not_understood_or_a_case_leaves_a_doubt(given):
    found = verdict(f"{given} {QUADRATIC}")
    assert found.kind == "unclear"
    assert "it may hold where A is" in found.evidence[0]


@pytest.mark.parametrize(
    "given",
    [
        f"Let {A} and {X}.",
        f"Let {A} be not symmetric, {X}.",
        f"{X}, {A}, which need not be symmetric.",
        f"A not necessarily symmetric matrix {A}, {X}.",
        rf"Let {A}, {X} and $B \in \mathbb{{R}}^{{n \times n}}$ be symmetric.".replace(
            ", $x", "; $x"
        ),
    ],
)
def test_what_is_not_said_is_no_fact(given):
    assert verdict(f"{given} {QUADRATIC}").kind == "refuted"


def test_what_is_said_after_a_claim_does_not_prove_it():
    text = f"{A}, {X}. {QUADRATIC}\n\nNow let $A$ be symmetric."
    assert verdict(text).kind == "unclear"


@pytest.mark.parametrize(
    ("given", "claim", "kind"),
    [
        (r"a unit vector $u \in \mathbb{R}^n$", r"\nabla_u \|u\|^4 = 4 u", "unclear"),
        (r"$u \in \mathbb{R}^n$", r"\nabla_u \|u\|^4 = 4 u", "refuted"),
        (r"a unit vector $u \in \mathbb{R}^n$", r"\nabla_u \|u\|^4 = 2 u", "refuted"),
        (r"$u > 0$", r"\frac{d}{du} |u| = 1", "proved"),
        (r"a positive scalar $u \in \mathbb{R}$", r"\frac{d}{du} |u| = 1", "unclear"),
        (r"a scalar $u \in \mathbb{R}$", r"\frac{d}{du} |u| = 1", "refuted"),
    ],
)
def test_norms_and_signs(given, claim, kind):
    assert verdict(f"Take {given}. Then ${claim}$.").kind == kind


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (r"the one-hot label $y \in \mathbb{R}^K$", "unclear"),
        (r"a probability vector $y \in \mathbb{R}^K$", "unclear"),
        (r"a target $y \in \mathbb{R}^K$ whose entries sum to one", "unclear"),
        (r"a target $y \in \mathbb{R}^K$", "refuted"),
    ],
)
def test_labels_that_sum_to_one(given, kind):
    model = (
        r"logits $z \in \mathbb{R}^K$, $p = \operatorname{softmax}(z)$, "
        r"$L = -\sum_k y_k \log p_k$. Then $\nabla_z L = p - y$."
    )
    assert verdict(f"Take {given} and {model}").kind == kind
