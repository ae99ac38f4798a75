"""A wrong number, and which slips can be its cause."""

import pytest

from engine.checking.slips.explain import rewrites
from engine.checking.slips.slip import Site
from engine.checking.slips.tags import TAGS, Level
from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.network.files import load_network
from engine.program.program import Phase, derive
from engine.quiz.symptoms import ask_for_causes, symptom_at
from engine.quiz.task import task_of


def asked(name="skip", seed=1):
    debugger = Debugger(derive(load_network(name)))
    ask_for_causes(debugger, seed, debugger.stop.program.style)
    return debugger


def symptom_of(debugger, seed=1):
    return symptom_at(debugger.stop.timeline, debugger.stop.cursor, seed)


@pytest.mark.parametrize("name", ["skip", "neuron", "plain", "regression"])
def test_exactly_the_possible_causes_give_the_number(name):
    debugger = asked(name)
    for _ in range(debugger.stop.steps - debugger.stop.cursor.step):
        symptom, stop = symptom_of(debugger), debugger.stop
        if symptom is not None:
            is_update = stop.asked.phase is Phase.UPDATE
            given = {
                slip.tag
                for slip in rewrites(Site(stop.timeline, 0, stop.asked.symbol, is_update))
                if slip.value == pytest.approx(symptom.wrong, rel=1e-6, abs=1e-9)
                and TAGS[slip.tag].level is Level.RULE
            }
            offered = set(symptom.causes)
            assert {symptom.causes[i - 1] for i in symptom.possible} == given & offered
            assert symptom.possible
            assert symptom.wrong != symptom.right
            assert len(symptom.causes) == len(offered) == 5
        debugger.step()


def test_all_that_can_be_have_to_be_named_and_nothing_else():
    debugger = asked()
    symptom = symptom_of(debugger)
    wrong = next(i for i in range(1, 6) if i not in symptom.possible)
    right = " ".join(map(str, symptom.possible))
    stop = task_of(debugger.stop).answer(debugger, f"{right} {wrong}")
    assert stop.message.startswith(f"not so: {wrong} ")
    stop = task_of(debugger.stop).answer(debugger, right)
    assert stop.message.startswith("right: ")
    assert stop.veil.settled == ((stop.cursor, 1),)
    place = debugger.step().cursor
    assert task_of(debugger.stop).skip(debugger).cursor != place
    assert task_of(debugger.stop).leave(debugger).message == "1 right, 0 of them at once, 1 skipped"


@pytest.mark.parametrize("text", ["", "x", "0", "6", "1.5"])
def test_what_is_no_number_of_a_cause_is_refused(text):
    debugger = asked()
    with pytest.raises(DebuggerError):
        task_of(debugger.stop).answer(debugger, text)


def test_a_step_of_arrays_has_no_symptom():
    debugger = asked("xor")
    assert symptom_of(debugger) is not None  # the loss is a number
    debugger.goto(1)
    assert "n goes on" in debugger.stop.veil.question(debugger.stop, debugger.stop.program.style)
    with pytest.raises(DebuggerError, match="no slip"):
        task_of(debugger.stop).answer(debugger, "1")
