"""Optimisers of torch, taken over: the updates are those of torch, and others are refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ModelError
from engine.iterations.run import trace
from engine.network.arguments import build_network
from engine.program.program import derive

torch = pytest.importorskip("torch")
optimisers = pytest.importorskip("engine.torch.optimisers")

UPDATES = 20

shares = st.floats(0.0, 0.99)
rates = st.floats(0.001, 0.2)
decays = st.sampled_from([0.0, 0.01, 0.3])
tiny = st.floats(1e-6, 0.1)
betas = st.tuples(shares, shares)


def optimiser(kind, **settings):
    """Draws of an optimiser of torch: its name and settings."""
    return st.fixed_dictionaries({"lr": rates, "weight_decay": decays, **settings}).map(
        lambda drawn: (kind, drawn)
    )


OPTIMISERS = st.one_of(
    optimiser("SGD"),
    optimiser("SGD", momentum=shares),
    optimiser("SGD", momentum=st.floats(0.1, 0.99), nesterov=st.just(True)),
    optimiser("Adam", betas=betas, eps=tiny),
    optimiser("Adam", betas=betas, eps=tiny, decoupled_weight_decay=st.just(True)),
    optimiser("AdamW", betas=betas, eps=tiny),
    optimiser("RMSprop", alpha=shares, eps=tiny),
    optimiser("Adagrad", eps=tiny),
)


def problem():
    """The loss of a small problem by torch, and the same as equations."""
    rng = np.random.default_rng(3)
    x, y, w, b = (rng.standard_normal(shape) for shape in [(5, 3), 5, 3, 1])
    tensors = [torch.tensor(each, requires_grad=True) for each in (w, b)]

    def loss():
        return ((torch.tensor(x) @ tensors[0] + tensors[1] - torch.tensor(y)) ** 2).mean()

    return tensors, loss, {
        "equations": "L = mean(square(x @ w + b - y))", "loss": "L", "inputs": {"x": x},
        "targets": {"y": y}, "parameters": {"w": w, "b": b},
    }  # fmt: skip


@given(OPTIMISERS)
def test_the_updates_are_those_of_torch(drawn):
    kind, settings = drawn
    tensors, loss, parts = problem()
    of_torch = getattr(torch.optim, kind)(tensors, **settings)
    found = optimisers.taken_over(of_torch)
    assert found.trained == {id(each) for each in tensors}
    network = build_network(**parts, **found.settings)
    for run in trace(derive(network), UPDATES):
        of_torch.zero_grad()
        value = loss()
        value.backward()
        of_torch.step()
        assert run.loss == pytest.approx(value.item(), rel=1e-9, abs=1e-12)
    for name, tensor in zip(network.parameters, tensors, strict=True):
        value = run.end[run.program.base[name]]
        np.testing.assert_allclose(value, tensor.detach().numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("kind", "settings", "said"),
    [
        ("SGD", {"momentum": 0.9, "dampening": 0.1}, "SGD with dampening=0.1"),
        ("SGD", {"maximize": True}, "with maximize=False it is"),
        ("SGD", {"momentum": 1.5}, "momentum has to be a number from 0 and below 1"),
        ("Adam", {"amsgrad": True}, "Adam with amsgrad=True"),
        ("Adam", {"eps": 0.0}, "epsilon has to be a number above 0"),
        ("RMSprop", {"centered": True}, "RMSprop with centered=True"),
        ("RMSprop", {"momentum": 0.5}, "RMSprop with momentum"),
        ("Adagrad", {"lr_decay": 0.1}, "Adagrad with lr_decay=0.1"),
        ("Rprop", {}, "Rprop is not taken over; SGD, Adam, AdamW, RMSprop and Adagrad are"),
    ],
)
def test_what_would_be_another_update_is_refused(kind, settings, said):
    tensors, _, _ = problem()
    with pytest.raises(ModelError, match=f"(?s)^optimizer: .*{said}"):
        optimisers.taken_over(getattr(torch.optim, kind)(tensors, **settings))


def test_an_optimiser_that_somebody_made_of_one_is_refused():
    class SGD(torch.optim.SGD):
        def step(self, closure=None):
            """Does nothing."""

    with pytest.raises(ModelError, match="SGD is not taken over"):
        optimisers.taken_over(SGD(problem()[0], lr=0.1))
    with pytest.raises(ModelError, match="'adam' is no optimiser of torch"):
        optimisers.taken_over("adam")


def test_groups_are_one_where_their_settings_are():
    w, b = problem()[0]
    alike = torch.optim.SGD([{"params": [w]}, {"params": [b]}], lr=0.25)
    assert optimisers.taken_over(alike).settings == {"learning_rate": 0.25, "optimiser": "gd"}
    unlike = torch.optim.SGD([{"params": [w]}, {"params": [b], "lr": 1.0}], lr=0.25)
    with pytest.raises(ModelError, match=r"lr is 0\.25 in group 1, 1\.0 in group 2"):
        optimisers.taken_over(unlike)


def test_a_schedule_is_left_behind_and_that_is_said():
    tensors, loss, _ = problem()
    of_torch = torch.optim.SGD(tensors, lr=0.5, momentum=0.5)
    schedule = torch.optim.lr_scheduler.StepLR(of_torch, 1, gamma=0.1)
    assert optimisers.taken_over(of_torch).notes == ()
    loss().backward()
    of_torch.step()
    schedule.step()
    (rate,) = optimisers.taken_over(of_torch).notes
    assert "0.05" in rate


def test_what_differs_between_parameters_is_left_behind_and_that_is_said():
    (w, b), loss, _ = problem()
    of_torch = torch.optim.Adam([w, b], lr=0.5)
    loss().backward()
    b.grad = None
    of_torch.step()
    (uneven,) = optimisers.taken_over(of_torch).notes
    assert "not all parameters have had as many updates" in uneven


def test_an_optimiser_is_read_from_a_text():
    tensors, _, _ = problem()
    made = optimisers.optimiser_of("AdamW(lr=0.01, betas=(0.5, 0.6), weight_decay=0.1)", tensors)
    assert optimisers.taken_over(made).settings == {
        "learning_rate": 0.01, "optimiser": "adamw", "beta1": 0.5, "beta2": 0.6,
        "epsilon": 1e-8, "weight_decay": 0.1,
    }  # fmt: skip
    assert optimisers.taken_over(optimisers.optimiser_of("SGD", tensors)).settings == {
        "learning_rate": 0.001, "optimiser": "gd"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("adamw(lr=1)", "did you mean 'AdamW'"),
        ("Lion(lr=1)", "write one of SGD, Adam"),
        ("AdamW(0.1)", "write the name and settings"),
        ("AdamW(**{})", "write the name and settings"),
        ("AdamW(lr=__import__('os').getcwd())", "write the name and settings"),
        ("torch.optim.SGD(lr=1)", "write the name and settings"),
        ("AdamW(lr", "write the name and settings"),
        ("(" * 5000, "write the name and settings"),
        ("AdamW(lr=-1)", "torch says: Invalid learning rate"),
        ("AdamW(rate=1)", "torch says: .*rate"),
        ("AdamW(lr='fast')", "torch says"),
    ],
)
def test_a_text_that_is_none_is_refused(text, said):
    with pytest.raises(ModelError, match=said):
        optimisers.optimiser_of(text, problem()[0])
