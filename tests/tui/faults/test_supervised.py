"""Whatever goes wrong anywhere becomes a line, and the app goes on: faults put in every place."""

import asyncio
import threading

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.program.recipe import Recipe
from tui.faults.kept import kept
from tui.faults.notice import BROKEN, DEBUGGING
from tui.sessions.store import SessionStore
from tui.widgets.chart import Chart
from tui.widgets.footer import Footer
from tui.widgets.graph import Graph
from tui.widgets.overlay import TextOverlay
from tui.widgets.step_card import StepCard
from tui.widgets.values import Values

SAID = "! something went wrong here; makabaka-tui report tells us"


class Wrong(Exception):  # noqa: N818
    """What nobody has thought of."""


def fail(*_, **__):
    raise Wrong


@pytest.fixture(autouse=True)
def _as_delivered(monkeypatch, tmp_path):
    """As a person has it, who is to see a line and not what Python says."""
    monkeypatch.delenv(DEBUGGING)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def told(driver):
    return driver.lines[-1].strip()


async def goes_on(driver, kind="Wrong"):
    """The app is there and obeys; the fault was kept."""
    assert SAID.startswith(told(driver).removesuffix("…")), told(driver)
    assert {fault.kind for fault in kept()} == {kind}
    before = driver.place
    await driver.press("escape", "n")
    assert driver.place == (before[0], before[1] + 1)
    assert driver.app.is_running


@pytest.mark.parametrize(
    ("target", "keys"),
    [
        ("engine.debugger.stepper.Stepper.last", ["G"]),
        ("tui.screens.keys.Keys.obey", ["n"]),
        ("tui.screens.prompt.PromptEditor._complete", [":", "g", "tab"]),
        ("tui.widgets.palette.Palette.obey", ["ctrl+p", "down"]),
        ("tui.widgets.palette.Palette.add", ["ctrl+p", "x"]),
        ("tui.widgets.chooser.Chooser.obey", ["L", "down"]),
        ("tui.widgets.help.entries", ["?"]),
        ("tui.screens.voice.Voice.say", ["M"]),
        ("tui.screens.panels.Panels.update", ["n"]),
        ("engine.debugger.debugger.Debugger.find", ["/", "h", "enter"]),
    ],
)
async def test_a_key(opened, monkeypatch, target, keys):
    async with opened() as driver:
        with monkeypatch.context() as patched:
            patched.setattr(target, fail)
            await driver.press(*keys)
        await goes_on(driver)


async def test_a_key_typed_ahead_behind_it_is_obeyed(opened, monkeypatch):
    async with opened() as driver:
        monkeypatch.setattr("engine.debugger.stepper.Stepper.last", fail)
        await driver.press("n", "G", "n", "n")
        assert driver.place == (0, 3)


@pytest.mark.parametrize(
    "target",
    [
        "engine.debugger.debugger.Debugger.reach",
        "engine.debugger.debugger.Debugger.next_iteration",
        "tui.commands.job.Job.advanced",
        "tui.lectures.live.Live.resume",
    ],
)
async def test_a_job(opened, monkeypatch, target):
    async with opened("xor", seed=8) as driver:
        with monkeypatch.context() as patched:
            patched.setattr(target, fail)
            if "Live" in target:
                patched.setattr("tui.screens.lecturing.Lecturing.resume", fail)
            await driver.enter(":train 200")
            await driver.until(lambda: driver.app.screen.job is None)
        await goes_on(driver)


async def test_an_error_that_is_to_be_told_is_told_however_late_it_comes(opened, monkeypatch):
    def refuse(*_):
        raise DebuggerError("this cannot be done")

    async with opened("xor", seed=8) as driver:
        monkeypatch.setattr("engine.debugger.debugger.Debugger.next_iteration", refuse)
        await driver.enter(":train 200")
        await driver.until(lambda: driver.app.screen.job is None)
        assert told(driver) == "! this cannot be done"
        assert kept() == []


async def test_an_answer_to_a_question(opened):
    async with opened() as driver:
        driver.app.screen.voice.ask("really", fail)
        await driver.press("y")
        await goes_on(driver)


@pytest.mark.parametrize("how", ["later", "soon", "timer", "interval", "task", "thread", "worker"])
async def test_what_comes_later(opened, how):
    async def fail_later():
        raise Wrong

    async with opened() as driver:
        screen, loop = driver.app.screen, asyncio.get_running_loop()
        begin = {
            "later": lambda: screen.call_later(fail),
            "soon": lambda: loop.call_soon(fail),
            "timer": lambda: screen.set_timer(0.001, fail),
            "interval": lambda: screen.set_interval(0.001, fail, repeat=1),
            "task": lambda: loop.create_task(fail_later()) and None,
            "thread": lambda: threading.Thread(target=fail).start(),
            "worker": lambda: screen.run_worker(fail_later()),
        }[how]
        begin()
        await driver.until(lambda: kept())
        await goes_on(driver, "WorkerFailed" if how == "worker" else "Wrong")


