"""Kinks: where the loss has no derivative, and how far from a place on its surface they lie.

Between kinks the surface is smooth, a piece of it; beyond the next kink neither a gradient nor a
Hessian says anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

from engine.curvature.surface import Flags, Flat, Surface
from engine.iterations.run import Run
from engine.language.breaks import distance, has_break
from engine.language.expression import Expression, calls, free_names
from engine.language.index import Index
from engine.language.ops import infer_shape
from engine.language.shapes import Shape
from engine.language.values import Memory, Value, bind, unwarned
from engine.program.program import Program
from engine.slowly import Slowly, at_once

NEAR = 8
"""So many kinks that seem the nearest are walked to."""

PROBE = 1e-6
"""The part by which an entry, or the usual one, is moved to see how the kinks come nearer."""

LOOKS = 48
"""So many places on the way to a kink are looked at, before it is narrowed down."""

MOST_SLOPES = 1_000_000
"""Where there are more kinks, times entries, the nearest is not looked for."""

HALVINGS = 60
"""So often that is done."""

ROUNDING = 1e-14
"""A kink that is nearer than this part of the size of the parameters is one to stand on."""


class Bend(NamedTuple):
    """A call that has a kink, and what is 0 there.

    Args:
        node: the node in whose equation it stands.
        op: what is called.
        distance: what is 0 at the kink: the operand, or the difference of two.
        shape: of that.
    """

    node: str
    op: str
    distance: Expression
    shape: Shape


class Kink(NamedTuple):
    """A kink that one comes to.

    Args:
        node: the node in whose equation it is.
        op: the op that has it.
        entry: which entry of what it is applied to.
        away: how far it lies from where the run stands.
    """

    node: str
    op: str
    entry: Index
    away: float


class Kinks:
    """The kinks of a surface.

    Args:
        surface: the surface.
    """

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        program = surface.run.program
        self.bends = tuple(bends(program))
        self._slopes: Flat = surface.here[:0]
        self._functions = [_function(program, bend) for bend in self.bends]

    def distances(self, run: Run) -> Flat:
        """What is 0 at a kink, of each entry of each bend."""
        import numpy as np

        if not self.bends:
            return np.zeros(0)
        with unwarned():
            found = [function(run) for function in self._functions]
        return np.concatenate([np.ravel(each) for each in found])

    def sides(self, place: Flat) -> Flat:
        """On which side of each kink a place lies, as signs."""
        import numpy as np

        found: Flat = np.sign(self.distances(self._surface.at(place)))
        return found

    def same_piece(self, place: Flat) -> bool:
        """Whether a place lies on the piece of the surface on which the run stands."""
        return not self._crossed(place).any()

    def at(self, away: float, entry: int) -> Kink:
        """An entry as a kink."""
        import numpy as np

        for bend in self.bends:
            size = int(np.prod(bend.shape, dtype=int))
            if entry < size:
                index = tuple(map(int, np.unravel_index(entry, bend.shape)))
                return Kink(bend.node, bend.op, index, away)
            entry -= size
        raise IndexError(entry)

    def along(self, direction: Flat, most: float) -> Kink | None:
        """The first kink along a direction of length 1, no further than `most` as far as is seen.

        The places that are looked at lie ever denser towards the run.
        """
        import numpy as np

        if not self.bends:
            return None
        near, looked = 0.0, most * np.geomspace(1e-6, 1.0, LOOKS)
        for far in np.sort(np.concatenate([looked, np.linspace(0.0, most, LOOKS)[1:]])):
            if not self.same_piece(far * direction):
                break
            near = far
        else:
            return None
        for _ in range(HALVINGS):
            middle = (near + far) / 2.0
            if not near < middle < far:
                break
            near, far = (middle, far) if self.same_piece(middle * direction) else (near, middle)
        return self.at(float(far), int(np.argmax(self._crossed(far * direction))))

    def nearest(self) -> Slowly[tuple[Kink, Flat] | None]:
        """The nearest kink that is found, with the direction in which it lies.

        How each comes nearer is found by moving entry by entry; those that seem near are walked to.
        """
        import numpy as np

        if not self.are_few:
            return None
        yield from self._probe()
        away = self._away
        found: list[tuple[Kink, Flat]] = []
        for entry in np.argsort(away, kind="stable")[: NEAR + len(self.touched)]:
            if not np.isfinite(away[entry]) or entry in self.touched:
                continue
            direction = -np.sign(self._here[entry]) * self.across(int(entry))
            yield
            kink = self.along(direction, 2.0 * float(away[entry]))
            if kink is not None and kink.away > self._least:
                found.append((kink, direction))
        return min(found, key=lambda each: each[0].away, default=None)

    @cached_property
    def touched(self) -> list[int]:
        """The entries that the run has on a kink, or nearer than rounding can tell, and moves."""
        import numpy as np

        if not self.are_few:
            return []
        return [int(entry) for entry in np.flatnonzero(self._away <= self._least)]

    @property
    def are_few(self) -> bool:
        """Whether it is found how each kink comes nearer with each entry."""
        return self._surface.size * len(self._here) <= MOST_SLOPES

    @property
    def _least(self) -> float:
        """What is nearer cannot be told from where the run stands."""
        return ROUNDING * math.hypot(*self._surface.entries)

    def across(self, entry: int) -> Flat:
        """The direction, of length 1, in which the distance of an entry grows fastest."""
        slopes = self.slopes[:, entry]
        found: Flat = slopes / math.hypot(*slopes)
        return found

    @cached_property
    def _away(self) -> Flat:
        """About how far the kink of each entry lies, if it went on as it does where the run is."""
        import numpy as np

        steep = np.linalg.norm(self.slopes, axis=0)
        with np.errstate(all="ignore"):
            found: Flat = np.where(steep > 0.0, abs(self._here) / steep, np.inf)
        return found

    @cached_property
    def slopes(self) -> Flat:
        """How each distance changes with each entry of the surface, of shape (size, distances)."""
        at_once(self._probe())
        return self._slopes

    def _probe(self) -> Slowly[None]:
        """Find the slopes, by moving entry by entry, unless they are found."""
        import numpy as np

        surface, entries = self._surface, self._surface.entries
        if len(self._slopes) == len(entries):
            return
        usual = math.hypot(*entries) / math.sqrt(len(entries)) or 1.0
        rows = np.empty((len(entries), len(self._here)))
        for entry, value in enumerate(entries):
            probe = surface.here.copy()
            probe[entry] = PROBE * max(abs(value), usual)
            ends = [self.distances(surface.at(sign * probe)) for sign in (1.0, -1.0)]
            rows[entry] = (ends[0] - ends[1]) / (2.0 * probe[entry])
            yield
        self._slopes = rows

    @cached_property
    def _here(self) -> Flat:
        return self.distances(self._surface.run)

    def _crossed(self, place: Flat) -> Flags:
        """Which entries lie on another side than where the run stands; none that is on a kink."""
        import numpy as np

        here = np.sign(self._here)
        crossed: Flags = (here != 0.0) & (self.sides(place) == -here)
        return crossed


def bends(program: Program) -> Iterator[Bend]:
    """Every call in the forward equations that has a kink or a jump, each once an equation."""
    shapes = program.shapes
    for node, expression in program.network.equations:
        for each in dict.fromkeys(calls(expression)):
            if has_break(each):
                apart = distance(each)
                yield Bend(node, each.op, apart, infer_shape(apart, shapes))


def _function(program: Program, bend: Bend) -> Callable[[Run], Value]:
    index = program.index[bend.node]
    slots = {name: program.slot(name, index) for name in free_names(bend.distance)}
    function: Callable[[Memory], Value] = bind(bend.distance, slots, program.shapes)
    return lambda run: function(run.memory(index))
