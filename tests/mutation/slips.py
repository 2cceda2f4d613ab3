"""Slips in LaTeX: single edits of the tokens of a right side, each with the kinds that name it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\d+(?:\.\d+)?|[A-Za-z]|\S", re.DOTALL)
_INDEX = re.compile("[i-nrst]$")


@dataclass(frozen=True)
class Slip:
    """An edited right side; ``kinds`` are names of hints that tell the edit."""

    latex: str
    kinds: frozenset[str]
    what: str


@dataclass(frozen=True)
class Part:
    """A token and its place."""

    text: str
    start: int
    end: int


def parts_of(latex: str) -> list[Part]:
    """The tokens with their places."""
    return [Part(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(latex)]


def slips(latex: str, names: list[str]) -> Iterator[Slip]:
    """The slips of a right side; ``names`` are other quantities of the document."""
    seen = {latex}
    for slip in _all(latex, names):
        if slip.latex not in seen:
            seen.add(slip.latex)
            yield slip


def _all(latex: str, names: list[str]) -> Iterator[Slip]:  # noqa: C901 (one line for each slip)
    parts = parts_of(latex)
    whole = _wrapped(latex)

    def cut(start: int, end: int, new: str, kinds: str, what: str) -> Slip:
        return Slip(latex[:start] + new + latex[end:], frozenset(kinds.split("|")), what)

    yield Slip(f"-{whole}", frozenset(["sign"]), "sign of all")
    yield Slip(f"2 {whole}", frozenset(["factor"]), "factor 2")
    for at, part in enumerate(parts):
        text, start, end = part.text, part.start, part.end
        after = parts[at + 1].text if at + 1 < len(parts) else ""
        before = parts[at - 1].text if at else ""
        if text == "+":
            yield cut(start, end, "-", "sign", "sign of a term")
        if text == "-" and before not in ("", "{", "(", "=", "&", "^"):
            yield cut(start, end, "+", "sign", "sign of a term")
        if text == "-" and before in ("", "(", "{", "&") and after != "1":
            yield cut(start, end, " ", "sign", "sign lost")
        if text in ("2", "3") and before not in ("^", "_", "{") and after != "}":
            yield cut(start, end, " ", "factor", "factor lost")
        if text == "^":
            yield from _power(latex, parts, at)
        if text == "_":
            yield from _index(latex, parts, at)
        if text in (r"\frac", r"\tfrac", r"\dfrac"):
            yield from _fraction(latex, parts, at)
        if (
            re.fullmatch("[A-Z]", text)
            and before not in ("{", "_", "^")
            and after not in ("^", "_", "(")
        ):
            yield cut(start, end, rf"{text}^\top ", "transpose|shape|layout", "transpose put in")
        if re.fullmatch("[a-zA-Z]", text) and before not in ("_", "^") and after not in ("(", "'"):
            for name in names:
                if name != text and name.isalpha() and name.islower() == text.islower():
                    yield cut(start, end, f"{name} ", "quantity|index|shape", "wrong variable")
                    break
    yield from _terms(latex, parts)
    yield from _factors(latex, parts)


def _wrapped(latex: str) -> str:
    depth = 0
    for part in parts_of(latex):
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(part.text, 0)
        if depth == 0 and part.text in ("+", "-", "&"):
            return rf"\left({latex.replace('&', ' ')}\right)"
    return latex


def _group_end(parts: list[Part], at: int) -> int:
    """Past the group or single token at ``at``."""
    if at >= len(parts):
        return at
    pairs = {"{": "}", "(": ")", "[": "]"}
    close = pairs.get(parts[at].text)
    if close is None:
        return at + 1
    depth = 0
    for k in range(at, len(parts)):
        depth += {parts[at].text: 1, close: -1}.get(parts[k].text, 0)
        if depth == 0:
            return k + 1
    return len(parts)


def _power(latex: str, parts: list[Part], at: int) -> Iterator[Slip]:
    end = _group_end(parts, at + 1)
    script = latex[parts[at].end : parts[end - 1].end].strip(" {}")
    start, stop = parts[at].start, parts[end - 1].end
    if script in (r"\top", "T", r"\mathsf{T", r"\mathsf T"):
        kinds = frozenset(["transpose", "shape", "layout", "order"])
        yield Slip(f"{latex[:start]} {latex[stop:]}", kinds, "transpose lost")
    elif script == "2":
        kinds = frozenset(["exponent", "slope", "factor", "quantity", "shape"])
        yield Slip(f"{latex[:start]} {latex[stop:]}", kinds, "power lost")


def _index(latex: str, parts: list[Part], at: int) -> Iterator[Slip]:
    end = _group_end(parts, at + 1)
    here = {p.text for k, p in enumerate(parts) if _INDEX.match(p.text) and _below(parts, k)}
    inside = [k for k in range(at + 1, end) if _INDEX.match(parts[k].text)]
    for k in inside:
        for other in sorted(here - {parts[k].text}):
            new = latex[: parts[k].start] + other + latex[parts[k].end :]
            yield Slip(new, frozenset(["index", "transpose", "missing sum", "delta"]), "index")
    if len(inside) == 2:
        a, b = (parts[k] for k in inside)
        new = latex[: a.start] + b.text + latex[a.end : b.start] + a.text + latex[b.end :]
        yield Slip(new, frozenset(["transpose", "index"]), "indices swapped")


def _below(parts: list[Part], k: int) -> bool:
    while k and parts[k - 1].text not in ("_", "^", "{"):
        k -= 1
    if k and parts[k - 1].text == "{":
        k -= 1
    return k > 0 and parts[k - 1].text == "_"


def _fraction(latex: str, parts: list[Part], at: int) -> Iterator[Slip]:
    middle = _group_end(parts, at + 1)
    end = _group_end(parts, middle)
    top = latex[parts[at + 1].start : parts[middle - 1].end].strip("{}")
    below = (
        latex[parts[middle].start : parts[end - 1].end].strip("{}")
        if middle < end <= len(parts)
        else ""
    )
    start, stop = parts[at].start, parts[end - 1].end
    if re.fullmatch(r"\d+", top) and re.fullmatch(r"[A-Za-z0-9]{1,3}", below.strip()):
        kinds = "factor" if below.strip().isdigit() else "size factor"
        new = latex[:start] + (" " if top == "1" else f"{top} ") + latex[stop:]
        yield Slip(new, frozenset([kinds, "factor"]), "denominator lost")


def _terms(latex: str, parts: list[Part]) -> Iterator[Slip]:
    """One term of a sum is lost, at the top or within brackets."""
    for begin, end in _levels(parts):
        cuts = [begin]
        depth = 0
        for k in range(begin, end):
            depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(parts[k].text, 0)
            if depth == 0 and parts[k].text in ("+", "-") and k > begin:
                cuts.append(k)
        cuts.append(end)
        if len(cuts) < 3:
            continue
        for a, b in pairwise(cuts):
            stop = parts[b].start if b < len(parts) else len(latex)
            rest = latex[: parts[a].start], latex[stop:]
            new = rest[0] + (rest[1].lstrip("+ ") if a == begin else rest[1])
            kinds = ["dropped term", "term", "slope", "factor", "size factor", "exponent"]
            yield Slip(new, frozenset(kinds), "term lost")


def _levels(parts: list[Part]) -> Iterator[tuple[int, int]]:
    yield 0, len(parts)
    for k, part in enumerate(parts):
        if part.text == "(":
            yield k + 1, _group_end(parts, k) - 1


def _factors(latex: str, parts: list[Part]) -> Iterator[Slip]:
    r"""A factor of ``\odot`` is lost, a bracket 1 − … is lost, neighbours swap."""
    for k, part in enumerate(parts):
        if part.text in (r"\odot", r"\circ"):
            end = k + 1
            depth = 0
            while end < len(parts):
                depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(parts[end].text, 0)
                if depth < 0 or (
                    depth == 0 and parts[end].text in ("+", "-", r"\odot", "&", r"\circ")
                ):
                    break
                end += 1
            stop = parts[end].start if end < len(parts) else len(latex)
            new = f"{latex[: part.start]} {latex[stop:]}"
            yield Slip(new, frozenset(["slope", "quantity", "factor"]), "factor lost")
        if part.text == "(" and k + 1 < len(parts) and parts[k + 1].text == "1" and k:
            end = _group_end(parts, k)
            before = parts[k - 1].text
            if before not in (r"\sigma", "'", r"\exp", r"\log", r"\odot") and end <= len(parts):
                new = f"{latex[: part.start]} {latex[parts[end - 1].end :]}"
                yield Slip(new, frozenset(["slope", "factor", "dropped term"]), "slope lost")
    atoms = list(_atoms(parts))
    for (a, b), (c, d) in pairwise(atoms):
        if (
            b == c
            and latex[parts[a].start : parts[b - 1].end] != latex[parts[c].start : parts[d - 1].end]
        ):
            first, second = (
                latex[parts[a].start : parts[b - 1].end],
                latex[parts[c].start : parts[d - 1].end],
            )
            new = latex[: parts[a].start] + f"{second} {first}" + latex[parts[d - 1].end :]
            yield Slip(new, frozenset(["order", "transpose", "shape", "layout"]), "order")


def _atoms(parts: list[Part]) -> Iterator[tuple[int, int]]:
    """Letters with their scripts."""
    k = 0
    depth = 0
    while k < len(parts):
        depth += {"{": 1, "}": -1}.get(parts[k].text, 0)
        if re.fullmatch(r"[A-Za-z]", parts[k].text) and depth == 0:
            end = k + 1
            while end < len(parts) and parts[end].text in ("^", "_", "'"):
                end = end + 1 if parts[end].text == "'" else _group_end(parts, end + 1)
            yield k, end
            k = end
        else:
            k += 1
