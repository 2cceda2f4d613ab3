"""Random documents, parameters and tables: each ends well, or is refused in words."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.targets import outcome

ROOT = Path(__file__).parents[2]
FEW = settings(
    max_examples=int(os.environ.get("SYMNN_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)

# ---- documents ----------------------------------------------------------------------------------

WORDS = re.findall(
    r"\S+",
    r"""x y W L_1 f(x) x_i x_{ij} W^{(1)} \hat{y} \mathbf{w} \alpha n N 2 0.5 10^{9} 3! + - = \cdot
    \times / ^2 ^\top ^{-1} _n ' | \| ( ) [ ] { } \{ \} , ; & \\ $ $$ \[ \] % # ~ \, \left( \right)
    \frac \sqrt \sum \sum_{i=1}^n \prod \int \partial \nabla_x \frac{\partial L}{\partial x} \exp
    \log \sigma \tanh \max \operatorname{diag} \mathrm{tr} \det \odot \otimes \in \mathbb{R}
    \mathbb{R}^{m \times n} \dots \begin{align} \end{align} \begin{cases} \end{cases} \text{if }
    \begin{pmatrix} \end{pmatrix} \newcommand{\a}[1]{#1#1} \def\b{\b} \a \b \label{a} \ref{a} Let
    where and for all is the derivative with $x$ $L=x^2$ \verb|x| \input{a} é ∂ 𝟏 """
    "\u202e \x00 <script> &lt;",
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
DOCUMENTS = st.one_of(
    TEXTS, st.tuples(TEXTS, TEXTS).map(r"Let $x \in \mathbb{{R}}^n$. \[{0[0]}\] {0[1]}".format)
)
MODELS = TEXTS.map(r"Let $x, y \in \mathbb{{R}}^n$. \[ L = x^\top y + {} \]".format)


@FEW
@given(DOCUMENTS)
def test_documents_of_random_words(text):
    assert outcome("read", text.encode("utf-8", "replace"))


@FEW
@given(MODELS)
def test_models_of_random_words(text):
    assert outcome("derive", text.encode("utf-8", "replace"))


# ---- files --------------------------------------------------------------------------------------


def saved(save, *arrays, **named) -> bytes:
    file = io.BytesIO()
    save(file, *arrays, **named)
    return file.getvalue()


RANDOM = np.random.default_rng(0).bit_generator.state
META = {"format": 1, "settings": {"seed": "0"}, "epoch": 1, "step": 1, "random": RANDOM}
META |= {"history": {"loss": [0.5]}, "best_epoch": 0, "best_value": None, "waited": 1}
HEAD = b'{"W":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}'
SEEDS = {
    "npz": saved(np.savez, W=np.eye(2), b=np.float32([1])),
    "data": saved(np.savez_compressed, x=np.eye(2), y=np.array(["a", "bc"])),
    "npy": saved(np.save, np.eye(2)),
    "checkpoint": json.dumps(META).encode(),
    "safetensors": len(HEAD).to_bytes(8, "little") + HEAD + bytes(16),
    "csv": b'x_1,x_2,"y"\r\n0,1e3,cat\n-2.5,.3,"d,og"\n',
}
PIECES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from([b"'|O'", b"'<U3'", b"(2,)", b"-1", b"null", b"[[]]", b"9" * 30, b"\xff" * 8]),
    st.sampled_from([b"x_1", b"_01", b'"', b",", b"\n", b"nan", b"1_0", b"{", b"}", b"PK\5\6"]),
)


@st.composite
def damaged(draw, name):
    """A good file with pieces replaced, put in or taken out."""
    content = bytearray(SEEDS[name])
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(content)))
        content[start : start + draw(st.integers(0, 8))] = draw(PIECES)
    return bytes(content)


@pytest.mark.parametrize("name", SEEDS)
def test_damaged_files(name):
    if name == "safetensors":
        pytest.importorskip("safetensors")

    @FEW
    @given(st.one_of(damaged(name), st.binary(max_size=40)))
    def check(content):
        assert outcome(name, content)

    assert outcome(name, SEEDS[name]) == "loaded"
    check()


def test_what_is_no_refusal_is_seen(monkeypatch):
    def broken(_):
        raise KeyError("W")

    monkeypatch.setitem(outcome.__globals__["TARGETS"], "csv", broken)
    with pytest.raises(KeyError):
        outcome("csv", b"")


# ---- atheris ------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("program", ["fuzz_reader", "fuzz_parameters", "fuzz_tables"])
def test_the_fuzzers_run(program):
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("needs atheris")
    command = [sys.executable, "-m", f"tests.hostile.{program}", "-runs=30", "-seed=1"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr[-2000:]
    assert "Done " in found.stderr
