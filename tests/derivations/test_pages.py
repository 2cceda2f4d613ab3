"""Every page of the gallery: what it claims is so, and what is a little different is not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path

import pytest

import symnn as sn
from symnn.documents.document import Link, Paragraph, Styled
from tests.sampled import sampled

GALLERY = Path(__file__).parents[2] / "derivations"
FILES = {f"{path.parent.name}/{path.stem}": path for path in sorted(GALLERY.glob("*/*.py"))}


@cache
def page_of(name: str) -> sn.Page:
    """The page of a file; it is run once."""
    module = import_module(f"derivations.{name.replace('/', '.')}")
    page = module.page
    assert isinstance(page, sn.Page)
    return page


def links(page: sn.Page) -> Iterator[str]:
    for section in page.document().sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield from (part.target for part in block.text if isinstance(part, Link))


LONG = {f"networks/{name}" for name in ("back_propagation", "convolutional_network", "gru")}
THIRD = {name for place, name in enumerate(FILES) if place % 3 == 0}


@pytest.mark.parametrize("name", sampled(FILES, lambda name: name in THIRD - LONG))
def test_a_page(name: str) -> None:
    """All at once, so that a page is run, judged and drawn by one worker."""
    page, folder = page_of(name), FILES[name].parent
    everything_that_is_claimed_is_so(page)
    what_is_spoilt_fails(page)
    it_is_written(page)
    links_and_uses_lead_somewhere(page, folder)


def everything_that_is_claimed_is_so(page: sn.Page) -> None:
    assert page.claims, "a page without a claim proves nothing"
    assert not [(claim, claim.outcome.evidence) for claim in page.claims if not claim.ok]


def what_is_spoilt_fails(page: sn.Page) -> None:
    kinds = {type(claim): claim for claim in reversed(page.claims)}
    twins = [twin for claim in kinds.values() for twin in islice(claim.twins(), 1)]
    assert twins, "nothing on this page could fail"
    assert not [twin for twin in twins if twin.ok]


def it_is_written(page: sn.Page) -> None:
    text = page.text()
    assert text.splitlines()[0]
    document = page.document()
    assert all(section.blocks for section in document.sections[1:])
    for section in document.sections:  # a dollar that was not understood stays in words
        for block in section.blocks:
            words = block.text if isinstance(block, Paragraph) else ()
            plain = [part for part in words if isinstance(part, str)]
            plain += [part.words for part in words if isinstance(part, Styled)]
            assert not [part for part in plain if "$" in part]


def links_and_uses_lead_somewhere(page: sn.Page, folder: Path) -> None:
    for target in links(page):
        if not target.startswith("http"):
            assert (folder / target).with_suffix(".py").resolve().is_file(), target
    for used in page.uses:
        assert (GALLERY / f"{used}.py").is_file(), used


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_every_broken_twin_fails(name: str) -> None:
    twins = [twin for claim in page_of(name).claims for twin in claim.twins()]
    assert not [twin for twin in twins if twin.ok]
