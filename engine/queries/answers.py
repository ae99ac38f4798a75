"""Answers: what an expression or a condition is worth in a state."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.errors import ConditionError, DebuggerError
from engine.iterations.residues import as_residue, shown_in
from engine.iterations.state import State
from engine.language.expression import Name
from engine.language.index import entry_of
from engine.language.notation import MAX_SHOWN, Style
from engine.language.values import Value, is_array
from engine.queries.conditions import Truth
from engine.queries.formula import Formula, Operand
from engine.queries.formulas import Asked, parse_asked

if TYPE_CHECKING:
    from engine.iterations.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Problem:
    """A reason for which something has no worth in a state where all it reads is computed.

    Args:
        text: what is wrong.
        short: the same where there is little room.
    """

    text: str
    short: str


_NAME = re.compile(r"(?<!\w)d\w+/d\w+|\w+")


BY_ZERO = Problem("division by 0", "x/0")


UNDECIDED = Problem("undecided: NaN", "NaN")


Worth = Value | Truth | Problem | None
"""A value, or whether a condition holds; None where something is not computed yet."""


def evaluate(asked: Asked, state: State, timeline: Timeline) -> Worth:
    """What something is worth in a state, or why it cannot be told.

    Args:
        asked: an expression or a condition.
        state: where one stands.
        timeline: the iterations, of which a condition may read the one before.
    """
    before = _before(asked, state, timeline)
    if isinstance(asked, Formula):
        value = asked.value(state, before)
        if value is None or is_array(value) or math.isfinite(value):
            return value
        return BY_ZERO if asked.divides_by_zero(state, before) else value
    try:
        return asked.truth(state, before)
    except ConditionError:
        return UNDECIDED


def _before(asked: Asked, state: State, timeline: Timeline) -> State | None:
    """The end of the iteration before, if it is read and there is one."""
    number = state.run.number - 1
    if not asked.has_memory or number < 0:
        return None
    return State(timeline.run(number), len(state.run.program.equations))


def say_worth(found: Worth, style: Style) -> str:
    """What something is worth, as text."""
    if found is None:
        return style.pending
    if isinstance(found, Problem):
        return found.text
    return say_truth(found) if isinstance(found, tuple) else style.number(found)


def say_truth(truth: Truth) -> str:
    """Whether a condition holds, for each entry or unit if they are few."""
    words = ["true" if each else "false" for each in truth]
    if len(words) == 1:
        return words[0]
    if len(words) <= MAX_SHOWN:
        return f"[{', '.join(words)}]"
    return f"{sum(truth):,} of {len(truth):,} true"


def say_asked(asked: Asked, style: Style) -> str:
    """What is asked for, with names as they are written elsewhere."""
    if isinstance(asked, Formula):
        return replace(style, shapes=asked.shapes).write(asked.expression)
    return _NAME.sub(lambda found: style.name(found[0]), asked.text.replace("∂", "d"))


def print_line(text: str, state: State, timeline: Timeline, style: Style) -> str:
    """What something is worth in a state, as in `dL/dh0 = 0.75`.

    Raises:
        DebuggerError: where it is neither an expression nor a condition, or is not computed yet.
    """
    asked = parse_asked(text, timeline.program)
    if isinstance(asked, Formula):
        value = asked.value(state, _before(asked, state, timeline))  # infinity too is a result
        found: Worth = value if value is None else _as_shown(asked, value, state)
    else:
        found = evaluate(asked, state, timeline)
    if found is None:
        raise DebuggerError(say_missing(asked, state))
    return f"{say_asked(asked, style)} = {say_worth(found, style)}"


def _as_shown(asked: Formula, value: Value, state: State) -> Value:
    """The value of a symbol, or an entry, as it is shown elsewhere: rounding is marked as that."""
    (part, *others) = asked.parts.values() or (None,)
    if (
        not isinstance(part, Operand)
        or others
        or part.is_previous
        or not isinstance(asked.expression, Name)
    ):
        return value
    whole = shown_in(state, part.symbol)
    if part.entry is None or whole is None:
        return value if whole is None else whole
    assert not is_array(value)  # noqa: S101  (as it is an entry)
    return as_residue(value, value != 0.0 and entry_of(whole, part.entry) == 0.0)


def say_missing(asked: Asked, state: State) -> str:
    """Why something has no worth in a state."""
    for symbol in sorted(asked.symbols):
        if state.value(symbol) is None:
            program = state.run.program
            step = program.index[symbol] + 1
            return f"{program.told(symbol)} is not computed yet: step {step} computes it"
    return "there is no iteration before this one to compare with"
