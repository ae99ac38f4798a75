"""A training run as text for people, and as json and csv for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.diagnosis.diagnosis import diagnosis_of
from engine.diagnosis.epochs import Epochs, epochs_of
from engine.diagnosis.predictions import Prediction, predictions
from engine.export import epochs as epochs_export
from engine.iterations.timeline import Timeline
from engine.language.figures import exact
from engine.language.notation import TEXT, Style
from engine.language.values import plain_value
from engine.network.samples import samples_of
from engine.network.training import said_of

MAX_ROWS, MAX_COLUMNS = 20, 10
"""A table of predictions with more samples, or with more numbers each, is cut."""


@dataclass(frozen=True)
class Report:
    """A report on what came of training.

    Args:
        timeline: the iterations that have been run.
        every: after how many iterations each the loss is told; the last is told in any case.
        style: how names and numbers are written.
    """

    timeline: Timeline
    every: int
    style: Style

    @property
    def epochs(self) -> Epochs | None:
        """The epochs, where an iteration is given a batch of the samples."""
        found = epochs_of(self.timeline)
        return found if found is not None and found.samples.per_epoch > 1 else None

    @property
    def _each(self) -> int:
        """After how many epochs each one is told."""
        per_epoch = 1 if self.epochs is None else self.epochs.samples.per_epoch
        return max(1, self.every // per_epoch)

    def losses(self) -> Iterator[tuple[int, float]]:
        """The loss after so many iterations, that is with so many updates made."""
        found = self.timeline.divergence
        last = self.timeline.length if found is None else found.iteration
        for done in (*range(0, last, self.every), last):
            yield done, loss_after(self.timeline, done)

    def as_text(self) -> Iterator[str]:
        """Losses, predictions and why training stopped, if it did."""
        if self.epochs is not None and self.epochs.length:
            yield from epochs_export.as_text(self.epochs, self._each)
        else:
            for done, loss in self.losses():
                yield loss_line(done, loss)
        if self.timeline.divergence is None:
            for prediction in predictions(self.timeline.run(self.timeline.length)):
                yield ""
                yield from self._table(prediction)
        yield ""
        yield from diagnosis_of(self.timeline, self.style).sentences()

    def as_csv(self) -> Iterator[str]:
        """A table of iterations and losses."""
        if self.epochs is not None:
            yield from epochs_export.as_csv(self.epochs, self._each)
            return
        yield "iteration,loss"
        for done, loss in self.losses():
            yield f"{done},{exact(loss)}"

    def as_json(self) -> Iterator[str]:
        """Everything in one object."""
        timeline = self.timeline
        network = timeline.program.network
        run, diagnosis = timeline.run(timeline.length), diagnosis_of(timeline, TEXT)
        said = 1 + len(diagnosis.reasons)
        yield json.dumps(
            {
                "network": network.name,
                "seed": network.seed,
                **dict(said_of(network.optimiser)),
                "learning_rate": plain_value(run.start[-1]),
                "iterations": timeline.length,
                "losses": [
                    {"iteration": done, "loss": plain_value(loss)} for done, loss in self.losses()
                ],
                "epochs": [
                    epochs_export.as_plain(each)
                    for each in ([] if self.epochs is None else epochs_export.told(self.epochs, 1))
                ],
                "parameters": {
                    name: plain_value(run.start[timeline.program.base[name]])
                    for name in network.parameters
                },
                "predictions": [_plain_prediction(each) for each in predictions(run)],
                "diagnosis": [diagnosis.verdict, *diagnosis.reasons],
                "claims": [claim.plain() for claim in diagnosis.claims[:said]],
                "answers": [
                    {"text": text, **claim.plain()}
                    for text, claim in zip(diagnosis.answers, diagnosis.claims[said:], strict=True)
                ],
            },
            ensure_ascii=False,
            indent=2,
        )

    def _table(self, prediction: Prediction) -> Iterator[str]:
        what = "probabilities of the classes" if prediction.is_classifier else "prediction"
        name = self.style.write(prediction.source)
        numbers = self._samples(len(prediction.found))
        rows = prediction.found[:MAX_ROWS].tolist()
        targets = [self._target(prediction, each) for each in prediction.wanted[:MAX_ROWS].tolist()]
        width = max([8, *map(len, self._classes(prediction))])
        head = "right" if prediction.is_classifier else "target"
        yield f"sample  {head:>{width}}  {what} ({name})"
        for number, target, found in zip(numbers, targets, rows, strict=False):
            yield f"{number:6}  {target:>{width}}  {self._row(found)}"
        if len(prediction.found) > MAX_ROWS:
            yield f"   ... {len(prediction.found) - MAX_ROWS} more"

    def _samples(self, count: int) -> Sequence[int]:
        """The numbers of samples: their rows in the data, where they are taken of some."""
        network = self.timeline.program.network
        samples = samples_of(network.feeds)
        if samples is None or samples.size != count:
            return range(count)
        found: Sequence[int] = samples.rows(network.seed or 0, self.timeline.length).tolist()
        return found

    def _target(self, prediction: Prediction, wanted: Sequence[float]) -> str:
        if prediction.is_classifier and sorted(wanted) == [0.0] * (len(wanted) - 1) + [1.0]:
            which, names = wanted.index(1.0), self._classes(prediction)
            return names[which] if names else f"class {which}"
        return self._row(wanted)

    def _classes(self, prediction: Prediction) -> Sequence[str]:
        """What the classes are called; nothing where they have no names."""
        samples = samples_of(self.timeline.program.network.feeds)
        return () if samples is None else samples.classes.get(prediction.target, ())

    def _row(self, row: Sequence[float]) -> str:
        shown = [self.style.number(entry) for entry in row[:MAX_COLUMNS]]
        more = len(row) - MAX_COLUMNS
        return "  ".join([*shown, f"... {more} more"] if more > 0 else shown)


def loss_after(timeline: Timeline, iterations: int) -> float:
    """The loss after so many iterations, that is with so many updates made."""
    if iterations < timeline.length:
        return timeline.losses[iterations]
    return timeline.run(iterations).loss


def loss_line(iterations: int, loss: float) -> str:
    """A line such as `Loss after 100 iterations: 0.390529`."""
    shown = epochs_export.loss_of(loss)
    return f"Loss after {iterations} iteration{'s' * (iterations != 1)}: {shown}"


def _plain_prediction(prediction: Prediction) -> dict[str, Any]:
    return {
        "node": prediction.node,
        "target": prediction.target,
        "found": plain_value(prediction.found),
        "wanted": plain_value(prediction.wanted),
        "probabilities": prediction.is_classifier,
    }
