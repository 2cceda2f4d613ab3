"""Laws that hold for every model: ways to the same numbers, and where they differ.

Numbers come from the interpreter of the tests, so that a law speaks of what symnn derives, prints
and reads; where it speaks of what symnn compiles, the compiled functions are called. A law takes
``change``, what is done to the equations that it judges: nothing, or a slip that it must see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

import numpy as np

import symnn as sn
from symnn.derivation import aligned
from symnn.documents.phrases import declaration
from symnn.documents.quantities import meanings
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation, System
from symnn.language.tensor import Tensor, tensor_of
from symnn.notation.entries import components_of
from symnn.notation.entries import written as entries_written
from symnn.notation.equation import taken_names, write_equation
from symnn.notation.index import derivative
from symnn.notation.reader.document import read_document
from symnn.notation.style import Latex, Plain
from symnn.reading import model_of
from tests.interpreter import evaluate
from tests.models.random_models import SIZES, some_values
from tests.notation.matrix_text import read
from tests.notation.printed import Names

Numbers = dict[str, np.ndarray]
Sizes = Mapping[Any, int]
Change = Callable[[list[Equation]], list[Equation]]
VISIBLE = 1e-6
"""The size from which an entry counts as different from 0."""


def as_derived(equations: list[Equation]) -> list[Equation]:
    """No change."""
    return equations


def doubled(equations: list[Equation]) -> list[Equation]:
    """A factor 2 in every equation: a slip."""
    return [replace(equation, expr=2 * equation.expr) for equation in equations]


def dependent(model: System, target: str = "L") -> list[str]:
    """The inputs that a quantity depends on."""
    used = {name for equation in model.ordered([target]) for name in model.uses(equation.name)}
    return [name for name in model.inputs if name in used]


# ---- numbers ------------------------------------------------------------------------------------


def valued(equations: Iterable[Equation], known: Mapping[str, Any], sizes: Sizes) -> Numbers:
    """``known`` with the values of ``equations``, each in terms of earlier ones."""
    found = dict(known)
    for equation in equations:
        value = evaluate(equation.expr, equation.indices, found, sizes)
        found[equation.name] = np.asarray(value, float)
    return found


def of_wrt(numbers: Numbers, symbols: Iterable[TensorSymbol], target: TensorSymbol) -> Numbers:
    """The derivatives of ``target`` among ``numbers``, by the names of the quantities."""
    return {s.name: numbers[DerivativeSymbol(target, s).name] for s in symbols}


def gradient(
    model: sn.Model, target: str, wrt: list[str], known: Numbers, sizes: Sizes,
    change: Change = as_derived,
) -> Numbers:  # fmt: skip
    """The gradient in reverse mode, by the interpreter."""
    derived = model.gradient(target, wrt)
    numbers = valued(change(derived.equations), known, sizes)
    return of_wrt(numbers, derived.adjoints.wrt, derived.adjoints.target)


def moves(model: sn.Model, target: str = "L", wrt: Sequence[str] | None = None) -> bool:
    """Whether a target depends on any input, at the values of the laws: a slip can be seen."""
    wrt = dependent(model, target) if wrt is None else list(wrt)
    if not wrt:
        return False
    whole = model.jacobian(target, wrt)
    known = valued(model.ordered([target]), some_values(model, SIZES[0]), SIZES[0])
    slopes = of_wrt(
        valued(whole.equations, known, SIZES[0]), whole.adjoints.wrt, whole.adjoints.target
    )
    return any(np.abs(slope).max(initial=0) > VISIBLE for slope in slopes.values())


def disagreements(first: Numbers, second: Numbers, tolerance: float = 1e-9) -> list[str]:
    """Where two ways do not come to the same numbers."""
    found = [f"{name} is there once" for name in first.keys() ^ second.keys()]
    for name in first.keys() & second.keys():
        one, other = np.asarray(first[name], float), np.asarray(second[name], float)
        if one.shape != other.shape:
            found.append(f"{name}: shapes {one.shape} and {other.shape}")
            continue
        scale = 1 + max(np.abs(one).max(initial=0), np.abs(other).max(initial=0))
        if not np.abs(one - other).max(initial=0) <= tolerance * scale:
            found.append(f"{name}: {one.tolist()} and {other.tolist()}")
    return found


# ---- sums of losses -----------------------------------------------------------------------------


def with_sum(model: sn.Model) -> sn.Model:
    """The model with S = L + c M, for a new scalar c."""
    whole = deepcopy(model)
    whole.define("S", whole["L"] + sn.scalar("c_S") * whole["M"])
    return whole


def sum_of_gradients(whole: sn.Model, wrt: str) -> Tensor:
    """∂L/∂w + c ∂M/∂w."""
    parts = []
    for target in "LM":
        symbol = DerivativeSymbol(whole.symbol(target), whole.symbol(wrt))
        parts.append(tensor_of(symbol) if wrt in dependent(whole, target) else 0 * whole[wrt])
    return parts[0] + whole["c_S"] * parts[1]


def sums_disagree(model: sn.Model, sizes: Sizes, change: Change = as_derived) -> list[str]:
    """Where the gradient of L + c M is not the one of L plus c times the one of M."""
    whole = with_sum(model)
    wrt = [name for name in dependent(whole, "S") if name != "c_S"]
    known = valued(whole.ordered(), some_values(whole, sizes), sizes)
    total = gradient(whole, "S", wrt, known, sizes, change)
    expected = {name: np.zeros(np.shape(known[name])) for name in wrt}
    for target, factor in (("L", 1.0), ("M", known["c_S"])):
        names = dependent(whole, target)
        if names:
            for name, value in gradient(whole, target, names, known, sizes).items():
                expected[name] = expected[name] + factor * value
    return disagreements(total, expected)


# ---- forward and reverse mode -------------------------------------------------------------------


def modes_disagree(
    model: sn.Model, target: str, sizes: Sizes, change: Change = as_derived
) -> list[str]:
    """Where products with a Jacobian from the left, from the right and the whole of it differ."""
    wrt = dependent(model, target)
    rng = np.random.default_rng(1)
    known = valued(model.ordered([target]), some_values(model, sizes), sizes)
    u = rng.normal(size=known[target].shape)
    ways = {name: rng.normal(size=np.shape(known[name])) for name in wrt}

    reverse = model.vjp(target, wrt, "u_")
    named = {**known, "u_": u}
    named = valued(reverse.source.ordered(), named, sizes)
    pulled = valued(change(reverse.equations), named, sizes)
    left = of_wrt(pulled, reverse.adjoints.wrt, reverse.adjoints.target)

    whole = model.jacobian(target, wrt)
    closed = valued(whole.equations, known, sizes)
    jacobians = of_wrt(closed, whole.adjoints.wrt, whole.adjoints.target)
    axes = list(range(u.ndim))
    found = disagreements(left, {n: np.tensordot(u, J, (axes, axes)) for n, J in jacobians.items()})

    forward = model.jvp(target, {name: f"d_{name}" for name in wrt})
    moved = {**known, **{f"d_{name}": way for name, way in ways.items()}}
    moved = valued(forward.equations, moved, sizes)
    right = moved[forward.symbol.name]
    products = (np.tensordot(jacobians[n], ways[n], ways[n].ndim) for n in wrt)
    found += disagreements({"Jv": right}, {"Jv": sum(products, np.zeros(u.shape))})
    both = {"uᵀJv": np.asarray(np.sum(u * right))}
    return found + disagreements(
        both, {"uᵀJv": np.asarray(sum(np.sum(left[n] * ways[n]) for n in wrt))}
    )


# ---- forms --------------------------------------------------------------------------------------


def name_of(symbol: TensorSymbol) -> str:
    """The name of a quantity in plain text."""
    return derivative(Plain(), symbol).text if isinstance(symbol, DerivativeSymbol) else symbol.name


def forms_disagree(model: sn.Model, sizes: Sizes, change: Change = as_derived) -> list[str]:
    """Where matrix form, entries and code do not have the values of the index form."""
    derived = model.gradient("L")
    known = valued(model.ordered(["L"]), some_values(model, sizes), sizes)
    index = valued(derived.equations, known, sizes)
    printed = change(derived.equations)
    wrt = of_wrt(index, derived.adjoints.wrt, derived.adjoints.target)
    code = derived.compile()
    given = {symbol.name: known[symbol.name] for symbol in code.inputs}
    return [
        *disagreements(dict(zip(wrt, code(given)[1].values(), strict=True)), wrt),
        *_matrices(derived, printed, index, sizes),
        *_entries(model, printed, index, sizes),
    ]


def _matrices(
    derived: Any, equations: Sequence[Equation], index: Numbers, sizes: Sizes
) -> list[str]:
    """Where the text of the matrix form, read by linear algebra, has other values."""
    symbols = {e.name: e.symbol for e in equations} | dict(derived.source.symbols)
    names: dict[str, Any] = {name_of(s): index[n] for n, s in symbols.items() if n in index}
    names |= {str(size): number for size, number in sizes.items()}
    found, taken = [], taken_names(derived.source)
    for equation in equations:
        line = write_equation(equation, "matrix", Plain(), taken)
        value = index[equation.name]
        if line.notation == "matrix":
            told = read(line.right, names, value.shape)
            found += [f"{line.text}: {w}" for w in disagreements({"": told}, {"": value})]
    return found


def _entries(
    model: sn.Model, equations: Sequence[Equation], index: Numbers, sizes: Sizes
) -> list[str]:
    """Where the lines of the entries form, read as scalars, have other values."""
    own = {size for symbol in model.symbols.values() for size in symbol.shape}
    components = components_of(model, {s: n for s, n in sizes.items() if s in own})
    names: dict[str, Any] = {}
    for name, symbol in model.symbols.items():
        if name in index:
            entries = np.asarray(index[name]).ravel()
            leaves = components.of(symbol)
            names |= {leaf.name: entry for leaf, entry in zip(leaves, entries, strict=True)}
    found = []
    for equation in equations:
        told = []
        for line in entries_written([equation], components, Plain()):
            names[line.left] = read(line.right, names, ())
            told.append(float(names[line.left]))
        value = index[equation.name]
        if len(told) != value.size:
            found.append(f"{equation.name} has {value.size} entries, {len(told)} lines")
            continue
        whole = np.reshape(told, value.shape)
        found += [
            f"entries of {equation.name}: {w}" for w in disagreements({"": whole}, {"": value})
        ]
    return found


# ---- printing and reading -----------------------------------------------------------------------


def text_of(model: sn.Model, equations: list[Equation], notation: str) -> str:
    """A document: the declarations of the quantities, and the equations in one block."""
    taken = taken_names(model)
    lines = [f"${declaration(symbol).latex}$." for symbol in model.symbols.values()]
    words = meanings([equation.expr for equation in equations])  # what Φ stands for
    lines += [f"${letter.latex}${meaning}" for letter, meaning in words]
    block = aligned([write_equation(e, notation, Latex(), taken) for e in equations])
    return "\n".join([*lines, rf"\[ {block} \]"])


def readings_disagree(
    model: sn.Model, notation: str, sizes: Sizes, change: Change = as_derived
) -> list[str]:
    """Where the model that is read from what the model prints has another gradient."""
    document = read_document(text_of(model, change(model.ordered()), notation), "printed.tex")
    if document.troubles:
        return [f"not understood: {s.latex}: {s.trouble}" for s in document.troubles]
    again = model_of(document)
    names = Names(list(model.symbols.values()), document)
    wrt = dependent(model)
    values = some_values(model, sizes)
    known = valued(model.ordered(), values, sizes)
    expected = {"L": known["L"], **gradient(model, "L", wrt, known, sizes)}
    other = {s: names.symbol(s).name for s in model.symbols.values()}
    renamed = {other[model.symbol(name)]: value for name, value in values.items()}
    own = {size: sizes[symbol] for symbol, size in names.sizes.items()}
    for name, symbol in again.inputs.items():
        if name in document.values:  # z = 0
            shape = [int(size.subs(own)) for size in symbol.shape]
            renamed[name] = np.full(shape, float(document.values[name]))
    read_as = valued(again.ordered(), renamed, own)
    L = other[model.symbol("L")]
    found = gradient(again, L, [other[model.symbol(name)] for name in wrt], read_as, own)
    told = {name: found[other[model.symbol(name)]] for name in wrt}
    return disagreements({"L": read_as[L], **told}, expected)


# ---- libraries ----------------------------------------------------------------------------------


def backends_disagree(
    model: sn.Model,
    backends: Sequence[str],
    sizes: Sizes,
    change: Callable[[Any], Any] = as_derived,
) -> list[str]:
    """Where the compiled functions of several libraries differ; native code takes a step."""
    wrt = dependent(model)
    values = some_values(model, sizes)
    function = model.compile("L", wrt)
    given = {symbol.name: values[symbol.name] for symbol in function.inputs}
    loss, slopes = function(given)
    expected = {"L": np.asarray(loss), **slopes}
    found = []
    for backend in backends:
        if backend == "native":
            own = _by_a_step(model, wrt, given)
        else:
            value, derivatives = model.compile("L", wrt, backend=backend)(given)
            own = {"L": np.asarray(value), **{n: np.asarray(g) for n, g in derivatives.items()}}
        found += [f"{backend}: {w}" for w in disagreements(change(own), expected)]
    return found


def _by_a_step(model: sn.Model, wrt: list[str], given: Numbers) -> Numbers:
    """Loss and gradient as what one native step of gradient descent does."""
    step = model.training_step("L", wrt, sn.SGD(1.0), backend="native")
    params = {name: np.array(given[name], float) for name in wrt}
    batch = {symbol.name: given[symbol.name] for symbol in step.batch}
    loss = step(params, batch)
    return {"L": np.asarray(loss), **{n: given[n] - after for n, after in params.items()}}
