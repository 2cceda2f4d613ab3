r"""Names with numbers in them: the members h_3, W^{(2)} and b_{f,4} of families."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = re.compile(r"(?<=[_^{(\[,])\d+")


@dataclass(frozen=True)
class Numbered:
    """A name as one of the numbers in it, and the text before and after, with its braces."""

    head: str
    number: int
    tail: str

    def at(self, number: int) -> str:
        """The name with another number, without braces around a single digit.

        >>> [name.at(2) for name in numbered("h_{12}")], [name.at(12) for name in numbered("h_2")]
        (['h_2'], ['h_{12}'])
        """
        text = str(number)
        if self.head.endswith("{") and self.tail.startswith("}") and len(text) == 1:
            return f"{self.head[:-1]}{text}{self.tail[1:]}"
        return f"{self.head}{text}{self.tail}"

    @property
    def series(self) -> tuple[str, str]:
        """What the names have in common that differ in this number alone."""
        return self.head, self.tail

    @property
    def stem(self) -> tuple[str, bool | str]:
        """The name of the family, and how its label is raised: h_{…}, W^{…}, W^{(…)}.

        >>> [found.stem for name in ("h_3", "W^{(2)}", "b_{f,4}") for found in numbered(name)]
        [('h', False), ('W', '()'), ('b_{f}', False)]
        """
        brackets = {"(": ")", "[": "]"}.get(self.head[-1], "")
        inner = self.head[:-1] if brackets else self.head
        after = self.tail.removeprefix(brackets)
        if inner.endswith("^{"):
            raised = self.head[-1] + brackets if brackets else True
            return inner[:-2] + after.removeprefix("}"), raised
        if inner.endswith("_{"):
            return inner[:-2] + after.removeprefix("}"), False
        return inner.rstrip(",") + after, False


def numbered(name: str) -> Iterator[Numbered]:
    """The ways to read a name as a member of a family, by one of its numbers.

    >>> list(numbered("W^{(2)}_1"))
    [Numbered(head='W^{(', number=2, tail=')}_1'), Numbered(head='W^{(2)}_{', number=1, tail='}')]
    """
    for match in _NUMBER.finditer(name):
        head, tail = name[: match.start()], name[match.end() :]
        if head.endswith(("_", "^")):
            head, tail = head + "{", "}" + tail
        yield Numbered(head, int(match.group()), tail)
