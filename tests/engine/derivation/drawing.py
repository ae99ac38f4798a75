"""Blocks as lines of text, and the XOR experiment that they show."""

import numpy as np

from engine.derivation.board import hand_computation_blocks
from engine.language.notation import Style
from engine.language.values import array

STYLE = Style(digits=6)
ASCII = Style("text", digits=6)
MANY = 1000


X = array([[0, 0], [0, 1], [1, 0], [1, 1]])
Y = array([[1, 0], [0, 1], [0, 1], [1, 0]])
_DRAWN = np.random.default_rng(0).standard_normal(8) * 0.01
W1, W2 = array(_DRAWN[:4].reshape(2, 2)), array(_DRAWN[4:].reshape(2, 2))
B = array([0.01, 0.01])


def styled(step, kind="unicode"):
    program = step.run.program
    if kind == "text":
        return ASCII
    return Style(names=program.network.names, shapes=program.shapes, digits=6)


def picture(step, width, height=MANY, kind="unicode"):
    """A step as it would be shown: the symbol and its sides, `=` on their baselines."""
    style = styled(step, kind)
    head = style.name(step.symbol)
    room = width - len(head) - 3
    lines = []
    for side in hand_computation_blocks(step, style, room, height):
        for row, line in enumerate(side.lines):
            sign = " = " if row == side.baseline else "   "
            lines.append(f"{'' if lines else head:{len(head)}}{sign}{line}".rstrip())
    return "\n".join(lines)


def shown(block):
    return "\n".join(block.lines)


def entries(block):
    """The numbers in the picture of an array, read back row by row."""
    text = shown(block).translate(str.maketrans("−", "-", "⎡⎢⎣⎤⎥⎦[]"))
    return [line.split() for line in text.splitlines()]
