"""Generated modules run without symnn, and PyTorch differentiates through them."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from tests.models.networks import NETWORKS
from tests.models.networks import SIZES as NETWORK_SIZES
from tests.models.networks import values as network_values

NAMES = ("classifier 2", "layer norm", "logistic regression")
RUN = """
import sys
import numpy as np
sys.modules["symnn"] = None  # importing it would be an error
{setup}
from generated import value_and_gradient
given = dict(np.load("given.npz"))
{call}
np.savez("found.npz", value=np.asarray(value), **{{k: np.asarray(v) for k, v in slopes.items()}})
"""
CALLS = {
    "numpy": ("", "value, slopes = value_and_gradient(*given.values())"),
    "jax": (
        "import jax; jax.config.update('jax_enable_x64', True)",
        "value, slopes = jax.jit(value_and_gradient)(*given.values())",
    ),
    "torch": (
        "import torch",
        "value, slopes = value_and_gradient(*map(torch.tensor, given.values()))",
    ),
}


@pytest.mark.parametrize("backend", CALLS)
@pytest.mark.parametrize("name", NAMES)
def test_a_module_without_symnn(name, backend, tmp_path):
    if backend != "numpy":
        pytest.importorskip(backend)
    make, wrt = NETWORKS[name]
    model = make()
    reference = model.compile("L", wrt)
    given = network_values(model, NETWORK_SIZES[0])
    value, slopes = reference(given)
    model.gradient("L", list(wrt)).save(tmp_path / "generated.py", backend=backend)
    # the order of the arguments is that of the model's inputs
    order = model.gradient("L", list(wrt)).compile().inputs
    np.savez(tmp_path / "given.npz", **{s.name: given[s.name] for s in order})
    setup, call = CALLS[backend]
    program = RUN.format(setup=setup, call=call)
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True)
    found = np.load(tmp_path / "found.npz")
    assert np.isclose(found["value"], value, rtol=1e-12)
    for key, slope in slopes.items():
        np.testing.assert_allclose(found[key], slope, rtol=1e-9, atol=1e-11)


def test_torch_differentiates_by_the_derived_rule(tmp_path, monkeypatch):
    torch = pytest.importorskip("torch")
    make, wrt = NETWORKS["classifier 2"]
    model = make()
    derivation = model.gradient("L", list(wrt))
    derivation.save(tmp_path / "generated_value.py", backend="torch")
    monkeypatch.syspath_prepend(tmp_path)
    import generated_value

    given = network_values(model, NETWORK_SIZES[0])
    _, slopes = derivation.compile()(given)
    tensors = [
        torch.tensor(np.asarray(given[s.name], float), requires_grad=s.name in wrt)
        for s in derivation.compile().inputs
    ]
    (3 * generated_value.Value.apply(*tensors)).backward()
    for symbol, tensor in zip(derivation.compile().inputs, tensors, strict=True):
        if symbol.name in wrt:
            np.testing.assert_allclose(tensor.grad, 3 * slopes[symbol.name], rtol=1e-9, atol=1e-11)
