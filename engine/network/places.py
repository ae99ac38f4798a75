"""Places that are computed: whether what is taken by an index that is data is there."""

from __future__ import annotations

from engine.errors import NetworkError
from engine.language.expression import Call, free_names
from engine.language.moves.places import entry_at, is_place, option
from engine.language.moves.shapes import axis_of
from engine.language.notation import TEXT
from engine.language.ops import infer_shape
from engine.language.shapes import say_shape
from engine.language.values import evaluate, is_array
from engine.network.parts import Parts


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
    data = {**network.inputs, **network.targets}
    if not free_names(indices) <= data.keys():
        return ""
    array = x if call.op == "take" else call
    shape = infer_shape(array, network.shapes)
    axis = axis_of(option(call, "axis"), shape, call.op)
    value = evaluate(indices, data)
    entries = value.ravel().tolist() if is_array(value) else [value]
    for place, index in enumerate(entries):
        if not is_place(index, shape[axis]):
            where = entry_at(place, value.shape) if is_array(value) else ()
            at = f" at {list(where)}" if where else ""
            return (
                f"index {index:g}{at} in {TEXT.write(indices)} is out of range: "
                f"axis {axis} of {say_shape(shape)} has places 0 to {shape[axis] - 1}"
            )
    return ""
