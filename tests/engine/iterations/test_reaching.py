"""Timelines that reach far, are interrupted and go on."""

import sys
import tracemalloc
from dataclasses import replace
from unittest.mock import patch

import pytest

from engine.iterations.timeline import COMPILE_FROM, Timeline
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from tests.engine.iterations.timelines import (
    KINDS,
    SKIP,
    XOR,
    advance,
    assert_holds,
    assert_same,
    events,
    noted,
    plain,
)


@pytest.mark.parametrize("program", [SKIP, XOR], ids=["skip", "xor"])
def test_reaching_can_be_left_off_and_taken_up_again(program):
    timeline = Timeline(program)
    counts = []
    while timeline.length < 300:
        before = timeline.length
        progress = timeline.reach(300)
        counts.append(next(progress))
        del progress
        assert timeline.length == counts[-1] > before
        assert len(timeline.losses) == timeline.length
    assert counts == sorted(set(counts))
    assert advance(timeline, 300) == []
    assert advance(timeline, 7) == []
    assert_holds(timeline, list(plain(program, 300)), [299, 0, 150, *counts[:-1]])


def interrupted(timeline, target, at):
    """Reach for an iteration, as if Ctrl+C were pressed before a line of the training; if so."""
    lines = 0

    def watch(frame, event, _):
        nonlocal lines
        if not frame.f_code.co_filename.endswith(
            ("iterations/history.py", "iterations/timeline.py")
        ):
            return None
        if event == "line":
            lines += 1
            if lines == at:
                raise KeyboardInterrupt
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        for _ in timeline.reach(target):
            pass
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


@pytest.mark.parametrize(
    ("weight", "rate", "target", "room"),
    [(-1.0, 0.5, 4, 10**8), (-1.0, 0.5, 22, 10**8), (-1.0, 0.5, 22, 300), (1e140, 50.0, 22, 10**8)],
    ids=["recorded", "compiled", "thinned", "diverging"],
)
def test_training_can_be_interrupted_at_any_place(weight, rate, target, room, build):
    network = build("h = relu(w)\nL = 4*h + square(w - 1)", w=weight)
    program = derive(replace(network, learning_rate=rate))
    straight = Timeline(program)
    advance(straight, target)
    runs = list(plain(program, straight.length))
    at = 1
    with patch("engine.iterations.starts.MAX_BYTES", room):
        while interrupted(timeline := Timeline(program), target, at):
            assert len(timeline.losses) == timeline.length <= straight.length
            advance(timeline, target)
            assert_holds(timeline, runs, [0, *range(len(runs) - 1, 0, -3)])
            assert events(timeline) == noted(runs)
            assert timeline.divergence == straight.divergence
            at += 1 if target < COMPILE_FROM else 3  # every line, if not in every iteration
    assert at > 10 * len(runs)


def test_progress_is_told_in_increasing_counts_up_to_the_last():
    counts = advance(Timeline(XOR), 500)
    assert counts == sorted(set(counts))
    assert counts[-1] == 500
    assert len(counts) > 3


def test_a_few_iterations_are_run_without_compiling():
    timeline = Timeline(XOR)
    with patch("engine.iterations.compile.compile_program", side_effect=AssertionError("compiled")):
        assert advance(timeline, COMPILE_FROM - 1) == list(range(1, COMPILE_FROM))
        with pytest.raises(AssertionError, match="compiled"):
            advance(timeline, 2 * COMPILE_FROM - 1)
    assert timeline.length == COMPILE_FROM - 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["skip", "xor"])
def test_iterations_compiled_and_recorded_are_the_same(name, kind):
    program = derive(replace(load_network(name), optimiser=Optimiser(kind)))
    runs = list(plain(program, 60))
    for ways in ((60,), (COMPILE_FROM - 1, 60), (COMPILE_FROM, 60), tuple(range(1, 61))):
        timeline = Timeline(program)
        for target in ways:
            advance(timeline, target)
        assert_holds(timeline, runs)
        assert events(timeline) == noted(runs)


def test_to_look_ahead_is_to_run():
    timeline = Timeline(SKIP)
    assert_same(timeline.run(3), list(plain(SKIP, 4))[3])
    assert timeline.length == 3


def test_iterations_take_the_memory_of_their_parameters():
    count = 2_000
    timeline = Timeline(XOR)
    advance(timeline, COMPILE_FROM)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    advance(timeline, COMPILE_FROM + count)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # 13 doubles to start with, a loss, and what Python adds: 100,000 stay below 50 MB.
    assert 8 * 14 <= (after - before) / count <= 200


def test_a_long_program_is_compiled_a_little_at_a_time(monkeypatch):
    monkeypatch.setattr("engine.iterations.compile.WHOLE", 0)
    monkeypatch.setattr("engine.iterations.slices.SLICE", 5)
    program = derive(load_network("skip"))
    reports = list(Timeline(program).reach(40))
    assert reports.count(0) > 3  # nothing has been run yet, and one may leave it off
    assert reports[-1] == 40
