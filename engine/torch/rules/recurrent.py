"""Recurrent layers: several, in both directions, with dropout between them, and single cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.drafts.call import Call, Rule
from engine.drafts.operand import Operand
from engine.drafts.texts.cells import Cell, put_together, side_by_side, zeros
from engine.drafts.texts.moves import selected
from engine.drafts.texts.numbers import number


def _layers(kind: str) -> Rule:
    """A module of torch with all its layers.

    It gives what the last layer gives at each step, and the states of all layers after the last.
    """

    def rule(call: Call) -> list[Operand | None]:
        if "input" not in call:
            call.refuse("takes no packed sequences here: give the module a tensor with padding")
        x = call.named("input")
        time = 1 if call["batch_first"] and len(x.shape) > 2 else 0
        steps = [selected(x, time, place) for place in range(x.shape[time])]
        given = call["hx"]
        starts = [given] if isinstance(given, Operand) else [*given]
        cells = _cells(call, kind)
        ways = 2 if call["bidirectional"] else 1
        ends: list[Sequence[Operand]] = []
        for layer in range(0, len(cells), ways):
            found = []
            for way in range(ways):
                cell = cells[layer + way]
                before = [_start(call, each, layer + way) for each in starts]
                each, last = cell.through_time(call.writer, steps, before, is_back=way == 1)
                found.append(each)
                ends.append(last)
            steps = side_by_side(*found) if ways == 2 else found[0]
            if call["train"] and call["dropout"] and layer + ways < len(cells):
                steps = _dropped(call, steps)
        whole = put_together(call.writer, steps, time)
        states = [
            put_together(call.writer, [end[place] for end in ends], 0)
            for place in range(len(starts))
        ]
        return [whole, *states]

    return rule


def _cells(call: Call, kind: str) -> list[Cell]:
    """The cells of all layers, in the order of the parameters."""
    params = call["params"]
    each = 4 if call["has_biases"] else 2
    ways = 2 if call["bidirectional"] else 1
    if len(params) != each * call["num_layers"] * ways:
        call.refuse("has no equation with proj_size: put a Linear behind it")
    found = []
    for place in range(call["num_layers"] * ways):
        layer, way = divmod(place, ways)
        name = "back" if way else "h"
        hint = f"{name}{layer + 1}" if call["num_layers"] > 1 else name
        weights = tuple(params[place * each : (place + 1) * each])
        found.append(Cell(kind, weights, hint))
    return found


def _start(call: Call, states: Operand, place: int) -> Operand:
    """The state of a cell before the first step."""
    if states.numbers is not None and not states.numbers.any():
        return zeros(call.writer, states.shape)
    return selected(states, 0, place)


def _dropped(call: Call, steps: Sequence[Operand]) -> list[Operand]:
    """What a layer gives, with entries set to 0 before the next one takes it."""
    whole = put_together(call.writer, steps, 0)
    text = f"dropout({whole}, rate={number(call['dropout'])})"
    dropped = call.let("dropped", text, whole.shape)
    return [selected(dropped, 0, place) for place in range(len(steps))]


def _one_step(name: str) -> Rule:
    def rule(call: Call) -> str:
        given = [call["input"], call["hx"], call["w_ih"], call["w_hh"], call["b_ih"], call["b_hh"]]
        return f"{name}({', '.join(str(each) for each in given if each is not None)})"

    return rule


def _relu_step(call: Call) -> str:
    sums = [f"{call['input']} @ transpose({call['w_ih']})",
            f"{call['hx']} @ transpose({call['w_hh']})"]  # fmt: skip
    biases = [str(call[name]) for name in ("b_ih", "b_hh") if name in call]
    return f"relu({' + '.join([*sums, *biases])})"


def _lstm_step(call: Call) -> tuple[Operand, ...]:
    h, c = call["hx"]
    given = [call["input"], h, c, call["w_ih"], call["w_hh"], call["b_ih"], call["b_hh"]]
    text = f"lstm_cell({', '.join(str(each) for each in given if each is not None)})"
    return call.let_all(("h", "c"), text, call.shapes)


RECURRENT: Mapping[str, Rule] = {
    "lstm": _layers("lstm"), "gru": _layers("gru"), "rnn_tanh": _layers("tanh"),
    "rnn_relu": _layers("relu"), "lstm_cell": _lstm_step, "gru_cell": _one_step("gru_cell"),
    "rnn_tanh_cell": _one_step("rnn_cell"), "rnn_relu_cell": _relu_step,
}  # fmt: skip
"""The rules of recurrent layers."""
