"""Values of expressions where the debugger stands."""

import pytest

from engine.answers import print_line
from engine.debugger import Debugger
from engine.notation import TEXT, Style
from engine.program import derive
from engine.route import DebuggerError
from engine.spec import load_network


@pytest.fixture
def skip():
    return Debugger(derive(load_network("skip")))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("dL/dh0", "dL/dh0 = 0.75"),
        ("dL/dh0 / dL/dh1", "dL/dh0 / dL/dh1 = 1.5"),
        ("∂L/∂h0", "dL/dh0 = 0.75"),
        ("w0 - lr*0.75", "w0 - lr*0.75 = -0.25"),
        ("abs(y - ŷ)", "abs(y - ŷ) = 3.375"),
        ("1/0", "1 / 0 = inf"),
        ("dL/dŷ", "dL/dŷ = 1"),
    ],
)
def test_an_expression_is_worth_what_the_exercise_says(skip, text, line):
    assert print_line(text, skip.goto(15), TEXT) == line


def test_a_value_is_that_of_the_step_where_one_stands(skip):
    assert print_line("w3", skip.goto(20), TEXT) == "w3 = 0.5"
    assert print_line("w3", skip.goto(21), TEXT) == "w3 = 0"
    with pytest.raises(DebuggerError, match="z0 is not computed yet: step 1 computes it"):
        print_line("z0 + 1", skip.goto(0), TEXT)


def test_an_entry_of_an_array():
    debugger = Debugger(derive(load_network("xor")))
    stop = debugger.goto(5)
    weights = stop.program.network.parameters["W1"]
    style = Style(digits=3)
    assert print_line("W1[1,0]", stop, style) == f"W1[1,0] = {weights[1, 0]:.3g}"
    assert print_line("dL/dO[0,0]", stop, style) == "∂L/∂O[0,0] = −0.125"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is no expression"),
        ("zz", "nothing is called 'zz'; did you mean 'z"),
        ("dL/dw9", "nothing is called 'dL/dw9'; did you mean 'dL/dw"),
        ("z0 <", "not an expression"),
        ("z0[0]", "z0 is a number"),
        ("__import__('os')", "unknown op '__import__'"),
        ("matmul(z0, z0)", "@ takes vectors and matrices"),
    ],
)
def test_what_is_no_expression_is_refused(skip, text, message):
    with pytest.raises(DebuggerError) as caught:
        print_line(text, skip.goto(21), TEXT)
    assert str(caught.value).startswith(message)
