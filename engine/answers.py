"""Values of expressions in the state where the debugger stands."""

from __future__ import annotations

from engine.expression import free_names
from engine.notation import Style
from engine.parser import ExpressionError, parse
from engine.route import DebuggerError
from engine.series import parse_series
from engine.shapes import ShapeError
from engine.stop import Stop
from engine.symbols import find_symbol, say_unknown
from engine.values import Value, evaluate, is_array


def print_line(text: str, stop: Stop, style: Style) -> str:
    """What an expression is worth, as in `dL/dh0 = 0.75`.

    Args:
        text: an expression over nodes, gradients and what the optimiser remembers, or one entry of
            an array, `W1[0,1]`.
        stop: where the debugger stands.
        style: how to write.

    Raises:
        DebuggerError: where it is no expression, or one that has no value here.
    """
    if text.rstrip().endswith("]"):
        return _entry_line(text, stop, style)
    try:
        expression = parse(text)
        values = {name: _value(name, stop) for name in free_names(expression)}
        value = evaluate(expression, values)
    except (ExpressionError, ShapeError) as error:
        raise DebuggerError(str(error)) from None
    return f"{style.write(expression)} = {style.number(value)}"


def _entry_line(text: str, stop: Stop, style: Style) -> str:
    series = parse_series(text, stop.program)
    value = _value(series.symbol, stop)
    if is_array(value) and series.entry is not None:
        value = float(value[series.entry])
    return f"{series.title(stop, style)} = {style.number(value)}"


def _value(name: str, stop: Stop) -> Value:
    symbol = find_symbol(name, stop.program)
    if symbol is None:
        raise DebuggerError(say_unknown(name, stop.program))
    value = stop.state.value(symbol)
    if value is None:
        step = stop.program.index[symbol] + 1
        raise DebuggerError(f"{name} is not computed yet: step {step} computes it")
    return value
