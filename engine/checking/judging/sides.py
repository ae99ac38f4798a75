"""Sides of a chain, converted: a number as printed, or an expression of names and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.checking.judging.known import is_computed_by, worth
from engine.checking.matching.conversion import Conversion
from engine.checking.matching.definitions import is_numeric, parts
from engine.checking.matching.figures import printed_figure
from engine.checking.matching.leaves import symbol_of
from engine.checking.reading.page import Side
from engine.checking.reading.written import Figure, Grid
from engine.checking.slips.printed import Printed
from engine.errors import UnreadError
from engine.iterations.run import Run
from engine.language.expression import Expression, free_names
from engine.language.values import Array, Value, is_array, unwarned

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONG = 3
"""From so many digits on an integer may have been rounded."""

MOST_MOVED = 64
"""So many entries of a matrix are moved by themselves to find out what their rounding does."""

FINE = 0.01
"""Entries have two decimals at the least if integers among them are taken for rounded ones."""

TWO_DIGITS = 10
"""What is left of it has two digits at the least."""


@dataclass(frozen=True, eq=False)
class Computed:
    """A side that is a computation.

    Args:
        expression: what is computed; made up names stand for numbers that may be rounded.
        constants: what these are worth.
        units: of their last printed digits.
        is_numeric: whether it is made of numbers alone.
        has_numbers: whether numbers stand in it.
    """

    expression: Expression
    constants: Mapping[str, Value]
    units: Mapping[str, Value]
    is_numeric: bool
    has_numbers: bool

    def value(self, run: Run) -> Value:
        """What it is worth in an iteration."""
        return worth(self.expression, run, self.constants)

    def printed(self, run: Run) -> Printed:
        """What it is worth, with the room that the rounding of the numbers in it leaves."""
        value = self.value(run)
        room = np.zeros(np.shape(value))
        used = free_names(self.expression)
        for name, unit in self.units.items():
            if name in used and np.any(unit):
                for half in _halves(self.constants[name], np.asarray(unit)):
                    room = room + self._room(run, name, half, value)
        unit = 2 * room
        return Printed(value, unit if is_array(value) else float(unit))

    def _room(
        self, run: Run, name: str, half: NDArray[np.float64], value: Value
    ) -> NDArray[np.float64]:
        """How far the value moves with a number, up or down: a minimum may move one way only."""
        room = np.zeros(np.shape(value))
        for moved in (self.constants[name] + half, self.constants[name] - half):
            other = worth(self.expression, run, _plain({**self.constants, name: moved}))
            with unwarned():
                off = np.abs(np.asarray(other) - value)
            room = np.maximum(room, np.where(np.isfinite(off), off, 0.0))
        return room


def _halves(value: Value, unit: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
    """Half a unit of a number; of a matrix that of each entry by itself, of the last all at once.

    Entries that move together may come to nothing: all logits of a softmax.
    """
    half = np.broadcast_to(unit / 2, np.shape(value))
    places = list(np.ndindex(half.shape))
    for place in places[:MOST_MOVED]:
        if half[place]:
            alone = np.zeros(half.shape)
            alone[place] = half[place]
            yield alone
    rest = np.array(half)
    for place in places[:MOST_MOVED]:
        rest[place] = 0.0
    if rest.any():
        yield rest


def _plain(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: float(x) if np.ndim(x) == 0 else x for name, x in values.items()}


def printed_side(side: Side, places: int | None) -> Printed | None:
    """The number, or the matrix of numbers, that a side is; None where it is none.

    Args:
        side: the side.
        places: the decimal places that the page rounds to, where it says so.
    """
    figure = printed_figure(side.tree)
    if figure is not None:
        return Printed(figure.value, unit_of(figure, places), side.text)
    if not isinstance(side.tree, Grid):
        return None
    rows = [[printed_figure(each) for each in row] for row in side.tree.rows]
    values = [[np.nan if each is None else each.value for each in row] for row in rows]
    units = [[0.0 if each is None else unit_of(each, places) for each in row] for row in rows]
    if len({len(row) for row in values}) != 1:
        return None
    return Printed(np.array(values), _as_others(np.array(values), np.array(units)))


def _as_others(values: Array, units: Array) -> Array:
    """The units of entries: an integer among decimals has been rounded as these have.

    To as many decimals, or to as many digits: what is the coarser counts.
    """
    is_usual = (units > 0) & (units <= FINE) & (values != 0)
    decimals = units[is_usual].max(initial=0.0)
    digits = (units[is_usual] / np.abs(values[is_usual])).max(initial=0.0)
    return np.where(units == 0, np.maximum(decimals, digits * np.abs(values)), units)


def unit_of(figure: Figure, places: int | None) -> float:
    """The unit of the last digit of a number; 0 where it is exact: an integer of a digit or two.

    Where a rule for rounding is given, `0.5` stands for `0.50`.
    """
    digits = sum(map(str.isdigit, figure.text))
    is_integer = figure.unit >= 1 and figure.value == round(figure.value)
    if places is not None:
        return min(figure.unit, 10.0**-places)
    if is_integer and figure.unit == 1:
        return 0.0 if digits < LONG else _unit_of_integer(round(abs(figure.value)))
    return figure.unit


def _unit_of_integer(value: int) -> float:
    """The unit of a long integer: `409700` may have been rounded to hundreds, `100` not."""
    unit = 1
    while value % (10 * unit) == 0 and value // (10 * unit) >= TWO_DIGITS:
        unit *= 10
    return float(unit)


def computed_side(side: Side, conversion: Conversion, exact: frozenset[float]) -> Computed:
    """The computation that a side is.

    Raises:
        UnreadError: where it is not understood.
    """
    conversion = replace(
        conversion,
        constants={},
        units={},
        shapes={},
        is_exact=lambda figure: _is_exact(figure, exact),
    )
    expression = conversion.expression(side.tree)
    for name in sorted(free_names(expression) - conversion.constants.keys()):
        if not is_computed_by(conversion.names.program, name):
            raise UnreadError(f"the program does not compute {symbol_of(name)}")
    return Computed(
        expression,
        conversion.constants,
        conversion.units,
        is_numeric(side.tree) or not (free_names(expression) - conversion.constants.keys()),
        _has_figures(side),
    )


def _is_exact(figure: Figure, exact: frozenset[float]) -> bool:
    """Whether a number in a computation is meant as it stands: `2.00` says that it is rounded."""
    if not unit_of(figure, None):
        return True
    has_point = "." in figure.text or "," in figure.text
    has_zero = has_point and round(abs(figure.value) / figure.unit) % 10 == 0
    return abs(figure.value) in exact and not has_zero


def _has_figures(side: Side) -> bool:
    return any(isinstance(part, Figure) for part in parts(side.tree))
