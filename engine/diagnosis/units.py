"""The hidden units of a network in one iteration, and when they lost their last active sample."""

from __future__ import annotations

from dataclasses import dataclass

from engine.iterations.run import Run
from engine.language.expression import occurrences
from engine.language.values import Array
from engine.network.relus import Relu
from engine.network.structure import behind


@dataclass(frozen=True, eq=False)
class Unit:
    """A unit of a ReLU on the way to a prediction.

    Args:
        relu: the ReLU.
        number: which of its units, counted from 0.
        z: its pre-activations, mostly one for each sample.
    """

    relu: Relu
    number: int
    z: Array

    @property
    def node(self) -> str:
        """The node in whose equation it stands."""
        return self.relu.node

    @property
    def is_active(self) -> bool:
        """Whether it is active for all samples."""
        return bool((self.z > 0.0).all())

    @property
    def is_dead(self) -> bool:
        """Whether it is dead for all samples."""
        return bool((self.z < 0.0).all())

    def is_silent(self, at_zero: float) -> bool:
        """Whether it passes no gradient, given the derivative at the kink."""
        return not ((self.z > 0.0) | ((self.z == 0.0) & (at_zero != 0.0))).any()

    @property
    def state(self) -> str:
        """What a silent unit is called."""
        if self.is_dead:
            return "dead"
        return "dead or at the kink" if (self.z < 0.0).any() else "at the kink"


def hidden_units(run: Run) -> list[Unit]:
    """The units of every ReLU on the way to a prediction.

    A ReLU behind a target is part of the loss: where it is not active, the loss is content.
    """
    import numpy as np

    network = run.program.network
    targets, units = behind(network.equations, [*network.targets, network.loss]), []
    for relu in network.relu_calls:
        is_loss = relu.is_whole and relu.node == network.loss
        if targets.isdisjoint(occurrences(relu.z)) and not is_loss:
            z = np.reshape(np.asarray(run.pre_activation(relu)), (-1, relu.units))
            units += [Unit(relu, number, column) for number, column in enumerate(z.T)]
    return units
