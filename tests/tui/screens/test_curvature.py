"""The curvature on the screen: answered over the panels, left off by Esc."""

from types import SimpleNamespace

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.program.recipe import Recipe
from tui.drawing.look import Look
from tui.screens.curvature import STOPPED, Curvature


class Host(SimpleNamespace):
    """A screen that notes what it is to do."""

    def __init__(self):
        said = []
        super().__init__(
            stop=Debugger(Recipe("skip").program()).stop,
            look=Look(),
            said=said,
            jobs=SimpleNamespace(start=lambda job: self.begun.append(job)),
            views=SimpleNamespace(answer=lambda title, lines: said.append((title, *lines))),
            voice=SimpleNamespace(say=said.append),
            begun=[],
        )


def test_a_quick_answer_is_given_at_once(monkeypatch):
    monkeypatch.setattr("tui.screens.curvature.AT_ONCE", 60.0)
    host = Host()
    Curvature(host).ask("w0 w3")
    ((title, first, *_),) = host.said
    assert (title, first) == ("curvature w0 w3", "slope: the gradient leads down")
    with pytest.raises(DebuggerError, match="no parameter"):
        Curvature(host).ask("w9")


def test_a_slow_one_is_a_job_that_may_be_stopped(monkeypatch):
    for name in ("AT_ONCE", "SLICE"):
        monkeypatch.setattr(f"tui.screens.curvature.{name}", 0.0)
    host = Host()
    Curvature(host).ask("")
    (job,) = host.begun
    assert host.said == []
    shares = list(job.progress)
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] < 100
    job.then()
    assert host.said[0][1].startswith("slope")
    job.stop()
    assert host.said[1] == STOPPED


async def test_it_is_typed_and_read_in_the_app(opened):
    async with opened() as driver:
        await driver.enter(":curvature")
        assert "slope: the gradient leads down" in driver.text
        await driver.press("q")
        await driver.enter(":curvature dL/dq")
        assert "no parameter and no direction" in driver.lines[-1]
