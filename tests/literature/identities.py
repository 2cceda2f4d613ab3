r"""Identities of the literature on matrix calculus, as their sources print them.

Each has a broken twin: the same right side with one slip in a sign, a factor, a transpose or an
order. Symbols are renamed to those of the declarations where a source uses others. Numbers are
those of the editions named here:

Cookbook    Petersen and Pedersen, The Matrix Cookbook, version of November 15, 2012
Magnus      Magnus and Neudecker, Matrix Differential Calculus, third edition, 2007
Minka       Old and New Matrix Algebra Useful for Statistics, 2000
Giles       Collected Matrix Derivative Results for Forward and Reverse Mode Algorithmic
            Differentiation, 2008
Dattorro    Convex Optimization & Euclidean Distance Geometry, appendix D
"""

# ruff: noqa: E501 - one formula a line, however long
from __future__ import annotations

from dataclasses import dataclass

SQUARE = r"""
Let $X, A, B, C, D \in \mathbb{R}^{n \times n}$, $a, b, c, d, s, x \in \mathbb{R}^n$ and
$t \in \mathbb{R}$, where $\otimes$ is the Kronecker product and $e^X$ the matrix exponential.
"""
WIDE = r"""
Let $X \in \mathbb{R}^{m \times n}$, $A \in \mathbb{R}^{k \times m}$,
$B \in \mathbb{R}^{n \times k}$, $C \in \mathbb{R}^{m \times m}$, $D \in \mathbb{R}^{n \times n}$,
$E \in \mathbb{R}^{k \times k}$, $F \in \mathbb{R}^{n \times m}$,
$a \in \mathbb{R}^m$ and $b \in \mathbb{R}^n$, where $\otimes$ is the Kronecker product,
$\|X\|_2$ the spectral norm and $X^+$ the pseudo-inverse.
"""
SYMMETRIC = r"""
Let $W, S, A \in \mathbb{R}^{n \times n}$ with $W = W^\top$ and $S = S^\top$,
$\Sigma \in \mathbb{R}^{n \times n}$ with $\Sigma \succ 0$, and $x, s, \mu \in \mathbb{R}^n$.
"""
GRAM = r"""
Let $X \in \mathbb{R}^{m \times n}$, $A \in \mathbb{R}^{n \times n}$ and
$B, C \in \mathbb{R}^{m \times m}$ with $B = B^\top$ and $C = C^\top$.
"""


@dataclass(frozen=True)
class Identity:
    """A derivative with its value, the value with a slip, and where it stands."""

    source: str
    left: str
    right: str
    twin: str
    given: str = SQUARE


def d(of: str, by: str = "X") -> str:
    """The derivative of an expression."""
    return rf"\frac{{\partial}}{{\partial {by}}} \left( {of} \right)"


def tr(of: str) -> str:
    """The trace."""
    return rf"\operatorname{{tr}}({of})"


T = r"^\top"
I = Identity  # noqa: E741 (short, for the tables)

DETERMINANTS = [
    I("Cookbook 47", r"\frac{\partial \det X}{\partial X_{ij}}", r"\det(X) (X^{-1})_{ji}", r"\det(X) (X^{-1})_{ij}"),
    I("Cookbook 49", d(r"\det X"), r"\det(X) (X^{-1})^\top", r"\det(X) X^{-1}"),
    I("Cookbook 51", d(r"\det(AXB)"), r"\det(AXB) (X^{-1})^\top", r"\det(X) (X^{-1})^\top"),
    I("Cookbook 52", d(r"\det(X^\top A X)"), r"2 \det(X^\top A X) X^{-\top}", r"\det(X^\top A X) X^{-\top}"),
    I("Cookbook 54", d(r"\det(X^\top C X)"),
      r"\det(X^\top C X) \left( C X (X^\top C X)^{-1} + C^\top X (X^\top C^\top X)^{-1} \right)",
      r"\det(X^\top C X) \left( C X (X^\top C X)^{-1} + C^\top X (X^\top C X)^{-1} \right)", WIDE),
    I("Cookbook 55", d(r"\log\det(X^\top X)"), r"2 (X^+)^\top", r"(X^+)^\top", WIDE),
    I("Cookbook 57", d(r"\log|\det X|"), r"(X^{-1})^\top", r"-(X^{-1})^\top"),
    I("Cookbook 58", d(r"\det(X^3)"), r"3 \det(X^3) X^{-\top}", r"\det(X^3) X^{-\top}"),
    I("Magnus 9.9, table 1", d(r"\log|X D X^\top|"),
      r"(X D^\top X^\top)^{-1} X D^\top + (X D X^\top)^{-1} X D",
      r"2 (X D X^\top)^{-1} X D", WIDE),
    I("Minka, section 2", d(r"\log|A X B|"), r"X^{-\top}", r"A^\top X^{-\top} B^\top"),
    I("Giles 2.2.4", r"\frac{\partial \log\det(A + t B)}{\partial t}", tr("(A + t B)^{-1} B"), tr("A^{-1} B")),
]  # fmt: skip