@pytest.mark.parametrize("handler", ["on_graph_clicked", "on_resize", "on_stage_switched"])
async def test_a_message(opened, monkeypatch, handler):
    async with opened() as driver:
        with monkeypatch.context() as patched:
            patched.setattr(f"tui.screens.debugger.DebuggerScreen.{handler}", fail)
            if handler == "on_graph_clicked":
                driver.app.screen.post_message(Graph.Clicked("h0"))
                await driver.pause()
            elif handler == "on_resize":
                await driver.resize(81, 24)
            else:
                await driver.press("l")
        await goes_on(driver)
        driver.app.screen.post_message(Graph.Clicked("h0"))
        await driver.pause()
        assert driver.stop.selected == "h0"


async def test_a_click_in_a_panel_leaves_the_panel_alive(opened, monkeypatch):
    async with opened() as driver:
        with monkeypatch.context() as patched:
            patched.setattr(Values, "on_click", fail)
            await driver.click(Values, "h0")
        await goes_on(driver)
        await driver.click(Values, "h1")
        assert driver.stop.selected == "h1"


@pytest.mark.parametrize("panel", [Graph, StepCard, Values, Footer])
async def test_a_panel_that_cannot_be_drawn_says_so_in_its_place(opened, monkeypatch, panel):
    async with opened() as driver:
        with monkeypatch.context() as patched:
            patched.setattr(panel, "draw", fail)
            await driver.press("n", "n", "n")
            assert "not drawn: something" in "\n".join(driver.panel(panel))
            assert driver.place == (0, 3)
        driver.app.screen.show_line()
        driver.app.screen.panels.footer.redraw()
        await goes_on(driver)
        assert "not drawn" not in driver.text


async def test_a_panel_that_cannot_be_rendered_is_blank_and_asked_no_more(opened, monkeypatch):
    rendered = []

    def count(*_):
        rendered.append(None)
        fail()

    async with opened() as driver:
        with monkeypatch.context() as patched:
            patched.setattr(driver.app.screen.panels.card._sheet, "strip", count)
            await driver.resize(90, 30)
            await asyncio.sleep(0.2)
            assert 0 < len(rendered) < 10
        await goes_on(driver)


async def test_an_overlay_that_cannot_be_rendered_is_closed(opened, monkeypatch):
    async with opened() as driver:
        with monkeypatch.context() as patched:
            patched.setattr("textual.widgets.Static.render", fail)
            await driver.press(*":gradcheck", "enter")
            await driver.await_that(lambda: kept() and not driver.app.screen.covered)
        await driver.pause()
        assert not driver.app.screen.query(TextOverlay)
        await goes_on(driver)


async def test_a_chart_that_fails_at_every_step_does_not_end_the_app(opened, monkeypatch):
    async with opened() as driver:
        await driver.press("l")
        monkeypatch.setattr(Chart, "draw", fail)
        await driver.press(*["n"] * 100)
        assert driver.place == (4, 16)
        assert driver.app.is_running
        assert len(kept()) == 1


async def test_the_session_is_saved_and_that_is_said(opened, monkeypatch, tmp_path):
    store = SessionStore(tmp_path / "sessions")
    recipe = Recipe("skip").read()
    async with opened(Debugger(recipe.program(), recipe), size=(100, 30), store=store) as driver:
        monkeypatch.setattr("engine.debugger.stepper.Stepper.first", fail)
        await driver.press("n", "n", "g")
        assert told(driver) == "! " + SAID[2:].replace("here;", "here; the session is saved;")
        assert list((tmp_path / "sessions").glob("*.json"))
    store.close()


async def test_a_storm_of_faults_ends_the_app(opened):
    async with opened() as driver:
        driver.app.screen.set_interval(0.001, fail)
        await driver.await_that(lambda: not driver.app.is_running)
        assert driver.app.return_code == BROKEN
        assert driver.app.ended_by.kind == "Wrong"


async def test_where_there_is_no_screen_yet_the_app_ends(opened, monkeypatch):
    monkeypatch.setattr("tui.screens.panels.Panels.compose", fail)
    async with opened() as driver:
        await driver.await_that(lambda: not driver.app.is_running)
        assert driver.app.return_code == BROKEN


async def test_for_those_who_work_on_it_a_fault_ends_the_app(opened, monkeypatch):
    monkeypatch.setenv(DEBUGGING, "1")
    monkeypatch.setattr("engine.debugger.stepper.Stepper.last", fail)
    with pytest.raises(Wrong):
        async with opened() as driver:
            await driver.press("G")
