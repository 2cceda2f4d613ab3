"""Suppositions: what a sentence supposes of quantities before or after it claims something.

``For z > 0 we have da/dz = 1`` claims nothing of other z, and declares nothing of z.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from symnn.notation.reader.grammar.lines import Line, base_of, listed
from symnn.notation.reader.grammar.nodes import (
    Condition,
    Node,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.statements.forms import head_of, is_derivative, number_of
from symnn.notation.reader.statements.index_conditions import index_conditions, index_letters
from symnn.notation.reader.statements.sentences import (
    PARAGRAPH,
    SECTION,
    SENTENCE,
    around,
    follows,
    is_first,
    word_before,
)
from symnn.notation.reader.survey.parts import (
    used_letters,
)
from symnn.notation.reader.text.signs import COMPARISONS, EQUALS
from symnn.notation.reader.text.source import Source

SUPPOSING = frozenset(("at", "case", "for", "if", "point", "when", "whenever"))
"""Words before a relation that supposes something and states nothing."""
EXCEPTING = frozenset(("away", "except", "from", "near", "unless"))
"""Words before a relation that names what is left out."""
JOINING = frozenset(("and", "as", "assuming", "provided", "that", "where", "while", "with"))
"""Words that do so in a sentence that claims something."""
RESTRICTING = frozenset(("assume", "assuming", "consider", "let", "restrict", "suppose", "take"))
"""Words before a relation that restricts a quantity from there on."""


@dataclass(frozen=True)
class Supposed:
    """What is supposed where a claim stands, and whether it is in the same sentence."""

    conditions: tuple[Condition, ...]
    text: str
    sure: bool


@dataclass
class Suppositions:
    """The lines that suppose something, and what is supposed at the lines that claim.

    ``lines`` and ``claims`` go by the number of the line.
    """

    lines: set[int] = field(default_factory=set)
    claims: dict[int, Supposed] = field(default_factory=dict)


def suppositions(source: Source, lines: list[Line]) -> Suppositions:
    """Find what is supposed, by the words around relations and by the sentences they are in."""
    found = Suppositions()
    cued = {
        at
        for at, line in enumerate(lines)
        if word_before(source, lines, at) in SUPPOSING | EXCEPTING
    }
    indices = index_conditions(lines, _known(lines, cued))
    cued |= _cases(lines)
    known = _known(lines, cued | indices)
    claims = {at for at, line in enumerate(lines) if _claims(line)}
    restrictions: list[int] = []
    for at, line in enumerate(lines):
        given = all(known.get(name, set()) - {at} for name in _names(line))
        stated = conditions_of(line, named=at not in cued)
        stated = tuple(c for c in stated if c.relation != "!=")  # z ≠ 0 is of almost all z
        supposing = given and stated and _is_supposing(source, lines, at, claims)
        supposing = supposing or (at in cued and given and bool(_number(line)))
        restricting = given and _restricts(source, lines, at, claims, known)
        restricting = restricting and bool(stated or conditions_of(line))
        if restricting:
            restrictions.append(at)
        if at in indices or supposing or restricting:
            found.lines.add(at)
    used = {at for at in found.lines if word_before(source, lines, at) not in EXCEPTING}
    used -= set(restrictions)
    for at in claims:
        supposed = _supposed(source, lines, at, claims, used)
        if supposed is None or not supposed.sure:
            case = _case(source, lines, at, indices & used)
            supposed = case if case is not None and (case.sure or supposed is None) else supposed
        if restrictions and (supposed is None or not supposed.sure):
            restricted = _restricted(source, lines, at, restrictions)
            supposed = restricted if supposed is None or restricted.sure else supposed
        if supposed is not None:
            found.claims[at] = supposed
    return found


def _restricts(
    source: Source, lines: list[Line], at: int, claims: set[int], known: dict[str, set[int]]
) -> bool:
    """Whether a line restricts, from there on, what earlier claims have spoken of in general.

    ``Let x ∈ ℝ … f'(x) = 3x|x|. Now suppose that x > 0.`` says nothing of the claim before.
    """
    line = lines[at]
    equal = any(relation in EQUALS for relation in line.relations)
    if not claims or min(claims) > at or (equal and not _constrains(line)):
        return False
    words = line.raw.words
    if not words and is_first(lines, at):
        words = source.prose_before(line.formula)
    last = [word.lower() for word in re.findall(r"[A-Za-z]+", words)[-3:]]
    earlier = all(any(k < min(at, max(claims)) for k in known[name]) for name in _names(line))
    return earlier and bool((RESTRICTING | {"case"} if equal else RESTRICTING) & set(last))


def _constrains(line: Line) -> bool:
    """Whether an equation says something of a name and defines none: A = Aᵀ, ‖u‖ = 1."""
    left, right = line.sides[0], line.sides[-1]
    if not line.inline or not isinstance(left, Node) or not isinstance(right, Node):
        return False
    base = base_of(left)
    return head_of(left) is None or (base is not None and base.name in used_letters(right))


def _restricted(source: Source, lines: list[Line], at: int, restrictions: list[int]) -> Supposed:
    """What restrictions say of a claim: before them, and in later sections, they leave a doubt."""
    before = [k for k in restrictions if k < at]
    chosen = before[-1] if before else restrictions[0]
    between = source.text[lines[min(chosen, at)].raw.end : lines[max(chosen, at)].raw.start]
    sure = bool(before) and not SECTION.search(between)
    return _made(source, lines, [chosen], sure=sure)


def _known(lines: list[Line], cued: set[int]) -> dict[str, set[int]]:
    """The names that memberships and equations give, by the numbers of the lines."""
    known: dict[str, set[int]] = defaultdict(set)
    for at, line in enumerate(lines):
        if not line.relations:
            continue
        left = line.sides[0]
        stated = line.is_membership or (line.relations[0] in COMPARISONS and at not in cued)
        names: list[Node] = listed(line) if stated else []
        if line.is_equation and isinstance(left, Node) and not is_derivative(left):
            head = head_of(left)
            names.extend((head.node, *head.parameters) if head is not None else ())
        for base in (base_of(name) for name in names):
            if base is not None:
                known[base.name].add(at)
    return known


def _cases(lines: list[Line]) -> set[int]:
    """The lines ``y = 1`` and ``y = 0`` that give one name two numbers: cases, not values."""
    given: dict[Node, dict[int, Node]] = defaultdict(dict)
    for at, line in enumerate(lines):
        number = _number(line)
        if number is not None and isinstance(line.sides[0], Node):
            given[unwrapped(line.sides[0])][at] = number
    return {
        at
        for found in given.values()
        if len(set(map(number_of, found.values()))) > 1
        for at in found
    }


def _number(line: Line) -> Node | None:
    """The number that a line gives a name, as in ``y = 1``."""
    if len(line.sides) != 2 or line.names or line.pieces or not line.is_equation:
        return None
    left, right = line.sides
    if not isinstance(left, Node) or not isinstance(right, Node):
        return None
    named = isinstance(unwrapped(left), (Symbol, Scripts)) and not is_derivative(left)
    return right if named and number_of(right) is not None else None


def _claims(line: Line) -> bool:
    return bool(line.relations) and any(
        isinstance(side, Node) and is_derivative(side, strict=at > 0)
        for at, side in enumerate(line.sides[:-1])
    )


def _names(line: Line) -> set[str]:
    """The names in the sides of a relation."""
    sides = [side for side in line.sides if isinstance(side, Node)]
    return {name for side in sides for name in used_letters(side)}


def conditions_of(line: Line, *, named: bool = False) -> tuple[Condition, ...]:
    """The relations of a line as conditions; nothing where they are of another kind.

    Of equations, only those that give a name a number or a name where ``named``.
    """
    if not line.relations or line.trouble is not None or line.pieces or line.names:
        return ()
    made = []
    for left, relation, right in zip(line.sides, line.relations, line.sides[1:], strict=False):
        assert isinstance(left, Node)
        assert isinstance(right, Node)
        sign = "=" if relation in EQUALS else COMPARISONS.get(relation, "")
        if sign == "!=" and (index_letters(line) or _is_label(right)):
            made.append(Condition(left, sign, right, start=left.start, end=right.end))
            continue
        if sign not in ("<", ">", "<=", ">=", "="):
            return ()
        plain = head_of(left) is not None and _is_plain(right)
        defines = head_of(left) is not None and not plain
        if sign == "=" and (len(line.relations) > 1 or defines or (named and not plain)):
            return ()
        made.append(Condition(left, sign, right, start=left.start, end=right.end))
    return () if _claims(line) else tuple(made)


def _is_label(node: Node) -> bool:
    """Whether a side may be the label of a class, ``y_i``."""
    return isinstance(unwrapped(node), Scripts)


def _is_plain(node: Node) -> bool:
    """Whether a side is a number or a name, and so defines nothing new."""
    return number_of(node) is not None or isinstance(unwrapped(node), (Symbol, Scripts))


def _is_supposing(source: Source, lines: list[Line], at: int, claims: set[int]) -> bool:
    line = lines[at]
    cue = word_before(source, lines, at)
    if cue in SUPPOSING | EXCEPTING:
        return True
    if cue in JOINING and any(k in claims for k in around(source, lines, at, SENTENCE)):
        return not _explains(lines, at, claims)
    if line.inline or line.is_equation:
        return False
    return any(lines[other].formula == line.formula for other in claims)


def _explains(lines: list[Line], at: int, claims: set[int]) -> bool:
    """Whether ``where a = x`` says what a letter of the definition right before it is."""
    before = at - 1
    if before < 0 or before in claims or not lines[before].is_equation:
        return False
    left = lines[at].sides[0]
    base = base_of(left) if isinstance(left, Node) else None
    rights = (side for side in lines[before].sides[1:] if isinstance(side, Node))
    used = {name for side in rights for name in used_letters(side)}
    return lines[at].is_equation and base is not None and base.name in used


# ---- the claims that they are about ---------------------------------------------------------


def _supposed(
    source: Source, lines: list[Line], at: int, claims: set[int], supposing: set[int]
) -> Supposed | None:
    """What is supposed at a claim: in its sentence, else in its paragraph before it."""
    sentence = around(source, lines, at, SENTENCE)
    chosen = [k for k in sentence if k in supposing]
    both = [k for k in sentence if k in supposing or k in claims]
    ahead = both[0] in supposing and both[-1] in claims  # If S, C, and if S, C.
    if at + 1 in chosen and not ahead and follows(source, lines, at):
        return _made(source, lines, [at + 1], sure=True)
    if chosen:
        if both[0] in supposing:
            before = [k for k in chosen if k < at]
            nearest = _run(before[::-1], sentence, claims)
        else:
            nearest = _run([k for k in chosen if k > at], sentence, claims)
        if nearest:
            return _made(source, lines, nearest, sure=True)
    paragraph = around(source, lines, at, PARAGRAPH)
    others = [k for k in paragraph if k in supposing]
    return _made(source, lines, others[-1:], sure=False) if others else None


def _case(source: Source, lines: list[Line], at: int, indices: set[int]) -> Supposed | None:
    """``Case 1: i = j.`` stands right before the formula; an earlier one leaves a doubt."""
    first = at
    while first and lines[first - 1].formula == lines[at].formula:
        first -= 1
    if first - 1 in indices:
        return _made(source, lines, [first - 1], sure=True)
    before = [k for k in indices if k < at]
    return _made(source, lines, [max(before)], sure=False) if before else None


def _run(found: list[int], sentence: list[int], claims: set[int]) -> list[int]:
    """The nearest suppositions, as far as no claim stands between them."""
    run = found[:1]
    for k in found[1:]:
        low, high = sorted((run[-1], k))
        if any(low < other < high for other in claims):
            break
        run.append(k)
    return run


def _made(source: Source, lines: list[Line], found: list[int], *, sure: bool) -> Supposed:
    conditions = tuple(c for k in found for c in conditions_of(lines[k]))
    raws = [lines[k].raw for k in found]
    text = ", ".join(source.text[raw.start : raw.end] for raw in raws)
    return Supposed(conditions, text, sure)
