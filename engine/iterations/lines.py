"""Lines of compiled code, and the memory of arrays in them: freed, or used again, when done with.

A large array costs more to be made room for than to be filled. So the result of an op that is
applied entry by entry is written over an operand that nothing reads any more, and what nothing
reads is let go. Neither changes a bit: an array is written over only where it has its entries in
the order of C, as the result would have.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.language.shapes import Shape

LARGE = 512
"""An array of fewer entries is left to Python, which lets it go with the function."""


GIVEN = "given"
"""The owner of what a function is given."""


class Line(NamedTuple):
    """A line: a variable, and the computation that it is set to.

    Args:
        name: the variable.
        template: the computation, with `{0}`, `{1}` for its operands.
        operands: these, as they are written.
        reads: the variables in them.
    """

    name: str
    template: str
    operands: Sequence[str]
    reads: frozenset[str]

    @property
    def text(self) -> str:
        """The line as it is written."""
        return f"{self.name} = {self.template.format(*self.operands)}"


class Inline(NamedTuple):
    """A computation that is written where it is used.

    Args:
        text: as it is written.
        reads: the variables in it.
    """

    text: str
    reads: frozenset[str]

    @classmethod
    def of(cls, variable: str) -> Inline:
        """A variable, or a number."""
        return cls(variable, frozenset((variable,)))


@dataclass(frozen=True, slots=True)
class Array:
    """What is known of a variable that holds an array.

    Args:
        shape: of the array.
        owner: the variable whose memory it looks into; most look into their own.
        is_ordered: whether its entries stand in memory in the order of C, for certain.
        into: the same computation as its template, written into `{out}`; empty for none.
    """

    shape: Shape
    owner: str
    is_ordered: bool = False
    into: str = ""

    @property
    def is_large(self) -> bool:
        """Whether its memory counts."""
        return math.prod(self.shape) >= LARGE


class Memory:
    """The memory of the arrays of a function.

    Args:
        arrays: what is known of each variable that holds one.
        lines: the lines of the function.
        kept: the variables whose values leave it.
    """

    def __init__(
        self, arrays: Mapping[str, Array], lines: Sequence[Line], kept: Iterable[str]
    ) -> None:
        self._arrays, self._lines = arrays, lines
        self._last: dict[str, int] = {}
        """The last line that reads a variable, or for an owner anything that looks into it."""
        for place, line in enumerate(lines):
            self._last |= dict.fromkeys(self._with_owners(line.reads), place)
        self._last |= dict.fromkeys(self._with_owners(kept), len(lines))

    def _with_owners(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            if name in self._arrays:
                yield name
                yield self._arrays[name].owner

    def texts(self) -> Iterator[str]:
        """The lines as they are written."""
        for place, line in enumerate(self._lines):
            array = self._arrays.get(line.name)
            over = None if array is None or not array.into else self._over(place, line, array)
            if array is None or over is None:
                yield line.text
            else:
                yield f"{line.name} = {array.into.format(*line.operands, out=over)}"
            read = set(self._with_owners(line.reads))
            done = [name for name in sorted(read) if self._is_done(name, place)]
            if done:
                yield f"del {', '.join(done)}"

    def _is_done(self, name: str, place: int) -> bool:
        array = self._arrays.get(name)
        return array is not None and array.is_large and self._last[name] == place

    def _over(self, place: int, line: Line, result: Array) -> str | None:
        """The operand that the result is written over, if there is one."""
        if not result.is_ordered or not result.is_large:
            return None
        for name in line.operands:
            array = self._arrays.get(name)
            if (
                array is not None
                and array.is_ordered
                and array.shape == result.shape
                and array.owner == name
                and self._last[name] == place
                and not any(self._looks_into(each, name) for each in line.reads)
            ):
                return name
        return None

    def _looks_into(self, name: str, owner: str) -> bool:
        return name != owner and name in self._arrays and self._arrays[name].owner == owner


def keep_freed() -> None:
    """Have the C library keep what is freed of large arrays, for the next ones.

    glibc gives each large block back to the system, which fills it with zeros before it hands it
    out again: that takes ten times as long as to fill an array. Once it has freed a block of nearly
    32 MiB, it keeps what is smaller (`man mallopt`, M_MMAP_THRESHOLD). None of it is touched here.
    """
    import numpy as np

    np.empty(4_000_000)
