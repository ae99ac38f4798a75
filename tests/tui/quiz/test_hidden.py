"""Nothing on the screen depends on a value that is still to be predicted."""

import pytest

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.program.program import derive
from engine.quiz.prediction import begin
from engine.quiz.task import task_of
from tui.commands.quiz import SEEN
from tui.commands.table import BY_NAME
from tui.drawing.look import UNICODE, Look
from tui.graph.pictures import Pictures
from tui.plain.mode import PlainMode
from tui.screens.first_frame import first_frame


def asked_of(name, step, off=0.0):
    """A debugger at which a step is asked about; what it and all after it give may be off."""
    program = derive(load_network(name))
    for index in range(step - 1, len(program.equations)):
        functions = program.functions.of(index)
        program.functions.bound[index] = tuple(
            [lambda memory, each=each: each(memory) + off for each in functions]
        )
    debugger = Debugger(program)
    debugger.watch("z2" if name == "skip" else "L")
    debugger.goto(max(step - 2, 0))
    begin(debugger, program.style)
    if step > 1:
        for _ in range(3):
            task_of(debugger.stop).hint(debugger)
        task_of(debugger.stop).skip(debugger)
        task_of(debugger.stop).hint(debugger)
        debugger.step()
    return debugger


def screen(debugger, size):
    rows = first_frame(debugger.stop, Look(), size, Pictures(UNICODE))
    return ["".join(text for text, _ in row) for row in rows]


@pytest.mark.parametrize("step", [1, 5, 7, 8, 13, 15, 18, 21])
def test_the_screen_is_the_same_whatever_comes(step):
    one, other = asked_of("skip", step), asked_of("skip", step, 0.125)
    for size in ((80, 24), (160, 50)):
        assert screen(one, size) == screen(other, size)
        assert "?" in "".join(screen(one, size))


@pytest.mark.parametrize("step", [1, 4, 7, 12])
def test_arrays_are_hidden_too(step):
    one, other = asked_of("xor", step), asked_of("xor", step, 0.125)
    assert screen(one, (100, 30)) == screen(other, (100, 30))


def answers(debugger):
    """What every command says that can be done without an argument, or with some."""
    said = []
    mode = PlainMode(debugger, said.append, lambda _: False)
    for name in BY_NAME:
        if name in ("quit", "skip", "hint", "predict", "help"):
            continue
        for argument in ("", "z2", "L", "dL/dh0", "1", "value > 0"):
            mode.obey(f"{name} {argument}".strip())
    for name in ("values", "where", "equations"):
        mode.obey(name)
    return said


@pytest.mark.parametrize("step", [5, 15])
def test_no_command_tells_it(step):
    assert answers(asked_of("skip", step)) == answers(asked_of("skip", step, 0.125))


def test_every_command_that_may_be_done_is_one():
    assert set(BY_NAME) >= SEEN


def test_what_would_tell_is_refused_in_a_line():
    debugger = asked_of("skip", 5)
    said = []
    PlainMode(debugger, said.append, lambda _: False).obey("print w2*h1 + w3*h0")
    assert said == [
        "error: print would tell too much: answer first, or skip; P leaves the question"
    ]
