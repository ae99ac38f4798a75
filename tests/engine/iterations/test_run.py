import math
import operator
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.iterations.run import Run, run_iteration, trace
from engine.iterations.state import ReluState, State, relu_state
from engine.iterations.step import every_step
from engine.language.values import same
from engine.network.files import load_network
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import Phase, derive

# The worked exercise: every value is exact in binary.

FORWARD = [
    ("z0", 0.5), ("h0", 0.5), ("z1", 0.25), ("h1", 0.25), ("z2", 0.375), ("yhat", 0.375), ("L",
        3.375),
]  # fmt: skip
BACKWARD = [
    ("dL/dyhat", 1.0), ("dL/dz2", 1.0), ("dL/dw2", 0.25), ("dL/dw3", 0.5), ("dL/dh1", 0.5),
    ("dL/dz1", 0.5),
    ("dL/dw1", 0.25), ("dL/dh0", 0.75), ("dL/dz0", 0.75), ("dL/dw0", 0.75),
]  # fmt: skip
UPDATE = [("w0", -0.25), ("w1", 0.25), ("w2", 0.25), ("w3", 0.0)]
FORWARD_AGAIN = [
    ("z0", -0.25), ("h0", 0.0), ("z1", 0.0), ("h1", 0.0), ("z2", 0.0), ("yhat", 0.0), ("L", 3.0),
]  # fmt: skip


@pytest.fixture(scope="module")
def program():
    return derive(load_network("skip"))


@pytest.fixture(scope="module")
def runs(program):
    return list(trace(program, 3))


def test_the_first_iteration_is_that_of_the_exercise(runs):
    assert [
        (step.symbol, step.value) for step in every_step(runs[0])
    ] == FORWARD + BACKWARD + UPDATE
    assert {step.iteration for step in every_step(runs[0])} == {0}
    assert [step.phase for step in every_step(runs[0])] == (
        [Phase.FORWARD] * 7 + [Phase.BACKWARD] * 10 + [Phase.UPDATE] * 4
    )


def test_the_second_forward_pass_is_that_of_the_exercise(runs):
    steps = [(step.symbol, step.value) for step in every_step(runs[1])]
    assert steps[:7] == FORWARD_AGAIN
    assert len(steps) == 21


def test_after_one_update_every_parameter_has_gradient_zero(runs):
    for run in runs[1:]:
        found = {step.symbol: step.value for step in every_step(run)}
        assert [found[f"dL/dw{i}"] for i in range(4)] == [0.0] * 4
        assert [found[f"w{i}"] for i in range(4)] == [-0.25, 0.25, 0.25, 0.0]
        assert found["L"] == 3.0


def test_the_fan_in_sum_shows_its_contributions(runs):
    (step,) = [step for step in every_step(runs[0]) if step.symbol == "dL/dh0"]
    assert [(term.child, term.value) for term in step.terms] == [("z2", 0.5), ("z1", 0.25)]


def test_a_backward_step_has_terms_and_no_other_step_has(runs):
    for step in every_step(runs[0]):
        assert len(step.terms) == (
            0 if step.phase is not Phase.BACKWARD else 2 if step.node == "h0" else 1
        )
        assert sum(term.value for term in step.terms) == (step.value if step.terms else 0)


def test_relus_have_their_states(runs):
    ends = [State(run, 21) for run in runs]
    assert [end.relu("h0") for end in ends[:2]] == [ReluState.ACTIVE, ReluState.DEAD]
    assert [end.relu("h1") for end in ends[:2]] == [ReluState.ACTIVE, ReluState.KINK]
    assert ends[0].relu("z0") is None


def test_steps_at_a_relu_have_its_state(runs):
    shown = {step.symbol: step.relu_state for step in every_step(runs[1]) if step.relu_state}
    assert shown == {
        "h0": ReluState.DEAD, "h1": ReluState.KINK,
        "dL/dh0": ReluState.DEAD, "dL/dz0": ReluState.DEAD,
        "dL/dh1": ReluState.KINK, "dL/dz1": ReluState.KINK,
    }  # fmt: skip


def test_a_value_is_none_until_it_is_computed(runs):
    run = runs[0]
    names = [step.symbol for step in every_step(run)]
    for position in range(22):
        state = State(run, position)
        for place, name in enumerate(names[:7]):
            assert (state.value(name) is not None) == (place < position)
        for place, name in enumerate(names[7:17], 7):
            node = name.removeprefix("dL/d")
            assert (state.gradient(node) is not None) == (place < position)
            assert (state.value(name) is not None) == (place < position)
        assert (state.loss is not None) == (position >= 7)
        assert (state.relu("h0") is not None) == (position >= 2)
        assert state.gradient("x") is None
        assert state.learning_rate == 1.0


def test_a_parameter_has_its_old_value_until_its_update(runs):
    run = runs[0]
    assert [State(run, k).value("w0") for k in (0, 17, 18, 21)] == [0.5, 0.5, -0.25, -0.25]
    assert [State(run, k).value("w3") for k in (18, 20, 21)] == [0.5, 0.5, 0.0]


def test_a_step_reads_values_from_before_it(runs):
    step = every_step(runs[0])[17]
    assert (step.symbol, step.before("w0"), step.value) == ("w0", 0.5, -0.25)
    assert step.before("lr") == 1.0
    assert step.evaluate(step.equation.expression) == step.value


def test_values_lists_what_is_known(runs):
    known = State(runs[0], 8).values()
    assert list(known) == [
        *["x", "y", "w0", "w1", "w2", "w3", "z0", "h0", "z1", "h1", "z2", "yhat", "L"],
        "dL/dyhat",
    ]
    assert known["L"] == 3.375


def test_terms_arrive_one_by_one(runs):
    run = runs[0]
    place = [step.symbol for step in every_step(run)].index("dL/dh0") + 1
    assert [State(run, place, arrived).gradient("h0") for arrived in (0, 1, 2, None)] == [
        0.0, 0.5, 0.75, 0.75,
    ]  # fmt: skip
    assert State(run, place, 0).gradient("h1") == 0.5


def test_an_iteration_starts_where_the_one_before_it_ended(program, runs):
    assert len(runs[0].end) == len(program.start)
    again = run_iteration(program, 1, runs[0].end)
    assert [step.value for step in every_step(again)] == [
        step.value for step in every_step(runs[1])
    ]


def test_a_record_cannot_be_changed(runs):
    step = every_step(runs[0])[0]
    with pytest.raises(FrozenInstanceError):
        step.index = 3
    with pytest.raises(FrozenInstanceError):
        State(runs[0], 3).position = 4


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


def test_masks_are_where_pre_activations_are_above_0(layers):
    z = np.array([[1, -1, 0, 2], [1, -1, 0, -1], [2, -2, 0, 1]])
    matrix, samples, units = layers.masks
    assert np.frombuffer(matrix, bool).reshape(3, 4).tolist() == (z > 0).tolist()
    assert list(samples) == [1, 0, 0]
    assert list(units) == [1, 0, 0]


def test_the_mask_of_a_number_is_whether_it_is_active(runs):
    assert [run.masks for run in runs[:2]] == [(True, True), (False, False)]


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
    np.testing.assert_array_equal(layers.pre_activation(node), z)
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
