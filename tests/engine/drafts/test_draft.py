"""A draft is read back as what was drafted."""

import time
from contextlib import ExitStack

import numpy as np
import pytest

from engine.drafts.draft import Draft
from engine.errors import SpecError
from engine.layers.reading import MAX_NESTED


def mlp():
    draft = Draft("An MLP", "Made for a test.")
    x = draft.input("x", np.array([[1.0, 2.0]]))
    y = draft.target("y", np.array([[0.5]]))
    w = draft.parameter("net.0.weight", np.array([[0.1, 0.2], [0.3, -0.4]], np.float32))
    b = draft.parameter("net.0.bias", np.array([0.5, 0.25]))
    v = draft.parameter("net.2.weight", np.array([[1.0, 2.0]]))
    with draft.group("net", "Sequential, model.py:3"):
        with draft.group("net.0", "Linear(2, 2), model.py:4"):
            z = draft.equation("net.0", f"linear({x}, {w}, {b})")
        h = draft.equation("net.1", f"relu({z})")
        o = draft.equation("net.2", f"linear({h}, {v})")
    draft.loss(draft.equation("L", f"mean(square({o} - {y}))", comment="train.py:8"))
    draft.training(optimiser="adam", learning_rate=0.01)
    draft.note("one thing to know")
    return draft.drafted()


def test_the_text_has_groups_names_and_where_lines_come_from():
    text = mlp().text
    assert text.startswith("# Made for a test.\n# one thing to know\ntitle = ")
    assert (
        '''equations = """
group net "Sequential, model.py:3":
    net_0 = linear(x, net_0_weight, net_0_bias)  # Linear(2, 2), model.py:4
    net_1 = relu(net_0)
    net_2 = linear(net_1, net_2_weight)
L = mean(square(net_2 - y))  # train.py:8
"""'''
        in text
    )
    assert 'net_0_weight = "net.0.W"' in text
    assert (
        'net_0_weight = { file = "model.safetensors", array = "net.0.weight", shape = [2, 2] }'
        in text
    )


def test_the_network_has_the_groups_and_the_numbers():
    network = mlp().network()
    net, first, last = network.groups
    assert (net.name, net.layer, net.call) == ("net", "Sequential", "net = Sequential")
    assert net.about == "It comes from model.py:3."
    assert (first.name, first.layer, first.parent) == ("net.0", "linear", "net")
    assert last.parent == "net"
    assert net.outputs == ("net_2",)
    assert network.names["net_0_weight"] == "net.0.W"
    expected = np.array([[0.1, 0.2], [0.3, -0.4]], np.float32).astype(np.float64)
    np.testing.assert_array_equal(network.parameters["net_0_weight"], expected)


def test_names_are_free_and_never_words_of_the_language():
    draft = Draft()
    given = [draft.parameter(path, 1.0) for path in ("relu", "a.b", "a_b", "lr", "0.w", "if")]
    assert given[1:3] == ["a_b", "a_b_2"]
    assert len({*given}) == len(given)
    assert all(name.isidentifier() for name in given)
    total = draft.equation("linear", " + ".join(given))
    draft.loss(draft.equation("L", f"square({total})"))
    assert draft.drafted().network().parameters.keys() == {*given}


def test_a_group_that_is_opened_twice_has_two_names():
    draft = Draft()
    w = draft.parameter("w", 2.0)
    for _ in range(2):
        with draft.group("m", "M"):
            h = draft.equation("m.h", f"{w}*{w}")
            w = draft.equation("m.o", f"{h} + 1")
    draft.loss(draft.equation("L", w))
    network = draft.drafted().network()
    assert [group.name for group in network.groups] == ["m", "m_2"]
    assert network.names["m_2_h"] == "m_2.h"


@pytest.mark.parametrize("about", ['a "quoted" # text', 'evil"""', "two\nlines\\", "\x1b[31m"])
def test_no_text_gets_out_of_its_place(about):
    draft = Draft(about, about)
    w = draft.parameter("w", 2.0)
    with draft.group("g", about):
        h = draft.equation("h", f"{w}*{w}", comment=about)
        draft.loss(draft.equation("L", f"{h} + 1"))
    draft.note(about)
    network = draft.drafted().network()
    assert [name for name, _ in network.equations] == ["h", "L"]


def test_a_draft_without_a_loss_is_refused():
    draft = Draft()
    draft.equation("h", draft.parameter("w", 2.0))
    with pytest.raises(SpecError):
        draft.drafted().network()


def test_what_the_loss_does_not_depend_on_is_left_out():
    draft = Draft()
    w, _ = draft.parameter("w", 2.0), draft.parameter("fc2.weight", 1.0)
    with draft.group("g"):
        h = draft.equation("g.h", f"{w} * {w}")
        draft.equation("g.k", h)
    draft.loss(draft.equation("L", h))
    draft.equation("after", "L")
    found = draft.drafted()
    assert found.equations == "g_h = w * w\nL = g_h"
    assert found.notation == {"g_h": "g.h"}
    assert found.network().parameters == {"w": 2.0}


def test_constants_are_no_samples():
    draft = Draft()
    x, y = draft.input("x", np.arange(8.0).reshape(4, 2)), draft.target("y", np.arange(4.0))
    m, w = draft.constant("mask", np.eye(2)), draft.parameter("w", np.ones(2))
    draft.loss(draft.equation("L", f"mean(square({x} @ {m} @ {w} - {y}))"))
    draft.training(batch_size=2, shuffle=False)
    network = draft.drafted().network()
    assert network.samples == 2
    np.testing.assert_array_equal(network.fed(1)["x"], [[4, 5], [6, 7]])
    np.testing.assert_array_equal(network.inputs["mask"], np.eye(2))


def test_thousands_of_one_name_are_told_apart_soon():
    draft = Draft()
    w = draft.parameter("w", 2.0)
    began = time.process_time()
    for _ in range(5_000):
        w = draft.equation("cell.h", f"{w} + 1")
    assert time.process_time() - began < 1
    draft.loss(w)
    assert draft.drafted().notation[w] == "cell.h_5000"


def test_groups_deeper_than_a_file_may_nest_hold_together_in_the_deepest_that_it_may():
    draft, path = Draft(), "m"
    w = draft.parameter("w", 2.0)
    with ExitStack() as stack:
        for _ in range(30):
            stack.enter_context(draft.group(path))
            path += ".m"
        h = draft.equation(path, f"{w} * {w}")
        draft.loss(draft.equation("L", f"{h} + 1"))
    network = draft.drafted().network()
    assert len(network.groups) == MAX_NESTED
    assert network.groups[-1].members == (h, "L")
