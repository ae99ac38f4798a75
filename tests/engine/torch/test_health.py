"""Modules of torch that are ill in different ways are told apart, by what torch itself has."""

from itertools import pairwise

import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402  (not before it is known to be there)

from engine.health.health import Ailment, health_of  # noqa: E402
from engine.iterations.timeline import Timeline  # noqa: E402
from engine.program.program import derive  # noqa: E402
from engine.torch.imported import import_module  # noqa: E402


class Layers(nn.Module):
    def __init__(self, widths, activation):
        super().__init__()
        made = [nn.Linear(a, b, dtype=torch.float64) for a, b in pairwise(widths)]
        self.layers = nn.ModuleList(made)
        self.activation = activation

    def forward(self, x):
        *hidden, last = self.layers
        for layer in hidden:
            x = self.activation(layer(x))
        return last(x)


def module(name):
    torch.manual_seed(0)
    if name == "dead":
        made = Layers([8, 50, 20, 4], torch.relu)
        with torch.no_grad():
            made.layers[0].bias[:30] = -100.0
            made.layers[0].bias[30:] = 1.0
            made.layers[1].bias[:] = 1.0
    elif name == "linear":
        made = Layers([8, 20, 20, 4], torch.relu)
        with torch.no_grad():
            made.layers[0].bias[:] = 100.0
            made.layers[1].bias[:] = 1000.0
    elif name == "vanishing":
        made = Layers([8, *[16] * 8, 4], torch.sigmoid)
    elif name == "exploding":
        made = Layers([8, *[16] * 8, 4], torch.relu)
        with torch.no_grad():
            for layer in made.layers:
                layer.weight *= 20.0
    else:
        made = Layers([8, 32, 32, 4], torch.tanh)
    return made


AILMENTS = {
    "dead": Ailment.DEAD, "linear": Ailment.LINEAR, "vanishing": Ailment.VANISHING,
    "exploding": Ailment.EXPLODING, "healthy": None,
}  # fmt: skip


@pytest.mark.parametrize("name", AILMENTS)
def test_illnesses_of_modules_are_told_apart_and_their_numbers_are_those_of_torch(name):
    torch.set_num_threads(1)
    made = module(name)
    x, y = torch.randn(16, 8, dtype=torch.float64), torch.randn(16, 4, dtype=torch.float64)
    kept = []

    def keep(_, __, out):
        kept.append(out)

    hooks = [layer.register_forward_hook(keep) for layer in made.layers]
    loss = nn.functional.mse_loss(made(x), y)
    gradients = torch.autograd.grad(loss, kept)
    for hook in hooks:
        hook.remove()

    drafted = import_module(made, nn.functional.mse_loss, x, y).drafted
    timeline = Timeline(derive(drafted.network()))
    health = health_of(timeline, 0)
    first = health.ailments[0] if health.ailments else None
    assert first is AILMENTS[name]
    assert all(claim.holds(timeline) for claim in health.claims)
    assert len(health.sizes) == len(made.layers)
    for size, out, gradient in zip(health.sizes, kept, gradients, strict=True):
        assert size.value == pytest.approx(out.square().mean().sqrt().item())
        assert size.gradient == pytest.approx(gradient.norm().item())
        if size.units:
            assert len(size.dead) == int((out <= 0).all(dim=0).sum())
    if name == "dead":
        assert "30 of 50 units of layers.0 are dead for all 16 samples" in health.line(
            timeline.program, timeline.program.style
        )
