"""Which equations of a system with families are computed in which stage."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.dependence import in_order, lags, spans_defined, uses_of
from symnn.language.errors import CycleError, NoRuleError
from symnn.language.expression import symbols_in, total_over
from symnn.language.family import LabelledSize
from symnn.language.index import Index
from symnn.language.label import Label, Span, joined, parted
from symnn.language.recurrence import FamilyEquation, Rule, Use, key_of, rules_of
from symnn.language.relabelling import Relabelling, label_of
from symnn.language.series import Series, series_terms
from symnn.language.symbol import Entry, TensorSymbol
from symnn.language.system import Equation
from symnn.plan.apart import refuse_numbers, sums_apart
from symnn.plan.stages import Flat, Lap, Loop, Rows, Stage, Staged, stacked_symbol


def staged(equations: Sequence[Equation], inputs: Sequence[TensorSymbol]) -> Staged:
    """The stages of ``equations``; ``inputs`` has stacked families by their names, and members.

    Raises NoRuleError for sizes that differ from label to label, and for families that use each
    other both forwards and backwards.
    """
    return _Staging(equations, inputs).staged()


class _Staging:
    def __init__(self, equations: Sequence[Equation], inputs: Sequence[TensorSymbol]) -> None:
        self.equations = [part for equation in equations for part in sums_apart(equation)]
        self.rules = rules_of(self.equations)
        self.uses = uses_of(self.rules)
        used = (s for e in equations for s in (e.symbol, *sorted(symbols_in(e.expr), key=str)))
        for symbol in used:
            if any(size.has(LabelledSize) for size in symbol.shape):
                raise NoRuleError(
                    f"{symbol.name} has a size that differs from label to label; there is code "
                    f"for given numbers of them, model.unrolled(L=3).compile(…), or so"
                )
        self.members = self._members()
        self.given: dict[str, list[TensorSymbol]] = {}
        for symbol in inputs:
            if label_of(symbol) is not None:
                self.given.setdefault(key_of(symbol), []).append(symbol)
        self.stacked = {symbol.name for symbol in inputs if symbol.name in self.members}
        self.spans = self._spans()
        self.stages: list[Stage] = []
        self.flat = Flat()
        self.fresh: set[str] = set()

    def _members(self) -> dict[str, TensorSymbol]:
        """A member of each family."""
        found: dict[str, TensorSymbol] = {}
        for rule in self.rules:
            for symbol in (rule.equation.symbol, *symbols_in(rule.equation.expr)):
                if label_of(symbol) is not None:
                    found.setdefault(key_of(symbol), symbol)
        return found

    def _spans(self) -> dict[str, Span]:
        """The labels of which each family is kept: those defined, given, or stacked."""
        found = spans_defined(self.rules)
        for key, symbols in self.given.items():
            for symbol in symbols:
                own = label_of(symbol)
                assert own is not None
                found.setdefault(key, []).append(Span(own, own))
        for key in self.stacked:
            family = self.members[key].family
            found.setdefault(key, []).append(family.label.span)
        spans: dict[str, Span] = {}
        for key, parts in found.items():
            whole = joined(parts)
            if len(whole) > 1:
                raise NoRuleError(
                    f"{key} is defined at {whole[0].last} and at {whole[1].first}, but not between"
                )
            spans[key] = whole[0]
        return spans

    # ---- stages -------------------------------------------------------------------------------

    def staged(self) -> Staged:
        defined = list(dict.fromkeys(key_of(rule.equation.symbol) for rule in self.rules))
        try:
            groups = in_order(self.uses, defined)
        except CycleError as problem:
            raise NoRuleError(
                f"some member depends on all members of what depends on it ({problem}); there is "
                f"code for given numbers of labels, model.unrolled(…)"
            ) from problem
        for group in groups:
            own = [use for use in self.uses if self._inside(use, group)]
            if any(lags(use) for use in own):
                self._flush()
                self.stages.append(self._loop(group, [use for use in own if lags(use)]))
            else:
                for key in group:
                    self._flat(key)
        self._flush()
        return Staged(self.stages, self.spans, self.members, self.given)

    def _inside(self, use: Use, group: Sequence[str]) -> bool:
        return key_of(use.rule.equation.symbol) in group and key_of(use.symbol) in group

    def _of(self, key: str) -> list[Equation]:
        return [equation for equation in self.equations if key_of(equation.symbol) == key]

    def _flush(self) -> None:
        if self.flat.equations:
            self.stages.append(self.flat)
        self.flat, self.fresh = Flat(), set()

    # ---- loops --------------------------------------------------------------------------------

    def _loop(self, group: Sequence[str], lagging: Sequence[Use]) -> Loop:
        step = self._direction(group, lagging)
        pieces: list[tuple[Span, Rule]] = []
        for rule in self.rules:
            if key_of(rule.equation.symbol) not in group:
                continue
            own = label_of(rule.equation.symbol)
            if own is None or rule.summed:
                raise NoRuleError(
                    f"{rule.equation.name} depends on all members of what depends on it; there is "
                    f"code for given numbers of labels, model.unrolled(…)"
                )
            fixed = rule.label is None or not own.has(rule.label)
            pieces.append((Span(own, own) if fixed else rule.span or Span(own, own), rule))
        laps = []
        for part, inside in parted([span for span, _ in pieces]):
            active = [pieces[number][1] for number in inside]
            active.sort(key=lambda rule: group.index(key_of(rule.equation.symbol)))
            laps += [self._lap(span, active) for span in part.singles or [part]]
        return Loop(tuple(group), tuple(laps[::step]), step)

    def _direction(self, group: Sequence[str], lagging: Sequence[Use]) -> int:
        """1 where only earlier labels are used, −1 where only later ones are."""
        signs: set[bool] = set()
        for use in lagging:
            mine, theirs = label_of(use.rule.equation.symbol), label_of(use.symbol)
            assert mine is not None
            assert theirs is not None
            if use.symbol in self.given.get(key_of(use.symbol), ()):
                continue  # it is there before the loop begins
            gap = sp.expand(theirs - mine)
            if not gap.is_Integer:
                raise NoRuleError(
                    f"{use.symbol.name} is used for every {use.rule.label}, and depends on them; "
                    f"there is code for given numbers of labels, model.unrolled(…)"
                )
            signs.add(bool(gap < 0))
        if len(signs) > 1:
            raise NoRuleError(
                f"{', '.join(group)} use each other forwards and backwards; there is code for "
                f"given numbers of labels, model.unrolled(…)"
            )
        return 1 if signs == {True} else -1

    def _lap(self, span: Span, rules: Sequence[Rule]) -> Lap:
        label = None if span.single else next((r.label for r in rules if r.label), None)
        equations = []
        for rule in rules:
            moved = (
                rule.equation if label is not None or rule.label is None else rule.at(span.first)
            )
            refuse_numbers(moved.expr)
            equations.append(Equation(moved.symbol, moved.indices, moved.expr))
        made = {equation.symbol for equation in equations}
        used = {s for e in equations for s in symbols_in(e.expr)} - made
        reads = sorted((s for s in used if label_of(s) is not None), key=str)
        return Lap(label, span, tuple(equations), tuple(reads))

    # ---- whole arrays -------------------------------------------------------------------------

    def _flat(self, key: str) -> None:
        whole = self._whole(key)
        for equation in self._of(key):
            if self._waits(equation):
                self._flush()
            promoting = _Promotion(self, equation)
            self.flat.equations.append(promoting.equation())
            made = self.flat.equations[-1].symbol
            self.flat.makes[made] = promoting.rows
            if promoting.rows is None or whole:
                self.fresh.add(key)
            else:
                self.fresh.add(f"{key} in parts")

    def _whole(self, key: str) -> bool:
        """Whether one equation makes all of a family that is kept."""
        equations = self._of(key)
        return len(equations) == 1 and key not in self.given

    def _waits(self, equation: Equation) -> bool:
        """Whether an equation needs rows of what this stage has not finished."""
        for rule in rules_of([equation]):
            for symbol in symbols_in(rule.equation.expr):
                key, own = key_of(symbol), label_of(symbol)
                if own is None or not ({key, f"{key} in parts"} & self.fresh):
                    continue
                if key not in self.fresh or self._rows(symbol, rule) != Rows(key, self.spans[key]):
                    return True
        return False

    def _rows(self, symbol: TensorSymbol, rule: Rule) -> Rows:
        """The rows that a member stands for in a rule."""
        own, label = label_of(symbol), rule.label
        assert own is not None
        if label is None or not own.has(label):
            return Rows(key_of(symbol), Span(own, own), single=True)
        assert rule.span is not None
        return Rows(key_of(symbol), rule.span.shifted(int(own - label)))


class _Promotion(Relabelling):
    """An equation over whole arrays: its label an index."""

    def __init__(self, staging: _Staging, equation: Equation) -> None:
        super().__init__({})
        self.staging, self.source = staging, equation
        self.rule: Rule | None = None
        self.index_of_label: Index | None = None
        self.rows: Rows | None = None

    def equation(self) -> Equation:
        """The equation of the stage."""
        equation = self.source
        key = key_of(equation.symbol)
        own = label_of(equation.symbol)
        if isinstance(equation, FamilyEquation):
            self.enter(Rule(equation, equation.label, equation.span))
            assert self.index_of_label is not None
            self.rows = Rows(key, equation.span)
            symbol = stacked_symbol(equation.symbol, equation.span)
            free = (self.index_of_label, *equation.indices)
            return Equation(symbol, free, self.of(equation.expr))
        if own is not None:
            self.rows = Rows(key, Span(own, own), single=True)
        plain, sums = series_terms(equation.expr)
        expr = sp.Add(*map(self.summed, [*sp.Add.make_args(plain), *sums]))
        return Equation(equation.symbol, equation.indices, expr)

    def enter(self, rule: Rule) -> None:
        """Begin with a rule whose label becomes an index."""
        assert rule.span is not None
        self.rule = rule
        self.index_of_label = Index(sp.expand(rule.span.last - rule.span.first + 1), "t")
        self._memo = {}

    def summed(self, term: Expr) -> Expr:
        """A term of a right side; a sum over a label becomes one over an axis."""
        if not isinstance(term, Series):
            self.rule, self.index_of_label = Rule(self.source), None
            self._memo = {}
            return self.of(term)
        body = Equation(self.source.symbol, self.source.indices, term.body)
        self.enter(Rule(body, term.label, term.span))
        assert self.index_of_label is not None
        return total_over(self.of(term.body), [self.index_of_label])

    def _node(self, expr: Expr) -> Expr:
        if isinstance(expr, Label):
            refuse_numbers(expr)
        symbol = expr.symbol if isinstance(expr, Entry) else expr
        if isinstance(symbol, TensorSymbol) and label_of(symbol) is not None:
            assert self.rule is not None
            rows = self.staging._rows(symbol, self.rule)
            there = self.place(symbol, rows)
            places = list(expr.args[1:]) if isinstance(expr, Entry) else []
            running = [] if rows.single else [self.index_of_label]
            return Entry.of(there, [*running, *map(self.of, places)])
        return super()._node(expr)

    def place(self, symbol: TensorSymbol, rows: Rows) -> TensorSymbol:
        """What stands for these rows in the stage."""
        staging = self.staging
        if rows.key in staging.fresh and not rows.single:
            return stacked_symbol(symbol, rows.span)
        if rows.single:
            staging.flat.reads.setdefault(symbol, rows)
            return symbol
        there = stacked_symbol(symbol, rows.span, view=True)
        staging.flat.reads.setdefault(there, rows)
        return there
