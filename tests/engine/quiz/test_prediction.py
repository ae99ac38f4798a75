"""Predict mode without a screen: what is asked, judged, hinted at and counted."""

import json
import math

import numpy as np
import pytest

from engine.checking.slips.explain import rewrites
from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.network.files import load_network
from engine.program.program import derive
from engine.quiz.judge import judge
from engine.quiz.prediction import begin, score_of
from engine.quiz.question import question_at
from engine.sessions.session import moved_of
from tests.checking.figures import figure
from tests.claims.networks import random_network
from tui.drawing.look import Look


def asked(network="skip", step=1, iteration=0):
    """A debugger at which a step is asked about."""
    debugger = Debugger(derive(load_network(network)))
    if step > 1 or iteration:
        debugger.goto(step - 1, iteration)
    begin(debugger, debugger.stop.program.style)
    return debugger


def style_of(debugger):
    return debugger.stop.program.style


def given(debugger, text):
    return debugger.stop.veil.answer(debugger, text)


def test_nothing_of_the_step_that_is_asked_is_in_the_stop():
    stop = asked(step=15).stop
    assert stop.step is None
    assert stop.asked.symbol == "dL/dh0"
    assert stop.state.gradient("h0") is None
    assert stop.state.gradient("z1") == 0.5
    assert "dL/dh0" not in stop.state.values()
    assert "0.75" not in repr(stop)


def test_a_session_ends_before_what_is_asked():
    place = moved_of(asked(step=15).stop).place
    assert (place.iteration, place.step) == (0, 14)


@pytest.mark.parametrize("far", ["goto 21", "next", "last", "run", "into"])
def test_no_move_leads_past_the_question(far):
    debugger = asked(step=15)
    moves = {
        "goto 21": lambda: debugger.goto(21, 3), "next": lambda: debugger.next_iteration(50),
        "last": debugger.last, "run": lambda: debugger.run_to("w0"), "into": debugger.into,
    }  # fmt: skip
    stop = moves[far]()
    assert (stop.cursor.iteration, stop.cursor.step) == (0, 15)
    assert stop.asked.symbol == "dL/dh0"
    assert "dL/dh0" not in stop.state.values()
    assert stop.timeline.length == 0  # and nothing is run ahead


def test_one_can_look_back_and_return():
    debugger = asked(step=15)
    assert debugger.goto(5).step.value == 0.375
    assert debugger.step(100).asked.symbol == "dL/dh0"


@pytest.mark.parametrize(
    "text",
    [
        "0.75",
        "=.75",
        "0,75",
        "3/4",
        "1*0.5 + 0.5*0.5",
        "dL/dz2*w3 + dL/dz1*w1",
        "∂L/∂z2·w3+0.25",
        "dL/dh0 = 0.75",
        "∂L/∂h0 = dL/dz2*w3 + dL/dz1*w1 = 1*0.5 + 0.5^2 = .75",
    ],
)
def test_right_answers_are_taken(text):
    debugger = asked(step=15)
    stop = given(debugger, text)
    assert stop.message == "right: ∂L/∂h0 = 0.75"
    assert stop.step.value == 0.75


@pytest.mark.parametrize(
    ("text", "tag"),
    [("0.5", "path-dropped"), ("dL/dz2*w3", "path-dropped"), ("0.375", "path-averaged")],
)
def test_wrong_answers_are_explained(text, tag):
    debugger = asked(step=15)
    stop = given(debugger, text)
    assert stop.asked is not None
    assert stop.message.startswith("not ∂L/∂h0: ")
    assert "0.75" not in stop.message
    assert stop.veil.wrong == (tag,)


def test_the_rule_itself_is_taken():
    debugger = asked(step=13, iteration=1)
    assert given(debugger, "dL/dh1*step(z1, at_zero=1)").message == "right: ∂L/∂z1 = 0.25"


def test_of_a_chain_every_side_has_to_be_right():
    debugger = asked(step=17)
    assert given(debugger, "dL/dz0*x = 0.5*1 = 0.75").message.startswith("not ∂L/∂w0: 0.5*1 is not")
    assert given(debugger, "0.75*1 = 0.75").message == "right: ∂L/∂w0 = 0.75"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no expression"), ("foo", "nothing is called"), ("dL/dw0", "not computed yet"),
        ("dL/dh0", "is what is asked for"), ("1/0", "not a finite number"),
        ("z0 > 0", "condition"), ("1" * 1000, "too long"), ("((((", "."),
        ("__import__('os')", "."), ("nan", "."), ("\x1b[2J", "."),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused_and_not_counted(text, problem):
    debugger = asked(step=15)
    with pytest.raises(DebuggerError, match=problem):
        given(debugger, text)
    assert debugger.stop.veil.wrong == ()


def test_a_number_that_is_computed_later_is_not_told():
    stop = given(asked(step=1), "0.375")  # z0 is 0.5; this is z2, which nobody knows yet
    assert stop.message == "not z0; :hint helps, :skip shows it"


def test_another_derivative_at_the_kink_is_a_convention():
    stop = given(asked(step=13, iteration=1), "0")
    assert stop.message.startswith("right: ∂L/∂z1 = 0.25 (")


def test_a_number_that_is_cut_off_is_right_and_told_so():
    for text in ("-0.462", "-0.4621", "-0.46212"):
        assert given(asked_about_tanh(), text).message == "right: o = −0.462117"
    assert given(asked_about_tanh(), "-0.46211").message.endswith("(cut off instead of rounded)")


def asked_about_tanh():
    """A debugger that asks for tanh(-0.5), which is -0.46211715726."""
    network = load_network("neuron").with_values({"b": 5.5})
    debugger = Debugger(derive(network))
    debugger.goto(1)
    begin(debugger, debugger.stop.program.style)
    return debugger


