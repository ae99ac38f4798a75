"""Samples: epoch, worst, sample, accuracy, regions."""

from __future__ import annotations

from collections.abc import Sequence

from engine.debugger.stop import Stop
from engine.language.notation import Style
from tui.commands.action import List, Question, ViewName
from tui.commands.command import Command
from tui.commands.lists import Choices


def _answer_epoch(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    from tui.commands.sample_words import answer_epoch

    return answer_epoch(stop, argument, style)


def _choose_worst(stop: Stop, argument: str, style: Style) -> Choices:
    from tui.commands.sample_words import choose_worst

    return choose_worst(stop, argument, style)


def _answer_sample(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    from tui.commands.sample_words import answer_sample

    return answer_sample(stop, argument, style)


def _answer_accuracy(stop: Stop, argument: str, style: Style) -> Sequence[str]:
    from tui.commands.class_words import answer_accuracy

    return answer_accuracy(stop, argument, style)


def _answer_regions(stop: Stop, _: str, style: Style) -> Sequence[str]:
    from engine.diagnosis.regions import regions
    from tui.drawing.look import Look
    from tui.drawing.regions import regions_lines, regions_words

    found = regions(stop.state.run, *PICTURE)
    picture = regions_lines(found, Look(ascii=style.kind == "text"))
    said = regions_words(found, stop.program.network)
    return [*said, *("".join(text for text, _ in line).rstrip() for line in picture)]


PICTURE = 60, 16
"""The columns and rows of the regions where there is no panel for them."""

SAMPLES = (
    Command(
        "epoch", (), "", "say the epoch of the iteration, and which samples are in its batch",
        Question(_answer_epoch),
    ),
    Command(
        "worst", (), "",
        "list the samples by their loss, the largest first: worst 10, worst validation",
        List(_choose_worst), argument="COUNT", optional=True,
    ),
    Command(
        "sample", (), "",
        "single out a sample, counted from 0: its loss, and what it contributes to each gradient",
        Question(_answer_sample), argument="NUMBER",
    ),
    Command(
        "accuracy", (), "",
        "say how many samples get their class, with the confusion matrix",
        Question(_answer_accuracy),
    ),
    Command(
        "regions", (), "",
        "show what is predicted over two inputs, with the samples, or the graph",
        Question(_answer_regions, ViewName.REGIONS),
    ),
)  # fmt: skip
