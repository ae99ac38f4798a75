"""The diagnosis: what came of training, why, and what may help: diagnose, try."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.debugger.debugger import Debugger
from engine.debugger.stop import Stop
from engine.language.notation import Style
from tui.commands.action import Attempt, Question, ViewName
from tui.commands.arguments import read_decimal, read_natural
from tui.commands.command import Command, CommandError

if TYPE_CHECKING:
    from engine.debugger.trial import Trial
    from engine.iterations.edits import Start
    from engine.program.program import Program
    from engine.program.variants import Variant

REMEDIES = ("seed", "lr", "leaky", "weights")

MOST_SEED = 1 << 53
"""The largest seed that may be tried: the number of a variant is a float."""
"""What may be tried."""


def answer_diagnose(stop: Stop, _: str, style: Style) -> Sequence[str]:
    """What came of training, each reason with where it is shown, and what may help."""
    from engine.diagnosis.diagnosis import diagnosis_of
    from tui.drawing.diagnosis import rows_of

    return [row.said for row in rows_of(diagnosis_of(stop.timeline, style), stop)]


def _try(debugger: Debugger, argument: str) -> Trial:
    from engine.debugger.trial import Trial

    return Trial(debugger, _change(argument, debugger.stop.program))


def _change(argument: str, program: Program) -> Start | Variant:
    """What is to be tried, `seed 7`, `lr 0.1`, `leaky 0.1` or `weights 10`.

    Raises:
        CommandError: where it is nothing that can be.
    """
    from engine.diagnosis.remedies import SLOPE, larger, rate_change
    from engine.program.variants import VARIANTS

    word, _space, text = argument.partition(" ")
    match word, text.strip():
        case "seed", text:
            number = (program.network.seed or 0) + 1 if not text else read_natural("seed", text)
            if number > MOST_SEED:
                raise CommandError(f"seed {number} is too large: write one up to {MOST_SEED:,}")
            return VARIANTS["seed"](float(number))
        case "lr", text:
            return rate_change(_positive("rate", text))
        case "leaky", text:
            slope = SLOPE if not text else read_decimal("slope", text)
            if not 0.0 <= slope <= 1.0:
                raise CommandError(f"{text} is no slope of a leaky ReLU: write one from 0 to 1")
            return VARIANTS["leaky"](slope)
        case "weights", text:
            factor = larger(program) if not text else _positive("factor", text)
            if factor is None:
                raise CommandError("the weights are large enough: write a factor, weights 2")
            return VARIANTS["weights"](factor)
    raise CommandError(f"{argument!r} cannot be tried: write seed 7, lr 0.1, leaky or weights 10")


def _positive(what: str, text: str) -> float:
    number = read_decimal(what, text)
    if not 0.0 < number < float("inf"):
        raise CommandError(f"{text} is no {what}: write a number above 0")
    return number


DIAGNOSIS = (
    Command(
        "diagnose", ("D",), "D", "why the run does not learn, or does, and what may help",
        Question(answer_diagnose, ViewName.DIAGNOSIS), hint="diagnose",
    ),
    Command(
        "try", (), "", "the same run in a branch with another seed, rate, leaky ReLUs or weights",
        Attempt(_try), argument="REMEDY NUMBER",
    ),
)  # fmt: skip
