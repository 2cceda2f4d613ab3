"""Which steps of a program are done within others: loops in C, and products that are added."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from symnn.plan.buffers import bases
from symnn.plan.program import Letters, Step

LOOPS = ("ufunc", "spread", "pick", "identity")


def inlined(
    order: Sequence[Step],
    direct: Mapping[int, int],
    kept: Collection[int],
    count: Callable[[Step], int],
) -> set[int]:
    """The steps that stand in the loop of their only reader.

    ``direct`` maps steps to the inputs that they replace at once, ``kept`` are steps that stay by
    themselves, ``count`` gives the number of entries of a step.
    """
    readers: dict[int, list[Step]] = {step.number: [] for step in order}
    for step in order:
        for number in set(step.operands):
            readers[number].append(step)
    reader: dict[int, Step] = {}
    for step in order:
        own = readers[step.number]
        if step.kind not in LOOPS or not step.out or step.number in kept or len(own) != 1:
            continue
        if own[0].operands.count(step.number) == 1 and (
            own[0].kind == "reduce" or (own[0].kind == "ufunc" and count(own[0]) == count(step))
        ):
            reader[step.number] = own[0]
    place = {step.number: time for time, step in enumerate(order)}
    written = {given: place[number] for number, given in direct.items()}

    def reads_in_time(step: Step) -> bool:
        """Whether the loop in which a step is read runs before the inputs of the step change."""
        loop, same = reader[step.number], True
        while True:
            same = same and loop.kind == "ufunc" and _aligned(loop)
            if loop.number not in reader:
                break
            loop = reader[loop.number]
        # entry by entry, a loop may read what it overwrites
        last = place[loop.number] - (same and _aligned(step))
        return all(last < written[n] for n in step.operands if n in written)

    # from the last: a step that stays by itself is the end of the way of those before
    for step in reversed(order):
        if step.number in reader and not reads_in_time(step):
            del reader[step.number]
    return set(reader)


def _aligned(step: Step) -> bool:
    """Whether a step reads each operand where it writes its result."""
    return step.kind == "ufunc" and all(letters in ((), step.out) for _, letters in step.args)


def uniform(step: Step, steps: Sequence[Step], inside: Collection[int]) -> bool:
    """Whether a loop reads all its arrays where it writes: one index is enough."""
    return _aligned(step) and all(
        uniform(steps[number], steps, inside) for number in step.operands if number in inside
    )


def added(order: Sequence[Step], direct: Mapping[int, int]) -> dict[int, Step]:
    """Products of matrices that are added to an input, or subtracted: by the step that does it.

    ``direct`` maps steps to the inputs that they replace at once.
    """
    place = {step.number: time for time, step in enumerate(order)}
    written = {given: place[number] for number, given in direct.items()}
    steps = {step.number: step for step in order}
    uses = [number for step in order for number in step.operands]
    base = bases(order)
    found: dict[int, Step] = {}
    for number, given in direct.items():
        step = steps[number]
        if step.name not in ("add", "subtract") or len(step.out) != 2 or not _aligned(step):
            continue
        numbers = step.operands
        if given not in numbers or (step.name == "subtract" and numbers[0] != given):
            continue
        [other] = [n for n in numbers if n != given] or [given]
        product = steps[other]
        if product.kind != "contract" or uses.count(other) != 1 or len(product.out) != 2:
            continue
        shared = {letter for letter in product.args[0][1] if letter in product.args[1][1]}
        plain = len(shared) == 1 and not shared & set(product.out)
        read = {base.get(n, n) for n in product.operands}
        in_time = all(place[number] < written[n] for n in read if n in written)
        if plain and in_time:
            found[number] = product
    return found


def with_reads(step: Step, steps: Mapping[int, Step], inside: Collection[int]) -> Step:
    """The step with all arrays that its loop reads as operands."""
    args: list[tuple[int, Letters]] = []

    def collect(own: Step) -> None:
        for number, letters in own.args:
            if number in inside:
                collect(steps[number])
                args.append((number, ()))
            else:
                args.append((number, letters if own is step else ()))

    collect(step)
    return Step(step.number, step.kind, step.name, tuple(args), step.out, step.shape, step.tag)
