"""The hidden units of a network in one iteration, and when they lost their last active sample."""

from __future__ import annotations

from dataclasses import dataclass

from engine.iterations.run import Run
from engine.iterations.state import State
from engine.language.expression import occurrences
from engine.language.values import Array
from engine.network.network import Network


@dataclass(frozen=True, eq=False)
class Unit:
    """A unit of a ReLU on the way to a prediction.

    Args:
        node: the ReLU.
        number: which of its units, counted from 0.
        z: its pre-activations, mostly one for each sample.
    """

    node: str
    number: int
    z: Array

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
    state, behind = State(run, len(network.equations)), _behind_targets(network)
    units = []
    for node in network.relus:
        if node not in behind:
            z = np.reshape(np.asarray(state.pre_activation(node)), (-1, network.units(node)))
            units += [Unit(node, number, column) for number, column in enumerate(z.T)]
    return units


def _behind_targets(network: Network) -> set[str]:
    """The loss, the targets, and what is computed from them."""
    behind = {*network.targets, network.loss}
    for name, expression in network.equations:
        if not behind.isdisjoint(occurrences(expression)):
            behind.add(name)
    return behind
