"""Optimisers: the printed equations, and 200 steps beside PyTorch's, on the same minibatches."""

from functools import cache

import numpy as np
import pytest

import symnn as sn
from symnn.training.batches import Batches
from symnn.training.inputs import problem
from symnn.training.optimiser import OptimiserError
from symnn.training.optimisers import BY_NAME
from symnn.training.schedules import ScheduleError

PAIRS = {
    # b = μ b + g;  w = w − η b
    "SGD": (sn.SGD(0.1), ("SGD", {"lr": 0.1})),
    "SGD, weight decay": (
        sn.SGD(0.1, weight_decay=0.02),
        ("SGD", {"lr": 0.1, "weight_decay": 0.02}),
    ),
    "momentum": (sn.SGD(0.1, momentum=0.9), ("SGD", {"lr": 0.1, "momentum": 0.9})),
    "momentum, weight decay": (
        sn.SGD(0.1, momentum=0.9, weight_decay=0.02),
        ("SGD", {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.02}),
    ),
    "Nesterov": (
        sn.SGD(0.1, momentum=0.9, nesterov=True, weight_decay=0.02),
        ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.02}),
    ),
    # v = α v + (1 − α) g²;  w = w − η g/(√v + ε)
    "RMSProp": (sn.RMSProp(0.01), ("RMSprop", {"lr": 0.01})),
    "RMSProp, all": (
        sn.RMSProp(0.005, alpha=0.9, eps=1e-6, weight_decay=0.03, momentum=0.8, centered=True),
        (
            "RMSprop",
            {
                "lr": 0.005,
                "alpha": 0.9,
                "eps": 1e-6,
                "weight_decay": 0.03,
                "momentum": 0.8,
                "centered": True,
            },
        ),
    ),
    "Adagrad": (
        sn.Adagrad(0.05, lr_decay=0.1, weight_decay=0.02),
        ("Adagrad", {"lr": 0.05, "lr_decay": 0.1, "weight_decay": 0.02}),
    ),
    "Adam": (sn.Adam(), ("Adam", {})),
    "Adam, all": (
        sn.Adam(0.02, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.05),
        ("Adam", {"lr": 0.02, "betas": (0.8, 0.95), "eps": 1e-6, "weight_decay": 0.05}),
    ),
    "AdamW": (sn.AdamW(0.01), ("AdamW", {"lr": 0.01})),
    "AdamW, all": (
        sn.AdamW(0.02, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.3),
        ("AdamW", {"lr": 0.02, "betas": (0.8, 0.95), "eps": 1e-6, "weight_decay": 0.3}),
    ),
}
STEPS = 200


@cache
def classifier():
    """X W₁ + b₁ → tanh → W₂ → softmax, cross-entropy."""
    N, d, h, c = sn.dims("N d h c")
    X, Y = sn.matrix("X", N, d), sn.matrix("Y", N, c)
    model = sn.Model()
    A = model.define("A", sn.tanh(X @ sn.matrix("W1", d, h) + sn.vector("b1", h)))
    P = model.define("P", sn.softmax(A @ sn.matrix("W2", h, c)))
    model.define("L", -sn.mean(sn.total(Y * sn.log(P), axis=c)))
    model.assume(sn.Eq(sn.total(Y, axis=c), 1))
    return model


def arrays(seed=0, count=50, d=4, h=5, c=3):
    rng = np.random.default_rng(seed)
    data = {"X": rng.normal(size=(count, d)), "Y": np.eye(c)[rng.integers(c, size=count)]}
    params = {
        "W1": rng.normal(size=(d, h)),
        "b1": rng.normal(size=h),
        "W2": rng.normal(size=(h, c)),
    }
    return data, params


def minibatches(model, data, params, size=16):
    """The 200 batches that both libraries get; the last one of an epoch is smaller."""
    rng = np.random.default_rng(1)
    batches = Batches(problem(model, "L", list(params), data), size)
    found = []
    while len(found) < STEPS:
        found += [{n: a.copy() for n, a in batch.items()} for batch, _ in batches.epoch(rng)]
    return found[:STEPS]


