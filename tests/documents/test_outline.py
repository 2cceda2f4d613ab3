"""The document of a derivation: what it says, numbers and refers to."""

from __future__ import annotations

import symnn as sn
from symnn.documents.document import (
    Code,
    Derived,
    Document,
    Equations,
    Math,
    Paragraph,
    Reference,
    SideBySide,
    Table,
    plain,
)
from symnn.documents.outline import document
from tests.documents.documented import (
    attention,
    classifier,
    layer_norm,
    logistic,
    ridge,
    softmax,
    two_two,
)


def blocks(made: Document, kind: type) -> list:
    return [
        block for section in made.sections for block in section.blocks if isinstance(block, kind)
    ]


def derived(made: Document, title: str) -> Derived:
    (found,) = [block for block in blocks(made, Derived) if block.title.plain == title]
    return found


def shown(lines) -> list[tuple[str, str, str]]:
    return [
        (line.rule, plain(line.words), f"{line.row.left.plain} = {line.row.right.plain}")
        for line in lines
    ]


def test_titles() -> None:
    assert (
        plain(document(layer_norm().gradient("L", ["x", "beta"])).title)
        == "The gradient of L by x and beta"
    )
    assert plain(document(logistic().hessian("L", "w")).title) == "The Hessian of L by w"
    assert plain(document(softmax().jacobian("z", "x")).title) == "The Jacobian of z by x"
    assert [s.title for s in document(softmax().jacobian("z", ["x", "W"])).sections][
        2
    ] == "The Jacobians"


def test_the_model_and_its_shapes() -> None:
    made = document(layer_norm().gradient("L", ["x"]))
    table, _ = blocks(made, Table)
    rows = {plain(row[0]): [plain(cell) for cell in row[1:]] for row in table.rows}
    assert rows["x"] == ["d", "input, with derivative", ""]
    assert rows["eps"] == ["scalar", "input", "eps > 0"]
    assert rows["x_hat"] == ["d", "defined by (4)", ""]
    (equations,) = blocks(made, Equations)
    assert [row.number for row in equations.rows] == [1, 2, 3, 4, 5, 6]
    assert equations.rows[3].left == Math(r"\hat{x}", "x_hat")


def test_only_equations_that_the_target_needs() -> None:
    made = document(attention().gradient("L", ["Q"]))
    assert len(blocks(made, Equations)[0].rows) == 4
    made = document(attention().jacobian("S", ["Q"]))
    assert len(blocks(made, Equations)[0].rows) == 1


def test_facts_are_said_as_formulas() -> None:
    made = document(classifier(1).gradient("L", ["W1"]))
    given, assumed = blocks(made, Paragraph)[:2]
    assert plain(given.text) == "Given Y ∈ ℝ^(N × c), X ∈ ℝ^(N × d), W1 ∈ ℝ^(d × c) and b1 ∈ ℝ^c:"
    assert plain(assumed.text) == "Assumed: Σ_j Y[i,j] = 1."
    last = derived(made, "∂L/∂z1").lines[-1]
    assert plain(last.words) == "Put in ∂L/∂P and simplify, given that Σ_j Y[i,j] = 1."


def test_a_derivation_step_by_step() -> None:
    lines = derived(document(logistic().gradient("L", "w")), "∂L/∂w").lines
    assert shown(lines) == [
        ("chain rule", "L depends on w through p.", "∂L/∂w = (∂p/∂w)ᵀ ∂L/∂p"),
        (
            "local derivative",
            "Differentiate the equation of p, (1), by w, with the slope of sigmoid.",
            "∂p/∂w = diag(p ⊙ (1 - p)) X",
        ),
        (
            "substitution",
            "Put the local derivatives in.",
            "∂L/∂w = Xᵀ (∂L/∂p ⊙ p ⊙ (1 - p))",
        ),
        ("refolding", "Put in ∂L/∂p and simplify.", "∂L/∂w = 1/N Xᵀ (p - y)"),
    ]
    assert [line.row.number for line in lines] == [None, None, None, 3]


