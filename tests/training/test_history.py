"""The history of a training: numbers, plots, progress."""

import io
import json

import pytest

import symnn as sn
from symnn.training.progress import Bar
from symnn.training.result import History
from tests.training.models import line, regression, trained


def test_no_epochs_give_the_first_values():
    data, _, _ = line()
    result = sn.fit(regression(), "L", data=data, epochs=0, params={"w": 2.0, "b": "zeros"})
    assert (result.params["w"] == 2).all()
    assert len(result.history) == 0


def test_the_history_is_plotted():
    pytest.importorskip("matplotlib")
    figure = trained().history.plot()
    assert [axes.get_ylabel() for axes in figure.axes] == ["loss", "accuracy"]
    assert [len(axes.lines) for axes in figure.axes] == [2, 2]
    file = io.BytesIO()
    figure.savefig(file, format="svg")
    assert b"epoch" in file.getvalue() or b"<svg" in file.getvalue()


def test_the_history_is_plain_numbers():
    history = trained().history
    assert History(json.loads(json.dumps(history.columns))) == history
    assert "3 epochs" in repr(history)


def test_the_bar_is_on_standard_error(capsys):
    from rich.console import Console

    file = io.StringIO()
    with Bar(Console(file=file, force_terminal=True), 3) as bar:
        bar.show(2, {"loss": 0.5})
    assert "2/3" in file.getvalue()
    data, _, _ = line()
    sn.fit(regression(), "L", data=data, epochs=1, progress=True)
    sn.fit(regression(), "L", data=data, epochs=1, progress=False)
    found = capsys.readouterr()
    assert found.out == ""
    assert found.err.strip("\n") == ""  # not a terminal: taken away when done
