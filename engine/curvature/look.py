"""A look around the point where a run stands, and what is said of what is seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from engine.claims.statement import Statement
from engine.curvature.bend_claims import Bends, FlatAlong, Lower, NothingLower, slack_of
from engine.curvature.bounds import rounding_of
from engine.curvature.critical import Critical, critical_near
from engine.curvature.kink_claims import LowerBeyond, NextKink, OnJump, OnKink, Which
from engine.curvature.kink_here import kink_here
from engine.curvature.kinks import Kink, Kinks
from engine.curvature.local import Move, as_axis, as_move, place_of
from engine.curvature.moves import clear_of, directions, first_lower, lowest, straight_down
from engine.curvature.products import Products
from engine.curvature.slope_claims import Across, CriticalNear, Slope, StraightDown, TooFast
from engine.curvature.spectrum import Spectrum, spectrum_of
from engine.curvature.surface import Flat, Surface
from engine.curvature.verdict import PointKind, PointVerdict
from engine.errors import DebuggerError
from engine.language.values import is_finite
from engine.slowly import Slowly

LARGEST = 1e15
"""Where a parameter or the loss is larger, rounding hides what little moves do."""

STEEPER = 100.0
"""Across a valley the loss bends so many times more than along it."""

MOST_TRIED = 40
"""So many directions that are flat or bend down are tried at the most."""

FLAT_PARTS, HARDLY = (0.5, 0.05, 0.005), 1e-6
"""Along flat directions it is gone such a part of the way to the next kink that the loss hardly
changes, which is by no larger part."""

WIDER, WIDEST = 2.0, 12
"""Lower places beyond a kink are looked for in so many balls, each so much wider."""

WORTH = 1e-6
"""A place that is lower by a smaller part of the loss is hardly worth going to."""

FAR = 1e3
"""Straight down it is looked no further than so many times the size of the parameters."""

NEAR = 1e-6
"""The slopes on the sides of a kink are those so near, next to the next kink."""

SETTLED = frozenset((PointKind.MINIMUM, PointKind.FLAT_MINIMUM, PointKind.PLATEAU))
"""Where nothing is lower near by, it may be beyond the kinks."""


class Look:
    """A look around the point where a surface stands.

    Args:
        surface: the surface.

    Raises:
        DebuggerError: where the loss is not finite.
    """

    def __init__(self, surface: Surface) -> None:
        import numpy as np

        self.surface = surface
        self.gradient = surface.gradient(surface.here)
        if not is_finite(surface.run.loss) or not np.isfinite(self.gradient).all():
            raise DebuggerError("the loss or its gradient is not finite here: no way is down or up")
        if max(float(abs(surface.entries).max()), abs(surface.run.loss)) > LARGEST:
            raise DebuggerError("the numbers are too large here to tell one way from another")
        self._kinks = Kinks(surface)
        self._rounding = rounding_of(surface)
        self._loss = surface.run.loss
        self._about = surface.run.number, surface.parameters

    def looked(self) -> Slowly[tuple[PointVerdict, tuple[Statement, ...]]]:
        """Look around: what kind of point it is, and what else there is to know."""
        self._products = Products(self.surface)
        self.here: Spectrum = yield from spectrum_of(self._products)
        self._nearest = yield from self._kinks.nearest()
        self._critical = yield from critical_near(
            self.surface, self._kinks, self._products, self._rounding, self.here
        )
        name, claims = yield from self._verdict()
        others: list[Statement] = []
        if name is not PointKind.KINK and not any(isinstance(each, Bends) for each in claims):
            others.append(self._bends(self.here, ()))
        others += yield from self._too_fast(claims)
        others += self._next_kinks(name)
        if self._nearest is not None and name in SETTLED:
            others += yield from self._beyond(self._nearest[0].away)
        return PointVerdict(*self._about, name, tuple(claims)), tuple(others)

    def _verdict(self) -> Slowly[tuple[PointKind, Sequence[Statement]]]:
        if (kink := self._kink_here()) is not None:
            found = yield from lowest(self.surface, self._reach(self._nearest))
            return PointKind.KINK, (kink, *self._lower_or_not(found))
        if self._critical is not None:
            name, claims = yield from self._at_critical(self._critical)
            if name is not PointKind.UNCLEAR:
                return name, claims
        return (yield from self._on_slope())

    def _next_kinks(self, name: PointKind) -> Iterator[NextKink]:
        """The next kink down the slope, and the nearest of all."""
        if self._steepness and name not in SETTLED:
            kink = self._kinks.along(self._down, self._scale)
            if kink is not None:
                yield self._next(kink, self._down, Which.DOWN)
        if self._nearest is not None:
            yield self._next(*self._nearest, Which.NEAREST)

    def _kink_here(self) -> OnKink | OnJump | None:
        near = NEAR * self._reach(self._nearest)
        return kink_here(self.surface, self._kinks, near, self._rounding.loss)

    # Without a slope

    def _at_critical(self, critical: Critical) -> Slowly[tuple[PointKind, Sequence[Statement]]]:
        """What is said of a place without a slope, here or near by."""
        import numpy as np

        found, at = critical.spectrum, critical.surface
        move = as_move(critical.place) if critical.place.any() else ()
        kinks = Kinks(at) if move else self._kinks
        nearest = (yield from kinks.nearest()) if move else self._nearest
        reach = self._reach(nearest)
        first = found.vectors[:, ~found.up][:, :MOST_TRIED]
        low = yield from lowest(at, reach, first, kinks.same_piece)
        left = float(np.linalg.norm(critical.gradient))
        gain = left * reach
        fall = at.run.loss - at.loss(low)
        near = CriticalNear(*self._about, move, left, self._steepness, self._loss - at.run.loss)
        bends = self._bends(found, move)
        if fall > slack_of(at, gain, self._rounding.loss):
            lower = Lower(*self._about, move, as_move(low), at.loss(low), at.run.loss)
            is_peak = bool(found.down.all()) and found.is_whole
            return PointKind.MAXIMUM if is_peak else PointKind.SADDLE, (near, bends, lower)
        least = at.run.loss - slack_of(at, gain, self._rounding.loss)
        reach = yield from clear_of(at, reach, least)
        nothing = NothingLower(*self._about, reach, move, gain)
        if found.down.any() or not found.is_whole:
            return PointKind.UNCLEAR, (near, bends, nothing)
        if not found.flat.any():
            return PointKind.MINIMUM, (near, bends, nothing)
        flat = self._flat(found, at, reach, move)
        is_plateau = not found.up.any() and flat.most <= 2.0 * self._rounding.loss
        name = PointKind.PLATEAU if is_plateau else PointKind.FLAT_MINIMUM
        return name, (near, bends, flat, nothing)

    def _flat(self, found: Spectrum, at: Surface, reach: float, move: Move) -> FlatAlong:
        """How little the loss changes along the directions that are flat, and how far."""
        flat = found.vectors[:, found.flat]
        for part in FLAT_PARTS:
            most = max(
                abs(at.loss(part * reach * vector) - at.run.loss) for vector in directions(flat)
            )
            if most <= HARDLY * abs(at.run.loss):
                break
        return FlatAlong(*self._about, flat.shape[1], found.slack, move, part * reach, most)

    # With a slope

    def _on_slope(self) -> Slowly[tuple[PointKind, Sequence[Statement]]]:
        """What is said of a place with a slope."""
        unclear = PointKind.UNCLEAR, (self._bends(self.here, ()),)
        if not self._steepness:
            return unclear
        slope = Slope(*self._about, self._steepness, as_move(self._down))
        first = first_lower(self.surface, self._down, self._scale, 2.0 * self._rounding.loss)
        if first is None:
            return unclear
        away, is_end = straight_down(self.surface, self._down, first, FAR * self._scale)
        place = away * self._down
        down = StraightDown(
            *self._about, as_move(place), self.surface.loss(place), self._loss, is_end
        )
        enough = WORTH * abs(self._loss)
        if self._loss - down.loss <= enough:
            low = yield from lowest(self.surface, away, allowed=self._kinks.same_piece)
            if self._loss - self.surface.loss(low) <= enough:  # it leads down as good as nowhere
                bends, reach = self._bends(self.here, ()), self._reach(self._nearest)
                nothing = NothingLower(*self._about, reach, (), enough)
                return PointKind.FLAT_MINIMUM, (slope, down, bends, nothing)
        across = self._across()
        if across is None:
            return PointKind.SLOPE, (slope, down)
        return PointKind.VALLEY, (slope, across, down)

    def _across(self) -> Across | None:
        """How the loss bends across the way down and along it, if that differs much."""
        import numpy as np

        found = self.here
        bend, steepest = float(found.values[-1]), found.vectors[:, -1]
        if not found.is_whole or not bend > found.slack:
            return None
        slopes = found.vectors.T @ self._down
        along = float(np.sum(found.values * slopes**2))
        if abs(along) * STEEPER > bend:
            return None
        return Across(
            *self._about, along, bend, as_move(self._down), as_axis(steepest), found.slack
        )

    def _too_fast(self, claims: Sequence[Statement]) -> Slowly[list[TooFast]]:
        """That the learning rate is too large where the run stands, or at the floor below it."""
        run = self.surface.run
        if not run.program.network.optimiser.is_plain:
            return []
        rate = run.start[-1]
        assert isinstance(rate, float)  # noqa: S101  (as it is a single number)
        floors = [each.move for each in claims if isinstance(each, StraightDown)]
        for move in ((), *floors):
            found = self.here
            if move:
                at = Surface(self.surface.at(place_of(move)), self.surface.parameters)
                products = Products(at, self._products.second)
                found = yield from spectrum_of(products, self.here.error)
            bend = float(found.values[-1])
            if bend > found.slack and rate * bend > 2.0:
                return [TooFast(*self._about, rate, bend, move, as_axis(found.vectors[:, -1]))]
        return []

    # Parts

    @cached_property
    def _steepness(self) -> float:
        import numpy as np

        return float(np.linalg.norm(self.gradient))

    @cached_property
    def _down(self) -> Flat:
        """Against the gradient, of length 1."""
        return -self.gradient / self._steepness

    @cached_property
    def _scale(self) -> float:
        """The size of the parameters; where all are 0, nothing is known of it."""
        import numpy as np

        return float(np.linalg.norm(self.surface.entries)) or 1.0

    def _reach(self, nearest: tuple[Kink, Flat] | None) -> float:
        """How far it is looked on a piece of the surface."""
        return self._scale if nearest is None else min(nearest[0].away, self._scale)

    def _bends(self, found: Spectrum, move: Move) -> Bends:
        values = found.values
        return Bends(
            *self._about, tuple(values.tolist()), found.slack, move,
            as_axis(found.vectors[:, -1]) if found.up[-1] else (),
            as_axis(found.vectors[:, 0]) if found.down[0] else (),
            found.is_whole,
        )  # fmt: skip

    def _lower_or_not(self, place: Flat) -> Iterator[Statement]:
        """That a place is lower than where the run stands, or that none was found that is."""
        loss = self.surface.loss(place)
        if loss < self._loss - slack_of(self.surface, 0.0, self._rounding.loss):
            yield Lower(*self._about, (), as_move(place), loss, self._loss)
        else:
            yield NothingLower(*self._about, self._reach(self._nearest), (), 0.0)

    def _next(self, kink: Kink, way: Flat, which: Which) -> NextKink:
        node, op, entry, away = kink
        return NextKink(*self._about, node, op, entry, as_move(away * way), which)

    def _beyond(self, away: float) -> Slowly[list[LowerBeyond]]:
        """The nearest ball with a lower place in it, beyond a kink."""
        enough = max(2.0 * self._rounding.loss, WORTH * abs(self._loss))
        for wide in range(1, WIDEST + 1):
            place = yield from lowest(self.surface, away * WIDER**wide)
            loss = self.surface.loss(place)
            if self._loss - loss > enough and not self._kinks.same_piece(place):
                return [LowerBeyond(*self._about, as_move(place), loss, self._loss)]
        return []
