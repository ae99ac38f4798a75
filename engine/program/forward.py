"""Programs of the forward pass alone: what predicts and is not trained."""

from __future__ import annotations

from engine.frozen import replace
from engine.language.shapes import Shape
from engine.network.network import Network
from engine.network.optimisers import Optimiser
from engine.network.updates import LEARNING_RATE, memo
from engine.program.bounds import check_work
from engine.program.program import Program, forward_equations

MORE = 4
"""It may take so many times as much as an iteration: it is run once an epoch, and for one look."""


def forward_program(network: Network) -> Program:
    """The program of a network as far as its loss: no gradient, no update, nothing remembered.

    Raises:
        NetworkError: where it would be too large to be run.
    """
    network = replace(network, optimiser=Optimiser())
    shapes: dict[str, Shape] = {**network.shapes, LEARNING_RATE: ()}
    equations = tuple(forward_equations(network))
    check_work(network, equations, shapes, MORE)
    return Program(network, equations, shapes, memo(network, network.optimiser))
