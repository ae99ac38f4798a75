"""Groups: equations that belong together, as those that a layer is written out to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from engine.errors import NetworkError
from engine.frozen import frozen
from engine.network.parts import Definition


@frozen(slots=True)
class Group:
    """Equations that stand one behind the other and belong together.

    Args:
        name: what it is called, that of the node it computes last, `h`; of a round of a loop `t=2`.
        layer: what was written out, `conv2d`; of a round of a loop `for`.
        call: the equation as it is written in the file, `h = conv2d(x, W, b, stride=2)`.
        about: what it does, in a sentence.
        members: the nodes that are computed in it, in order, those of groups in it too.
        outputs: the members that are read from outside of it.
        parent: the group in which it stands, by its name; empty where it stands in none.
        brings: the inputs that it brings along: masks, and what it remembers.
        is_block: whether a file says so, and it is no layer or round: it is called what it is said.
    """

    name: str
    layer: str
    call: str
    about: str
    members: tuple[str, ...]
    outputs: tuple[str, ...]
    parent: str = ""
    brings: tuple[str, ...] = ()
    is_block: bool = False


def brought_in(groups: Iterable[Group]) -> frozenset[str]:
    """The inputs that groups bring along: masks, and what they remember."""
    return frozenset(name for group in groups for name in group.brings)


class Grouped(Protocol):
    """Equations with the groups that they stand in, as a network has them."""

    @property
    def equations(self) -> tuple[Definition, ...]:
        """The forward equations, in order."""

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups, each before those that stand in it."""

    @property
    def lines(self) -> Sequence[int]:
        """For each equation the line that it comes from; of those behind them, their own."""

    @property
    def names(self) -> Mapping[str, str]:
        """How names are written, where not as they are."""


def line_of(network: Grouped, index: int) -> int:
    """The line that an equation comes from, of those of the file that say something."""
    return network.lines[index] if index < len(network.lines) else index


def placed(network: Grouped, error: NetworkError) -> NetworkError:
    """What is wrong with an equation, as what is wrong with the line that it comes from."""
    match error.where:
        case ("equations", int(index)):
            name, said = network.equations[index].name, str(error)
            within = [each for each in network.groups if name in each.members]
            written = network.names.get(name, name)
            if within or ("[" in written and said.startswith(f"{name}: ")):
                layers = [each.layer for each in within if each.layer != "for"]
                layer = f"{layers[-1]}, " if layers else ""
                said = f"{layer}{written}: {said.removeprefix(f'{name}: ')}"
            return NetworkError(said, "equations", line_of(network, index))
    return error
