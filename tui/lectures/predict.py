"""Predictions: what a person says something will be, and whether it is."""

from __future__ import annotations

from math import isclose

from engine.debugger.stop import Stop
from engine.errors import DebuggerError
from engine.language.notation import Style
from engine.language.values import is_array
from engine.queries.answers import Problem, evaluate, say_asked, say_worth
from engine.queries.formulas import parse_asked

TOLERANCE = 0.005
"""By what share of the value a prediction may be off, as one by hand is rounded."""

WORDS = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


def judge(expression: str, prediction: str, stop: Stop, style: Style) -> str:
    """What an expression is worth, and whether that was predicted, if anything was.

    Raises:
        DebuggerError: where the expression is not computed yet, or the prediction is not to be
            read.
    """
    asked = parse_asked(expression, stop.program)
    found = evaluate(asked, stop.state, stop.timeline)
    if found is None or isinstance(found, Problem):
        reason = "not computed yet" if found is None else found.text
        raise DebuggerError(f"{expression}: {reason}")
    said = f"{say_asked(asked, style)} = {say_worth(found, style)}"
    if not prediction:
        return said
    if isinstance(found, tuple):
        is_right = set(found) == {_truth(prediction)}
    else:
        predicted = evaluate(parse_asked(prediction, stop.program), stop.state, stop.timeline)
        if predicted is None or isinstance(predicted, Problem | tuple):
            raise DebuggerError(f"{prediction!r} is no number: write one, or a fraction")
        if is_array(predicted) or is_array(found):
            is_right = say_worth(predicted, style) == say_worth(found, style)
        else:
            is_right = isclose(predicted, found, rel_tol=TOLERANCE, abs_tol=1e-9)
    return f"Right: {said}" if is_right else f"Not {prediction}: {said}"


def _truth(prediction: str) -> bool:
    if prediction.lower() not in WORDS:
        raise DebuggerError("answer with yes or no")
    return WORDS[prediction.lower()]
