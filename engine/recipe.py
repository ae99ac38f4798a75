"""What to run: a network by its name, and what is changed in it before it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.generated import settings_of
from engine.network import NetworkError
from engine.optimisers import KINDS, Optimiser
from engine.parser import suggestion
from engine.program import Program, derive
from engine.source import SpecError, plain
from engine.spec import load_network
from engine.values import Value


@dataclass(frozen=True)
class Recipe:
    """A network and the changes to make in it.

    Args:
        name: of a network that ships, or the path of a network file.
        values: for inputs, targets, parameters, and the settings of a generated network.
        learning_rate: in place of the network's own.
        optimiser: in place of the network's own, one of `engine.optimisers.KINDS`.
        seed: for the parameters that are drawn.
    """

    name: str
    values: Mapping[str, Value] = field(default_factory=dict)
    learning_rate: float | None = None
    optimiser: str | None = None
    seed: int = 0

    def program(self) -> Program:
        """The program of the network; a file is read anew each time.

        Raises:
            SpecError: where there is no such network, or the changes do not fit it.
        """
        known = settings_of(self.name)
        settings = {name: value for name, value in self.values.items() if name in known}
        values = {name: value for name, value in self.values.items() if name not in known}
        network = load_network(self.name, self.seed, settings)
        for name in values:
            hint = suggestion(name, sorted(known))
            if hint and name not in network.constants:
                raise SpecError(f"{plain(self.name)}: unknown setting {plain(name)!r}{hint}")
        try:
            if values:
                network = network.with_values(values)
            if self.learning_rate is not None:
                network = replace(network, learning_rate=self.learning_rate)
            if self.optimiser is not None and self.optimiser != network.optimiser.kind:
                network = replace(network, optimiser=_optimiser(self.optimiser))
            return derive(network)
        except NetworkError as error:
            raise SpecError(f"{plain(self.name)}: {plain(str(error))}") from None


def _optimiser(kind: str) -> Optimiser:
    if kind not in KINDS:
        raise SpecError(f"no optimiser {plain(kind)!r}: write one of {', '.join(KINDS)}")
    return Optimiser(kind)
