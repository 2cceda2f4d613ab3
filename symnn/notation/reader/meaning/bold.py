r"""Bold letters: ``\mathbf{w}`` for a vector whose components are written ``w_i``."""

from __future__ import annotations

import re

_BOLD = re.compile(r"\\(?:mathbf|boldsymbol|vec)\{([^{}]+)\}")


def bold_names(name: str) -> tuple[str, ...]:
    r"""The names of a vector whose components are written with the letter ``name``.

    >>> bold_names("w")
    ('\\mathbf{w}', '\\boldsymbol{w}', '\\vec{w}')
    """
    return tuple(rf"\{font}{{{name}}}" for font in ("mathbf", "boldsymbol", "vec"))


def light_name(name: str) -> str:
    r"""The name with which the components of a bold vector are written.

    >>> light_name(r"\mathbf{w}_t"), light_name("w")
    ('w_t', 'w')
    """
    return _BOLD.sub(r"\1", name)
