from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.debugger.plot import HERE, Plot, Wanted
from engine.errors import SeriesError
from engine.iterations.run import Run, trace
from engine.iterations.state import State
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from engine.queries.curves import FormulaSeries, Series, parse_curve, parse_symbol
from tests.engine.values_of import followed
from tui.drawing.charted import Charted
from tui.drawing.plotter import Plotter

XOR = replace(load_network("xor").with_seed(1), optimiser=Optimiser("adam"), learning_rate=0.05)
PROGRAM = derive(XOR)
RUNS = list(trace(PROGRAM, 41))
STEPS = len(PROGRAM.equations)


@pytest.fixture(scope="module")
def trained():
    """A debugger of xor that stands at the end of 40 iterations."""
    debugger = Debugger(PROGRAM)
    debugger.goto(STEPS, 39)
    for _ in debugger.reach(40):
        pass
    return debugger


def value_in(symbol, number):
    """The value of a symbol in a run; of what an iteration starts with, the value at its start."""
    run = RUNS[number]
    if symbol in PROGRAM.base:
        return run.start[PROGRAM.base[symbol]]
    return run.value(PROGRAM.index[symbol])


def points(text, debugger, iterations):
    return listed(parse_symbol(text, debugger.stop.program), debugger, iterations)


def listed(curve, debugger, iterations):
    """The iterations of these that are drawn, and the one where one stands if it is not run."""
    stop, plot = debugger.stop, Plot((Wanted(curve, HERE),))
    plotter = Plotter()
    for _ in plotter.work(plot, stop, 500):
        pass
    (drawn,) = plotter.chart(Charted(plot), stop, 500, Style()).curves
    found = dict(zip(drawn.iterations, drawn.values.values.tolist(), strict=True))
    known = [number for number in iterations if number < stop.timeline.length]
    known += [number for number in [stop.state.run.number] if number >= stop.timeline.length]
    return known, [found[number] for number in known]


# Values


@pytest.mark.parametrize("text", ["", "  ", "L", " L "])
def test_the_loss_is_known_in_every_iteration(text, trained):
    known, values = points(text, trained, [3, 30])
    assert known == [3, 30]
    assert values == [RUNS[number].loss for number in known]


@pytest.mark.parametrize("symbol", ["W1", "b2", "H", "dL/dW1", "dL/dO", "m_W2", "v_b1"])
def test_an_array_is_followed_by_its_norm(symbol, trained):
    numbers = [0, 3, 17, 39]
    known, values = points(symbol, trained, numbers)
    assert list(known) == numbers
    wanted = [np.sqrt((value_in(symbol, number) ** 2).sum()) for number in numbers]
    np.testing.assert_allclose(values, wanted, rtol=1e-14)


@pytest.mark.parametrize(
    ("text", "symbol", "entry"),
    [
        ("W1[0,1]", "W1", (0, 1)),
        (" W1 [ 1 , 0 ] ", "W1", (1, 0)),
        ("b2[1]", "b2", (1,)),
        ("∂L/∂W2[1,1]", "dL/dW2", (1, 1)),
        ("dL/dO[3,0]", "dL/dO", (3, 0)),
        ("m_W1[0,0]", "m_W1", (0, 0)),
        ("X[3,1]", "X", (3, 1)),
    ],
)
def test_an_entry_is_followed_by_its_value(text, symbol, entry, trained):
    numbers = [39, 0, 20]
    known, values = points(text, trained, numbers)
    assert list(known) == numbers
    assert list(values) == [value_in(symbol, number)[entry] for number in numbers]


@pytest.mark.parametrize(("symbol", "values"), [("t", [0.0, 7.0]), ("lr", [0.05, 0.05])])
def test_a_single_number_is_followed_by_itself(symbol, values, trained):
    assert points(symbol, trained, [0, 7]) == ([0, 7], values)


