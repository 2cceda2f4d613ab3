r"""Letters that are no numbers by the way in which they are written: bold, transposed."""

from __future__ import annotations

import re

from symnn.notation.reader.meaning.sums import is_capital
from symnn.notation.reader.meaning.world import World

_BOLD = (r"\mathbf{", r"\boldsymbol{")


def is_array(world: World, name: str) -> bool:
    r"""Whether a name, or its bold or capital letter, is written as no number is: ``U_h^\top``."""
    if name in world.tensors:
        return True
    letter = _letter(name)
    return letter in world.tensors and (is_capital(letter) or letter.startswith(_BOLD))


def is_bold_vector(name: str) -> bool:
    r"""Whether a name is a bold small letter, with or without labels, as those of vectors are.

    >>> is_bold_vector(r"\mathbf{x}_1"), is_bold_vector(r"\mathbf{W}"), is_bold_vector("x")
    (True, False, False)
    """
    letter = _letter(name)
    return letter.startswith(_BOLD) and not is_capital(letter)


def _letter(name: str) -> str:
    """A name without its labels."""
    return re.split(r"[_^]", name)[0]
