"""Scale factors move to where they cost least.

In ``W − η Xᵀ δ`` and ``b − η Σ δ`` with δ = (p − y)/N, everything after δ is linear in it: the
whole backward pass is computed scaled by η, and what remains is one product, (p − y) · η/N.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from symnn.plan.program import Placed, Program, Step

LINEAR = ("pick", "spread", "embed", "window", "fold")


def scaled(program: Program, roots: Iterable[int]) -> tuple[Program, dict[int, Placed]]:
    """The program with its scale factors moved, and what the old steps are in it.

    A factor moves into an array when everything that reads the array wants it scaled by the same.
    """
    roots = list(roots)
    steps = program.needed(roots)
    readers: dict[int, list[Step]] = {step.number: [] for step in steps}
    for step in steps:
        for number in set(step.operands):
            readers[number].append(step)
    absorbed: dict[int, int] = {}  # array → the factor that it is computed with
    carriers: dict[int, tuple[int, ...]] = {}  # array → the operands that bring the factor
    for step in reversed(steps):
        if not step.out or step.kind == "input" or step.number in roots:
            continue
        wanted = {
            _wanted(program, reader, step, absorbed, carriers) for reader in readers[step.number]
        }
        if len(wanted) == 1 and None not in wanted:
            found = _carriers(program, step, readers, roots)
            if found is not None:
                absorbed[step.number] = next(iter(wanted))  # type: ignore[assignment]
                carriers[step.number] = found
    return _rebuilt(program, steps, roots, absorbed, carriers)


def _factor(program: Program, step: Step, array: int) -> int | None:
    """The number c where ``step`` is ``c · array``."""
    if step.kind != "ufunc" or step.name != "multiply":
        return None
    others = [number for number in step.operands if number != array]
    if len(others) == 1 and not program.steps[others[0]].out:
        return others[0]
    return None


def _wanted(
    program: Program,
    reader: Step,
    step: Step,
    absorbed: dict[int, int],
    carriers: dict[int, tuple[int, ...]],
) -> int | None:
    """The factor by which a reader wants an array scaled."""
    if reader.number in absorbed:
        if step.number in carriers[reader.number]:
            return absorbed[reader.number]
        return None
    return _factor(program, reader, step.number)


def _carriers(
    program: Program, step: Step, readers: dict[int, list[Step]], roots: Collection[int]
) -> tuple[int, ...] | None:
    """The operands that can bring a factor into ``step``; None where none can."""
    operands = step.operands

    def owned(number: int) -> bool:
        own = program.steps[number]
        return own.kind != "input" and number not in roots

    if step.kind == "contract" or (step.kind == "ufunc" and step.name == "multiply"):
        if operands[0] == operands[1]:
            return None
        numbers = [n for n in operands if not program.steps[n].out]
        if numbers:
            return (numbers[0],)
        good = [number for number in operands if owned(number)]
        # rather through what brings the factor further up than to a product of its own
        further = [n for n in good if _carriers(program, program.steps[n], readers, roots)]
        return (max(further or good),) if good else None
    if step.kind in LINEAR or (step.kind == "reduce" and step.name == "add"):
        return (operands[0],) if owned(operands[0]) else None
    if step.kind == "ufunc" and step.name in ("divide", "negative"):
        return (operands[0],) if owned(operands[0]) else None
    if step.kind == "ufunc" and step.name in ("add", "subtract"):
        single = all(owned(n) and readers[n] == [step] and program.steps[n].out for n in operands)
        linear = [program.steps[n] for n in operands]
        if single and all(_carriers(program, own, readers, roots) for own in linear):
            return tuple(operands)
    return None


def _rebuilt(
    program: Program,
    steps: list[Step],
    roots: list[int],
    absorbed: dict[int, int],
    carriers: dict[int, tuple[int, ...]],
) -> tuple[Program, dict[int, Placed]]:
    new = Program()
    plain: dict[int, Placed] = {}
    times: dict[tuple[int, int], Placed] = {}

    def build(number: int) -> Placed:
        """The array itself."""
        if number not in plain:
            step = program.steps[number]
            absorbing = [(n, _factor(program, step, n)) for n in step.operands]
            source = next(((n, c) for n, c in absorbing if c is not None), None)
            if source is not None and absorbed.get(source[0]) == source[1]:
                plain[number] = scale(source[0], source[1])
            else:
                plain[number] = new.again(step, [build(n) for n in step.operands])
        return plain[number]

    def scale(number: int, factor: int) -> Placed:
        """The array times a number."""
        if (number, factor) not in times:
            step = program.steps[number]
            if absorbed.get(number) == factor:
                brought = carriers[number]
                operands = [scale(n, factor) if n in brought else build(n) for n in step.operands]
                times[number, factor] = new.again(step, operands)
            else:
                times[number, factor] = new.times(build(number), build(factor))
        return times[number, factor]

    for step in steps:
        if step.kind == "input":
            build(step.number)
    for root in roots:
        build(root)
    return new, plain
