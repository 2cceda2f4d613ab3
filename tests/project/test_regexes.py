"""No regular expression of the reader takes more than quadratic time on long runs of anything."""

import ast
import re
import signal
import sys
from itertools import product
from pathlib import Path

import pytest

READER = Path(__file__).parents[2] / "symnn" / "notation" / "reader"
FUNCTIONS = {"compile", "search", "match", "fullmatch", "finditer", "split", "sub", "findall"}
LENGTH = 400
HEADS = ("", "\\", "{", "\\begin", "\\newcommand", "\\def", "[", "$", "x_{", "%", "`")
RUNS = (
    " ",
    "a",
    "\\",
    "{",
    "}",
    "1",
    "#1",
    "\n",
    "[1]",
    ".",
    "$",
    "'",
    "%",
    "\\a",
    "_a",
    "a ",
    "é",
)
TAILS = ("", "!", "\n\n!", "}")
SECONDS = 2.0
"""Of the processor, for all searches with one pattern."""


def patterns():
    """(place, pattern) of every regular expression that is written out."""
    for path in sorted(READER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in FUNCTIONS
                and getattr(node.func.value, "id", "") == "re"
                and isinstance(node.args[0], ast.Constant)
            ):
                yield f"{path.name}:{node.lineno}", node.args[0].value


def slow(pattern):
    """The text on which a pattern takes long; None where there is none."""
    compiled = re.compile(pattern, re.MULTILINE)
    text = None

    def late(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        for head, run, tail in product(HEADS, RUNS, TAILS):
            text = head + run * LENGTH + tail
            compiled.search(text)
            compiled.match(text)
            text = (head + run * 20) * (LENGTH // 20) + tail
            compiled.search(text)
    except TimeoutError:
        return text
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return None


@pytest.mark.skipif(sys.platform == "win32", reason="no alarms there")
def test_no_pattern_of_the_reader_backtracks():
    found = dict(patterns())
    assert len(found) > 10
    assert {place: slow(pattern) for place, pattern in found.items() if slow(pattern)} == {}


@pytest.mark.skipif(sys.platform == "win32", reason="no alarms there")
@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(?:\s*a?\s*)*!x", r"(a|a)*b"])
def test_a_pattern_that_backtracks_is_seen(pattern):
    assert slow(pattern) is not None
