"""Views of arrays: axes in another order, new axes of length one."""

from __future__ import annotations

from symnn.plan.program import Letters


def aligned(letters: Letters, out: Letters) -> str:
    """The view that makes axes ``letters`` ready to broadcast over ``out``."""
    order = tuple(letter for letter in out if letter in letters)
    view = ""
    if order != letters:
        if order == letters[::-1]:
            view = ".T"
        else:
            view = f".transpose({', '.join(str(letters.index(letter)) for letter in order)})"
    if order and order != out[len(out) - len(order) :]:
        first = out.index(order[0])
        view += f"[{', '.join(':' if x in letters else 'None' for x in out[first:])}]"
    return view
