"""The roles that letters have in a document."""

from __future__ import annotations

from dataclasses import dataclass, field

from symnn.notation.reader.grammar.nodes import Node

UNROLLED = 3
"""How many values a running label without a numeric bound takes."""
MAX_LABEL = 12
"""The largest label to which a family is unrolled."""
FAR, FAR_TOP, NEAR = 1000, 5000, 100
"""Values of a label and of its last value for reading a definition as it is for all values."""


@dataclass
class Survey:
    """The roles of letters.

    ``running``  letters that run over an axis (i in x_i)
    ``labels``   letters that run over labels (l in W^l, t in h_t), with the values they take
    ``tops``     letters that are a fixed label (L, T), with their value
    ``raised``   bases whose superscripts are labels, so that a^2 is layer 2
    ``ranges``   upper bounds of running letters, by letter
    ``firsts``   first values of running letters, where that is not 1
    ``zeros``    the subscripts that are counted from 0: base, and place from the right
    ``axes``     bases of series of a fixed number of entries that are one vector
    ``ranks``    the number of axes of names that are declared without subscript
    ``exact``    names that are declared or defined with just this subscript, as a label
    ``counted``  bases whose components begin at 1, so that β_0 is a quantity of its own
    ``lettered`` bases that are several quantities, told apart by the letter below (δ_j and δ_k)
    ``squared``  bases that are defined by their square (σ² = …)
    ``families`` bases with subscripts that are other quantities than the bare base (L and L_i)
    """

    running: set[str] = field(default_factory=set)
    labels: dict[str, list[int]] = field(default_factory=dict)
    tops: dict[str, int] = field(default_factory=dict)
    raised: set[str] = field(default_factory=set)
    ranges: dict[str, Node] = field(default_factory=dict)
    firsts: dict[str, int] = field(default_factory=dict)
    zeros: set[tuple[str, int]] = field(default_factory=set)
    axes: dict[str, int] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    exact: set[tuple[str, str]] = field(default_factory=set)
    counted: set[str] = field(default_factory=set)
    lettered: dict[str, set[str]] = field(default_factory=dict)
    squared: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    symmetric_use: bool = False

    @property
    def depth(self) -> int:
        """The largest value of a label."""
        values = [value for taken in self.labels.values() for value in taken]
        return max([*values, *self.tops.values()], default=0)
