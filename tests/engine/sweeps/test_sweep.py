"""Sweeps: many runs at once, each the run that is recorded step by step."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from engine.frozen import replace
from engine.iterations.run import trace
from engine.language.values import array
from engine.network.files import load_network, parse_network
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from engine.sweeps.sweep import Sweep

ITERATIONS = 12

FILE = """
title = "{samples} samples"
loss = "L"
equations = '''
H = sigmoid(X @ W)
Z = softplus(H @ V) - leaky_relu(H @ V)
L = sum(square(Z)) / 2 + maximum(sum(abs(V)), 0.5)
'''

[inputs]
X = {inputs}

[targets]

[parameters]
W = {{ normal = 1, shape = [3, 9] }}
V = {{ normal = 1, shape = [9, 8] }}

[training]
learning_rate = 0.001
"""


def wide(samples):
    """A network that a trace has numpy compute; with many samples a sweep goes run by run."""
    inputs = np.random.default_rng(1).normal(size=(samples, 3)).tolist()
    return parse_network(FILE.format(samples=samples, inputs=inputs))


def networks():
    yield load_network("skip")
    yield load_network("xor")
    yield load_network("deep")
    yield replace(load_network("xor"), optimiser=Optimiser("momentum"))
    yield replace(load_network("xor"), optimiser=Optimiser("adam"))
    yield load_network("docs/networks/rnn.toml")
    yield load_network("attention")
    yield wide(5)
    yield wide(60)


def drawn(network, runs, scale=0.5):
    """Parameters near those of a network, and a rate, for each run."""
    generator = np.random.default_rng(7)
    starts = {
        name: np.asarray(value) + scale * generator.normal(size=(runs, *np.shape(value)))
        for name, value in network.parameters.items()
    }
    return {**starts, "lr": generator.choice([0.01, 0.1, 1.0], runs)}


def recorded(network, starts, run, iterations):
    """The iterations of a run as the debugger has them."""
    own = {
        name: array(value[run]) if value[run].shape else float(value[run])
        for name, value in starts.items()
    }
    rate = own.pop("lr", network.learning_rate)
    return list(trace(derive(replace(network.with_values(own), learning_rate=rate)), iterations))


@pytest.mark.parametrize("network", list(networks()), ids=lambda network: network.title)
def test_each_run_is_the_recorded_one(network):
    runs = 5
    starts = drawn(network, runs)
    sweep = Sweep(derive(network), starts, runs)
    losses = sweep.advance(ITERATIONS)
    program = sweep.program
    values = {symbol: sweep.value(symbol) for symbol in (*program.base, *program.index)}
    masks = sweep.masks()
    for run in range(runs):
        iterations = recorded(network, starts, run, ITERATIONS + 1)
        last = iterations.pop()
        assert losses[:, run] == pytest.approx([each.loss for each in iterations], rel=1e-9)
        assert sweep.loss[run] == pytest.approx(last.loss, rel=1e-9)
        for symbol, value in values.items():
            at = program.base.get(symbol)
            known = last.value(program.index[symbol]) if at is None else last.start[at]
            np.testing.assert_allclose(value[run], known, rtol=1e-8, atol=1e-9, err_msg=symbol)
        found = [each[run].tobytes() for each in masks]
        assert found == [each if isinstance(each, bytes) else bytes([each]) for each in last.masks]


def test_runs_that_diverge_do_so_as_recorded():
    network = load_network("docs/networks/rnn.toml")
    starts = {"lr": np.array([1e300, 0.1, 1e160, 1e308])}
    sweep = Sweep(derive(network), starts, 4)
    losses = np.vstack([sweep.advance(1), sweep.advance(9)])
    for run in range(4):
        known = [each.loss for each in recorded(network, starts, run, 10)]
        np.testing.assert_allclose(losses[:, run], known, rtol=1e-9)
    assert np.isfinite(losses).all(axis=0).tolist() == [False, True, False, False]


def test_what_is_too_large_to_be_written_out_goes_run_by_run():
    kinds = []
    for network in (wide(5), wide(60)):
        sweep = Sweep(derive(network), {}, 2)
        kinds.append(type(sweep._runs).__name__)
        chosen = sweep.select([True, False])
        assert chosen.advance(2).tolist() == sweep.advance(2)[:, :1].tolist()
    assert kinds == ["Together", "OneByOne"]


@pytest.mark.parametrize("name", ["xor", "docs/networks/rnn.toml"])
def test_the_bits_do_not_depend_on_what_runs_beside(name):
    network = load_network(name)
    program, count = derive(network), 2500
    starts = drawn(network, count)
    starts["lr"][::700] = 1e200  # which diverge, and have their chunk run by other calls
    whole = Sweep(program, starts, count)
    expected = whole.advance(4)
    expected = np.vstack([expected, whole.advance(3)])
    some = None
    for size in (1, 3, 7, 1000):
        for first in (0, 1397):
            runs = slice(first, first + size)
            own = {symbol: values[runs] for symbol, values in starts.items()}
            some = Sweep(program, own, size)
            assert some.advance(7).tobytes() == expected[:, runs].copy().tobytes()
            for symbol, values in some.memory.items():
                assert values.tobytes() == whole.memory[symbol][runs].tobytes()


def test_chosen_runs_go_on_by_themselves():
    network = load_network("xor")
    starts = drawn(network, 6)
    sweep = Sweep(derive(network), starts, 6)
    sweep.advance(3)
    odd, none = sweep.select([5, 1]), sweep.select([])
    assert (odd.count, none.count, none.advance(2).shape) == (2, 0, (2, 0))
    expected = sweep.advance(4)
    assert odd.advance(4).tolist() == expected[:, [5, 1]].tolist()
    again = sweep.restarted(starts, 6)
    assert again.advance(7)[3:].tolist() == expected.tolist()


def test_sweeps_in_threads_do_not_meddle():
    network = load_network("xor")
    starts = drawn(network, 40)
    sweep = Sweep(derive(network), starts, 40)
    other = {name: -values for name, values in starts.items()}
    alone = sweep.restarted(starts, 40).advance(600), sweep.restarted(other, 40).advance(600)
    with ThreadPoolExecutor(2) as threads:
        both = [threads.submit(sweep.restarted(each, 40).advance, 600) for each in (starts, other)]
    for future, known in zip(both, alone, strict=True):
        assert future.result().tobytes() == known.tobytes()


def test_what_is_frozen_stays():
    network = load_network("xor")
    sweep = Sweep(derive(network), drawn(network, 3), 3, frozenset({"W1"}))
    before = sweep.value("W1"), sweep.value("W2")
    sweep.advance(3)
    assert (sweep.value("W1") == before[0]).all()
    assert (sweep.value("W2") != before[1]).any()


@pytest.mark.parametrize(
    ("starts", "said"),
    [
        ({"w9": np.zeros(2)}, "no iteration starts with 'w9'"),
        ({"w0": np.zeros(3)}, r"'w0' has the shape \(3,\), not \(2,\)"),
    ],
)
def test_starts_that_do_not_fit_are_refused(starts, said):
    with pytest.raises(ValueError, match=said):
        Sweep(derive(load_network("skip")), starts, 2)
