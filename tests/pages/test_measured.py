"""What is measured on a page, pictures that are drawn late, and the catalogue of functions."""

import pytest

import symnn as sn
from symnn.documents.document import Judged, Picture
from symnn.pages.catalogue import Entry
from symnn.pages.numbers import PrintedNumberError


def test_bounds():
    page = sn.Page("Bounds")
    page.at_least("a", 0.97, "0.95")
    page.at_most("b", 0.01, "0.05")
    page.at_least("c", 0.94, "0.95")
    page.at_most("d", 0.06, "0.05")
    assert [claim.ok for claim in page.claims] == [True, True, False, False]
    assert not [twin for claim in page.claims[:2] for twin in claim.twins() if twin.ok]
    assert "measured: at least 0.95" in page.text()
    with pytest.raises(PrintedNumberError, match="'much' is not a number"):
        page.at_least("e", 1, "much")


def test_numbers_stand_under_each_other_only_where_they_follow_each_other():
    page = sn.Page("Numbers")
    page.number("a", 1, "1")
    page.number("b", 2, "2")
    page.write("And")
    page.number("c", 3, "3")
    page.number("d", 4, "5")
    (section,) = page.document().sections
    rows = [len(block.rows) for block in section.blocks if isinstance(block, Judged)]
    assert rows == [2, 1, 1]  # what is wrong stands alone


def test_a_picture_is_drawn_once_and_not_before_it_is_asked_for():
    drawn = []

    def draw() -> Picture:
        drawn.append(1)
        return Picture("<svg></svg>", "a picture", ["of its own"])

    page = sn.Page("Pictures")
    page.picture(draw)
    page.picture(draw, "of the page")
    assert not drawn
    page.document()
    (section,) = page.document().sections
    assert [block.caption for block in section.blocks] == [["of its own"], ["of the page"]]
    assert len(drawn) == 2


def test_the_catalogue_opens_definitions():
    z, a = sn.scalar("z"), sn.scalar("a", positive=True)
    elu = Entry(sn.elu(z, a), sn.elu(z))
    assert elu.kinks_text == "$0$ (slope $a$)"
    assert elu.range_text == r"(-1, \infty)"
    assert sn.check(elu.model, "y", "z", elu.slope).kind == "proved"
    assert sn.check(elu.model, "y", "z", 2 * elu.slope).kind == "refuted"
    assert Entry(sn.hardtanh(z), sn.hardtanh(z)).range_text == "[-1, 1]"
    assert Entry(sn.tanh(z), sn.tanh(z)).range_text == "(-1, 1)"
    assert Entry(sn.step(z), sn.step(z)).range_text == r"\{0, 1\}"
    shrink = sn.hardshrink(z)
    assert Entry(shrink, shrink).range_text == r"(-\infty, -0.5) \cup \{0\} \cup (0.5, \infty)"
    assert Entry(sn.gelu(z), sn.gelu(z)).range_text == r"[-0.17, \infty)"
