"""Layers without declared shapes, whose components are written: b^l_j and w^l_{jk}."""

import pytest

from tests.verdicts import kinds

LAYERS = (
    r"$z^l = w^l a^{l-1} + b^l$, $a^l = \sigma(z^l)$, "
    r"$C = \frac12 \| y - a^L \|^2 = \frac12 \sum_j (y_j - a^L_j)^2$. "
    r"Let $\delta^l_j \equiv \frac{\partial C}{\partial z^l_j}$. "
    r"$\frac{\partial C}{\partial b^l_j} = \delta^l_j$. "
)


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j", "proved"),
        (r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_j \delta^l_k", "refuted"),
        (r"\delta^L = (a^L - y) \odot \sigma'(z^L)", "proved"),
        (r"\delta^L = (y - a^L) \odot \sigma'(z^L)", "refuted"),
        (r"\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)", "proved"),
        (r"\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^{l+1}_j)", "refuted"),
        (r"\delta^l_j = \sum_k w^{l+1}_{jk} \delta^{l+1}_k \sigma'(z^l_j)", "refuted"),
    ],
)
def test_layers_whose_components_are_written(claim, kind):
    weights = r"$\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j$. "
    assert kinds(f"{LAYERS}{weights} ${claim}$") == ["proved", "proved", kind]
