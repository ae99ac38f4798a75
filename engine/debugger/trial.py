"""A trial: a remedy made a branch, trained as far as the run, diagnosed, and put beside the run."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.errors import DebuggerError
from engine.frozen import frozen, replace
from engine.iterations.edits import Start
from engine.iterations.timeline import Timeline
from engine.language.figures import format_number, grouped

if TYPE_CHECKING:
    from engine.debugger.debugger import Debugger
    from engine.debugger.stop import Stop
    from engine.diagnosis.diagnosis import Diagnosis
    from engine.program.variants import Variant

DIGITS = 3
"""Losses are said with so many digits."""


@frozen(slots=True)
class Outcome:
    """What came of a remedy.

    Args:
        title: what was tried.
        branch: the branch in which it was.
        verdict: what came of it, in a word or two.
        is_solved: whether that is as good as it gets.
        is_open: whether more iterations may change it.
        loss: the loss at its end; NaN where it diverged.
        run: the branch of the run that it was to help.
        before: the loss of that.
    """

    title: str
    branch: int
    verdict: str
    is_solved: bool
    is_open: bool
    loss: float
    run: int
    before: float

    @property
    def is_lower(self) -> bool:
        """Whether the loss is lower than that of the run, by more than counts as the same."""
        from engine.diagnosis.course import lowest

        if math.isnan(self.before):
            return not math.isnan(self.loss)
        return self.loss < lowest(self.before)

    @property
    def helped(self) -> bool:
        """Whether it did what it was to do."""
        return self.is_solved and self.is_lower

    def words(self) -> str:
        """As in: seed 1 helped: solved, loss 0.00118 (0.477 in branch 0)."""
        if self.helped:
            came = "helped"
        elif self.is_open:
            came = "is better so far" if self.is_lower else "has not helped yet"
        else:
            came = "is better, no cure" if self.is_lower else "did not help"
        return f"{self.title} {came}: {self.verdict}{self._losses}"

    @property
    def _losses(self) -> str:
        if math.isnan(self.loss):
            return ""
        loss, before = (format_number(each, DIGITS) for each in (self.loss, self.before))
        if math.isnan(self.before):
            return f", loss {loss} (branch {self.run} diverged)"
        as_before = "as in" if loss == before else f"{before} in"
        return f", loss {loss} ({as_before} branch {self.run})"


class Trial:
    """A remedy tried, a little at a time by iterating over it; `arrive` says what came of it.

    Args:
        debugger: what is moved: it stands in the new branch from the start.
        change: what is tried.

    Raises:
        DebuggerError: where the program has no place for it.
    """

    what = "trying"
    unit = "iterations"

    def __init__(self, debugger: Debugger, change: Start | Variant) -> None:
        from engine.diagnosis.ahead import AHEAD
        from engine.diagnosis.remedies import LEAST

        before = debugger.stop
        self._debugger, self._step = debugger, before.cursor.step
        self._run, self._before = before.branches.number, _last_loss(before.timeline)
        if _is_so(change, before):
            raise DebuggerError(f"{change.text} is what this branch has")
        self._count = max(before.timeline.length, LEAST)  # a run may have diverged in the first few
        self.most = self._count + AHEAD + 1  # the last of which is that it is over
        self._diagnosis: Diagnosis | None = None
        self._title = _title(change.text, before)
        debugger.vary(change)

    def __iter__(self) -> Iterator[int]:
        """Train and follow on, and say now and then how many iterations that was, of `most`."""
        from engine.diagnosis.diagnosis import diagnosing

        yield from self._debugger.reach(self._count)
        stop = self._debugger.goto(self._step, _last_place(self._debugger.stop.timeline))
        working = diagnosing(stop.timeline, stop.program.style)
        while True:
            try:
                yield self._count + next(working)
            except StopIteration as ended:
                self._diagnosis = ended.value
                return

    @property
    def outcome(self) -> Outcome | None:
        """What came of it; None as long as that is not known."""
        from engine.diagnosis.kinds import Kind
        from engine.diagnosis.remedies import OPEN
        from engine.diagnosis.verdicts import Verdict

        if self._diagnosis is None:
            return None
        verdict, stop = self._diagnosis.claims[0], self._debugger.stop
        assert isinstance(verdict, Verdict)  # noqa: S101  (as it stands first)
        is_solved = verdict.name in (Kind.SOLVED, Kind.AT_MINIMUM)
        branch = stop.branches.current
        return Outcome(
            self._title, branch.number, verdict.name, is_solved, verdict.name in OPEN,
            _last_loss(stop.timeline), self._run, self._before,
        )  # fmt: skip

    def told(self, done: int) -> str:
        """How far it is, in a line."""
        return f"trying {self._title}: {grouped(done)} of at most {grouped(self.most)} iterations"

    def arrive(self) -> Stop:
        """Stand where the branch was trained to, and say what came of it; or how far it came."""
        outcome = self.outcome
        if outcome is None:
            done = self._debugger.stop.timeline.length
            stop = self._debugger.goto(self._step, done)
            said = f"{self._title}: stopped at iteration {grouped(done)} of {grouped(self._count)}"
            if done >= self._count:
                said = f"{self._title}: trained to iteration {grouped(done)}; D tells what came"
            return replace(stop, message=f"branch {stop.branches.number}, {said}")
        return replace(self._debugger.stop, message=f"branch {outcome.branch}: {outcome.words()}")


def _title(text: str, stop: Stop) -> str:
    """What is tried, with what stays of the branch it is tried in: leaky ReLU with seed 3."""
    branch = stop.branches.current
    if branch.number == 0 or text.split()[0] == branch.title.split()[0]:
        return text
    return f"{text} with {branch.title}"


def _is_so(change: Start | Variant, stop: Stop) -> bool:
    """Whether a branch is from its start what a change would make of it."""
    timeline = stop.timeline
    if isinstance(change, Start):
        ends = (timeline.start(0), timeline.start(timeline.length))
        return all(end[-1] == change.value for end in ends)
    seed = timeline.program.network.seed
    is_seed = seed is not None and change.text == f"seed {seed}"
    return is_seed or change.text == stop.branches.current.title


def _last_place(timeline: Timeline) -> int:
    """The last iteration that can be stood in."""
    place = timeline.divergence
    return timeline.length if place is None else place.iteration


def _last_loss(timeline: Timeline) -> float:
    """The loss that a run has come to; NaN where it diverged."""
    if timeline.divergence is not None:
        return math.nan
    return timeline.run(timeline.length).loss
