"""Targets that are one-hot in words: what is wrong for them is refuted, what may hold is not."""

import pytest

from tests.verdicts import kinds

PAPER = r"""Let $Z \in \mathbb{R}^{N \times c}$.
The rows of $Y \in \mathbb{R}^{N \times c}$ are one-hot%s.
\begin{align}
P &= \operatorname{softmax}(Z) \\
L &= -\frac{1}{N} \sum_{i=1}^{N} \sum_{k=1}^{c} %s \log P_{ik}
\end{align}
Then \[ \frac{\partial L}{\partial %s. \]"""
SUM = r", so that $\sum_k Y_{ik} = 1$"
PLAIN, SQUARED = "Y_{ik}", "Y_{ik}^2"


@pytest.mark.parametrize(
    ("said", "summand", "claim", "kind"),
    [
        (SUM, PLAIN, r"Z} = \frac{1}{N} (P - Y)", "proved"),
        (SUM, PLAIN, r"Z} = P - Y", "refuted"),
        (SUM, PLAIN, r"Z} = \frac{1}{N} (Y - P)", "refuted"),
        # right where Y² = Y, which the paper says in words alone
        (SUM, SQUARED, r"Z} = \frac{1}{N} (P - Y)", "unclear"),
        (SUM, SQUARED, r"Z} = P - Y", "refuted"),
        # without the sum it may be rows or columns that are meant
        ("", PLAIN, r"Z} = P - Y", "unclear"),
    ],
)
def test_what_is_wrong_for_one_hot_targets_is_refuted(said, summand, claim, kind):
    assert kinds(PAPER % (said, summand, claim)) == [kind]
