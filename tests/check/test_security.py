r"""Documents are untrusted: every hostile one ends in a clear error, in time, in bounded memory.

Each document below has a true definition and a false or senseless claim, or none; nothing in it
may be accepted but the claims ``= 2x`` that stand beside an attack.
"""

from __future__ import annotations

import sys
import time
from itertools import pairwise

import pytest
from click.testing import CliRunner

from symnn.check.supervisor import reports
from symnn.check.worker import Task
from symnn.cli import main
from symnn.notation.reader.document import read_document
from symnn.notation.reader.trouble import TooLargeError

ENOUGH, LIMIT = 20, 3
"""Seconds for what ends by itself, and for what is stopped."""
SLACK = 5
"""Seconds more than a limit that a busy machine may take to stop a process."""
START = r"Let $x \in \mathbb{R}$, $f = x^2$. "
TRUE = r"\[ \frac{\partial f}{\partial x} = 2x \]"


def claim(right: str) -> str:
    return START + r"\[ \frac{\partial f}{\partial x} = " + right + r" \]"


def nested(opening: str, closing: str, depth: int) -> str:
    return claim(opening * depth + "x" + closing * depth)


def bomb() -> str:
    r"""``\mb`` is ten ``\ma``, and so on: 10¹⁹ letters."""
    names = [rf"\m{chr(ord('a') + k)}" for k in range(20)]
    lines = [rf"\newcommand{{{names[0]}}}{{x}}"]
    lines += [rf"\newcommand{{{b}}}{{{a * 10}}}" for a, b in pairwise(names)]
    return "\n".join([*lines, claim(names[-1])])


LARGE = (
    "more than|too large|too much|nested deeper|beyond|is not expected|not known|ran out of time"
)
OUT = "ran out of time|MB of memory"
#: document and what must be said of it
QUICK = {
    "macro bomb": (bomb(), "expand without end or to too much"),
    "macros that call each other": (r"\def\a{\b\b}\def\b{\a\a}" + claim(r"\a"), "nested deeper"),
    "macro of its argument": (
        r"\newcommand{\d}[1]{#1#1#1#1#1#1#1#1#1}" + claim(r"\d{" * 9 + "x" + "}" * 9),
        "expand without end or to too much",
    ),
    "100 000 nested braces": (nested("{", "}", 100_000), "nested deeper than 60"),
    "fractions, 10 000 deep": (nested(r"\frac{1}{", "}", 10_000), "nested deeper than 60"),
    "100 000 nested parentheses": (nested("(", ")", 90_000), LARGE),
    "10^10^10": (claim("10^{10^{10}} x"), "an exponent beyond 64"),
    "9^9^9^9": (claim("9^{9^{9^{9}}} x"), "an exponent beyond 64"),
    "powers of powers": (claim("((((2^{60})^{60})^{60})^{60})^{60} x"), "too large already"),
    "a million as exponent": (claim("x^{1000000}"), "an exponent beyond 64"),
    "huge factorial": (claim("99999999! + (10^9)!"), "not of 99999999"),
    "exponentials of exponentials": (
        claim("e^{e^{e^{e^{e^{e^{e^{99}}}}}}}"),
        "undecided|domain|large",
    ),
    "derivative of order a million": (
        r"$f = \sin x$, \[ \frac{\partial^{1000000} f}{\partial x^{1000000}} = 2x \]",
        "a derivative of order 1000000",
    ),
    "scripts, 55 deep": (claim("x" + "_{x" * 55 + "}" * 55), "nested deeper|not known|declared"),
    "NUL": (claim("2x\0"), "is not expected here|not known"),
    "escapes of a terminal": (claim("2x\x1b[31m\x9b1m\u202e"), "is not expected here|not known"),
    "a million characters more": (TRUE * 40_000, "more than 1000000 characters"),
}
SLOW = {
    "a million tokens of declarations": (
        "".join(rf"Let $x_{{{k}}} \in \mathbb{{R}}$. " for k in range(30_000)) + claim("3x"),
        f"{OUT}|counterexample",
    ),
    "a space of 100 000 000 components": (
        r"Let $x_1, \dots, x_{100000000} \in \mathbb{R}$. " + claim("3x"),
        f"{OUT}|counterexample",
    ),
    "R^(10^9)": (
        r"Let $x \in \mathbb{R}^{1000000000}$, $f = x^\top x$. \[ \nabla_x f = 3x \]",
        f"{OUT}|counterexample|too",
    ),
    "a determinant of 9 by 9": (
        r"Let $A \in \mathbb{R}^{9 \times 9}$, $f = \det A$. \[ \nabla_A f = A \]",
        f"{OUT}|counterexample|declared",
    ),
    "powers of sums of powers": (
        r"$f = ((((1+x)^{64}+y)^{64}+z)^{64}+w)^{64}$, \[ \frac{\partial f}{\partial x} = 1 \]",
        f"{OUT}|counterexample",
    ),
    "a product of 2000 brackets": (claim("(1+x) " * 2000), f"{OUT}|counterexample|deep"),
    "100 000 digits": (claim("9" * 100_000 + " x"), f"{LARGE}|digits"),
    "100 000 primes": (
        START + r"\[ f" + "'" * 100_000 + r" = 2x \]",
        f"{LARGE}|prime|order|no claims",
    ),
    "100 000 accents": (claim(r"\hat" * 50_000 + " x"), LARGE),
    "100 000 cases": (
        claim(r"\begin{cases}" + r"x & x > 0 \\ " * 10_000 + r"\end{cases}"),
        f"{LARGE}|counterexample|cases",
    ),
    "5 000 definitions": (
        "".join(rf"$y_{{{k + 1}}} = \sin y_{{{k}}}$. " for k in range(5000))
        + r"\[ \frac{\partial y_{5000}}{\partial y_0} = 2x \]",
        f"{LARGE}|deep|declared",
    ),
    "formulas that never close": (START + r"\[" * 400_000, f"{OUT}|no claims"),
    "definitions that never close": (START + r"\def\a{" * 100_000, f"{OUT}|no claims"),
    "100 000 columns": (START + r"\[" + "& " * 100_000 + r"\]" + TRUE, f"{OUT}|normal form"),
    "dollars": (START + "$ " * 400_000, f"{OUT}|no claims"),
}
HARMLESS = {
    "macros without bodies": START + r"\newcommand" * 80_000 + "\n" + TRUE,
    "backticks": START + "` `` ``` " * 90_000 + TRUE,
    "comments": START + "%" * 900_000 + "\n" + TRUE,
    "empty lines": START + "\n" * 900_000 + TRUE,
    "spaces in a formula": START + "$x" + " " * 900_000 + "$" + TRUE,
    "rows": START + r"\begin{align}" + r"x &= 1 \\ " * 50_000 + r"\end{align}" + TRUE,
}


