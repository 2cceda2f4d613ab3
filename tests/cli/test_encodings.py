"""Terminals and pipes without the letters of mathematics."""

import io
import json
import sys

import pytest

from symnn.cli import main

MODEL = r"Let $x \in \mathbb{R}^n$ and \[ L = \sum_i \sigma(x_i) . \]"


@pytest.mark.parametrize("encoding", ["cp1252", "koi8-r", "utf-8"])
def test_letters_that_a_pipe_does_not_have_are_numbers(encoding, tmp_path, monkeypatch):
    path = tmp_path / "m.tex"
    path.write_text(MODEL, encoding="utf-8")
    texts = []
    for options in ([], ["--json"]):
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding, newline="\n"))
        main(["derive", str(path), *options], standalone_mode=False)
        sys.stdout.flush()
        texts.append(raw.getvalue().decode(encoding))
    assert ("∂L/∂x" if encoding == "utf-8" else r"\u2202L/\u2202x") in texts[0]
    assert json.loads(texts[1])["gradients"][0]["name"] == "∂L/∂x"
