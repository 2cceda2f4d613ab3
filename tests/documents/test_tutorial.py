"""The tutorial notebook, run from top to bottom in a kernel."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.ipynb"


@pytest.mark.slow
def test_the_tutorial_runs() -> None:
    pytest.importorskip("ipykernel")
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.reads(TUTORIAL.read_text(encoding="utf-8"), 4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)  # they are made when it runs
    with warnings.catch_warnings():  # what a kernel warns of is not ours
        warnings.simplefilter("ignore")
        nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    shown = [
        {kind: "".join(text) for kind, text in output["data"].items()}
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "execute_result"
    ]
    model, graph, gradient, wrong, right, trained, agrees = shown
    assert r"\operatorname{softmax}" in model["text/latex"]
    assert graph["image/svg+xml"].startswith("<svg")
    assert r"\frac{\partial L}{\partial Z^{(2)}}" in gradient["text/latex"]
    assert "refuted" in wrong["text/html"]
    assert "1/N" in wrong["text/html"]
    assert "proved" in right["text/html"]
    assert "val_accuracy" in trained["text/markdown"]
    assert "agree with finite differences" in agrees["text/html"]
