"""A softmax on the step card, entry by entry, where there is little room."""

import pytest

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.program.program import derive
from tui.drawing.card import card_lines
from tui.drawing.look import Look


@pytest.mark.parametrize("width", [44, 50, 60])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_shifted_logit_is_not_broken_over_two_lines(width, ascii_only):
    debugger = Debugger(derive(load_network("xor")))
    debugger.goto(5)
    debugger.select("O")
    stop = debugger.single_out(3, 1)
    lines = [
        "".join(text for text, _ in line)
        for line in card_lines(stop, Look(ascii=ascii_only), width, 20)
    ]
    minus = "-" if ascii_only else "−"
    assert sum(line.count(f"exp(O[3,1] {minus} max)") for line in lines) == 2
    assert sum(line.count(f"exp(O[3,0] {minus} max)") for line in lines) == 1
    assert sum(line.count(f"exp(0.010032245 {minus} 0.010155995)") for line in lines) == 1
    assert all(len(line) <= width for line in lines)