def trajectory(optimiser, dtype="float64"):
    """The parameters and the loss at each of 200 steps."""
    model = classifier()
    data, params = arrays()
    params = {name: array.astype(dtype) for name, array in params.items()}
    step = model.training_step("L", list(params), optimiser, dtype=dtype)
    path = []
    for batch in minibatches(model, data, params):
        loss = step(params, {name: array.astype(dtype) for name, array in batch.items()})
        path.append((loss, {name: array.copy() for name, array in params.items()}))
    return path


def trajectory_of_torch(name, options):
    torch = pytest.importorskip("torch")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # small arrays: more threads only wait for each other
    try:
        return _trajectory_of_torch(torch, name, options)
    finally:
        torch.set_num_threads(threads)


def _trajectory_of_torch(torch, name, options):
    model = classifier()
    data, params = arrays()
    tensors = {n: torch.tensor(array, requires_grad=True) for n, array in params.items()}
    optimiser = getattr(torch.optim, name)(list(tensors.values()), **options)
    path = []
    for batch in minibatches(model, data, params):
        X, Y = torch.tensor(batch["X"]), torch.tensor(batch["Y"])
        Z = torch.tanh(X @ tensors["W1"] + tensors["b1"]) @ tensors["W2"]
        loss = -(Y * torch.log_softmax(Z, dim=1)).sum(dim=1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        path.append((loss.item(), {n: t.detach().numpy().copy() for n, t in tensors.items()}))
    return path


def difference(ours, theirs):
    """The largest difference of any parameter or loss at any step."""
    return max(
        max(abs(a - b), *(np.abs(p[name] - q[name]).max() for name in p))
        for (a, p), (b, q) in zip(ours, theirs, strict=True)
    )


@pytest.mark.parametrize("case", PAIRS)
def test_two_hundred_steps_equal_pytorch(case):
    ours, (name, options) = PAIRS[case]
    assert difference(trajectory(ours), trajectory_of_torch(name, options)) < 1e-9


@pytest.mark.parametrize(
    "wrong",
    [
        sn.SGD(0.1, momentum=0.9),  # no Nesterov
        sn.SGD(0.1, momentum=0.9, nesterov=True),  # no weight decay
        sn.SGD(0.1, momentum=0.9, nesterov=True, weight_decay=0.0201),
    ],
    ids=["Nesterov", "weight decay", "its size"],
)
def test_the_comparison_sees_what_is_missing(wrong):
    name, options = PAIRS["Nesterov"][1]
    assert difference(trajectory(wrong), trajectory_of_torch(name, options)) > 1e-5


def test_adam_and_adamw_differ_by_where_the_weights_decay():
    together = trajectory(sn.Adam(0.01, weight_decay=0.1))
    apart = trajectory(sn.AdamW(0.01, weight_decay=0.1))
    assert difference(together, apart) > 1e-3


def test_single_precision_stays_single_and_near():
    found = trajectory(sn.Adam(), "float32")
    assert all(array.dtype == np.float32 for array in found[-1][1].values())
    assert difference(found, trajectory(sn.Adam())) < 1e-4


def test_repeat_is_so_many_steps_on_one_batch():
    model = classifier()
    data, params = arrays()
    one, many = ({n: a.copy() for n, a in params.items()} for _ in range(2))
    step = model.training_step("L", list(params), sn.Adam())
    losses = [step(one, data) for _ in range(7)]
    other = model.training_step("L", list(params), sn.Adam())
    assert other.repeat(many, data, 7) == losses[-1]
    assert other.count == 7
    assert all((one[name] == many[name]).all() for name in one)


@pytest.mark.parametrize("count", [3, 1000])
def test_a_parameter_that_is_one_number_moves_whatever_the_number_of_samples(count):
    N = sn.dims("N")[0]
    model = sn.Model()
    model.define("L", sn.mean((sn.scalar("w") * sn.vector("x", N)) ** 2))
    params = {"w": np.array(1.0)}
    step = model.training_step("L", ["w"], sn.SGD(0.25, momentum=0.5))
    losses = [float(step(params, {"x": np.ones(count)})) for _ in range(2)]
    # w = 1 − ¼·2 = ½,  b = ½·2 + 1 = 2,  w = ½ − ¼·2 = 0
    assert losses == [1.0, 0.25]
    assert params["w"] == 0


def test_settings_may_be_numbers_of_numpy():
    ours = sn.Adam(np.float64(0.001), betas=(np.float64(0.9), 0.999))
    assert ours == sn.Adam()
    assert difference(trajectory(ours), trajectory(sn.Adam())) == 0


# ---- writing ------------------------------------------------------------------------------------

WRITTEN = {
    # m = β₁ m + (1 − β₁) g,  v = β₂ v + (1 − β₂) g²,  w = w − η/(1 − β₁ᵗ) · m/(√v/√(1 − β₂ᵗ) + ε)
    sn.Adam(): """\
m_t = (1 - β_1) g_t + β_1 m_(t-1)
v_t = (1 - β_2) g_t^⊙2 + β_2 v_(t-1)
w_t = w_(t-1) - η/(1 - β_1^t) (m_t ⊘ (1/(√(1 - β_2^t)) √(v_t) + ε 𝟏))""",
    # b = μ b + g + λ w,  w = w − η (g + λ w + μ b)
    sn.SGD(0.1, 0.9, True, 1e-4): """\
b_t = μ b_(t-1) + λ w_(t-1) + g_t
w_t = w_(t-1) - η (μ b_t + λ w_(t-1) + g_t)""",
    sn.SGD(0.1): "w_t = w_(t-1) - η g_t",
    # v = α v + (1 − α) g²,  w = w − η g/(√v + ε)
    sn.RMSProp(): """\
v_t = (1 - α) g_t^⊙2 + α v_(t-1)
w_t = w_(t-1) - η (g_t ⊘ (√(v_t) + ε 𝟏))""",
}


@pytest.mark.parametrize("optimiser", WRITTEN, ids=lambda o: type(o).__name__)
def test_the_equations_as_text(optimiser):
    assert optimiser.text() == WRITTEN[optimiser]


@pytest.mark.parametrize("kind", BY_NAME.values())
def test_the_equations_as_latex(kind):
    latex = kind().latex()
    assert latex.startswith("\\begin{aligned}\n")
    assert latex.count("&=") == len(kind().states) + 1
    assert latex.count("{") == latex.count("}")
    assert not set("⊘⊙√ηαβελμ") & set(latex)


# ---- settings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "settings", "words"),
    [
        (sn.SGD, {"rate": 0.0}, "the learning rate is a number > 0"),
        (sn.SGD, {"rate": float("nan")}, "rate is a number ≥ 0"),
        (sn.SGD, {"nesterov": True}, "needs a momentum > 0"),
        (sn.Adam, {"betas": (0.9, 1.0)}, r"betas are numbers in \[0, 1\)"),
        (sn.RMSProp, {"momentum": -0.1}, "momentum is a number ≥ 0"),
    ],
)
def test_settings_that_make_no_sense(kind, settings, words):
    with pytest.raises(OptimiserError, match=words):
        kind(**settings)


