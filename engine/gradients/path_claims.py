"""Claims about the paths of a gradient: what each contributes, and what all of them add up to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.claims.claim import Claim
from engine.claims.close import entries, is_close
from engine.claims.intervention import intervened
from engine.claims.nudge import changes_by
from engine.claims.skip import CARRIED, carrying
from engine.gradients.jacobian import Link
from engine.iterations.run import Run
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.breaks import distance, largest
from engine.language.expression import Call, trails
from engine.language.index import Index, entry_of
from engine.language.ops import OPS
from engine.language.values import Value, evaluate, is_array, unwarned
from engine.program.program import Phase

ROUNDING = 1e-15
"""The part of what is added up that rounding may leave, for each thing that is added up."""


SLACK = 1e-6
"""The part by which sums may differ as their local derivatives are rounded."""


NUDGE = 1e-6
"""The part by which values are changed to see what rounding does to others."""


class Rest(StrEnum):
    """What the paths contribute that are not given."""

    ZERO = "exactly 0"
    ROUNDING = "no more than rounding"
    SOME = "something"


class Sum(StrEnum):
    """How a gradient is what its paths add up to, those that are not given among them."""

    AS_SHOWN = "as their numbers show"
    ROUNDED = "but for rounding"
    OTHER = "it is not"


@dataclass(frozen=True, eq=False)
class PathProduct(Claim):
    """A path contributes so much: the product of the local derivatives along it.

    Args:
        iteration: the iteration.
        links: the uses that it leads over, the one in the loss first.
        value: what it contributes.
    """

    iteration: int
    links: tuple[Link, ...]
    value: float

    def holds(self, timeline: Timeline) -> bool:
        """Whether each equation changes by its derivative where the one use changes a little."""
        run = timeline.run(self.iteration)
        with unwarned():
            if not all(_changes_by(run, link) for link in self.links):
                return False
        return is_close(math.prod(link.value for link in self.links), self.value)


@dataclass(frozen=True, eq=False)
class PathsAddUp(Claim):
    """A gradient is the sum over its paths: of those that are given and the rest.

    Args:
        iteration: the iteration.
        symbol: the gradient.
        entry: which entry of it.
        values: what the paths contribute that are given.
        rest: what the others do; None where there are no others.
        most: so much the others contribute at most, as each of them contributes no more than those.
        terms: so many numbers are multiplied and added up on the way.
        is_rounded: whether it is their sum but for rounding, and not as their numbers show.
    """

    iteration: int
    symbol: str
    entry: Index
    values: tuple[float, ...]
    rest: Rest | None
    most: float
    terms: int
    is_rounded: bool = False

    def holds(self, timeline: Timeline) -> bool:
        """Whether the gradient that was computed is their sum, or how much else it is."""
        run = timeline.run(self.iteration)
        gradient = entry_of(run.value(run.program.index[self.symbol]), self.entry)
        left, size = gradient - sum(self.values), sum(map(abs, self.values))
        if not math.isfinite(left):
            return True
        if self.rest is Rest.SOME:
            return not is_rounding(left, self.values, self.terms, self.most)
        if abs(left) <= SLACK * size:
            return not self.is_rounded
        return self.is_rounded and abs(left) <= self._rounding(run, gradient)

    def _rounding(self, run: Run, gradient: float) -> float:
        """What rounding may leave, as that of a saturated softmax, where terms cancel.

        It is found by changing all other nodes and gradients a little, one after the other.
        """
        import numpy as np

        rng, equations, found = np.random.default_rng(0), run.program.equations, 0.0
        for each in equations:
            if each.phase is not Phase.UPDATE and each.symbol != self.symbol:
                value = run.value(run.program.index[each.symbol])
                change = value * NUDGE * rng.choice((-1.0, 1.0), np.shape(value))
                other = intervened(run, {each.symbol: value + change})
                changed = entry_of(other.value(run.program.index[self.symbol]), self.entry)
                found += abs(changed - gradient)
        return found / NUDGE * ROUNDING * self.terms if math.isfinite(found) else 0.0


def is_rounding(left: float, values: tuple[float, ...], terms: int, most: float) -> bool:
    """Whether what is left of a sum is what rounding may leave, or more than could be left.

    Args:
        left: what is left.
        values: what was added up.
        terms: so many numbers were multiplied and added up.
        most: so much may be left.
    """
    bound = ROUNDING * max(terms, 4) * math.fsum(map(abs, values))
    return abs(left) <= bound or abs(left) > most * (1.0 + SLACK)


def _changes_by(run: Run, link: Link) -> bool:
    """Whether an entry of a node changes with one use of another as a link says.

    On a kink what it says has to lie between the changes on both sides. On two at once only the
    conventions say what it is.
    """
    program = run.program
    step = Step(run, program.index[link.target.node])
    (term,) = program.equations[step.index].terms
    trail = trails(term.expression)[link.position]
    known = {name: step.before(name) for name in dict.fromkeys(step.equation.reads())}
    source, entry = known[link.source.node], link.source.entry

    def value(at: float) -> float:
        carried = {CARRIED: _with(source, entry, at)}
        return entry_of(evaluate(carrying(trail), {**known, **carried}), link.target.entry)

    if step.is_set:  # its derivatives are those at a value that is not its equation's
        return True
    kinks = sum(_on_kink(call, known) for call, _ in trail)
    return kinks > 1 or changes_by(value, entry_of(source, entry), link.value)


def _on_kink(call: Call, known: Mapping[str, Value]) -> int:
    """At how many entries an op has its kink."""
    if not OPS[call.op].kinked:
        return 0
    if call.op in ("max", "min"):
        entry, found = (evaluate(each, known) for each in largest(call))
        among = entries(entry) == entries(found)
        return int(among.sum()) - entries(evaluate(call, known)).size
    return int((entries(evaluate(distance(call), known)) == 0.0).sum())


def _with(value: Value, entry: Index, number: float) -> Value:
    """The value with another number at an entry."""
    if not is_array(value):
        return number
    changed = value.copy()
    changed[entry] = number
    return changed
