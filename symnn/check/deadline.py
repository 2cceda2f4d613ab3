"""Time limits: work asks now and then whether there is time left."""

from __future__ import annotations

from time import monotonic

from symnn.language.errors import SymnnError

RAN_OUT = "ran out of time"
"""What is said of a claim whose time ran out; no seconds in it, so that reports repeat."""


class TimeOutError(SymnnError, TimeoutError):
    """The time for a claim ran out."""


class Deadline:
    """A point in time; ``check`` raises TimeOutError after it.

    >>> Deadline(None).check()
    """

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self.end = float("inf") if seconds is None else monotonic() + seconds

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self.end - monotonic()

    def check(self) -> None:
        """Raise TimeOutError if the time is over."""
        if self.left <= 0:
            raise TimeOutError(RAN_OUT)

    def part(self, share: float, least: float = 0.5) -> Deadline:
        """A deadline after a share of the time that is left."""
        if self.end == float("inf"):
            return Deadline(None)
        return Deadline(min(self.left, max(least, share * self.left)))
