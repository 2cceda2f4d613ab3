"""Losses: of regression, of classification, of pairs, of distributions; penalties."""

from __future__ import annotations

from unittest.mock import MagicMock

import jax
import jax.numpy as jnp
import numpy as np

import symnn as sn
from tests.conformance.case import Case

try:
    import torch
except ModuleNotFoundError:
    torch = MagicMock()
F = torch.nn.functional
cosine = F.cosine_similarity

N, K = sn.dims("n k")
A, B, C = (sn.matrix(name, N, K) for name in "ABC")
Y = sn.matrix("Y", N, K)
S, D, T = (sn.vector(name, K) for name in "SDT")
V = sn.vector("V", K, positive=True)
P, Q = sn.matrix("P", N, K, positive=True), sn.matrix("Q", N, K, positive=True)
R = sn.vector("r", N)

CLASSES = {"Y": np.eye(3)[[2, 0]]}
SIGNS = {"T": [1, -1, 1], "r": [1, -1]}
BITS = {"T": [1, 0, 1], "r": [1, 0]}
LABELS = CLASSES["Y"].argmax(1)


def reductions(name, ours, operands, by_jax, by_torch, *, exact=True, **options):
    """The loss with its mean, its sum, and none."""
    means = {"mean": jnp.mean, "sum": jnp.sum, "none": lambda loss: loss}
    return [
        Case(
            f"{name}, {reduction}",
            lambda *given, r=reduction: ours(*given, reduction=r),
            operands,
            lambda *given, r=reduction: means[r](by_jax(*given)),
            by_torch and (lambda *given, r=reduction: by_torch(*given, reduction=r)),
            exact=exact and reduction == "mean",  # the others differ from it by a factor
            **options,
        )
        for reduction in means
    ]


def reduced(loss, reduction):
    """A loss of PyTorch that has no such argument."""
    return {"mean": torch.mean, "sum": torch.sum, "none": lambda loss: loss}[reduction](loss)


def jax_huber(d, delta):
    inside = jnp.minimum(jnp.abs(d), delta)
    return inside * (jnp.abs(d) - inside / 2)


def jax_norm(x):
    return jnp.sqrt(jnp.sum(x**2, -1))


def jax_cosine(a, b):
    return jnp.sum(a * b, -1) / (jax_norm(a) * jax_norm(b))


def jax_focal(z, y, gamma=2):
    p = jax.nn.sigmoid(z)
    return (y * (1 - p) + (1 - y) * p) ** gamma * (jax.nn.softplus(z) - y * z)


def torch_focal(z, y, gamma=2):
    p = torch.sigmoid(z)
    wrong = y * (1 - p) + (1 - y) * p
    return wrong**gamma * F.binary_cross_entropy_with_logits(z, y, reduction="none")


def jax_multi_margin(s, y, p=1, margin=1):
    excess = jnp.maximum(0, margin + s - jnp.sum(s * y, -1, keepdims=True)) ** p
    return jnp.mean((1 - y) * excess, -1)


def jax_gaussian_kl(m, v, n, w):
    return jnp.sum(w - v - 1 + (jnp.exp(v) + (m - n) ** 2) / jnp.exp(w)) / 2


def torch_gaussian_kl(m, v, n, w):
    own, prior = (torch.distributions.Normal(a, torch.exp(b / 2)) for a, b in ((m, v), (n, w)))
    return torch.distributions.kl_divergence(own, prior).sum()


def jax_contrastive(a, b, y, margin=1):
    d = jax_norm(a - b)
    return ((1 - y) * d**2 + y * jnp.maximum(0, margin - d) ** 2) / 2


def torch_contrastive(a, b, y, margin=1):
    d = torch.linalg.norm(a - b, dim=-1)
    return ((1 - y) * d**2 + y * F.relu(margin - d) ** 2) / 2


def jax_dice(p, y, smooth=1):
    return 1 - (2 * jnp.sum(p * y) + smooth) / (jnp.sum(p) + jnp.sum(y) + smooth)


def torch_dice(p, y, smooth=1):
    return 1 - (2 * torch.sum(p * y) + smooth) / (torch.sum(p) + torch.sum(y) + smooth)


def jax_cross_entropy(z, y):
    return -jnp.sum(jax.nn.log_softmax(z) * y, -1)


def smooth(y, by):
    return (1 - by) * y + by / 3


