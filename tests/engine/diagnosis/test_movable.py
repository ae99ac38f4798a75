"""What may still change, held against the iterations that follow."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.diagnosis.movable import movable
from engine.iterations.timeline import Timeline
from engine.language.values import array
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from engine.program.recipe import Recipe


def trained(program, iterations):
    timeline = Timeline(program)
    for _ in timeline.reach(iterations):
        pass
    return timeline


def flags_after(program, iterations):
    return movable(trained(program, iterations).run(iterations))


def test_the_weights_of_a_dead_unit_are_frozen_and_no_others():
    found = flags_after(Recipe("xor", seed=8).program(), 1000)
    assert found["W1"].tolist() == [[False, True], [False, True]]
    assert found["b1"].tolist() == [False, True]
    assert found["H"].tolist() == [[False, True]] * 4
    assert found["b2"].all()
    # The dead unit gives 0, so nothing moves what it is multiplied by.
    assert found["W2"].tolist() == [[False, False], [True, True]]


def test_after_one_update_nothing_in_the_skip_network_moves():
    assert any(flags.any() for flags in flags_after(Recipe("skip").program(), 0).values())
    assert not any(flags.any() for flags in flags_after(Recipe("skip").program(), 1).values())


def test_what_an_optimiser_remembers_moves_a_parameter_without_a_gradient():
    timeline = trained(Recipe("skip", optimiser="momentum").program(), 1)
    run = timeline.run(1)
    assert run.value(run.program.index["dL/dw0"]) == 0.0
    assert movable(run)["w0"]
    assert timeline.run(2).start != run.start


def test_it_moves_it_no_more_when_it_is_used_up():
    assert not flags_after(Recipe("skip", optimiser="momentum").program(), 1000)["w0"]


def test_with_a_learning_rate_of_0_nothing_moves():
    found = flags_after(Recipe("xor", learning_rate=0.0).program(), 1)
    assert not any(flags.any() for flags in found.values())


def test_in_a_softmax_one_entry_that_moves_moves_all(build):
    network = build(
        "Z = X @ W\nH = relu(Z)\nP = softmax(H)\nL = mean(square(P - Y))",
        {"X": array([[1, 1], [2, 1]])},
        targets={"Y": array([[0.5, 0.5], [0, 1]])},
        W=array([[1, -1], [1, -1]]),
    )
    found = flags_after(derive(network), 0)
    assert found["H"].tolist() == [[True, False]] * 2
    assert found["P"].all()


REVIVING = """
h0 = relu(w0*x)
h1 = relu(w1*h0 - 1)
yhat = h1 + h0
L = square(yhat - y)
"""


def test_a_dead_unit_that_is_fed_by_one_that_learns_may_recover_and_does(build):
    network = build(REVIVING, {"x": 1.0}, targets={"y": 3.0}, w0=0.5, w1=1.0)
    timeline = trained(derive(replace(network, learning_rate=0.1)), 20)
    first = timeline.run(0)
    assert first.value(first.program.index["h1"]) == 0.0
    assert movable(first)["h1"]
    assert timeline.run(20).value(first.program.index["h1"]) > 0.0


def test_of_a_very_large_program_nothing_is_said(monkeypatch):
    program = Recipe("skip").program()
    monkeypatch.setattr("engine.diagnosis.movable.MAX_EQUATIONS", len(program.equations) - 1)
    assert movable(Timeline(program).run(0)) is None


LAYERS = {
    "relu": "relu(Z)",
    "sum": "relu(Z) + tanh(Z)",
    "mixed": "relu(Z) * sigmoid(Z)",
    "softmax": "softmax(relu(Z))",
    "difference": "relu(Z) - relu(-Z)/2",
    "mean": "relu(Z) + expand_dims(mean(relu(Z), axis=0), axis=0)",
}
NUMBERS = st.integers(-4, 4).map(lambda x: x / 2)


def arrays(*shape):
    size = int(np.prod(shape))
    lists = st.lists(NUMBERS, min_size=size, max_size=size)
    return lists.map(lambda entries: array(np.reshape(entries, shape)))


@pytest.mark.parametrize("kind", ["gd", "momentum", "adam"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_is_called_fixed_is_so_in_all_later_iterations(build, kind, data):
    draw = data.draw
    first, second = draw(st.sampled_from(sorted(LAYERS))), draw(st.sampled_from(sorted(LAYERS)))
    network = build(
        f"""Z = X @ W1 + b1
        H = {LAYERS[first]}
        Z2 = H @ W2 + b2
        H2 = {LAYERS[second].replace("Z", "Z2")}
        O = H2 @ W3
        L = mean(square(O - Y)) + mean(square(relu(c - b1)))""",
        {"X": draw(arrays(3, 2))},
        targets={"Y": draw(arrays(3, 1))},
        W1=draw(arrays(2, 2)), b1=draw(arrays(2)), W2=draw(arrays(2, 2)), b2=draw(arrays(2)),
        W3=draw(arrays(2, 1)), c=draw(arrays(2)),
    )  # fmt: skip
    rate = draw(st.sampled_from([0.05, 0.5]))
    program = derive(replace(network, optimiser=Optimiser(kind), learning_rate=rate))
    begin = draw(st.integers(0, 6))
    timeline = trained(program, begin + 40)
    if timeline.divergence is not None:
        return
    run = timeline.run(begin)
    found = movable(run)
    for number in range(begin, begin + 40, 3):
        later = timeline.run(number)
        for name, flags in found.items():
            # A parameter is assigned by the update; what an iteration starts with is compared.
            known = name in program.base
            value, other = (
                each.start[program.base[name]] if known else each.value(program.index[name])
                for each in (run, later)
            )
            assert ((np.asarray(value) == np.asarray(other)) | flags).all(), name
