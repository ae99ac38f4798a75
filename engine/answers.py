"""Values of expressions in the state where the debugger stands."""

from __future__ import annotations

from engine.expression import free_names
from engine.notation import Style
from engine.parser import ExpressionError, parse, suggestion
from engine.route import DebuggerError
from engine.series import SeriesError, parse_series
from engine.shapes import ShapeError
from engine.stop import Stop
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
    try:
        series = parse_series(text, stop.program)
    except SeriesError as error:
        raise DebuggerError(str(error)) from None
    value = _value(series.symbol, stop)
    if is_array(value) and series.entry is not None:
        value = float(value[series.entry])
    return f"{series.title(stop, style)} = {style.number(value)}"


def _value(name: str, stop: Stop) -> Value:
    program = stop.program
    written = {text: node for node, text in program.network.names.items()}
    symbol = written.get(name, name)
    if symbol not in program.base and symbol not in program.index:
        known = [*program.base, *program.index]
        raise DebuggerError(f"nothing is called {name!r}{suggestion(name, known)}")
    value = stop.state.value(symbol)
    if value is None:
        step = program.index[symbol] + 1
        raise DebuggerError(f"{name} is not computed yet: step {step} computes it")
    return value
