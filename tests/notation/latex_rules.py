"""The rules of TeX that a formula can break: balanced braces and delimiters, one script each."""

from __future__ import annotations

import re

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)


class LatexError(AssertionError):
    """A formula that TeX would refuse, or print wrongly."""


def check(formula: str) -> None:
    r"""Raise LatexError where TeX would complain.

    >>> check(r"\left(W^{(1)}\right)^\top x_{i}^2")
    >>> check(r"W^{(1)}^\top")
    Traceback (most recent call last):
    ...
    tests.notation.latex_rules.LatexError: W^{(1)}^\top: double superscript at \top
    """
    tokens = [token for token in TOKEN.findall(formula) if not token.isspace()]
    _Check(formula, tokens).group(None)


class _Check:
    def __init__(self, formula: str, tokens: list[str]) -> None:
        self.formula, self.tokens, self.at = formula, tokens, 0

    def fail(self, message: str) -> None:
        raise LatexError(f"{self.formula}: {message}")

    def group(self, end: str | None) -> None:  # noqa: C901 - one rule after the other
        """Everything up to ``end``, where every atom has at most one of each script."""
        scripts: set[str] = set()
        empty = True
        while True:
            if self.at >= len(self.tokens):
                if end is not None:
                    self.fail(f"{end} is missing")
                return
            token = self.tokens[self.at]
            self.at += 1
            if token == end:
                if end == r"\right":
                    self.at += 1  # its delimiter
                if empty and end == "}":
                    self.fail("an empty group")
                return
            if token in ("}", r"\right"):
                self.fail(f"{token} without its partner")
            if token in ("^", "_"):
                name = {"^": "superscript", "_": "subscript"}[token]
                if empty:
                    self.fail(f"a {name} of nothing")
                if token in scripts:
                    self.fail(f"double {name} at {self.tokens[self.at]}")
                scripts.add(token)
                self.argument()
                continue
            if token == "'":
                if "^" in scripts:
                    self.fail("double superscript at '")
                continue
            scripts, empty = set(), False
            if token == "{":
                self.group("}")
            elif token == r"\left":
                self.at += 1
                self.group(r"\right")
            elif token == r"\begin":
                self.argument()

    def argument(self) -> None:
        if self.at >= len(self.tokens):
            self.fail("an argument is missing")
        token = self.tokens[self.at]
        self.at += 1
        if token == "{":
            self.group("}")
        elif token in ("^", "_", "}"):
            self.fail(f"{token} in place of an argument")
