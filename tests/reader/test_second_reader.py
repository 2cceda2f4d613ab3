"""The second reader: it sees misreadings, says nothing outside of its class, and does no harm."""

from __future__ import annotations

import re
import subprocess
import sys
from random import Random
from time import process_time

import pytest
import sympy as sp

import symnn as sn
from symnn.language.symbol import TensorSymbol
from symnn.notation.index import IndexWriter
from symnn.notation.reader.document import read_document
from symnn.notation.reader.second.masked import LETTERS, NoSecondReadingError, masked
from symnn.notation.reader.second.reading import second_opinion
from symnn.notation.reader.text.tokens import cleaned, tokenize
from symnn.notation.rounding import Rounding
from symnn.notation.style import Latex

A, B, X, Y = (TensorSymbol(name, ()) for name in ("a", "b", "x_1", r"\hat{y}"))


def opinion(latex: str, expr: sp.Expr, functions=()) -> str | None:
    return second_opinion(tokenize(latex, 0, len(latex)), expr, functions)


PAIRS = [  # LaTeX, what it means, a misreading of it
    (r"\frac{1}{2} (a - b)^2", (A - B) ** 2 / 2, 1 / (2 * (A - B) ** 2)),
    (r"\frac12 a^2 b", A**2 * B / 2, (A * B) ** 2 / 2),
    (r"-a^2", -(A**2), (-A) ** 2),
    (r"a - (b - x_1)", A - B + X, A - B - X),
    (r"a / b / x_1", A / B / X, A / (B / X)),
    (r"e^{-a^2}", sp.exp(-(A**2)), sp.exp((-A) ** 2)),
    (r"e^{-\frac{(a - b)^2}{2 x_1}}", sp.exp(-((A - B) ** 2) / 2 / X), sp.exp(-((A - B) ** 2) * X)),
    (r"\sqrt{a} + 1", sp.sqrt(A) + 1, sp.sqrt(A + 1)),
    (r"\log(a + b) \hat{y}", sp.log(A + B) * Y, sp.log((A + B) * Y)),
    (r"\tanh a + b", sp.tanh(A) + B, sp.tanh(A + B)),
    (r"a^{b + 1} x_1", A ** (B + 1) * X, A ** ((B + 1) * X)),
    (r"\left( a + \frac{b}{x_1} \right) 0.5", (A + B / X) / 2, (A + B / X) * 5),
    (r"\frac{a + b}{a - b} - 1", (A + B) / (A - B) - 1, (A + B) / (A - B - 1)),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "right", "wrong"), PAIRS)
def test_a_misreading_is_seen_and_a_right_reading_is_not_doubted(latex, right, wrong) -> None:
    assert opinion(latex, right) is None
    said = opinion(latex, wrong)
    assert said is not None
    assert said.startswith("two readings differ: ")
    assert said.endswith("; add brackets")


def test_both_readings_are_shown_in_the_names_of_the_document() -> None:
    said = opinion(r"\frac{1}{2} (\hat{y} - x_1)^2", 2 * (Y - X) ** 2)
    theirs = "1*(\\hat{y} - x_1)**2/2"
    assert said == f"two readings differ: {2 * (Y - X) ** 2}, or {theirs}; add brackets"


OUTSIDE = [
    (r"\sigma(a)", A, (r"\sigma",)),  # functions by name
    (r"a (b + 1)", A, ("a",)),
    (r"a' (b + 1)", A * B, ()),  # primes
    (r"a / b x_1", A / B / X, ()),  # for some a/(b x), for others (a/b) x
    (r"\sin a b", sp.sin(A), ()),  # for some sin(a b), for others b sin(a)
    (r"a^{(1)} (b + 1)", A * B, ()),  # labels
    (r"q (b + 1)", B, ()),  # a name that is no scalar here
    (r"\log^2(a)", sp.log(A), ()),
    (r"\exp(a)^2", sp.exp(A), ()),
    (r"|a - b|^2", A, ()),
    (r"\sum_i (a)", A, ()),
    (r"a^{9999999999999}", A, ()),
    (r"a^{1000}", A, ()),
    (r"9^{9^{9^{a}}}", A, ()),
    (r"\exp(\exp(\exp(a)))", A, ()),
    (r"(((((((((a)))))))))", B, ()),
    ("+".join(["(a - b)"] * 60), A, ()),
    ("(a - b", A, ()),
    ("a + b", A, ()),  # nothing in it can be misread
    ("", A, ()),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "expr", "functions"), OUTSIDE)
def test_outside_of_its_class_it_says_nothing(latex, expr, functions) -> None:
    assert opinion(latex, expr, functions) is None


def test_what_is_no_scalar_mathematics_is_not_read() -> None:
    n = sn.dim("n")
    x = sn.vector("x", n)
    assert opinion(r"\frac{a}{b}", sn.total(x).expr) is None
    assert opinion(r"\frac{a}{b}", sp.Function("f")(A)) is None


HOSTILE = [r"__import__('os')", r"\frac{a}{b} \input{x}", "lambda: a", r"a; \eval{a}", "a.b^2"]