KERNEL, TURNED = r"(A + X^\top C X)^{-1}", r"(A + X^\top C X)^{-\top}"

INVERSES = [
    I("Cookbook 59", r"\frac{\partial (A + t B)^{-1}}{\partial t}", r"-(A + t B)^{-1} B (A + t B)^{-1}", r"-(A + t B)^{-1} (A + t B)^{-1} B"),
    I("Cookbook 60", r"\frac{\partial (X^{-1})_{kl}}{\partial X_{ij}}", r"-(X^{-1})_{ki} (X^{-1})_{jl}", r"(X^{-1})_{ki} (X^{-1})_{jl}"),
    I("Cookbook 61", d(r"a^\top X^{-1} b"), r"-X^{-\top} a b^\top X^{-\top}", r"-X^{-\top} b a^\top X^{-\top}"),
    I("Cookbook 62", d(r"\det(X^{-1})"), r"-\det(X^{-1}) (X^{-1})^\top", r"-\det(X) (X^{-1})^\top"),
    I("Cookbook 63", d(tr("A X^{-1} B")), r"-(X^{-1} B A X^{-1})^\top", r"-(X^{-1} A B X^{-1})^\top"),
    I("Cookbook 64", d(tr("(X + A)^{-1}")), r"-((X + A)^{-1} (X + A)^{-1})^\top", r"-((X + A)^{-1})^\top"),
    I("Cookbook 124", d(tr("A X^{-1} B")), r"-X^{-\top} A^\top B^\top X^{-\top}", r"-X^{-\top} B^\top A^\top X^{-\top}"),
    I("Cookbook 125", d(tr(r"(X^\top C X)^{-1} A")),
      r"-(C X (X^\top C X)^{-1}) (A + A^\top) (X^\top C X)^{-1}",
      r"-(C X (X^\top C X)^{-1}) A (X^\top C X)^{-1}", GRAM),
    I("Cookbook 126", d(tr(r"(X^\top C X)^{-1} (X^\top B X)")),
      r"-2 C X (X^\top C X)^{-1} X^\top B X (X^\top C X)^{-1} + 2 B X (X^\top C X)^{-1}",
      r"2 C X (X^\top C X)^{-1} X^\top B X (X^\top C X)^{-1} - 2 B X (X^\top C X)^{-1}", GRAM),
    # as it is printed, 127 needs A = A^T too: the twin is refuted
    I("Cookbook 127", d(tr(r"(A + X^\top C X)^{-1} (X^\top B X)")),
      r"-C X (K X^\top B X K + L X^\top B X L) + B X (K + L)".replace("K", KERNEL).replace("L", TURNED),
      r"-2 C X K X^\top B X K + 2 B X K".replace("K", KERNEL), GRAM),
    I("Giles 2.3.1", d(tr(r"B^\top A^{-1} X")), r"A^{-\top} B", r"A^{-1} B"),
    I("Magnus 9.13, vec", r"\frac{\partial \operatorname{vec}(X^{-1})}{\partial \operatorname{vec}(X)}", r"-(X^\top)^{-1} \otimes X^{-1}", r"-X^{-1} \otimes (X^\top)^{-1}"),
]  # fmt: skip

