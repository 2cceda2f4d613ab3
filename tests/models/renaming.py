"""The same model under other names and in another order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

import numpy as np

import symnn as sn
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.language.tensor import Tensor
from tests.models.consistency import Change, Numbers, Sizes, as_derived, dependent, disagreements
from tests.models.random_models import some_values
from tests.notation.printed import Names

WORD = "[A-Za-z0-9_]+"  # not \w, which knows ᵀ as a letter


class Renaming(Names):
    """Other names for the symbols and sizes of a model."""

    def __init__(self, model: sn.Model, names: Mapping[str, str]) -> None:
        sizes = {size for s in model.symbols.values() for size in s.shape if size.is_Symbol}
        self.names = dict(names)
        self.sizes = {size: sn.dim(names.get(str(size), str(size))) for size in sizes}
        self.symbols = {
            symbol: TensorSymbol(
                names.get(symbol.name, symbol.name),
                tuple(size.xreplace(self.sizes) for size in symbol.shape),
                positive=symbol.is_positive,
            )
            for symbol in model.symbols.values()
        }

    def equation(self, equation: Equation) -> Equation:
        """An equation in the other names."""
        at = {index: self.index(index) for index in equation.indices}
        expr = self.expr(equation.expr, dict(at))
        return Equation(self.symbol(equation.symbol), tuple(at.values()), expr)

    def model(self, model: sn.Model, change: Change = as_derived) -> sn.Model:
        """The model in the other names."""
        return stated(change(list(map(self.equation, model.equations.values()))))

    def tensor(self, tensor: Tensor) -> Tensor:
        """A tensor in the other names."""
        at = {index: self.index(index) for index in tensor.indices}
        return Tensor(self.expr(tensor.expr, dict(at)), tuple(at.values()))

    def back(self, text: str) -> str:
        """Text in the other names in the first ones."""
        old = {new: name for name, new in self.names.items()}
        return re.sub(WORD, lambda word: old.get(word[0], word[0]), text)


# ---- names --------------------------------------------------------------------------------------

LETTERS = "abcdefgh"
"""Names of inputs that no index has when it is free: other names leave the indices as they are."""
OTHERS = ["A", "D", "G", "W1", "b2", "beta", "u_hat", "v", "w", "x", "y", "Z", "z0", "z99"]


def renamable(model: sn.Model) -> list[str]:
    """The names that may change while those of the indices stay."""
    return [name for name in model.symbols if name in LETTERS or name in model.equations]


def shuffled_names(model: sn.Model, random: Random) -> dict[str, str]:
    """Other names in another order, for the sizes too."""
    old = renamable(model)
    pool = [*old, *(name for name in OTHERS if name not in model.symbols)]
    sizes = sorted(
        {str(s) for t in model.symbols.values() for p in t.shape for s in p.free_symbols}
    )
    new = random.sample(pool, len(old))
    return {
        **dict(zip(old, new, strict=True)),
        **dict(zip(sizes, random.sample(sizes, len(sizes)), strict=True)),
    }


def longer_names(model: sn.Model) -> dict[str, str]:
    """Other names in the same alphabetical order."""
    return {name: f"{name[0]}q{name[1:]}" for name in renamable(model)}


def formulas(lines: Iterable[str]) -> Counter[Any]:
    """Lines as what stands in them, in whatever order."""
    return Counter(tuple(sorted(re.findall(rf"{WORD}|\S", line))) for line in lines)


def stated(equations: Iterable[Equation]) -> sn.Model:
    """The model of these equations."""
    model = sn.Model()
    for equation in equations:
        model.add(equation)
    return model


# ---- laws ---------------------------------------------------------------------------------------


def lines_of(model: sn.Model, loss: str, wrt: list[str]) -> list[str]:
    """The model and its gradient in print: matrix form and index form."""
    derived = model.gradient(loss, wrt)
    return [
        line
        for notation in ("matrix", "index")
        for part in (model, derived)
        for line in part.text(notation).splitlines()
    ]


def numbers_of(model: sn.Model, loss: str, wrt: list[str], values: Mapping[str, Any]) -> Numbers:
    """Loss and gradient as the compiled code computes them."""
    function = model.compile(loss, wrt)
    value, slopes = function({symbol.name: values[symbol.name] for symbol in function.inputs})
    return {loss: np.asarray(value), **slopes}


def names_matter(
    model: sn.Model, names: Mapping[str, str], sizes: Sizes, change: Change = as_derived
) -> list[str]:
    """What changes, besides names, when the quantities and the sizes of a model are renamed."""
    renaming = Renaming(model, names)
    other = renaming.model(model, change)
    new = {name: names.get(name, name) for name in model.symbols}
    wrt, values = dependent(model), some_values(model, sizes)
    new_wrt, new_values = [new[name] for name in wrt], {new[n]: v for n, v in values.items()}
    told = numbers_of(other, new["L"], new_wrt, new_values)
    old = {name: told[new[name]] for name in ("L", *wrt)}
    found = disagreements(old, numbers_of(model, "L", wrt, values))
    first = formulas(lines_of(model, "L", wrt))
    second = formulas(map(renaming.back, lines_of(other, new["L"], new_wrt)))
    odd = [" ".join(line) for line in (first - second) + (second - first)]
    return found + [f"only once: {line}" for line in odd]


def order_matters(
    model: sn.Model, random: Random, sizes: Sizes, change: Change = as_derived
) -> list[str]:
    """What changes when equations are stated, and derivatives asked for, in another order."""
    wrt = dependent(model)
    values = some_values(model, sizes)
    equations = list(model.equations.values())
    other = stated(change(random.sample(equations, len(equations))))
    shuffled = random.sample(wrt, len(wrt))
    told, expected = (
        numbers_of(other, "L", shuffled, values), numbers_of(model, "L", wrt, values),
    )  # fmt: skip
    first, second = Counter(lines_of(model, "L", wrt)), Counter(lines_of(other, "L", shuffled))
    odd = (first - second) + (second - first)
    return disagreements(told, expected) + [f"only once: {line}" for line in odd]
