"""The proof at import: loss and every gradient of the equations against those of torch.

Torch runs the very module, in float64, with the parameters that the network has, and goes back by
its own means; the equations are run as they are stepped through. What differs by more than
rounding may do is no conversion of it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from engine.errors import ModelError
from engine.frozen import frozen, replace
from engine.iterations.run import add
from engine.language.expression import gradient_name
from engine.language.figures import brief
from engine.language.text import plain
from engine.language.values import Array, Value, unwarned
from engine.network.masks import Mask
from engine.network.network import Network
from engine.network.optimisers import Optimiser
from engine.program.equation import Phase
from engine.program.program import Program, derive
from engine.torch.comparing import Comparing, Gradients, alike
from engine.torch.in_float64 import as_float64, differentiate, run_in_float64

WITHOUT_NUMPY = (torch.bfloat16,)
"""The precisions that numpy does not have."""


@frozen(slots=True)
class Proof:
    """How far the equations are from torch, on the example.

    Args:
        loss: the loss by torch.
        loss_apart: how far the loss of the equations is from it.
        apart: the largest difference of an entry of a gradient.
        where: the parameter whose gradient has it, as it is written; may be empty.
        parameters: of how many parameters gradients were compared.
        not_finite: how many numbers that torch has are not finite; they were not compared.
    """

    loss: float
    loss_apart: float
    apart: float
    where: str
    parameters: int
    not_finite: int = 0

    @property
    def text(self) -> str:
        """One line."""
        gradients = "1 gradient" if self.parameters == 1 else f"{self.parameters:,} gradients"
        worst = f" (that of {plain(self.where)})" if self.apart else ""
        are = "number is" if self.not_finite == 1 else "numbers are"
        left = f"; {self.not_finite:,} {are} not finite there" if self.not_finite else ""
        return (
            f"compared with torch in float64: loss {brief(self.loss)}, difference "
            f"{brief(self.loss_apart)}; {gradients}, largest difference {brief(self.apart)}{worst}"
            f"{left}"
        )


def prove(
    network: Network,
    module: torch.nn.Module,
    examples: Sequence[Any],
    parameters: Mapping[str, str],
) -> Proof:
    """Compare the loss and every gradient of a network with those of a module.

    Args:
        network: the network.
        module: gives the loss.
        examples: what it is called with.
        parameters: the names of the network's parameters by those of the module's.

    Raises:
        ModelError: where they differ by more than rounding may do.
    """
    leaves = _leaves(network, module, parameters)
    loss = run_in_float64(module, leaves, examples, _masks(network))
    with Gradients() as gradients:
        differentiate(loss, leaves, lambda path, found: gradients.keep(parameters[path], found))
        # Neither the update nor what an optimizer remembers is looked at.
        program = derive(replace(network, optimiser=Optimiser()))
        comparing = Comparing(program, gradients)
        for name, value in _computed(program):
            if name == network.loss:
                comparing.compare_loss(float(value), float(loss.detach()))
            else:
                comparing.compare_gradient(name, value)
    return Proof(
        comparing.loss,
        comparing.loss_apart,
        comparing.apart,
        comparing.where,
        len(parameters),
        comparing.not_finite,
    )


def _leaves(
    network: Network, module: torch.nn.Module, parameters: Mapping[str, str]
) -> dict[str, torch.Tensor]:
    """The parameters of the network as torch takes them, which have to be those of the module.

    They share the memory of the network's.
    """
    own = dict(module.named_parameters())
    found = {}
    for path, name in parameters.items():
        value, tensor = np.asarray(network.parameters[name]), own[path].detach().cpu()
        if tensor.dtype in WITHOUT_NUMPY:
            tensor = as_float64(tensor)
        if not alike(value, tensor.numpy()):
            raise ModelError(f"{path}: {name} of the file has other numbers than the model")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that the array cannot be written to, and it is not
            found[path] = torch.from_numpy(value).requires_grad_()
    return found


def _masks(network: Network) -> list[Array]:
    """The masks of dropout, in the order of the equations."""
    found = [each.name for each in network.feeds if isinstance(each, Mask) and each.is_drawn]
    return [np.asarray(network.inputs[name]) for name in found]


def _computed(program: Program) -> Iterator[tuple[str, Value]]:
    """The loss, and the gradient of each parameter by its name, as they come about.

    A gradient of a parameter is let go then, as no later step of the backward pass needs it: of a
    large model there are as many of them as parameters.
    """
    network, memory = program.network, list(program.start)
    wanted = {gradient_name(network.loss, name): name for name in network.parameters}
    with unwarned():
        for index in range(program.phases[Phase.BACKWARD].stop):
            symbol = program.equations[index].symbol
            value = add(tuple([term(memory) for term in program.functions.of(index)]))
            memory.append(value)
            if symbol in wanted:
                memory[-1] = 0.0
                yield wanted[symbol], value
            elif symbol == network.loss:
                yield symbol, value
