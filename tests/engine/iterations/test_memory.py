"""The memory that long trainings take, and branches of them."""

import tracemalloc

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.iterations.history import BRANCH_SHARE, History
from engine.iterations.losses import BLOCK
from engine.iterations.starts import MAX_BYTES, MOST_BYTES
from engine.iterations.timeline import Timeline
from engine.language.values import same
from engine.network.files import load_network, parse_network
from engine.program.program import derive
from engine.queries.blocks import Blocks
from tests.engine.iterations.starts import XOR

MILLION = 1_000_000
MB = 1_000_000


@pytest.fixture
def grown():
    """What has been allocated since the last call and is still there, in MB."""
    tracemalloc.start()
    before = 0

    def measure():
        nonlocal before
        now, _ = tracemalloc.get_traced_memory()
        found, before = (now - before) / MB, now
        return found

    yield measure
    tracemalloc.stop()


def test_a_million_iterations_and_a_branch_of_them(grown):
    history = History(XOR)
    for _ in range(MILLION // 20):  # the rest differs in the losses only: starts have their room
        history.append(XOR.start, 0.6931, (b"\1" * 16,))
    losses = 8 * MILLION / MB
    assert grown() + 0.95 * losses < 15
    history.fork(MILLION // 40, XOR.start)
    assert grown() < 0.01


def test_a_branch_of_a_million_iterations_of_its_own(grown):
    main = History(XOR)
    main.append(XOR.start, 0.6931, (b"\1" * 16,))
    grown()
    branch, length = main.fork(1, XOR.start), MILLION // 80
    losses = (
        0.35 + np.exp(-np.linspace(1, 9, length)) + 1e-15 * np.random.default_rng(0).random(length)
    )
    for loss in losses.tolist():
        branch.append(XOR.start, loss, (b"\1" * 16,))
        if branch.length % 5_000 == 0:
            branch.pack()
    per_loss = len(branch._losses._blocks[0]) / BLOCK
    starts = BRANCH_SHARE * MAX_BYTES * 9 / 8 / MB
    assert per_loss * MILLION / MB + starts < 5  # it was 8 and 4.5
    assert grown() < per_loss * length / MB + starts + 2.1 * 8 * BLOCK / MB
    assert list(branch.losses)[1:] == losses.tolist()


def test_a_chart_of_a_million_iterations_takes_eight_bytes_for_each(grown):
    debugger = Debugger(derive(load_network("skip")))
    debugger.train(3)
    timeline = debugger.stop.timeline
    timeline._history._losses.tail.extend([0.5] * MILLION)
    grown()
    blocks = Blocks(timeline.losses)
    assert grown() < 8.1
    assert blocks.values[3:6].tolist() == [0.5, 0.5, 0.5]


def test_of_a_large_network_some_starts_are_kept_as_well():
    entries = 2 * MAX_BYTES // 8  # one start alone takes twice the usual room
    text = f"""
equations = "L = sum(w)"
loss = "L"
parameters = {{ w = {{ constant = 0.0, shape = [{entries}] }} }}
"""
    program = derive(parse_network(text))
    history = History(program)
    for _ in range(20):
        history.append(program.start, 0.0, ())
    kept = {history.nearest(number)[0] for number in range(20)}
    assert len(kept) * 2 * MAX_BYTES > MOST_BYTES / 2


def test_a_network_of_which_no_two_starts_fit_is_run_all_the_same(monkeypatch):
    program = derive(load_network("xor"))
    usual = Timeline(program)
    monkeypatch.setattr("engine.iterations.starts.MAX_BYTES", 1)
    monkeypatch.setattr("engine.iterations.starts.MOST_BYTES", 1)
    monkeypatch.setattr("engine.iterations.timeline.LARGE", 1)
    large = Timeline(program)
    for iteration in (1, 7, 3, 8, 0):
        for timeline in (usual, large):
            timeline.run(iteration)
        assert all(map(same, usual.start(iteration), large.start(iteration)))
    assert len(large._recent) == 1
