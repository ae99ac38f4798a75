"""What an optimiser remembers before the first iteration, as of a training that goes on."""

from __future__ import annotations

from engine.errors import NetworkError
from engine.language.shapes import say_shape
from engine.language.text import listed, suggestion
from engine.language.values import shape_of
from engine.network.network import Network
from engine.network.updates import memo


def check_memory(network: Network) -> None:
    """Refuse a network that remembers anything but what its optimiser does.

    Raises:
        NetworkError: for a name that it has not, or a value of another shape.
    """
    names = memo(network, network.optimiser)
    shapes = {name: network.shapes[each] for each in names.of for name in names.of[each]}
    if names.count:
        shapes[names.count] = ()
    for name, value in network.memory.items():
        if name not in shapes:
            known = f"; it remembers {listed(shapes)}" if shapes else ", which remembers nothing"
            hint = suggestion(name, list(shapes)) or known
            title = network.optimiser.row.title
            raise NetworkError(f"{name!r} is nothing that {title} remembers{hint}", "memory", name)
        if shape_of(value) != shapes[name]:
            here, needed = say_shape(shape_of(value)), say_shape(shapes[name])
            raise NetworkError(f"{name!r} is {here} and has to be {needed}", "memory", name)
