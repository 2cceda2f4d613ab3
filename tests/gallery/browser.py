"""A real browser for the tests: Debian's Chromium, or the one that CHROMIUM names."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
RAW = r"""
() => {
  const shown = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = shown.nextNode(); node; node = shown.nextNode()) {
    const parent = node.parentElement;
    if (parent.closest("pre, code:not(.tex), details.source, script, style, svg")) continue;
    const latex = /\$|\\[a-zA-Z]+/.test(node.data) || parent.closest("code.tex");
    if (latex) found.push(node.data.trim());
  }
  return found;
}
"""
"""What is shown of formulas as their LaTeX, where that is not asked for."""
WIDE = """
() => {
  const scroller = document.scrollingElement;
  if (scroller.scrollWidth <= innerWidth) return [];
  const wide = [...document.body.querySelectorAll("*")].filter(element => {
    const box = element.getBoundingClientRect();
    return box.right > innerWidth + 1 && box.width > 0;
  });
  return ["page", ...wide.slice(0, 5).map(element => element.outerHTML.slice(0, 120))];
}
"""
"""What is wider than the window."""
AXE = """
async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations
    .filter(rule => ["serious", "critical"].includes(rule.impact))
    .map(({id, nodes}) => `${id}: ` + nodes.slice(0, 2).map(n => n.html.slice(0, 160)).join(" | "));
}
"""
"""What an accessibility checker finds serious."""


def executable() -> str | None:
    """The path of a Chromium."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser that runs until the end; skips the test where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    path = executable()
    if path is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class Window:
    """A window of some width that notes what goes wrong in it, and reaches no network."""

    def __init__(self, browser: Any, width: int, scheme: str = "light") -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=False
        )
        self.width, self.scheme = width, scheme
        self.wrong: list[str] = []
        self.page = self.context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.context.route("**/*", self._asked)

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"console: {message.text}")

    def _asked(self, route: Any) -> None:
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            self.wrong.append(f"network: {route.request.url}")
            route.abort()

    def open(self, path: Path) -> None:
        """Open a file."""
        self.page.goto(path.resolve().as_uri())

    def troubles(self, path: Path, *, accessible: bool = False) -> list[str]:
        """Open a file; what is wrong with it."""
        self.wrong = []
        self.open(path)
        found = [f"formula as text: {words[:80]}" for words in self.page.evaluate(RAW)]
        found += [f"too wide: {what}" for what in self.page.evaluate(WIDE)]
        if accessible:
            self.page.evaluate(axe())
            found += [f"accessibility: {what}" for what in self.page.evaluate(AXE)]
        where = f"{path.name} at {self.width}, {self.scheme}"
        return [f"{where}: {words}" for words in [*self.wrong, *found]]

    def close(self) -> None:
        """Close it."""
        self.context.close()


def axe() -> str:
    """The source of the accessibility checker; skips the test where it is not installed."""
    pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python")
    (source,) = files("axe_playwright_python").rglob("axe.min.js")  # type: ignore[attr-defined]
    text: str = source.read_text(encoding="utf-8")
    return text
