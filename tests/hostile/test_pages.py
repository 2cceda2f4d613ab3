"""What hostile names and documents leave on pages, in notebooks and in programs: text."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import symnn as sn
from symnn.cli import main
from symnn.language.errors import NameConflictError, ShapeError
from tests.documents.pages import Page

NAMES = [
    "<script>alert(1)</script> javascript:alert(1)",
    """x" onload="alert(1)' onmouseover='alert(1)""",
    "&lt;script&gt;&#60;img src=x onerror=alert(1)&#62;]]></style></title></svg>--><img src=x>",
    r"\href{javascript:alert(1)}{x}```<b>](javascript:alert(1)) [y",
    '"""+__import__("os").abort()+"""',
    r"\xi",
]
INVISIBLE = ["a\x1b[2J", "a\nb", "a\u202eb", "a\x9b", "\ud800", "\u200b"]
SUFFIXES = (".html", ".md", ".ipynb", ".py", ".tex", ".txt")
TAG = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)


def model_of(names: list[str]) -> sn.Model:
    """A model in which inputs and quantities bear these names."""
    model, size = sn.Model(), sn.dim("N")
    terms = [model.define(f"{name}z", sn.sigmoid(2 * sn.vector(name, size))) for name in names]
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    model.define("L", sn.total(total))
    return model


def pages(names: list[str], folder: Path, suffixes=SUFFIXES) -> dict[str, str]:
    derivation = model_of(names).gradient("L")
    paths = [derivation.save(folder / f"page{suffix}") for suffix in suffixes]
    return {path.suffix: path.read_text(encoding="utf-8") for path in paths}


def tags(page: str) -> set[tuple[str, frozenset[str]]]:
    return {(tag, frozenset(attributes)) for tag, attributes in Page(page).tags}


def links(page: str) -> set[str]:
    return {link for link in Page(page).all("href") if not link.startswith("#")}


@pytest.fixture(scope="module")
def benign(tmp_path_factory):
    """The page of such a model with names that do no harm."""
    (page,) = pages(["q", "r"], tmp_path_factory.mktemp("benign"), (".html",)).values()
    return page


def check_page(page: str, benign: str) -> None:
    """Whatever the names, the page has no tag, attribute or link that it would not have."""
    known = {tag for tag, _ in tags(benign)}
    attributes = {name for _, names in tags(benign) for name in names} | {"title"}
    assert {tag for tag, _ in tags(page)} <= known | {"code", "rect"}
    assert {name for _, names in tags(page) for name in names} <= attributes
    assert links(page) <= links(benign)


def programs(notebook: str) -> list[str]:
    cells = json.loads(notebook)["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def test_names_are_text_wherever_they_stand(tmp_path, benign):
    found = pages(NAMES, tmp_path)
    check_page(found[".html"], benign)
    outside = re.sub(r"(?ms)^(`{3,}).*?^\1$|data:image[^)]*", "", found[".md"])
    assert not TAG.search(outside), outside[TAG.search(outside).start() :][:80]
    for program in (found[".py"], *programs(found[".ipynb"])):
        tree = ast.parse(program)
        assert "__import__" not in {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    assert isinstance(ast.parse(found[".py"]).body[0].value, ast.Constant)


def test_what_escaping_prevents_would_be_seen(benign):
    for bad in ("<script></script>", '<p onclick="x"></p>', '<a href="javascript:x">x</a>'):
        with pytest.raises(AssertionError):
            check_page(benign.replace("</main>", f"{bad}</main>"), benign)


@pytest.mark.parametrize("name", INVISIBLE)
def test_names_that_do_not_show_are_none(name):
    with pytest.raises(NameConflictError, match="a tensor needs a name"):
        sn.vector(name, 3)
    with pytest.raises(NameConflictError, match="needs a name"):
        sn.function(name)
    with pytest.raises(ShapeError, match="a dimension needs a name"):
        sn.dim(name)


# ---- documents ----------------------------------------------------------------------------------

START = r"Let $x \in \mathbb{R}^n$ and \[ L = \|x\|^2 . \] "
PROSE = [
    "<script>alert(1)</script> <img src=x onerror=alert(1)> &lt;script&gt;",
    r"\section{<script>} \title{\href{javascript:alert(1)}{x}} \url{javascript:alert(1)}",
    "[x](javascript:alert(1)) ![x](http://e.vil/x.png) <svg onload=alert(1)>",
]
FORMULAS = [
    r"\[ L = <script>alert(1)</script> \]",
    r"$\text{<img src=x onerror=alert(1)>} = 1$",
    r"$\mathrm{&\#60;script>} = 2$",
]


def derived(folder: Path, name: str, text: str, page: str = "page.html"):
    (folder / name).write_text(text, encoding="utf-8")
    command = ["derive", str(folder / name), "--of", "L", "-o", str(folder / page)]
    return CliRunner().invoke(main, command)


@pytest.mark.parametrize("name", ["evil.tex", "evil.md"])
def test_documents_are_text_on_the_pages_of_their_models(name, tmp_path, benign):
    found = derived(tmp_path, name, START + "\n\n".join(PROSE))
    assert found.exit_code == 0, found.output
    check_page((tmp_path / "page.html").read_text(encoding="utf-8"), benign)


@pytest.mark.parametrize("formula", FORMULAS)
def test_markup_in_formulas_is_not_understood(formula, tmp_path):
    found = derived(tmp_path, "evil.tex", START + formula)
    assert found.exit_code == 2, found.output
    assert str(tmp_path / "evil.tex") in found.stderr
    assert not (tmp_path / "page.html").exists()


NO_NAMES = [
    r"\mathrm{\input{/etc/passwd}}",
    r"\text{\input{/etc/passwd}}",
    r"\operatorname{\write18{ls}}",
    r"\mathbf{<script>}",
    r"\mathrm{a}\href{javascript:x}{y}",
    r"\mathit{x\x}",
    '\\mathrm{"""}',
    r"\mathrm{a b\\c}",
]


@pytest.mark.parametrize("name", NO_NAMES)
def test_commands_in_names_are_not_understood(name, tmp_path):
    text = rf"Let ${name} \in \mathbb{{R}}$. \[ L = {name}^2 \]"
    found = derived(tmp_path, "evil.tex", text, "page.tex")
    assert found.exit_code == 2, found.output
    assert not (tmp_path / "page.tex").exists()
