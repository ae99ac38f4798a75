"""What the optimiser of a script remembers at first, where its training goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from engine.export.pytorch.arrays import even, floating, is_even, wrapped
from engine.export.pytorch.names import free
from engine.export.pytorch.values import FEW
from engine.frozen import frozen
from engine.language.values import Array, Value, is_array
from engine.network.network import Network
from engine.network.updates import Memo, memo

STEP = " " * 4

KEYS: Mapping[str, Mapping[str, str]] = {
    "momentum": {"v": "momentum_buffer"},
    "nesterov": {"v": "momentum_buffer"},
    "rmsprop": {"v": "square_avg"},
    "adagrad": {"s": "sum"},
    "adam": {"m": "exp_avg", "v": "exp_avg_sq"},
    "adamw": {"m": "exp_avg", "v": "exp_avg_sq"},
}
"""For the letters of an optimiser what PyTorch calls that in the state of a parameter."""

COUNTS = ("rmsprop", "adagrad", "adam", "adamw")
"""The optimisers whose state has the number of updates in PyTorch as well."""


@frozen(eq=False)
class Remembered:
    """The text of what an optimiser remembers.

    Args:
        network: the network.
        names: what nodes are called in Python.
        has_file: whether there is a file beside the script for what has many numbers.
    """

    network: Network
    names: Mapping[str, str]
    has_file: bool

    @cached_property
    def updates(self) -> float:
        """How many updates there have been, as far as that matters."""
        count = self.network.memory.get(self._memo.count, 0.0)
        assert not is_array(count)  # noqa: S101  (as the reader of networks has seen to)
        return count

    @cached_property
    def stored(self) -> Mapping[str, Array]:
        """The arrays that stand in the file beside the script, by their names in it."""
        if not self.has_file:
            return {}
        return {
            self._called(name): value
            for name, value in self._values.items()
            if is_array(value) and value.size > FEW and not is_even(value)
        }

    @property
    def count(self) -> int:
        """How many numbers a script holds for it."""
        return sum(value.size if is_array(value) else 1 for value in self._values.values())

    def lines(self) -> Iterator[str]:
        """The function that gives it, line by line; nothing where all begins anew."""
        if not self.is_any:
            return
        yield "def remembered(model):"
        yield f'{STEP}"""What the optimizer has gathered in the updates before."""'
        yield f"{STEP}return {{"
        kind = self.network.optimiser.kind
        for parameter, letters in self._memo.letters.items():
            of = {key: letters[letter].name for letter, key in KEYS[kind].items()}
            if kind not in COUNTS and self._values.keys().isdisjoint(of.values()):
                continue
            yield f"{STEP * 2}model.{self.names[parameter]}: {{"
            if kind in COUNTS:
                yield f'{STEP * 3}"step": torch.tensor({floating(self.updates)}),'
            for key, name in of.items():
                yield from self._entry(f'{STEP * 3}"{key}": ', name, parameter)
            yield f"{STEP * 2}}},"
        yield f"{STEP}}}"

    @property
    def is_any(self) -> bool:
        """Whether the optimiser of PyTorch remembers anything at first."""
        optimiser = self.network.optimiser
        if optimiser.kind in ("momentum", "nesterov") and not optimiser.momentum:
            return False  # which is plain descent there
        return optimiser.kind in KEYS and bool(self.network.memory)

    def _entry(self, start: str, name: str, parameter: str) -> Iterator[str]:
        value = self._values.get(name)
        if value is None:
            yield f"{start}torch.zeros_like(model.{self.names[parameter]}),"
        elif not is_array(value):
            yield f"{start}torch.tensor({floating(value)}),"
        elif self._called(name) in self.stored:
            yield f'{start}torch.from_numpy(data["{self._called(name)}"]),'
        elif is_even(value):
            yield f"{start}{even(value)},"
        else:
            yield from wrapped(value, f"{start}torch.tensor(", "),", floating)

    def _called(self, name: str) -> str:
        """A name in the file, which nothing else has."""
        return free(name, frozenset(self.names.values()))

    @cached_property
    def _values(self) -> Mapping[str, Value]:
        """What is remembered about parameters, by the names of the program."""
        memory = self.network.memory
        return {name: value for name, value in memory.items() if name != self._memo.count}

    @cached_property
    def _memo(self) -> Memo:
        return memo(self.network, self.network.optimiser)