def test_hints_say_more_and_more_and_go_on_afterwards():
    debugger = asked(step=15)

    def hint():
        return debugger.stop.veil.hint(debugger).message

    assert hint() == "hint 1 of 3: ∂L/∂h0 = ∂L/∂z2 · w3 + ∂L/∂z1 · w1"
    given(debugger, "0.75")
    assert hint() == "hint 1 of 3: ∂L/∂h0 = ∂L/∂z2 · w3 + ∂L/∂z1 · w1"
    assert hint() == "hint 2 of 3: ∂L/∂h0 = 1 · 0.5 + 0.5 · 0.5"
    assert hint() == "hint 3 of 3: ∂L/∂h0 = 0.75"


def in_ascii(step):
    """A debugger that asks about a step of the skip network, in ASCII."""
    debugger = Debugger(derive(load_network("skip")))
    debugger.goto(step - 1)
    begin(debugger, Look(ascii=True).style(debugger.stop.program))
    return debugger


def test_in_ascii_nothing_else_is_said():
    debugger = in_ascii(15)
    for text in ("9", "dL/dz2*w3", "0.5", "0.375", "-0.75"):
        said = given(debugger, text).message
        assert said.isascii()
        assert "\\u" not in said
    task = debugger.stop.veil
    said = [task.hint(debugger).message, task.skip(debugger).message, debugger.step(3).message]
    assert all(each.isascii() for each in said)


def test_in_ascii_too_no_number_of_later_on_is_told():
    assert given(in_ascii(1), "0.375").message == "not z0; :hint helps, :skip shows it"


def test_the_score_counts_by_rule():
    debugger = asked(step=14)
    given(debugger, "0.25")
    debugger.step()
    given(debugger, "0.5")
    given(debugger, "0.75")
    debugger.step()
    debugger.stop.veil.skip(debugger)
    score = score_of(debugger.stop)
    assert list(score.lines()) == [
        "2 of 3 right, 1 of them at once; 1 skipped, 0 hints",
        "products 1 of 1", "fan-in sums 1 of 1", "ReLU gates 0 of 1",
    ]  # fmt: skip
    table = json.loads(score.as_json())
    assert table["rules"]["fan-in sums"] == {"right": 1, "asked": 1}
    assert table["answers"][1]["slips"] == ["path-dropped"]
    assert score.as_csv().splitlines()[2] == "0,15,dL/dh0,fan-in sums,right,2,0,path-dropped"
    debugger.stop.veil.leave(debugger)
    assert score_of(debugger.stop) is score


def questions(seed):
    """Every question about a random network, as far as its numbers are finite."""
    debugger = Debugger(derive(random_network(seed)))
    begin(debugger, debugger.stop.program.style)
    for _ in range(debugger.stop.steps):
        question = question_at(debugger.stop)
        if not math.isfinite(question.value):
            return
        yield debugger, question
        debugger.stop.veil.skip(debugger)
        debugger.step()


@pytest.mark.parametrize("seed", range(12))
def test_right_answers_about_random_networks_are_taken(seed):
    for debugger, question in questions(seed):
        veil = debugger.stop.veil
        for digits in (3, 6):
            if 1e-6 < abs(question.value) < 1e6 or question.value == 0:
                said = given(debugger, figure(question.value, digits)).message
                assert said.startswith("right"), (seed, question.step.symbol, digits)
                debugger.cover(veil)


def test_slips_in_random_networks_are_refused_and_named():
    named, wrong = 0, 0
    for seed in range(6):
        for debugger, question in questions(seed):
            for value, slip in distinct_slips(question):
                text = repr(float(value))
                judged = judge(question, text, debugger.stop, style_of(debugger))
                if judged.is_right:
                    assert judged.note, (seed, question.step.symbol, slip)  # by a convention
                    continue
                wrong += 1
                named += slip.tag in judged.tags
    assert wrong > 100
    assert named >= 0.85 * wrong


def test_a_slip_of_another_shape_gives_no_number():
    for debugger, question in questions(5286):
        text = f"{question.value:.0e}"  # of few digits the slips are asked
        judged = judge(question, text, debugger.stop, style_of(debugger))
        assert judged.is_right or judged.tags


def distinct_slips(question):
    """Slips whose number is another than the right one."""
    for slip in list(rewrites(question.site))[:3]:
        value, right = slip.value, question.value
        if np.shape(value) != np.shape(question.all_of_it):
            continue
        value = value if question.entry is None else value[question.entry]
        if abs(value - right) > 1e-3 * (abs(value) + abs(right)) and 1e-6 < abs(value) < 1e6:
            yield value, slip


@pytest.mark.parametrize("step", [2, 3, 6, 10])
def test_a_slip_that_gives_an_array_of_another_shape_is_passed_over(step):
    stop = asked("xor", step=step).stop
    assert not judge(question_at(stop), "77", stop, stop.program.style).is_right


def test_the_right_number_is_not_told_with_all_its_digits_either():
    network = load_network("skip").with_values({"x": 1.7137, "w0": 0.73129})
    debugger = Debugger(derive(network))
    begin(debugger, style_of(debugger))
    stop = debugger.stop
    judged = judge(question_at(stop), "x*w0 + 1", stop, style_of(debugger))
    assert not judged.is_right
    assert "1.253" not in judged.note
    assert judged.note


def test_what_comes_first_is_named_as_it_is_written():
    debugger = asked("elman")
    debugger.unfold()
    first = debugger.stop.program.equations[0].symbol
    written = style_of(debugger).name(first)
    assert written != first
    assert debugger.goto(4).message == f"{written} comes first: answer, or skip it"
