"""A statement: a claim with its words."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from engine.claims.claim import Claim
from engine.iterations.timeline import Place, Timeline
from engine.language.figures import grouped
from engine.language.notation import Style
from engine.language.text import all_of
from engine.language.values import plain_value
from engine.program.program import Program

LOOKS = 200
"""So many iterations of a longer stretch are looked at to prove what is said of all of them."""


@dataclass(frozen=True)
class Statement(Claim):
    """A statement about a run as it stands before an iteration.

    Args:
        iteration: the iteration with which training would go on.
    """

    iteration: int

    @abstractmethod
    def words(self, program: Program, style: Style) -> str:
        """The sentence, or its part, without a full stop."""

    def shown_at(self, timeline: Timeline) -> Place:
        """The step that shows it: that of the loss, where it is about nothing else."""
        return place_of(timeline.program.network.loss, self.iteration, timeline.program)

    def plain(self) -> dict[str, Any]:
        """Its kind and its data, for machines."""
        data = {each.name: _plain(getattr(self, each.name)) for each in fields(self)}
        return {"kind": type(self).__name__, **data}


def place_of(symbol: str, iteration: int, program: Program) -> Place:
    """The step of an iteration that computes a symbol; before the first, if it is given."""
    index = program.index.get(symbol)
    return Place(iteration, 0 if index is None else index + 1)


def _plain(value: object) -> object:
    if isinstance(value, Statement):
        return value.plain()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return plain_value(value) if isinstance(value, float) else value


def looked_at(first: int, last: int) -> Iterator[int]:
    """The iterations from one to another, or evenly spread ones, both ends included."""
    count = last - first
    if count < LOOKS:
        yield from range(first, last + 1)
    else:
        yield from (first + count * place // LOOKS for place in range(LOOKS + 1))


def losses_at(timeline: Timeline, iterations: Iterator[int]) -> Sequence[float]:
    """The losses of iterations, each recorded anew: training itself is compiled."""
    return [timeline.anew(number).loss for number in iterations]


def span(first: int, last: int) -> str:
    """As in: 1 iteration, of a run from its start; the last 100 iterations."""
    count = last - first
    words = f"{grouped(count)} iteration{'s' * (count != 1)}"
    return f"the last {words}" if first else words


def everywhere(program: Program) -> str:
    """As in ` for all 4 samples`; nothing where there is only one."""
    samples = program.network.samples or 1
    return f" for {all_of(samples, 'samples')}" if samples > 1 else ""
