"""The error of the reader, and the bounds within which it works."""

from __future__ import annotations

from symnn.language.errors import SymnnError

MAX_CHARACTERS = 1_000_000
"""The longest document that is read."""
MAX_DEPTH = 60
"""The deepest nesting of braces, parentheses and environments in a formula."""
MAX_TOKENS = 200_000
"""The most tokens of one formula, after its macros were expanded."""
MAX_EXPANSIONS = 20_000
"""The most macro calls that one formula may expand."""
MAX_DIGITS = 60
"""The most digits of a number."""
MAX_EXPONENT = 64
"""The largest exponent of a matrix power, and the largest order of a numeric power."""


MAX_BITS = 512
"""The most bits of a number that is raised to a power."""


class ReadError(SymnnError, ValueError):
    """Something that the reader does not understand, with the offset where it stands."""

    def __init__(self, reason: str, offset: int = -1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


class TooLargeError(ReadError):
    """A document or formula beyond the bounds of the reader."""