REGRESSION = [
    *reductions("l1_loss", sn.l1_loss, [S, D], lambda a, y: jnp.abs(a - y), F.l1_loss),
    *reductions("mse_loss", sn.mse_loss, [S, D], lambda a, y: (a - y) ** 2, F.mse_loss),
    *reductions(
        "smooth_l1_loss",
        sn.smooth_l1_loss,
        [S, D],
        lambda a, y: jax_huber(a - y, 1),
        F.smooth_l1_loss,
    ),
    *reductions(
        "huber_loss", sn.huber_loss, [S, D], lambda a, y: jax_huber(a - y, 1), F.huber_loss
    ),
    Case(
        "smooth_l1_loss, β = 2",
        lambda a, y: sn.smooth_l1_loss(a, y, beta=2),
        [S, D],
        lambda a, y: jnp.mean(jax_huber(a - y, 2) / 2),
        lambda a, y: F.smooth_l1_loss(a, y, beta=2),
    ),
    Case(
        "smooth_l1_loss, β = 0",
        lambda a, y: sn.smooth_l1_loss(a, y, beta=0),
        [S, D],
        lambda a, y: jnp.mean(jnp.abs(a - y)),
        lambda a, y: F.smooth_l1_loss(a, y, beta=0),
    ),
    Case(
        "huber_loss, δ = 1/2",
        lambda a, y: sn.huber_loss(a, y, delta=0.5),
        [A, B],
        lambda a, y: jnp.mean(jax_huber(a - y, 0.5)),
        lambda a, y: F.huber_loss(a, y, delta=0.5),
    ),
    *reductions(
        "poisson_nll_loss",
        sn.poisson_nll_loss,
        [S, V],
        lambda x, y: jnp.exp(x) - y * x,
        lambda x, y, reduction: F.poisson_nll_loss(x, y, reduction=reduction),
    ),
    Case(
        "poisson_nll_loss of counts",
        lambda x, y: sn.poisson_nll_loss(x, y, log_input=False),
        [V, S],
        lambda x, y: jnp.mean(x - y * jnp.log(x)),
        lambda x, y: F.poisson_nll_loss(x, y, log_input=False, eps=0),
    ),
    Case(
        "poisson_nll_loss, full",
        lambda x, y: sn.poisson_nll_loss(x, y, full=True),
        [S, V],
        lambda x, y: jnp.mean(jnp.exp(x) - y * x + jax.scipy.special.gammaln(y + 1)),
        lambda x, y: F.poisson_nll_loss(x, y) + torch.lgamma(y + 1).mean(),  # its own is rounded
        fixed=["V"],
    ),
    *reductions(
        "gaussian_nll_loss",
        sn.gaussian_nll_loss,
        [S, D, V],
        lambda m, y, v: (jnp.log(v) + (m - y) ** 2 / v) / 2,
        lambda m, y, v, reduction: F.gaussian_nll_loss(m, y, v, eps=0, reduction=reduction),
    ),
    Case(
        "gaussian_nll_loss, full",
        lambda m, y, v: sn.gaussian_nll_loss(m, y, v, full=True),
        [S, D, V],
        lambda m, y, v: -jnp.mean(jax.scipy.stats.norm.logpdf(y, m, jnp.sqrt(v))),
        lambda m, y, v: -torch.distributions.Normal(m, v.sqrt()).log_prob(y).mean(),
    ),
]

TWO_CLASSES = [
    *reductions(
        "hinge_loss",
        sn.hinge_loss,
        [S, T],
        lambda s, y: jnp.maximum(0, 1 - y * s),
        lambda s, y, reduction: reduced(F.relu(1 - y * s), reduction),
        values=SIGNS,
    ),
    *reductions(
        "squared_hinge_loss",
        sn.squared_hinge_loss,
        [S, T],
        lambda s, y: jnp.maximum(0, 1 - y * s) ** 2,
        lambda s, y, reduction: reduced(F.relu(1 - y * s) ** 2, reduction),
        values=SIGNS,
    ),
    *reductions(
        "soft_margin_loss",
        sn.soft_margin_loss,
        [S, T],
        lambda s, y: jax.nn.softplus(-y * s),
        F.soft_margin_loss,
        values=SIGNS,
        fixed=["T"],
    ),
    *reductions(
        "binary_cross_entropy",
        sn.binary_cross_entropy,
        [S, D],
        lambda p, y: -(y * jnp.log(p) + (1 - y) * jnp.log(1 - p)),
        F.binary_cross_entropy,
        within={"S": (0.1, 0.9), "D": (0.1, 0.9)},
        fixed=["D"],
    ),
    *reductions(
        "binary_cross_entropy_with_logits",
        sn.binary_cross_entropy_with_logits,
        [S, D],
        lambda z, y: jax.nn.softplus(z) - y * z,
        F.binary_cross_entropy_with_logits,
    ),
    *reductions(
        "sigmoid_focal_loss",
        sn.sigmoid_focal_loss,
        [S, T],
        jax_focal,
        lambda z, y, reduction: reduced(torch_focal(z, y), reduction),
        values=BITS,
        fixed=["T"],
    ),
    Case(
        "sigmoid_focal_loss, weighed",
        lambda z, y: sn.sigmoid_focal_loss(z, y, alpha=0.25, gamma=1.5),
        [S, T],
        lambda z, y: jnp.mean((0.25 * y + 0.75 * (1 - y)) * jax_focal(z, y, 1.5)),
        lambda z, y: ((0.25 * y + 0.75 * (1 - y)) * torch_focal(z, y, 1.5)).mean(),
        values=BITS,
        fixed=["T"],
    ),
]

