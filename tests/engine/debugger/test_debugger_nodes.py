"""Nodes: run to, selected, found, and their entries."""

import numpy as np
import pytest

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.network.files import load_network
from engine.program.program import derive
from tests.engine.debugger.skip import FAN_IN, LAST, SKIP, place

# Nodes


def test_it_runs_to_the_steps_of_a_node(debugger):
    seen = [debugger.run_to("h0").step.symbol for _ in range(3)]
    assert seen == ["h0", "dL/dh0", "h0"]
    assert place(debugger.stop) == (1, 2)
    assert place(debugger.run_to("w3", 2)) == (1, LAST)


def test_it_runs_to_the_selected_node(debugger):
    debugger.select("h1")
    assert debugger.run_to().step.symbol == "h1"
    assert debugger.run_to().step.symbol == "dL/dh1"


def test_a_node_can_be_named_as_it_is_written(debugger):
    assert debugger.run_to("ŷ").step.symbol == "yhat"
    assert debugger.select("ŷ").selected == "yhat"


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (lambda d: d.run_to("x"), "x is given, not computed: no step leads to it"),
        (lambda d: d.run_to("yhatt"), "unknown node 'yhatt'; did you mean 'yhat'?"),
        (lambda d: d.select("qqqq"), "unknown node 'qqqq'"),
        (lambda d: d.find("qqqq"), "no node is called 'qqqq'"),
        (lambda d: d.find("\x1b[31m"), "no node is called '\\x1b[31m'"),
    ],
)
def test_a_node_that_does_not_exist_is_refused(debugger, action, message):
    debugger.goto(5)
    with pytest.raises(DebuggerError) as caught:
        action(debugger)
    assert str(caught.value).startswith(message)
    assert debugger.stop.cursor == Cursor(0, 5)


def test_until_a_node_is_selected_it_is_that_of_the_step(debugger):
    assert debugger.stop.selected == "z0"
    assert debugger.goto(FAN_IN).selected == "h0"
    assert debugger.select("w2").selected == "w2"
    assert debugger.end_of_phase().selected == "w2"
    assert debugger.step().selected == debugger.stop.step.node != "w2"


def test_selecting_moves_through_every_node_and_stays_put_at_the_ends(debugger):
    nodes = list(SKIP.reading_order)
    assert sorted(nodes) == sorted(SKIP.network.nodes)
    debugger.select(nodes[0])
    seen = [nodes[0], *(debugger.select_next().selected for _ in nodes[1:])]
    assert seen == nodes
    stop = debugger.select_next()
    assert (stop.selected, stop.message) == ("L", "L is the last node")
    stop = debugger.select_next(-100)
    assert (stop.selected, stop.message) == (nodes[0], f"{nodes[0]} is the first node")


def test_finding_goes_round(debugger):
    found = [debugger.find("h").selected for _ in range(4)]
    assert sorted(found[:3]) == ["h0", "h1", "yhat"]
    assert found[3] == found[0]
    assert debugger.find(" ŷ ").selected == "yhat"
    assert debugger.find("YHAT").selected == "yhat"


def test_selecting_does_not_move(debugger):
    debugger.goto(5, 1)
    debugger.select("h0")
    debugger.select_next()
    assert debugger.find("w").cursor == Cursor(1, 5)


# An entry


BATCH = """
H = relu(X @ W1 + b1)
P = H @ v + H @ W2 @ v
L = mean(square(P - y)) + s*s
"""


@pytest.fixture
def batch(build):
    inputs = {"X": np.ones((4, 3))}
    network = build(
        BATCH, inputs, targets={"y": np.ones(4)},
        W1=np.ones((3, 2)), b1=np.ones(2), W2=np.ones((2, 2)), v=np.ones(2), s=1.0,
    )  # fmt: skip
    return Debugger(derive(network))


@pytest.mark.parametrize(
    ("entry", "node", "found"),
    [
        ((3, 1), "H", (3, 1)),
        ((3, 1), "X", (3, 1)),
        ((3, 1), "b1", (1,)),
        ((3, 1), "v", (1,)),
        ((3, 1), "W2", None),
        ((3, 1), "W1", None),
        ((1, 1), "W2", (1, 1)),
        ((3, 1), "P", (3,)),
        ((3, 1), "y", (3,)),
        ((3, 1), "L", None),
        ((3, 1), "s", None),
        ((0, 2), "H", None),
        ((0, 2), "X", (0, 2)),
        ((0, 2), "b1", None),
        ((0, 2), "P", (0,)),
        ((3,), "P", (3,)),
        ((1,), "b1", (1,)),
        ((1,), "H", (0, 1)),
        ((), "H", None),
    ],
)
def test_an_entry_is_singled_out_by_sample_and_unit(batch, entry, node, found):
    stop = batch.single_out(*entry)
    assert stop.entry == (entry or None)
    assert stop.entry_of(node) == found


@pytest.mark.parametrize(
    ("node", "found"),
    [("h1", (3, 1, 2, 0)), ("p1_columns", (3, 2, 0)), ("O", (3, 0)), ("F1", None), ("b", (0,))],
)
def test_an_entry_of_images_is_of_the_same_sample_in_what_is_made_of_them(node, found):
    stop = Debugger(derive(load_network("lenet"))).single_out(3, 1, 2, 0)
    assert stop.entry_of(node) == found


@pytest.mark.parametrize("entry", [(4, 1), (9, 1), (3, 3), (-1, 0), (0, -1), (4,), (0, 0, 0)])
def test_an_entry_that_no_array_has_is_refused(batch, entry):
    batch.single_out(3, 1)
    with pytest.raises(DebuggerError) as caught:
        batch.single_out(*entry)
    assert (
        str(caught.value) == f"no array of this network has an entry {list(entry)}, counted from 0"
    )
    assert batch.stop.entry == (3, 1)


def test_an_entry_stays_until_none_is_given(batch):
    batch.single_out(3, 1)
    assert batch.step(4).entry == (3, 1)
    stop = batch.single_out()
    assert (stop.entry, stop.message) == (None, "no entry is singled out")


def test_a_network_of_numbers_has_no_entries(debugger):
    with pytest.raises(DebuggerError, match="no array"):
        debugger.single_out(0)
