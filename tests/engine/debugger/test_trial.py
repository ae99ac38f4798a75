"""Remedies tried: what comes of them is what comes of the same network opened so."""

import math

import pytest

from engine.debugger.comparison import compare
from engine.debugger.debugger import Debugger
from engine.debugger.trial import Trial
from engine.diagnosis.remedies import rate_change
from engine.errors import DebuggerError
from engine.iterations.edits import Start
from engine.iterations.timeline import Timeline
from engine.program.recipe import Recipe
from engine.program.variants import Leaky, Scaled, Seeded
from engine.sessions.restore import restore
from tests.engine.sessions.restored import session_after


def opened(name, iterations, **changes):
    recipe = Recipe(name, **changes).read()
    debugger = Debugger(recipe.program(), recipe)
    if iterations:
        debugger.train(iterations)
    return debugger


def tried(debugger, change):
    trial = Trial(debugger, change)
    for _ in trial:
        pass
    return trial, trial.arrive()


@pytest.fixture(autouse=True)
def near(monkeypatch):
    """Runs are followed on only a little."""
    monkeypatch.setattr("engine.diagnosis.ahead.AHEAD", 500)


def test_another_seed_solves_a_run_that_is_stuck():
    debugger = opened("xor", 1000, seed=8)
    trial, stop = tried(debugger, Seeded(9.0))
    other = Timeline(Recipe("xor", seed=9).program()).run(1000).loss
    assert trial.outcome.loss == other < 0.01
    assert trial.outcome.helped
    assert stop.message == (
        f"branch 1: seed 9 helped: solved, loss {other:.3g} (0.477 in branch 0)"
    )
    assert (stop.cursor.iteration, stop.branches.number) == (1000, 1)
    assert [each.title for each in stop.branches] == ["as it was opened", "seed 9"]


def test_a_seed_that_draws_nothing_is_refused_and_what_stays_of_a_branch_is_said():
    debugger = opened("xor", 20, seed=8)
    tried(debugger, Scaled(100.0))
    with pytest.raises(DebuggerError, match="seed 3 changes nothing: what a seed would draw was"):
        Trial(debugger, Seeded(3.0))
    assert not Seeded(3.0).fits(debugger.stop.program)
    _, stop = tried(debugger, Leaky(0.1))
    assert stop.message.startswith("branch 2: leaky ReLU 0.1 with weights × 100 ")


def test_the_run_stays_and_undo_takes_the_branch_back():
    debugger = opened("xor", 60, seed=8)
    before = list(debugger.stop.timeline.losses)
    tried(debugger, Leaky(0.1))
    assert list(debugger.switch(0).timeline.losses) == before
    rows = compare(debugger.stop, 1).rows
    assert {row.node for row in rows if row.value.differs} >= {"Z", "W1", "W2"}
    debugger.undo()
    assert len(debugger.stop.branches) == 1
    assert list(debugger.stop.timeline.losses) == before
    assert len(debugger.redo().branches) == 2


def test_a_branch_of_another_program_comes_back_from_a_session():
    debugger = opened("xor", 30, seed=8)
    debugger.set_value("b1 = 0.02")  # in iteration 30: another future
    debugger.switch(0)
    for change in (Leaky(0.1), Seeded(2.0), Scaled(3.0), rate_change(0.25)):
        tried(debugger, change)
    stop = debugger.stop
    again = restore(session_after(debugger)).arrive()
    assert [each.title for each in again.branches] == [each.title for each in stop.branches]
    assert again.state.run.loss == stop.state.run.loss
    leaky, plain = (again.branches.items[at].timeline.run(30).loss for at in (2, 0))
    assert leaky == stop.branches.items[2].timeline.run(30).loss != plain


def test_it_is_said_plainly_when_one_does_not_help():
    debugger = opened("xor", 200, seed=1, learning_rate=3.0)
    trial, stop = tried(debugger, Seeded(2.0))
    assert not trial.outcome.helped
    assert "seed 2 did not help: stopped learning, loss 0.693 (as in branch 0)" in stop.message


def test_a_run_that_diverged_settles_with_smaller_updates():
    debugger = opened("regression", 1000, learning_rate=2.0)
    assert debugger.stop.timeline.divergence is not None
    trial, stop = tried(debugger, rate_change(0.2))
    assert math.isnan(trial.outcome.before)
    assert trial.outcome.helped
    assert stop.message.endswith("(branch 0 diverged)")
    assert stop.state.run.loss == Timeline(
        Recipe("regression", learning_rate=0.2).program()
    ).run(stop.cursor.iteration).loss  # fmt: skip


def test_a_remedy_may_diverge():
    trial, stop = tried(opened("regression", 400), rate_change(5.0))
    assert math.isnan(trial.outcome.loss)
    assert "did not help: diverged" in stop.message


def test_a_trial_that_is_left_off_keeps_what_was_done():
    debugger = opened("xor", 3000)
    trial = Trial(debugger, Seeded(1.0))
    next(iter(trial))
    stop = trial.arrive()
    assert 0 < stop.cursor.iteration == stop.timeline.length < 3000
    assert stop.message.startswith("branch 1, seed 1: stopped at iteration ")


def test_what_was_set_at_the_start_holds_in_a_branch_of_another_program():
    debugger = opened("xor", 0)
    debugger.set_learning_rate(0.5)
    debugger.train(20)
    stop = tried(debugger, Leaky(0.1))[1]
    (edit,) = stop.timeline.edits
    assert isinstance(edit, Start)
    assert stop.timeline.start(5)[-1] == 0.5


def test_the_branch_itself_is_not_tried_in_it():
    debugger = opened("xor", 20)
    tried(debugger, Seeded(1.0))
    for change in (Seeded(1.0), rate_change(1.0)):
        with pytest.raises(DebuggerError, match="is what this branch has"):
            Trial(debugger, change)
    assert len(debugger.stop.branches) == 2


def test_a_trial_that_is_left_off_in_the_look_ahead_has_trained():
    trial = Trial(opened("regression", 120), rate_change(0.2))
    for done in trial:
        if done > 120:
            break
    assert trial.arrive().message == (
        "branch 1, lr = 0.2: trained to iteration 120; D tells what came"
    )


def test_a_convention_holds_in_branches_of_other_programs():
    debugger = opened("skip", 5)
    tried(debugger, Leaky(0.5))
    stop = debugger.set_convention("abs_at_zero", 0.5)
    assert stop.branches.number == 1
    assert stop.program.network.conventions.abs_at_zero == 0.5
    assert "leaky_relu" in repr(stop.program.network.equations)


def test_what_has_no_place_in_a_branch_is_there_again_in_the_run():
    debugger = opened("xor", 30, seed=8)
    debugger.break_at("dead(H)")
    debugger.watch("dead(H)")
    tried(debugger, Leaky(0.1))
    assert not len(debugger.stop.breakpoints)
    assert debugger.break_at("L < 0.1").breakpoints.latest.number == 2
    assert [each.text for each in restore(session_after(debugger)).arrive().breakpoints] == [
        "L < 0.1"
    ]
    stop = debugger.switch(0)
    assert [each.text for each in stop.breakpoints] == ["dead(H)", "L < 0.1"]
    assert [each.text for each in stop.watches] == ["dead(H)"]
