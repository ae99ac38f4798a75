"""The place of a statement: the step that shows what it says."""

import numpy as np

from engine.debugger.debugger import Debugger
from engine.derivation.note import note
from engine.diagnosis.diagnosis import diagnosis_claims
from engine.iterations.step import Step
from engine.language.notation import TEXT
from engine.program.recipe import Recipe
from tests.engine.diagnosis.training import trained


def shown(program, count):
    """The step that each statement leads to, by its kind."""
    timeline = trained(program, count)
    found = {}
    for claim in diagnosis_claims(timeline):
        iteration, step = claim.shown_at(timeline)
        assert 0 <= iteration <= timeline.length
        found[type(claim).__name__] = Step(timeline.run(iteration), step - 1)
    return found


def test_a_death_is_shown_where_the_unit_died():
    found = shown(Recipe("xor", seed=8).program(), 400)
    death = found["Silent"]
    assert (death.iteration, death.symbol) == (5, "H")
    assert not np.asarray(death.value)[:, 0].any()
    assert "dead for all" in note(death, TEXT)
    assert found["Shared"].symbol == "O"
    assert found["Verdict"].symbol == "L"


def test_contributions_that_cancel_are_shown_at_their_gradient():
    found = shown(Recipe("xor", seed=0).program(), 100)
    assert "cancel" in note(found["Cancelling"], TEXT)
    assert found["Cancelling"].symbol == "dL/dW1"
    assert "active for all" in note(found["Linear"], TEXT)


def test_what_jumps_is_shown_at_its_update():
    found = shown(Recipe("xor", seed=1, learning_rate=10.0).program(), 100)
    jump = found["Verdict"]
    assert (jump.symbol, jump.phase) == ("b2", "update")
    assert abs(jump.value - jump.run.start[jump.run.program.base["b2"]]).max() > 1.0


def test_the_first_value_that_is_not_finite_is_shown():
    program = Recipe("regression", learning_rate=1e9).program()
    spoilt = shown(program, 100)["Verdict"]
    assert not np.isfinite(spoilt.value).all()
    assert np.isfinite(Step(spoilt.run, spoilt.index - 1).value).all()


def test_what_vanishes_is_shown_at_the_end_of_the_backward_pass():
    found = shown(Recipe("deep", {"depth": 40.0, "skip": 0.0}).program(), 20)
    assert abs(found["Vanishes"].value) < 1e-10


def test_a_run_of_no_iteration_is_shown_before_its_first_step():
    debugger = Debugger(Recipe("skip").program())
    (claim,) = diagnosis_claims(debugger.stop.timeline)
    assert tuple(claim.shown_at(debugger.stop.timeline)) == (0, 0)
