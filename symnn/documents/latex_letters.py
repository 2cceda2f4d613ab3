"""Letters and signs of text as LaTeX: those that plain TeX does not have become formulas."""

from __future__ import annotations

import unicodedata

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
"""Characters of text that LaTeX takes for its own."""
SIGNS = {
    "→": r"\to", "←": r"\leftarrow", "↦": r"\mapsto", "⇒": r"\Rightarrow", "≠": r"\neq",
    "≤": r"\leq", "≥": r"\geq", "≈": r"\approx", "≡": r"\equiv", "∝": r"\propto", "∞": r"\infty",
    "∂": r"\partial", "∇": r"\nabla", "√": r"\surd", "∑": r"\sum", "∏": r"\prod", "∫": r"\int",
    "∈": r"\in", "∉": r"\notin", "⊙": r"\odot", "⊗": r"\otimes", "⟨": r"\langle", "⟩": r"\rangle",
    "‖": r"\Vert", "−": "-", "∗": "*", "⋅": r"\cdot", "∘": r"\circ", "⊤": r"\top", "ᵀ": r"^{\top}",
    "′": "'", "ℝ": r"\mathbb{R}", "ℕ": r"\mathbb{N}", "ϕ": r"\phi", "ϵ": r"\epsilon",
    "✓": r"\checkmark", "✗": r"\times", "…": r"\ldots", "⌊": r"\lfloor", "⌋": r"\rfloor",
}  # fmt: skip
LATIN = "ABEZHIKMNOPTYX"
"""Greek capital letters look like these, and LaTeX has no others for them:"""
LIKE_LATIN = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"


def escaped(text: str) -> str:
    r"""Plain text as LaTeX.

    >>> escaped("50% of W_1")
    '50\\% of W\\_1'
    >>> escaped("λ → x₁²")
    '$\\lambda$ $\\to$ x$_{1}$²'
    """
    return "".join(SPECIAL.get(letter) or _written(letter) for letter in text)


def _written(letter: str) -> str:
    if ord(letter) < 0x180 or letter in "–—‘’“”":
        return letter  # plain TeX has these
    formula = SIGNS.get(letter) or _greek(letter) or _raised(letter)
    return f"${formula}$" if formula else letter


def _greek(letter: str) -> str | None:
    if letter in LIKE_LATIN:
        return rf"\mathrm{{{LATIN[LIKE_LATIN.index(letter)]}}}"
    words = unicodedata.name(letter, "").replace("LAMDA", "LAMBDA").split()
    if words[:1] != ["GREEK"] or words[2:3] != ["LETTER"]:
        return None
    if words[3:] == ["FINAL", "SIGMA"]:
        return r"\varsigma"
    if words[3:] == ["OMICRON"]:
        return "o"
    if len(words) != 4:
        return None
    return "\\" + (words[3].capitalize() if words[1] == "CAPITAL" else words[3].lower())


def _raised(letter: str) -> str | None:
    """Small letters above or below the line."""
    kind, _, code = unicodedata.decomposition(letter).partition(" ")
    sign = {"<super>": "^", "<sub>": "_"}.get(kind)
    if sign is None or " " in code:
        return None
    inner = chr(int(code, 16))
    return f"{sign}{{{SIGNS.get(inner) or _greek(inner) or inner}}}"