SPECTRA = [
    I("Cookbook 65", d(r"\sum_i \lambda_i(S)", "S"), "I", "S", SYMMETRIC),
    I("Cookbook 67", r"\frac{\partial \lambda_i(S)}{\partial S_{jk}}",
      r"(\operatorname{eigenvectors}(S))_{ji} (\operatorname{eigenvectors}(S))_{ki}",
      r"(\operatorname{eigenvectors}(S))_{ij} (\operatorname{eigenvectors}(S))_{ik}", SYMMETRIC),
    I("Magnus 8.9", d(r"\sum_i \lambda_i(S)^3", "S"), r"3 S^2", r"3 S", SYMMETRIC),
    I("Giles 3.4, spectral", r"\frac{\partial \|X\|_2^2}{\partial X_{ij}}",
      r"2 \|X\|_2 (\operatorname{leftsingular}(X))_{i1} (\operatorname{rightsingular}(X))_{j1}",
      r"\|X\|_2 (\operatorname{leftsingular}(X))_{i1} (\operatorname{rightsingular}(X))_{j1}", WIDE),
    I("Giles 3.2", d(r"\sum_i \sigma_i(X)^4"), r"4 X X^\top X", r"4 X", WIDE),
    I("Dattorro D.2.3, nuclear", r"\frac{\partial \|X\|_*}{\partial X_{ij}}",
      r"\sum_p (\operatorname{leftsingular}(X))_{ip} (\operatorname{rightsingular}(X))_{jp}",
      r"-\sum_p (\operatorname{leftsingular}(X))_{ip} (\operatorname{rightsingular}(X))_{jp}", WIDE),
    I("Giles 2.3.5", r"\frac{\partial e^{tA}}{\partial t}", r"A e^{tA}", r"A^\top e^{tA}"),
    I("Dattorro D.2.7", d(tr("e^X")), r"(e^X)^\top", r"e^X"),
]  # fmt: skip

FORMS = [
    I("Cookbook 69", d(r"x^\top a", "x"), "a", "-a"),
    I("Cookbook 70", d(r"a^\top X b"), r"a b^\top", r"b a^\top", WIDE),
    I("Cookbook 71", d(r"b^\top X^\top a"), r"a b^\top", r"b a^\top", WIDE),
    I("Cookbook 72", d(r"a^\top X a"), r"a a^\top", r"2 a a^\top"),
    I("Cookbook 74", r"\frac{\partial (X A)_{ij}}{\partial X_{kl}}", r"\delta_{ik} A_{lj}", r"\delta_{ik} A_{jl}"),
    I("Cookbook 75", r"\frac{\partial (X^\top A)_{ij}}{\partial X_{kl}}", r"\delta_{il} A_{kj}", r"\delta_{ik} A_{lj}"),
    I("Cookbook 76", r"\frac{\partial}{\partial X_{ij}} \left( \sum_{k,l,p,q} X_{kl} X_{pq} \right)", r"2 \sum_{k,l} X_{kl}", r"\sum_{k,l} X_{kl}"),
    I("Cookbook 77", d(r"b^\top X^\top X c"), r"X (b c^\top + c b^\top)", r"2 X b c^\top"),
    I("Cookbook 78", d(r"(Bx + b)^\top C (Dx + d)", "x"), r"B^\top C (Dx + d) + D^\top C^\top (Bx + b)", r"B^\top C (Dx + d) + D^\top C (Bx + b)"),
    I("Cookbook 79", r"\frac{\partial (X^\top C X)_{kl}}{\partial X_{ij}}", r"\delta_{lj} (X^\top C)_{ki} + \delta_{kj} (C X)_{il}", r"\delta_{lj} (X^\top C)_{ki} + \delta_{kj} (C X)_{li}"),
    I("Cookbook 81", d(r"x^\top B x", "x"), r"(B + B^\top) x", r"2 B x"),
    I("Cookbook 82", d(r"b^\top X^\top D X c"), r"D^\top X b c^\top + D X c b^\top", r"D X b c^\top + D X c b^\top"),
    I("Cookbook 83", d(r"(X b + c)^\top D (X b + c)"), r"(D + D^\top)(X b + c) b^\top", r"(D + D^\top)(X b + c)"),
    I("Cookbook 84", d(r"(x - A s)^\top W (x - A s)", "s"), r"-2 A^\top W (x - A s)", r"2 A^\top W (x - A s)", SYMMETRIC),
    I("Cookbook 85", d(r"(x - s)^\top W (x - s)", "x"), r"2 W (x - s)", r"W (x - s)", SYMMETRIC),
    I("Cookbook 86", d(r"(x - s)^\top W (x - s)", "s"), r"-2 W (x - s)", r"2 W (x - s)", SYMMETRIC),
    I("Cookbook 87", d(r"(x - A s)^\top W (x - A s)", "x"), r"2 W (x - A s)", r"-2 W (x - A s)", SYMMETRIC),
    I("Cookbook 88", d(r"(x - A s)^\top W (x - A s)", "A"), r"-2 W (x - A s) s^\top", r"-2 W (x - A s) x^\top", SYMMETRIC),
    I("Cookbook 91", d(r"a^\top X^3 b"), r"a b^\top (X^2)^\top + X^\top a b^\top X^\top + (X^2)^\top a b^\top", r"a b^\top (X^2)^\top + X^\top a b^\top X + (X^2)^\top a b^\top"),
    # as it is printed, the first term of 92 lacks a transpose: the twin is refuted
    I("Cookbook 92", d(r"a^\top (X^2)^\top X^2 b"),
      r"(X^2 b a^\top) X^\top + X^\top X^2 b a^\top + (X^2 a b^\top) X^\top + X^\top X^2 a b^\top",
      r"X a b^\top (X^2)^\top + a b^\top (X^2)^\top X + (X^2 a b^\top) X^\top + X^\top X^2 a b^\top"),
    I("Cookbook 95", d(r"\frac{x^\top A^\top A x}{x^\top B^\top B x}", "x"),
      r"2 \frac{A^\top A x}{x^\top B^\top B x} - 2 \frac{(x^\top A^\top A x) B^\top B x}{(x^\top B^\top B x)^2}",
      r"2 \frac{A^\top A x}{x^\top B^\top B x} + 2 \frac{(x^\top A^\top A x) B^\top B x}{(x^\top B^\top B x)^2}"),
    I("Cookbook 97", d(r"x^\top A x + b^\top x", "x"), r"(A + A^\top) x + b", r"(A + A^\top) x + b^\top x"),
    I("Cookbook 98", r"\frac{\partial^2 (x^\top A x + b^\top x)}{\partial x \partial x^\top}", r"A + A^\top", r"2 A"),
    I("Magnus 9.8, f(x) = a'x", r"\frac{\partial (A x)}{\partial x}", r"A", r"A^\top"),
    I("Magnus 10.6", r"\frac{\partial^2 (x^\top A x)}{\partial x \partial x^\top}", r"A + A^\top", r"A - A^\top"),
]  # fmt: skip