def test_lines_that_are_put_into_each_other_share_a_notation() -> None:
    lines = derived(document(classifier(2).gradient("L", ["W1"])), "∂L/∂W1").lines
    working = [line.row.left.plain for line in lines[:3]]
    assert working == ["∂L/∂W1[i,j]", "∂z1[i,j]/∂W1[k,l]", "∂L/∂W1[i,j]"]
    assert lines[-1].row.left.plain == "∂L/∂W1"


def test_a_line_that_says_nothing_new_is_left_out() -> None:
    lines = derived(document(layer_norm().gradient("L", ["x"])), "∂L/∂s").lines
    assert [line.rule for line in lines] == ["chain rule", "local derivative", "substitution"]
    assert lines[-1].row.number is not None
    rights = [line.row for line in lines]
    assert len(set(rights)) == len(rights)


def test_the_last_line_is_the_result_in_its_notation() -> None:
    n, m, k, d = sn.dims("n m k d")
    A, V, W = sn.matrix("A", n, m), sn.matrix("V", m, k), sn.matrix("W", k, d)
    model = sn.Model()
    out = model.define("O", A @ V @ W)
    model.define("L", sn.total((out - sn.matrix("Y", n, d)) ** 2) / 2)
    made = document(model.gradient("L", ["V"]))
    lines = derived(made, "∂L/∂V").lines
    assert shown(lines)[-2:] == [
        (
            "substitution",
            "Put the local derivatives in.",
            "∂L/∂V[i,j] = Σ_l,p A[l,i] W[j,p] ∂L/∂O[l,p]",
        ),
        ("substitution", "In matrix form.", "∂L/∂V = Aᵀ ∂L/∂O Wᵀ"),
    ]
    assert [line.row.number is None for line in lines[-2:]] == [True, False]
    for found in blocks(made, Derived):
        assert found.result.left == found.lines[-1].row.left


def test_what_has_one_notation_has_no_line_for_another() -> None:
    for notation in ("matrix", "index"):
        made = document(attention("h").gradient("L", ["V"]), notation)
        words = [plain(line.words) for found in blocks(made, Derived) for line in found.lines]
        assert "In matrix form." not in words


def test_a_direct_dependence_is_said() -> None:
    lines = derived(document(ridge().gradient("L", "W")), "∂L/∂W").lines
    assert plain(lines[0].words) == "L depends on W through z, and directly."
    assert "∂L/∂L" not in lines[0].row.right.plain


def test_every_reference_has_an_equation() -> None:
    made = document(classifier(3).gradient("L", ["W1", "b1"]))
    numbers = {row.number for row in blocks(made, Equations)[0].rows}
    numbers |= {one.number for one, _ in blocks(made, SideBySide)[0].rows}
    words = [line.words for block in blocks(made, Derived) for line in block.lines]
    referred = {part.number for text in words for part in text if isinstance(part, Reference)}
    assert referred
    assert referred <= numbers


def test_both_notations_stand_beside_each_other() -> None:
    for notation, first in (("matrix", "Matrix form"), ("index", "Index form")):
        (beside,) = blocks(document(attention().gradient("L", ["V"]), notation), SideBySide)
        assert beside.heads[0] == first
        sides = {row.right.plain for row in beside.rows[-1]}
        assert sides == {"Aᵀ G", "Σ_k A[k,i] G[k,j]"}


def test_the_code_is_the_code_that_runs() -> None:
    derivation = logistic().gradient("L", "w")
    (code,) = blocks(document(derivation), Code)
    assert code.source == derivation.compile().source


def test_entries_come_after_the_matrix_form() -> None:
    made = document(two_two().gradient("E", "W"), "entries")
    equations = blocks(made, Equations)
    assert [row.number for row in equations[0].rows] == [1, 2]
    assert "net_h1 = w1 i1 + w2 i2 + b1" in {
        f"{row.left.plain} = {row.right.plain}" for row in equations[1].rows
    }
