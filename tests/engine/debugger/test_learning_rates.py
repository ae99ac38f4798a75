"""Iterations run without moving, and learning rates that change on the way."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.iterations.run import run_iteration
from engine.iterations.state import State
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.program.program import Phase, derive
from tests.engine.debugger.skip import FAN_IN, LAST, place, rates_of


def schedule(program, count, rates):
    """So many iterations recorded one after the other, with learning rates from iterations on."""
    memory = program.start
    for number in range(count):
        memory = (*memory[:-1], rates.get(number, memory[-1]))
        run = run_iteration(program, number, memory)
        yield run
        memory = run.end


def test_iterations_are_run_without_moving(debugger):
    debugger.goto(4)
    counts = list(debugger.reach(50))
    assert counts == sorted(set(counts))
    assert counts[-1] == debugger.stop.timeline.length == 50
    assert debugger.stop.cursor == Cursor(0, 4)
    assert list(debugger.stop.timeline.losses) == [3.375] + [3.0] * 49


def test_no_more_iterations_are_run_than_there_are(debugger, monkeypatch):
    monkeypatch.setattr("engine.debugger.stepper.MAX_ITERATION", 5)
    assert list(debugger.reach(1_000))[-1] == 5


AFTER = {"w0": 0.5 - 0.5 * 0.75, "w1": 0.5 - 0.5 * 0.25, "w2": 0.375, "w3": 0.5 - 0.5 * 0.5}


@pytest.mark.parametrize("step", [0, 1, FAN_IN, 17])
def test_a_learning_rate_holds_for_the_update_that_lies_ahead(debugger, step):
    debugger.goto(step)
    stop = debugger.set_learning_rate(0.5)
    assert stop.cursor == Cursor(0, step)
    assert stop.message == "branch 1: lr = 0.5 from iteration 0 on"
    assert stop.state.learning_rate == 0.5
    state = debugger.last().state
    assert {name: state.value(name) for name in AFTER} == AFTER
    assert debugger.step().state.learning_rate == 0.5


@pytest.mark.parametrize("step", [18, 21])
def test_once_the_update_has_begun_a_learning_rate_holds_for_the_next(debugger, step):
    debugger.goto(step)
    stop = debugger.set_learning_rate(0.5)
    assert (stop.cursor, stop.state.learning_rate) == (Cursor(0, step), 1.0)
    assert stop.message == "branch 1: lr = 0.5 from iteration 1 on"
    assert debugger.last().state.value("w0") == -0.25
    assert debugger.step().state.learning_rate == 0.5
    assert rates_of(debugger.stop) == {1: 0.5}


@pytest.mark.parametrize(
    ("reached", "cursor", "left"),
    [
        (10, (5, 3), 3),
        (10, (21, 3), 4),
        (10, (5, 9), 9),
        (10, (18, 8), 9),
        (1, (0, 0), 0),
        (10, (18, 9), 10),
        (10, (21, 9), 10),
        (10, (3, 10), 10),
    ],
)
def test_what_another_learning_rate_changes_is_run_again_and_what_was_stays(
    debugger, reached, cursor, left
):
    list(debugger.reach(reached))
    before = debugger.goto(*cursor)
    losses = list(before.timeline.losses)
    stop = debugger.set_learning_rate(0.5)
    assert (stop.timeline.length, list(stop.timeline.losses)) == (left, losses[:left])
    assert rates_of(stop) == {left: 0.5}
    assert (before.timeline.length, list(before.timeline.losses)) == (reached, losses)
    assert (rates_of(before), before.state.learning_rate) == ({}, 1.0)
    assert debugger.switch(0).timeline is before.timeline


CHANGES = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 15), st.sampled_from([0.0, 0.1, 3.0, -0.5])),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25)
@given(CHANGES, st.sampled_from(["gd", "adam"]))
def test_learning_rates_changed_on_the_way_are_a_schedule(changes, kind):
    program = derive(replace(load_network("xor"), optimiser=Optimiser(kind)))
    backward = len(program.phases[Phase.FORWARD]) + len(program.phases[Phase.BACKWARD])
    debugger, rates = Debugger(program), {}
    for iteration, step, rate in changes:
        debugger.goto(step, iteration)
        first = iteration if step <= backward else iteration + 1
        rates = {at: each for at, each in rates.items() if at < first} | {first: rate}
        stop = debugger.set_learning_rate(rate)
        assert (place(stop), rates_of(stop)) == ((iteration, step), rates)
        list(debugger.reach(first + 25))
    for run in schedule(program, first + 25, rates):
        stop = debugger.goto(len(program.equations), run.number)
        assert stop.state.same_as(State(run, len(program.equations)))
        assert stop.state.learning_rate == run.start[-1]


@pytest.mark.parametrize("rate", [math.nan, math.inf, -math.inf])
def test_a_learning_rate_that_is_not_finite_is_refused(debugger, rate):
    debugger.goto(4, 3)
    with pytest.raises(DebuggerError, match="the learning rate has to be finite: NaN and infinity"):
        debugger.set_learning_rate(rate)
    assert debugger.stop.state.learning_rate == 1.0
    assert debugger.stop.cursor == Cursor(3, 4)


def test_a_whole_number_is_a_learning_rate(debugger):
    assert type(debugger.set_learning_rate(0).state.learning_rate) is float
    assert debugger.goto(LAST, 30).state.value("w0") == 0.5
    assert debugger.goto(7).state.loss == 3.375


def test_after_the_last_update_there_is_nothing_to_learn(debugger, monkeypatch):
    for module in ("whatif", "cursor"):
        monkeypatch.setattr(f"engine.debugger.{module}.MAX_ITERATION", 2)
    debugger.goto(18, 2)
    with pytest.raises(DebuggerError, match="is the last that can be run"):
        debugger.set_learning_rate(0.5)
    debugger.goto(17)
    assert rates_of(debugger.set_learning_rate(0.5)) == {2: 0.5}


def test_a_smaller_learning_rate_leads_out_of_a_divergence(diverging):
    diverging.next_iteration(30)
    diverging.goto(2, 0)
    stop = diverging.set_learning_rate(0.25)
    assert (stop.first_non_finite, stop.timeline.divergence) == (None, None)
    assert diverging.goto(1, 1).state.loss == 0.25  # w is 1 - 0.25*2
    assert diverging.goto(1, 100).message == ""
