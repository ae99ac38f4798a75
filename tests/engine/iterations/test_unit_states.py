"""The states of many units at once: as of each by itself, and soon."""

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.debugger.debugger import Debugger
from engine.iterations.state import ReluState, relu_state, unit_states
from engine.network.files import parse_network
from engine.program.program import derive

NUMBERS = st.sampled_from([-1.0, -0.0, 0.0, 2.0, np.nan])


@given(arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 6)), elements=NUMBERS))
def test_all_units_at_once_are_what_each_is(z):
    alone = tuple(relu_state(column) or ReluState.MIXED for column in z.T)
    assert unit_states(z) == alone


def test_a_layer_of_many_units_is_told_soon():
    network = parse_network(
        'loss = "L"\nequations = """\nH = relu(X @ W)\nL = mean(H)\n"""\n'
        "[inputs]\nX = [[1, 2], [3, -4]]\n"
        "[parameters]\nW = { normal = 1, shape = [2, 200_000] }\n"
    )
    stop = Debugger(derive(network)).step()
    began = time.process_time()
    units = stop.state.units("H")
    assert time.process_time() - began < 2  # one after the other they took 12 s
    z = np.array([[1.0, 2.0], [3.0, -4.0]]) @ network.parameters["W"]
    dead = int((z < 0.0).all(axis=0).sum())
    assert units.count(ReluState.DEAD) == dead
