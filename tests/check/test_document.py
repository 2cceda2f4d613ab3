r"""Documents: claims in LaTeX, families, values, layouts; the command and its contract."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from symnn.check.document import judged_document
from symnn.check.report import Report
from symnn.cli import main
from symnn.notation.reader.document import read_document

REGRESSION = r"""
Let $X \in \mathbb{R}^{N \times d}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^d$ and
\[ p = \sigma(X w), \qquad L = \frac{1}{N} \| p - y \|^2 . \]
"""


def judged(text: str, **options) -> Report:
    return judged_document(read_document(text, "test.tex"), **options)


def kinds(report: Report) -> list[str]:
    return [item.verdict.kind for item in report.judged if item.verdict is not None]


def hints(report: Report) -> list[str | None]:
    found = [item.verdict for item in report.judged if item.verdict is not None]
    return [verdict.hint.kind if verdict.hint else None for verdict in found]


def test_claims_are_judged_each_on_its_own() -> None:
    report = judged(
        REGRESSION
        + r"""
        \[ \frac{\partial L}{\partial p} = \frac{2}{N} (y - p) \]
        \[ \frac{\partial L}{\partial w} = X^\top \Bigl( \frac{\partial L}{\partial p}
           \odot p \odot (1 - p) \Bigr) \]
        """
    )
    assert kinds(report) == ["refuted", "proved"]
    assert hints(report)[0] == "sign"
    assert report.counts == {"proved": 1, "agrees": 0, "refuted": 1, "unclear": 0}


def test_a_document_in_the_other_layout_is_recognised() -> None:
    text = r"""
    Let $A \in \mathbb{R}^{m \times n}$, $B \in \mathbb{R}^{n \times k}$ and
    $C \in \mathbb{R}^{m \times k}$,
    $L = \frac12 \| A B - C \|_F^2$. Then
    \[ \frac{\partial L}{\partial A} = B (A B - C)^\top, \qquad
       \frac{\partial L}{\partial B} = (A B - C)^\top A . \]
    """
    report = judged(text)
    assert kinds(report) == ["proved", "proved"]
    assert "transposed" in report.layout
    mixed = text.replace("(A B - C)^\\top A .", "A^\\top (A B - C) .")
    report = judged(mixed)
    assert kinds(report) == ["refuted", "proved"]
    assert hints(report)[0] == "layout"


def test_numbers_are_true_to_their_digits() -> None:
    report = judged(
        r"""Let $x = 0.5$, $w = 2.0$, $f = w x^2$.
        \[ \frac{\partial f}{\partial x} = 2.0 \]
        \[ \frac{\partial f}{\partial x} = 2.1 \]
        \[ \frac{\partial f}{\partial w} = 0.25 \]"""
    )
    assert kinds(report) == ["proved", "refuted", "proved"]


def test_the_time_limit_leaves_claims_unclear() -> None:
    text = REGRESSION + r"\[ \frac{\partial L}{\partial p} = \frac{2}{N} (p - y) \]"
    assert kinds(judged(text)) == ["proved"]
    assert kinds(judged(text, timeout=0.0)) == ["unclear"]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.tex"
    wrong = r"\[ \frac{\partial L}{\partial p} = \frac{1}{N} (p - y) \]"
    path.write_text(REGRESSION + wrong, encoding="utf-8")
    return path


def run(*words: object):
    return CliRunner().invoke(main, ["check", *map(str, words)])


def test_json_follows_the_contract(paper: Path) -> None:
    result = run(paper, "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["file"] == str(paper)
    assert found["summary"] == {"proved": 0, "agrees": 0, "refuted": 1, "unclear": 0}
    (claim,) = [entry for entry in found["equations"] if entry["role"] == "claim"]
    assert {"line", "column", "latex", "verdict", "conditions", "evidence"} <= set(claim)
    assert {"counterexample", "hint", "shape"} <= set(claim)
    assert claim["verdict"] == "refuted"
    assert claim["hint"]["kind"] == "factor"
    assert "answer" not in claim["hint"]


def test_answers_are_shown_on_request(paper: Path) -> None:
    assert "right:" not in run(paper).stdout
    assert "right: " in run(paper, "--answers").stdout


def test_directories_and_exit_codes(paper: Path) -> None:
    good = paper.with_name("good.md")
    good.write_text("$f = x^2$, so $\\frac{df}{dx} = 2x$", encoding="utf-8")
    assert run(good).exit_code == 0
    result = run(paper.parent, "--json", "--jobs", 1)
    assert result.exit_code == 1
    assert [json.loads(line)["file"] for line in result.stdout.splitlines()] == [
        str(good),
        str(paper),
    ]
    open_ = paper.with_name("open.tex")
    open_.write_text("$f = x^2$, so $\\frac{df}{dx} = 2 q$", encoding="utf-8")
    assert run(open_).exit_code == 2
    assert run(paper.with_name("nowhere.tex")).exit_code == 2


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "noise.tex"
    path.write_bytes(b"\xff\xfe\x00")
    result = run(path, "--json")
    assert result.exit_code == 2
    assert "UTF-8" in json.loads(result.stdout)["error"]
