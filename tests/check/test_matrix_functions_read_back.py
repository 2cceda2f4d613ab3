r"""What is printed of gradients with inverses and determinants reads back, and is proved."""

from __future__ import annotations

import pytest

from symnn.check.document import judged_document
from symnn.notation.reader.document import read_document
from symnn.notation.style import Latex
from tests.models.matrix_models import MODELS, model_of

DECLARED = r"""
Let $X, Y \in \mathbb{R}^{n \times n}$, $A \in \mathbb{R}^{m \times n}$,
$B \in \mathbb{R}^{n \times m}$, $a, b \in \mathbb{R}^n$, $y \in \mathbb{R}^m$, $\lambda > 0$.
"""


@pytest.mark.parametrize("notation", ["matrix", "index"])
@pytest.mark.parametrize("name", MODELS)
def test_printed_gradients_are_proved(name: str, notation: str) -> None:
    model = model_of(MODELS[name][0])
    lines = [written.text for written in model.written(notation, Latex())]
    lines += [written.text for written in model.gradient("L").written(notation, Latex())]
    text = DECLARED + "".join(rf"\[ {line} \]" for line in lines)
    report = judged_document(read_document(text, "test.tex"))
    verdicts = [item.verdict for item in report.judged if item.verdict is not None]
    assert len(verdicts) == len(lines) - 1
    assert {verdict.kind for verdict in verdicts} <= {"proved", "agrees"}, text
