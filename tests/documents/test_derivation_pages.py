"""What pages of derivations say where there is more, or less, to say than usual."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import symnn as sn
from symnn.documents.document import (
    Code,
    Document,
    Judged,
    Math,
    Paragraph,
    Row,
    Section,
    SideBySide,
    Table,
    plain,
)
from symnn.documents.html import html
from symnn.documents.latex import latex
from symnn.documents.notebook import notebook
from symnn.documents.outline import document
from symnn.documents.phrases import with_formulas
from symnn.documents.slopes import NoValuesError, slopes
from tests.documents.pages import Page


def section(made: Document, title: str) -> list[Any]:
    (found,) = [part.blocks for part in made.sections if part.title == title]
    return list(found)


def of_scalar(build: Any) -> Any:
    """The gradient of a function of a number by it."""
    model = sn.Model()
    model.define("L", build(sn.scalar("x")))
    return model.gradient("L", "x")


# ---- the model and its paths --------------------------------------------------------------------


def test_more_than_four_paths_are_counted() -> None:
    for count, shown in (
        (4, "L ← a1 ← x, L ← a2 ← x, L ← a3 ← x, L ← a4 ← x"),
        (5, "5 paths"),
    ):
        model, x = sn.Model(), sn.scalar("x")
        parts = [model.define(f"a{k}", sn.tanh(k * x)) for k in range(1, count + 1)]
        model.define("L", sum(parts[1:], parts[0]))
        table = section(document(model.gradient("L"), pictures=False), "The derivation")[1]
        assert isinstance(table, Table)
        assert [plain(cell) for cell in table.rows[0]] == ["x", shown]


def test_a_model_without_inputs_gives_nothing() -> None:
    model, c = sn.Model(), sn.scalar("c")
    c = model.define("c", 0 * c + 3)
    model.define("L", c**2)
    with pytest.raises(sn.SymnnError, match=r"^L depends on no input; there is nothing to differ"):
        model.gradient("L")
    made = document(model.gradient("L", c), pictures=False)
    assert not [b for b in section(made, "The model") if isinstance(b, Paragraph)]
    nothing = document(model.gradient("L", []), pictures=False)
    assert "The derivation" not in [part.title for part in nothing.sections]


def test_assumptions_about_matrices_are_formulas() -> None:
    n = sn.dim("n")
    x, A, S = sn.vector("x", n), sn.matrix("A", n, n), sn.matrix("S", n, n)
    model = sn.Model()
    for fact in (sn.positive_definite(A), sn.symmetric(S), sn.symmetric(sn.matrix("T", n, n))):
        model.assume(fact)
    model.define("L", x @ (A @ x) + x @ (S @ x))
    made = document(model.gradient("L", "x"), pictures=False)
    assert plain(section(made, "The model")[-1].text) == "Assumed: A ≻ 0 and S = Sᵀ."


def test_families_have_no_single_graph() -> None:
    t = sn.label("l", "L")
    n = sn.sizes("n", t)
    W, a = sn.family("W", t, n[t], n[t - 1]), sn.family("a", t, n[t])
    model = sn.Model()
    model.define(a[t], sn.tanh(W[t] @ a[t - 1]))
    model.define("C", sn.total(a[t.span.last]))
    made = document(model.gradient("C", [W[t]]))
    assert "graph" not in html(made)
    assert plain(section(made, "The code")[0].text).startswith("There is no array code: a_l has")


def test_the_numbers_of_a_family_are_one_array() -> None:
    t, n = sn.label("l", "L"), sn.dim("n")
    W, a = sn.family("W", t, n, n), sn.family("a", t, n)
    model = sn.Model()
    model.define(a[t], W[t] @ a[t - 1])
    model.define("C", sn.total(a[t.span.last]))
    values = {"W": np.array([[[2.0, 0], [0, 2]], [[1, 1], [0, 3]]]), "a_0": np.array([1.0, 2])}
    made = document(model.gradient("C", [W[t], a[0]]), values=values)
    given, slope = section(made, "In numbers")
    assert [[plain(cell) for cell in row] for row in (*given.rows, *slope.rows)] == [
        ["W_l", "2 × 2 × 2 numbers from 0 to 3"],
        ["a_0", "(1, 2)"],
        ["a_l", "(2, 4; 6, 12)"],
        ["C", "18"],
        ["∂C/∂W_l", "2 × 2 × 2 numbers from 1 to 8"],
        ["∂C/∂a_0", "(2, 8)"],
    ]
    assert section(made, "The check")[0].mark == "✓"


# ---- numbers and the check ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "shown"),
    [
        ((), "5"),
        ((3,), "(0, 1, 2)"),
        ((2, 2), "(0, 1; 2, 3)"),
        ((100,), "100 numbers from 0 to 99"),
        ((2, 2, 2), "2 × 2 × 2 numbers from 0 to 7"),
    ],
)
def test_large_arrays_are_described(shape: tuple[int, ...], shown: str) -> None:
    model = sn.Model()
    T = sn.tensor("T", *sn.dims("a b c")[: len(shape)])
    model.define("L", sn.total(T**2) if shape else T**2)
    value = np.arange(np.prod(shape, dtype=int), dtype=float).reshape(shape) if shape else 5.0
    made = document(model.gradient("L"), values={"T": value}, pictures=False)
    table = section(made, "In numbers")[0]
    assert [plain(cell) for cell in table.rows[0]] == ["T", shown]


def test_a_function_that_is_finite_nowhere_is_not_checked() -> None:
    made = document(of_scalar(lambda x: sn.sqrt(-1 - x**2)), checked=True, pictures=False)
    (words,) = section(made, "The check")
    assert plain(words.text) == (
        "Not checked by finite differences: L is finite at none of the points that were tried; "
        "give some: values={…}."
    )
    with pytest.raises(NoValuesError, match=r"^L is finite at none of the points"):
        slopes(of_scalar(lambda x: sn.log(-sn.exp(x))))


def test_what_no_point_decides_is_not_said_to_agree() -> None:
    """The slopes of 1e300 x³ are beyond floating point: differences say nothing about them."""
    made = document(of_scalar(lambda x: 1e300 * x**3), checked=True, pictures=False)
    (judged,) = section(made, "The check")
    assert isinstance(judged, Judged)
    assert (judged.mark, judged.ok) == ("✗", False)
    assert plain(judged.evidence).startswith("nothing is known about the gradient of x: no check")
    (judged,) = section(
        document(of_scalar(lambda x: sn.sqrt(x - 1)), checked=True, pictures=False), "The check"
    )
    assert plain(judged.evidence).startswith("finite differences agree:")


def test_unknown_functions_of_whole_tensors() -> None:
    n = sn.dim("n")
    model = sn.Model()
    model.define("L", sn.function("f", scalar=True)(sn.vector("w", n)))
    made = document(model.gradient("L"), checked=True, pictures=False)
    assert "with f = sin" in plain(section(made, "The check")[0].evidence)
    assert plain(section(made, "The code")[0].text) == (
        "There is no array code: f is an unknown function and has no array code; to compile the "
        "model, write a known function in its place."
    )
    with pytest.raises(sn.SymnnError, match=r"^f is an unknown function and has no array code"):
        model.compile("L", ["w"])
    second = model.hvp("L", "w")
    third = second.model.hvp(second.adjoints.target.name, "w")
    (words,) = section(document(third, checked=True, pictures=False), "The check")
    assert plain(words.text).endswith(
        ": ∂1∂1∂1f: a third derivative of an unknown function of tensors."
    )


# ---- forms of documents -------------------------------------------------------------------------


def test_programs_after_each_other_are_cells_after_each_other() -> None:
    one, two = Code("python", "a = 1\n"), Code("python", "b = a\n")
    made = json.loads(notebook(Document(["T"], [Section("", [one, two])])))
    assert [cell["cell_type"] for cell in made["cells"]] == ["markdown", "code", "code"]
    alone = json.loads(notebook(Document(["T"], [])))
    assert [cell["source"] for cell in alone["cells"]] == [["# T"]]


@pytest.mark.parametrize(
    ("lengths", "kind"),
    [((1, 1), "beside"), ((14, 3), "beside wide-first"), ((3, 14), "beside wide-second"),
     ((25, 25), "beside stacked")],
)  # fmt: skip
def test_two_notations_share_the_width_of_a_page(lengths: tuple[int, int], kind: str) -> None:
    def row(length: int) -> Row:
        return Row(Math("a", "a"), Math("+".join("x" * length), ""))

    rows = [(row(lengths[0]), row(lengths[1]))]
    page = html(Document(["t"], [Section("s", [SideBySide(("A", "B"), rows)])]))
    assert kind in Page(page).all("class")


def test_letters_that_plain_tex_has_not_are_formulas() -> None:
    for text, written in (
        ("Αλς ο Ω", r"$\mathrm{A}$$\lambda$$\varsigma$ $o$ $\Omega$"),
        ("x² ≤ ½ — ᵀ ₁ ⁿ", r"x² $\leq$ ½ — $^{\top}$ $_{1}$ $^{n}$"),
        ("ά™字", "ά™字"),
    ):
        made = latex(Document(["t"], [Section("s", [Paragraph([text])])]))
        assert written in made


def test_words_without_names_stay_words() -> None:
    assert with_formulas("as it is", {}) == ["as it is"]


def test_a_page_is_no_program(tmp_path) -> None:
    page = sn.Page("T")
    with pytest.raises(sn.SymnnError, match=r"a\.py: a page is no program; derivations have code"):
        page.save(tmp_path / "a.py")
    assert list(tmp_path.iterdir()) == []
