"""The second derivatives at a place as a network of its own, to be opened and stepped through."""

from __future__ import annotations

from engine.curvature.surface import Flat, Surface
from engine.errors import DebuggerError
from engine.language.values import Value, array
from engine.network.network import Network
from engine.program.second import second


def steppable(surface: Surface, vector: Flat) -> Network:
    """The network whose loss is the slope along a vector, and whose gradients are H v.

    Raises:
        DebuggerError: where no slope depends on a parameter, so that there is nothing to step.
        NetworkError: where the program would be too large.
    """
    run, found = surface.run, second(surface.run.program, surface.parameters)
    if found.program is None:
        raise DebuggerError("the loss is linear in these parameters: no second derivative is not 0")
    network, base = found.program.network, run.program.base
    values: dict[str, Value] = {
        name: run.start[base[name]] for name in network.constants if name in base
    }
    parts = surface.parts(vector)
    for name, direction in found.directions.items():
        values[direction] = array(parts[name]) if parts[name].shape else float(parts[name])
    return network.with_values(values)