TRACES = [
    I("Cookbook 99", d(tr("X")), "I", "X"),
    I("Cookbook 100", d(tr("X A")), r"A^\top", "A"),
    I("Cookbook 101", d(tr("A X B")), r"A^\top B^\top", r"B^\top A^\top", WIDE),
    I("Cookbook 102", d(tr(r"B X^\top C")), "C B", "B C"),
    I("Cookbook 103", d(tr(r"X^\top A")), "A", r"A^\top"),
    I("Cookbook 104", d(tr(r"A X^\top")), "A", r"A^\top"),
    I("Cookbook 105", d(tr(r"A \otimes X")), tr("A") + " I", r"A"),
    I("Cookbook 106", d(tr("X^2")), r"2 X^\top", "2 X"),
    I("Cookbook 107", d(tr("X^2 B")), r"(X B + B X)^\top", r"X B + B X"),
    I("Cookbook 108", d(tr(r"X^\top C X")), r"C X + C^\top X", r"2 C X", WIDE),
    I("Cookbook 109", d(tr(r"C X X^\top")), r"C X + C^\top X", r"C X + X C^\top"),
    I("Cookbook 110", d(tr(r"X X^\top C")), r"C X + C^\top X", r"C X - C^\top X", WIDE),
    I("Cookbook 111", d(tr(r"X D X^\top")), r"X D^\top + X D", r"2 X D", WIDE),
    I("Cookbook 112", d(tr(r"D X^\top X")), r"X D^\top + X D", r"X D^\top - X D", WIDE),
    I("Cookbook 113", d(tr(r"X^\top X D")), r"X D^\top + X D", r"D^\top X + D X"),
    I("Cookbook 114", d(tr("A X B X")), r"A^\top X^\top B^\top + B^\top X^\top A^\top", r"2 A^\top X^\top B^\top"),
    I("Cookbook 115", d(tr(r"X^\top X")), "2 X", "X", WIDE),
    I("Cookbook 116", d(tr(r"B^\top X^\top C X B")), r"C^\top X B B^\top + C X B B^\top", r"C^\top X B B^\top + C X B^\top B", WIDE),
    I("Cookbook 117", d(tr(r"X^\top C X D")), r"C X D + C^\top X D^\top", r"C X D + C X D^\top", WIDE),
    I("Cookbook 118", d(tr(r"A X B X^\top C")), r"A^\top C^\top X B^\top + C A X B", r"A^\top C^\top X B + C A X B^\top"),
    I("Cookbook 119", d(tr(r"(A X B + E)(A X B + E)^\top")), r"2 A^\top (A X B + E) B^\top", r"2 A^\top (A X B + E)^\top B^\top", WIDE),
    I("Cookbook 120", d(tr(r"X \otimes X")), r"2 \operatorname{tr}(X) I", r"\operatorname{tr}(X) I"),
    I("Cookbook 121", d(tr("X^4")), r"4 (X^3)^\top", r"4 X^3"),
    I("Cookbook 122", d(tr("A X^3")), r"(A X^2 + X A X + X^2 A)^\top", r"(3 A X^2)^\top"),
    I("Magnus 9.9, table 2", d(tr(r"X A X^\top B")), r"B^\top X A^\top + B X A", r"B^\top X A + B X A^\top"),
    I("Minka, section 2", d(tr(r"F X")), r"F^\top", "F", WIDE),
    I("Giles 2.3.3", d(tr(r"C^\top (X A X^\top)")), r"C^\top X A + C X A^\top", r"C X A + C^\top X A^\top"),
]  # fmt: skip

