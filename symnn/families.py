"""Models with families: layers l = 1, …, L and times t = 1, …, T for symbolic L and T."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sympy as sp

from symnn.calculus.recurrences import family_adjoints
from symnn.derivation import Derivation
from symnn.derivatives import Names, listed
from symnn.formula import Formula
from symnn.higher_order import HigherOrder
from symnn.language.dependence import free_members, in_order, needed, uses_of
from symnn.language.errors import NoRuleError, NotScalarError, UnknownNameError
from symnn.language.family import Family, Member
from symnn.language.index import Index
from symnn.language.recurrence import Rule, closed, family_equation, key_of, rules_of
from symnn.language.relabelling import label_of
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text
from symnn.unrolled import unrolled

if TYPE_CHECKING:  # code generation is loaded when something is compiled
    from symnn.model import Model
    from symnn.numeric.compiled import Compiled
    from symnn.numeric.functional_backend import FunctionalCompiled
    from symnn.numeric.staged_step import StagedStep
    from symnn.numeric.updates import Rule as UpdateRule


class Families(HigherOrder):
    """A system in which equations may hold for every value of a label."""

    _labelled: tuple[int, bool] = (0, False)
    """Of how many symbols it is known whether there are labels, and what is known."""

    def define(
        self,
        name: str | Tensor,
        value: Any,
        *,
        indices: Sequence[Index] | None = None,
        latex: str | None = None,
        entries: Sequence[Any] = (),
    ) -> Tensor:
        """Add the equation ``name = value`` and return the new quantity as a tensor.

        ``name`` may be a member of a family: ``model.define(h[t], sn.tanh(W @ h[t - 1] + b))``
        holds for every t in the range of its label. ``indices`` orders the axes of a value in index
        notation; ``latex`` and ``entries`` are as for :func:`symnn.tensor`. Raises
        NameConflictError if the name is taken, CycleError if the definitions would run in a circle,
        LabelError where labels do not fit.
        """
        if isinstance(name, Tensor):
            return self.add(family_equation(name, value))
        tensor = as_tensor(value, str(name))
        tensor = Tensor(closed(str(name), tensor.expr), tensor.indices, tensor.text)
        return super().define(name, tensor, indices=indices, latex=latex, entries=entries)

    @property
    def has_families(self) -> bool:
        """Whether labels run in the model."""
        count, found = self._labelled
        if count != len(self.symbols):  # symbols only ever join a model
            found = any(isinstance(symbol, Member) for symbol in self.symbols.values())
            self._labelled = (len(self.symbols), found)
        return found

    @property
    def inputs(self) -> dict[str, TensorSymbol]:
        """The quantities that no equation defines, in the order in which they were made.

        A family without equation is one input, its members stacked along a first axis; a member
        at the end of a family with equations, such as h_0, is an input of its own.
        """
        plain = super().inputs
        if not self.has_families:
            return plain
        defined = {key_of(equation.symbol) for equation in self.equations.values()}
        found: dict[str, tuple[int, TensorSymbol]] = {}
        for name, symbol in plain.items():
            if label_of(symbol) is None:
                found.setdefault(name, (symbol.age, symbol))
                continue
            if not isinstance(symbol, Member):
                continue  # a derivative at another label than that of its equation
            family = symbol.family
            if family.name not in defined:
                found.setdefault(family.name, (family.age, family.stacked))
        for member in free_members(self._rules):
            assert isinstance(member, Member)
            found.setdefault(member.name, (member.family.age, member))
        return {name: symbol for name, (_, symbol) in sorted(found.items(), key=lambda i: i[1][0])}

    @property
    def declared(self) -> list[TensorSymbol]:
        """The inputs as they are written: x_t for a stacked family."""
        return [self.symbol(name) for name in self.inputs]

    # ---- derivatives --------------------------------------------------------------------------

    def gradient(
        self,
        of: str | Tensor,
        wrt: Names | None = None,
        *,
        eliminate: Collection[str] = (),
    ) -> Derivation:
        """∂of/∂v for every v in ``wrt`` (default: all inputs that ``of`` depends on).

        Of families it is the recurrence for every value of the label, with what differs at the
        ends; ``eliminate`` names families whose derivatives are put in where they occur, as the
        textbook does with ∂C/∂aˡ in δˡ = (Wˡ⁺¹ᵀ δˡ⁺¹) ⊙ σ'(zˡ).

        Raises NotScalarError unless ``of`` is a scalar, UnknownNameError for unknown names,
        IndependentError where nothing leads from a quantity to ``of``.
        """
        if not self.has_families:
            if eliminate:
                raise UnknownNameError("eliminate is for models with families")
            return super().gradient(of, wrt)
        target = self._defined(of)
        if target.shape or label_of(target) is not None:
            raise NotScalarError(
                f"the gradient of {target.name}, which has shape {shape_text(target.shape)}: a "
                f"gradient is of one scalar; sum {target.name} up first"
            )
        symbols = self._members(wrt, target)
        unknown = sorted(set(eliminate) - {key_of(s) for s in self.symbols.values()})
        if unknown:
            raise UnknownNameError(f"eliminate: the model has no quantity {', '.join(unknown)}")
        adjoints = family_adjoints(self, target, symbols, eliminate)
        return Derivation(self._model(), adjoints)

    def jacobian(self, of: str | Tensor, wrt: Names | None = None) -> Derivation:
        """∂of/∂v in closed form: the shape of ``of``, then the shape of v.

        Raises NoRuleError for a model with families: unroll it first.
        """
        self._refuse_families("Jacobians and Hessians", "jacobian")
        return super().jacobian(of, wrt)

    def jvp(
        self,
        of: str | Tensor,
        wrt: str | Tensor | Mapping[str, str],
        direction: str = "v",
    ) -> Formula:
        """The Jacobian times a direction; see :meth:`symnn.derivatives.Derivatives.jvp`.

        Raises NoRuleError for a model with families: unroll it first.
        """
        self._refuse_families("tangents", "jvp")
        return super().jvp(of, wrt, direction)

    def vjp(self, of: str | Tensor, wrt: Names | None = None, weights: str = "u") -> Derivation:
        """A covector times the Jacobian; see :meth:`symnn.derivatives.Derivatives.vjp`.

        Raises NoRuleError for a member of a family at its running label.
        """
        if label_of(self.symbol(of)) is not None:
            self._refuse_families("products with Jacobians of members", "vjp")
        return super().vjp(of, wrt, weights)

    def _refuse_families(self, what: str, method: str) -> None:
        if self.has_families:
            names = ", ".join(f"{name}=3" for name in sorted(self._tops()))
            raise NoRuleError(
                f"{what} of a model with families are known for given numbers of labels: write "
                f"model.unrolled({names}).{method}(…); gradients and hvp are known for all"
            )

    def _tops(self) -> set[str]:
        """The names of the numbers of labels."""
        families = [s.family for s in self.symbols.values() if isinstance(s, Member)]
        spans = [family.label.span for family in families]
        return {str(size) for span in spans for size in (span.first + span.last).free_symbols}

    def unrolled(self, **sizes: int) -> Model:
        """The model with every label written out: ``model.unrolled(T=3)`` has h_1, h_2 and h_3.

        Members become quantities of their own, named with their numbers.
        """
        return unrolled(self, sizes)

    def _staged(
        self,
        equations: Sequence[Equation],
        target: TensorSymbol,
        results: Mapping[str, TensorSymbol],
        backend: str,
        sharded: bool,
    ) -> Compiled | FunctionalCompiled:
        """The function of a system with families."""
        from symnn.numeric.staged import compiled_stages

        if sharded:
            raise NoRuleError("models with families are not cut among devices yet")
        return compiled_stages(self, equations, target, results, backend)

    def _staged_step(
        self,
        target: TensorSymbol,
        params: Sequence[TensorSymbol],
        optimizer: UpdateRule,
        backend: str,
        dtype: str,
        sharded: bool,
    ) -> StagedStep:
        """The training step of a system with families."""
        from symnn.numeric.staged_step import StagedStep
        from symnn.numeric.updates import check_step

        check_step(optimizer, backend, dtype)
        derivation = self.gradient(target.name, [symbol.name for symbol in params])
        equations = [*self.ordered([target.name]), *derivation.equations]
        results = {s.name: DerivativeSymbol(target, s) for s in derivation.adjoints.wrt}
        where = "numpy" if backend == "native" else backend
        function = self._staged(equations, target, results, where, sharded)
        stacked = {symbol.name: symbol for symbol in function.inputs}
        moved = [stacked[name] for name in function.derivatives]
        return StagedStep(function, moved, optimizer, backend, dtype)

    # ---- order --------------------------------------------------------------------------------

    @property
    def _rules(self) -> list[Rule]:
        return rules_of(self.equations.values())

    def uses(self, name: str) -> list[str]:
        """The names that the equation of ``name`` uses, sorted; of families, of all members."""
        used = super().uses(name)
        if not self.has_families:
            return used
        keys = {key_of(self.symbols[other]) for other in used}
        same = [e.name for e in self.equations.values() if key_of(e.symbol) in keys]
        return sorted({*used, *same} - {name})

    def ordered(self, targets: Iterable[str] | None = None) -> list[Equation]:
        """The equations that ``targets`` (all, if None) need, each after those that it uses."""
        if not self.has_families:
            return super().ordered(targets)
        uses = uses_of(self._rules)
        keys = dict.fromkeys(key_of(equation.symbol) for equation in self.equations.values())
        if targets is not None:
            wanted = needed(uses, [key_of(self.symbol(name)) for name in targets])
            keys = {key: None for key in keys if key in wanted}
        by_key: dict[str, list[Equation]] = {key: [] for key in keys}
        for equation in self.equations.values():
            if key_of(equation.symbol) in by_key:
                by_key[key_of(equation.symbol)].append(equation)
        return [e for group in in_order(uses, keys) for key in group for e in by_key[key]]

    # ---- names --------------------------------------------------------------------------------

    def symbol(self, name: Any) -> TensorSymbol:
        """The quantity of that name; of a family, its member at the running label.

        Members at other labels have names, too: h_T, h_2. Raises UnknownNameError, with the names
        that exist, if there is none.
        """
        wanted = name.symbol if isinstance(name, Tensor) else name
        wanted = wanted.name if isinstance(wanted, (Family, TensorSymbol)) else wanted
        if not isinstance(wanted, str) or wanted in self.symbols or not self.has_families:
            return super().symbol(name)
        for family in self._families():
            if family.name == wanted:
                return family.member(family.label)
            t, last = family.label, family.label.last
            for label in (t, last, last - 1, _number(family, wanted)):
                if label is not None and family.member(label).name == wanted:
                    return family.member(label)
        ends = (member for member in free_members(self._rules) if member.name == wanted)
        return next(ends, None) or super().symbol(name)

    def _families(self) -> list[Family]:
        found = [s.family for s in self.symbols.values() if isinstance(s, Member)]
        return list({family.name: family for family in found}.values())

    def _defined(self, of: str | Tensor) -> TensorSymbol:
        symbol = self.symbol(of)
        keys = {key_of(equation.symbol) for equation in self.equations.values()}
        return symbol if key_of(symbol) in keys else super()._defined(of)

    def _members(self, wrt: Names | None, target: TensorSymbol) -> list[TensorSymbol]:
        """The quantities to differentiate by; a stacked family as its member at every label."""
        if wrt is not None:
            return [self.symbol(name) for name in listed(wrt)]
        return [self.symbol(name) for name in self.needed_for(target).inputs]


def _number(family: Family, name: str) -> sp.Integer | None:
    """The number that a name such as h_2 or a^(0) ends in."""
    digits = re.fullmatch(r"[_^][(\[]?(-?\d+)[)\]]?", name.removeprefix(family.name))
    return None if digits is None else sp.Integer(int(digits.group(1)))
