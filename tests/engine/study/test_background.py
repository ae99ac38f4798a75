"""Studies in the background: in processes, in a thread, and a little at a time."""

import contextvars
import time

import numpy as np
import pytest

from engine.program.recipe import Recipe
from engine.study import background
from engine.study.background import Background
from engine.study.wishes import plan_of
from engine.study.working import study


@pytest.fixture(scope="module")
def plan():
    return plan_of(Recipe("xor").read(), seeds=range(3), rates=(3.0,), iterations=20)


def test_processes_make_the_same_as_is_made_here_and_are_ended(plan):
    making = Background(plan, lambda found: found)
    making.start()
    until = time.monotonic() + 30
    while making.is_running and time.monotonic() < until:
        time.sleep(0.01)
    assert making.error == ""
    here = study(plan)
    for name, column in making.latest.records.columns.items():
        assert np.array_equal(column, here.records.columns[name], equal_nan=True), name
    stopped = Background(plan, lambda found: found)
    stopped.start()
    stopped.stop()
    assert not stopped.is_running


def test_what_is_left_off_in_another_context_leaves_nothing_behind(plan):
    steps = Background(plan, lambda found: found).steps()
    for _ in range(2):
        contextvars.copy_context().run(next, steps)
    contextvars.copy_context().run(steps.close)


def test_an_error_is_told_and_what_is_made_stays(plan, monkeypatch):
    def fails(*_):
        yield 0.5
        raise ValueError("no more")

    monkeypatch.setattr(background, "steps", fails)
    making = Background(plan, lambda found: found.done)
    making.start(uses_processes=False)
    making._thread.join(10)
    assert (making.error, making.latest) == ("no more", 0)