CLASSIFICATION = [
    *reductions("cross_entropy", sn.cross_entropy, [A, B], jax_cross_entropy, F.cross_entropy),
    Case(
        "cross_entropy of one row",
        sn.cross_entropy,
        [S, D],
        jax_cross_entropy,
        F.cross_entropy,
    ),
    Case(
        "cross_entropy of labels",
        sn.cross_entropy,
        [A, Y],
        lambda z, y: jnp.mean(jax_cross_entropy(z, y)),
        lambda z, y: F.cross_entropy(z, torch.tensor(LABELS)),
        values=CLASSES,
        fixed=["Y"],
    ),
    Case(
        "cross_entropy, labels smoothed",
        lambda z, y: sn.cross_entropy(z, y, label_smoothing=0.1),
        [A, Y],
        lambda z, y: jnp.mean(jax_cross_entropy(z, smooth(y, 0.1))),
        lambda z, y: F.cross_entropy(z, torch.tensor(LABELS), label_smoothing=0.1),
        values=CLASSES,
        fixed=["Y"],
    ),
    Case(
        "cross_entropy down the columns",
        lambda a, b: sn.cross_entropy(a, b, axis=0, reduction="sum"),
        [A, B],
        lambda a, b: jnp.sum(jax_cross_entropy(a.T, b.T)),
        lambda a, b: F.cross_entropy(a.T, b.T, reduction="sum"),
    ),
    Case(
        "cross_entropy_with_probabilities",
        sn.cross_entropy_with_probabilities,
        [P, B],
        lambda p, y: -jnp.mean(jnp.sum(y * jnp.log(p), -1)),
        lambda p, y: -(y * p.log()).sum(-1).mean(),
    ),
    *reductions(
        "nll_loss",
        sn.nll_loss,
        [A, Y],
        lambda q, y: -jnp.sum(q * y, -1),
        lambda q, y, reduction: F.nll_loss(q, torch.tensor(LABELS), reduction=reduction),
        values=CLASSES,
        fixed=["Y"],
    ),
    *reductions(
        "multi_margin_loss",
        sn.multi_margin_loss,
        [A, Y],
        jax_multi_margin,
        lambda s, y, reduction: F.multi_margin_loss(s, torch.tensor(LABELS), reduction=reduction),
        values=CLASSES,
        fixed=["Y"],
        second=False,  # torch has no second derivative of it
    ),
    Case(
        "multi_margin_loss, squared",
        lambda s, y: sn.multi_margin_loss(s, y, p=2, margin=0.5),
        [A, Y],
        lambda s, y: jnp.mean(jax_multi_margin(s, y, 2, 0.5)),
        None,  # torch has no second derivative of it
        values=CLASSES,
        fixed=["Y"],
    ),
]

