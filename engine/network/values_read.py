"""Values as a network file says them: numbers and lists, initialisers, data, arrays of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from engine.errors import NetworkError
from engine.frozen import frozen
from engine.language.values import Array, Value, array, shape_of
from engine.network.bounds import MAX_BROUGHT, Given, check_numbers
from engine.network.initialisers import KINDS as INITIALISERS
from engine.network.initialisers import Initialiser
from engine.network.literals import read_initialiser, read_value

if TYPE_CHECKING:
    from engine.data.arrays import Arrays
    from engine.data.taken import Taken

Read = TypeVar("Read")
Table = Mapping[str, Any]

FROM = frozenset(("file", "data"))
"""The keys that say that something is taken of data: of a file, or of what ships."""

OF_ARRAYS = ".safetensors"
"""What the name of a file of arrays ends in: each is a value, and need not have samples as rows."""

UNSAID = (
    "to draw it say { normal = 1, shape = [4, 2] }, to take it of a file { file = "
    '"data.csv", columns = ["x1", "x2"] }'
)

SAMPLED = ("inputs", "targets")
"""The tables in which there may be a row for each sample."""


@frozen(slots=True, eq=False)
class Held:
    """A value that is known, in the place of what says in a table where it is.

    Args:
        value: the value.
    """

    value: Value


class Reading:
    """The reading of tables; nothing is drawn before all are bounded."""

    def __init__(self, folders: Sequence[Path], known: Mapping[str, Array]) -> None:
        self._folders, self._known = folders, known
        self.initialisers: dict[str, Initialiser] = {}
        self.taken: dict[str, Taken] = {}
        self._drawn: list[Given] = []
        self._brought: list[Given] = []
        self._places: dict[str, tuple[str, Table]] = {}
        self._files: Arrays | None = None
        self._held: dict[str, Value] = {}

    def read(self, table: str, said: Table) -> dict[str, Value]:
        """The values of a table, by name; 0 for those that are to be drawn."""
        found: dict[str, Value] = {}
        for name, each in said.items():
            if is_data(each):
                found[name] = _checked(_data, each, table, name)
            elif isinstance(each, Held):
                found[name] = self._held[name] = each.value
                self._brought.append(Given(table, name, shape_of(each.value)))
            elif isinstance(each, dict) and str(each.get("file", "")).endswith(OF_ARRAYS):
                found[name] = 0.0
                self._note(table, name, each)
            elif isinstance(each, dict) and not FROM.isdisjoint(each):
                found[name] = self._take(table, name, each)
            elif isinstance(each, dict):
                if table in SAMPLED and INITIALISERS.keys().isdisjoint(each):
                    raise NetworkError(f"{name!r}: {UNSAID}", table, name)
                initialiser = _checked(read_initialiser, each, table, name)
                self.initialisers[name], found[name] = initialiser, 0.0
                self._drawn.append(Given(table, name, initialiser.shape))
            else:
                found[name] = _checked(read_value, each, table, name)
        check_numbers(self._drawn)
        check_numbers(self._brought, MAX_BROUGHT)
        return found

    def _note(self, table: str, name: str, said: Table) -> None:
        """Note an array that is to be read when all are bounded."""
        if self._files is None:
            from engine.data.arrays import Arrays  # not before one is asked for

            self._files = Arrays(self._folders)
        shape = _checked(self._files.entry, said, table, name).shape
        self._brought.append(Given(table, name, shape))
        self._places[name] = table, said

    def arrays(self) -> Mapping[str, Value]:
        """What is read of files of arrays, or has been, by name."""
        if self._files is None:
            return self._held
        read = self._files.read
        return self._held | {
            name: _checked(read, said, table, name) for name, (table, said) in self._places.items()
        }

    @property
    def files(self) -> Mapping[str, str]:
        """The files of arrays, each with what tells whether it is what it was."""
        return {} if self._files is None else self._files.digests

    def _take(self, table: str, name: str, said: Table) -> Array:
        if table == "parameters":
            problem = f"only inputs and targets are taken of data, parameters of {OF_ARRAYS}"
            raise NetworkError(f"{name!r}: {problem}", table, name)
        if name in self._known:
            return self._known[name]
        from engine.data.taken import read_taken  # not before something is taken

        self.taken[name] = _checked(lambda each: read_taken(each, self._folders), said, table, name)
        return self.taken[name].values


def is_data(value: object) -> bool:
    """Whether a program has given an array of numbers with rows, which may be data."""
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    return kind in tuple("biuf") and bool(getattr(value, "ndim", 0))


def _data(data: Any) -> Array:
    """An array that a program has given, which may be as large as what is taken of a file."""
    import numpy as np

    from engine.data.bounds import check_numbers

    if not data.size:
        raise ValueError("an empty array: it has no numbers to compute with")
    check_numbers(len(data), data.size // len(data))
    values = array(data)
    if not np.isfinite(values).all():
        raise ValueError("not all of it are finite numbers")
    return values


def _checked(read: Callable[[Any], Read], said: object, table: str, name: str) -> Read:
    try:
        return read(said)
    except ValueError as error:
        raise NetworkError(f"{name!r}: {error}", table, name) from None