def judged(folder, text: str | bytes, seconds: float = ENOUGH) -> tuple[dict, float]:
    path = folder / "hostile.tex"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    begin = time.monotonic()
    (found,) = reports([Task(str(path), timeout=seconds)])
    return found, time.monotonic() - begin


def said(found: dict) -> str:
    """All that is said of the document: its error, or the evidence of its claims."""
    claims = [entry for entry in found["equations"] if entry["role"] == "claim"]
    words = [text for entry in claims for text in entry["evidence"]]
    return "; ".join([found.get("error", ""), *words, *([] if claims else ["no claims"])])


def check_hostile(folder, text: str, words: str, limit: float) -> None:
    found, seconds = judged(folder, text, limit)
    assert seconds < limit + SLACK
    assert any(word in said(found) for word in words.split("|")), said(found)[:300]
    assert "a defect of symnn" not in said(found)
    assert "ended by signal" not in said(found)
    for entry in found["equations"]:
        if entry["verdict"] in ("proved", "agrees"):
            assert " ".join(entry["latex"].split()).endswith("= 2x")


@pytest.mark.parametrize("name", QUICK)
def test_a_hostile_document_ends_in_a_clear_error(tmp_path, name) -> None:
    check_hostile(tmp_path, *QUICK[name], ENOUGH)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", SLOW)
def test_a_document_that_takes_long_ends_at_its_limit(tmp_path, name) -> None:
    check_hostile(tmp_path, *SLOW[name], LIMIT)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", HARMLESS)
def test_length_alone_does_no_harm(tmp_path, name) -> None:
    found, _ = judged(tmp_path, HARMLESS[name])
    assert [e["verdict"] for e in found["equations"] if e["role"] == "claim"] == ["proved"]


@pytest.mark.parametrize("text", ["{" * 50_000_000, TRUE * 1_300_000], ids=["braces", "one line"])
def test_fifty_megabytes_are_not_read(tmp_path, text) -> None:
    found, seconds = judged(tmp_path, text)
    assert "more than 1000000 characters" in found["error"]
    assert seconds < SLACK


def test_a_long_text_is_refused_in_the_process_too() -> None:
    with pytest.raises(TooLargeError):
        read_document("{" * 2_000_000)


@pytest.mark.parametrize(
    "raw",
    [b"\xff\xfe" + TRUE.encode(), TRUE.encode("utf-16"), b"\xed\xa0\x80" + TRUE.encode()],
    ids=["marks", "utf-16", "surrogate"],
)
def test_what_is_no_utf8_is_not_guessed(tmp_path, raw) -> None:
    found, _ = judged(tmp_path, raw)
    assert "hostile.tex: not a text in UTF-8" in found["error"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
@pytest.mark.parametrize("option", [(), ("--json",)])
def test_nothing_in_a_document_or_its_name_commands_the_terminal(tmp_path, option) -> None:
    path = tmp_path / "a\x1b[2J\udcff.tex"
    path.write_text(claim("2x \x1b]0;title\x07 \x9b31m \u202e"), encoding="utf-8")
    found = CliRunner().invoke(main, ["check", str(path), *option])
    assert found.exit_code == 2, found.output
    commands = {
        c for c in found.output if ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u202e\udcff"
    }
    assert commands <= {"\n"}
    assert "title" in found.output


def test_a_page_shows_a_document_as_text(tmp_path) -> None:
    text = START + r"\[ \frac{\partial f}{\partial x} = <script>alert(1)</script> \]"
    text += '\n\n<img src=x onerror="alert(2)"> [a](javascript:alert(3)) $x " onload=alert(4)$'
    path, page = tmp_path / "<b>.md", tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    CliRunner().invoke(main, ["check", str(path), "-o", str(page)])
    html = page.read_text(encoding="utf-8")
    for wrong in ("<script", "<img src=x", 'href="javascript', '" onload', "<b>"):
        assert wrong not in html
