"""A prime field with random residues by name, and its quadratic extension."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any


@dataclass(frozen=True)
class Quadratic:
    """a + b√n in the quadratic extension of the field, n not a square."""

    a: int
    b: int


@dataclass
class Choices:
    """The signs of roots and the values of steps: the bits of ``code``, in order of meeting."""

    code: int = 0
    met: int = 0
    free: bool = False
    """Whether roots and steps are unknowns without laws, as where there are too many of them."""

    def next(self) -> bool:
        """The next choice."""
        bit = self.code >> self.met & 1
        self.met += 1
        return bool(bit)


@dataclass
class Field:
    """Random residues by name, for one prime (1 modulo 4) and one random choice of unknowns."""

    prime: int
    random: Random
    unknowns: dict[Any, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        p = self.prime
        self.nonsquare = next(n for n in range(2, p) if pow(n, (p - 1) // 2, p) != 1)
        self.imaginary = pow(self.nonsquare, (p - 1) // 4, p)

    def unknown(self, *name: Any) -> int:
        """The random residue of that name, not 0."""
        if name not in self.unknowns:
            self.unknowns[name] = self.random.randrange(1, self.prime)
        return self.unknowns[name]
