"""Values in a script: numbers, arrays, and what is drawn by a seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from engine.export.pytorch.arrays import even, floating, is_even, whole, wrapped
from engine.export.pytorch.figures import written_number
from engine.export.pytorch.moves import several
from engine.frozen import frozen
from engine.language.expression import Call, Name, Number, calls, occurrences
from engine.language.table.comparisons import COMPARING
from engine.language.values import Array, Value, is_array
from engine.network.groups import brought_in
from engine.network.network import Network

FEW = 40
"""An array of more numbers stands in a file beside the script, where there may be one."""


@frozen(eq=False)
class Values:
    """What writes the values of a network.

    Args:
        network: the network.
        names: what nodes are called in Python.
        has_file: whether there is a file beside the script for what has many numbers.
        rows: what has a row for each sample, with all samples that are trained with.
    """

    network: Network
    names: Mapping[str, str]
    has_file: bool
    rows: Mapping[str, Array]

    @cached_property
    def whole(self) -> frozenset[str]:
        """The inputs and targets of whole numbers that say where something stands."""
        reads, places, compared = Counter[str](), Counter[str](), Counter[str]()
        buffers = self.network.buffers.values()
        for expression in (*(each for _, each in self.network.equations), *buffers):
            reads.update(occurrences(expression))
            for call in calls(expression):
                match call:
                    case Call(op="take" | "scatter_add", operands=(_, Name(name=name))):
                        places[name] += 1
                    case Call(op=op, operands=(Name(name=name), Number())) if op in COMPARING:
                        compared[name] += 1
        given = {**self.network.inputs, **self.network.targets}
        return frozenset(name for name in given if 0 < places[name] == reads[name] - compared[name])

    @cached_property
    def choosing(self) -> frozenset[str]:
        """The buffers of ones and zeros that only choose, as a mask does for `where`."""
        reads, choices = Counter[str](), Counter[str]()
        for _, expression in self.network.equations:
            reads.update(occurrences(expression))
            for call in calls(expression):
                match call:
                    case Call(op="where", operands=(Name(name=name), _, _)):
                        choices[name] += 1
        given = self.network.fixed | brought_in(self.network.groups)
        return frozenset(
            name for name in self.network.inputs
            if name in given and 0 < choices[name] == reads[name]
            and is_array(value := self.value(name)) and bool(((value == 0) | (value == 1)).all())
        )  # fmt: skip

    @cached_property
    def stored(self) -> Mapping[str, Array]:
        """The arrays that stand in the file beside the script, by the names of Python."""
        if not self.has_file:
            return {}
        return {
            self.names[name]: value
            for name in self.network.constants
            if is_array(value := self.value(name))
            and name not in self._drawn
            and value.size > FEW
            and (name in self.whole or not is_even(value))
        }

    @property
    def is_drawn(self) -> bool:
        """Whether something is drawn."""
        return any(name in self._drawn for name in self.network.constants)

    def value(self, name: str) -> Value:
        """What a node is given; of what is taken in batches all rows."""
        return self.rows.get(name, self.network.constants[name])

    def count(self, name: str) -> int:
        """How many numbers a script holds for a node."""
        value = self.value(name)
        return value.size if is_array(value) and name not in self._drawn else 1

    def drawn_first(self, indent: str, names: Iterable[str]) -> Iterator[str]:
        """The line in which random numbers begin, where any of those names is drawn."""
        if any(name in self._drawn for name in names):
            yield f"{indent}rng = np.random.default_rng(SEED)"

    def lines(self, name: str, start: str, end: str) -> Iterator[str]:
        """A tensor of the value of a node, between two texts."""
        if name in self._drawn:
            yield f"{start}{self._tensor(name)}{end}"
            return
        if self._drawn and name in self.network.initialisers and (numbers := self._numbers(name)):
            indent = start[: len(start) - len(start.lstrip())]
            yield f"{indent}{numbers}  # so that what is drawn behind it stays what it is"
        value = self.value(name)
        if not is_array(value):
            said = (whole if name in self.whole else floating)(value)
            yield f"{start}torch.tensor({said}){end}"
        elif self.names[name] in self.stored:
            kind = ".long()" if name in self.whole else self._truth(name)
            yield f'{start}torch.from_numpy(data["{self.names[name]}"]){kind}{end}'
        elif is_even(value) and name not in self.whole:
            yield f"{start}{even(value)}{self._truth(name)}{end}"
        else:
            write = whole if name in self.whole else floating
            yield from wrapped(value, f"{start}torch.tensor(", f"){self._truth(name)}{end}", write)

    def _truth(self, name: str) -> str:
        """What makes truth values of a tensor that only chooses."""
        return ".bool()" if name in self.choosing else ""

    @cached_property
    def _drawn(self) -> frozenset[str]:
        """The parameters that are drawn, if nothing else is: of one stream, in their order."""
        named = list(self.network.initialisers)
        if [name for name in self.network.parameters if name in named] != named:
            return frozenset()
        return frozenset(name for name, each in self.network.initialisers.items() if each.used)

    def _tensor(self, name: str) -> str:
        """What is drawn for a node."""
        each, numbers = self.network.initialisers[name], self._numbers(name)
        scale = written_number(each.scale)
        match each.kind:
            case "normal":
                return f"torch.tensor({scale} * {numbers})"
            case "uniform":
                return f"torch.tensor({scale} * (2 * {numbers} - 1))"
        return f"torch.full({each.shape}, {floating(each.scale)})"

    def _numbers(self, name: str) -> str:
        """The call that draws numbers for a node; empty where none are."""
        each = self.network.initialisers[name]
        size = several(each.shape) if each.shape else ""
        known = {"normal": "rng.standard_normal", "uniform": "rng.random"}
        return f"{known[each.kind]}({size})" if each.kind in known else ""
