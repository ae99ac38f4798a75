"""Networks with other values for what is given: what of them is to be another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

from engine.errors import NetworkError
from engine.frozen import replace
from engine.language.text import suggestion
from engine.language.values import Value
from engine.network.feeds import Feed, held
from engine.network.initialisers import Initialiser, draw
from engine.network.parts import Parts

if TYPE_CHECKING:
    from typing import Protocol

    class Drawn(Parts, Protocol):
        """A network, with how its values are drawn."""

        @property
        def initialisers(self) -> Mapping[str, Initialiser]:
            """How values are drawn, where they are."""

        @property
        def feeds(self) -> Sequence[Feed]:
            """What is taken anew in each iteration."""


MAX_LISTED = 20
"""The most names that an error lists."""


class Values(TypedDict):
    """What is given to a network, by its table."""

    inputs: Mapping[str, Value]
    targets: Mapping[str, Value]
    parameters: Mapping[str, Value]


def changed(
    network: Drawn, changes: Mapping[str, Value]
) -> tuple[Values, Mapping[str, Initialiser]]:
    """What is given to a network with these changes, and its initialisers then.

    Raises:
        NetworkError: for a name that has no value to change.
    """
    fixed = held(network.feeds)
    for name in changes:
        if name not in network.constants:
            known = list(network.constants)
            listed = [*known[:MAX_LISTED], "..."] if len(known) > MAX_LISTED else known
            hint = suggestion(name, known) or f"; it has {', '.join(listed)}"
            computed = " is computed and" if name in network.definitions else ""
            raise NetworkError(f"{name!r}{computed} cannot be set{hint}", name)
        if name in fixed:
            raise NetworkError(
                f"{name!r} cannot be set for a whole run: it is taken anew in each iteration, or "
                "by the seed; its value in one iteration can be changed there",
                name,
            )

    initialisers = {
        name: replace(each, used=each.used and name not in changes)
        for name, each in network.initialisers.items()
    }
    tables = Values(
        inputs=_with(network.inputs, changes),
        targets=_with(network.targets, changes),
        parameters=_with(network.parameters, changes),
    )
    return tables, initialisers


def reseeded(network: Drawn, seed: int) -> tuple[Values, tuple[Feed, ...]]:
    """What is given to a network, and fed, drawn by another seed where it is drawn.

    Raises:
        NetworkError: where nothing is, or for a seed below 0.
    """
    if not is_drawn(network.initialisers, network.feeds):
        raise NetworkError("nothing in this network is drawn: a seed changes nothing")
    try:
        new = draw(network.initialisers, seed)
    except ValueError as error:
        raise NetworkError(str(error)) from None
    feeds = tuple([each.with_drawn(new) for each in network.feeds])
    for feed in feeds:
        if feed.changes or feed.is_drawn:  # what else it gives may have been set
            new.update(feed.values(seed, 0))
    tables = Values(
        inputs=_with(network.inputs, new),
        targets=_with(network.targets, new),
        parameters=_with(network.parameters, new),
    )
    return tables, feeds


def is_drawn(initialisers: Mapping[str, Initialiser], feeds: Sequence[Feed]) -> bool:
    """Whether a seed changes anything."""
    return any(each.used for each in initialisers.values()) or any(each.is_drawn for each in feeds)


def _with(values: Mapping[str, Value], new: Mapping[str, Value]) -> Mapping[str, Value]:
    """Values with others in the place of those that are new."""
    return {name: new.get(name, value) for name, value in values.items()}
