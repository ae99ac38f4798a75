"""Places that are computed: whether what is taken by an index that is data is there."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import NetworkError
from engine.language.expression import Call, Expression, Name, free_names
from engine.language.index import Index
from engine.language.moves.places import entry_at, is_place, option
from engine.language.moves.shapes import axis_of
from engine.language.notation import TEXT
from engine.language.ops import infer_shape
from engine.language.shapes import say_shape
from engine.language.values import Value, evaluate, is_array, shape_of
from engine.network.parts import Parts
from engine.network.samples import all_rows


def check_places(network: Parts, index: int, call: Call) -> None:
    """Refuse an index that is an input or a target, and no place of what is taken from.

    Args:
        network: the network.
        index: of the equation.
        call: the call in it that takes something.

    Raises:
        NetworkError: where that is so.
    """
    problem = _problem(network, call)
    if problem:
        raise NetworkError(f"{network.equations[index].name}: {problem}", "equations", index)


def _problem(network: Parts, call: Call) -> str:
    """What is wrong with the indices of a call, empty if nothing is."""
    x, indices = call.operands
    if not free_names(indices) <= {*network.inputs, *network.targets}:
        return ""
    array = x if call.op == "take" else call
    shape = infer_shape(array, network.shapes)
    axis = axis_of(option(call, "axis"), shape, call.op)
    for value, first in values_of(network, indices):
        wrong = _first_wrong(value, shape[axis])
        if wrong is not None:
            index, where = wrong
            where = (where[0] + first, *where[1:]) if where else ()
            at = f" at {list(where)}" if where else ""
            return (
                f"index {index:g}{at} in {TEXT.write(indices)} is out of range: "
                f"axis {axis} of {say_shape(shape)} has places 0 to {shape[axis] - 1}"
            )
    return ""


def values_of(network: Parts, expression: Expression) -> Iterator[tuple[Value, int]]:
    """What an expression of given values is in each batch of all samples, and its first row.

    Args:
        network: what is given.
        expression: of inputs and targets alone.
    """
    data = {**network.inputs, **network.targets}
    every = all_rows(network.feeds) if network.feeds else {}
    if isinstance(expression, Name):
        yield every.get(expression.name, data[expression.name]), 0
        return
    given = {name: every[name] for name in every.keys() & free_names(expression)}
    if not given:
        yield evaluate(expression, data), 0
        return
    count, size = len(next(iter(given.values()))), shape_of(data[next(iter(given))])[0]
    for start in range(0, count, size):
        first = min(start, count - size)
        batch = {name: rows[first : first + size] for name, rows in given.items()}
        yield evaluate(expression, {**data, **batch}), first


def _first_wrong(value: Value, size: int) -> tuple[float, Index] | None:
    """The first index that is no place of so many, and where it stands; None without any."""
    if not is_array(value):
        return None if is_place(value, size) else (value, ())
    wrong = ~((value >= 0.0) & (value < size) & (value == value // 1.0))
    if not wrong.any():
        return None
    place = int(wrong.argmax())
    return float(value.flat[place]), entry_at(place, value.shape)
