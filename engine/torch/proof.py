"""The proof at import: loss and every gradient of the equations against those of torch.

Torch runs the very module, in float64, with the parameters that the network has, and goes back by
its own means; the equations are run as they are stepped through. What differs by more than
rounding may do is no conversion of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from engine.errors import ModelError
from engine.frozen import frozen
from engine.gradients.rounding import gradient_bounds
from engine.iterations.run import Run, add
from engine.language.expression import gradient_name
from engine.language.figures import brief
from engine.language.text import plain
from engine.language.values import Array, Value, unwarned
from engine.network.masks import Mask
from engine.network.network import Network
from engine.program.equation import Phase
from engine.program.program import Program, derive
from engine.torch.in_float64 import as_float64, differentiated, run_in_float64

ALLOWED = 1e-9
"""How far numbers may be apart without a look at rounding, next to the largest of their array."""

ROUNDINGS = 64.0
"""So many times the bound of rounding may two gradients be apart: both are rounded, many times."""


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
        left = f"; {self.not_finite:,} numbers are not finite there" if self.not_finite else ""
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
    program = derive(network)
    leaves = _leaves(network, module, parameters)
    loss = run_in_float64(module, leaves, examples, _masks(network))
    found = differentiated(loss, list(leaves.values()))
    of_torch = dict(zip(parameters.values(), found, strict=True))
    comparing = _Comparing(program)
    for name, value in _computed(program):
        if name == network.loss:
            comparing.loss(float(value), float(loss.detach()))
        else:
            gradient = of_torch.pop(name)
            zero = np.zeros(network.shapes[name])
            comparing.gradient(name, value, zero if gradient is None else gradient.numpy())
    return comparing.proof(len(parameters))


def _leaves(
    network: Network, module: torch.nn.Module, parameters: Mapping[str, str]
) -> dict[str, torch.Tensor]:
    """The parameters of the network as torch takes them, which have to be those of the module."""
    own = dict(module.named_parameters())
    found = {}
    for path, name in parameters.items():
        value = np.asarray(network.parameters[name])
        tensor = as_float64(own[path])
        if not np.array_equal(value, tensor.numpy(), equal_nan=True):
            raise ModelError(f"{path}: {name} of the file has other numbers than the model")
        found[path] = tensor.requires_grad_()
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


class _Comparing:
    """Compares numbers of the equations with numbers of torch, and remembers the worst.

    Args:
        program: the equations, for a bound of rounding, where one is needed.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._bounds: Mapping[str, Value] | None = None
        self._loss, self._loss_apart = 0.0, 0.0
        self._apart, self._where = 0.0, ""
        self._not_finite = 0

    def proof(self, parameters: int) -> Proof:
        """What came of it."""
        return Proof(
            self._loss, self._loss_apart, self._apart, self._where, parameters, self._not_finite
        )

    def loss(self, mine: float, theirs: float) -> None:
        """Compare the loss."""
        apart, scale = self._difference(mine, theirs)
        self._loss, self._loss_apart = theirs, apart
        if not apart <= ALLOWED * max(scale, 1e-3):
            raise ModelError(
                f"the equations are not what the model computes: the loss is {brief(theirs)} by "
                f"torch and {brief(mine)} by the equations; no file is written"
            )

    def gradient(self, name: str, mine: Value, theirs: Any) -> None:
        """Compare the gradient of a parameter."""
        written = self._program.network.names.get(name, name)
        apart, scale = self._difference(mine, theirs)
        if not apart <= ALLOWED * scale and not self._is_rounding(name, mine, theirs):
            raise ModelError(
                f"the equations are not what torch differentiates: the gradient of {written} is "
                f"off by {brief(apart)}, where its largest entry is {brief(scale)}; no file is "
                "written\na torch.autograd.Function has a backward pass of its own; --stop-at "
                "PATH cuts the model before it"
            )
        if apart > self._apart:
            self._apart, self._where = apart, written

    def _difference(self, mine: Value, theirs: Any) -> tuple[float, float]:
        """The largest difference of entries, and the largest entry; infinite for other shapes.

        What is not finite by torch is not compared, and nothing is where its loss is not.
        """
        left, right = np.asarray(mine), np.asarray(theirs)
        if left.shape != right.shape:
            return np.inf, 0.0
        is_finite = np.isfinite(right)
        if not is_finite.all():
            self._not_finite += int(right.size - np.count_nonzero(is_finite))
            left, right = left[is_finite], right[is_finite]
        with np.errstate(all="ignore"):
            apart = np.abs(left - right)
        if not np.isfinite(self._loss):
            apart = apart[np.isfinite(left)]
        return float(apart.max(initial=0.0)), float(np.abs(right).max(initial=0.0))

    def _is_rounding(self, name: str, mine: Value, theirs: Any) -> bool:
        """Whether rounding may do as much."""
        if self._bounds is None:
            with unwarned():
                self._bounds = gradient_bounds(Run(self._program, 0, self._program.start))
        apart = np.abs(np.asarray(mine) - np.asarray(theirs))
        return bool((apart <= ROUNDINGS * np.asarray(self._bounds[name])).all())
