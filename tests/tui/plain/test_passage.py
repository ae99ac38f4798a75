"""What is said of a group that is gone over."""

import pytest

from engine.debugger.debugger import Debugger
from engine.program.program import derive
from tests.engine.derivation.test_passage import TIED, TIED_GROUPS
from tests.engine.grouped import group, network, recurrent
from tui.plain.narration import say_move, say_stop


def at(steps, program=None):
    return Debugger(program or recurrent()).step(steps)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (1, "Group loop, for, steps 1 to 4 of 27, forward, iteration 0: h_2 is minus 0.498129. "
            "computes h_2."),
        (5, "Group p, cell, steps 10 to 14 of 27, backward, iteration 0: gradient of c is minus "
            "3.75. gradient of u is 0. 0 is added to gradient of s. gradient of p comes in; "
            "gradient of c and gradient of u are complete; gradient of s comes of it."),
        (11, "Group p, cell, steps 26 to 27 of 27, update, iteration 0: c goes from 0.125 to "
             "3.875. u goes from 2 to 2. c and u are updated by what this iteration found."),
    ],
)  # fmt: skip
def test_a_group(steps, said):
    assert say_stop(at(steps)) == said


def test_in_brief_only_what_comes_of_it():
    assert say_stop(at(1), brief=True) == "Group loop, for, steps 1 to 4: h_2 is minus 0.498129."


def test_a_phase_begins_with_the_first_step_of_a_group():
    debugger = Debugger(recurrent())
    before = debugger.stop
    assert say_move(before, debugger.step(), brief=True).startswith(
        "The forward pass begins. Group"
    )


def test_a_group_of_one_step():
    said = say_stop(at(5, derive(network(groups=(group("s", "s"),)))))
    assert said.startswith("Group s, cell, step 5 of 27")


def test_arrays():
    said = say_stop(at(1, derive(network(TIED, TIED_GROUPS))))
    assert "b is the vector " in said
    debugger = Debugger(derive(network(TIED, (group("all", "a b c d"),))))
    debugger.end_of_phase(2)
    assert "Entries of W change by up to " in say_stop(debugger.step())
