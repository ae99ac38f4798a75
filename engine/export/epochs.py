"""The epochs of a training run as text for people, and as json and csv for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.diagnosis.epochs import Epoch, Epochs
from engine.language.figures import exact, figures, grouped
from engine.language.text import plain

SMALL = 1e-4
"""A smaller loss is not written with six decimals, which would leave nothing of it."""

COLUMNS = "epoch,iterations,loss,validation_loss,accuracy"


def told(epochs: Epochs, every: int) -> Iterator[Epoch]:
    """The epochs that are told: one of so many, and the last."""
    last = epochs.length - 1
    for number in range(epochs.length):
        if (number + 1) % every == 0 or number == last:
            yield epochs.at(number)


def as_text(epochs: Epochs, every: int) -> Iterator[str]:
    """A table of epochs, and what is to be known of them."""
    apart = "validation" if epochs.is_apart else "all samples"
    yield f"{'epoch':>7}  {'iterations':>10}  {'loss':>10}  {apart:>11}  {'accuracy':>9}"
    for each in told(epochs, every):
        loss, score = loss_of(each.loss), each.score
        scored = "·" if score is None else loss_of(score.loss)
        part = each.accuracy
        right = "·" if part is None else figures().written(f"{100.0 * part:.1f}") + " %"
        yield f"{each.number:>7}  {grouped(each.end):>10}  {loss:>10}  {scored:>11}  {right:>9}"
    if epochs.problem:
        yield plain(f"No validation: {epochs.problem}.")
    yield from _notes(epochs)


def _notes(epochs: Epochs) -> Iterator[str]:
    samples = epochs.samples
    batches = f"{grouped(samples.per_epoch)} iteration{'s' * (samples.per_epoch != 1)}"
    said = f"An epoch is {batches} of {grouped(samples.size)} samples"
    if samples.left_over:
        said += f", which leaves out {grouped(samples.left_over)}"
    if samples.validation:
        said += f"; {grouped(samples.validation)} of {grouped(samples.count)} are kept apart"
    yield f"{said}."


def as_csv(epochs: Epochs, every: int) -> Iterator[str]:
    """A table with a row for each epoch that is told; empty where there is no number."""
    yield COLUMNS
    for each in told(epochs, every):
        loss = "" if each.score is None else exact(each.score.loss)
        right = "" if each.accuracy is None else exact(each.accuracy)
        yield f"{each.number},{each.end},{exact(each.loss)},{loss},{right}"


def as_plain(epoch: Epoch) -> Mapping[str, Any]:
    """An epoch, for json."""
    score = epoch.score
    return {
        "epoch": epoch.number,
        "iterations": epoch.end,
        "loss": epoch.loss,
        "validation_loss": None if score is None else score.loss,
        "accuracy": epoch.accuracy,
        "right": None if score is None else score.right,
        "samples": None if score is None else score.samples,
    }


def loss_of(loss: float) -> str:
    """A loss with six decimals, or fewer digits where it is small."""
    shown = f"{loss:.6f}" if loss == 0.0 or abs(loss) >= SMALL else f"{loss:.3g}"
    return figures().written(shown)
