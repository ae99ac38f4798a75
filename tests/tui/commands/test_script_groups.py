"""What `run` prints where a group was gone over."""

from engine.debugger.debugger import Debugger
from engine.language.notation import Style
from tests.engine.grouped import recurrent
from tui.commands.script import run_script


def test_what_came_of_a_group():
    lines = ["step", "step 4", "step 6", "into"]
    assert list(run_script(Debugger(recurrent()), lines, Style(digits=6))) == [
        "iteration 0, steps 1-4/27, forward, loop: h_2 = −0.498129",
        "iteration 0, steps 10-14/27, backward, p: ∂L/∂c = −3.75, ∂L/∂u = 0, ∂L/∂s += 0",
        "iteration 0, steps 26-27/27, update, p: c = 3.875, u = 2",
        "iteration 0, step 26/27, update: c = 3.875",
    ]
