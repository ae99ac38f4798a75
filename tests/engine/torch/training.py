"""The training of a module by torch, in float64, given the masks of dropout of a network."""

import torch

from engine.network.masks import Mask
from engine.torch.in_float64 import as_float64, run_in_float64
from engine.torch.whole import Whole

OPTIMIZERS = {
    "sgd": lambda values: torch.optim.SGD(values, lr=0.05, weight_decay=0.01),
    "momentum": lambda values: torch.optim.SGD(values, lr=0.02, momentum=0.9),
    "adam": lambda values: torch.optim.Adam(values, lr=0.01, eps=1e-4),
    "adamw": lambda values: torch.optim.AdamW(values, lr=0.01, eps=1e-4, weight_decay=0.1),
}
"""What makes each optimizer; none divides by the size of a gradient that is only rounding."""

UPDATES = 20


class Training:
    """A module and its batch, of which torch computes losses and gradients.

    Args:
        model: the module, which stays as it is.
        loss: what makes the loss.
        inputs: of the module.
        targets: of the loss.
    """

    def __init__(self, model, loss, inputs, targets):
        self._whole = Whole(model, loss)
        self._examples = (inputs,), (targets,)
        self.values = {
            name: as_float64(each).clone().requires_grad_()
            for name, each in self._whole.named_parameters()
        }

    def loss(self, network, iteration=0):
        """The loss in an iteration of a network, whose masks are taken."""
        fed = {**network.inputs, **network.fed(iteration)}
        masks = [fed[each.name] for each in network.feeds if isinstance(each, Mask)]
        return run_in_float64(self._whole, self.values, self._examples, masks)

    def gradients(self, network):
        """The gradient of each parameter, by its path in the module."""
        found = torch.autograd.grad(self.loss(network), list(self.values.values()))
        paths = [name.removeprefix("model.") for name in self.values]
        return dict(zip(paths, (each.numpy() for each in found), strict=True))

    def losses(self, network, kind, count=UPDATES):
        """The losses before each of so many updates by an optimizer."""
        optimizer = OPTIMIZERS[kind](list(self.values.values()))
        for iteration in range(count):
            optimizer.zero_grad()
            value = self.loss(network, iteration)
            value.backward()
            optimizer.step()
            yield value.item()
