"""Sweeps of random programs, of every op of the table, held against their records."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.frozen import replace
from engine.iterations.run import run_iteration
from engine.language.ops import OPS
from engine.language.values import array
from engine.network.optimisers import KINDS, Optimiser
from engine.program.program import derive
from engine.sweeps.sweep import Sweep
from tests.engine.iterations.networks import network_of

RUNS, ITERATIONS = 3, 3


@st.composite
def programs(draw):
    """A program, and for some of its symbols what each run starts with."""
    generator = np.random.default_rng(draw(st.integers(0, 1000)))

    def values(**shapes):
        return {
            name: array(generator.normal(size=shape).round(2)) for name, shape in shapes.items()
        }

    onehot = {"y": array(np.eye(3)[[0, 2, 1]]), "y0": array([0.0, 1.0, 0.0])}
    parameters = values(a=(3, 3), r=(3,)) | {"s": 0.7}
    network = network_of(draw, list(OPS), parameters, values(x=(3, 3)), onehot)
    optimiser = Optimiser(draw(st.sampled_from(list(KINDS))))
    program = derive(replace(network, optimiser=optimiser, learning_rate=0.01))
    names = draw(st.sets(st.sampled_from([*program.base])))
    starts = {
        name: np.repeat(np.asarray(program.start[program.base[name]])[None], RUNS, axis=0)
        * np.array([1.0, 0.9, 1.1]).reshape(RUNS, *[1] * len(program.shapes[name]))
        for name in program.base
        if name in names - {"y", "y0", "t"}
    }
    return program, starts


def assert_close(found, wanted, scale):
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9 * scale)


@given(programs())
@settings(max_examples=20, deadline=None)
def test_sweeps_of_random_programs_are_as_recorded(drawn):
    program, starts = drawn
    sweep = Sweep(program, starts, RUNS)
    losses = sweep.advance(ITERATIONS)
    end = sweep.memory
    for run in range(RUNS):
        memory = [
            value if name not in starts else _value(starts[name][run])
            for name, value in zip(program.base, program.start, strict=True)
        ]
        for iteration in range(ITERATIONS):
            record = run_iteration(program, iteration, memory)
            sizes = [np.abs(record.value(i)).max() for i in range(len(program.equations))]
            scale = max([1.0, *filter(np.isfinite, sizes)])
            if not np.isfinite(sizes).all() or scale > 1e6:
                break
            assert_close(losses[iteration, run], record.loss, scale)
            memory = record.end
        else:
            for name, value in zip(program.base, memory, strict=True):
                assert_close(end[name][run], value, scale)


def _value(entries):
    return array(entries) if entries.shape else float(entries)
