"""Steps in words, against the numbers of the worked exercise."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.network.files import load_network, shipped_networks
from engine.program.program import derive
from tui.plain.narration import greet, say_equations, say_move, say_node, say_stop
from tui.plain.speech import Spoken, in_words, say_number

STEPS = [
    ("z0", "0.5"), ("h0", "0.5"), ("z1", "0.25"), ("h1", "0.25"), ("z2", "0.375"),
    ("yhat", "0.375"), ("L", "3.375"),
    ("gradient of yhat", "1"), ("gradient of z2", "1"), ("gradient of w2", "0.25"),
    ("gradient of w3", "0.5"), ("gradient of h1", "0.5"), ("gradient of z1", "0.5"),
    ("gradient of w1", "0.25"), ("gradient of h0", "0.75"), ("gradient of z0", "0.75"),
    ("gradient of w0", "0.75"),
    ("w0", "minus 0.25"), ("w1", "0.25"), ("w2", "0.25"), ("w3", "0"),
    ("z0", "minus 0.25"), ("h0", "0"), ("z1", "0"), ("h1", "0"), ("z2", "0"), ("yhat", "0"),
    ("L", "3"),
]  # fmt: skip
"""What is computed in the exercise, and comes out, from step to step."""

SIGNS = re.compile(r"[^\x20-\x7e]|[=*@<>\[\]|/+]|(?<!\w)-|-(?!\w)")
"""What a screen reader passes over, or reads as punctuation."""


@pytest.fixture
def debugger():
    return Debugger(derive(load_network("skip")))


def moved(debugger, move, brief=False):
    before = debugger.stop
    return say_move(before, move(debugger), brief)


def test_every_step_of_the_exercise_is_said_with_its_number(debugger):
    said = [moved(debugger, Debugger.step) for _ in STEPS]
    for line, (symbol, value) in zip(said, STEPS, strict=True):
        assert f": {symbol} is {value}." in line
        assert "\n" not in line


def test_a_fan_in_sum_is_said_with_its_contributions(debugger):
    assert say_stop(debugger.goto(15)) == (
        "Step 15 of 21, backward, iteration 0: gradient of h0 is 0.75. "
        "It is 1 times 0.5 plus 0.5 times 0.5. "
        "h0 feeds z1 and z2, so two contributions add up: 0.5 plus 0.25 is 0.75. "
        "Of these, 0.5 came over the skip connection from z2."
    )


def test_in_brief_a_step_is_its_number_and_its_value(debugger):
    debugger.goto(14)
    assert moved(debugger, Debugger.step, brief=True) == "Step 15: gradient of h0 is 0.75."


def test_contributions_are_said_as_they_arrive(debugger):
    debugger.goto(15)
    said = [moved(debugger, Debugger.into) for _ in range(3)]
    assert [re.search("so far is ([^:]+):", line)[1] for line in said] == ["0", "0.5", "0.75"]
    assert "The last came from z1: 0.5 times 0.5 is 0.25." in said[2]


def test_phases_are_said_where_they_begin(debugger):
    said = [moved(debugger, Debugger.step, brief=True) for _ in range(22)]
    begun = {i: line.split(" begins")[0] for i, line in enumerate(said, 1) if "begins" in line}
    assert begun == {
        1: "The forward pass", 8: "The backward pass", 18: "The update", 22: "The forward pass"
    }  # fmt: skip


def test_a_relu_that_is_dead_now_is_said_before_the_step(debugger):
    debugger.goto(15)
    said = moved(debugger, lambda it: it.goto(15, 1))
    assert said.startswith(
        "ReLU 0 is now dead, it was active. ReLU 1 is now at the kink, it was active. Step 15"
    )
    debugger.goto(1, 1)
    assert moved(debugger, Debugger.step, brief=True).endswith("h0 is 0. ReLU 0 is dead.")


def test_a_watch_is_said_when_it_has_changed(debugger):
    debugger.goto(14)
    debugger.watch("dL/dh0 / dL/dh1")
    assert moved(debugger, Debugger.step).startswith(
        "Watch 1: gradient of h0 divided by gradient of h1 is 1.5. Step 15"
    )
    assert "Watch" not in moved(debugger, Debugger.step)


def test_what_is_said_of_a_move_comes_first(debugger):
    debugger.goto(15)
    assert moved(debugger, lambda it: it.set_value("w3 = 0")).startswith(
        "Branch 1: w3 is 0 from iteration 0 on. Step 15 of 21"
    )
    assert moved(debugger, lambda it: it.mark("here")) == "Mark here: iteration 0, step 15."


def test_a_selection_is_said_with_all_there_is_to_it(debugger):
    debugger.goto(15)
    debugger.break_at("h0")
    assert moved(debugger, lambda it: it.select("h0")) == (
        "h0, activation: value 0.5, gradient 0.75, active, breakpoint, current step, selected."
    )
    assert say_node("w0", debugger.stop) == ("w0, parameter: value 0.5, gradient not computed yet.")


def test_equations_are_read_aloud(debugger):
    assert say_equations(debugger.stop)[4:] == [
        "z2 is w2 times h1 plus w3 times h0.",
        "yhat is z2.",
        "L is the absolute value of the difference of y and yhat.",
    ]


def test_the_network_is_named_first(debugger):
    assert greet(debugger.stop) == (
        "Skip network, 7 equations. Iteration 0, before the first of 21 steps."
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (-0.25, "minus 0.25"), (0.75, "0.75"), (-3.0, "minus 3"), (0.0, "0"), (-0.0, "0"),
        (2.5e-8, "2.5 times 10 to the minus 8"), (-1e21, "minus 1 times 10 to the 21"),
        (float("nan"), "not a number"), (float("-inf"), "minus infinity"),
    ],
)  # fmt: skip
def test_numbers_are_read_aloud(number, words):
    assert say_number(number) == words


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_said_is_the_number_to_six_digits(number):
    said = say_number(number).replace(" times 10 to the ", "e").replace("minus ", "-")
    assert float(said) == pytest.approx(float(f"{number:.6g}"))


def test_arrays_are_said_row_by_row_while_they_are_few():
    style = Spoken("text", digits=6)
    assert style.number(np.array([1.0, -2.0])) == "the vector 1, minus 2"
    assert style.number(np.array([[1.0, 2.0], [3.0, 0.5]])) == (
        "the matrix, row 0: 1, 2; row 1: 3, 0.5"
    )
    assert style.number(np.arange(40.0).reshape(20, 2)) == "a matrix of 20 by 2 from 0 to 39"


@pytest.mark.parametrize(
    ("sign", "words"),
    [
        ("∂L/∂h0 = ∂L/∂z2 · w3 = 1 · 0.5 = 0.5",
         "gradient of h0 is gradient of z2 times w3, that is 1 times 0.5, that is 0.5"),
        ("  breakpoint 1: z1 < 0", "breakpoint 1: z1 is less than 0"),
        ("w0    -0.25  !=  0", "w0, minus 0.25 is not 0"),
        ("z1    -    -  at a kink", "z1, none, none, at a kink"),
        ("iteration 1, step 15/21", "iteration 1, step 15 of 21"),
        ("dL/dW1[0,1] = 2e-05", "gradient of entry 0, 1 of W1 is 2 times 10 to the minus 5"),
        ("a pre-activation", "a pre-activation"),
    ],
)  # fmt: skip
def test_signs_of_answers_become_words(sign, words):
    assert in_words(sign) == words


@pytest.mark.parametrize("network", shipped_networks())
def test_no_step_of_any_network_has_a_sign_in_it(network):
    debugger = Debugger(derive(load_network(network)))
    for line in say_equations(debugger.stop):
        assert not SIGNS.search(line), line
    for _ in range(2 * debugger.stop.steps):
        for brief in (False, True):
            said = say_stop(debugger.stop, brief)
            assert not SIGNS.search(said), said
        debugger.step()
