"""The health of a network in one iteration: claims in a line, and the sizes of its layers."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Sequence
from enum import StrEnum

from engine.claims.not_finite import NotFinite
from engine.claims.statement import Statement
from engine.claims.written_infinity import WrittenInfinity
from engine.diagnosis.curvature import Curvature, forms
from engine.diagnosis.unit_claims import NoneDead
from engine.diagnosis.units import hidden_units
from engine.frozen import frozen
from engine.gradients.rounding import gradient_bounds
from engine.health.first_broken import breaking
from engine.health.flow_claims import Blocked, Explodes, Flow, Vanishes, flow
from engine.health.layers import goes_by
from engine.health.sizes import LayerSize, norm, sizes_of
from engine.health.unit_claims import DeadUnits, StaysLinear, data_of
from engine.iterations.broken import kept_in_full
from engine.iterations.run import Run
from engine.iterations.timeline import Timeline
from engine.language.notation import TEXT, Style
from engine.language.precision import DOUBLE
from engine.language.values import unwarned
from engine.program.program import Program
from engine.slowly import at_once

SHARE = 0.5
"""So much of a layer is dead at the least where it is called ill of that."""

MOST = 2
"""So many layers are told of in a line, and of more how many there are."""


class Ailment(StrEnum):
    """What ails a network, by what is claimed of it."""

    NOT_FINITE = "not finite"
    DEAD = "dead units"
    LINEAR = "linear"
    BLOCKED = "blocked gradient"
    VANISHING = "vanishing gradient"
    EXPLODING = "exploding gradient"


KNOWN = 1e-7
"""The part of a gradient's norm that may be rounding where it is told of."""

LIKELY = 1e6
"""How many times a gradient may shrink or grow that is not known to be more than rounding."""

WELL = "healthy"
"""What is said where nothing ails it."""


@frozen(slots=True)
class Health:
    """The health of a network in one iteration.

    Args:
        iteration: which one.
        claims: what is said of it, what ails it first.
        sizes: of its layers, in forward order; none where a value is not finite.
    """

    iteration: int
    claims: tuple[Statement, ...]
    sizes: Sequence[LayerSize]

    @property
    def ailments(self) -> Sequence[Ailment]:
        """What ails it, each once."""
        found = [ailment for claim in self.claims if (ailment := _ailment(claim)) is not None]
        return [*dict.fromkeys(found)]

    @property
    def verdict(self) -> str:
        """What ails it, in words: dead units, exploding gradient; or that it is healthy."""
        return ", ".join(self.ailments) or WELL

    @property
    def opening(self) -> str:
        """What stands before the claims: what they make it ill of, or that they do not."""
        return f"{self.verdict}: " if self.ailments else f"{self.verdict}; "

    @property
    def told(self) -> Sequence[Statement]:
        """The claims without those of dead units in many layers, which the sizes have as well."""
        dead = [each for each in self.claims if isinstance(each, DeadUnits)]
        return [each for each in self.claims if each not in dead[MOST:]]

    def line(self, program: Program, style: Style) -> str:
        """All of it in a line; empty where there is nothing to say."""
        parts = [claim.words(program, style) for claim in self.told]
        left = len(self.claims) - len(self.told)
        if left:
            parts.append(f"{left} more layer{'s have' if left > 1 else ' has'} dead units")
        return f"{self.opening}{'; '.join(parts)}" if parts else ""


def _ailment(claim: Statement) -> Ailment | None:
    match claim:
        case NotFinite() | WrittenInfinity():
            return Ailment.NOT_FINITE
        case DeadUnits(units=units, count=count) if len(units) >= SHARE * count:
            return Ailment.DEAD
        case StaysLinear():
            return Ailment.LINEAR
        case Blocked():
            return Ailment.BLOCKED
        case Vanishes():
            return Ailment.VANISHING
        case Explodes():
            return Ailment.EXPLODING
    return None


def _rank(claim: Statement) -> int:
    """What ails a network stands first, and of that what becomes of the gradient."""
    if _ailment(claim) is None:
        return 2
    return 0 if isinstance(claim, Flow) else 1


