"""The order in which the steps of a program run when some results replace inputs."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

from symnn.plan.buffers import bases
from symnn.plan.program import Step


def scheduled(steps: Sequence[Step], into: Mapping[int, int]) -> tuple[list[Step], dict[int, int]]:
    """The steps in order, and those of ``into`` that can be written over their input at once.

    ``into[step]`` is the input that the result replaces: everything else that reads the input, or
    a part of it picked as a view, comes before. Where two results wait for each other, one of them
    is copied at the end instead.
    """
    direct = dict(into)
    while True:
        order = _ordered(steps, direct)
        if len(order) == len(steps):
            return order, direct
        done = {step.number for step in order}
        direct.pop(next(number for number in direct if number not in done))


def _ordered(steps: Sequence[Step], into: Mapping[int, int]) -> list[Step]:
    by_number = {step.number: step for step in steps}
    after: dict[int, set[int]] = {step.number: set() for step in steps}
    before: dict[int, int] = dict.fromkeys(after, 0)

    def edge(first: int, second: int) -> None:
        if second not in after[first]:
            after[first].add(second)
            before[second] += 1

    writers = {given: number for number, given in into.items()}
    base = bases(steps)
    for step in steps:
        for number in step.operands:
            edge(number, step.number)
            writer = writers.get(base.get(number, number))
            if writer is not None and writer != step.number:
                edge(step.number, writer)
    ready = [number for number, count in before.items() if not count]
    heapq.heapify(ready)
    order: list[Step] = []
    while ready:
        number = heapq.heappop(ready)
        order.append(by_number[number])
        for later in after[number]:
            before[later] -= 1
            if not before[later]:
                heapq.heappush(ready, later)
    return order
