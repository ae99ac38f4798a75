"""Loops that are watched, for the tests of what is found in them."""

import torch
from torch import nn

from engine.torch.watching.program import Step
from engine.torch.watching.watcher import Watcher


class FoundError(Exception):
    pass


class Loop:
    """A loop that is watched, and what came of it."""

    def __init__(self, model, optimizer=None):
        self.model, self.finding, self.loss = model, None, None
        self.watcher = Watcher(model, self._take, optimizer)

    def __enter__(self):
        self.watcher.__enter__()
        return self

    def __exit__(self, kind, *_):
        self.watcher.__exit__(kind)
        return kind is FoundError

    def _take(self, finding):
        self.finding = finding
        program = self.watcher.program(finding.batch)
        with self.watcher.snapshot.lent():
            self.loss = Step(self.model, program)(
                **dict(zip(program.names(self.model), program.outside, strict=True))
            )
            self.gradients = torch.autograd.grad(
                self.loss, [*self.model.parameters()], allow_unused=True, retain_graph=True
            )
            if program.inputs is not None:
                inputs, targets = program.outside[: program.inputs], program.outside
                other = program.loss(None, targets, self.model(*inputs))
                assert torch.equal(other.nan_to_num(), self.loss.nan_to_num())
        raise FoundError


def network(seed=0, rate=0.1):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2))
    return model, torch.optim.SGD(model.parameters(), lr=rate)


def batches(number, bad=None, times=1e30):
    generator = torch.Generator().manual_seed(1)
    for index in range(number):
        x = torch.randn(4, 3, generator=generator)
        y = torch.randn(4, 2, generator=generator)
        yield (x, y * times if index == bad else y)
