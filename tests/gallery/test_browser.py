"""Every page in a real browser: nothing breaks, nothing is loaded, everything can be read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from symnn.gallery.build import build
from tests.gallery.browser import Window, chromium
from tests.gallery.latex import mistakes
from tests.gallery.small import small

ROOT = Path(__file__).parents[2]
WIDE, NARROW = 1280, 390
BROKEN = """<!DOCTYPE html><html><head><title>x</title></head><body>
<p>where $x$ is \\frac{1}{2}</p><p style="width: 2000px">wide</p><img src="https://example.org/a.png">
<p style="color: #ddd; background: #fff">pale</p><script>no.such.name()</script></body></html>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site")
    build(small(root / "pages"), root / "site", jobs=2)
    return root / "site"


def test_a_page_and_the_search_in_a_browser(site: Path, browser: Any) -> None:
    window = Window(browser, NARROW)
    assert window.troubles(site / "calculus" / "chain_rule.html", accessible=True) == []
    assert window.troubles(site / "index.html", accessible=True) == []
    page = window.page
    for words, found in (("soft", 1), ("slopes", 1), ("the", 2), ("the xyz", 0), ("", 0)):
        page.fill("#query", words)
        assert page.locator("#found li").count() == found, words
        assert page.locator(".subjects").is_visible() == (not words)
    page.fill("#query", "softmax")
    page.press("#query", "Enter")
    assert page.url.endswith("calculus/chain_rule.html")
    assert page.locator("#found").count() == 0


def test_what_is_broken_is_seen(tmp_path: Path, browser: Any) -> None:
    (tmp_path / "broken.html").write_text(BROKEN)
    found = Window(browser, NARROW).troubles(tmp_path / "broken.html", accessible=True)
    said = "\n".join(found)
    for words in (
        "formula as text: where $x$",
        "too wide: page",
        "network: https://example.org",
        "error: no is not defined",
        "accessibility: color-contrast",
        "image-alt",
    ):
        assert words in said, words


def test_pages_are_whole_without_scripts(site: Path, browser: Any) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((site / "index.html").as_uri())
    assert page.locator("#search").is_hidden()
    page.click("text=The chain rule")
    assert page.url.endswith("calculus/chain_rule.html")


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_whole_site(tmp_path: Path, browser: Any) -> None:
    site = tmp_path / "site"
    report = build(ROOT / "derivations", site, ROOT / "docs", jobs=2)
    failed = [(page.file, page.problems) for page in report.pages if page.status == "failed"]
    assert failed == []
    assert report.notes == []
    for path in sorted(site.rglob("latex/**/*.tex")):
        assert mistakes(path) == [], path
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > len(report.pages)
    troubles = []
    for width, scheme, every in ((WIDE, "light", 1), (NARROW, "dark", 4)):
        window = Window(browser, width, scheme)
        for number, page in enumerate(pages):  # the colours of all pages are the same ones
            troubles += window.troubles(page, accessible=number % every == 0)
        window.close()
    assert troubles == []
