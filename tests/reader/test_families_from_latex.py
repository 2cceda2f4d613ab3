"""Families in documents: the paper with t = 1, …, T is the program, and is read for all T."""

import pytest

import symnn as sn
from symnn.reading import NotReadError
from tests.models.families import deep_net, simple_rnn
from tests.verdicts import kinds

SHAPES = r"""Let $W \in \mathbb{R}^{n \times n}$, $U \in \mathbb{R}^{n \times d}$,
$b \in \mathbb{R}^n$, $x_t \in \mathbb{R}^d$, $y_t \in \mathbb{R}^n$, $h_0 \in \mathbb{R}^n$."""
LAYERS = r"""Let $W^l \in \mathbb{R}^{n_l \times n_{l-1}}$, $b^l \in \mathbb{R}^{n_l}$,
$a^0 \in \mathbb{R}^{n_0}$, $y \in \mathbb{R}^{n_L}$."""


def read(folder, text):
    path = folder / "paper.tex"
    path.write_text(text)
    return sn.read(path)


def document(declarations, *parts):
    """The equations of models and derivations, as they are printed."""
    texts = [declarations]
    for part in parts:
        lines = part.latex().splitlines()[1:-1]
        texts += [r"\begin{align}", *lines, r"\end{align}", "Then"]
    return "\n".join(texts[:-1])


@pytest.mark.parametrize(
    ("declarations", "model", "of"), [(SHAPES, simple_rnn(), "L"), (LAYERS, deep_net(), "C")]
)
def test_the_paper_is_the_program(tmp_path, declarations, model, of):
    again = read(tmp_path, document(declarations, model))
    assert again.text() == model.text()
    assert again.gradient(of, ["W", "b"]).text() == model.gradient(of, ["W", "b"]).text()


@pytest.mark.parametrize(
    ("declarations", "derivation"),
    [(SHAPES, simple_rnn().gradient("L")), (LAYERS, deep_net().gradient("C", eliminate=["a"]))],
)
def test_what_is_printed_is_proved(declarations, derivation):
    text = document(declarations, derivation.source, derivation)
    found = kinds(text)
    assert found == ["proved"] * len(derivation.equations)
    # a broken twin: the transpose is lost
    broken = text.replace(r"W^\top", "W").replace(r"(W^{l+1})^\top", "W^{l+1}")
    assert broken != text
    assert "refuted" in kinds(broken)


def test_labels_in_brackets(tmp_path):
    text = r"""Let $W^{(l)} \in \mathbb{R}^{n \times n}$ and $a^{(0)} \in \mathbb{R}^n$.
    \begin{align}
    a^{(l)} &= \tanh(W^{(l)} a^{(l-1)}), \quad l = 1, \dots, L \\ C &= \|a^{(L)}\|^2
    \end{align}"""
    model = read(tmp_path, text)
    assert model.text().splitlines()[0] == "a^(l) = tanh(W^(l) a^(l-1)),  l = 1, …, L"
    assert r"W^{(l)} a^{(l-1)}" in model.latex()


def test_facts_hold_at_every_label(tmp_path):
    text = r"""Let $V \in \mathbb{R}^{m \times n}$,
    $y_t \in \mathbb{R}^m$ with $\sum_k y_{t,k} = 1$,
    $W \in \mathbb{R}^{n \times n}$ and $h_0 \in \mathbb{R}^n$. For $t = 1, \dots, T$
    \begin{align} h_t &= \tanh(W h_{t-1}) \\ z_t &= V h_t \\
    p_t &= \operatorname{softmax}(z_t) \\
    L &= -\sum_{t=1}^T \sum_k y_{t,k} \log p_{t,k} \end{align}"""
    model = read(tmp_path, text)
    assert "∂L/∂z_t = p_t - y_t,  t = 1, …, T" in model.gradient("L", "V").text()
    without = read(tmp_path, text.replace(r"with $\sum_k y_{t,k} = 1$", ""))
    assert "= p_t - y_t" not in without.gradient("L", "V").text()


def test_other_layers_at_the_end(tmp_path):
    text = r"""Let $a^0 \in \mathbb{R}^n$ and, for $l = 1, \dots, L$,
    $W^l \in \mathbb{R}^{n \times n}$.
    \begin{align}
    a^l &= \tanh(W^l a^{l-1}), \quad l = 1, \dots, L \\
    a^L &= W^L a^{L-1} \\
    C &= \tfrac12 \|a^L\|^2
    \end{align}"""
    lines = read(tmp_path, text).text().splitlines()
    assert lines == [
        "a^l = tanh(W^l a^(l-1)),  l = 1, …, L-1",
        "a^L = W^L a^(L-1)",
        "C = 1/2 ‖a^L‖_2²",
    ]


def test_numbers_of_labels_are_written_out(tmp_path):
    text = r"""Let $W \in \mathbb{R}^{n \times n}$ and $h_0 \in \mathbb{R}^n$.
    \begin{align} h_t &= \tanh(W h_{t-1}), \quad t = 1, \dots, 2 \\ L &= \|h_2\|^2 \end{align}"""
    model = read(tmp_path, text)
    assert not model.has_families
    assert [name for name in model.equations if name.startswith("h")] == ["h_1", "h_2"]


def test_two_labels_at_once_are_refused(tmp_path):
    text = r"""Let $W^l \in \mathbb{R}^{n \times n}$ and $h^l_0, h^0_t \in \mathbb{R}^n$.
    For $t = 1, \dots, T$ and $l = 1, \dots, L$
    \begin{align} h^l_t &= \tanh(W^l h^{l-1}_t + h^l_{t-1}) \\
    C &= \|h^L_T\|^2 \end{align}"""
    with pytest.raises(NotReadError):
        read(tmp_path, text)