# ---- schedules ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "name", "options"),
    [
        (sn.StepDecay(3, 0.5), "StepLR", {"step_size": 3, "gamma": 0.5}),
        (sn.Exponential(0.9), "ExponentialLR", {"gamma": 0.9}),
        (sn.Cosine(12, 0.01), "CosineAnnealingLR", {"T_max": 12, "eta_min": 0.01}),
    ],
)
def test_schedules_equal_pytorch(ours, name, options):
    torch = pytest.importorskip("torch")
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    schedule = getattr(torch.optim.lr_scheduler, name)(optimiser, **options)
    for epoch in range(12):
        assert ours(0.3, epoch, 0) == pytest.approx(schedule.get_last_lr()[0], rel=1e-12)
        optimiser.step()
        schedule.step()


def test_warmup_comes_before_another_schedule():
    schedule = sn.Warmup(4, sn.Exponential(0.5))
    # η = min(1, (t + 1)/4) · η₀ γ^e
    assert [schedule(1.0, 1, step) for step in (0, 1, 3, 9)] == [0.125, 0.25, 0.5, 0.5]
    assert "min" in schedule.latex()


@pytest.mark.parametrize(
    "bad", [lambda: sn.StepDecay(0), lambda: sn.Exponential(-1.0), lambda: sn.Warmup(0)]
)
def test_schedules_that_make_no_sense(bad):
    with pytest.raises(ScheduleError, match="out of range"):
        bad()
