"""Notation of which a document says itself what it means."""

import pytest

from symnn.notation.reader.document import read_document
from tests.verdicts import kinds

NUMBER = r"Let $x > 0$. "
VECTOR = r"Let $x, y \in \mathbb{R}^n$, $M \in \mathbb{R}^{n \times n}$. "
MATRIX = r"Let $A \in \mathbb{R}^{n \times n}$. "
LOG = (NUMBER, r"Let $f = \log x$.", r"\frac{df}{dx} = \frac{1}{x}")
EXP = (NUMBER, r"Let $f = \exp(x)$.", r"\frac{df}{dx} = \exp(x)")
TANH = (NUMBER, r"Let $f = \tanh x$.", r"\frac{df}{dx} = 1 - \tanh^2 x")
SINE = (NUMBER, r"Let $f = \sin x$.", r"\frac{df}{dx} = \cos x")
NORM = (VECTOR, r"Let $f = \|x\|^2$.", r"\nabla_x f = 2 x")
INNER = (VECTOR, r"Let $f = \langle x, y \rangle$.", r"\nabla_x f = y")
BARS = (NUMBER, r"Let $f = |x|$.", r"\frac{df}{dx} = 1")
HADAMARD = (VECTOR, r"Let $f = \mathbf{1}^\top (x \odot y)$.", r"\nabla_x f = y")
DOT = (VECTOR, r"Let $f = x \cdot y$.", r"\nabla_x f = y")
DETERMINANT = (MATRIX, r"Let $f = |A|$.", r"\nabla_A f = |A| A^{-\top}")


@pytest.mark.parametrize(
    ("words", "case"),
    [
        (r"Here $\log$ denotes the base-2 logarithm.", LOG),
        (r"We write $\log$ for the logarithm to base 10.", LOG),
        ("All logarithms are taken to base 2.", LOG),
        (r"We use $\log = \log_{2}$.", LOG),
        (r"Here $\exp(x) = 2^x$.", EXP),
        ("All angles are in degrees.", SINE),
        (r"Here $\|\cdot\|$ is the maximum norm.", NORM),
        (r"We use the $\ell_1$ norm, and $\|x\|$ is the 1-norm.", NORM),
        (r"The norm is $\|x\|^2 = x^\top M x$.", NORM),
        (r"We use $\|x\| = \sum_i |x_i|$.", NORM),
        (r"Here $\langle\cdot,\cdot\rangle$ is the inner product induced by $M$.", INNER),
        (r"We write $\langle x, y\rangle = x^\top M y$.", INNER),
        (r"Here $|\cdot|$ denotes the number of elements.", BARS),
        (r"Here $|A|$ denotes the sum of all entries.", DETERMINANT),
        (r"Here $\|\cdot\|$ is the Euclidean norm or the operator norm.", NORM),
        (r"Here $\odot$ denotes convolution.", HADAMARD),
        (r"Here $\cdot$ denotes the elementwise product.", DOT),
    ],
)
def test_notation_with_another_meaning_is_not_understood(words, case):
    declared, defined, claim = case
    assert kinds(f"{declared} {defined} Then \\[ {claim} \\]") == ["proved"]
    assert kinds(f"{declared} {defined} {words} Then \\[ {claim} \\]") == ["unclear"]


