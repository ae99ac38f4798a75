"""Words about samples: which are in the batch, which are worst, what one of them contributes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.debugger.stop import Stop
from engine.language.expression import gradient_name
from engine.language.figures import figures, format_number
from engine.language.notation import Style
from engine.language.values import Value, is_array
from tui.commands.arguments import read_count, read_natural
from tui.commands.command import CommandError
from tui.commands.lists import Choice, Choices, Outcome

if TYPE_CHECKING:
    from engine.diagnosis.confusion import Classes, Confusion
    from engine.diagnosis.one_sample import Shares
    from engine.iterations.run import Run

DIGITS = 3
"""The digits of a number in a list."""

MOST_ENTRIES = 12
"""So many entries of an input are written out."""

MOST_NAMED = 200
"""So many samples of a batch are named."""

MOST_CLASSES = 12
"""A table of more classes is told by its rows only."""

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


def answer_accuracy(stop: Stop, _: str, style: Style) -> Sequence[str]:
    """How many samples get their class, and which class the others get."""
    from engine.diagnosis.confusion import confusions
    from engine.diagnosis.epochs import evaluation_of
    from engine.errors import DebuggerError
    from engine.network.samples import samples_of

    run, network = stop.state.run, stop.program.network
    found = [("in this iteration", each) for each in confusions([run])]
    if network.evaluation is not None:
        try:
            apart = confusions([evaluation_of(stop.program).run(run.start)], stop.program)
        except DebuggerError:
            apart = []
        samples = samples_of(network.feeds)
        is_apart = samples is not None and samples.validation > 0
        which = "for validation" if is_apart else "of all"
        found += [(which, each) for each in apart]
    if not found:
        return ["no prediction of this network is a class: there is no accuracy"]
    lines: list[str] = []
    for where, each in found:
        lines += ([""] if lines else []) + [*_confusion(each, where, style)]
    return lines


def _confusion(found: Confusion, where: str, style: Style) -> Iterator[str]:
    share = _number(100 * found.accuracy, style)
    yield (
        f"{style.name(found.target)}: {found.right:,} of {found.samples:,} samples {where} get "
        f"their class, {share} %"
    )
    names, counts = found.names, found.counts.astype(int).tolist()
    if len(names) > MOST_CLASSES:
        for number, name in enumerate(names):
            recall = found.recall(number)
            said = "none" if recall is None else f"{_number(100 * recall, style)} % right"
            yield f"  {name}: {sum(counts[number]):,}, {said}"
        return
    width = max(len("has \\ gets"), *map(len, names))
    columns = [max(len(name), 4) for name in names]
    heads = "  ".join(f"{name:>{wide}}" for name, wide in zip(names, columns, strict=True))
    yield f"  {'has / gets':{width}}  {heads}  {'right':>6}"
    for number, (name, row) in enumerate(zip(names, counts, strict=True)):
        cells = "  ".join(f"{each:>{wide},}" for each, wide in zip(row, columns, strict=True))
        recall = found.recall(number)
        right = "" if recall is None else f"{_number(100 * recall, style)} %"
        yield f"  {name:{width}}  {cells}  {right:>6}"


def choose_worst(stop: Stop, argument: str, style: Style) -> Choices:
    """The samples of the batch, the one with the largest loss first."""
    count = read_count(argument) if argument else None
    run = stop.state.run
    found, problem = _shares(run)
    if found is None:
        return Choices("Samples by their loss", (), WORST_HINT, problem)
    order = found.losses.argsort(kind="stable")[::-1][:count].tolist()
    rows = [
        Choice(line, {"enter": Outcome(closes=True, line=f"sample {sample}")})
        for sample, line in zip(order, _lines(stop, found, order, style), strict=True)
    ]
    loss = style.name(stop.program.network.loss)
    return Choices(
        f"Samples by their loss, {loss} = {_number(run.loss, style)} for all",
        rows,
        WORST_HINT,
        "",
        summary=f"the samples of iteration {run.number} by their loss, the largest first",
    )


def _shares(run: Run) -> tuple[Shares | None, str]:
    """What each sample adds to the loss, or why none does."""
    from engine.diagnosis.one_sample import shares

    if run.program.network.samples is None:
        return None, NO_BATCH
    return shares(run), "the loss is no sum over samples, so none has a loss of its own"


def _lines(stop: Stop, found: Shares, order: Sequence[int], style: Style) -> Iterator[str]:
    """A line for each sample."""
    run = stop.state.run
    rows, classes, whole = _rows(run), _classes(run), run.loss
    wide = len(str(max(order, default=0)))
    losses = [_number(float(found.losses[sample]), style) for sample in order]
    longest = max(map(len, losses), default=0)
    for sample, loss in zip(order, losses, strict=True):
        parts = [f"sample {sample:{wide}}"]
        if rows is not None:
            parts.append(f"row {rows[sample]:>4}")
        parts.append(f"loss {loss:<{longest}}")
        if whole:
            share = _number(100 * float(found.shares[sample]) / whole, style)
            parts.append(f"{share:>5} %")
        parts += [
            f"class {each.said(sample)}" if each.has_numbers else each.said(sample)
            for each in classes
        ]
        yield "  ".join(parts)


def answer_sample(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    """One sample: what it is given, what it gets, and what it contributes to each gradient."""
    network, run = stop.program.network, stop.state.run
    if network.samples is None:
        raise CommandError(NO_BATCH)
    sample = read_natural("sample", argument)
    if sample >= network.samples:
        raise CommandError(f"there is no sample {sample}: they are 0 to {network.samples - 1}")
    return [*_sample(stop, run, sample, style)]


def _sample(stop: Stop, run: Run, sample: int, style: Style) -> Iterator[str]:
    from engine.diagnosis.one_sample import shares

    network, rows, found = run.program.network, _rows(run), shares(run)
    row = "" if rows is None else f", row {rows[sample]} of the data"
    loss = ""
    if found is not None:
        loss = f": loss {_number(float(found.losses[sample]), style)}"
        if run.loss:
            part = _number(100 * float(found.shares[sample]) / run.loss, style)
            loss += f", {part} % of {style.name(network.loss)}"
    yield f"sample {sample} of iteration {run.number}{row}{loss}"
    for name in (*network.inputs, *network.targets):
        value = run.start[run.program.base[name]]
        if name in network.per_sample and is_array(value):
            yield f"  {style.name(name)}: {_entries(value[sample], style)}"
    yield from (f"  class {each.said(sample)}" for each in _classes(run))
    yield from _gradients(stop, run, sample, style)


def _gradients(stop: Stop, run: Run, sample: int, style: Style) -> Iterator[str]:
    """What it contributes to the gradient of each parameter, beside the whole."""
    import numpy as np

    from engine.diagnosis.one_sample import gradients_of

    program = stop.program
    yield "  gradient, its length: of this sample, of all, and the cosine between them"
    table: list[tuple[str, ...]] = [("", "sample", "all", "cosine")]
    for name, part in gradients_of(run, sample).items():
        symbol = gradient_name(program.network.loss, name)
        mine = np.asarray(part, float).ravel()
        every = np.asarray(run.value(program.index[symbol]), float).ravel()
        lengths = float(np.linalg.norm(mine)), float(np.linalg.norm(every))
        angle = "none"
        if all(lengths):
            angle = _number(float(mine @ every) / (lengths[0] * lengths[1]), style)
        table.append((style.name(symbol), *(_number(each, style) for each in lengths), angle))
    widths = [max(len(row[column]) for row in table) for column in range(4)]
    for row in table:
        cells = (f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))
        yield f"  {row[0]:{widths[0]}}  {'  '.join(cells)}"


class _Told:
    """What is said of the class that a sample has, and of that which it gets."""

    def __init__(self, run: Run, classes: Classes, chances: Sequence[Sequence[float]]) -> None:
        from engine.diagnosis.confusion import names_of

        self._classes, self._chances = classes, chances
        self._names = names_of(run.program, classes)

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
        return f"{self._names[has]}, {verb} {figures().written(chance)}"


def _classes(run: Run) -> list[_Told]:
    from engine.diagnosis.confusion import classes_of
    from engine.diagnosis.predictions import predictions

    samples, told = run.program.network.samples, []
    for prediction in predictions(run):
        classes = classes_of(prediction)
        if classes is not None and len(classes.wanted) == samples:
            told.append(_Told(run, classes, prediction.found.tolist()))
    return told


def _rows(run: Run) -> Sequence[int] | None:
    """The rows of the samples in the data; None where they are all there is, in order."""
    from engine.network.samples import samples_of

    samples = samples_of(run.program.network.feeds)
    if samples is None:
        return None
    found: list[int] = samples.rows(run.program.network.seed or 0, run.number).tolist()
    return found


def _entries(value: Value, style: Style) -> str:
    if not is_array(value):
        return _number(float(value), style)
    entries = value.ravel()
    said = " ".join(_number(each, style) for each in entries[:MOST_ENTRIES].tolist())
    return said if len(entries) <= MOST_ENTRIES else f"{said} ... {len(entries):,} in all"


def _number(value: float, style: Style) -> str:
    return format_number(value, DIGITS, "-" if style.kind == "text" else "−")
