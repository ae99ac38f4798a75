"""Blocks of compiled iterations, held against iterations that are recorded one by one."""

import struct
from contextlib import ExitStack
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.iterations.compile import compile_program
from engine.iterations.run import trace
from engine.language.ops import OPS
from engine.language.values import same, unwarned
from engine.network.files import load_network
from engine.network.optimisers import KINDS, Optimiser
from engine.program.program import derive
from tests.engine.iterations.networks import ANY, network_of


def assert_block(network, count=5):
    """Compares blocks that come to so many iterations with iterations that are recorded."""
    program = derive(network)
    compiled = compile_program(program)
    runs = list(trace(program, count + 1))
    memory, masks, done, lengths = program.start, (), 0, []
    with unwarned():
        while done < count:
            kept = [place % 2 == 1 for place in range(done, count)]
            block = compiled.block(memory, iter(kept), masks)
            here = runs[done : done + len(block.losses)]
            assert list(map(repr, block.losses)) == [repr(run.loss) for run in here]
            seen, starts = masks, []
            changes = dict(block.changes)
            for place, run in enumerate(here):
                assert (place in changes) == (run.masks != seen)
                seen = run.masks
                assert changes.get(place, seen) == seen
                if kept[place]:
                    changed = [*program.trained, len(program.base) - 1]
                    values = [np.ravel(run.end[slot]) for slot in changed]
                    starts += np.concatenate(values).tolist()
            found = struct.unpack(f"{len(block.starts) // 8}d", block.starts)
            assert list(map(repr, found)) == list(map(repr, starts))
            assert all(map(same, block.end, here[-1].end))
            assert block.masks == seen
            memory, masks, done = block.end, block.masks, done + len(here)
            lengths.append(len(here))
    return lengths


@pytest.mark.parametrize("kind", KINDS)
def test_a_block_is_the_iterations_that_it_stands_for(kind, xor):
    for network in (load_network("skip"), xor, load_network("docs/networks/rnn.toml")):
        assert assert_block(replace(network, optimiser=Optimiser(kind)), 60) == [60]


def test_arrays_that_are_large_go_in_blocks_too(xor):
    inputs, targets = {"X": np.ones((40, 2))}, {"Y": np.eye(2)[[0, 1] * 20]}
    assert assert_block(replace(xor, inputs=inputs, targets=targets), 9) == [9]


def test_long_programs_go_in_blocks_too(xor, monkeypatch):
    monkeypatch.setattr("engine.iterations.compile.WHOLE", 0)
    monkeypatch.setattr("engine.iterations.slices.SLICE", 40)
    assert assert_block(xor, 9) == [9]


@pytest.mark.parametrize("whole", [0, 1000])
def test_what_python_refuses_ends_a_block_with_the_value_of_ieee_754(whole, build, monkeypatch):
    monkeypatch.setattr("engine.iterations.compile.WHOLE", whole)
    # By hand: u goes 3, 2, 1, 0, where log(0) and 1/0 are infinite, and their differences NaN.
    network = replace(build("z = relu(u)\nL = log(z) - log(z) + u", u=3.0), learning_rate=1.0)
    assert assert_block(network, 6) == [4, 2]


@given(data=st.data())
@settings(max_examples=20)
def test_random_networks_go_in_blocks(data):
    def array(*shape):
        return data.draw(hnp.arrays(np.float64, shape, elements=ANY))

    values = {"W": array(3, 2), "A": array(2, 2), "b": array(2), "s": data.draw(ANY)}
    inputs = {"X": array(3, 2), "v": array(3)}
    targets = {"Y": np.eye(2)[[0, 1, 1]], "y": np.array([0.25, 0.75])}
    network = network_of(data.draw, sorted(OPS), values, inputs, targets)
    network = replace(network, optimiser=Optimiser(data.draw(st.sampled_from(list(KINDS)))))
    changes = {
        "engine.iterations.compile.WHOLE": st.sampled_from((0, 6_000)),
        "engine.iterations.slices.SLICE": st.just(30),
        "engine.language.shapes.SMALL": st.sampled_from((3, 6, 64)),
        "engine.language.shapes.MANY": st.sampled_from((8, 256)),
    }
    with ExitStack() as changed:
        for name, values in changes.items():
            changed.enter_context(patch(name, data.draw(values)))
        assert_block(network)
