"""Runs of arrays, and numbers that are not finite."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.iterations.run import run_iteration, trace
from engine.iterations.state import ReluState, State, relu_state
from engine.iterations.step import every_step
from engine.language.values import same
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive

# Arrays


BATCH = """
loss = "L"
equations = '''
Z = X @ W1 + b1
H = relu(Z)
O = H @ W2 + H @ V
L = mean(cross_entropy(O, Y))
'''
[inputs]
X = [[0, 0], [0, 1], [1, 0], [1, 1]]
[targets]
Y = [[1, 0], [0, 1], [0, 1], [1, 0]]
[parameters]
W1 = { normal = 1, shape = [2, 2] }
b1 = { constant = 0.01, shape = [2] }
W2 = { normal = 1, shape = [2, 2] }
V = { normal = 1, shape = [2, 2] }
"""


@pytest.fixture(scope="module")
def batch():
    return derive(read_network(Source("batch.toml", BATCH), 1))


def test_every_recorded_array_is_read_only(batch):
    run = run_iteration(batch, 0, batch.start)
    arrays = [value for value in run.memory(len(every_step(run))) if not isinstance(value, float)]
    arrays += [term.value for step in every_step(run) for term in step.terms]
    assert len(arrays) > 10
    for array in arrays:
        assert not isinstance(array, float)
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0


def test_contributions_of_arrays_add_up(batch):
    run = run_iteration(batch, 0, batch.start)
    (step,) = [step for step in every_step(run) if step.symbol == "dL/dH"]
    first, second = (term.value for term in step.terms)
    np.testing.assert_array_equal(step.value, first + second)
    state = State(run, step.index + 1, 1)
    np.testing.assert_array_equal(state.gradient("H"), first)
    assert np.count_nonzero(State(run, step.index + 1, 0).gradient("H")) == 0


@pytest.mark.parametrize(
    ("z", "state"),
    [
        (0.5, ReluState.ACTIVE),
        (-0.5, ReluState.DEAD),
        (0.0, ReluState.KINK),
        (-0.0, ReluState.KINK),
        (math.inf, ReluState.ACTIVE),
        (-math.inf, ReluState.DEAD),
        (math.nan, None),
        (np.array([1.0, 2.0]), ReluState.ACTIVE),
        (np.array([[-1.0], [-2.0]]), ReluState.DEAD),
        (np.array([0.0, -0.0]), ReluState.KINK),
        (np.array([1.0, -1.0]), ReluState.MIXED),
        (np.array([1.0, 0.0]), ReluState.MIXED),
        (np.array([math.nan, math.nan]), None),
    ],
)
def test_a_relu_is_active_dead_at_the_kink_or_mixed(z, state):
    assert relu_state(z) is state


# NaN and infinity


def test_the_logarithm_of_a_negative_number_goes_on_as_nan(build):
    program = derive(build("z = w*x\nl = log(z)\nL = l*l", {"x": -1.0}, w=2.0))
    first, second = trace(program, 2)
    assert first.first_non_finite() == 2
    assert every_step(first)[1].symbol == "l"
    assert all(math.isnan(step.value) for step in every_step(first)[1:3])
    assert second.first_non_finite() == 1
    assert math.isnan(every_step(second)[0].value)


HUGE = """
loss = "L"
equations = "L = w*w*w*w"
[parameters]
w = 1
[training]
learning_rate = 1e200
"""


def test_a_huge_learning_rate_overflows_and_goes_on():
    runs = list(trace(derive(read_network(Source("huge.toml", HUGE))), 4))
    assert runs[0].first_non_finite() is None
    assert every_step(runs[0])[-1].value == -4e200
    assert runs[1].first_non_finite() == 1
    assert every_step(runs[1])[0].value == math.inf
    assert not any(math.isfinite(step.value) for run in runs[2:] for step in every_step(run))


@pytest.mark.parametrize(
    "equations",
    ["Z = log(X*w)\nL = sum(Z)", "Z = exp(X*w*1000)\nL = sum(Z) - sum(Z)",
     "Z = X/(w - w)\nL = mean(Z)",
     "Z = sqrt(X*w)\nL = mean(Z*Z)", "Z = (X*w)**0.5\nL = sum(Z)",
     "L = sum(log(expand_dims(w*0 - 1)))*sum(X)"],
)  # fmt: skip
def test_arrays_go_on_without_a_warning(equations, build):
    program = derive(build(equations, {"X": np.array([-1.0, 0.0, 2.0])}, w=1.0))
    for run in trace(program, 3):
        assert run.first_non_finite() is not None
        for step in every_step(run):
            assert same(np.float64(step.evaluate(step.equation.expression)), np.float64(step.value))
            assert State(run, step.index + 1).values()


def test_a_network_of_numbers_with_an_array_inside_goes_on_without_a_warning(build):
    program = derive(build("L = sum(log(expand_dims(w)))", w=-1.0))
    (run,) = trace(program, 1)
    assert run.first_non_finite() == 1


def test_contributions_that_cancel_at_infinity_are_nan(build):
    equations = "a = X*w\nb = exp(a)\nc = -exp(a)\nL = sum(b) + sum(c)"
    (run,) = trace(derive(build(equations, {"X": np.array([1000.0, 1.0])}, w=1.0)), 1)
    (step,) = [step for step in every_step(run) if step.symbol == "dL/da"]
    state = State(run, step.index + 1, 2)
    np.testing.assert_array_equal(state.gradient("a"), [math.nan, 0.0])
    np.testing.assert_array_equal(step.value, [math.nan, 0.0])


@given(data=st.data())
def test_every_network_runs_to_its_end_the_same_each_time(data, build):
    any_number = st.floats() | st.sampled_from([0.0, -0.0, math.inf, -math.inf, math.nan, 1e308])
    names = ["a", "b", "x"]
    lines = []
    for i in range(data.draw(st.integers(1, 5))):
        form = data.draw(
            st.sampled_from(
                ["{0}*{1}", "{0}/{1}", "{0}**{1}", "{0}**-1", "exp({0})", "log({0})", "sqrt({0})",
                 "{0} - {1}",
                 "relu({0})", "abs({0})", "maximum({0}, {1})", "sigmoid({0})", "tanh({0})",
                 "leaky_relu({0})"]
            )
        )  # fmt: skip
        lines.append(f"n{i} = {form.format(*data.draw(st.permutations(names)))}")
        names.append(f"n{i}")
    lines.append(f"L = {' + '.join(names)}")
    network = build(
        "\n".join(lines),
        {"x": data.draw(any_number)},
        a=data.draw(any_number),
        b=data.draw(any_number),
    )
    first, again = (list(trace(derive(network), 3)) for _ in range(2))
    for run, other in zip(first, again, strict=True):
        assert State(run, len(every_step(run))).same_as(State(other, len(every_step(other))))
        bad = [i for i, step in enumerate(every_step(run), 1) if not math.isfinite(step.value)]
        assert run.first_non_finite() == (bad[0] if bad else None)


def test_runs_of_arrays_are_the_same_bit_for_bit(batch):
    first, again = (list(trace(batch, 5)) for _ in range(2))
    for run, other in zip(first, again, strict=True):
        for position in range(len(every_step(run)) + 1):
            assert State(run, position).same_as(State(other, position))


def test_states_that_differ_are_not_the_same(runs):
    assert not State(runs[0], 3).same_as(State(runs[0], 4))
    assert not State(runs[0], 3).same_as(State(runs[1], 3))
    assert not State(runs[0], 15, 1).same_as(State(runs[0], 15))


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        (0.5, 0.5, True),
        (0.0, -0.0, False),
        (math.nan, math.nan, True),
        (1.0, np.array([1.0]), False),
        (np.array([math.nan, 1.0]), np.array([math.nan, 1.0]), True),
        (np.array([0.0]), np.array([-0.0]), False),
        (np.array([1.0, 2.0]), np.array([[1.0, 2.0]]), False),
    ],
)
def test_values_are_compared_bit_for_bit(left, right, alike):
    assert same(left, right) is alike
