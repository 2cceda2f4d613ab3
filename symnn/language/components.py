"""Strongly connected components: what depends on each other in a circle."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def components(graph: Mapping[str, Collection[str]]) -> list[list[str]]:
    """The components of ``graph`` (from a name to those that it uses), users after the used.

    >>> components({"L": ["h"], "h": ["a"], "a": ["h", "x"], "x": []})
    [['x'], ['a', 'h'], ['L']]
    """
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []
    for root in graph:
        if root in number:
            continue
        work = [(root, iter(graph[root]))]
        number[root] = lowest[root] = len(number)
        stack.append(root)
        while work:
            name, uses = work[-1]
            for used in uses:
                if used not in graph:
                    continue
                if used not in number:
                    number[used] = lowest[used] = len(number)
                    stack.append(used)
                    work.append((used, iter(graph[used])))
                    break
                if used in stack:
                    lowest[name] = min(lowest[name], number[used])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    lowest[above] = min(lowest[above], lowest[name])
                if lowest[name] == number[name]:
                    place = stack.index(name)
                    found.append(sorted(stack[place:]))
                    del stack[place:]
    return found
