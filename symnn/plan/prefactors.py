"""A number before a product of arrays goes into the array of the product with the fewest axes.

``1/N Xᵀ diag(w) X`` divides w by N, not the matrix; ``1/N Σ_m X_mi X_mk M_mjl`` divides M.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symnn.plan.program import Placed, Program, Step


def light_prefactors(
    program: Program, roots: Iterable[int]
) -> tuple[Program, dict[int, Placed]] | None:
    """The program with its prefactors moved, and what the old steps are in it; None if none moves.

    The products that they stand before are read by nothing else.
    """
    roots = list(roots)
    steps = program.needed(roots)
    readers: dict[int, int] = dict.fromkeys(roots, 1)
    for number in (number for step in steps for number in step.operands):
        readers[number] = readers.get(number, 0) + 1
    ways: dict[int, tuple[int, tuple[int, ...]]] = {}
    for step in steps:
        found = _prefactor(program, step)
        if found is not None:
            factor, product = found
            way = _lightest(program, product, readers)
            if len(program.steps[way[-1]].out) < len(step.out):
                ways[step.number] = (factor, way)
    if not ways:
        return None
    new = Program()
    placed: dict[int, Placed] = {}

    def times(way: Sequence[int], factor: int) -> Placed:
        """The first array of the way, with the last one multiplied by the factor."""
        if len(way) == 1:
            return new.times(placed[way[0]], placed[factor])
        step = program.steps[way[0]]
        scaled = times(way[1:], factor)
        return new.again(step, [scaled if n == way[1] else placed[n] for n in step.operands])

    for step in steps:
        if step.number in ways:
            factor, way = ways[step.number]
            placed[step.number] = times(way, factor)
        else:
            placed[step.number] = new.again(step, [placed[n] for n in step.operands])
    return new, placed


def _prefactor(program: Program, step: Step) -> tuple[int, int] | None:
    """The number and the product, where a step is a number times a product of arrays."""
    if step.kind != "ufunc" or step.name != "multiply":
        return None
    numbers = [n for n in step.operands if program.steps[n].kind == "number"]
    products = [n for n, own in step.args if program.steps[n].kind == "contract" and own]
    same = all(own == step.out for _, own in step.args if own)
    return (numbers[0], products[0]) if len(numbers) == len(products) == 1 and same else None


def _lightest(program: Program, number: int, readers: dict[int, int]) -> tuple[int, ...]:
    """The way from a product to the array in it that has the fewest axes, but one at least."""
    step = program.steps[number]
    own = (number,)
    product = step.kind == "contract" or (step.kind == "ufunc" and step.name == "multiply")
    if not product or readers[number] > 1 or step.operands[0] == step.operands[1]:
        return own
    inner = [
        (number, *_lightest(program, operand, readers))
        for operand in step.operands
        if program.steps[operand].out
    ]
    return min([own, *inner], key=lambda way: (len(program.steps[way[-1]].out), len(way)))
