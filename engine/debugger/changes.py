"""Changes by hand, as a person types them: `w3 = 0`, `h0 = 1`, `W1[0,1] = 0.5`."""

from __future__ import annotations

from engine.debugger.cursor import Cursor, Route
from engine.errors import DebuggerError
from engine.iterations.edits import Edit, Freeze, Result, Start
from engine.iterations.state import State
from engine.language.figures import brief, format_number
from engine.language.index import entry_name
from engine.language.shapes import Shape, say_shape
from engine.language.text import suggestion
from engine.language.values import Value, array, is_array, is_finite, shape_of
from engine.network.literals import parse_value
from engine.program.program import LEARNING_RATE, Program
from engine.queries.answers import say_missing
from engine.queries.curves import parse_symbol
from engine.queries.formulas import parse_formula
from engine.queries.symbols import find_symbol


def parse_change(text: str, state: State, cursor: Cursor) -> Edit:
    """The change that a text describes, made where the debugger stands.

    What a step has assigned already in this iteration is changed in it. What the iteration starts
    with is changed from its beginning on, and the learning rate from the next update on.

    Raises:
        DebuggerError: where it describes none.
    """
    program = state.run.program
    name, equals, written = text.partition("=")
    if not equals or not written.strip():
        raise DebuggerError("write a name, = and a value, as in set w3 = 0")
    asked = parse_symbol(name, program) if name.strip() else None
    if asked is None:
        raise DebuggerError("write a name before the =, as in set w3 = 0")
    value = _value(written.strip(), state)
    said = format_number(value) if not is_array(value) else written.strip()
    said = f"{program.told(entry_name(asked.symbol, asked.entry or ()))} = {said}"
    if asked.entry:
        value = _with_entry(asked.symbol, asked.entry, value, state)
    value = _fitted(program.told(asked.symbol), value, program.shapes[asked.symbol])
    return _placed(asked.symbol, value, said, state, cursor)


def parse_rate(rate: float, state: State, cursor: Cursor) -> Edit:
    """The change to another learning rate.

    Raises:
        DebuggerError: where it is not a finite number.
    """
    value = _fitted("the learning rate", float(rate), ())
    return _placed(LEARNING_RATE, value, f"{LEARNING_RATE} = {brief(rate)}", state, cursor)


def parse_freeze(name: str, is_frozen: bool, program: Program, cursor: Cursor) -> Freeze:
    """The change that a parameter is not updated, or is again, from the next update of it on.

    Raises:
        DebuggerError: where there is no such parameter.
    """
    symbol = find_symbol(name.strip(), program)
    if symbol not in program.network.parameters or symbol is None:
        known = list(map(program.told, program.network.parameters))
        if symbol is not None:
            raise DebuggerError(
                f"{name.strip()} is no parameter: name one, as in freeze {known[0]}"
            )
        raise DebuggerError(f"no parameter is called {name.strip()!r}{suggestion(name, known)}")
    updated = min(program.index[each] for each in program.updated_with([symbol]))
    frozen_from = cursor.iteration + (cursor.step > updated)
    return Freeze(frozen_from, symbol, is_frozen, cursor.iteration, program.told(symbol))


def _placed(symbol: str, value: Value, said: str, state: State, cursor: Cursor) -> Edit:
    """The change of a symbol at the place in time where it belongs."""
    program, here = state.run.program, cursor.iteration
    if symbol == LEARNING_RATE:
        return Start(Route(program).next_update(cursor), symbol, value, here, said)
    index = program.index.get(symbol)
    is_assigned = index is not None and index < cursor.step
    if symbol in program.base and not is_assigned:
        return Start(here, symbol, value, here, said)
    return Result(here, symbol, value, here, said)


def _value(text: str, state: State) -> Value:
    """What a text is worth in a state: an expression, or an array in nested lists."""
    if text.startswith("["):
        try:
            return parse_value(text)
        except ValueError as error:
            raise DebuggerError(str(error)) from None
    formula = parse_formula(text, state.run.program)
    value = formula.value(state)
    if value is None:
        raise DebuggerError(say_missing(formula, state))
    return value


def _with_entry(symbol: str, entry: tuple[int, ...], value: Value, state: State) -> Value:
    """The value of an array as it is, but for one entry."""
    whole = _value(symbol, state)
    if is_array(value) or not is_array(whole):
        raise DebuggerError(f"one entry of {state.run.program.told(symbol)} takes a single number")
    changed = whole.copy()
    changed[entry] = value
    return array(changed)


def _fitted(name: str, value: Value, shape: Shape) -> Value:
    """A value for something of this shape; a number fills an array."""
    if not is_finite(value):
        raise DebuggerError(f"{name} has to be finite: NaN and infinity cannot be set")
    if shape and not is_array(value):
        import numpy as np

        return array(np.full(shape, value))
    if shape_of(value) != shape:
        raise DebuggerError(
            f"{name} is {say_shape(shape)}: {say_shape(shape_of(value))} does not fit"
        )
    return array(value.copy(order="C")) if is_array(value) else float(value)
