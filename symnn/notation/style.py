"""Two ways to write the same layout: LaTeX, and plain text for the terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import digits

import sympy as sp

from symnn.language.family import LabelledSize, Member
from symnn.language.label import label_text
from symnn.language.symbol import TensorSymbol
from symnn.notation.names import latex_name, plain_name


class Latex:
    """Layout as LaTeX."""

    times = " "
    dot = r" \cdot "
    hadamard = r" \odot "
    divided = r" \oslash "
    kronecker = r" \otimes "
    transpose = r"^\top"
    inverse = r"^{-1}"
    inverse_transpose = r"^{-\top}"
    ones = r"\mathbf{1}"
    identity = "I"
    partial = r"\partial"
    at_least = r"\ge"
    wide = r" \qquad "

    def beside(self, left: str, right: str) -> str:
        r"""What stands between two factors: names of several letters are kept apart.

        >>> Latex().beside(r"\mathrm{net}", r"\mathrm{out}"), Latex().beside("W", "x")
        (' \\, ', ' ')
        """
        *before, word = left.rpartition(r"\mathrm{")
        words = right.startswith(r"\mathrm{") or (before[1] and word.find("}") == len(word) - 1)
        apart = (
            left.endswith((")", r"\top", *digits))
            or left.startswith(r"\frac{")
            or right.startswith(("(", r"\left(", r"\frac{"))
        )
        return r" \, " if words and not apart else self.times

    def symbol(self, symbol: TensorSymbol) -> str:
        if isinstance(symbol, Member):
            return self._member(symbol)
        return symbol.latex or latex_name(symbol.name, len(symbol.shape))

    def _member(self, member: Member) -> str:
        """A member of a family, its label below or above: h_{t-1}, W^{l+1}."""
        name = member.family.latex or latex_name(member.family.name, len(member.shape))
        label = self.label(member.label)
        raised = member.family.raised
        if not raised:
            return self.sub(name, [label])
        if isinstance(raised, str):
            label = f"{raised[0]}{label}{raised[1]}"
        return f"{self.parentheses(name, False) if '^' in name else name}^{{{label}}}"

    def label(self, value: sp.Expr) -> str:
        """A label such as t − 1."""
        return _latex_label(value)

    def span(self, label: sp.Symbol, first: sp.Expr, last: sp.Expr) -> str:
        """The values that a label takes."""
        return rf"{self.label(label)} = {self.label(first)}, \dots, {self.label(last)}"

    def series(self, label: sp.Symbol, first: sp.Expr, last: sp.Expr, body: str) -> str:
        """A sum over a label."""
        return rf"\sum_{{{self.label(label)}={self.label(first)}}}^{{{self.label(last)}}} {body}"

    def size(self, symbol: sp.Symbol) -> str:
        if isinstance(symbol, LabelledSize):
            return self.sub(latex_name(symbol.base), [self.label(symbol.label)])
        return latex_name(symbol.name)

    def sub(self, base: str, indices: Sequence[str]) -> str:
        """``base`` with indices; an old subscript is kept before them."""
        joined = _joined(indices)
        if base.endswith("}") and "_{" in base:
            at = base.rindex("_{")
            if base.count("{", at) == base.count("}", at):
                return f"{base[:-1]},{joined}}}"
        match = re.fullmatch(r"(.*)_(\w|\\[A-Za-z]+)", base)
        if match:
            return f"{match.group(1)}_{{{match.group(2)},{joined}}}"
        return f"{base}_{{{joined}}}"

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^{{{exponent}}}"

    def hadamard_power(self, base: str, exponent: str) -> str:
        return rf"{base}^{{\odot {exponent}}}"

    def fraction(self, above: str, below: str) -> str:
        return rf"\frac{{{above}}}{{{below}}}"

    def root(self, text: str) -> str:
        return rf"\sqrt{{{text}}}"

    def number(self, number: sp.Rational) -> str:
        return str(number.p) if number.q == 1 else rf"\frac{{{number.p}}}{{{number.q}}}"

    def total(self, indices: Sequence[str], body: str) -> str:
        return rf"\sum_{{{','.join(indices)}}} {body}"

    def ranged(self, index: str, low: str, high: str, body: str) -> str:
        """A sum over an index between limits."""
        return rf"\sum_{{{index}={low}}}^{{{high}}} {body}"

    def bracket(self, condition: str) -> str:
        """1 where a condition holds, else 0."""
        return rf"\mathbb{{1}}[{condition}]"

    def whole(self, text: str, *, up: bool) -> str:
        """A number rounded down, or up."""
        kind = "ceil" if up else "floor"
        return rf"\left\l{kind} {text} \right\r{kind}"

    def parentheses(self, text: str, tall: bool) -> str:
        return rf"\left({text}\right)" if tall else f"({text})"

    def call(self, name: str, arguments: Sequence[str], tall: bool) -> str:
        if "{0}" in name:  # at once: an argument may have a {1} of its own
            own = {f"{{{place}}}": argument for place, argument in enumerate(arguments)}
            return re.sub(r"\{\d\}", lambda found: own.get(found[0], found[0]), name)
        return name + self.parentheses(", ".join(arguments), tall)

    def delta(self, first: str, second: str) -> str:
        return rf"\delta_{{{_joined([first, second])}}}"

    def of_size(self, constant: str, size: str) -> str:
        """1 or I with its size."""
        return f"{constant}_{{{size}}}"

    def diag(self, text: str, tall: bool) -> str:
        return r"\operatorname{diag}" + self.parentheses(text, tall)

    def stacked(self, text: str, tall: bool) -> str:
        return r"\operatorname{vec}" + self.parentheses(text, tall)

    def trace(self, text: str, tall: bool) -> str:
        return r"\operatorname{tr}" + self.parentheses(text, tall)

    def norm(self, text: str, kind: str) -> str:
        return rf"\left\|{text}\right\|_{{{kind}}}"


class Plain:
    """Layout as plain Unicode text."""

    times = " "
    dot = " · "
    hadamard = " ⊙ "
    divided = " ⊘ "
    kronecker = " ⊗ "
    transpose = "ᵀ"
    inverse = "⁻¹"
    inverse_transpose = "⁻ᵀ"
    ones = "𝟏"
    identity = "I"
    partial = "∂"
    at_least = "≥"
    wide = "  "

    def beside(self, left: str, right: str) -> str:
        """What stands between two factors."""
        return self.times

    def symbol(self, symbol: TensorSymbol) -> str:
        if isinstance(symbol, Member):
            name = plain_name(symbol.family.name)
            return name + symbol.name.removeprefix(symbol.family.name)
        return plain_name(symbol.name)

    def label(self, value: sp.Expr) -> str:
        return label_text(value)

    def span(self, label: sp.Symbol, first: sp.Expr, last: sp.Expr) -> str:
        return f"{label} = {self.label(first)}, …, {self.label(last)}"

    def series(self, label: sp.Symbol, first: sp.Expr, last: sp.Expr, body: str) -> str:
        return f"Σ_{label}={self.label(first)}…{self.label(last)} {body}"

    def size(self, symbol: sp.Symbol) -> str:
        return plain_name(symbol.name)

    def sub(self, base: str, indices: Sequence[str]) -> str:
        return f"{base}[{','.join(indices)}]"

    def power(self, base: str, exponent: str) -> str:
        small = {"2": "²", "3": "³"}.get(exponent)
        if small:
            return base + small
        return f"{base}^{self._exponent(exponent)}"

    def hadamard_power(self, base: str, exponent: str) -> str:
        return f"{base}^⊙{self._exponent(exponent)}"

    def _exponent(self, text: str) -> str:
        return text if re.fullmatch(r"[\w.]+", text) else f"({text})"

    def fraction(self, above: str, below: str) -> str:
        return f"{self._part(above)}/{self._part(below)}"

    def _part(self, text: str) -> str:
        simple = r"[\w.∂²³⟨⟩\[\],]+|∂.*/∂[^ ]*|\w*\([^()]*\)[²³]?|∂\w+[_^](\w+|\([^()]*\))"
        return text if re.fullmatch(simple, text) else f"({text})"

    def root(self, text: str) -> str:
        return f"√({text})"

    def number(self, number: sp.Rational) -> str:
        return str(number)

    def total(self, indices: Sequence[str], body: str) -> str:
        return f"Σ_{','.join(indices)} {body}"

    def ranged(self, index: str, low: str, high: str, body: str) -> str:
        return f"Σ_{index}={low}..{high} {body}"

    def bracket(self, condition: str) -> str:
        return f"[{condition}]"

    def whole(self, text: str, *, up: bool) -> str:
        return f"⌈{text}⌉" if up else f"⌊{text}⌋"

    def parentheses(self, text: str, tall: bool) -> str:
        return f"({text})"

    def call(self, name: str, arguments: Sequence[str], tall: bool) -> str:
        return f"{name}({', '.join(arguments)})"

    def delta(self, first: str, second: str) -> str:
        return f"δ[{first},{second}]"

    def of_size(self, constant: str, size: str) -> str:
        return f"{constant}_{size}"

    def diag(self, text: str, tall: bool) -> str:
        return f"diag({text})"

    def stacked(self, text: str, tall: bool) -> str:
        return f"vec({text})"

    def trace(self, text: str, tall: bool) -> str:
        return f"tr({text})"

    def norm(self, text: str, kind: str) -> str:
        return f"‖{text}‖_{kind}"


Style = Latex | Plain


def _latex_label(value: sp.Expr) -> str:
    """A label as LaTeX."""
    text = label_text(value)
    return re.sub(r"[A-Za-z]\w*", lambda match: latex_name(match.group()), text)


def _joined(indices: Sequence[str]) -> str:
    """Indices side by side, with commas where one is longer than a letter or a digit."""
    single = all(re.fullmatch(r"\w|\\[A-Za-z]+ ?", index) for index in indices)
    digits = sum(index.isdigit() for index in indices)
    if single and digits < 2:
        return "".join(
            f"{index} " if index.startswith("\\") else index for index in indices
        ).strip()
    return ",".join(indices)