@pytest.mark.parametrize("latex", [*HOSTILE, *(latex for latex, *_ in PAIRS)])
def test_only_plain_letters_reach_the_second_reader(latex: str) -> None:
    try:
        found = masked(cleaned(tokenize(latex, 0, len(latex))), {"a", "b", "x_1", r"\hat{y}"})
    except NoSecondReadingError:
        assert latex in HOSTILE
        return
    words = re.sub(r"\\(?:frac|cdot|sqrt|ln|tanh|exp)\b", "", found.latex)
    assert set(words) <= {*LETTERS, *"e{}()^+-/ "}
    assert len(set(found.names.values()) | set(found.numbers)) == len(found.names) + len(
        found.numbers
    )


def test_it_is_quick_whatever_it_gets() -> None:
    opinion(r"\frac{a}{b}", A / B)  # loaded, and its tables filled
    begin = process_time()
    opinion("(" * 6 + "a^2" + "+1)" * 6, A)
    opinion(r"\frac{a}{b}" * 20, A)
    opinion("a^{b^{a}}", A)
    opinion("(a+b)/(a-b)+" * 9 + "a", A)
    assert process_time() - begin < 10


# ---- in documents -------------------------------------------------------------------------------

TEXT = (
    r"Let $f = \frac{1}{2} (x - y)^2$ and $g = f^2 + 1$. "
    r"Then \[ \frac{\partial g}{\partial x} = 2 f (x - y). \]"
)


def test_agreement_changes_nothing() -> None:
    document = read_document(TEXT)
    assert document.troubles == []
    assert document.claims[0].claim is not None


def test_where_they_differ_the_line_and_what_rests_on_it_is_not_understood(monkeypatch) -> None:
    def doubting(tokens, expr, functions=()):
        return "two readings differ: this, or that" if len(tokens) > 5 and expr.is_Mul else None

    monkeypatch.setattr("symnn.notation.reader.statements.definitions.second_opinion", doubting)
    document = read_document(TEXT)
    first, *_, claim = document.statements
    assert str(first.trouble) == "1:10: two readings differ: this, or that"
    assert claim.claim is None
    assert "f" not in document.system.equations


def test_a_claim_is_read_twice_too(monkeypatch) -> None:
    def doubting(tokens, expr, functions=()):
        return "two readings differ: this, or that"

    monkeypatch.setattr("symnn.notation.reader.statements.outcome.second_opinion", doubting)
    (claim,) = read_document(TEXT).claims
    assert claim.claim is None
    assert claim.trouble.reason == "two readings differ: this, or that"


@pytest.mark.parametrize(("text", "loaded"), [
    (r"Let $x \in \mathbb{R}^n$ and $L = \|x\|^2$. $\nabla_x L = 2 x$", False),
    (TEXT, True),
])  # fmt: skip
def test_it_is_loaded_only_where_it_is_needed(text: str, loaded: bool) -> None:
    program = (
        "import sys; import symnn; from symnn.notation.reader.document import read_document; "
        f"read_document({text!r}); print('latex2sympy2_extended' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == str(loaded)


# ---- what the writers print ---------------------------------------------------------------------


def entries_model() -> sn.Model:
    model = sn.Model()
    x, w, y, b = sn.vector("x", 2), sn.matrix("w", 2, 2), sn.vector("y", 2), sn.vector("b", 2)
    s = sn.scalar("s")
    a = model.define("a", sn.tanh(w @ x + b))
    q = model.define("q", a**2 / (1 + sn.exp(-a)) - sn.sqrt(1 + y**2))
    model.define("L", -sn.total((q - y) ** 2) / 2 + s * sn.log(1 + s**2) / (2 * s + 1) ** 3)
    return model


def named(expr: sp.Expr) -> sp.Expr:
    """An expression in the names that the writer gives."""
    leaves = expr.atoms(TensorSymbol)
    return expr.xreplace({leaf: TensorSymbol(Latex().symbol(leaf), ()) for leaf in leaves})


def test_entries_are_read_back_by_the_second_reader() -> None:
    form = entries_model().entries()
    equations = list(form.model.equations.values())
    lines = form.writer(Latex(), Rounding()).equations(equations)
    for equation, line in zip(equations, lines, strict=True):
        latex, expr = line.forms[1], named(equation.expr)
        assert opinion(latex, expr) is None, latex
        assert opinion(latex, expr + 1) is not None, latex  # it is read, and not passed over


def random_expression(random: Random, depth: int) -> sp.Expr:
    if depth == 0:
        return random.choice([A, B, X, sp.Integer(2), sp.Integer(3), sp.Rational(1, 2)])
    one, other = random_expression(random, depth - 1), random_expression(random, depth - 1)
    made = [
        one + other, one - other, one * other, one / (1 + other**2), one**2, sp.exp(-one),
        sp.tanh(one), sp.log(1 + one**2), sp.sqrt(1 + one**2), -one, (one + other) ** 3,
    ]  # fmt: skip
    return random.choice(made)


def test_random_scalars_are_read_back_by_the_second_reader() -> None:
    random = Random(4)
    read = 0
    for _ in range(40):
        expr = random_expression(random, 3)
        if not expr.free_symbols:
            continue
        latex = IndexWriter(Latex()).text(expr)
        assert opinion(latex, expr) is None, latex
        read += opinion(latex, expr + 1) is not None
    assert read > 15
