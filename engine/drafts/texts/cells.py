"""Recurrent layers, step by step in time, by the cells of the library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.drafts.operand import Operand
from engine.drafts.texts.moves import joined, stacked
from engine.frozen import frozen

if TYPE_CHECKING:
    from engine.drafts.call import Writer

MANY = 40
"""So many steps are put side by side in one equation."""


@frozen()
class Cell:
    """A recurrent cell in one direction of one layer.

    Args:
        kind: `lstm`, `gru`, `tanh` or `relu`.
        weights: those of the input, those of the state before, and the biases of both, if any.
        hint: what its states are called, with the number of the step behind.
    """

    kind: str
    weights: tuple[Operand, ...]
    hint: str = "h"

    @property
    def units(self) -> int:
        """How many units it has."""
        return self.weights[1].shape[-1]

    def through_time(
        self, writer: Writer, steps: Sequence[Operand], start: Sequence[Operand], is_back: bool
    ) -> tuple[list[Operand], list[Operand]]:
        """What it gives at each step, and its states after the last.

        Args:
            writer: who writes equations.
            steps: the input of each step.
            start: the states before the first: h, and c of an LSTM.
            is_back: whether it goes through the steps from the last to the first.
        """
        given = ", ".join(map(str, self.weights))
        states, found = [*start], []
        order = [*enumerate(steps, 1)]
        for number, x in reversed(order) if is_back else order:
            shape = (*x.shape[:-1], self.units)
            if self.kind == "lstm":
                text = f"lstm_cell({x}, {states[0]}, {states[1]}, {given})"
                hints = (f"{self.hint}_{number}", f"c{self.hint[1:]}_{number}")
                states = [*writer.let_all(hints, text, [shape, shape])]
            else:
                states = [writer.let(f"{self.hint}_{number}", self._step(x, states[0]), shape)]
            found.append(states[0])
        return (found[::-1] if is_back else found), states

    def _step(self, x: Operand, before: Operand) -> str:
        if self.kind != "relu":
            name = "gru_cell" if self.kind == "gru" else "rnn_cell"
            return f"{name}({x}, {before}, {', '.join(map(str, self.weights))})"
        into, over, *biases = self.weights
        sums = [f"{x} @ transpose({into})", f"{before} @ transpose({over})"]
        if biases:
            sums = [f"{text} + {bias}" for text, bias in zip(sums, biases, strict=True)]
        return f"relu({' + '.join(sums)})"


def put_together(writer: Writer, parts: Sequence[Operand], axis: int) -> Operand:
    """Arrays side by side along an axis that is new, however many there are."""
    if len(parts) <= MANY:
        return stacked(parts, axis)
    blocks = []
    for start in range(0, len(parts), MANY):
        block = stacked(parts[start : start + MANY], axis)
        blocks.append(writer.let("steps", block.text, block.shape))
    return joined(blocks, axis)


def zeros(writer: Writer, shape: Sequence[int]) -> Operand:
    """A state of zeros, the same for each sample."""
    import numpy as np

    return writer.constant("zeros", np.zeros(shape[-1]))


def side_by_side(forward: Sequence[Operand], back: Sequence[Operand]) -> list[Operand]:
    """What both directions give at each step."""
    axis = len(forward[0].shape) - 1
    return [joined(each, axis) for each in zip(forward, back, strict=True)]
