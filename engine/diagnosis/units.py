"""The hidden units of a network in one iteration, and when they lost their last active sample."""

from __future__ import annotations

from dataclasses import dataclass

from engine.iterations.run import Run
from engine.language.values import Array
from engine.network.hidden import hidden_relus
from engine.network.relus import Relu


@dataclass(frozen=True, eq=False)
class Unit:
    """A unit of a ReLU on the way to a prediction.

    Args:
        relu: the ReLU.
        number: which of its units, counted from 0.
        z: its pre-activations, mostly one for each sample; of images, one for each position.
        passes_at_kink: whether it passes a gradient at the kink, by convention.
    """

    relu: Relu
    number: int
    z: Array
    passes_at_kink: bool

    @property
    def key(self) -> tuple[int, int]:
        """The place of its ReLU, and its number."""
        return self.relu.place, self.number

    @property
    def is_active(self) -> bool:
        """Whether it is active for all samples."""
        return bool((self.z > 0.0).all())

    @property
    def is_dead(self) -> bool:
        """Whether it is dead for all samples."""
        return bool((self.z < 0.0).all())

    @property
    def is_silent(self) -> bool:
        """Whether it passes no gradient."""
        passes = self.z >= 0.0 if self.passes_at_kink else self.z > 0.0
        return not passes.any()

    @property
    def state(self) -> str:
        """What a silent unit is called."""
        if self.is_dead:
            return "dead"
        return "dead or at the kink" if (self.z < 0.0).any() else "at the kink"


def hidden_units(run: Run) -> list[Unit]:
    """The units of every hidden ReLU in an iteration."""
    import numpy as np

    network = run.program.network
    passes, units = network.conventions.relu_at_zero != 0.0, []
    for relu in hidden_relus(network):
        z = relu.columns(np.asarray(run.pre_activation(relu)))
        units += [Unit(relu, number, column, passes) for number, column in enumerate(z.T)]
    return units
