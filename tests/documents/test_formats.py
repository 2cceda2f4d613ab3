"""Notebooks that run, and PDF through a TeX, with one, without one, and with one that fails."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import numpy as np
import pytest

import symnn as sn
from symnn.documents.document import (
    Bullets,
    Code,
    Display,
    Document,
    Judged,
    Link,
    Math,
    Paragraph,
    Picture,
    Row,
    Section,
    Styled,
)
from symnn.documents.html import html
from symnn.documents.latex import latex
from symnn.documents.markdown import markdown
from symnn.documents.notebook import notebook
from symnn.documents.pdf import TeXError, pdf
from symnn.documents.text import text
from tests.documents.documented import logistic

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0H1"/></svg>'
ROW = Row(Math(r"\frac{a}{b}", "a/b"), Math("c", "c"))
EVERYTHING = Document(
    ["All ", Math("x^2", "x²")],
    [
        Section(
            "", [Paragraph(["before, ", Styled("strong", "much"), " ", Link("a.html", "there")])]
        ),
        Section(
            "Parts",
            [
                Display(Math(r"\sum_i x_i", "Σ_i x_i")),
                Bullets([["one"], ["two, ", Styled("code", "f(x)")]]),
                Bullets([["first"], [Styled("emphasis", "second")]], numbered=True),
                Picture(SQUARE, "a line", ["A line."]),
                Judged([ROW], "✓", ["proved"]),
                Judged([], "✗", ["differences disagree"], ok=False),
                Code("python", "value = 1 + 1\n"),
                Code("text", "no program"),
            ],
        ),
    ],
)


def test_a_notebook_has_text_and_programs():
    made = json.loads(notebook(EVERYTHING))
    assert (made["nbformat"], made["nbformat_minor"]) == (4, 5)
    kinds = [cell["cell_type"] for cell in made["cells"]]
    assert kinds == ["markdown", "markdown", "code", "markdown"]
    words = "".join("".join(cell["source"]) for cell in made["cells"][:2])
    for part in ("# All $x^2$", "## Parts", r"\sum_i x_i", "1. first", "*second*", "✓ proved"):
        assert part in words
    assert made["cells"][2]["source"] == ["value = 1 + 1"]
    assert len({cell["id"] for cell in made["cells"]}) == 4


def test_the_notebook_of_a_derivation_runs(tmp_path: Path):
    pytest.importorskip("nbclient")
    import nbformat

    rng = np.random.default_rng(0)
    values = {"X": rng.normal(size=(4, 2)), "y": np.array([0.0, 1, 1, 0]), "w": rng.normal(size=2)}
    path = logistic().gradient("L", ["w"]).save(tmp_path / "page.ipynb", values=values)
    made = nbformat.reads(path.read_text(encoding="utf-8"), 4)
    nbformat.validate(made)
    words = "".join(cell.source for cell in made.cells)
    assert "finite differences agree" in words
    assert "In numbers" in words
    space: dict[str, object] = {}
    for cell in made.cells:
        if cell.cell_type == "code":
            exec(cell.source, space)  # our own generated code
    assert callable(space["bind"])


@pytest.mark.parametrize("renderer", [html, latex, markdown, text])
def test_every_form_shows_every_part(renderer):
    made = renderer(EVERYTHING)
    for words in ("before", "much", "there", "one", "second", "proved", "disagree", "no program"):
        assert words in made
    assert made.count("A line.") == (0 if renderer is text else 1)


def test_pictures_stand_in_pages_without_a_namespace():
    made = html(EVERYTHING)
    assert '<svg viewBox="0 0 1 1"><path d="M0 0H1"/></svg>' in made
    assert "<figcaption>A line.</figcaption>" in made
    assert 'class="judged fails"' in made


# ---- PDF ----------------------------------------------------------------------------------------


def engine(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "pdflatex"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_pdf_runs_the_engine_twice_without_a_shell(tmp_path: Path, monkeypatch):
    log = tmp_path / "log"
    engine(
        tmp_path,
        f'echo "$@" >> {log}; test -s page.tex && printf "%%PDF-1.5" > page.pdf',
        monkeypatch,
    )
    assert pdf(EVERYTHING) == b"%PDF-1.5"
    runs = log.read_text().splitlines()
    assert len(runs) == 2
    assert all("-no-shell-escape" in run and "-halt-on-error" in run for run in runs)


def test_pdf_says_what_tex_says(tmp_path: Path, monkeypatch):
    engine(tmp_path, 'echo "much else"; echo "! Undefined control sequence."; exit 1', monkeypatch)
    with pytest.raises(TeXError, match=r"failed on the document:\n! Undefined control sequence."):
        pdf(EVERYTHING)


def test_pdf_without_tex_names_what_to_do(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TeXError, match=r"none of pdflatex.* is installed here; write a .tex file"):
        pdf(EVERYTHING)
    with pytest.raises(TeXError):
        logistic().gradient("L", ["w"]).save(tmp_path / "page.pdf")
    assert list(tmp_path.iterdir()) == []


# ---- notebooks ----------------------------------------------------------------------------------


def test_objects_show_themselves():
    n, m = sn.dims("n m")
    x = sn.vector("x", n)
    product = sn.matrix("W", m, n) @ x
    assert product._repr_latex_() == r"$\displaystyle W x$"
    model = sn.Model()
    L = model.define("L", sn.total(x**2))
    assert "x" in model.equations["L"]._repr_latex_()
    assert "<strong>refuted</strong>" in sn.check(model, L, x, x)._repr_html_()
    function = model.compile("L", ["x"])
    assert function._repr_markdown_().startswith("```python\nimport numpy")
    report = sn.finite_difference(function, {"x": np.ones(3)})
    assert report._repr_html_().startswith("<pre>gradients of x agree")
    trained = sn.fit(model, "L", params=["x"], data={}, sizes={"n": 2}, epochs=12)
    table = trained._repr_markdown_().splitlines()
    assert table[2].startswith("| epoch | loss")
    assert "| … |" in table[5]
    assert len(table) == 2 + 2 + 11
