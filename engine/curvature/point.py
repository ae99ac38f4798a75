"""The point where a run stands: a minimum, a saddle, a plateau, a valley or a slope, as claims."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass

from engine.claims.statement import Statement
from engine.curvature.look import Look
from engine.curvature.spectrum import Spectrum
from engine.curvature.surface import Flat, Surface
from engine.curvature.verdict import PointKind
from engine.iterations.run import Run
from engine.language.notation import Style


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
    work = looking(run, parameters)
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Point = end.value
            return found


def looking(run: Run, parameters: Iterable[str] | None = None) -> Generator[int, None, Point]:
    """Find out where a run stands, saying now and then how many of 100 parts are done."""
    look = Look(Surface(run, parameters))
    yield from look.prepare()
    verdict = look.verdict()
    yield 80
    others = tuple(look.others(verdict))
    return Point(verdict.name, look.surface, look.gradient, look.here, (verdict, *others))
