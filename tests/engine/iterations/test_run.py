"""Runs of iterations, held against the worked exercise."""

from dataclasses import FrozenInstanceError

import pytest

from engine.iterations.run import run_iteration
from engine.iterations.state import ReluState, State
from engine.iterations.step import every_step
from engine.program.program import Phase

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
