"""Places and positions as NumPy calls: windows, folds, conditions, rows that are looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sympy.core.expr import Expr

from symnn.numeric.numpy_products import Products
from symnn.numeric.place_text import (
    STRIDED,
    form_text,
    forms_text,
    mask_form,
    numpy_helpers,
    tuple_text,
)
from symnn.numeric.views import aligned
from symnn.plan.program import Step


@dataclass
class Places(Products):
    """Writes steps about places; ``helpers`` has the functions that they call."""

    helpers: dict[str, str] = field(default_factory=dict)

    def _window(self, step: Step) -> str:
        return self._placed(step, "windows", self.program.steps[step.operands[0]].shape, step.shape)

    def _fold(self, step: Step) -> str:
        return self._placed(step, "folds", step.shape, self.program.steps[step.operands[0]].shape)

    def _placed(self, step: Step, name: str, shape: Sequence[Expr], sizes: Sequence[Expr]) -> str:
        """A window or a fold: ``shape`` is that of the array of which places are told."""
        self.helpers.update(numpy_helpers(name))
        self.imports.add(STRIDED)
        texts = [tuple_text([self.size_of(size) for size in group]) for group in (shape, sizes)]
        forms = forms_text(step, self.size_of)
        made = self.constant(f"{name}({texts[0]}, {forms}, {texts[1]}, dtype)", name[:-1])
        new = f"np.empty({tuple_text([self.size_of(size) for size in step.shape])}, dtype)"
        return f"{made}({self.text(step.operands[0])}, {self.out(step) or new})"

    def _positions(self, number: int, size: Expr) -> str:
        """Positions as integers, checked."""
        self.helpers.update(numpy_helpers("whole"))
        return f"whole({self.text(number)}, {self.size_of(size)})"

    def _lookup(self, step: Step) -> str:
        (table, letters), (places, own) = step.args
        axis = step.name
        found = (*letters[:axis], *own, *letters[axis + 1 :])
        size = self.program.steps[table].shape[axis]
        text = (
            f'np.take({self.text(table)}, {self._positions(places, size)}, axis={axis}, mode="clip"'
        )
        target = self.out(step)
        if found == step.out and target:
            return f"{text}, out={target})"
        return self.stored(step, f"{text}){aligned(found, step.out)}")

    def _scatter(self, step: Step) -> str:
        (child, letters), (places, own) = step.args
        self.helpers.update(numpy_helpers("scatter"))
        values = self.view(child, aligned(letters, (*own, *step.out[1:])))
        shape = ["-1"] if len(own) != 1 else []
        rest = [self.size_of(size) for size in step.shape[1:]]
        if shape:
            values += f".reshape({', '.join([*shape, *rest])})"
        new = f"np.empty({tuple_text([self.size_of(size) for size in step.shape])}, dtype)"
        return (
            f"scatter({values}, {self._positions(places, step.shape[0])}, {self.out(step) or new})"
        )

    def _match(self, step: Step) -> str:
        [(places, own)] = step.args
        size = next(size for x, size in zip(step.out, step.shape, strict=True) if x not in own)
        new = next(x for x in step.out if x not in own)
        text = f"({self._positions(places, size)}[..., None] == np.arange({self.size_of(size)}))"
        return self.stored(step, f"{text}.astype(dtype){aligned((*own, new), step.out)}")

    def _mask(self, step: Step) -> None:
        self.helpers.update(numpy_helpers("mask"))
        form, equal = step.name
        sizes = tuple_text([self.size_of(size) for size in step.shape])
        text = f"mask({form_text(mask_form(step, form), self.size_of)}, {equal}, {sizes}, dtype)"
        self.names[step.number] = self.constant(text, "holds")