NORMS = [
    I("Cookbook 129", d(r"\|x - a\|_2", "x"), r"\frac{x - a}{\|x - a\|_2}", r"\frac{a - x}{\|x - a\|_2}"),
    I("Cookbook 130", r"\frac{\partial}{\partial x} \left( \frac{x - a}{\|x - a\|_2} \right)",
      r"\frac{I}{\|x - a\|_2} - \frac{(x - a)(x - a)^\top}{\|x - a\|_2^3}",
      r"\frac{I}{\|x - a\|_2} - \frac{(x - a)(x - a)^\top}{\|x - a\|_2^2}"),
    I("Cookbook 131", d(r"\|x\|_2^2", "x"), "2 x", "x"),
    I("Cookbook 132", d(r"\|X\|_F^2"), "2 X", r"\frac{X}{\|X\|_F}", WIDE),
    I("Giles 3.4, Frobenius", d(r"\|X\|_F"), r"\frac{X}{\|X\|_F}", r"\frac{2 X}{\|X\|_F}", WIDE),
    I("Dattorro D.2.1", d(r"\|A x - b\|_2^2", "x"), r"2 A^\top (A x - b)", r"2 A (A x - b)"),
]  # fmt: skip

STATISTICS = [
    I("Minka, section 3", d(r"\log|\Sigma|", r"\Sigma"), r"\Sigma^{-1}", r"-\Sigma^{-1}", SYMMETRIC),
    I("Minka, section 3", d(r"(x - \mu)^\top \Sigma^{-1} (x - \mu)", r"\mu"), r"-2 \Sigma^{-1} (x - \mu)", r"2 \Sigma^{-1} (x - \mu)", SYMMETRIC),
    I("Minka, section 3", d(r"(x - \mu)^\top \Sigma^{-1} (x - \mu)", r"\Sigma"),
      r"-\Sigma^{-1} (x - \mu)(x - \mu)^\top \Sigma^{-1}", r"\Sigma^{-1} (x - \mu)(x - \mu)^\top \Sigma^{-1}", SYMMETRIC),
    I("Magnus 15.3", d(r"\log|\Sigma| + \operatorname{tr}(\Sigma^{-1} W)", r"\Sigma"),
      r"\Sigma^{-1} - \Sigma^{-1} W \Sigma^{-1}", r"\Sigma^{-1} + \Sigma^{-1} W \Sigma^{-1}", SYMMETRIC),
]  # fmt: skip

IDENTITIES = [*DETERMINANTS, *INVERSES, *SPECTRA, *FORMS, *TRACES, *NORMS, *STATISTICS]
