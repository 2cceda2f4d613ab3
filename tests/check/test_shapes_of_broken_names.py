"""A side without a shape is no proof of a mistake where it rests on what was not understood."""

from tests.verdicts import kinds

CONTRAST = r"""Let $s_1, \dots, s_N \in \mathbb{R}$ and
\[ f = \log \sum_{j=1}^N \exp(s_j), \qquad p_j = \frac{\exp(s_j)}{\sum_{k=1}^N \exp(s_k)}. \]
\[ \frac{\partial f}{\partial s_j} = RIGHT \]
"""
TRIPLET = r"For the triplet let $a, p, n \in \mathbb{R}^d$."


def test_a_letter_with_two_meanings_refutes_nothing():
    right = CONTRAST.replace("RIGHT", "p_j")
    assert kinds(right) == ["proved"]
    assert kinds(right + TRIPLET) == ["unclear"]


def test_a_wrong_claim_stays_refuted_without_it():
    wrong = CONTRAST.replace("RIGHT", "2 p_j")
    assert kinds(wrong) == ["refuted"]
    assert kinds(wrong + TRIPLET) == ["unclear"]


def test_what_is_understood_and_has_no_shape_is_refuted():
    text = r"""Let $A \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $h = A x$,
    $f = \frac{1}{2} h^\top h$. \[ \frac{\partial f}{\partial x} = A h \]"""
    assert kinds(text) == ["refuted"]
    assert kinds(text.replace("A h", r"A^\top h")) == ["proved"]
