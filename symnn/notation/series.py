"""Sums over labels: Σ_{t=1}^{T} and what stands behind it."""

from __future__ import annotations

from collections.abc import Callable

from sympy.core.expr import Expr

from symnn.language.series import series_terms
from symnn.notation.piece import PRODUCT, SUM, Piece
from symnn.notation.style import Style


def written_series(expr: Expr, style: Style, write: Callable[[Expr], Piece]) -> Piece:
    """``expr`` with sums over labels; ``write`` writes what has none."""
    plain, sums = series_terms(expr)
    pieces = [write(plain)] if plain != 0 else []
    for series in sums:
        negative = bool(series.body.could_extract_minus_sign())
        body = write(-series.body if negative else series.body)
        text = body.text
        if body.binds < PRODUCT:
            text = style.parentheses(body.text, body.tall)
        whole = style.series(series.label, series.span.first, series.span.last, text)
        sign = "-" if negative else ""
        pieces.append(Piece(sign + whole, SUM if negative else PRODUCT, True, negative, True))
    if len(pieces) == 1:
        return pieces[0]
    text = pieces[0].text
    for piece in pieces[1:]:
        text += f" - {piece.text[1:]}" if piece.negative else f" + {piece.text}"
    return Piece(text, SUM, True, pieces[0].negative, True)
