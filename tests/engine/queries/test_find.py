"""Nodes found by their name, or by what is true of their value and gradient."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.network.files import load_network
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from engine.program.recipe import Recipe
from engine.queries.find import Matches, find_matches

SKIP = derive(load_network("skip"))
XOR = Recipe("xor", seed=8).program()


def found(text, step=21, iteration=0, program=SKIP):
    return set(find_matches(text, Debugger(program).goto(step, iteration).state).nodes)


def refused(text, step=21, iteration=0):
    with pytest.raises(DebuggerError) as caught:
        found(text, step, iteration)
    return str(caught.value)


# The numbers are those of the worked exercise.


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("value < 0", {"w0", "y"}),  # -0.25 after the update, and -3
        ("value == 0", {"w3"}),
        ("gradient == 1", {"yhat", "z2"}),
        ("grad == 0.75", {"h0", "z0", "w0"}),
        ("abs(gradient) > 0.5 and value > 0", {"z0", "h0", "z2", "yhat"}),
        ("gradient == value", {"w1", "w2"}),  # 0.25 and 0.25, after the update
        ("value > h1 and value < L", {"x", "z0", "h0", "z2", "yhat"}),
        ("active", {"h0", "h1"}),
        ("active and gradient > 0.5", {"h0"}),
    ],
)
def test_the_exercise(text, nodes):
    assert found(text) == nodes


def test_dead_and_kink_after_one_update():
    assert found("dead", iteration=1) == {"h0"}
    assert found("kink", iteration=1) == {"h1"}
    assert found("kink or dead", iteration=1) == {"h0", "h1"}
    assert found("not dead", iteration=1) == {"h1"}  # what is no ReLU is neither
    assert found("dead or value < -1", iteration=1) == {"h0", "y"}
    assert found("value < -1 or dead", iteration=1) == {"h0", "y"}


def test_what_is_not_computed_yet_does_not_match():
    assert found("value > 0.3", step=2) == {"x", "w0", "w1", "w2", "w3", "z0", "h0"}
    assert "there is no node with gradient > 0" in refused("gradient > 0", step=7)
    assert found("gradient > 0", step=8) == {"yhat"}
    assert found("gradient > 0 or value == 1", step=7) == {"x"}


def test_the_opposite_of_what_is_not_known_is_not_known():
    assert "there is no node" in refused("not gradient > 0", step=7)
    assert found("not gradient > 0.25") == {"w1", "w2"}


def test_an_array_matches_if_one_entry_does():
    state = Debugger(XOR).goto(15, 100).state
    known = {node: state.value(node) for node in XOR.network.nodes}
    computed = {node: np.asarray(each) for node, each in known.items() if each is not None}
    expected = {node for node, each in computed.items() if (each < 0).any()}
    assert {"W1"} < expected < set(computed)  # or the test would show nothing
    assert found("value < 0", 15, 100, XOR) == expected
    assert found("sum(value) < 0", 15, 100, XOR) == {
        node for node, each in computed.items() if each.sum() < 0
    }


def test_shapes_that_do_not_fit_a_node_leave_it_out():
    assert found("sum(value @ transpose(value)) > 0", 15, 100, XOR) >= {"X", "H", "W1"}


def test_nan_is_found_and_compares_with_nothing():
    program = derive(load_network("skip").with_values({"w0": float("nan")}))
    assert found("isnan(value)", 1, program=program) == {"w0", "z0"}
    assert found("value < 9 or value >= 9", 1, program=program) == {"x", "y", "w1", "w2", "w3"}
    assert found("isnan(value) or value == 1", 1, program=program) == {"w0", "z0", "x"}


# By name


def test_a_part_of_a_name_in_small_or_large_letters():
    assert found("Z") == {"z0", "z1", "z2"}
    assert found(" ŷ ") == {"yhat"}
    assert found("h") == {"h0", "h1", "yhat"}


def test_a_name_comes_before_a_word():
    text = (
        'loss = "L"\nequations = "L = abs(w*deadline - value0)"\n'
        "[inputs]\ndeadline = 1\n[targets]\nvalue0 = 2\n[parameters]\nw = 1\n"
    )
    program = derive(read_network(Source("test.toml", text), 0))
    assert found("dead", 1, program=program) == {"deadline"}
    assert found("value", 1, program=program) == {"value0"}
    assert found("value > 1", 1, program=program) == {"value0"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("qqqq", "no node is called 'qqqq'"),
        ("zz0", "no node is called 'zz0'; did you mean 'z0'?"),
        ("two words", "no node is called 'two words'"),
        ("value <", "not an expression at 'value <'"),
        ("value", "'value' is neither true nor false: write a condition such as value < 0"),
        ("vlaue < 0", "nothing is called 'vlaue'; did you mean 'value'?"),
        ("kinc or dead", "'kinc' is neither true nor false; did you mean 'kink'?"),
        ("ded(value)", "'ded(value)' is neither true nor false; did you mean 'dead'?"),
        ("ab(value) > 1", "unknown op 'ab'; did you mean 'abs'?"),
        ("z1 < 0", "it says nothing of a node's own value"),
        ("value < prev(value)", "prev is for breakpoints"),
        ("0 < value < 1", "compare two things at a time"),
        ("dead", "there is no node that is dead at this step"),
        ("isnan(value)", "there is no node with isnan(value) at this step"),
    ],
)
def test_what_finds_nothing_says_why_in_a_line(text, message):
    said = refused(text)
    assert said.startswith(message)
    assert "\n" not in said


@given(st.text(max_size=30) | st.from_regex(r"(value|dead|grad|not|and|[<(#)'\x1b0-9 ])*"))
def test_whatever_is_typed_the_answer_is_printable(text):
    try:
        common = find_matches(text, Debugger(SKIP).stop.state).common
    except DebuggerError:
        return
    assert common.isprintable()


# Which of them


@given(st.integers(0, 12), st.integers(1, 30))
def test_counting_on_goes_round(place, count):
    nodes = ("w0", "x", "z0", "h0", "w1", "z1", "h1", "w2", "w3", "z2", "yhat", "y", "L")
    matches = Matches(("z0", "z1", "z2"), "that contain z")
    following = [node for node in (*nodes[place + 1 :], *nodes * 10) if node[0] == "z"]
    node, _ = matches.following(place, SKIP, count)
    assert node == following[count - 1]


def test_the_match_says_which_it_is():
    debugger = Debugger(SKIP)
    debugger.goto(21)
    debugger.select("w0")
    assert debugger.find("z").message == "z0: 1 of 3 nodes that contain z"
    assert debugger.find("z", 2).message == "z2: 3 of 3 nodes that contain z"
    assert debugger.find("yh").message == "yhat: the only node that contains yh"
    assert debugger.find("value  <  0").message == "y: 2 of 2 nodes with value < 0"
    stop = debugger.find("active")
    assert (stop.message, stop.focus) == ("h0: 1 of 2 nodes that are active", "h0")


def test_without_a_text_the_last_is_looked_for_again():
    debugger = Debugger(SKIP)
    with pytest.raises(DebuggerError, match="nothing was looked for yet"):
        debugger.find()
    with pytest.raises(DebuggerError, match="no node that is dead"):
        debugger.find("dead")
    debugger.goto(2, 1)
    assert debugger.find().selected == "h0"
