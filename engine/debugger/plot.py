"""What is plotted: curves, each of the branch where one stands, of another, or of a run apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.debugger.stop import Stop
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.program.program import Program
from engine.queries.blocks import Blocks
from engine.queries.curves import Curve


@dataclass(frozen=True, slots=True)
class Branched:
    """A branch, whose iterations are followed as far as they have been run.

    Args:
        number: which one; None for that in which one stands, whichever it is.
    """

    number: int | None = None

    def timeline(self, stop: Stop) -> Timeline | None:
        """Its iterations; None where there is no such branch any more."""
        if self.number is None:
            return stop.timeline
        if self.number >= len(stop.branches):
            return None
        return stop.branches.numbered(self.number).timeline

    @property
    def label(self) -> str:
        """What is said of it behind the name of a curve."""
        return "" if self.number is None else f"@{self.number}"


HERE = Branched()
"""The branch in which one stands."""


@dataclass(frozen=True, eq=False)
class Apart:
    """A run apart, with a program of its own: another seed, or the session of a file.

    Args:
        label: what is said of it.
        iterations: its iterations.
        until: so many of them are run; those of a seed as many as where one stands, if more.
        keeps_up: whether it is one of another seed.
    """

    label: str
    iterations: Timeline
    until: int
    keeps_up: bool = True

    def timeline(self, _: Stop) -> Timeline:
        """Its iterations."""
        return self.iterations

    def target(self, stop: Stop) -> int:
        """How many of its iterations are wanted."""
        return max(self.until, stop.timeline.length) if self.keeps_up else self.until

    def missing(self, stop: Stop) -> int:
        """How many of these are still to be run; none where NaN or infinity has ended it."""
        if self.iterations.divergence is not None:
            return 0
        return max(self.target(stop) - self.iterations.length, 0)


@dataclass(frozen=True, eq=False)
class Recorded:
    """Numbers that were read from a file.

    Args:
        label: what is said of them.
        name: what they are.
        iterations: ascending.
        values: a number for each.
    """

    label: str
    name: str
    iterations: Sequence[int]
    values: Blocks

    def title(self, _: Stop, __: Style) -> str:
        """What they are called."""
        return f"{self.name} {self.label}"


@dataclass(frozen=True)
class Wanted:
    """A curve that is wanted.

    Args:
        curve: what is followed.
        source: whose iterations.
    """

    curve: Curve
    source: Branched | Apart

    def timeline(self, stop: Stop) -> Timeline | None:
        """The iterations that are followed; None where they are gone."""
        return self.source.timeline(stop)

    def name(self, stop: Stop, style: Style) -> str:
        """What it is called, short: L @1."""
        return f"{self.curve.label(self._program(stop), style)} {self.source.label}".rstrip()

    def title(self, stop: Stop, style: Style) -> str:
        """What it is called, in words: Loss L @1."""
        return f"{self.curve.title(self._program(stop), style)} {self.source.label}".rstrip()

    def _program(self, stop: Stop) -> Program:
        timeline = self.timeline(stop)
        return stop.program if timeline is None else timeline.program

    def fitted(self, program: Program) -> Wanted:
        """The same in another program, where it is of the one that one has open."""
        if isinstance(self.source, Apart):
            return self
        return replace(self, curve=self.curve.fitted(program))


@dataclass(frozen=True)
class Plot:
    """What is plotted.

    Args:
        curves: each with where it is from.
        note: what there is to say of them; empty for nothing.
        suits_log: whether it is best looked at on a logarithmic scale.
    """

    curves: tuple[Wanted | Recorded, ...]
    note: str = ""
    suits_log: bool = False

    def fitted(self, program: Program) -> Plot:
        """The same of another program, each curve once."""
        fitted = [
            each.fitted(program) if isinstance(each, Wanted) else each for each in self.curves
        ]
        return replace(self, curves=tuple(dict.fromkeys(fitted)))
