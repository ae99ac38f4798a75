"""Recurrent operators, written out step by step with the cells of the language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from engine.drafts.operand import Operand
from engine.onnx.call import Call, Rule

MOST_STEPS = 500
"""So many steps in time are written out."""

MOST_SIDES = 50
"""So many arrays are put side by side in one equation."""

_ORDERS = {"LSTM": (0, 2, 3, 1), "GRU": (1, 0, 2), "RNN": (0,)}
"""Where the gates of a cell of the language stand in ONNX: i o f c for i f g o, z r h for r z n."""

_DEFAULTS = {"LSTM": ("Sigmoid", "Tanh", "Tanh"), "GRU": ("Sigmoid", "Tanh"), "RNN": ("Tanh",)}


class _Way(NamedTuple):
    """One direction: its weights, and the states that it starts with."""

    inputs: Operand
    states: Operand
    biases: tuple[Operand, ...]
    start: tuple[Operand, ...]
    is_backward: bool


def _recurrent(call: Call) -> list[Operand | None]:
    x, op = call.named(0), call.node.op
    if call.whole("layout", 0):
        call.refuse("time has to be the first axis: layout=0")
    if len(x.shape) != 3 or not 0 < x.shape[0] <= MOST_STEPS:
        call.refuse(f"up to {MOST_STEPS} steps in time are written out")
    if 4 in call and any(each != x.shape[0] for each in call.known(4, "lengths").ravel()):
        call.refuse("sequences of several lengths are not known")
    if call.node.attributes.get("clip") is not None or 7 in call:
        call.refuse("a cell that clips, or peeps at its memory, is not known")
    direction = call.word("direction", "forward")
    count = 2 if direction == "bidirectional" else 1
    used = call.node.attributes.get("activations")
    if used not in (None, _DEFAULTS[op] * count) and not _is_relu(call, count):
        call.refuse(f"its cells have other functions than {', '.join(_DEFAULTS[op])}")
    ways = [_way(call, place, direction) for place in range(count)]
    outputs, lasts = [], []
    for way in ways:
        hs, state = _run(call, x, way)
        outputs.append(hs)
        lasts.append(state)
    return [*_together(call, outputs, lasts)][: len(call.node.outputs)]


def _is_relu(call: Call, count: int) -> bool:
    return call.node.op == "RNN" and call.node.attributes.get("activations") == ("Relu",) * count


def _way(call: Call, place: int, direction: str) -> _Way:
    """The weights of one direction, in the order of the cells."""
    op, behind = call.node.op, "_reverse" if place else ""
    gates = len(_ORDERS[op])
    n = call.shape(2)[2]
    weights = _ordered(call, 1, place, f"weight_ih{behind}", slice(None))
    states = _ordered(call, 2, place, f"weight_hh{behind}", slice(None))
    biases: tuple[Operand, ...] = ()
    if 3 in call:
        biases = (
            _ordered(call, 3, place, f"bias_ih{behind}", slice(0, gates * n)),
            _ordered(call, 3, place, f"bias_hh{behind}", slice(gates * n, None)),
        )
    start = []
    for source in (5, 6)[: 2 if op == "LSTM" else 1]:
        numbers = call.numbers(source)
        if source in call and not (numbers is not None and not numbers.any()):
            start.append(call.let("h0" if source == 5 else "c0", f"{call[source]}[{place}]"))
        else:
            zeros = np.zeros((call.shape(0)[1], n))
            start.append(call.writer.constant("h0" if source == 5 else "c0", zeros))
    is_backward = direction == "reverse" or place == 1
    return _Way(weights, states, biases, tuple(start), is_backward)


def _ordered(call: Call, source: int, place: int, hint: str, part: slice) -> Operand:
    """Weights of one direction: of a file with its gates in another order, or an equation."""
    kept, order = call.kept(source), _ORDERS[call.node.op]
    n = call.shape(2)[2]
    if kept is not None:
        gates = kept[place][part].reshape(len(order), n, *kept.shape[2:])
        return call.writer.parameter(hint, gates[list(order)].reshape(-1, *kept.shape[2:]))
    whole = call.named(source, "W")
    first = part.start or 0
    rows = [f"{whole}[{place}, {first + gate * n}:{first + (gate + 1) * n}]" for gate in order]
    return call.let(hint, f"concat({', '.join(rows)}, axis=0)" if len(rows) > 1 else rows[0])


def _run(call: Call, x: Operand, way: _Way) -> tuple[list[Operand], tuple[Operand, ...]]:
    """All steps of one direction: what each gives, and the last state."""
    state, found = way.start, []
    steps = range(x.shape[0])
    for t in reversed(steps) if way.is_backward else steps:
        state = _step(call, f"{x}[{t}]", state, way)
        found.append(state[0])
    return found[::-1] if way.is_backward else found, state


def _step(call: Call, x: str, state: tuple[Operand, ...], way: _Way) -> tuple[Operand, ...]:
    behind = "".join(f", {each}" for each in (way.inputs, way.states, *way.biases))
    h, shape = state[0], state[0].shape
    match call.node.op:
        case "LSTM":
            text = f"lstm_cell({x}, {h}, {state[1]}{behind})"
            return call.writer.let_all(("h", "c"), text, (shape, shape))
        case "GRU" if call.whole("linear_before_reset", 0):
            return (call.let("h", f"gru_cell({x}, {h}{behind})", shape),)
        case "GRU":
            return (_gated(call, x, h, way),)
    if _is_relu(call, 1) or _is_relu(call, 2):
        added = "".join(f" + {each}" for each in way.biases)
        z = f"{x} @ transpose({way.inputs}) + {h} @ transpose({way.states}){added}"
        return (call.let("h", f"relu({z})"),)
    return (call.let("h", f"rnn_cell({x}, {h}{behind})", shape),)


def _gated(call: Call, x: str, h: Operand, way: _Way) -> Operand:
    """A step of a GRU that resets the state before the product, as ONNX has it by default."""
    n = h.shape[-1]
    bx, bh = (f" + {each}" for each in way.biases) if way.biases else ("", "")
    u = call.let("u", f"{x} @ transpose({way.inputs}){bx}")
    v = call.let("v", f"{h} @ transpose({way.states}[:{2 * n}]){bh}{f'[:{2 * n}]' if bh else ''}")
    r = call.let("r", f"sigmoid({u}[:, :{n}] + {v}[:, :{n}])")
    z = call.let("z", f"sigmoid({u}[:, {n}:{2 * n}] + {v}[:, {n}:{2 * n}])")
    recurrent = f"({r} * {h}) @ transpose({way.states}[{2 * n}:]){bh}{f'[{2 * n}:]' if bh else ''}"
    new = call.let("new", f"tanh({u}[:, {2 * n}:] + {recurrent})")
    return call.let("h", f"(1 - {z}) * {new} + {z} * {h}")


def _together(
    call: Call, outputs: list[list[Operand]], lasts: list[tuple[Operand, ...]]
) -> list[Operand | None]:
    """All outputs, steps × directions × samples × units, and the last states."""

    def stacked(parts: list[str], axis: int = 0) -> str:
        return f"concat({', '.join(parts)}, axis={axis})" if len(parts) > 1 else parts[0]

    def all_steps() -> Operand:
        rows = [
            stacked([f"expand_dims({h}, axis=(0, 1))" for h in at], 1)
            for at in zip(*outputs, strict=True)
        ]
        while len(rows) > 1:
            some = [rows[place : place + MOST_SIDES] for place in range(0, len(rows), MOST_SIDES)]
            if len(some) == 1:
                return call.made(stacked(rows))
            rows = [call.let("hs", stacked(each)).text for each in some]
        return call.made(rows[0])

    used = [name != "" for name in call.node.outputs] + [False] * 3
    found: list[Operand | None] = [all_steps() if used[0] else None]
    for which in range(len(lasts[0])):
        parts = [f"expand_dims({state[which]}, axis=0)" for state in lasts]
        found.append(call.made(stacked(parts)) if used[which + 1] else None)
    return found


CELLS: Mapping[str, Rule] = dict.fromkeys(("LSTM", "GRU", "RNN"), _recurrent)
"""The rules, by operator."""
