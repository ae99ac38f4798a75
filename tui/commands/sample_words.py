"""Words about samples: which are in the batch, which are worst, what one contributes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from engine.debugger.stop import Stop
from engine.language.expression import gradient_name
from engine.language.figures import format_number
from engine.language.notation import Style
from engine.language.values import Value, is_array
from tui.commands.arguments import read_count, read_natural
from tui.commands.command import CommandError
from tui.commands.lists import Choice, Choices, Outcome

if TYPE_CHECKING:
    from engine.diagnosis.confusion import Classes
    from engine.diagnosis.one_sample import Shares
    from engine.iterations.run import Run
    from engine.program.program import Program

DIGITS = 3
"""The digits of a number in a list."""

MOST_ENTRIES = 12
"""So many entries of an input are written out."""

MOST_NAMED = 200
"""So many samples of a batch are named."""

WORST_HINT = "«Enter list.choose» singles one out"

NO_BATCH = "this network has no batch: it is given one sample"


def answer_epoch(stop: Stop, _: str, style: Style) -> Sequence[str]:
    """The samples of the iteration, by their rows in the data."""
    from engine.network.samples import samples_of

    del style
    network, iteration = stop.program.network, stop.cursor.iteration
    samples = samples_of(network.feeds)
    if samples is None:
        count = network.samples
        if count is None:
            return [NO_BATCH]
        return [f"each iteration is given all {count:,} samples of the network"]
    rows, place = samples.rows(network.seed or 0, iteration), samples.place(iteration)
    said = [
        f"epoch {place.epoch:,}, batch {place.batch + 1:,} of {samples.per_epoch:,}: "
        f"{len(rows):,} of {samples.trained:,} samples, by their rows in the data",
        " ".join(map(str, rows[:MOST_NAMED].tolist())) + (" ..." if len(rows) > MOST_NAMED else ""),
    ]
    if samples.left_over:
        said.append(f"{samples.left_over:,} samples are left out of each epoch: no whole batch")
    if samples.validation:
        said.append(f"{samples.validation:,} samples are kept apart for validation")
    return said


class _Asked(NamedTuple):
    """The samples that are asked about.

    Args:
        run: in which they are.
        where: in which iteration, or which they are.
        rows: their rows in the data; None where they are all there is, in order.
        named_by: the program whose data say what the classes are called.
    """

    run: Run
    where: str
    rows: Sequence[int] | None
    named_by: Program


VALIDATION = "validation"
"""What stands behind a command that is about the samples for validation."""


def _asked(stop: Stop, argument: str) -> tuple[_Asked, str]:
    """The samples that an argument is about, and what else it says.

    Raises:
        CommandError: where none are kept apart for validation, and it is about these.
    """
    from engine.diagnosis.epochs import evaluation_of
    from engine.network.samples import samples_of

    run, network = stop.state.run, stop.program.network
    samples, seed = samples_of(network.feeds), network.seed or 0
    words = argument.split()
    if VALIDATION not in words:
        rows = None if samples is None else samples.rows(seed, run.number).tolist()
        return _Asked(run, f"iteration {run.number}", rows, stop.program), argument
    if samples is None or not samples.validation:
        raise CommandError(
            "no samples are kept apart for validation: write validation = 0.2 under [training]"
        )
    apart = evaluation_of(stop.program).run(run.start)
    rows = samples.validation_rows(seed).tolist()
    rest = " ".join(word for word in words if word != VALIDATION)
    return _Asked(apart, VALIDATION, rows, stop.program), rest


def choose_worst(stop: Stop, argument: str, style: Style) -> Choices:
    """The samples of the batch, or for validation, the one with the largest loss first."""
    asked, rest = _asked(stop, argument)
    count = read_count(rest) if rest else None
    found, problem = _shares(asked.run)
    if found is None:
        return Choices("Samples by their loss", (), WORST_HINT, problem)
    order = found.losses.argsort(kind="stable")[::-1][:count].tolist()
    behind = f" {VALIDATION}" if asked.where == VALIDATION else ""
    rows = [
        Choice(line, {"enter": Outcome(closes=True, line=f"sample {sample}{behind}")})
        for sample, line in zip(order, _lines(asked, found, order, style), strict=True)
    ]
    loss = style.name(stop.program.network.loss)
    return Choices(
        f"Samples by their loss, {loss} = {said_number(asked.run.loss, style)} for all",
        rows,
        WORST_HINT,
        "",
        summary=f"the samples of {asked.where} by their loss, the largest first",
    )


def _shares(run: Run) -> tuple[Shares | None, str]:
    """What each sample adds to the loss, or why none does."""
    from engine.diagnosis.one_sample import shares

    if run.program.network.samples is None:
        return None, NO_BATCH
    return shares(run), "the loss is no sum over samples, so none has a loss of its own"


def _lines(asked: _Asked, found: Shares, order: Sequence[int], style: Style) -> Iterator[str]:
    """A line for each sample."""
    rows, classes, whole = asked.rows, _classes(asked), asked.run.loss
    wide = len(str(max(order, default=0)))
    losses = [said_number(float(found.losses[sample]), style) for sample in order]
    longest = max(map(len, losses), default=0)
    for sample, loss in zip(order, losses, strict=True):
        parts = [f"sample {sample:{wide}}"]
        if rows is not None:
            parts.append(f"row {rows[sample]:>4}")
        parts.append(f"loss {loss:<{longest}}")
        if whole:
            share = said_number(100 * float(found.shares[sample]) / whole, style)
            parts.append(f"{share:>5} %")
        parts += [
            f"class {each.said(sample)}" if each.has_numbers else each.said(sample)
            for each in classes
        ]
        yield "  ".join(parts)


def answer_sample(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    """One sample: what it is given, what it gets, and what it contributes to each gradient."""
    asked, rest = _asked(stop, argument)
    count = asked.run.program.network.samples
    if count is None:
        raise CommandError(NO_BATCH)
    sample = read_natural("sample", rest)
    if sample >= count:
        raise CommandError(f"there is no sample {sample}: they are 0 to {count - 1}")
    return [*_sample(asked, sample, style)]


def _sample(asked: _Asked, sample: int, style: Style) -> Iterator[str]:
    from engine.diagnosis.one_sample import shares

    run, rows = asked.run, asked.rows
    network, found = run.program.network, shares(run)
    row = "" if rows is None else f", row {rows[sample]} of the data"
    loss = ""
    if found is not None:
        loss = f": loss {said_number(float(found.losses[sample]), style)}"
        if run.loss:
            part = said_number(100 * float(found.shares[sample]) / run.loss, style)
            loss += f", {part} % of {style.name(network.loss)}"
    yield f"sample {sample} of {asked.where}{row}{loss}"
    for name in (*network.inputs, *network.targets):
        value = run.start[run.program.base[name]]
        if name in network.per_sample and is_array(value):
            yield f"  {style.name(name)}: {_entries(value[sample], style)}"
    yield from (f"  class {each.said(sample)}" for each in _classes(asked))
    yield from _gradients(run, sample, style)


def _gradients(run: Run, sample: int, style: Style) -> Iterator[str]:
    """What it contributes to the gradient of each parameter, beside the whole."""
    import numpy as np

    from engine.diagnosis.one_sample import gradients_of, with_gradients

    run = with_gradients(run)
    program = run.program
    yield "  gradient, its length: of this sample, of all, and the cosine between them"
    table: list[tuple[str, ...]] = [("", "sample", "all", "cosine")]
    for name, part in gradients_of(run, sample).items():
        symbol = gradient_name(program.network.loss, name)
        mine = np.asarray(part, float).ravel()
        every = np.asarray(run.value(program.index[symbol]), float).ravel()
        lengths = float(np.linalg.norm(mine)), float(np.linalg.norm(every))
        angle = "none"
        if all(lengths):
            angle = said_number(float(mine @ every) / (lengths[0] * lengths[1]), style)
        table.append((style.name(symbol), *(said_number(each, style) for each in lengths), angle))
    widths = [max(len(row[column]) for row in table) for column in range(4)]
    for row in table:
        cells = (f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))
        yield f"  {row[0]:{widths[0]}}  {'  '.join(cells)}"


class _Told:
    """What is said of the class that a sample has, and of that which it gets."""

    def __init__(
        self, named_by: Program, classes: Classes, chances: Sequence[Sequence[float]]
    ) -> None:
        from engine.diagnosis.confusion import names_of

        self._classes, self._chances = classes, chances
        self._names = names_of(named_by, classes)

    @property
    def has_numbers(self) -> bool:
        """Whether the classes are called by their numbers."""
        return all(name.isdigit() for name in self._names)

    def said(self, sample: int) -> str:
        """As in: setosa, gets virginica 0.87."""
        has, gets = self._classes.wanted[sample], self._classes.found[sample]
        row = self._chances[sample]
        chance = format_number(row[gets] if len(row) > 1 else row[0], 2)
        verb = "gets it" if has == gets else f"gets {self._names[gets]}"
        return f"{self._names[has]}, {verb} {chance}"


def _classes(asked: _Asked) -> list[_Told]:
    from engine.diagnosis.confusion import classes_of
    from engine.diagnosis.predictions import predictions

    samples, told = asked.run.program.network.samples, []
    for prediction in predictions(asked.run):
        classes = classes_of(prediction)
        if classes is not None and len(classes.wanted) == samples:
            told.append(_Told(asked.named_by, classes, prediction.found.tolist()))
    return told


def _entries(value: Value, style: Style) -> str:
    if not is_array(value):
        return said_number(float(value), style)
    entries = value.ravel()
    said = " ".join(said_number(each, style) for each in entries[:MOST_ENTRIES].tolist())
    return said if len(entries) <= MOST_ENTRIES else f"{said} ... {len(entries):,} in all"


def said_number(value: float, style: Style) -> str:
    """A number in a list, with few digits."""
    return format_number(value, DIGITS, "-" if style.kind == "text" else "−")
