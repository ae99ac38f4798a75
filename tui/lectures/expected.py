"""What a lecture expects: a condition, or how samples fare that are kept apart for validation."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.language.notation import Style
from engine.program.program import Program
from engine.queries.condition_parser import parse_condition
from engine.queries.conditions import Condition

_SCORED = re.compile(r"(accuracy|validation)\s*(<=|>=|<|>)\s*(\d+(?:\.\d+)?)")

_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scored:
    """An expectation of the samples for validation, or of all samples where none are kept apart.

    Args:
        text: as it is written.
        what: `accuracy`, the part of them that is right, or `validation`, their loss.
        sign: how it compares with the number.
        number: from 0.
    """

    text: str
    what: str
    sign: str
    number: float

    def failure(self, stop: Stop, style: Style) -> str:
        """Why it does not hold of the parameters of an iteration; empty if it does."""
        from engine.diagnosis.epochs import epochs_of

        epochs = epochs_of(stop.timeline)
        score = None if epochs is None else epochs.score(stop.cursor.iteration)
        if score is None:
            return f"expect {self.text} cannot be told: this network takes no samples of data"
        found = score.loss if self.what == "validation" else score.accuracy
        if found is None:
            return f"expect {self.text} cannot be told: this network tells no classes"
        if _COMPARED[self.sign](found, self.number):
            return ""
        return f"expect {self.text} fails: it is {style.number(found)}"


def parse_expected(text: str, program: Program) -> Condition | Scored:
    """What stands behind `expect`: a condition, or `accuracy >= 0.95`.

    Raises:
        DebuggerError: where it is neither.
    """
    found = _SCORED.fullmatch(text.strip())
    if found is None or found[1] in program.shapes:
        return parse_condition(text, program)
    if program.network.evaluation is None:
        raise DebuggerError(f"{text}: this network takes no samples of data to be right about")
    return Scored(text, found[1], found[2], float(found[3]))
