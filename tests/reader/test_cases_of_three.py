"""Cases of three rows that leave nothing over, though none says ‘otherwise’."""

import pytest

from tests.verdicts import kinds

CLIP = r"""Let $w, s, Q \in \mathbb{R}$ with $s > 0$ and $Q > 0$ and $f = s \min(\max(w/s, -Q), Q)$.
\[ \frac{\partial f}{\partial s} = \begin{cases} ROWS \end{cases} \]"""
HUBER = r"""Let $r \in \mathbb{R}$, $\delta > 0$ and
\[ f = \begin{cases} \frac{1}{2} r^2 & |r| \le \delta \\ \delta (|r| - \frac{1}{2} \delta)
& \text{otherwise} \end{cases}, \qquad
\frac{df}{dr} = \begin{cases} ROWS \end{cases} \]"""


def said(text, *rows):
    return kinds(text.replace("ROWS", r" \\ ".join(rows)))[-1]


LOW, INSIDE, HIGH = r"-Q & w/s LE -Q", r"0 & -Q < w/s < Q", r"Q & w/s GE Q"


def signs(rows, strict=False):
    low, high = ("<", ">") if strict else (r"\le", r"\ge")
    return [row.replace("LE", low).replace("GE", high) for row in rows]


@pytest.mark.parametrize("order", [(LOW, INSIDE, HIGH), (HIGH, INSIDE, LOW)])
@pytest.mark.parametrize("strict", [False, True])
def test_below_between_and_above(order, strict):
    assert said(CLIP, *signs(order, strict)) in ("proved", "agrees")
    wrong = [row.replace("0 &", "1 &") for row in order]
    assert said(CLIP, *signs(wrong, strict)) == "refuted"
    swapped = [row.replace("-Q & w/s LE", "Q & w/s LE") for row in order]
    assert said(CLIP, *signs(swapped, strict)) == "refuted"


@pytest.mark.parametrize(
    "rows",
    [
        (LOW, r"0 & -Q < w/s < 2 Q", HIGH),
        (LOW, r"0 & -Q < w < Q", HIGH),
        (LOW, r"0 & Q < w/s < -Q", HIGH),
        (LOW, HIGH, INSIDE),
        (LOW, INSIDE),
        (LOW, INSIDE, r"Q & w/s \le Q"),
    ],
)
def test_what_leaves_something_over_is_not_understood(rows):
    assert said(CLIP, *signs(rows)) == "unclear"


@pytest.mark.parametrize("first", [r"r & |r| \le \delta", r"r & |r| < \delta"])
def test_inside_and_beyond_on_both_sides(first):
    ends = [r"\delta & r > \delta", r"-\delta & r < -\delta"]
    for beyond in (ends, ends[::-1]):
        assert said(HUBER, first, *beyond) in ("proved", "agrees")
    assert said(HUBER, first, r"\delta & r > \delta", r"\delta & r < -\delta") == "refuted"
    assert said(HUBER, first.replace("r &", "2 r &"), *ends) == "refuted"


@pytest.mark.parametrize(
    "rows",
    [
        (r"r & |r| \le \delta", r"\delta & r > \delta", r"-\delta & r < \delta"),
        (r"r & |r| \le \delta", r"\delta & r > 2 \delta", r"-\delta & r < -\delta"),
        (r"r & |r| \ge \delta", r"\delta & r > \delta", r"-\delta & r < -\delta"),
        (r"r & |r| \le \delta", r"\delta & r > \delta", r"-\delta & r > -\delta"),
    ],
)
def test_beyond_another_border_is_not_understood(rows):
    assert said(HUBER, *rows) == "unclear"
