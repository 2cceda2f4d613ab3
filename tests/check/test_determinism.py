"""The same seed gives the same bytes, whatever the order of sets, and whoever came before."""

import json
import os
import subprocess
import sys

import pytest

DOCUMENT = r"""
Let $X \in \mathbb{R}^{N \times d}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^d$,
$S \in \mathbb{R}^{d \times d}$, $\lambda > 0$ and
\[ p = \sigma(X w), \quad r = |y|, \quad
   L = -\frac{1}{N} \sum_{n=1}^N (y_n \log p_n + (1 - y_n) \log (1 - p_n)) + \lambda w^\top S w . \]
\[ \frac{\partial L}{\partial w} = \frac{1}{N} X^\top (p - y) + \lambda (S + S^\top) w \]
\[ \frac{\partial L}{\partial w} = \frac{1}{N} X^\top (p - y) + 2 \lambda S w \]
\[ \frac{\partial L}{\partial w} = X^\top (p - y) + \lambda (S + S^\top) w \]
\[ \frac{\partial L}{\partial w} = \frac{1}{N} X (p - y) \]
\[ \frac{\partial L}{\partial S} = \lambda w w^\top \]
\[ \frac{\partial L}{\partial y} = \theta \]
\[ \frac{\partial^2 L}{\partial w \, \partial w^\top}
   = \frac{1}{N} X^\top \operatorname{diag}(p \odot (1 - p)) X + \lambda (S + S^\top) \]
"""


def run(path, hashes, *options):
    command = [sys.executable, "-m", "symnn", "check", str(path), "--json", "--answers", *options]
    environment = {**os.environ, "PYTHONHASHSEED": hashes}
    found = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert found.stderr == b""
    return found.stdout


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    path = tmp_path_factory.mktemp("documents") / "document.tex"
    path.write_text(DOCUMENT, encoding="utf-8")
    return path


def test_the_same_seed_gives_the_same_bytes(document):
    first = run(document, "0")
    assert {e["verdict"] for e in json.loads(first)["equations"]} >= {
        "proved",
        "refuted",
        "unclear",
    }
    assert first == run(document, "1")
    # the verdicts on a file do not depend on the files before it
    assert run(document, "2", str(document), "--jobs", "1") == first * 2


def test_verdicts_carry_the_seed(document):
    found = json.loads(run(document, "0", "--seed", "7"))
    claims = [e for e in found["equations"] if e["role"] == "claim"]
    assert len(claims) == 7
    assert {e["seed"] for e in claims} == {7}
