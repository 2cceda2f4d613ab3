r"""Names that share their bounds: ``0 < a, b < 1`` says of each that it lies between 0 and 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from symnn.notation.reader.text.signs import ABOVE, BELOW, COMPARISONS
from symnn.notation.reader.text.statements import Raw
from symnn.notation.reader.text.tokens import SPACES, WIDE, Token, cleaned

_SIGNS = frozenset("+-./") | {r"\frac", r"\tfrac", r"\infty"}


def with_shared_bounds(raws: Iterable[Raw], tokens: Sequence[Token]) -> Iterator[Raw]:
    """The statements of a formula of ``tokens``; of names between two numbers, one for each."""
    before: Raw | None = None
    for raw in raws:
        if before is None:
            before = raw
        elif _share(before, raw) and _with_comma(before, raw, tokens):
            (low, first), (last, high) = before.sides, raw.sides
            relations = [*before.relations, *raw.relations]
            for name in (first, *raw.names, last):
                yield Raw([low, name, high], relations, words=before.words)
            before = None
        else:
            yield before
            before = raw
    if before is not None:
        yield before


def _share(first: Raw, second: Raw) -> bool:
    """Whether these are ``number < name`` and ``name, …, name < number``."""
    if len(first.relations) != 1 or len(second.relations) != 1 or first.names or second.words:
        return False
    signs = {COMPARISONS.get(relation) for relation in (*first.relations, *second.relations)}
    names = [first.sides[1], *second.names, second.sides[0]]
    one_way = signs <= BELOW or signs <= ABOVE
    numbers = _is_number(first.sides[0]) and _is_number(second.sides[1])
    return one_way and numbers and all(map(_is_name, names))


def _with_comma(first: Raw, second: Raw, tokens: Sequence[Token]) -> bool:
    """Whether nothing but a comma parts them: a wide space parts statements."""
    between = [t.text for t in tokens if first.end <= t.start and t.end <= second.start]
    return [text for text in between if text not in SPACES - WIDE] == [","]


def _is_number(tokens: Sequence[Token]) -> bool:
    kept = cleaned(tokens)
    return bool(kept) and all(
        token.kind == "digit"
        or token.text in _SIGNS
        or (token.kind == "group" and _is_number(token.children))
        for token in kept
    )


def _is_name(tokens: Sequence[Token]) -> bool:
    r"""A letter, with scripts: ``a``, ``\beta_1``."""
    kept = cleaned(tokens)
    letter = bool(kept) and kept[0].kind in ("letter", "command")
    return letter and len(kept) % 2 == 1 and all(token.text in ("_", "^") for token in kept[1::2])
