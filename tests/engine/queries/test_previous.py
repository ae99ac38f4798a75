"""What expressions read of the iteration before."""

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.debugger.watch_values import watch_lines
from engine.errors import DebuggerError
from engine.language.notation import Style
from engine.network.files import load_network
from engine.program.program import derive
from engine.queries.answers import print_line
from engine.queries.formulas import parse_asked, parse_formula


@pytest.fixture
def skip():
    return Debugger(derive(load_network("skip")))


def printed(debugger, text):
    stop = debugger.stop
    return print_line(text, stop.state, stop.timeline, Style())


def test_the_iteration_before_is_read_at_its_end(skip):
    skip.goto(7, 1)  # by hand: L = 3.375, then 3; w0 = 0.5 − 0.75 = −0.25
    assert printed(skip, "prev(L)") == "prev(L) = 3.375"
    assert printed(skip, "L - prev(L)") == "L − prev(L) = −0.375"
    assert printed(skip, "prev(w0)") == "prev(w0) = −0.25"
    assert printed(skip, "2*prev(∂L/∂h0)").endswith("= 1.5")


def test_entries_and_arrays_are_read_as_well():
    debugger = Debugger(derive(load_network("xor", seed=3)))
    debugger.goto(6, 4)
    stop = debugger.stop
    before = stop.timeline.run(3)
    program = stop.program
    gradient = before.value(program.index["dL/dW2"])
    asked = parse_asked("prev(dL/dW2[1,0])", program)
    assert asked.value(stop.state, stop.state.__class__(before, stop.steps)) == gradient[1, 0]
    found = parse_asked("sum(prev(dL/dW2))", program).value(
        stop.state, stop.state.__class__(before, stop.steps)
    )
    assert found == pytest.approx(np.sum(gradient), abs=1e-15)


def test_in_the_first_iteration_there_is_nothing_before(skip):
    skip.goto(7, 0)
    with pytest.raises(DebuggerError, match="no iteration before this one"):
        printed(skip, "prev(L)")
    skip.watch("prev(L)")
    (line,) = watch_lines(skip.stop, Style())
    assert line.split("=")[1].split()[0] == "·"
    skip.goto(7, 1)
    (line,) = watch_lines(skip.stop, Style())
    assert line.split("=")[1].split()[0] == "3.375"


def test_a_division_by_what_was_zero_is_said(skip):
    skip.goto(7, 2)  # in iteration 1 ReLU 0 is dead, and dL/dw0 is 0
    stop = skip.stop
    skip.watch("1/prev(dL/dw0)")
    (line,) = watch_lines(skip.stop, Style())
    assert stop.timeline.run(1).value(stop.program.index["dL/dw0"]) == 0.0
    assert "division by 0" in line


@pytest.mark.parametrize(
    "text", ["prev(prev(L))", "prev(L + 1)", "prev(1)", "prev()", "prev(L, L)"]
)
def test_what_is_no_name_has_nothing_before(skip, text):
    with pytest.raises(DebuggerError, match="prev takes a name"):
        printed(skip, text)


def test_a_curve_and_a_change_read_nothing_before(skip):
    with pytest.raises(DebuggerError, match="prev stands in conditions"):
        parse_formula("prev(L)", skip.stop.program)