def health_of(timeline: Timeline, iteration: int) -> Health:
    """The health of a network in an iteration, as `examining`, at once."""
    return at_once(examining(timeline, iteration))


def examining(timeline: Timeline, iteration: int) -> Generator[int, None, Health]:
    """The health of a network in an iteration, which is run to its end for it.

    Yields:
        How many steps have been looked at, of as many as `looks` says.
    """
    broken = yield from breaking(timeline, iteration)
    run = timeline.run(iteration)
    if not run.starts_finite or run.first_non_finite() is not None:
        return Health(iteration, () if broken is None else (broken,), ())
    sizes = sizes_of(run)
    claims = [*_units(run, sizes), *_flow(run, sizes)]
    claims.sort(key=_rank)
    return Health(iteration, (*([] if broken is None else [broken]), *claims), sizes)


def looks(program: Program) -> int:
    """How many steps are looked at."""
    return len(program.equations) * (1 if program.network.precision == DOUBLE else 2)


def _units(run: Run, sizes: Sequence[LayerSize]) -> Iterator[Statement]:
    """What is said of hidden units."""
    linear = list(_linear(run, sizes))
    dead = list(_dead(run, sizes))
    yield from linear
    yield from dead
    if not dead and not linear and any(size.units for size in sizes):
        yield NoneDead(run.number)


def _dead(run: Run, sizes: Sequence[LayerSize]) -> Iterator[DeadUnits]:
    """The units that are dead for all samples, the layers with the largest share first."""
    found: list[DeadUnits] = []
    for size in sizes:
        for relu in size.layer.relus:
            units = tuple(unit for place, unit in size.dead if place == relu.place)
            if units:
                is_dead = relu.place not in {place for place, _ in size.kinked}
                is_only = len(size.layer.relus) == 1  # an unrolled loop has one in each round
                written = size.layer.written(TEXT) if is_only else relu.node
                found.append(DeadUnits(run.number, written, relu.place, units, relu.units, is_dead))
    yield from sorted(found, key=lambda each: -len(each.units) / each.count)


def _linear(run: Run, sizes: Sequence[LayerSize]) -> Iterator[Statement]:
    """That nothing bends between the layers, for the samples there are."""
    program = run.program
    data = data_of(program)
    if run.given or len(sizes) < 2 or not data or not kept_in_full(program).isdisjoint(data):
        return
    units = hidden_units(run)
    if units and ((program.network.samples or 1) == 1 or not any(each.is_active for each in units)):
        return
    if not all(each.is_active or each.is_dead for each in units):
        return
    whole = {each.relu.node for each in units if each.relu.is_whole}
    head = sizes[-1].layer.out
    known = forms(program.network, data, whole)
    if goes_by(program.network, head, data):
        return
    if known[head].curvature is Curvature.LINEAR:
        yield StaysLinear(run.number, head, not all(each.is_active for each in units), bool(units))


def _flow(run: Run, sizes: Sequence[LayerSize]) -> Iterator[Statement]:
    """How the gradient's norm changes from the last layer to the first."""
    known = [each for each in sizes if each.gradient is not None]
    if len(known) < 2 or run.given:  # what is set by hand is no derivative of the loss
        return
    stem, head = known[0].layer.out, known[-1].layer.out
    at_head, at_stem = known[-1].gradient or 0.0, known[0].gradient or 0.0
    if at_head and math.isfinite(at_head) and math.isfinite(at_stem):
        with unwarned():
            bounds = gradient_bounds(run, run.program.network.parameters)
        off_head, off_stem = norm((bounds[head],)), norm((bounds[stem],))
        is_known = off_head <= KNOWN * at_head and off_stem <= KNOWN * (at_stem or at_head)
        if run.program.knows_infinity:  # of which there are no bounds
            is_known = 1.0 / LIKELY < at_stem / at_head < LIKELY
        if is_known:
            yield flow(run.number, head, stem, at_head, at_stem)
