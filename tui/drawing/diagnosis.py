"""The diagnosis as rows to walk in: verdict, reasons, answers, and what may be done about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.claims.statement import Statement
from engine.debugger.branches import Branch
from engine.debugger.stop import Stop
from engine.diagnosis.diagnosis import Diagnosis
from engine.diagnosis.loss_claims import Rose
from engine.diagnosis.remedies import Remedy, more_iterations, remedies
from engine.iterations.edits import Start
from engine.language.figures import exact, format_number, grouped
from engine.language.text import capitalised
from engine.program.variants import Variant, kind_of


class Row(NamedTuple):
    """A row.

    Args:
        text: what it says.
        line: the command that Enter does; empty for a heading, which the cursor leaves out.
        aside: what is told more faintly behind it.
    """

    text: str
    line: str = ""
    aside: str = ""

    @property
    def said(self) -> str:
        """The row for those who can only read it, with what to type."""
        return f"- {self.text}{self.aside}: {self.line}" if self.line else f"{self.text}:"


def rows_of(found: Diagnosis, stop: Stop) -> Sequence[Row]:
    """The rows from top to bottom.

    Args:
        found: the diagnosis of the branch where one stands.
        stop: where one stands.
    """
    claims, reasons = found.claims, len(found.reasons)
    rows = [Row(capitalised(found.verdict), _goes(claims[0], stop))]
    for title, texts, said in (
        ("Reasons", found.reasons, claims[1 : reasons + 1]),
        ("Besides", found.answers, claims[reasons + 1 :]),
    ):
        parts = [
            row
            for text, claim in zip(texts, said, strict=True)
            for row in _statement(text, claim, stop)
        ]
        rows += [Row(title), *parts] if parts else []
    return [*rows, *_decides(found, stop), *_helps(found, stop)]


def _statement(text: str, claim: Statement, stop: Stop) -> Iterator[Row]:
    yield Row(text, _goes(claim, stop))
    if isinstance(claim, Rose) and claim.count > 1:
        yield Row(f"the list of its {grouped(claim.count)} rises", "rises")


def _goes(claim: Statement, stop: Stop) -> str:
    iteration, step = claim.shown_at(stop.timeline)
    return f"goto {step} {iteration}"


def _decides(found: Diagnosis, stop: Stop) -> Iterator[Row]:
    """What would decide what is not decided yet."""
    more = more_iterations(stop.timeline, found.claims)
    if more:
        wanted = stop.timeline.length + more - stop.cursor.iteration
        yield Row("What would decide it")
        yield Row(f"{grouped(more)} more iterations", f"train {wanted}")


def _helps(found: Diagnosis, stop: Stop) -> Iterator[Row]:
    """What was tried, and what else may help."""
    tried = [each for each in stop.branches if _is_trial(each, stop.branches.number)]
    names = [each.edit.text for each in tried if each.edit is not None]
    offered = remedies(stop.timeline, found.claims, names)
    if offered or tried:
        yield Row("What may help")
    for each in offered:
        yield Row(each.text, _tries(each), f", as {each.because}")
    for branch in tried:
        timeline = branch.timeline
        came = "it diverged"
        if timeline.divergence is None:
            loss = format_number(timeline.run(timeline.length).loss)
            came = f"loss {loss} after {grouped(timeline.length)} iterations"
        yield Row(branch.title, f"branch {branch.number}", f", tried: {came}")


def _is_trial(branch: Branch, parent: int) -> bool:
    """Whether a branch is another run beside one, from its first iteration on."""
    edit = branch.edit
    is_whole = isinstance(edit, Variant) or (isinstance(edit, Start) and edit.iteration == 0)
    return branch.parent == parent and is_whole


def _tries(remedy: Remedy) -> str:
    change = remedy.change
    if isinstance(change, Variant):
        return f"try {kind_of(change)} {exact(change.number)}"
    assert isinstance(change.value, float)  # noqa: S101  (as it is a learning rate)
    return f"try lr {exact(change.value)}"