@pytest.mark.parametrize(
    ("words", "case"),
    [
        (r"Here $\log$ denotes the natural logarithm.", LOG),
        (r"We write $\log x = \ln x$.", LOG),
        (r"Here $\tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}}$.", TANH),
        (r"Here $\|\cdot\|$ denotes the Euclidean norm.", NORM),
        (r"Here $\|x\| = \sqrt{\sum_i x_i^2}$.", NORM),
        (r"The norm is $\|x\|^2 = x^\top x$.", NORM),
        (r"Here $\langle\cdot,\cdot\rangle$ is the standard inner product.", INNER),
        (r"We write $\langle x, y\rangle = x^\top y$.", INNER),
        (r"Here $\|\cdot\|$ is the Euclidean norm and $\|\cdot\|_1$ the 1-norm.", NORM),
        (r"Here $|\cdot|$ is the absolute value.", BARS),
        (r"The batch $B$ has the size $|B|$.", BARS),
        (r"Here $|A|$ is the determinant.", DETERMINANT),
        (r"Here $\odot$ denotes the elementwise (Hadamard) product.", HADAMARD),
        (r"Here $\cdot$ denotes the dot product.", DOT),
    ],
)
def test_notation_with_its_own_meaning_is_understood(words, case):
    declared, defined, claim = case
    text = f"{declared} {defined} {words} Then \\[ {claim} \\]"
    assert kinds(text) == ["proved"]
    assert kinds(text.replace(claim, claim.replace("=", "= -"))) == ["refuted"]


def test_the_words_are_named():
    text = r"Let $x > 0$ and $f = \log x$. Here $\log$ denotes the base-2 logarithm."
    (trouble,) = [s.trouble.reason for s in read_document(text).statements if s.trouble]
    assert trouble == "the document calls its notation “base-2”: write what that is"


def test_complex_quantities_are_not_understood():
    text = r"Let $x \in \mathbb{%s}$, $f = x^2$. Then \[ \frac{df}{dx} = 2 x \]"
    assert kinds(text % "R") == ["proved"]
    assert kinds(text % "C") == ["unclear"]


SLOPES = {
    "relu": r"\mathbb{1}[x > 0]",
    "tanh": r"1 - \sigma(x)^2",
    "sigmoid": r"\sigma(x) (1 - \sigma(x))",
}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (r"where $\sigma$ denotes the ReLU", "relu"),
        (r"where $\sigma$ is the rectified linear unit, applied to each entry", "relu"),
        (r"with the ReLU activation $\sigma$", "relu"),
        (r"where $\sigma$ is the hyperbolic tangent", "tanh"),
        (r"with a tanh nonlinearity $\sigma$", "tanh"),
        (r"where $\sigma$ is the logistic sigmoid function", "sigmoid"),
        (r"with an activation $\sigma$", "sigmoid"),
        ("", "sigmoid"),
    ],
)
def test_letters_of_functions_by_their_names(words, name):
    start = rf"Let $x \in \mathbb{{R}}$, $f = \sigma(x)$ {words}. Then "
    for other, slope in SLOPES.items():
        found = kinds(rf"{start} \[ \frac{{df}}{{dx}} = {slope} \]")
        assert found == ["proved" if other == name else "refuted"]
        renamed = rf"{start} \[ \frac{{df}}{{dx}} = {slope} \]".replace(r"\sigma", r"\phi")
        if words and "an activation" not in words:
            assert kinds(renamed) == found


@pytest.mark.parametrize(
    "words",
    [
        r"where $\sigma$ is the softmax",
        r"where $\sigma$ is the derivative of tanh",
        r"where $\sigma$ is a ReLU in the first layer",
        r"where $\sigma$ is the ReLU; later $\sigma$ is the sigmoid",
    ],
)
def test_letters_of_functions_that_are_not_clear(words):
    for slope in SLOPES.values():
        text = rf"Let $x \in \mathbb{{R}}$, $f = \sigma(x)$, {words}. Then "
        assert kinds(rf"{text} \[ \frac{{df}}{{dx}} = {slope} \]") == ["unclear"]


def test_an_arbitrary_function_is_no_sigmoid():
    for words in ("an arbitrary activation function", "any differentiable function"):
        start = rf"Let $\sigma$ be {words}. Let $x \in \mathbb{{R}}$, $f = \sigma(x)$. Then "
        assert kinds(rf"{start} \[ \frac{{df}}{{dx}} = \sigma'(x) \]") == ["proved"]
        assert kinds(rf"{start} \[ \frac{{df}}{{dx}} = {SLOPES['sigmoid']} \]") == ["refuted"]
