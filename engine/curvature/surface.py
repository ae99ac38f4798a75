"""The loss as a surface: over the entries of some parameters, from where a run stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

from engine.claims.intervention import intervened
from engine.errors import DebuggerError
from engine.iterations.run import Run
from engine.language.expression import gradient_name
from engine.language.index import entry_name
from engine.language.text import listed
from engine.language.values import Array, Value, array
from engine.program.program import Program

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Flat = NDArray[np.float64]
    Flags = NDArray[np.bool_]
else:
    Flat = Flags = Any


class Surface:
    """The loss over the entries of parameters, all others and the inputs being as they are.

    A place on it is said by how far it lies from where the run stands, an array of shape (size,).

    Args:
        run: where it stands; what it starts with is the place 0.
        parameters: whose entries the surface lies over, in order; all that are not frozen by None.

    Raises:
        DebuggerError: where something in the iteration is set by hand, or nothing can be moved.
    """

    def __init__(self, run: Run, parameters: Iterable[str] | None = None) -> None:
        import numpy as np

        program = run.program
        if run.given:
            names = listed([program.told(program.equations[index].symbol) for index in run.given])
            raise DebuggerError(f"{names} set by hand: the loss does not follow from the equations")
        chosen = program.network.parameters if parameters is None else parameters
        self.run = run
        self.parameters = tuple(
            [name for name in chosen if parameters is not None or name not in run.frozen]
        )
        if not self.parameters:
            raise DebuggerError("every parameter is frozen: there is nothing to move")
        self._start = {name: np.asarray(run.start[program.base[name]]) for name in self.parameters}
        self._ends = np.cumsum([each.size for each in self._start.values()])

    @property
    def size(self) -> int:
        """How many entries there are."""
        return int(self._ends[-1])

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The name of each entry, as `W1[0,1]`."""
        return labels_of(self.run.program, self.parameters)

    @cached_property
    def entries(self) -> Flat:
        """Their values where the run stands."""
        return self.flat(self._start)

    @cached_property
    def here(self) -> Flat:
        """The place where the run stands: 0."""
        import numpy as np

        place = np.zeros(self.size)
        place.setflags(write=False)
        return place

    def at(self, place: Flat) -> Run:
        """The iteration with the parameters of a place."""
        return intervened(self.run, self.values(place))

    def loss(self, place: Flat) -> float:
        """The loss of a place."""
        return self.at(place).loss

    def gradient(self, place: Flat) -> Flat:
        """Its gradient there, as the backward pass has it."""
        run, loss = self.at(place), self.run.program.network.loss
        index = run.program.index
        return self.flat(
            {name: run.value(index[gradient_name(loss, name)]) for name in self.parameters}
        )

    def values(self, place: Flat) -> Mapping[str, Value]:
        """The parameters of a place."""
        parts = self.parts(place)
        return {name: _value(start + parts[name]) for name, start in self._start.items()}

    def parts(self, vector: Flat) -> Mapping[str, Array]:
        """A vector of this space as an array for each parameter."""
        import numpy as np

        found = np.split(vector, self._ends[:-1])
        pairs = zip(self._start.items(), found, strict=True)
        return {name: part.reshape(start.shape) for (name, start), part in pairs}

    def flat(self, values: Mapping[str, Value | Array]) -> Flat:
        """An array for each parameter as a vector of this space."""
        import numpy as np

        return np.concatenate([np.ravel(values[name]) for name in self.parameters])


def labels_of(program: Program, parameters: Iterable[str]) -> tuple[str, ...]:
    """The name of each entry of parameters, as `W1[0,1]`."""
    return tuple(
        [
            entry_name(name, index)
            for name in parameters
            for index in product(*map(range, program.shapes[name]))
        ]
    )


def _value(found: Array) -> Value:
    return array(found) if found.shape else float(found)
