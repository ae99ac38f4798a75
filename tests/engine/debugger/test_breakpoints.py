"""Where the debugger stops on the way."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.debugger.visits import Spot
from engine.errors import ConditionError, DebuggerError
from engine.network.files import load_network
from engine.program.program import Phase, derive
from engine.program.recipe import Recipe
from engine.queries.condition_parser import parse_condition
from tests.engine.debugger.going import go

SKIP = derive(load_network("skip"))


@pytest.fixture
def debugger():
    return Debugger(SKIP)


def test_a_node_stops_at_each_step_about_it(debugger):
    debugger.break_at("h0")
    assert go(debugger) == (0, 2, "breakpoint 1: h0")
    assert go(debugger)[:2] == (0, 15)
    assert go(debugger)[:2] == (1, 2)
    assert [each.hits for each in debugger.stop.breakpoints] == [3]
    assert go(debugger, forwards=False)[:2] == (0, 15)
    assert go(debugger, forwards=False)[:2] == (0, 2)
    assert go(debugger, forwards=False) == (0, 2, "no breakpoint is hit before")


def test_a_node_in_one_phase(debugger):
    debugger.break_at("w0 update")
    assert debugger.stop.breakpoints.latest.phase is Phase.UPDATE
    assert [go(debugger)[:2] for _ in range(2)] == [(0, 18), (1, 18)]


def test_a_condition_stops_where_it_becomes_true(debugger):
    debugger.break_at("dead(h0)")
    assert go(debugger) == (1, 2, "breakpoint 1: dead(h0)")
    debugger.goto(21, 30)
    assert go(debugger, forwards=False)[:2] == (1, 2)


def test_a_condition_that_looks_back_stops_wherever_it_is_true(debugger):
    debugger.break_at("L == prev(L)")
    assert [go(debugger)[:2] for _ in range(3)] == [(2, 7), (3, 7), (4, 7)]


def test_the_first_of_several_stops(debugger):
    for text in ("dL/dh0 > 0.7", "z1 < 0.3", "yhat"):
        debugger.break_at(text)
    assert [go(debugger)[2] for _ in range(4)] == [
        "breakpoint 2: z1 < 0.3",
        "breakpoint 3: yhat",
        "breakpoint 3: yhat",
        "breakpoint 1: dL/dh0 > 0.7",
    ]


def test_one_that_is_disabled_or_deleted_stops_nothing(debugger):
    debugger.break_at("h0")
    debugger.break_at("z2")
    debugger.enable_breakpoint(1, enabled=False)
    assert go(debugger)[:2] == (0, 5)
    debugger.enable_breakpoint(1, enabled=True)
    debugger.delete_breakpoint(2)
    assert go(debugger)[:2] == (0, 15)
    debugger.delete_breakpoint(1)
    with pytest.raises(DebuggerError, match="nothing would stop it"):
        debugger.search(forwards=True)


def test_one_that_is_edited_keeps_its_number_and_whether_it_stops(debugger):
    for text in ("h0", "z1", "z2"):
        debugger.break_at(text)
    debugger.enable_breakpoint(2, enabled=False)
    assert debugger.edit_breakpoint(2, "z1 < 0").message == "breakpoint 2: z1 < 0"
    assert [(each.number, each.text, each.is_enabled) for each in debugger.stop.breakpoints] == [
        (1, "h0", True),
        (2, "z1 < 0", False),
        (3, "z2", True),
    ]
    debugger.edit_breakpoint(1, "h1")
    assert go(debugger) == (0, 4, "breakpoint 1: h1")


def test_the_hits_of_one_that_is_edited_are_its_own(debugger):
    debugger.break_at("h0")
    go(debugger)
    assert debugger.edit_breakpoint(1, "h0").breakpoints.latest.hits == 1
    assert debugger.edit_breakpoint(1, "h0 backward").breakpoints.latest.hits == 0


@pytest.mark.parametrize(
    ("number", "text", "message"),
    [
        (7, "h1", "there is no breakpoint 7; there are: 1"),
        (1, "zz < 0", "nothing is called 'zz'"),
        (1, "h0 update", "no step is about h0 in the update phase"),
    ],
)
def test_an_edit_that_cannot_be_leaves_all_as_it_was(debugger, number, text, message):
    before = debugger.break_at("h0").breakpoints
    with pytest.raises(DebuggerError) as caught:
        debugger.edit_breakpoint(number, text)
    assert str(caught.value).startswith(message)
    assert debugger.stop.breakpoints == before


def test_a_mark_is_taken_away_and_the_others_stay(debugger):
    debugger.mark("start")
    debugger.goto(15)
    before = debugger.mark("sum")
    assert debugger.unmark("start").message == "mark start is deleted"
    assert dict(debugger.stop.marks) == {"sum": Spot(0, before.cursor)}
    assert len(before.marks) == 2
    with pytest.raises(DebuggerError, match="there is no mark 'start'; there are: sum"):
        debugger.unmark("start")


def test_the_selected_node_and_once_more_none(debugger):
    debugger.select("z1")
    assert debugger.break_at().message == "breakpoint 1: z1"
    assert debugger.break_at().message == "breakpoint 1 is deleted: z1"
    assert list(debugger.stop.breakpoints) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("zz", "unknown node 'zz'; did you mean"),
        ("x", "no step is about x"),
        ("h0 update", "no step is about h0 in the update phase"),
        ("h0 sideways", "no phase is called 'sideways': write one of forward"),
        ("h0 backwrd", "no phase is called 'backwrd'; did you mean 'backward'?"),
        ("h0 +", "not an expression"),
    ],
)
def test_what_cannot_stop_anything_is_refused(debugger, text, message):
    with pytest.raises(DebuggerError) as caught:
        debugger.break_at(text)
    assert str(caught.value).startswith(message)
    assert list(debugger.stop.breakpoints) == []


def test_a_condition_that_cannot_be_told_stops_and_says_so():
    program = derive(load_network("skip").with_values({"w3": float("nan")}))
    debugger = Debugger(program)
    debugger.break_at("z2 < 0")
    assert go(debugger) == (
        0, 5, "breakpoint 1: z2 < 0: a number in it is NaN, so that it is neither true nor false"
    )  # fmt: skip


def test_where_nothing_stops_it_says_how_far_it_has_looked(debugger, monkeypatch):
    monkeypatch.setattr("engine.debugger.breakpoint_search.FAR", 250)
    debugger.break_at("L > 100")
    debugger.goto(3, 0)
    assert go(debugger) == (0, 3, "no breakpoint is hit up to iteration 250")


def test_what_is_true_from_the_start_does_not_become_true(debugger, monkeypatch):
    monkeypatch.setattr("engine.debugger.breakpoint_search.FAR", 50)
    debugger.break_at("w1 > 0")
    said = "no breakpoint is hit up to iteration 50; w1 > 0 is true all along"
    assert go(debugger) == (0, 0, said)
    debugger.last()
    assert (
        go(debugger, forwards=False)[2] == "no breakpoint is hit before; w1 > 0 is true all along"
    )


def test_a_parameter_that_turns_positive_stops_where_it_does(build):
    debugger = Debugger(derive(build("L = square(w - 1)", w=-0.5)))
    debugger.set_learning_rate(0.1)
    debugger.break_at("w > 0")
    (iteration, step, _) = go(debugger)
    assert (iteration, step) == (1, 3)  # -0.5, -0.2, 0.04
    debugger.next_iteration()
    assert go(debugger, forwards=False)[:2] == (1, 3)


@pytest.mark.parametrize("text", ["1/(L-L) < 1", "1/(L-L) > 1", "not 2/(L-L) < L"])
def test_a_division_by_zero_is_told_at_once(debugger, text):
    debugger.break_at(text)
    said = f"breakpoint 1: {text}: it divides by 0, so that it is neither true nor false"
    assert go(debugger) == (0, 7, said)


def test_what_is_guarded_against_a_division_by_zero_is_told(debugger, monkeypatch):
    monkeypatch.setattr("engine.debugger.breakpoint_search.FAR", 5)
    debugger.break_at("dL/dw2 != 0 and 1/dL/dw2 > 100")
    assert go(debugger)[2] == "no breakpoint is hit up to iteration 5"


def test_another_network_keeps_the_breakpoints_that_fit_it(debugger):
    for text in ("w3", "z1 < 0", "dL/dw3 == 0"):
        debugger.break_at(text)
    debugger.exchange(derive(load_network("plain")))
    assert [each.text for each in debugger.stop.breakpoints] == ["z1 < 0"]


def test_xor_goes_back_to_where_a_unit_died():
    """As a plain numpy run finds it: at learning rate 3, seed 1, both hidden units die."""
    program = Recipe("xor", learning_rate=3.0, seed=1).program()
    network = program.network
    w1, b1, w2, b2 = (np.array(value) for value in network.parameters.values())
    x, y = np.array(network.inputs["X"]), np.array(network.targets["Y"])
    died = {}
    for iteration in range(100):
        z = x @ w1 + b1
        for unit in range(2):
            if (z[:, unit] < 0).all():
                died.setdefault(unit, iteration)
        h = np.maximum(z, 0)
        o = h @ w2 + b2
        do = (np.exp(o) / np.exp(o).sum(axis=1, keepdims=True) - y) / 4
        dz = do @ w2.T * (z > 0)
        w1, b1 = w1 - 3 * x.T @ dz, b1 - 3 * dz.sum(axis=0)
        w2, b2 = w2 - 3 * h.T @ do, b2 - 3 * do.sum(axis=0)
    debugger = Debugger(program)
    debugger.goto(15, 1000)
    debugger.break_at("dead(H)")
    found = [go(debugger, forwards=False)[0] for _ in range(2)]
    assert found == sorted(died.values(), reverse=True)


@settings(max_examples=40)
@given(st.data())
def test_continuing_finds_the_stops_that_stepping_would(data):
    """The model: step through everything, and look at the condition after each step."""
    names = ["z0", "h0", "z1", "h1", "L", "dL/dh0", "dL/dw1", "w0", "w3"]
    name, other = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))
    bound = data.draw(st.sampled_from(["0", "0.25", "0.5", "0.7", "3", other]))
    op = data.draw(st.sampled_from(["<", "<=", ">", "==", "!="]))
    program = Recipe("skip", {"w0": data.draw(st.floats(-1, 1))}, learning_rate=0.1).program()
    condition = parse_condition(f"{name} {op} {bound}", program)
    walker, expected = Debugger(program), []
    known = condition.truth(walker.stop.state, None)
    reads = {program.index[symbol] + 1 for symbol in condition.symbols}
    for iteration in range(4):
        for step in range(1, 22):
            state = walker.goto(step, iteration).state
            truth = condition.truth(state, None)
            if step in reads and truth is not None:
                if truth[0] and not (known and known[0]):
                    expected.append((iteration, step))
                known = truth
    debugger = Debugger(program)
    debugger.break_at(condition.text)
    found = []
    with patch("engine.debugger.breakpoint_search.FAR", 20):
        while (stop := go(debugger))[0] < 4 and not stop[2].startswith("no breakpoint"):
            found.append(stop[:2])
    assert found == expected
    debugger.goto(21, 3)
    earlier = [place for place in reversed(expected) if place < (3, 21)]
    assert [go(debugger, forwards=False)[:2] for _ in earlier] == earlier


def test_a_number_that_no_breakpoint_has_is_refused(debugger):
    debugger.break_at("h0")
    for change in (debugger.delete_breakpoint, lambda n: debugger.enable_breakpoint(n, True)):
        with pytest.raises(DebuggerError, match="there is no breakpoint 7; there are: 1"):
            change(7)


def test_a_condition_is_parsed_only_for_the_program_it_is_for():
    with pytest.raises(ConditionError):
        parse_condition("w3 < 0", derive(load_network("plain")))
