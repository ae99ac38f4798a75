"""What a person wants to see the loss over, as it is typed: `w0 w1=-1:1`, `W1[0,1]`, `random 7`."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np

from engine.errors import DebuggerError
from engine.frozen import frozen
from engine.iterations.run import Run
from engine.landscape.bends import bends
from engine.landscape.directions import (
    Coordinate,
    Leaving,
    moved_point,
    orthonormal,
    random_directions,
)
from engine.landscape.path import Path, path_of
from engine.landscape.place import Place
from engine.landscape.plane import Axis
from engine.language.expression import Name
from engine.language.index import entry_name
from engine.language.shapes import say_shape
from engine.language.values import Value
from engine.program.program import Program
from engine.queries.formula import Operand
from engine.queries.formulas import parse_formula

RANDOM, GRADIENT, CURVATURE = WORDS = "random", "gradient", "curvature"
"""The words for directions in which all parameters change."""

_DRAWN: WeakKeyDictionary[Run, dict[tuple[str, int], Sequence[Leaving]]] = WeakKeyDictionary()
"""The directions at the starts of iterations that are looked at, as some take long to find."""

Range = tuple[float, float]

FARTHEST = 10.0
"""So far a range goes that nobody chose, in units of the value there, or of 1 if that is more."""

_PART = re.compile(r"(?P<name>[^\s=\[]+(?:\[[^\]]*\])?)\s*(?:=\s*(?P<range>\S*))?\s*")


@frozen(slots=True)
class Wish:
    """What the loss is to be shown over.

    Args:
        ways: one or two entries; empty for directions.
        word: one of `WORDS` for directions, else empty.
        seed: what random directions are drawn with.
        ranges: for each axis what was asked for, None where nothing was.
    """

    ways: tuple[Coordinate, ...]
    word: str = ""
    seed: int = 0
    ranges: tuple[Range | None, ...] = (None, None)

    @property
    def text(self) -> str:
        """As it is typed, without ranges."""
        if self.word:
            return f"{self.word} {self.seed}" if self.seed else self.word
        return " ".join(way.name for way in self.ways)

    @property
    def is_line(self) -> bool:
        """Whether it is over one entry only."""
        return len(self.ways) == 1

    def check(self, program: Program) -> None:
        """Refuse a program that has not what it is about.

        Raises:
            DebuggerError: where that is so.
        """
        for way in self.ways:
            _coordinate(way.name, program)

    def directions(self, place: Place) -> Sequence[Leaving]:
        """The ways to leave a point.

        Raises:
            DebuggerError: where the gradient has no direction, or there are less than two of them.
        """
        if not self.word:
            return self.ways
        known = _DRAWN.setdefault(place.run, {})
        if (self.word, self.seed) not in known:
            known[self.word, self.seed] = self._drawn(place)
        return known[self.word, self.seed]

    def _drawn(self, place: Place) -> Sequence[Leaving]:
        point, parameters = place.point, [*place.program.network.parameters]
        if self.word == CURVATURE:
            return orthonormal(bends(place), point)
        drawn = random_directions(point, parameters, self.seed)
        if self.word == GRADIENT:
            first = {GRADIENT: place.gradient(parameters)}
            drawn = orthonormal({**first, **{each.name: each.parts for each in drawn}}, point)[:2]
            if not drawn or drawn[0].name != GRADIENT:
                raise DebuggerError(
                    "the gradient is 0 here, or no number, and has no direction: name two "
                    "parameters, or write landscape random"
                )
        if len(drawn) < 2:
            raise DebuggerError(
                "this network has one parameter only, and no plane: write "
                f"landscape {parameters[0]}"
            )
        return drawn

    def axes(self, place: Place) -> Sequence[Axis]:
        """The axes at a point: with the ranges that were asked for, or what training needs.

        Raises:
            DebuggerError: as `directions` does.
        """
        ways = self.directions(place)
        asked = list(zip(ways, self.ranges, strict=False))
        if all(wanted for _, wanted in asked):
            return [Axis(way, *wanted) for way, wanted in asked if wanted]
        path = path_of(place.timeline, ways, place.point, place.run.number)
        return [
            Axis(way, *(wanted or _usual(way, place, path, i)))
            for i, (way, wanted) in enumerate(asked)
        ]


def read_wish(text: str, program: Program) -> Wish:
    """What a text asks for; without one the first two entries that there are.

    Raises:
        DebuggerError: where it names what cannot be changed, or a range that is none.
    """
    parts = _parts(text) or [(name, None) for name in _first_entries(program)]
    names = [name for name, _ in parts]
    known = program.base
    if names[0] in WORDS and names[0] not in known:
        seed = _seed(names)
        name, given = parts[0]
        wanted = None if given is None else _range(name, given)
        return Wish((), names[0], seed, (wanted, wanted))
    if len(names) > 2:
        raise DebuggerError(
            f"{len(names)} names are too many: the loss is shown over one or two, as in "
            f"landscape {' '.join(names[:2])}"
        )
    ways = tuple(_coordinate(name, program) for name in names)
    if len(set(ways)) < len(ways):
        raise DebuggerError(f"{ways[0].name} stands there twice: name another one, or one only")
    ranges = (None if wanted is None else _range(name, wanted) for name, wanted in parts)
    return Wish(ways, ranges=tuple(ranges))


def read_point(text: str, place: Place) -> dict[str, Value]:
    """What has other values at a point that a text names: `w0=0.5 w1=-1`, `random=0.1,-0.2 7`.

    Gives the values by name, those of single entries by the names of these.

    Raises:
        DebuggerError: where it names none.
    """
    program, parts = place.program, _parts(text)
    names = [name for name, _ in parts]
    if not names or any(value is None for _, value in parts[: 1 if names[1:] else None]):
        raise DebuggerError("write names with their values, as in point w0=0.5 w1=-1")
    if names[0] in WORDS and names[0] not in program.base:
        wish = Wish((), names[0], _seed(names))
        given = [_coordinate_of(each, names[0]) for each in (parts[0][1] or "").split(",")]
        if len(given) != 2:
            raise DebuggerError(f"write two coordinates, as in point {names[0]}=0.1,-0.2")
        return dict(moved_point(place.point, wish.directions(place), given))
    found: dict[str, Value] = {}
    for name, value in parts:
        way = _coordinate(name, program)
        found[way.name] = _coordinate_of(value or "", name)
    return found


def _coordinate_of(text: str, name: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DebuggerError(f"{text!r} is no value: write a finite number, as in {name}=0.5")
    return value


def _parts(text: str) -> list[tuple[str, str | None]]:
    """The names, each with what is written behind its `=`."""
    found, at = [], 0
    text = text.strip()
    while at < len(text):
        part = _PART.match(text, at)
        if part is None:
            raise DebuggerError(
                f"{text[at:]!r} is no name: write one or two, as in landscape w0=-1:1 w1"
            )
        found.append((part["name"], part["range"]))
        at = part.end()
    return found


def _seed(names: Sequence[str]) -> int:
    if names[1:] and names[0] != RANDOM:
        word = names[0]
        raise DebuggerError(f"landscape {word} takes nothing else but a range: {word}=-1:1")
    if not names[1:]:
        return 0
    if len(names) > 2 or not (names[1].isascii() and names[1].isdecimal()):
        raise DebuggerError(
            f"{' '.join(names[1:])!r} is no seed: write a whole number, as in landscape random 7"
        )
    return int(names[1][:18])


def _coordinate(name: str, program: Program) -> Coordinate:
    formula = parse_formula(name, program)
    (part, *_) = formula.parts.values() or (None,)
    if not isinstance(formula.expression, Name) or not isinstance(part, Operand):
        raise DebuggerError(f"{name} is no name: write one or two, as in landscape w0 w1")
    network = program.network
    if part.symbol not in network.constants:
        is_computed = part.symbol in network.definitions or part.symbol in program.index
        told = program.told(part.symbol)
        why = f"{told} is computed" if is_computed else f"no loss depends on {told}"
        raise DebuggerError(
            f"{why}: name a parameter or an input, as in "
            f"landscape {' '.join(_first_entries(program))}"
        )
    if part.entry is None and formula.shape != ():
        told = program.told(part.symbol)
        raise DebuggerError(
            f"{told} is {say_shape(formula.shape)}: name one entry of it, as in "
            f"landscape {entry_name(told, (0,) * len(formula.shape))}"
        )
    return Coordinate(part.symbol, part.entry or ())


def _first_entries(program: Program) -> list[str]:
    """The names of the first two entries of parameters."""
    names = []
    for name in program.network.parameters:
        shape = program.shapes[name]
        names += [entry_name(name, index) for index in list(np.ndindex(shape))[:2]]
    return [*map(program.told, names[:2])]


def _range(name: str, text: str) -> Range:
    ends = text.split(":")
    way_out = f"write the least and the greatest value, as in {name}=-1:1"
    try:
        low, high = map(float, ends)
    except ValueError:
        raise DebuggerError(f"{text!r} is no range: {way_out}") from None
    if not (math.isfinite(low) and math.isfinite(high)):
        raise DebuggerError(f"the ends of {text} have to be finite: {way_out}")
    if low > high:
        raise DebuggerError(f"{text} is reversed: {name}={ends[1]}:{ends[0]} is meant, perhaps")
    check_width(low, high, text)
    return low, high


def check_width(low: float, high: float, said: str) -> None:
    """Refuse a range in which there are hardly any numbers, or too large a one.

    Raises:
        DebuggerError: where that is so.
    """
    if not math.isfinite(high - low):
        raise DebuggerError(f"{said} is too wide for numbers of 64 bits")
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        raise DebuggerError(f"{said} has no width: nothing could be told apart in it")


def _usual(way: Leaving, place: Place, path: Path, axis: int) -> Range:
    """A range around the point in which training is seen, unless that goes far off."""
    centre = way.at(place.point)
    if not math.isfinite(centre):
        raise DebuggerError("the parameters are no finite numbers here: go to another iteration")
    places = path.places[:, axis]
    reach = np.max(np.abs(places[np.isfinite(places)] - centre), initial=0.0)
    farthest = FARTHEST * max(abs(centre), 1.0)
    half = min(max(1.2 * float(reach), 1.0), farthest)
    return centre - half, centre + half