def test_the_exercise_is_followed_by_its_numbers():
    debugger = Debugger(derive(load_network("skip")))
    debugger.goto(1, 2)
    assert points("w0", debugger, [0, 1]) == ([0, 1, 2], [0.5, -0.25, -0.25])
    # At the kink the derivative is taken as 1, so that 0.25 times w1 = 0.25 comes through h1.
    assert points("dL/dh0", debugger, [0, 1]) == ([0, 1, 2], [0.75, 0.0625, 0.0625])
    assert points("ŷ", debugger, [0]) == ([0, 2], [0.375, 0.0])
    assert points("∂L/∂ŷ", debugger, [0]) == ([0, 2], [1.0, 1.0])


# Expressions


def at_end(text, debugger, iterations):
    curve = parse_curve(text, debugger.stop.program)
    assert isinstance(curve, FormulaSeries)
    return listed(curve, debugger, iterations)


def test_an_expression_is_followed_by_its_value_at_the_end_of_each_iteration(trained):
    numbers = [0, 3, 39]
    ends = [State(RUNS[number], STEPS) for number in numbers]
    known, values = at_end("W1[0,1] - lr*dL/dW1[0,1]", trained, numbers)
    assert known == numbers
    wanted = [end.value("W1")[0, 1] - 0.05 * end.value("dL/dW1")[0, 1] for end in ends]
    np.testing.assert_allclose(values, wanted, rtol=1e-14)
    _, values = at_end("2*W1", trained, numbers)  # a parameter as the update left it
    wanted = [np.sqrt((4 * RUNS[number + 1].start[PROGRAM.base["W1"]] ** 2).sum())
              for number in numbers]  # fmt: skip
    np.testing.assert_allclose(values, wanted, rtol=1e-14)


def test_the_ratio_of_the_exercise_is_followed():
    debugger = Debugger(derive(load_network("skip")))
    debugger.goto(1, 1)
    ratio = "dL/dh0 / dL/dh1"
    assert at_end(ratio, debugger, [0, 1]) == ([0, 1], [1.5, 0.25])
    debugger.last()
    assert at_end(ratio, debugger, [0]) == ([0, 1], [1.5, 0.25])


def test_a_division_by_zero_and_a_number_alone_are_curves_too():
    debugger = Debugger(derive(load_network("skip")))
    debugger.goto(1, 2)
    assert at_end("L / h0", debugger, [0, 1]) == ([0, 1, 2], [6.75, np.inf, np.inf])
    assert at_end("1 + 1", debugger, [0]) == ([0, 2], [2.0, 2.0])


def test_an_expression_is_evaluated_once_for_each_iteration():
    timeline = Timeline(PROGRAM)
    for _ in timeline.reach(20):
        pass
    first = followed(parse_curve("sum(H)", PROGRAM), timeline, [2, 9])
    with patch("engine.iterations.timeline.Run", side_effect=AssertionError("run again")):
        assert followed(parse_curve("sum(H)", PROGRAM), timeline, [2, 9]) == first
        assert followed(parse_curve(" sum( H )", PROGRAM), timeline, [9]) == first[1:]


def test_a_point_of_an_expression_runs_no_step_that_it_does_not_need(trained):
    trained.goto(1, 5)
    run = Run(PROGRAM, 5, RUNS[5].start)
    assert parse_curve("sum(Z)", PROGRAM).formula.at_end(run) == pytest.approx(
        RUNS[5].value(0).sum(), rel=1e-14
    )
    assert len(run._memory) == len(run.start) + 1


# The iteration that is under way


def test_the_iteration_under_way_is_followed_wherever_in_it_one_stands():
    debugger = Debugger(derive(load_network("skip")))
    debugger.goto(1, 1)
    seen = {"L": [], "dL/dh0": [], "w3": []}
    for step in (6, 7, 14, 15, 20, 21):
        debugger.goto(step)
        for symbol, found in seen.items():
            known, values = points(symbol, debugger, [0, 1])
            assert list(known) == [0, 1]
            found.append(list(values))
    assert seen["L"] == [[3.375, 3.0]] * 6
    assert seen["dL/dh0"] == [[0.75, 0.0625]] * 6
    assert seen["w3"] == [[0.5, 0.0]] * 6


def test_a_parameter_has_the_value_it_starts_with_whether_it_is_updated_or_not():
    debugger = Debugger(derive(load_network("skip")))
    debugger.last()
    assert debugger.stop.state.value("w0") == -0.25
    assert points("w0", debugger, [0]) == ([0], [0.5])
    debugger.step()
    assert points("w0", debugger, [0, 1]) == ([0, 1], [0.5, -0.25])


