"""detach: the same numbers, through which no gradient passes."""

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.iterations.run import trace
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.language.expression import Call, Name, Number
from engine.language.notation import TEXT
from engine.language.parser import parse
from engine.program.program import derive


def state_of(network):
    (run,) = trace(derive(network), 1)
    return State(run, len(every_step(run)))


def test_it_is_what_it_is_given_and_a_number_for_the_backward_pass(build):
    w = np.array([0.5, -2.0, 3.0])
    state = state_of(build("t = detach(square(w))\nL = sum(square(w - t))", w=w))
    assert state.value("t").tolist() == (w**2).tolist()
    assert state.gradient("w") == pytest.approx(2 * (w - w**2), rel=1e-15)


def test_where_all_goes_through_it_no_gradient_is_left(build):
    state = state_of(build("L = detach(w) * w + detach(v)", w=3.0, v=2.0))
    assert state.loss == 11.0
    assert (state.gradient("w"), state.gradient("v")) == (3.0, 0.0)


def test_the_check_takes_it_for_a_number_too(build):
    network = build("t = detach(w*w)\nL = square(w - t)", w=0.75)
    debugger = Debugger(derive(network))
    assert debugger.check_gradients().passes


def test_it_is_written_as_a_call():
    assert parse("detach(2*x)") == Call("detach", (Call("mul", (Number(2.0), Name("x"))),))
    assert TEXT.write(parse("detach(2*x)")) == "detach(2*x)"
