"""LaTeX, Markdown and plain text, and saving by suffix."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import symnn as sn
from symnn.documents.document import Code, Document, Equations, Math, Paragraph, Row, Section, Table
from symnn.documents.latex import latex
from symnn.documents.markdown import markdown
from symnn.documents.outline import document
from symnn.documents.save import UnknownFormatError
from symnn.documents.text import lines, text
from symnn.files import write_whole
from symnn.notation.style import Latex, Plain
from tests.documents.documented import DERIVATIONS, logistic


@pytest.fixture(scope="module", params=DERIVATIONS)
def derivation(request):
    return DERIVATIONS[request.param]()


# ---- LaTeX --------------------------------------------------------------------------------------


def environments(source: str) -> list[str]:
    """The environments that stay open, or are closed without being open."""
    stack: list[str] = []
    for which, name in re.findall(r"\\(begin|end)\{(\w+\*?)\}", source):
        if which == "begin":
            stack.append(name)
        elif stack[-1:] == [name]:
            stack.pop()
        else:
            return [*stack, f"/{name}"]
    return stack


def test_latex_is_balanced_and_its_references_exist(derivation) -> None:
    source = latex(document(derivation))
    assert environments(source) == []
    math = re.sub(r"\\[{}]", "", source)
    assert math.count("{") == math.count("}")
    labels = re.findall(r"\\label\{(.*?)\}", source)
    assert len(labels) == len(set(labels))
    assert set(re.findall(r"\\ref\{(.*?)\}", source)) <= set(labels)


def test_latex_holds_every_equation(derivation) -> None:
    source = latex(document(derivation))
    for notation in ("matrix", "index"):
        for equation in derivation.written(notation, Latex()):
            assert f"{equation.left} &= {equation.right}" in source


def test_unbalanced_environments_are_noticed() -> None:
    assert environments(r"\begin{align*} x") == ["align*"]
    assert environments(r"\begin{align*}\end{aligned}") == ["align*", "/aligned"]


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no TeX here")
def test_latex_compiles(derivation, tmp_path: Path) -> None:
    path = derivation.save(tmp_path / "page.tex")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", path.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]


HOSTILE = Document(
    ["50% & more_"],
    [
        Section(
            r"\input{x} #1 $",
            [
                Paragraph(["a_b ^ ~ {c} <b> | `x`", Math("x", "x")]),
                Table(["A|B"], [[["c_d & e|f", Math(r"\|x\| |y|", "x")]]]),
                Code("python", "x = '√'  # % & \\\n"),
            ],
        )
    ],
)


def test_text_is_escaped_in_latex() -> None:
    source = latex(HOSTILE)
    assert r"50\% \& more\_" in source
    assert r"\textbackslash{}input\{x\} \#1 \$" in source
    assert r"a\_b \textasciicircum{} \textasciitilde{} \{c\} <b>" in source
    assert "x = '?'  # % & \\" in source


def test_a_blackboard_one_is_drawn_only_where_it_occurs() -> None:
    n = sn.dim("n")
    model = sn.Model()
    model.define("L", sn.total(sn.relu(sn.vector("x", n))))
    assert r"\renewcommand{\mathbb}" in latex(document(model.gradient("L")))
    assert r"\renewcommand{\mathbb}" not in latex(document(logistic().gradient("L", "w")))


# ---- Markdown -----------------------------------------------------------------------------------


def test_markdown_holds_every_equation(derivation) -> None:
    source = markdown(document(derivation))
    assert source.count("$$") % 2 == 0
    assert source.count("```") == 2
    found = source.replace(" &= ", " = ")
    for notation in ("matrix", "index"):
        for equation in derivation.written(notation, Latex()):
            assert f"{equation.left} = {equation.right}" in found


def test_text_is_escaped_in_markdown() -> None:
    source = markdown(HOSTILE)
    assert r"a\_b ^ ~ {c} &lt;b> \| \`x\`$x$" in source
    assert r"| A\|B |" in source
    assert r"| c\_d &amp; e\|f$\Vert x\Vert  \vert y\vert $ |" in source


# ---- text ---------------------------------------------------------------------------------------


def test_text_holds_every_equation(derivation) -> None:
    shown = text(document(derivation), width=400)
    for equation in derivation.written("matrix", Plain()):
        assert re.search(rf"{re.escape(equation.left)} += {re.escape(equation.right)}", shown)


@pytest.mark.parametrize("width", [60, 80, 110])
def test_words_and_formulas_fit_the_width(derivation, width: int) -> None:
    for line in lines(document(derivation), width):
        if line.kind != "code" and not line.text.startswith("  "):
            assert len(line.text) <= width


def test_long_formulas_break_between_terms_under_their_right_side() -> None:
    long = " + ".join(["aaaa (b - c)"] * 6)
    row = Row(Math("x", "x"), Math(long, long), 7)
    made = Document(["t"], [Section("s", [Equations([row])])])
    shown = [line.text for line in lines(made, 50) if line.kind == "formula"]
    assert len(shown) > 1
    assert all(len(line) <= 50 for line in shown)
    assert all(line.startswith(" " * 8 + "+ ") for line in shown[1:])
    assert shown[-1].endswith("(7)")
    assert " ".join(line.strip() for line in shown).removesuffix("(7)").split() == [
        "x",
        "=",
        *long.split(),
    ]


# ---- saving -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "start"),
    [
        (".html", "<!DOCTYPE html>"),
        (".tex", r"\documentclass"),
        (".md", "# "),
        (".txt", "The gradient"),
        (".HTML", "<!DOCTYPE"),
    ],
)
def test_the_suffix_says_how(tmp_path: Path, suffix: str, start: str) -> None:
    path = logistic().gradient("L", "w").save(tmp_path / f"page{suffix}", notation="index")
    assert path == tmp_path / f"page{suffix}"
    assert path.read_text(encoding="utf-8").startswith(start)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_forms_that_there_never_were(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match=r"no document has the suffix '\.xyz'"):
        logistic().gradient("L", "w").save(tmp_path / "page.xyz")


def test_a_file_is_replaced_as_a_whole_or_not_at_all(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "page.txt"
    path.write_text("before")

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk is full"):
        write_whole(path, "after")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_others_may_read_what_was_written(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", "x")
    (tmp_path / "b.txt").write_text("x")
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "b.txt").stat().st_mode
