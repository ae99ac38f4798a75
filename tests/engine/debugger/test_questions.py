"""What a debugger answers in a notebook: as data, and in the words that the app has for it."""

from dataclasses import replace

import pytest

from engine.debugger.debugger import Debugger
from engine.derivation.relus import deaths
from engine.errors import DebuggerError
from engine.gradients.check import as_text
from engine.gradients.path import paths_lines
from engine.iterations.state import State
from engine.language.notation import Style
from engine.language.text import plain
from engine.network.files import load_network
from engine.program.program import derive
from engine.program.recipe import Recipe
from engine.why.answer import why_lines
from engine.why.reasons import Reason

SKIP = derive(load_network("skip"))


@pytest.fixture
def debugger():
    return Debugger(SKIP)


def style_of(stop):
    """How the app writes, in Unicode."""
    return Style(names=stop.program.network.names, shapes=stop.program.shapes, digits=6)


def test_why_gives_the_causes_as_data(debugger):
    debugger.goto(20, 1)
    found = debugger.why("dL/dw3")
    assert found.value == 0.0
    assert found.cause.reason is Reason.ZERO_FACTOR
    assert [each.symbol for each in found.causes] == ["dL/dw3", "h0"]
    assert [each.value for each in found.causes] == [0.0, 0.0]


@pytest.mark.parametrize("symbol", ["dL/dw3", "h0", "w0", "dL/dx", "dL/dL"])
def test_why_is_written_as_in_the_app(debugger, symbol):
    stop = debugger.goto(15, 1)
    found = debugger.why(symbol)
    assert (
        str(found)
        == repr(found)
        == "\n".join(why_lines(symbol, stop.state, stop.timeline, style_of(stop)))
    )


def test_what_is_not_computed_has_no_value_and_a_reason(debugger):
    found = debugger.why("dL/dL")
    assert (found.value, found.cause, found.causes) == (None, None, ())
    assert "the backward pass starts from it" in str(found)


def test_paths_add_up_to_the_gradient(debugger):
    stop = debugger.goto(20)
    found = debugger.paths("dL/dw0")
    assert found.gradient == stop.state.gradient("w0") == sum(path.value for path in found.largest)
    assert str(found) == repr(found) == "\n".join(paths_lines(found, style_of(stop)))


def test_gradients_are_checked_as_in_the_app():
    debugger = Debugger(derive(load_network("xor")))
    stop = debugger.goto(3, 4)
    found = debugger.check_gradients()
    assert found.passes
    assert (found.iteration, {each.node for each in found.nodes}) == (
        4,
        {equation.node for equation in stop.program.equations if equation.phase == "backward"},
    )
    assert str(found) == repr(found) == "\n".join(as_text(found, style_of(stop)))


def test_training_goes_on_and_says_the_loss(debugger):
    stop = debugger.train(100)
    assert (stop.cursor.iteration, stop.cursor.step) == (100, 1)
    loss = f"loss after 100 iterations: {debugger.stop.state.run.loss:.6g}"
    assert stop.message == f"{loss} since iteration 1, stopped learning: D tells why"
    assert debugger.train(1).message.startswith("loss after 101 iterations: ")
    with pytest.raises(DebuggerError, match="at least 1"):
        debugger.train(0)
    assert debugger.stop.cursor.iteration == 101


def test_the_diagnosis_is_that_of_train():
    debugger = Debugger(Recipe("xor").program())
    assert str(debugger.diagnose()) == "Nothing is learnt yet: no iteration has been run."
    debugger.train(300)
    found = debugger.diagnose()
    assert found.verdict.startswith("not learning: ")
    assert len(found.reasons) > 1
    first, *others = str(found).splitlines()
    assert first == f"N{found.verdict[1:]}:"
    ends = (found.reasons, found.answers)
    reasons, answers = ([*(f"- {each};" for each in end[:-1]), f"- {end[-1]}."] for end in ends)
    assert others == [*reasons, "Besides:", *answers]


@pytest.mark.parametrize("question", ["why", "paths"])
def test_what_is_not_there_is_refused_with_what_may_be_meant(debugger, question):
    with pytest.raises(DebuggerError, match="did you mean 'dL/dw3'"):
        getattr(debugger, question)("dL/dv3")


def test_where_one_stands_takes_one_line(debugger):
    assert repr(debugger) == "<Debugger of skip: iteration 0, before step 1 of 21>"
    stop = debugger.goto(15)
    assert repr(stop) == "<Stop: iteration 0, step 15 of 21, backward: ∂L/∂h0 = 0.75>"
    assert repr(debugger) == f"<Debugger of skip: {stop.where}>"
    assert repr(debugger.select("w3")).endswith(">")
    assert repr(debugger.undo()).endswith(" (nothing is left to undo)>")


@pytest.mark.parametrize("name", ["skip", "xor", "classifier"])
def test_it_takes_one_line_in_networks_of_arrays_too(name):
    debugger = Debugger(Recipe(name).program())
    for _ in range(3):
        stop = debugger.end_of_phase()
        assert len(repr(stop)) < 400
        assert plain(repr(stop)) == repr(stop)


def test_what_no_symbol_is_called_is_refused(debugger):
    state = debugger.goto(3).state
    with pytest.raises(DebuggerError) as caught:
        state.value("yhatt")
    assert str(caught.value) == "nothing is called 'yhatt'; did you mean 'yhat'?"
    with pytest.raises(DebuggerError) as caught:
        state.gradient("nope")
    assert str(caught.value) == "unknown node 'nope'"


def test_what_is_not_computed_yet_and_what_never_is_has_no_value(debugger):
    state = debugger.stop.state
    program = state.run.program
    for symbol in program.shapes:
        known = symbol in program.base
        assert (state.value(symbol) is not None) is known, symbol
    for node in program.network.nodes:
        assert state.gradient(node) is None


def test_a_death_later_than_the_iteration_asked_about_has_not_happened_yet():
    timeline = Debugger(SKIP).next_iteration(30).timeline
    last = deaths(timeline, timeline.run(30))
    died = {}
    for number in range(1, 31):
        before, now = (
            timeline.run(each).memory(len(SKIP.equations)) for each in (number - 1, number)
        )
        for place, z in enumerate(("z0", "z1")):
            slot = len(SKIP.base) + SKIP.index[z]
            if before[slot] >= 0 > now[slot]:
                died[place, 0] = number
    assert last == died == {(0, 0): 1}  # z1 = 0 is at the kink, where a gradient passes
    assert deaths(timeline, timeline.run(0)) == {}
    assert deaths(timeline, timeline.run(1)) == last
    h0, h1 = SKIP.network.relu_calls
    assert deaths(timeline, timeline.run(30), h0) == {(0, 0): 1}
    assert deaths(timeline, timeline.run(30), h1) == {}


def test_a_stop_whose_step_is_not_told_yet_says_where_it_is(debugger):
    stop = debugger.goto(15)
    veiled = replace(stop, state=State(stop.state.run, 14))
    assert veiled.where == "iteration 0, step 15 of 21, backward: ∂L/∂h0"
