"""Bug hunts: one thing is done wrong, and found by checking step after step."""

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.iterations.run import trace
from engine.iterations.step import every_step
from engine.network.files import load_network
from engine.program.program import derive
from engine.quiz.bug import plant
from engine.quiz.hunt import hunt
from engine.quiz.task import task_of

EARLY = 25
"""A seed whose slip is in z2, in the forward pass: a term left out."""


def hunting(name, seed):
    program = derive(load_network(name))
    bug = plant(program, seed)
    debugger = Debugger(bug.program)
    hunt(debugger, bug, program.style)
    return debugger, bug


def values(program):
    return [step.value for step in every_step(next(trace(program, 1)))]


@pytest.mark.parametrize("name", ["skip", "neuron", "xor", "regression"])
def test_all_before_the_bug_is_right_and_its_number_is_not(name):
    for seed in range(2):
        debugger, bug = hunting(name, seed)
        right, wrong = values(derive(load_network(name))), values(bug.program)
        assert all(np.array_equal(*pair) for pair in zip(right[: bug.index], wrong, strict=False))
        assert not np.allclose(right[bug.index], wrong[bug.index], rtol=1e-6, atol=1e-12)
        assert [each.terms for each in debugger.stop.program.equations] == [
            each.terms for each in derive(load_network(name)).equations
        ]


def test_the_step_is_found_and_the_slip_told():
    debugger, bug = hunting("skip", 1)
    assert debugger.stop.asked is not None
    said = task_of(debugger.stop).answer(debugger, str(bug.index)).message if bug.index else ""
    assert said == "" or "is right" in said
    stop = task_of(debugger.stop).answer(debugger, str(bug.index + 1))
    assert stop.message.startswith("found at ")
    assert stop.asked is None
    assert not stop.is_veiled
    assert stop.program.equations == bug.right.program.equations
    assert values(stop.program) == values(derive(load_network("skip")))  # and shows no bug any more


def test_what_follows_from_the_bug_is_told_apart():
    debugger, bug = hunting("skip", EARLY)
    right, wrong = values(derive(load_network("skip"))), values(bug.program)
    later = next(i for i in range(bug.index + 1, 21) if right[i] != wrong[i])
    said = task_of(debugger.stop).answer(debugger, str(later + 1)).message
    assert "computed rightly from a wrong number" in said


def test_steps_that_there_are_not_and_hunts_that_there_are_not_are_refused():
    debugger, _ = hunting("skip", 1)
    with pytest.raises(DebuggerError, match="no 99"):
        task_of(debugger.stop).answer(debugger, "99")
    other = Debugger(derive(load_network("skip")))
    with pytest.raises(DebuggerError, match="nothing is asked"):
        task_of(other.stop).hint(other)


def test_the_hunt_is_where_the_bug_is_run():
    """Many iterations at once are compiled, from the equations as they are read."""
    debugger, _ = hunting("skip", 1)
    stop = debugger.goto(5, 1000)
    assert (stop.cursor.iteration, stop.timeline.length) == (1, 1)
    assert "the hunt is in iterations 0 to 1" in stop.message


def test_one_can_give_up():
    debugger, bug = hunting("skip", 1)
    hints = [task_of(debugger.stop).hint(debugger).message for _ in range(3)]
    assert len(set(hints)) == 3
    stop = task_of(debugger.stop).leave(debugger)
    assert stop.message.startswith(f"it was step {bug.index + 1}, ")
    assert stop.cursor.step == bug.index + 1
