"""Macros that are defined several times: what counts is the definition that stands before."""

import pytest

from tests.verdicts import kinds

START = r"\newcommand{\c}{2} Let $x > 0$. "


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("2", "3", ["proved", "proved"]), ("3", "2", ["refuted", "refuted"])],
)
def test_a_macro_that_is_defined_anew(first, second, expected):
    text = r"$f(x) = \c x$. \[ f'(x) = %s \] \renewcommand{\c}{3} $g(x) = \c x$. \[ g'(x) = %s \]"
    assert kinds(START + text % (first, second)) == expected
    nameless = r"\[ \frac{d}{dx} (\c x) = %s \] \renewcommand{\c}{3} \[ \frac{d}{dx} (\c x) = %s \]"
    assert kinds(START + nameless % (first, second)) == expected


def test_a_macro_that_is_provided_stays():
    assert kinds(START + r"\providecommand{\c}{3} \[ \frac{d}{dx} (\c x) = 2 \]") == ["proved"]
    assert kinds(START + r"\providecommand{\c}{3} \[ \frac{d}{dx} (\c x) = 3 \]") == ["refuted"]


def test_a_macro_that_is_defined_behind_its_use():
    text = r"Let $x > 0$, $f(x) = \c x$. \[ f'(x) = %s \] \newcommand{\c}{2}"
    assert kinds(text % "2") == ["proved"]
    assert kinds(text % "3") == ["refuted"]


@pytest.mark.parametrize("anew", [r"\let\exp\log", r"\renewcommand{\exp}{3 \old}"])
def test_another_name_for_what_is_defined_anew_is_not_understood(anew):
    text = r"\let\old\exp %s Let $x > 0$, $f(x) = \old(x)$. \[ f'(x) = \old(x) \]"
    assert kinds(text % "") == ["proved"]
    assert kinds(text % anew) == ["unclear"]
