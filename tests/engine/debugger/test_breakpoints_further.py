"""The search for a breakpoint, asked for again where it found nothing: it goes on."""

from unittest.mock import patch

import pytest

from engine.debugger.debugger import Debugger
from engine.program.program import derive
from tests.engine.debugger.going import go


def falling(build):
    """L = w, which is 1 − k·0.25 in iteration k."""
    debugger = Debugger(derive(build("L = 1*w", w=1.0)))
    debugger.set_learning_rate(0.25)
    return debugger


def test_once_more_it_goes_on_where_it_has_looked_to(build, monkeypatch):
    monkeypatch.setattr("engine.debugger.breakpoint_search.FAR", 50)
    debugger = falling(build)
    debugger.break_at("L < -29")  # as of iteration 121
    debugger.step()
    assert go(debugger) == (0, 1, "no breakpoint is hit up to iteration 50")
    assert debugger.search(forwards=True).last == 100
    said = "no breakpoint is hit from iteration 50 to iteration 100"
    assert go(debugger) == (0, 1, said)
    assert go(debugger)[:2] == (121, 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda debugger: debugger.step(),
        lambda debugger: debugger.break_at("L > 1"),
        lambda debugger: debugger.enable_breakpoint(2, enabled=False),
        lambda debugger: debugger.set_value("w = 2"),
        lambda debugger: debugger.exchange(debugger.stop.program),
    ],
)
def test_after_a_change_it_looks_from_the_start_again(build, monkeypatch, change):
    monkeypatch.setattr("engine.debugger.breakpoint_search.FAR", 50)
    debugger = falling(build)
    for text in ("L < -29", "L < -290"):
        debugger.break_at(text)
    go(debugger)
    change(debugger)
    assert go(debugger)[2].endswith(" up to iteration 50")


def test_what_is_left_off_within_an_iteration_is_looked_at_again(build, monkeypatch):
    """It is left off while iterations are run, of which the first is not looked at yet."""
    monkeypatch.setattr("engine.debugger.breakpoint_search.AHEAD", 1)
    for left_off in range(1, 14):
        debugger = falling(build)
        debugger.break_at("L < -0.1")  # as of iteration 5
        with patch("engine.debugger.breakpoint_search.SLICE", -1.0):
            search = debugger.search(forwards=True)
            for _ in zip(range(left_off), search, strict=False):
                pass
            debugger.arrive(search)
        assert (debugger.stop.cursor.iteration or go(debugger)[0]) == 5
