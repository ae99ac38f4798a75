"""A call on small arrays that is written out: entries, and who writes computations on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple, Protocol

from engine.language.expression import Options
from engine.language.moves import places
from engine.language.shapes import Shape

Reference = int | float
"""An entry: a number, which is a float, or the place of one that is given or computed."""


class Entries(NamedTuple):
    """The entries of an array, in the order of C; of a single number, the one.

    Args:
        shape: the shape of the array.
        at: its entries.
    """

    shape: Shape
    at: tuple[Reference, ...]


class Writer(Protocol):
    """One who writes computations on single numbers."""

    def write(self, op: str, *operands: Reference, options: Options = ()) -> Reference:
        """The result of a computation by the line of `engine.language.scalars` for the op."""


@dataclass(frozen=True, slots=True)
class Site:
    """A call: who writes it, its op, the shape of its result, its options."""

    writer: Writer
    op: str
    shape: Shape
    options: Options

    def of(self, entries: Iterable[Reference]) -> Entries:
        """The result with these entries."""
        return Entries(self.shape, tuple(entries))

    def move(self, operands: Sequence[Shape]) -> places.Site:
        """The call as one that moves entries of operands of these shapes."""
        return places.Site(self.op, self.options, operands, self.shape)

    def total(self, terms: Iterable[Reference]) -> Reference:
        """The sum of some terms, from the first to the last."""
        return reduce(lambda total, term: self.writer.write("add", total, term), terms)
