"""Models: systems of equations with everything that symnn does with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from symnn.calculus.named import with_names
from symnn.derivation import Derivation
from symnn.derivatives import Names, listed
from symnn.entries import EntriesForm
from symnn.families import Families
from symnn.language.errors import SizeError, UnknownNameError
from symnn.language.expression import symbols_in
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation
from symnn.language.tensor import Tensor
from symnn.notation.entries import components_of
from symnn.notation.entries import written as entries_written
from symnn.notation.equation import Written, taken_names, write_equation
from symnn.notation.style import Latex, Plain, Style

if TYPE_CHECKING:  # code generation is loaded when something is compiled
    from symnn.numeric.compiled import Compiled
    from symnn.numeric.functional_backend import FunctionalCompiled, FunctionalStep
    from symnn.numeric.staged_step import StagedStep
    from symnn.numeric.stepping import TrainingStep
    from symnn.numeric.updates import Rule


class Model(Families):
    """An ordered system of named equations.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> model = sn.Model()
    >>> w, x, y = sn.vector("w", n), sn.vector("x", n), sn.scalar("y")
    >>> a = model.define("a", sn.sigmoid(w @ x))
    >>> L = model.define("L", (a - y)**2)
    >>> print(model.gradient("L", wrt=["w"]).text())
    ∂L/∂a = 2 (a - y)
    ∂L/∂w = ∂L/∂a a (1 - a) x
    """

    def entries(
        self, sizes: Mapping[Any, int] | None = None, values: Mapping[str, Any] | None = None
    ) -> EntriesForm:
        """The model with every component a scalar under its own name, and with numbers put in.

        ``sizes`` gives numbers for symbolic dimensions, ``values`` for the inputs; see
        :class:`symnn.entries.EntriesForm`.

        >>> import symnn as sn
        >>> model = sn.Model()
        >>> z = model.define("z", sn.matrix("W", 2, 2) @ sn.vector("x", 2))
        >>> print(model.entries().text())
        z_1 = W_11 x_1 + W_12 x_2
        z_2 = W_21 x_1 + W_22 x_2
        """
        if self.has_families:
            given = {str(size): number for size, number in (sizes or {}).items()}
            tops = {name: given.pop(name) for name in self._tops() if name in given}
            return EntriesForm(self.unrolled(**tops), given, values)
        return EntriesForm(self, sizes, values)

    # ---- writing ------------------------------------------------------------------------------

    def written(
        self,
        notation: str = "matrix",
        style: Style | None = None,
        sizes: Mapping[Any, int] | None = None,
    ) -> list[Written]:
        """The equations in ``notation``. In entries, ``sizes`` are numbers for symbols."""
        if notation == "entries":
            return entries_written(self.ordered(), components_of(self, sizes), style)
        taken = taken_names(self)
        return [write_equation(e, notation, style, taken) for e in self.ordered()]

    def latex(self, notation: str = "matrix", sizes: Mapping[Any, int] | None = None) -> str:
        """The equations as one LaTeX ``aligned`` block."""
        from symnn.derivation import aligned

        return aligned(self.written(notation, Latex(), sizes))

    def text(self, notation: str = "matrix", sizes: Mapping[Any, int] | None = None) -> str:
        """The equations as plain text, one a line."""
        return "\n".join(line.text for line in self.written(notation, Plain(), sizes))

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    # ---- numbers ------------------------------------------------------------------------------

    def compile(
        self,
        of: str | Tensor,
        wrt: Names | None = None,
        *,
        backend: str = "numpy",
        shard: str | None = None,
        mesh: Any = None,
    ) -> Compiled | FunctionalCompiled:
        """One function ``f(values) → (value, derivatives)`` for ``of`` and its gradient by ``wrt``.

        ``values`` and ``derivatives`` are dictionaries keyed by the model's names; sizes are taken
        from the arrays at each call. ``f.source`` is the NumPy source. ``shard`` and ``mesh`` as
        for :meth:`training_step`.
        """
        target = self._defined(of)
        names = [] if wrt is None else self._list(wrt)
        if names:
            whole = self._named(target)
            derivation = whole.gradient(target.name, names)
            return whole.compile_derivation(derivation, backend, shard=shard, mesh=mesh)
        equations = self.ordered([target.name])
        return self._compiled(equations, target, {}, backend, shard, mesh)

    def compile_quantity(
        self, of: str | Tensor, backend: str = "numpy"
    ) -> Compiled | FunctionalCompiled:
        """``of`` as a function of all inputs of the model, also of those that it does not use."""
        target = self._defined(of)
        equations = self.ordered([target.name])
        return self._compiled(equations, target, {}, backend, every_input=True)

    def compile_derivation(
        self,
        derivation: Derivation,
        backend: str = "numpy",
        *,
        shard: str | None = None,
        mesh: Any = None,
    ) -> Compiled | FunctionalCompiled:
        """The function of a derivation: its target and the derivatives asked for."""
        adjoints = derivation.adjoints
        target = adjoints.target
        equations = [*self.ordered([target.name]), *derivation.equations]
        results = {s.name: DerivativeSymbol(target, s) for s in adjoints.wrt}
        return self._compiled(equations, target, results, backend, shard, mesh)

    def training_step(
        self,
        of: str | Tensor,
        params: Names,
        optimizer: Rule,
        *,
        backend: str = "numpy",
        dtype: str = "float64",
        shard: str | None = None,
        mesh: Any = None,
    ) -> TrainingStep | FunctionalStep | StagedStep:
        """``loss = step(params, batch)``: one step of ``optimizer`` down the gradient of ``of``.

        The update is compiled into the step; the arrays of ``params`` change in place. With JAX
        they do not: ``loss, params = step(params, batch)``, and ``shard="N"`` cuts the arrays
        along their dimension N among the devices of ``mesh``, a ``jax.sharding.Mesh`` (default:
        all devices). With a mesh alone, N is the size that the data share and no parameter has.

        >>> import numpy as np
        >>> import symnn as sn
        >>> model = sn.Model()
        >>> L = model.define("L", (sn.scalar("w") - 3) ** 2)
        >>> step = model.training_step("L", params=["w"], optimizer=sn.SGD(0.25))
        >>> params = {"w": np.array(1.0)}
        >>> float(step(params, {})), params["w"]
        (4.0, array(2.))
        """
        from symnn.numeric.updates import training_step

        target = self._defined(of)
        whole = self._named(target)
        names = [whole.symbol(name) for name in dict.fromkeys(self._list(params))]
        for symbol in names:
            if symbol.name in whole.equations:
                raise UnknownNameError(
                    f"params: {symbol.name} is computed by the model; a step moves inputs, which "
                    f"are {', '.join(whole.inputs)}"
                )
        if not names:
            raise UnknownNameError(
                f"params: a step moves one input at least; the inputs are {', '.join(whole.inputs)}"
            )
        if whole.has_families:
            sharded = shard is not None or mesh is not None
            return whole._staged_step(target, names, optimizer, backend, dtype, sharded)
        derivation = whole.gradient(target.name, [symbol.name for symbol in names])
        equations = [*whole.ordered([target.name]), *derivation.equations]
        if shard is not None or mesh is not None:
            moved = [symbol.name for symbol in names]
            shard = whole._shard(target, list(whole.inputs), moved, backend, shard)
        return training_step(
            whole, equations, target, names, optimizer, backend, dtype, shard, mesh
        )

    def _shard(
        self,
        target: TensorSymbol,
        inputs: Sequence[str],
        params: Sequence[str],
        backend: str,
        wish: str | None,
    ) -> str:
        """The dimension along which batches are cut among devices."""
        from symnn.numeric.backends import refuse_shards
        from symnn.training.samples import samples_of

        refuse_shards(backend)
        data = [name for name in inputs if name not in params]
        found = samples_of(self, target.name, data, params, wish, "shard")
        if found is None:
            raise SizeError(
                f"no size runs over samples of {', '.join(data) or 'the data'} alone; say which "
                f"size is to be cut, shard='N', or leave the mesh out"
            )
        return str(found)

    def _named(self, target: TensorSymbol) -> Model:
        """What ``target`` needs, with names for all intermediate quantities."""
        whole = Model()
        system = with_names(self, [target.name])
        whole.facts = list(self.facts)
        for equation in system.ordered():
            whole.add(equation)
        return whole

    def _list(self, names: Names) -> list[str]:
        return [self.symbol(name).name for name in listed(names)]

    def _compiled(
        self,
        equations: Sequence[Equation],
        target: TensorSymbol,
        results: dict[str, TensorSymbol],
        backend: str,
        shard: str | None = None,
        mesh: Any = None,
        *,
        every_input: bool = False,
    ) -> Compiled | FunctionalCompiled:
        if self.has_families:
            sharded = shard is not None or mesh is not None
            return self._staged(equations, target, results, backend, sharded)
        from symnn.numeric.backends import library
        from symnn.numeric.compiled import compiled
        from symnn.numeric.functional_backend import FunctionalCompiled
        from symnn.numeric.functional_source import functional_source

        defined = {equation.symbol for equation in equations}
        used = {s for e in equations for s in symbols_in(e.expr)} - defined
        inputs = [s for s in self.inputs.values() if every_input or s in used]
        inputs += sorted(used - set(inputs), key=str)  # named by facts alone
        if shard is not None or mesh is not None:
            names = [symbol.name for symbol in inputs]
            wrt = [name for name in results if shard is None]
            shard = self._shard(target, names, wrt, backend, shard)
        if backend == "numpy":
            return compiled(equations, inputs, target, results)
        words = library(backend, shard, mesh)
        source = functional_source(equations, inputs, target, results, words.dialect)
        return FunctionalCompiled(source, inputs, target, results, words)
