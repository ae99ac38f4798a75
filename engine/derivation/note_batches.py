"""Sentences about the batch of an iteration: which samples a step reads."""

from __future__ import annotations

from engine.claims.batch_rows import HasRows
from engine.derivation.said import NOTHING, Said
from engine.iterations.step import Step
from engine.language.notation import Style
from engine.language.text import listed
from engine.language.values import same
from engine.network.samples import samples_of

MOST_NAMED = 16
"""So many samples are named."""


def batch_note(step: Step, style: Style) -> Said:
    """The rows of the data that a step reads, where other iterations have others."""
    network = step.run.program.network
    samples = samples_of(network.feeds)
    if samples is None or not samples.changes:
        return NOTHING
    read = [name for name in dict.fromkeys(step.equation.reads()) if name in samples.names]
    if not read:
        return NOTHING
    given = samples.values(network.seed or 0, step.iteration)
    if not all(same(step.before(name), given[name]) for name in read):
        return NOTHING  # someone has set it
    rows = tuple(samples.rows(network.seed or 0, step.iteration).tolist())
    epoch, batch = samples.place(step.iteration)
    said = ", ".join(map(str, rows[:MOST_NAMED])) + (", ..." if len(rows) > MOST_NAMED else "")
    claims = tuple(HasRows(step.iteration, step.index, name, rows) for name in read)
    verb = "have" if len(read) > 1 else "has"
    return Said(
        f"{listed(map(style.name, read))} {verb} the rows {said} of the data: epoch {epoch}, "
        f"batch {batch + 1} of {samples.per_epoch}.",
        claims,
    )
