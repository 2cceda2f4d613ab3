"""A quantity that is restricted late in a document is not restricted before."""

from __future__ import annotations

import pytest

from tests.verdicts import kinds, verdicts

CUBE = r"Let $x\in\mathbb{R}$ and $f(x)=|x|^3$. "


def conditions(text):
    return [" ".join(verdict.conditions) for verdict in verdicts(text)]


@pytest.mark.parametrize("words", ["Suppose that", "Now let", "We assume", "Consider"])
def test_a_later_restriction_excuses_nothing_before(words):
    text = CUBE + rf"We have $f'(x)=3x^2$. {words} $x > 0$. Then $f''(x)=6x$."
    assert kinds(text) == ["unclear", "proved"]
    assert "x > 0" in conditions(text)[1]


def test_it_ends_with_its_section():
    text = CUBE + "Suppose that $x > 0$. Then $f''(x)=6x$.\n\\section{B}\nHere $f''(x)=6x$."
    assert kinds(text)[-1] != "proved" or "x > 0" in conditions(text)[-1]


def test_what_holds_anyway_is_proved():
    text = CUBE + r"We have $f'(x)=3x|x|$. Suppose that $x > 0$. Then $f''(x)=6x$."
    assert kinds(text) == ["proved", "proved"]


def test_a_wrong_claim_under_the_restriction_is_refuted():
    text = CUBE + r"We have $f'(x)=3x|x|$. Suppose that $x > 0$. Then $f''(x)=-6x$."
    assert kinds(text) == ["proved", "refuted"]


def test_a_declaration_at_the_end_holds_throughout():
    text = (
        r"Let $x\in\mathbb{R}$ and $f(x)=\sqrt{x^2+\epsilon}$, where $\epsilon > 0$. "
        r"We have $f'(x)=x/f(x)$."
    )
    assert kinds(text) == ["proved"]
