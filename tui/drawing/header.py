"""The facts of the first line, as far as they fit."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len

from engine.debugger.stop import Stop
from tui.drawing.look import Line, Look

FOR_AUDIENCE = ("iteration", "epoch", "steps", "goto", "chart")
"""What is said while presenting, by the commands of the facts."""


SHORTEST_TITLE = 6
"""A title with less room than this is left out, unless it is as short."""


class Fact(NamedTuple):
    """A fact of the header.

    Args:
        text: how it is said.
        command: what a click on it does.
    """

    text: str
    command: str


class Way(NamedTuple):
    """A way to say the facts.

    Args:
        iteration: the word for it.
        has_position: whether the place in the phase is said.
        has_seed: whether the seed is.
        has_epoch: whether the epoch is, and which of its batches.
        number: the most columns of a number.
        loss: the most columns of the name of the loss.
    """

    iteration: str
    has_position: bool = True
    has_seed: bool = True
    has_epoch: bool = True
    number: int = 10
    loss: int = 8


ROOMY = Way("iteration", loss=32)
"""Where the title has room as well."""

WAYS = (
    Way("iteration"),
    Way("iter"),
    Way("iter", has_position=False),
    Way("iter", has_position=False, has_seed=False),
    Way("iter", has_position=False, has_seed=False, number=5),
    Way("iter", has_position=False, has_seed=False, has_epoch=False, number=5),
)
"""Each shorter than the one before."""


NOT_SAVED = " NOT SAVED"
"""What stands in front while the session cannot be saved."""


def first_line(
    stop: Stop,
    look: Look,
    width: int,
    is_recording: bool = False,
    is_presenting: bool = False,
    is_saved: bool = True,
) -> Line:
    """The first line of the screen: signs while it is recorded or not saved, and the facts."""
    sign = (look.glyphs.recording if is_recording else "") + ("" if is_saved else NOT_SAVED)
    line = (brief_line if is_presenting else header_line)(stop, look, width - len(sign))
    return ((sign, "error"), *line) if sign else line


def command_at(
    column: int, stop: Stop, look: Look, width: int, is_presenting: bool, text: str
) -> str:
    """The command of the fact in a column of the first line of this text; empty for none."""
    facts = _facts(stop, look, ROOMY) if is_presenting else _fitting(stop, look, width)
    end = len(text)
    for fact in reversed(facts):
        start = text.rfind(fact.text, 0, end)
        if 0 <= start <= column < start + len(fact.text):
            return fact.command
        end = start if start >= 0 else end
    return ""


def header_line(stop: Stop, look: Look, width: int) -> Line:
    """The header; where the line is too narrow, gaps, then title shrink before any fact does."""
    facts = [fact.text for fact in _fitting(stop, look, width)]
    title = stop.program.network.title
    least = min(cell_len(title), SHORTEST_TITLE)
    gap = "   " if sum(map(len, facts)) + 3 * len(facts) + cell_len(title) < width else "  "
    text = gap.join(facts)
    room = width - len(text) - len(gap) - 1
    title = look.shortened(title, room) if room >= least else ""
    return ((f" {title}{gap}" if title else " ", "title"), (text, "text"))


def brief_line(stop: Stop, look: Look, width: int) -> Line:
    """The header for an audience: iteration, phase, step and loss."""
    facts = [fact.text for fact in _facts(stop, look, ROOMY) if fact.command in FOR_AUDIENCE]
    text = look.shortened("     ".join(facts), width - 1)
    return ((f" {text}", "strong"),)


def _fitting(stop: Stop, look: Look, width: int) -> list[Fact]:
    """The facts, said so that they fit, or else as shortly as can be."""
    title = cell_len(stop.program.network.title)
    for way in (ROOMY, *WAYS):
        facts = _facts(stop, look, way)
        room = width - (title + 3 if way is ROOMY else 0)
        if sum(len(fact.text) for fact in facts) + 2 * len(facts) - 1 <= room:
            break
    return facts


def _epoch(stop: Stop) -> list[Fact]:
    """The epoch, and which of its batches it is: `epoch 3 batch 2/9`."""
    from engine.network.samples import samples_of  # of what is fed alone

    samples = samples_of(stop.program.network.feeds)
    if samples is None or not samples.changes:
        return []
    epoch, batch = samples.place(stop.cursor.iteration)
    return [Fact(f"epoch {epoch} batch {batch + 1}/{samples.per_epoch}", "epoch")]


def _facts(stop: Stop, look: Look, way: Way) -> list[Fact]:
    network, cursor = stop.program.network, stop.cursor
    phase = "START"
    if stop.phase is not None:
        span = stop.program.phases[stop.phase]
        phase = stop.phase.upper()
        if way.has_position:
            phase += f" {cursor.step - span.start}/{len(span)}"
    loss = look.shortened(look.name(network.loss, stop.program), way.loss)
    facts = [
        Fact(f"{way.iteration} {cursor.iteration}", "iteration"),
        *(_epoch(stop) if way.has_epoch and network.feeds else ()),
        Fact(phase, "steps"),
        Fact(f"step {cursor.step}/{stop.steps}", "goto"),
        Fact(f"{loss} {look.value(stop.state.loss, way.number)}", "chart"),
        Fact(f"{stop.program.memo.rate} {look.value(stop.state.rate, min(way.number, 8))}", "lr"),
    ]
    if network.seed is not None and way.has_seed:
        facts.append(Fact(f"seed {network.seed}", "seed"))
    if len(stop.branches) > 1:
        facts.append(Fact(f"branch {stop.branches.number}", "branches"))
    return facts
