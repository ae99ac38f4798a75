"""Runs as far as they are asked for, ReLUs of a batch, and iterations that are spoilt."""

import math
import operator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.iterations.run import Run, run_iteration
from engine.iterations.state import ReluState, State, relu_state
from engine.iterations.step import every_step
from engine.language.op import Conventions
from engine.program.program import derive

# As far as it is asked for


def recorded(run):
    """How many steps have been run."""
    return len(run.memory(0)) - len(run.start)


@pytest.mark.parametrize(
    ("look", "steps"),
    [
        (lambda run: run.start, 0),
        (lambda run: every_step(run), 0),
        (lambda run: State(run, 21).run, 0),
        (lambda run: State(run, 21).value("w0"), 18),
        (lambda run: State(run, 17).value("w0"), 0),
        (lambda run: State(run, 0).value("z0"), 0),
        (lambda run: State(run, 9).value("z1"), 3),
        (lambda run: State(run, 9).gradient("h0"), 0),
        (lambda run: State(run, 15).gradient("h0"), 15),
        (lambda run: State(run, 15, 1).gradient("h0"), 15),
        (lambda run: every_step(run)[4].value, 5),
        (lambda run: every_step(run)[4].before("h1"), 4),
        (lambda run: run.terms(14), 15),
        (lambda run: run.loss, 7),
        (lambda run: run.masks, 3),  # the pre-activation of the last ReLU
        (lambda run: State(run, 4).relu("h0"), 2),
        (lambda run: run.first_non_finite(6), 6),
        (lambda run: run.end, 21),
        (lambda run: run.memory(12), 12),
    ],
)
def test_no_more_is_run_than_is_asked_for(program, look, steps):
    run = Run(program, 0, program.start)
    look(run)
    assert recorded(run) == steps


def test_an_equation_is_computed_once(program, runs):
    run = Run(program, 0, program.start)
    halfway = list(run.memory(10))
    run.memory(4)
    assert recorded(run) == 10
    assert list(run.memory(21)) == list(runs[0].memory(21))
    assert all(map(operator.is_, run.memory(21), halfway))


@given(looks=st.lists(st.integers(0, 21), max_size=8), number=st.integers(0, 2))
def test_it_does_not_matter_in_which_pieces_a_run_is_recorded(program, runs, looks, number):
    run = Run(program, number, runs[number].start)
    for position in looks:
        assert State(run, position).same_as(State(runs[number], position))
    assert run.end == runs[number].end
    assert run.masks == runs[number].masks


# ReLUs of a batch


UNITS = """
H = relu(X @ W)
p = relu(X @ v)
u = relu(a)
L = sum(H) + sum(p) + sum(u) + relu(s)
"""


@pytest.fixture(scope="module")
def layers(build):
    network = build(
        UNITS, {"X": np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])},
        W=np.array([[1.0, -1.0, 0.0, 2.0], [1.0, -1.0, 0.0, -1.0]]), v=np.array([1.0, -1.0]),
        a=np.array([1.0, 0.0, -1.0]), s=-2.0,
    )  # fmt: skip
    program = derive(network)
    return run_iteration(program, 0, program.start)


@pytest.mark.parametrize(("at_zero", "at_kink"), [(0.0, 0), (0.5, 1), (1.0, 1)])
def test_masks_are_where_a_gradient_passes(layers, at_zero, at_kink):
    conventions = Conventions(relu_at_zero=at_zero)
    program = derive(replace(layers.program.network, conventions=conventions))
    matrix, samples, units, number = run_iteration(program, 0, program.start).masks
    assert np.frombuffer(matrix, bool).reshape(3, 4).tolist() == [
        [1, 0, at_kink, 1], [1, 0, at_kink, 0], [1, 0, at_kink, 1]
    ]  # fmt: skip
    assert list(samples) == [1, 0, at_kink]
    assert list(units) == [1, at_kink, 0]
    assert number is False


def test_the_mask_of_a_number_is_whether_a_gradient_passes(runs):
    assert [run.masks for run in runs[:2]] == [(True, True), (False, True)]


