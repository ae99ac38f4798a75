"""Networks with other values for what is given: what of them is to be another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypedDict

from engine.errors import NetworkError
from engine.frozen import replace
from engine.language.text import suggestion
from engine.language.values import Value
from engine.network.initialisers import Initialiser
from engine.network.parts import Parts

if TYPE_CHECKING:
    from typing import Protocol

    class Drawn(Parts, Protocol):
        """A network, with how its parameters are drawn."""

        @property
        def initialisers(self) -> Mapping[str, Initialiser]:
            """How parameters are drawn, where they are."""


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
    for name in changes:
        if name not in network.constants:
            known = list(network.constants)
            listed = [*known[:MAX_LISTED], "..."] if len(known) > MAX_LISTED else known
            hint = suggestion(name, known) or f"; it has {', '.join(listed)}"
            computed = " is computed and" if name in network.definitions else ""
            raise NetworkError(f"{name!r}{computed} cannot be set{hint}", name)

    def new(values: Mapping[str, Value]) -> Mapping[str, Value]:
        return {name: changes.get(name, value) for name, value in values.items()}

    initialisers = {
        name: replace(each, used=each.used and name not in changes)
        for name, each in network.initialisers.items()
    }
    tables = Values(
        inputs=new(network.inputs),
        targets=new(network.targets),
        parameters=new(network.parameters),
    )
    return tables, initialisers
