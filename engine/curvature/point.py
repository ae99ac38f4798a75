"""The point where a run stands: a minimum, a saddle, a plateau, a valley or a slope, as claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.claims.statement import Statement
from engine.curvature.look import Look
from engine.curvature.spectrum import Spectrum
from engine.curvature.surface import Flat, Surface
from engine.curvature.verdict import PointKind
from engine.iterations.run import Run
from engine.language.notation import Style
from engine.slowly import Slowly, at_once


@dataclass(frozen=True, eq=False)
class Point:
    """A point on the surface of the loss, and what is said of it.

    Args:
        kind: what it is.
        surface: the surface from there.
        gradient: of the loss, of shape (size,).
        spectrum: how the loss bends there; at a kink, by the conventions.
        claims: the verdict, then what else there is to know.
    """

    kind: PointKind
    surface: Surface
    gradient: Flat
    spectrum: Spectrum
    claims: tuple[Statement, ...]

    def sentences(self, style: Style) -> Iterator[str]:
        """The verdict, and a sentence for each of the others."""
        for claim in self.claims:
            yield claim.words(self.surface.run.program, style)


def point_of(run: Run, parameters: Iterable[str] | None = None) -> Point:
    """The point where a run stands, by all parameters that are not frozen, or by some.

    Raises:
        DebuggerError: where a value is set by hand, nothing can move, or what is needed is not
            finite.
        NetworkError: where the second derivatives would be too large.

    >>> from engine import Timeline, derive, load_network
    >>> print(point_of(Timeline(derive(load_network("skip"))).run(1)).kind)
    plateau
    """
    return at_once(looking(run, parameters))


def looking(run: Run, parameters: Iterable[str] | None = None) -> Slowly[Point]:
    """Find out where a run stands, a little at a time; arguments and errors as of `point_of`."""
    look = Look(Surface(run, parameters))
    verdict, others = yield from look.looked()
    return Point(verdict.name, look.surface, look.gradient, look.here, (verdict, *others))
