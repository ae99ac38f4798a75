"""Words about classes: how many samples get theirs, and which class the others get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.debugger.stop import Stop
from engine.language.notation import Style
from engine.language.values import is_finite
from tui.commands.sample_words import said_number

if TYPE_CHECKING:
    from engine.diagnosis.confusion import Confusion
    from engine.diagnosis.predictions import Prediction

MOST_CLASSES = 12
"""A table of more classes is told by its rows only."""


def answer_accuracy(stop: Stop, _: str, style: Style) -> Sequence[str]:
    """How many samples get their class, and which class the others get."""
    from engine.diagnosis.confusion import confusions
    from engine.diagnosis.epochs import evaluation_of
    from engine.diagnosis.predictions import predictions
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
    if not found and not all(_is_finite(each) for each in predictions(run)):
        return ["the predictions are not finite here: no sample gets a class"]
    if not found:
        return ["no prediction of this network is a class: there is no accuracy"]
    lines: list[str] = []
    for where, each in found:
        lines += ([""] if lines else []) + [*_confusion(each, where, style)]
    return lines


def _is_finite(prediction: Prediction) -> bool:
    return is_finite(prediction.outputs)


def _confusion(found: Confusion, where: str, style: Style) -> Iterator[str]:
    share = said_number(100 * found.accuracy, style)
    yield (
        f"{style.name(found.target)}: {found.right:,} of {found.samples:,} samples {where} get "
        f"their class, {share} %"
    )
    names, counts = found.names, found.counts.astype(int).tolist()
    if len(names) > MOST_CLASSES:
        for number, name in enumerate(names):
            recall = found.recall(number)
            said = "none" if recall is None else f"{said_number(100 * recall, style)} % right"
            yield f"  {name}: {sum(counts[number]):,}, {said}"
        return
    width = max(len("has, gets"), *map(len, names))
    columns = [max(len(name), 4) for name in names]
    heads = "  ".join(f"{name:>{wide}}" for name, wide in zip(names, columns, strict=True))
    yield f"  {'has, gets':{width}}  {heads}  {'right':>6}"
    for number, (name, row) in enumerate(zip(names, counts, strict=True)):
        cells = "  ".join(f"{each:>{wide},}" for each, wide in zip(row, columns, strict=True))
        recall = found.recall(number)
        right = "" if recall is None else f"{said_number(100 * recall, style)} %"
        yield f"  {name:{width}}  {cells}  {right:>6}"
