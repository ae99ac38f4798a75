"""Programs unrolled to computations on single numbers, done in plain Python."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.iterations.run import run_iteration
from engine.iterations.unrolled import unroll
from engine.language.ops import OPS
from engine.language.scalars import scalar_op
from engine.language.shapes import SMALL
from engine.language.values import unwarned
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from tests.engine.iterations.networks import ANY, network_of


def entries(value):
    return [value] if isinstance(value, float) else value.ravel().tolist()


def done(unrolled, memory):
    """The values of all places, and a function that looks references up."""
    values = [entry for value in memory for entry in entries(value)]
    assert sum(map(len, unrolled.given.values())) == len(values)
    for op, operands, options in unrolled.lines:
        numbers = [each if isinstance(each, float) else values[each] for each in operands]
        values.append(scalar_op(op, options)(*numbers))
    return lambda references: [x if isinstance(x, float) else values[x] for x in references]


def assert_unrolled(program, iterations=2):
    """Compares the entries of everything with those of recorded iterations, bit for bit."""
    unrolled = unroll(program)
    memory = program.start
    for number in range(iterations):
        run = run_iteration(program, number, memory)
        with unwarned():
            look_up = done(unrolled, memory)
        for index, equation in enumerate(program.equations):
            found = look_up(unrolled.known[len(program.base) + index])
            wanted = run.value(index)
            assert list(map(repr, found)) == list(map(repr, entries(wanted))), equation.symbol
            if equation.symbol not in program.base:
                assert unrolled.of(equation.symbol) == unrolled.known[len(program.base) + index]
        for references, wanted in zip(unrolled.end, run.end, strict=True):
            assert list(map(repr, look_up(references))) == list(map(repr, entries(wanted)))
        for relu, z in zip(program.network.relu_calls, unrolled.masks, strict=True):
            found, wanted = look_up(z), entries(run.pre_activation(relu))
            assert list(map(repr, found)) == list(map(repr, wanted))
        assert repr(look_up([unrolled.loss])[0]) == repr(run.loss)
        memory = run.end


@pytest.mark.parametrize("name", ["skip", "xor", "attention"])
@pytest.mark.parametrize("kind", ["gd", "adam"])
def test_networks_unrolled_have_the_numbers_of_the_trace(name, kind):
    from dataclasses import replace

    assert_unrolled(derive(replace(load_network(name), optimiser=Optimiser(kind))), 3)


@given(data=st.data())
@settings(max_examples=30)
def test_random_networks_unrolled_have_the_numbers_of_the_trace(data):
    def array(*shape):
        return data.draw(hnp.arrays(np.float64, shape, elements=ANY))

    values = {"W": array(3, 2), "A": array(2, 2), "b": array(2), "s": data.draw(ANY)}
    inputs = {"X": array(3, 2), "v": array(3)}
    targets = {"Y": np.eye(2)[[0, 1, 1]], "y": np.array([0.25, 0.75])}
    network = network_of(data.draw, sorted(OPS), values, inputs, targets, most=SMALL)
    program = derive(network)
    if unroll(program) is not None:
        assert_unrolled(program)
