"""JAX and PyTorch source of a system with families: one pure function, scans or loops in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from symnn.language.operation import known_operations
from symnn.language.recurrence import key_of
from symnn.language.relabelling import label_of, labelled
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.numeric.dialects import Dialect
from symnn.numeric.functional import FunctionalWriter
from symnn.numeric.functional_backend import FunctionalCompiled, Library
from symnn.numeric.functional_source import size_lines
from symnn.numeric.generate import arranged, lowered
from symnn.numeric.indexed_loops import IndexedLoops
from symnn.numeric.names import Names, identifier
from symnn.numeric.staged_source import Held, StagedSource, known_sizes
from symnn.plan.stages import Lap, Loop, Rows, family_text, plain_text


class FunctionalStages(StagedSource):
    """Stages as functions inside of one function, which know its sizes."""

    def __init__(
        self,
        equations: Sequence[Equation],
        inputs: Sequence[TensorSymbol],
        names: Names,
        dialect: Dialect,
    ) -> None:
        super().__init__(equations, inputs, names)
        self.dialect = dialect
        self.functions: list[str] = []
        self.helpers: dict[str, str] = {}

    def function(
        self,
        name: str,
        equations: Sequence[Equation],
        inputs: Sequence[TensorSymbol],
        results: Sequence[TensorSymbol],
    ) -> str:
        """A function that returns a tuple."""
        names = Names([*known_operations(), "jax", *self.sizes.used.values()])
        lowering = lowered(equations, inputs)
        program, quantities = arranged(lowering, results, roots=False)
        idents: dict[int, str] = {}
        for symbol in [*inputs, *(equation.symbol for equation in equations)]:
            if symbol in quantities:
                wish = names.unique(identifier(plain_text(symbol)))
                idents.setdefault(quantities[symbol].value.number, wish)
        roots = [quantities[symbol] for symbol in results]
        order = program.needed(quantity.value.number for quantity in roots)
        arguments = [idents[quantities[symbol].value.number] for symbol in inputs]
        like = self.arguments[0]
        writer = FunctionalWriter(
            program, self.dialect, idents, names.unique, self.sizes.text, like
        )
        writer.write(order, [quantity.value.number for quantity in roots])
        texts = []
        for quantity in roots:
            axes = tuple(quantity.value.axes.index(axis) for axis in quantity.order)
            text = writer.texts[quantity.value.number].wrapped()
            if program.steps[quantity.value.number].kind == "number":
                text = self.dialect.like.format(value=text, like=like)
            if axes != tuple(range(len(axes))):
                text += f".{self.dialect.permute}({', '.join(map(str, axes))})"
            texts.append(text)
        self.helpers |= writer.helpers
        comma = "," if len(texts) == 1 else ""
        lines = [*writer.lines, f"return {', '.join(texts)}{comma}"]
        body = "".join(f"    {line}\n" for line in lines)
        self.functions.append(f"def {name}({', '.join(arguments)}):\n{body}")
        return name


class TorchStages(FunctionalStages, IndexedLoops):
    """Loops that fill lists, which are stacked afterwards."""

    def room(self, key: str, name: str) -> None:
        """A list with a place for every member."""
        span = self.plan.spans[key]
        size = self.number(span.last - span.first + 1)
        self.lines.append(f"{name} = [None] * ({size})")

    def finish(self, loop: Loop) -> None:
        """Lists become arrays."""
        for key in loop.keys:
            [held] = self.held[key]
            self.lines.append(f"{held.text} = torch.stack({held.text})")

    def joined(self, parts: Sequence[Held]) -> str:
        """One array of several."""
        texts = [f"{part.text}[None]" if part.single else part.text for part in parts]
        return f"torch.cat([{', '.join(texts)}])"


class JaxStages(FunctionalStages):
    """Loops as ``jax.lax.scan``: earlier members are carried, other families scanned over."""

    def joined(self, parts: Sequence[Held]) -> str:
        """One array of several."""
        texts = [f"{part.text}[None]" if part.single else part.text for part in parts]
        return f"jnp.concatenate([{', '.join(texts)}])"

    def turn(self, lap: Lap, call: str, inputs: Sequence[TensorSymbol]) -> None:
        """One statement."""
        left = [self.names.unique(identifier(plain_text(e.symbol))) for e in lap.equations]
        self.assign(left, call, [self.read(symbol) for symbol in inputs])
        for equation, name in zip(lap.equations, left, strict=True):
            held = Held(lap.span, name, single=True)
            self.held.setdefault(key_of(equation.symbol), []).append(held)

    def lap(self, loop: Loop, lap: Lap, call: str, inputs: Sequence[TensorSymbol]) -> None:
        """A scan."""
        assert lap.label is not None
        running = [s for s in inputs if lap.offset(s) is not None]
        carried = self._carried(loop, lap, running)
        scanned = [s for s in running if key_of(s) not in loop.keys]
        given = {s: self.names.unique(identifier(plain_text(s))) for s in [*carried, *scanned]}
        made = {
            e.symbol: self.names.unique(identifier(plain_text(e.symbol))) for e in lap.equations
        }
        texts = [given[s] if s in given else self.read(s) for s in inputs]
        start = lap.span.first if loop.step > 0 else lap.span.last
        firsts = [self.row(key_of(s), start + (lap.offset(s) or 0)) for s in carried]
        rows = [self.rows(Rows(key_of(s), lap.span.shifted(lap.offset(s) or 0))) for s in scanned]
        after = []
        for symbol in carried:  # what is h_{t-1} at the next turn is h_t at this one
            own = label_of(symbol)
            assert own is not None
            source = labelled(symbol, own + loop.step)
            after.append(made[source] if source in made else given[source])
        body = self.names.unique("turn")
        self.lines += [
            f"def {body}(carry, rows):",
            *([f"    {_tuple(given[s] for s in carried)} = carry"] if carried else []),
            *([f"    {_tuple(given[s] for s in scanned)} = rows"] if scanned else []),
            f"    {_tuple(made.values())} = {call}({', '.join(texts)})",
            f"    return ({_tuple(after)}), ({_tuple(made.values())})",
        ]
        names = [self.names.unique(identifier(family_text(symbol))) for symbol in made]
        length = self.number(lap.span.last - lap.span.first + 1)
        reverse = ", reverse=True" if loop.step < 0 else ""
        self.lines.append(
            f"_, ({_tuple(names)}) = jax.lax.scan({body}, ({_tuple(firsts)}), ({_tuple(rows)}), "
            f"length={length}{reverse})"
        )
        for symbol, name in zip(made, names, strict=True):
            self.held.setdefault(key_of(symbol), []).append(Held(lap.span, name))

    def _carried(self, loop: Loop, lap: Lap, running: Sequence[TensorSymbol]) -> list[TensorSymbol]:
        """Members of earlier turns, and those between them and this one."""
        assert lap.label is not None
        found: dict[TensorSymbol, None] = {}
        for symbol in running:
            if key_of(symbol) not in loop.keys:
                continue
            offset = lap.offset(symbol)
            assert offset is not None
            for distance in range(1, abs(offset) + 1):
                found[labelled(symbol, lap.label - loop.step * distance)] = None
        return list(found)


def _tuple(items: Iterable[str]) -> str:
    """Items of a tuple as source text."""
    return "".join(f"{item}, " for item in items).strip()


def staged_functional(
    equations: Sequence[Equation],
    inputs: Sequence[TensorSymbol],
    value: TensorSymbol,
    derivatives: Mapping[str, TensorSymbol],
    library: Library,
) -> FunctionalCompiled:
    """One pure function for ``equations``: ``value`` and the ``derivatives`` by name."""
    dialect = library.dialect
    names = Names([*known_operations(), "jax", "value_and_gradient"])
    kind = JaxStages if dialect.name == "jax" else TorchStages
    writer = kind(equations, inputs, names, dialect)
    writer.write()
    results = [writer.result(symbol) for symbol in (value, *derivatives.values())]
    checks = writer.checks()
    known_sizes(writer.sizes, inputs, value)
    sizes = size_lines(writer.sizes, inputs, _Given(inputs, writer.arguments), {})
    items = ", ".join(
        f'"{key}": {text}' for key, text in zip(derivatives, results[1:], strict=True)
    )
    inner = "\n".join(writer.functions).splitlines()
    lines = [*sizes, *checks, "", *inner, "", *writer.lines, f"return {results[0]}, {{{items}}}"]
    text = "\n".join(f"    {line}" if line else "" for line in lines)
    imports = ["import math"] * ("math." in text) + list(dialect.imports)
    helpers = "".join(f"\n\n{helper}" for helper in writer.helpers.values())
    head = "\n".join(imports)
    source = (
        f"{head}\n{helpers}\n\ndef value_and_gradient({', '.join(writer.arguments)}):\n{text}\n"
    )
    return FunctionalCompiled(source, inputs, value, derivatives, library)


class _Given(Names):
    """The identifiers that the inputs have."""

    def __init__(self, inputs: Sequence[TensorSymbol], arguments: Sequence[str]) -> None:
        super().__init__()
        self._given.update(zip(inputs, arguments, strict=True))
