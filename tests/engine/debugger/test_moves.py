"""Steps, terms of a fan-in sum, phases and iterations, as a person goes through them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.iterations.timeline import MAX_ITERATION
from engine.program.program import Phase, derive
from tests.engine.debugger.skip import FAN_IN, LAST, SKIP, place

# Steps


def test_it_starts_before_the_first_step(debugger):
    stop = debugger.stop
    assert stop.cursor == Cursor(0, 0)
    assert stop.step is None
    assert stop.phase is None
    assert stop.state.value("z0") is None
    assert stop.state.value("w0") == 0.5
    assert stop.steps == LAST


def test_it_steps_through_the_exercise_into_the_next_iteration(debugger):
    seen = []
    for _ in range(LAST + 2):
        stop = debugger.step()
        seen.append((*place(stop), stop.step.symbol, stop.step.value))
    assert seen[FAN_IN - 1] == (0, 15, "dL/dh0", 0.75)
    assert seen[LAST - 1] == (0, 21, "w3", 0.0)
    assert seen[LAST:] == [(1, 1, "z0", -0.25), (1, 2, "h0", 0.0)]


def test_a_step_shows_what_is_known_after_it(debugger):
    stop = debugger.step(7)
    assert (stop.step.symbol, stop.phase) == ("L", Phase.FORWARD)
    assert stop.state.loss == 3.375
    assert stop.state.gradient("yhat") is None
    assert debugger.step().state.gradient("yhat") == 1.0


def test_a_count_takes_as_many_steps(debugger):
    assert place(debugger.step(30)) == (1, 9)
    assert place(debugger.back(30)) == (0, 0)


@given(st.integers(0, 70))
def test_back_undoes_step(count):
    debugger = Debugger(SKIP)
    forward = [debugger.stop, *(debugger.step() for _ in range(count))]
    for before in forward[-2::-1]:
        stop = debugger.back()
        assert stop.cursor == before.cursor
        assert stop.state.same_as(before.state)


def test_before_the_start_it_stays_put_and_says_so(debugger):
    stop = debugger.back()
    assert stop.cursor == Cursor(0, 0)
    assert stop.message == "this is the start: nothing lies before it"
    debugger.step(3)
    assert debugger.back(10).message
    assert debugger.stop.message == ""


# Into a fan-in sum


def test_terms_arrive_one_by_one(debugger):
    debugger.goto(FAN_IN - 1)
    seen = []
    for _ in range(3):
        stop = debugger.into()
        seen.append((stop.cursor, stop.message, stop.state.gradient("h0")))
    assert seen == [
        (Cursor(0, FAN_IN, 0), "0 of 2 arrived", 0.0),
        (Cursor(0, FAN_IN, 1), "1 of 2 arrived", 0.5),
        (Cursor(0, FAN_IN, 2), "2 of 2 arrived", 0.75),
    ]
    after = debugger.into()
    assert (after.cursor, after.message) == (Cursor(0, FAN_IN + 1), "")


def test_stepping_into_the_step_one_stands_on_starts_its_sum_again(debugger):
    assert debugger.goto(FAN_IN).state.gradient("h0") == 0.75
    stop = debugger.into()
    assert (stop.cursor, stop.state.gradient("h0")) == (Cursor(0, FAN_IN, 0), 0.0)


def test_terms_are_taken_back_one_by_one(debugger):
    debugger.goto(FAN_IN - 1)
    debugger.into(3)
    values = [debugger.back().state.gradient("h0") for _ in range(3)]
    assert values == [0.5, 0.0, None]
    assert debugger.stop.cursor == Cursor(0, FAN_IN - 1)


@pytest.mark.parametrize("arrived", [0, 1])
def test_a_step_finishes_the_sum_it_is_in(debugger, arrived):
    debugger.goto(FAN_IN - 1)
    debugger.into(1 + arrived)
    stop = debugger.step()
    assert (stop.cursor, stop.state.gradient("h0")) == (Cursor(0, FAN_IN), 0.75)
    assert debugger.step().cursor == Cursor(0, FAN_IN + 1)


def test_a_step_goes_on_when_every_term_has_arrived(debugger):
    debugger.goto(FAN_IN - 1)
    debugger.into(3)
    assert debugger.step().cursor == Cursor(0, FAN_IN + 1)


def test_a_sum_of_which_all_has_arrived_is_the_step(debugger):
    debugger.goto(FAN_IN - 1)
    whole = debugger.into(3).state
    assert whole.same_as(Debugger(SKIP).goto(FAN_IN).state)


def test_where_there_is_nothing_to_step_into_the_next_step_is_taken(debugger):
    assert [debugger.into().cursor for _ in range(3)] == [Cursor(0, 1), Cursor(0, 2), Cursor(0, 3)]


def test_stepping_into_leaves_the_next_step_unknown(debugger):
    debugger.goto(FAN_IN - 1)
    stop = debugger.into(2)
    assert stop.state.gradient("z0") is None
    assert stop.state.gradient("h1") == 0.5


# Phases, iterations


def test_phases_have_their_ends(debugger):
    ends = [place(debugger.end_of_phase()) for _ in range(5)]
    assert ends == [(0, 7), (0, 17), (0, 21), (1, 7), (1, 17)]
    starts = [place(debugger.start_of_phase()) for _ in range(5)]
    assert starts == [(1, 8), (1, 1), (0, 18), (0, 8), (0, 1)]
    stop = debugger.start_of_phase()
    assert place(stop) == (0, 1)
    assert stop.message == "this is the first phase: nothing lies before it"


def test_a_sum_at_the_end_of_its_phase_is_finished_first(build):
    debugger = Debugger(derive(build("L = w*w", w=1.0)))
    debugger.goto(1)
    debugger.into()
    assert debugger.stop.cursor == Cursor(0, 2, 0)
    assert [debugger.end_of_phase().cursor for _ in range(2)] == [Cursor(0, 2), Cursor(0, 3)]


def test_a_phase_with_a_count(debugger):
    assert place(debugger.end_of_phase(4)) == (1, 7)
    assert place(debugger.start_of_phase(3)) == (0, 8)


def test_an_iteration_keeps_the_step(debugger):
    debugger.goto(FAN_IN)
    assert place(debugger.next_iteration()) == (1, FAN_IN)
    assert place(debugger.next_iteration(5)) == (6, FAN_IN)
    assert place(debugger.previous_iteration(4)) == (2, FAN_IN)
    assert place(debugger.previous_iteration(40)) == (0, FAN_IN)


def test_before_iteration_0_there_is_none(debugger):
    debugger.goto(4)
    stop = debugger.previous_iteration()
    assert place(stop) == (0, 4)
    assert stop.message == "this is iteration 0: none lies before it"


def test_the_next_iteration_starts_with_its_first_step(debugger):
    assert place(debugger.next_iteration()) == (1, 1)


def test_first_and_last_stay_in_the_iteration(debugger):
    debugger.goto(9, 2)
    assert place(debugger.first()) == (2, 1)
    assert debugger.first().message == "this is the first step of the iteration"
    assert place(debugger.last()) == (2, LAST)
    assert debugger.last().message == "this is the last step of the iteration"


def test_iterations_follow_one_another(debugger):
    assert debugger.goto(7, 0).state.loss == 3.375
    assert debugger.goto(7, 1).state.loss == 3.0
    assert debugger.goto(7, 50).state.loss == 3.0
    assert debugger.goto(7, 0).state.loss == 3.375


def test_a_restart_goes_back_to_before_the_first_step(debugger):
    debugger.goto(9, 2)
    debugger.select("h0")
    stop = debugger.restart()
    assert stop.cursor == Cursor(0, 0)
    assert stop.message == "restarted"
    assert stop.state.same_as(Debugger(SKIP).stop.state)


@pytest.mark.parametrize(
    ("step", "iteration", "message"),
    [
        (22, None, "there is no step 22: an iteration has steps 1 to 21"),
        (-1, None, "there is no step -1: an iteration has steps 1 to 21"),
        (1, -1, f"there is no iteration -1: they are counted from 0 to {MAX_ITERATION:,}"),
        (1, MAX_ITERATION + 1, f"there is no iteration {MAX_ITERATION + 1}: they are counted"),
    ],
)
def test_a_place_that_does_not_exist_is_refused(debugger, step, iteration, message):
    debugger.goto(5)
    with pytest.raises(DebuggerError) as caught:
        debugger.goto(step, iteration)
    assert str(caught.value).startswith(message)
    assert debugger.stop.cursor == Cursor(0, 5)


def test_after_the_last_iteration_it_stays_put_and_says_so(debugger, monkeypatch):
    for module in ("stepper", "cursor"):
        monkeypatch.setattr(f"engine.debugger.{module}.MAX_ITERATION", 2)
    monkeypatch.setattr("engine.debugger.stepper.LAST", message := "iteration 2 is the last")
    for move in (debugger.step, debugger.end_of_phase, lambda: debugger.run_to("w3")):
        debugger.goto(LAST, 2)
        stop = move()
        assert (place(stop), stop.message) == ((2, LAST), message)
    assert debugger.goto(3, 2).cursor == debugger.next_iteration().cursor
    assert debugger.next_iteration().message == message