@pytest.mark.parametrize(
    ("node", "z", "states"),
    [
        ("H", [[1, -1, 0, 2], [1, -1, 0, -1], [2, -2, 0, 1]], "active dead kink mixed"),
        ("p", [1, -1, 0], "mixed"),
        ("u", [1, 0, -1], "active kink dead"),
    ],
)
def test_a_relu_has_units(layers, node, z, states):
    state = State(layers, 4)
    np.testing.assert_array_equal(state.pre_activation(node), z)
    np.testing.assert_array_equal(layers.pre_activation(layers.program.network.relus[node]), z)
    assert state.units(node) == tuple(map(ReluState, states.split()))
    assert state.relu(node) is ReluState.MIXED


def test_a_relu_inside_an_equation_is_none_that_a_state_knows(layers):
    assert list(layers.program.network.relus) == ["H", "p", "u"]
    assert State(layers, 4).units("L") == ()


def test_before_it_is_computed_a_relu_has_no_units(layers):
    assert State(layers, 0).pre_activation("H") is None
    assert State(layers, 0).units("H") == ()
    assert State(layers, 1).units("H") != ()
    assert State(layers, 1).units("p") == ()
    assert State(layers, 4).units("X") == State(layers, 4).units("nothing") == ()


def test_a_pre_activation_may_overflow_without_a_warning(build):
    program = derive(build("h = relu(exp(X*w))\nL = sum(h)", {"X": np.array([1e3, 1.0])}, w=1.0))
    run = Run(program, 0, program.start)
    np.testing.assert_array_equal(State(run, 1).pre_activation("h"), [math.inf, math.e])
    assert run.masks == (b"\1\1",)
    assert State(run, 1).units("h") == (ReluState.ACTIVE,)


@pytest.mark.parametrize(
    ("w", "states"),
    [
        (math.nan, ()),
        (np.array([math.nan, math.nan]), ()),
        (np.array([math.nan, 1.0]), (ReluState.MIXED, ReluState.ACTIVE)),
    ],
)
def test_the_state_of_nan_is_unknown(w, states, build):
    program = derive(build("h = relu(w)\nL = sum(h)", w=w))
    state = State(run_iteration(program, 0, program.start), 2)
    assert state.units("h") == states
    assert (state.relu("h") is None) == (not states)


@given(z=hnp.arrays(np.float64, st.integers(1, 6), elements=st.sampled_from(
    [1.0, -1.0, 0.0, -0.0, math.nan, math.inf])))  # fmt: skip
def test_an_array_is_what_all_its_entries_are(z):
    states = {relu_state(entry) for entry in z.tolist()}
    assert relu_state(z) is (states.pop() if len(states) == 1 else ReluState.MIXED)


# What is spoilt


@pytest.mark.parametrize(
    ("equations", "x", "w", "first", "divergence"),
    [
        ("L = w*w", 1.0, 2.0, None, None),
        ("L = w*w", 1.0, math.inf, 1, 1),
        ("z = w/x\nL = z*z", 0.0, 1.0, 1, 1),
        ("z = 1/x\nh = 1/z\nL = h + w*w", 0.0, 1.0, 1, None),  # infinite in passing
        ("z = 2*x\nh = 1/z\nL = h + w*w", math.inf, 1.0, 1, None),
        ("z = w/x\nL = z*z", math.inf, 1.0, None, None),  # 0, and 0 again
        ("z = sqrt(w)\nL = z*x", 1.0, 0.0, 4, 4),  # dL/dz is 1, dL/dw infinite
        ("z = w*x\nL = minimum(z, 1)", math.inf, 1.0, 1, 1),  # the loss is 1, dL/dw is NaN
    ],
)
def test_an_iteration_is_spoilt_whose_loss_or_parameters_are(
    equations, x, w, first, divergence, build
):
    inputs = {"x": x} if "x" in equations else {}
    program = derive(build(equations, inputs, w=w))
    run = Run(program, 0, program.start)
    assert run.first_non_finite() == first
    assert run.divergence == divergence
    assert run.first_non_finite(2) == (first if first and first <= 2 else None)


@given(st.lists(st.integers(0, 4), max_size=6))
def test_the_first_step_that_is_not_finite_is_the_same_however_often_it_is_asked_for(build, asked):
    program = derive(build("y = w + 1\nz = log(y)\nL = z*z", w=-2.0))
    run = Run(program, 0, program.start)
    for position in asked:
        assert run.first_non_finite(position) == (2 if position >= 2 else None)
