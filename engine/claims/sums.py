"""Claims about sums that cancel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.claims.claim import Claim
from engine.claims.parts import Change, Path, recomputed
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.expression import Call, Expression, Name, walk
from engine.language.index import Index, filled, look_up
from engine.language.values import Value, evaluate, unwarned

if TYPE_CHECKING:
    from engine.claims.parts import Mask

NEAR = 1e-9
"""Contributions that are found in two ways differ by no more than this part of them all."""


@dataclass(frozen=True, eq=False)
class Cancels(Claim):
    """A claim that contributions to what a step computes cancel, with those to one entry.

    Args:
        iteration: the iteration of the step.
        index: the step, counted from 0.
        where: the entries in which they cancel.
        entry: the one whose contributions are given; () for a number.
        values: the contributions.
        at_most: how large their sum is at the most, next to all of them taken positive.
        terms: what they are, in names of arrays or of entries; empty where they are of samples.
    """

    iteration: int
    index: int
    where: Mask
    entry: Index
    values: tuple[float, ...]
    at_most: float
    terms: tuple[Expression, ...] = ()

    def holds(self, timeline: Timeline) -> bool:
        """Whether each is what is said, and in every entry they add up to next to nothing."""
        import numpy as np

        step = Step(timeline.run(self.iteration), self.index)
        total = np.asarray(step.value)
        with unwarned():
            parts = np.array(list(self._terms(step) if self.terms else self._samples(step)))
            sizes = abs(parts).sum(axis=0)
            near = NEAR * sizes[self.entry]
            found = np.array([part[self.entry] for part in parts])
            return bool(
                (abs(found - self.values) <= near).all()
                and abs(sum(self.values) - total[self.entry]) <= near
                and (sizes[self.where] > 0.0).any()
                and (abs(total) <= (self.at_most + NEAR) * sizes)[self.where].all()
            )

    def _terms(self, step: Step) -> Iterator[Value]:
        """The terms, each in all entries; of one entry alone, put in its place."""
        import numpy as np

        shape = np.shape(step.value)
        for term in self.terms:
            term = filled(term)
            names = {part.name for part in walk(term) if isinstance(part, Name)}
            value = evaluate(term, {name: look_up(name, step.before) for name in names})
            yield np.broadcast_to(value, shape)

    def _samples(self, step: Step) -> Iterator[Value]:
        """What the value lacks without each sample."""
        import numpy as np

        summed = [
            path
            for number, term in enumerate(step.equation.terms)
            for path in _summed(term.expression, (number,))
        ]
        samples = step.run.program.network.samples or 1
        for sample in range(samples):
            row = np.arange(samples) == sample
            changes = {}
            for path in summed:
                axes = np.ndim(recomputed(step, {}, within=path))
                changes[path] = Change(row.reshape(-1, *[1] * (axes - 1)), 0.0)
            yield np.asarray(step.value) - np.asarray(recomputed(step, changes))


def _summed(expression: Expression, path: Path) -> Iterator[Path]:
    """Where in a term what is added up over the samples stands, a row for each."""
    assert isinstance(expression, Call)  # noqa: S101  (as it adds up something)
    match expression.op, expression.operands:
        case "matmul", (Call(op="transpose"), _):
            yield (*path, 1)
        case "sum_to", (Call(op="sum_to" | "matmul") as inner, _):
            yield from _summed(inner, (*path, 0))
        case "sum_to", _:
            yield (*path, 0)
        case _, (Call() as inner, *_):
            yield from _summed(inner, (*path, 0))
