r"""Writes docs/operations.md and the plots beside it: every operation, as the code declares it.

Run ``python docs/operations.py`` after a change of operations; a test says when it is due.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sympy as sp
from plots import plotted
from sympy.core.expr import Expr

import symnn as sn
from symnn.calculus.simplify import simplified
from symnn.language.index import Index
from symnn.language.operation import AxisOperation, Elementwise, known_operations
from symnn.language.symbol import TensorSymbol
from symnn.language.tensor import Tensor
from symnn.notation.equation import write
from symnn.notation.index import IndexWriter
from symnn.notation.piece import Piece
from symnn.notation.style import Latex
from symnn.operations import public
from symnn.operations.maximum import MAXIMUM
from symnn.operations.minimum import MINIMUM

HERE = Path(__file__).parent
HEAD = """# Operations

What symnn knows, one line a function, written from the code by `python docs/operations.py`. In
derivatives $`y`$ is the output, as in textbooks. At a kink the slope is taken as is said there.
A number in the definition of a loss is the default of a parameter. In the plots the function is
blue and its slope orange.
"""
GROUPS = {
    "Activations": (
        "celu elu gelu geglu glu hardshrink hardsigmoid hardswish hardtanh leaky_relu log_softmax "
        "logsigmoid mish prelu reglu relu relu6 rrelu selu sigmoid silu softmax softmin softplus "
        "softshrink softsign step swiglu tanh tanhshrink threshold"
    ),
    "Losses and penalties": (
        "binary_cross_entropy binary_cross_entropy_with_logits contrastive_loss "
        "cosine_embedding_loss  cosine_similarity cross_entropy "
        "cross_entropy_with_probabilities dice_loss elastic_net gaussian_kl "
        "gaussian_nll_loss hinge_embedding_loss hinge_loss huber_loss info_nce kl_divergence "
        "l1_loss  margin_ranking_loss mse_loss multi_margin_loss nll_loss pairwise_distance "
        "poisson_nll_loss  sigmoid_focal_loss smooth_l1_loss soft_margin_loss "
        "squared_hinge_loss triplet_margin_loss weight_decay "
    ),
}
NUMBERS, AXES, OTHERS = "Functions of numbers", "Functions of whole axes", "Layers and matrices"
LETTERS = {"lambd": "lambda", "negative_slope": "s", "weight": "a", "input": "x"}
"""Names of parameters in formulas."""
IN_WORDS = {
    "digamma": r"\frac{\Gamma'(x)}{\Gamma(x)}",
    "lgamma": r"\log \Gamma(x)",
    "selu": r"\lambda x \text{ for } x > 0, \text{ else } \lambda \alpha (e^{x} - 1)",
    "selu_slope": r"\lambda \text{ for } x > 0, \text{ else } \lambda \alpha e^{x}",
}
"""Definitions with functions or constants that have no sign of their own here."""

n, m = sn.dims("n m")
A, B, C, Y = (sn.matrix(name, n, m) for name in "ABCY")
P, Q = sn.matrix("P", n, m, positive=True), sn.matrix("Q", n, m, positive=True)
a, b, s, y, z = (sn.vector(name, n) for name in "absyz")
p, q, v = (sn.vector(name, n, positive=True) for name in "pqv")
x, t, u = sn.scalar("x"), sn.scalar("t"), sn.scalar("u")

EXAMPLES: dict[str, Callable[[], Tensor]] = {
    "binary_cross_entropy": lambda: sn.binary_cross_entropy(p, y),
    "binary_cross_entropy_with_logits": lambda: sn.binary_cross_entropy_with_logits(z, y),
    "contrastive_loss": lambda: sn.contrastive_loss(a, b, t),
    "cosine_embedding_loss": lambda: sn.cosine_embedding_loss(a, b, t),
    "cosine_similarity": lambda: sn.cosine_similarity(a, b),
    "cross_entropy": lambda: sn.cross_entropy(z, y),
    "cross_entropy_with_probabilities": lambda: sn.cross_entropy_with_probabilities(p, y),
    "dice_loss": lambda: sn.dice_loss(p, y),
    "elastic_net": lambda: sn.elastic_net(A, l1=t, l2=u),
    "expm1": lambda: sn.expm1(x),
    "gaussian_kl": lambda: sn.gaussian_kl(a, v),
    "gaussian_nll_loss": lambda: sn.gaussian_nll_loss(a, y, v),
    "geglu": lambda: sn.geglu(x, t),
    "glu": lambda: sn.glu(x, t),
    "hinge_embedding_loss": lambda: sn.hinge_embedding_loss(a, y),
    "hinge_loss": lambda: sn.hinge_loss(s, y),
    "huber_loss": lambda: sn.huber_loss(a, y),
    "info_nce": lambda: sn.info_nce(A, B),
    "inner": lambda: sn.inner(a, b),
    "kl_divergence": lambda: sn.kl_divergence(p, q),
    "l1_loss": lambda: sn.l1_loss(a, y),
    "log10": lambda: sn.log10(x),
    "log1p": lambda: sn.log1p(x),
    "log2": lambda: sn.log2(x),
    "logit": lambda: sn.logit(x),
    "logsigmoid": lambda: sn.logsigmoid(x),
    "margin_ranking_loss": lambda: sn.margin_ranking_loss(a, b, y),
    "mean": lambda: sn.mean(a),
    "mse_loss": lambda: sn.mse_loss(a, y),
    "multi_margin_loss": lambda: sn.multi_margin_loss(s, y),
    "nll_loss": lambda: sn.nll_loss(z, y),
    "norm": lambda: sn.norm(a),
    "pairwise_distance": lambda: sn.pairwise_distance(a, b),
    "poisson_nll_loss": lambda: sn.poisson_nll_loss(a, y),
    "polygamma": lambda: sn.polygamma(1, x),
    "prelu": lambda: sn.prelu(x, t),
    "reciprocal": lambda: sn.reciprocal(x),
    "reglu": lambda: sn.reglu(x, t),
    "rrelu": lambda: sn.rrelu(x),
    "rsqrt": lambda: sn.rsqrt(x),
    "sigmoid_focal_loss": lambda: sn.sigmoid_focal_loss(z, y),
    "smooth_l1_loss": lambda: sn.smooth_l1_loss(a, y),
    "soft_margin_loss": lambda: sn.soft_margin_loss(s, y),
    "softmin": lambda: sn.softmin(z),
    "sqrt": lambda: sn.sqrt(x),
    "square": lambda: sn.square(x),
    "squared_hinge_loss": lambda: sn.squared_hinge_loss(s, y),
    "swiglu": lambda: sn.swiglu(x, t),
    "threshold": lambda: sn.threshold(x, t, u),
    "total": lambda: sn.total(a),
    "triplet_margin_loss": lambda: sn.triplet_margin_loss(a, b, s),
    "variance": lambda: sn.variance(a),
    "weight_decay": lambda: sn.weight_decay(A, weight=t),
}
"""Functions that are made of others, and on what they are shown."""
DOMAINS = {
    **dict.fromkeys(("log2", "log10", "rsqrt", "sqrt", "polygamma"), "x > 0"),
    "log1p": "x > -1",
    "logit": "0 < x < 1",
    "binary_cross_entropy": "0 < p < 1",
    "kl_divergence": "p, q > 0",
    "cross_entropy_with_probabilities": "p > 0",
    "gaussian_nll_loss": "v > 0",
    "reciprocal": r"x \ne 0",
}


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    call: str
    words: str
    definition: str = ""
    derivative: str = ""
    domain: str = ""
    kinks: str = ""
    plot: str = ""

    @property
    def text(self) -> str:
        """The line in Markdown."""
        definition = inline(self.definition) or self.words
        picture = f"![{self.name}](operations/{self.name}.svg)" if self.plot else ""
        cells = (f"`{self.call}`", definition, inline(self.derivative))
        return "| " + " | ".join((*cells, inline(self.domain), self.kinks, picture)) + " |"


def inline(latex: str) -> str:
    """A formula for a cell of a table: no bar may end the cell."""
    if not latex:
        return ""
    latex = latex.replace(r"\left|", r"\left\vert ").replace(r"\right|", r"\right\vert ")
    latex = latex.replace(r"\|", r"\Vert ").replace("|", r"\vert ")
    return f"$`{latex}`$"


# ---- functions of numbers -----------------------------------------------------------------------


class Writer(IndexWriter):
    """Index form with cases in words."""

    def write(self, expr: Expr) -> Piece:
        """The expression as a piece."""
        if isinstance(expr, sp.Piecewise):
            (first, condition), (last, _) = expr.args
            sign = "<" if isinstance(condition, sp.Lt) else ">"
            sides = f"{self.text(condition.lhs)} {sign} {self.text(condition.rhs)}"
            text = rf"{self.text(first)} \text{{ for }} {sides}, \text{{ else }} {self.text(last)}"
            return Piece(text)
        return super().write(expr)


def written(expr: Expr, free: tuple[Index, ...] = ()) -> str:
    """An expression as LaTeX."""
    for cls, operation in ((sp.Max, MAXIMUM), (sp.Min, MINIMUM)):
        expr = expr.replace(cls, lambda *given, o=operation: folded(o, given))
    return Writer(Latex(), free).text(expr)


def folded(operation: Elementwise, arguments: tuple[Expr, ...]) -> Expr:
    """The largest or smallest of several numbers, two by two; numbers last."""
    first, *rest = sorted(arguments, key=lambda argument: argument.is_number)
    for other in rest:
        first = operation.function(first, other)
    return first


def of_numbers(name: str, function: Callable[..., Tensor], operation: Elementwise) -> Row:
    """The line of a function of numbers."""
    names = [LETTERS.get(key, key) for key in inspect.signature(function).parameters]
    symbols = [TensorSymbol(key) for key in names[: len(operation.slopes)]]
    definition = IN_WORDS.get(name, "")
    if not definition and operation.definition is not None:
        definition = written(sp.sympify(operation.definition(*symbols), strict=True))
    output = TensorSymbol("y")
    slopes = [operation.slope(place, symbols, output) for place in range(len(symbols))]
    if len(slopes) == 1:
        derivative = written(slopes[0])
    else:
        derivative = r", \quad ".join(
            rf"\partial_{{{Latex().symbol(symbol)}}} = {written(slope)}"
            for symbol, slope in zip(symbols, slopes, strict=True)
        )
    kinks = ", ".join(kink_of(operation, kink, symbols) for kink in operation.kinks_at(symbols))
    domain = domain_of(operation, names[0])
    return Row(
        name,
        call_of(name, function),
        words_of(function),
        definition,
        derivative,
        domain,
        kinks,
        name,
    )


def kink_of(operation: Elementwise, kink: Expr, symbols: list[TensorSymbol]) -> str:
    """A kink, and the slope that is taken there where both are known."""
    place = sp.sympify(kink, strict=True)
    if place.free_symbols:
        return inline(written(place))
    arguments = [place, *symbols[1:]]
    value = operation.slope(0, arguments, operation.function(*arguments))
    while opened := [node for node in value.atoms(sp.Function) if defined(node) is not None]:
        value = value.xreplace({node: defined(node) for node in opened})
    slope = f" (slope {inline(written(value))})" if value.is_finite is not False else ""
    return inline(written(place)) + slope


def defined(node: Expr) -> Expr | None:
    """What an operation of numbers stands for at given numbers; None for others."""
    operation = getattr(type(node), "operation", None)
    if not isinstance(operation, Elementwise) or operation.definition is None:
        return None
    return sp.sympify(operation.definition(*node.args), strict=True)


def domain_of(operation: Elementwise, letter: str) -> str:
    """Where an operation is defined, as a formula; empty for all numbers."""
    low, high = operation.domain
    if low == -float("inf") and high == float("inf"):
        return ""
    if high == float("inf"):
        return f"{letter} > {low:g}"
    return f"{low:g} < {letter} < {high:g}"


# ---- functions of whole axes, and compositions --------------------------------------------------


def of_axes(name: str, function: Callable[..., Tensor], operation: AxisOperation) -> Row:
    """The line of an operation on whole axes: of a vector, or of a square matrix."""
    rank = 2 if operation.square or operation.rank == 2 else 1
    bound = tuple(Index(n) for _ in range(rank))
    outputs = tuple(Index(n) for _ in range(rank if operation.keeps else 0))
    symbol = TensorSymbol("x" if rank == 1 else "X", (n,) * rank)
    node = operation.applied([(symbol[bound], bound)], outputs)
    definition = ""
    if operation.definition is not None:
        inside = [index.fresh() for index in bound]
        definition = written(
            operation.definition(lambda at: symbol[tuple(at)], inside, outputs), outputs
        )
    result = TensorSymbol("y", (n,) * len(outputs))
    k = tuple(index.fresh() for index in bound)
    rule = operation.jacobians[0](
        lambda at: result[tuple(at)] if outputs else result, node, outputs, k
    )
    derivative = written(simplified(sp.sympify(rule, strict=True)), (*outputs, *k))
    return Row(name, call_of(name, function), words_of(function), definition, derivative)


def of_others(name: str, function: Callable[..., Tensor]) -> Row:
    """The line of a function that is made of others."""
    call, words = call_of(name, function), words_of(function)
    if name not in EXAMPLES:
        return Row(name, call, words)
    value = EXAMPLES[name]()
    model = sn.Model()
    quantity = model.define("y" if "y" not in symbols_of(value) else "L", value)
    first = first_operand(value)
    if quantity.ndim:
        equations = model.jacobian(quantity, first).equations
    else:
        equations = model.gradient(quantity, first).equations
    own, last = model.ordered()[-1], equations[-1]
    definition = right_side(own.expr, own.indices)
    derivative = right_side(last.expr, last.indices)
    steps = {
        written(node.args[0], last.indices): None
        for node in sp.preorder_traversal(last.expr)
        if isinstance(node, sp.Function) and type(node).__name__ in ("step", "sign", "relu", "clip")
    }
    kinks = "" if quantity.ndim else ", ".join(inline(f"{argument} = 0") for argument in steps)
    plot = name if not first.ndim and len(symbols_of(value)) == 1 else ""
    return Row(name, call, words, definition, derivative, DOMAINS.get(name, ""), kinks, plot)


def right_side(expr: Expr, indices: tuple[Index, ...]) -> str:
    """An expression in matrix form, or in index form where it has none."""
    return write(sp.S.Zero, expr, indices, "matrix").right


def symbols_of(value: Tensor) -> dict[str, None]:
    """The names of the quantities in a value, in order."""
    model = sn.Model()
    model.define("value", value)
    return dict.fromkeys(model.inputs)


def first_operand(value: Tensor) -> Tensor:
    """The operand by which a value is derived: the first one in the alphabet of examples."""
    order = [w.text for w in (x, a, s, z, p, A)]
    name = next(name for name in order if name in symbols_of(value))
    return next(w for w in (x, a, s, z, p, A) if w.text == name)


# ---- the whole ----------------------------------------------------------------------------------


def call_of(name: str, function: Callable[..., Tensor]) -> str:
    """How the function is called."""
    shown = []
    for key, parameter in inspect.signature(function).parameters.items():
        star = "*" if parameter.kind is inspect.Parameter.VAR_POSITIONAL else ""
        has_default = parameter.default is not inspect.Parameter.empty
        shown.append(f"{star}{key}={parameter.default!r}" if has_default else f"{star}{key}")
    shown = [re.sub(r"=Fraction\((\d+), (\d+)\)", r"=\1/\2", text) for text in shown]
    return f"{name}({', '.join(shown)})"


def words_of(function: Callable[..., Tensor]) -> str:
    """The first sentence of what the function says of itself."""
    text = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())
    return text.replace("|", r"\|").replace("``", "`")


def rows() -> Iterator[tuple[str, Row]]:
    """All lines with their groups, by name."""
    operations = known_operations()
    places = {name: group for group, names in GROUPS.items() for name in names.split()}
    for name, function in sorted(public().items()):
        operation = operations.get(name)
        if isinstance(operation, Elementwise):
            yield places.get(name, NUMBERS), of_numbers(name, function, operation)
        elif isinstance(operation, AxisOperation) and not operation.square and operation.rank != 2:
            yield places.get(name, AXES), of_axes(name, function, operation)
        else:
            row = of_others(name, function)
            group = places.get(name)
            if group is None:
                group = OTHERS if not row.derivative else NUMBERS if row.plot else AXES
            yield group, row


def page() -> tuple[str, list[str]]:
    """The whole page, and the names of what is plotted."""
    groups: dict[str, list[Row]] = {}
    for group, row in rows():
        groups.setdefault(group, []).append(row)
    parts = [HEAD]
    for group in (*GROUPS, NUMBERS, AXES, OTHERS):
        found = groups.get(group, [])
        parts.append(f"\n## {group}\n\n")
        if group == OTHERS:
            parts += ["| function | what it is |\n", "| --- | --- |\n"]
            parts += [f"| `{row.call}` | {row.words} |\n" for row in found]
            continue
        parts.append("| function | definition | derivative | domain | kinks | plot |\n")
        parts.append("| --- | --- | --- | --- | --- | --- |\n")
        parts += [f"{row.text}\n" for row in found]
    plots = [row.name for found in groups.values() for row in found if row.plot]
    return "".join(parts), plots


def main(folder: Path = HERE) -> None:
    """Write the page and its plots."""
    text, plots = page()
    (folder / "operations.md").write_text(text, encoding="utf-8")
    pictures = folder / "operations"
    pictures.mkdir(exist_ok=True)
    for old in pictures.glob("*.svg"):
        if old.stem not in plots:
            old.unlink()
    for name in plots:
        (pictures / f"{name}.svg").write_text(plotted(name), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