PAIRS = [
    *reductions(
        "margin_ranking_loss",
        lambda a, b, y, reduction: sn.margin_ranking_loss(a, b, y, 0.5, reduction),
        [S, D, T],
        lambda a, b, y: jnp.maximum(0, 0.5 - y * (a - b)),
        lambda a, b, y, reduction: F.margin_ranking_loss(a, b, y, 0.5, reduction=reduction),
        values=SIGNS,
        fixed=["T"],
    ),
    *reductions(
        "hinge_embedding_loss",
        sn.hinge_embedding_loss,
        [S, T],
        lambda d, y: jnp.where(y > 0, d, jnp.maximum(0, 1 - d)),
        F.hinge_embedding_loss,
        values=SIGNS,
        fixed=["T"],
    ),
    Case("cosine_similarity", sn.cosine_similarity, [A, B], jax_cosine, cosine),
    Case(
        "cosine_similarity of vectors",
        sn.cosine_similarity,
        [S, D],
        jax_cosine,
        lambda a, b: cosine(a, b, 0),
    ),
    *reductions(
        "cosine_embedding_loss",
        lambda a, b, y, reduction: sn.cosine_embedding_loss(a, b, y, -0.9, reduction),
        [A, B, R],
        lambda a, b, y: jnp.where(
            y > 0, 1 - jax_cosine(a, b), jnp.maximum(0, jax_cosine(a, b) + 0.9)
        ),
        lambda a, b, y, reduction: reduced(
            torch.where(y > 0, 1 - cosine(a, b), F.relu(cosine(a, b) + 0.9)), reduction
        ),  # its own has an eps
        exact=False,  # long; the cosine by itself is there
        values=SIGNS,
        fixed=["r"],
    ),
    Case(
        "pairwise_distance",
        sn.pairwise_distance,
        [A, B],
        lambda a, b: jax_norm(a - b),
        lambda a, b: F.pairwise_distance(a, b, eps=0),
    ),
    Case(
        "pairwise_distance, p = 1",
        lambda a, b: sn.pairwise_distance(a, b, 1),
        [A, B],
        lambda a, b: jnp.sum(jnp.abs(a - b), -1),
        lambda a, b: F.pairwise_distance(a, b, 1, eps=0),
    ),
    *reductions(
        "triplet_margin_loss",
        sn.triplet_margin_loss,
        [A, B, C],
        lambda a, p, n: jnp.maximum(0, jax_norm(a - p) - jax_norm(a - n) + 1),
        lambda a, p, n, reduction: F.triplet_margin_loss(a, p, n, eps=0, reduction=reduction),
    ),
    *reductions(
        "contrastive_loss",
        lambda a, b, y, reduction: sn.contrastive_loss(a, b, y, 5, reduction),
        [A, B, R],
        lambda a, b, y: jax_contrastive(a, b, y, 5),
        lambda a, b, y, reduction: reduced(torch_contrastive(a, b, y, 5), reduction),
        values=BITS,
        fixed=["r"],
    ),
    *reductions(
        "info_nce",
        lambda q, k, reduction: sn.info_nce(q, k, 0.5, reduction),
        [A, B],
        lambda q, k: -jnp.diag(jax.nn.log_softmax(q @ k.T / 0.5)),
        lambda q, k, reduction: F.cross_entropy(
            q @ k.T / 0.5, torch.arange(len(q)), reduction=reduction
        ),
    ),
]

DISTRIBUTIONS = [
    Case(
        "kl_divergence",
        sn.kl_divergence,
        [P, Q],
        lambda p, q: jnp.sum(p * jnp.log(p / q), -1),
        lambda p, q: F.kl_div(q.log(), p, reduction="none").sum(-1),
    ),
    Case(
        "gaussian_kl",
        sn.gaussian_kl,
        [S, D],
        lambda m, v: jax_gaussian_kl(m, v, 0, 0),
        lambda m, v: -0.5 * torch.sum(1 + v - m**2 - v.exp()),
    ),
    Case(
        "gaussian_kl of rows",
        lambda m, v: sn.gaussian_kl(m, v, axis=K),
        [A, B],
        lambda m, v: jnp.sum(m**2 + jnp.exp(v) - v - 1, -1) / 2,
        lambda m, v: -0.5 * torch.sum(1 + v - m**2 - v.exp(), -1),
    ),
    Case(
        "gaussian_kl of two",
        sn.gaussian_kl,
        [S, D, T, sn.vector("W", K)],
        jax_gaussian_kl,
        torch_gaussian_kl,
    ),
    Case(
        "dice_loss",
        sn.dice_loss,
        [P, Q],
        jax_dice,
        torch_dice,
        within={"P": (0.1, 0.9), "Q": (0.1, 0.9)},
    ),
    Case(
        "dice_loss of rows",
        lambda p, y: sn.mean(sn.dice_loss(p, y, 0.1, axis=K)),
        [P, Y],
        lambda p, y: jnp.mean(jax.vmap(lambda a, b: jax_dice(a, b, 0.1))(p, y)),
        lambda p, y: torch.stack([torch_dice(a, b, 0.1) for a, b in zip(p, y, strict=True)]).mean(),
        values=CLASSES,
        fixed=["Y"],
    ),
]

PENALTIES = [
    Case(
        "weight_decay",
        lambda a, s: sn.weight_decay(a, s, weight=0.1),
        [A, S],
        lambda a, s: 0.05 * (jnp.sum(a**2) + jnp.sum(s**2)),
        lambda a, s: 0.05 * (torch.sum(a**2) + torch.sum(s**2)),
    ),
    Case(
        "elastic_net",
        lambda a, s: sn.elastic_net(a, s, l1=0.3, l2=0.1),
        [A, S],
        lambda a, s: sum(0.3 * jnp.sum(jnp.abs(w)) + 0.05 * jnp.sum(w**2) for w in (a, s)),
        lambda a, s: sum(0.3 * w.abs().sum() + 0.05 * (w**2).sum() for w in (a, s)),
    ),
]

CASES = [*REGRESSION, *TWO_CLASSES, *CLASSIFICATION, *PAIRS, *DISTRIBUTIONS, *PENALTIES]
