"""Conditions over values, gradients and ReLUs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.errors import ConditionError
from engine.network.files import load_network
from engine.program.program import derive
from engine.program.recipe import Recipe
from engine.queries.condition_parser import parse_condition

SKIP = derive(load_network("skip"))
XOR = Recipe("xor", seed=8).program()


def truth(text, step=21, iteration=0, program=SKIP):
    debugger = Debugger(program)
    before = debugger.goto(21, iteration - 1).state if iteration else None
    return parse_condition(text, program).truth(debugger.goto(step, iteration).state, before)


@pytest.mark.parametrize(
    ("text", "after_no_update", "after_one"),
    [
        ("z0 < 0", False, True),
        ("z1 <= 0", False, True),
        ("z1 == 0", False, True),
        ("dL/dh0 == 0.75", True, False),
        ("abs(dL/dw0) < 1e-6", False, True),
        ("∂L/∂w0 != 0", True, False),
        ("dead(h0)", False, True),
        ("dead(z0)", False, True),
        ("kink(h1)", False, True),
        ("active(h0) and active(h1)", True, False),
        ("not active(h0) or L < 1", False, True),
        ("isnan(L) or isinf(L)", False, False),
        ("isfinite(L)", True, True),
        ("ŷ == 0.375", True, False),
        ("∂L/∂ŷ == 1 and prev(w0) == prev(w0) or ŷ == 0", None, True),
        ("2*w3 >= lr - 0.5", False, False),
    ],
)
def test_the_exercise(text, after_no_update, after_one):
    assert truth(text) == (None if after_no_update is None else (after_no_update,))
    assert truth(text, iteration=1) == (after_one,)


def test_a_value_of_the_iteration_before():
    assert truth("L < prev(L)", iteration=1) == (True,)  # 3 after 3.375
    assert truth("prev(dL/dh0) == 0.75", iteration=1) == (True,)
    assert truth("L < prev(L)") is None


def test_what_is_not_computed_yet_is_not_known():
    assert truth("z1 < 0", step=2) is None
    assert truth("dead(h1)", step=3) is None
    assert truth("w0 == 0.5", step=0) == (True,)
    assert truth("w0 == 0.5 or z1 < 0", step=0) == (True,)  # whatever z1 is going to be
    assert truth("z1 < 0 or w0 == 0.5", step=0) == (True,)
    assert truth("z1 < 0 and w0 != 0.5", step=0) == (False,)
    assert truth("z1 < 0 and w0 == 0.5", step=0) is None
    assert truth("not z1 < 0", step=0) is None


def test_arrays_are_told_entry_by_entry_and_relus_unit_by_unit():
    debugger = Debugger(XOR)
    state = debugger.goto(15, 100).state
    z = np.array(state.value("Z"))
    assert parse_condition("Z > 0", XOR).truth(state, None) == tuple((z > 0).ravel())
    assert parse_condition("dead(H)", XOR).truth(state, None) == tuple((z < 0).all(axis=0))
    joined = parse_condition("dead(H) and L < 1", XOR).truth(state, None)
    assert joined == tuple((z < 0).all(axis=0))


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_opposites_are_never_both_true(w0, w1):
    program = derive(load_network("skip").with_values({"w0": w0, "w1": w1}))
    for left, right in (("z1 < h0", "z1 >= h0"), ("z1 == h0", "z1 != h0")):
        (one,) = truth(left, program=program)
        (other,) = truth(right, program=program)
        assert one is not other
        assert truth(f"not {left}", program=program) == (other,)


def test_a_comparison_with_nan_is_a_problem_and_not_false():
    program = derive(load_network("skip").with_values({"w0": float("nan")}))
    with pytest.raises(ConditionError, match="NaN"):
        truth("z0 < 0", program=program)
    assert truth("isnan(z0) or z0 < 0", program=program) == (True,)
    assert truth("z0 < 0 or isnan(z0)", program=program) == (True,)
    assert truth("z0 < 0 and z1 < 0", step=1, program=program) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is no expression"),
        ("z1", "'z1' is neither true nor false"),
        ("z1 <", "not an expression"),
        ("zz < 1", "nothing is called 'zz'; did you mean 'z"),
        ("prev(zz) < 1", "nothing is called 'zz'; did you mean 'z"),
        ("prev(z0 + 1) < 1", "prev takes a name"),
        ("0 < z0 < 1", "compare two things at a time"),
        ("dead(L)", "no ReLU is meant: write one of h0, h1"),
        ("fly(z0)", "'fly(z0)' is neither true nor false"),
        ("ded(h0)", "'ded(h0)' is neither true nor false; did you mean 'dead'?"),
        ("dead", "'dead' is neither true nor false: write a condition such as"),
        ("z0 < exec('1')", "unknown op 'exec'"),
        ("z0 in (1, 2)", "'z0 in (1, 2)' is neither"),
    ],
)
def test_what_is_no_condition_is_refused(text, message):
    with pytest.raises(ConditionError) as caught:
        parse_condition(text, SKIP)
    assert str(caught.value).startswith(message)


def test_shapes_that_do_not_fit_are_refused_before_anything_runs():
    with pytest.raises(ConditionError, match="do not fit together"):
        parse_condition("W1 < X", XOR)
