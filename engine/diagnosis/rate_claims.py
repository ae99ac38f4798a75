"""Claims about updates: a learning rate too large, too small or none, and what is frozen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.claims.intervention import intervened
from engine.claims.statement import Statement, place_of
from engine.diagnosis.ahead import onward
from engine.diagnosis.course import SETTLED, lowest
from engine.diagnosis.gradient_claims import DIGITS, largest, largest_at, largest_gradient
from engine.iterations.edits import Start
from engine.iterations.run import Run
from engine.iterations.timeline import Place, Timeline
from engine.language.notation import Style
from engine.language.text import listed
from engine.language.values import Memory, Value, same
from engine.program.program import LEARNING_RATE, Program

TO_AND_FRO = 4
"""So many updates, two to and two fro, tell that a parameter jumps."""


@dataclass(frozen=True)
class BadRate(Statement):
    """The learning rate is one with which nothing can learn.

    Args:
        rate: what it is.
    """

    rate: float

    def holds(self, timeline: Timeline) -> bool:
        """By looking at it."""
        return timeline.start(self.iteration)[-1] == self.rate <= 0.0

    def shown_at(self, timeline: Timeline) -> Place:
        """The first update."""
        first = next(iter(timeline.program.network.parameters))
        return place_of(first, self.iteration, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: the learning rate is negative."""
        del program, style
        return f"the learning rate is {'negative' if self.rate else '0'}"


@dataclass(frozen=True)
class Frozen(Statement):
    """Parameters are frozen: the update leaves them as they are.

    Args:
        names: which.
    """

    names: tuple[str, ...]

    def holds(self, timeline: Timeline) -> bool:
        """By what the iteration leaves of them."""
        run = timeline.anew(self.iteration)
        slots = [run.program.base[name] for name in self.names]
        is_kept = all(same(run.start[slot], run.end[slot]) for slot in slots)
        return is_kept and run.frozen.issuperset(self.names)

    def shown_at(self, timeline: Timeline) -> Place:
        """The update that leaves the first of them."""
        return place_of(self.names[0], self.iteration, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: w0 and w1 are frozen."""
        if len(self.names) == len(program.network.parameters):
            return "every parameter is frozen"
        verb = "are" if len(self.names) > 1 else "is"
        return f"{listed(map(style.name, self.names))} {verb} frozen"


@dataclass(frozen=True)
class SlowPace(Statement):
    """There is a gradient, but an update hardly changes the loss.

    Args:
        gradient: the largest entry of a gradient.
        change: by how much the last update changed the loss.
    """

    gradient: float
    change: float

    def holds(self, timeline: Timeline) -> bool:
        """By looking at the iteration, and at the one before."""
        run, before = timeline.anew(self.iteration), timeline.anew(self.iteration - 1)
        change = abs(run.loss - before.loss)
        return (largest_gradient(run), change) == (self.gradient, self.change)

    def shown_at(self, timeline: Timeline) -> Place:
        """The largest gradient."""
        return largest_at(timeline, self.iteration)

    def words(self, program: Program, style: Style) -> str:
        """As in: the largest entry of a gradient is 18, but an update changes the loss by 1e-9."""
        del program
        number = replace(style, digits=DIGITS).number
        return (
            f"the largest entry of a gradient is {number(self.gradient)}, "
            f"but an update changes the loss by {number(self.change)}"
        )


@dataclass(frozen=True)
class Jumps(Statement):
    """Parameters go to and fro between two values, as the learning rate is too large.

    Args:
        rate: the learning rate.
        names: the parameters.
    """

    rate: float
    names: tuple[str, ...]

    def holds(self, timeline: Timeline) -> bool:
        """By looking at the last iterations; and with a smaller rate, the loss falls from here."""
        if tuple(jumping(timeline, self.iteration)) != self.names:
            return False
        loss, end = timeline.anew(self.iteration).loss, self.iteration + 1_000
        here = timeline.fork(timeline.edits)
        for part in (1e-1, 1e-2, 1e-3):
            slower = Start(self.iteration, LEARNING_RATE, part * self.rate, self.iteration, "")
            fork = onward(here.fork(here.edits.joined_by(slower)), end)
            if min(fork.losses[self.iteration :]) < loss:
                return True
        return False

    def shown_at(self, timeline: Timeline) -> Place:
        """The last update that made the first of them jump."""
        return place_of(self.names[0], self.iteration - 1, timeline.program)

    def words(self, program: Program, style: Style) -> str:
        """As in: the learning rate, 10, is too large, and b2 jumps to and fro between two ..."""
        del program
        verb = "jump" if len(self.names) > 1 else "jumps"
        return (
            f"the learning rate, {style.number(self.rate)}, is too large, "
            f"and {listed(map(style.name, self.names))} {verb} to and fro between two values"
        )


def jumping(timeline: Timeline, iteration: int) -> Iterator[str]:
    """The parameters that go to and fro between two values before an iteration."""
    if iteration >= TO_AND_FRO:
        starts = [timeline.start(iteration - back) for back in range(TO_AND_FRO + 1)]
        yield from to_and_fro(timeline.program, starts)


def to_and_fro(program: Program, starts: Sequence[Memory]) -> Iterator[str]:
    """The parameters that went to and fro between two values in as many iterations as it takes.

    Args:
        program: what is trained.
        starts: what the iterations start with, the last first.
    """
    for name in program.network.parameters:
        slot = program.base[name]
        if has_jumped(*[start[slot] for start in starts]):
            yield name


def has_jumped(a: Value, b: Value, c: Value, d: Value, e: Value) -> bool:
    """Whether a value goes to and fro between two, the last first."""
    back = max(largest(a - c), largest(b - d), largest(c - e))
    return bool(is_to_and_fro(largest(a - b), back))


def is_to_and_fro(moved: Any, back: Any) -> Any:
    """Whether what moved came back; of arrays, with a number for each run, an array of this.

    Args:
        moved: how far it moved in the last update.
        back: how far from where it was it came in two updates, at the most.
    """
    return (moved > 0.0) & (back <= SETTLED * moved)


def jumped_over(run: Run, starts: Sequence[Memory]) -> tuple[str, ...]:
    """The parameters that jump over a place where the loss is lower.

    Args:
        run: an iteration.
        starts: what it and those before it start with.
    """
    names = tuple(to_and_fro(run.program, starts))
    base, last = run.program.base, run.loss
    middle = {name: (starts[0][base[name]] + starts[1][base[name]]) / 2.0 for name in names}
    return names if names and intervened(run, middle).loss < lowest(last) else ()