@given(cursor=st.integers(0, 40), step=st.integers(1, STEPS), numbers=st.sets(st.integers(0, 40)))
def test_points_are_those_of_the_runs(trained, cursor, step, numbers):
    trained.goto(step, cursor)
    for symbol in ("W2", "dL/dH", "Z"):
        known, values = points(symbol, trained, sorted(numbers))
        wanted = [number for number in sorted(numbers) if number < 40]
        if cursor == 40:
            wanted.append(40)  # the iteration under way
        assert list(known) == wanted
        norms = [np.sqrt((value_in(symbol, number) ** 2).sum()) for number in wanted]
        np.testing.assert_allclose(values, norms, rtol=1e-14)


# Names


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("m_W11", "nothing is called 'm_W11'; did you mean 'm_W1'?"),
        ("dL/W1", "write a gradient as dL/dZ"),
        ("sum(dL/dW11)", "nothing is called 'dL/dW11'; did you mean 'dL/dW1'?"),
        ("qqqqqq", "nothing is called 'qqqqqq'"),
        ("W1[0,2]", "W1 is a 2×2 matrix: it has no entry [0, 2]"),
        ("W1[0,0,0]", "W1 is a 2×2 matrix: it has no entry [0, 0, 0]"),
        ("b1[2]", "b1 is a vector of 2: it has no entry [2]"),
        ("L[0]", "L is a number: it has no entry [0]"),
        ("W1[]", "not an expression"),
        ("W1[-1,0]", "write an entry by its places, counted from 0, as in W1[0,1]"),
        ("t[,]", "not an expression"),
        ("W1[0,0", "not an expression"),
        (f"W1[{'9' * 5000},0]", "not an expression at"),
        ("\x1b[31m", "'31m' is no name"),
        ("W1 + X", "a 2×2 matrix and a 4×2 matrix do not fit together"),
        ("L < 1", "'L < 1' is true or false and has no curve: watch it instead"),
        ("dead(H)", "'dead(H)' is true or false and has no curve: watch it instead"),
        ("L > 0 and not dead(H)", "'L > 0 and not dead(H)' is true or false"),
    ],
)
def test_what_does_not_exist_is_refused(text, message):
    with pytest.raises(SeriesError) as caught:
        parse_curve(text, PROGRAM)
    assert str(caught.value).startswith(message)


def test_an_expression_is_no_symbol():
    with pytest.raises(SeriesError) as caught:
        parse_symbol("W1[0,1] / 2", PROGRAM)
    assert str(caught.value) == "'W1[0,1] / 2' is no symbol: name one, as in L"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", "Loss L"),
        ("L", "Loss L"),
        ("W1", "Norm of W1"),
        ("∂L/∂W1", "Norm of ∂L/∂W1"),
        ("dL/dW1[0,1]", "∂L/∂W1[0,1]"),
        ("t", "t"),
        ("dL/dW1[0,1] / 2", "∂L/∂W1[0,1] / 2"),
        ("W1 * W2", "Norm of W1 ⊙ W2"),
        ("W1[0,1] * L", "W1[0,1] · L"),
        ("W1 @ W2", "Norm of W1 · W2"),
    ],
)
def test_the_title_says_what_is_shown(text, title, trained):
    assert parse_curve(text, PROGRAM).title(trained.stop.program, Style()) == title


@pytest.mark.parametrize("text", ["L", "W1[0,1]", "dL/dW1", "2*W1[0,1] + L"])
def test_a_curve_is_the_same_in_a_program_that_has_its_symbols(text):
    curve = parse_curve(text, PROGRAM)
    assert curve.fitted(PROGRAM) == curve
    other = derive(load_network("skip"))
    assert curve.fitted(other) == (Series("L") if text == "L" else Series(""))


def test_series_that_show_the_same_are_equal():
    assert parse_symbol("dL/dW1[0, 1]", PROGRAM) == Series("dL/dW1", (0, 1))
    assert len({parse_symbol("W1", PROGRAM), parse_symbol(" W1", PROGRAM)}) == 1
