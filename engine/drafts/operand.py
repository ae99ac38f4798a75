"""Operands: what a function of somebody else's graph is applied to, as text of the language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from engine.frozen import frozen

if TYPE_CHECKING:
    import numpy as np

Kind = Literal["float", "int", "bool"]
"""What numbers they are where they come from: in the language they are numbers all the same."""

_WHOLE = re.compile(r"[A-Za-z_][A-Za-z_0-9]*|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?")


@frozen(slots=True)
class Operand:
    """An array, by the text that it is in an equation.

    Put into a text it stands in brackets where it has to: with `a` for `x + y`, `f"{a} * {b}"` is
    `(x + y) * b`.

    Args:
        text: a name, a number, or an expression that is written into the equation that uses it.
        shape: its shape.
        kind: what numbers it has where it comes from.
        numbers: the numbers themselves, of a constant; None where they depend on what is given.
        example: of an input or a target, what it is at first; None of what is computed.
    """

    text: str
    shape: tuple[int, ...]
    kind: Kind = "float"
    numbers: np.ndarray | None = None
    example: np.ndarray | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the text is a name or a number."""
        return _WHOLE.fullmatch(self.text) is not None

    def __str__(self) -> str:
        return self.text if self.is_whole or _is_call(self.text) else f"({self.text})"


def _is_call(text: str) -> bool:
    """Whether a text is one call, as `relu(x + y)` is and `relu(x) + f(y)` is not."""
    if re.match(r"[A-Za-z_][A-Za-z_0-9]*\(", text) is None or not text.endswith(")"):
        return False
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if depth == 0 and sign == ")":
            return place == len(text) - 1
    return False
