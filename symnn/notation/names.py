"""Python names as LaTeX, and LaTeX names as plain text."""

from __future__ import annotations

import re
import unicodedata

from symnn.notation.letters import ACCENTS, GREEK, LETTERS, OTHERS

_ACCENTED = re.compile(rf"\\({'|'.join(sorted(ACCENTS))})\s*\{{([^{{}}]*)\}}")


def latex_name(name: str, rank: int = 0) -> str:
    r"""A Python name as LaTeX; what is LaTeX already stays.

    Trailing digits are a label: a superscript in parentheses on tensors, so that indices have
    room, a subscript on scalars.

    >>> latex_name("W1", 2), latex_name("w5"), latex_name("net_h1"), latex_name("x_hat", 1)
    ('W^{(1)}', 'w_{5}', '\\mathrm{net}_{h1}', '\\hat{x}')
    """
    if re.search(r"[\\^{}]", name):
        return name
    head, *rest = name.split("_")
    accents = [part for part in rest if part in ACCENTS]
    labels = [part for part in rest if part not in ACCENTS and part]
    match = re.fullmatch(r"([^\d]+)(\d+)", head)
    number = match.group(2) if match else ""
    letter = _letters(match.group(1) if match else head)
    for accent in accents:
        letter = rf"\{accent}{{{letter}}}"
    superscript = ""
    if number and rank:
        superscript = f"^{{({number})}}"
    elif number:
        labels.insert(0, number)
    subscript = ",".join(_label(label) for label in labels)
    return letter + superscript + (f"_{{{subscript}}}" if subscript else "")


def _letters(word: str) -> str:
    word = {"eps": "varepsilon", "lam": "lambda"}.get(word, word)
    if word in LETTERS:
        return rf"\{word}"
    return word if len(word) == 1 else rf"\mathrm{{{word}}}"


def _label(label: str) -> str:
    if label in LETTERS:
        return rf"\{label}"
    return label if len(label) <= 2 else rf"\mathrm{{{label}}}"


def plain_name(name: str) -> str:
    r"""A name as plain text; LaTeX commands become letters or go.

    >>> plain_name(r"\mathrm{net}_{h1}"), plain_name(r"\boldsymbol{\beta}"), plain_name("W^{(1)}")
    ('net_h1', 'β', 'W^(1)')
    """
    if not re.search(r"[\\{}]", name):
        return name
    found = 1
    while found:  # accents upon accents, from the inside
        name, found = _ACCENTED.subn(r"\2_\1", name)
    name = re.sub(r"\\([A-Za-z]+)\s*", lambda match: _spelled(match.group(1)), name)
    return re.sub(r"[{}\\]", "", name).strip()


def _spelled(command: str) -> str:
    """The letter of a command; nothing for a command that only sets type."""
    if command not in GREEK:
        return OTHERS.get(command, "")
    if command == "varsigma":
        return "ς"
    case = "CAPITAL" if command[0].isupper() else "SMALL"
    letter = {"lambda": "LAMDA", "Lambda": "LAMDA"}.get(command, command.upper())
    return unicodedata.lookup(f"GREEK {case} LETTER {letter.removeprefix('VAR')}")
