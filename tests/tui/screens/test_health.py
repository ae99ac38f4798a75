"""The health over the panels, at the start in the last line, and the first NaN by one key."""

import pytest

from tests.engine.health.nets import Net
from tests.engine.health.test_health import ILL
from tui.plain.mode import PlainMode
from tui.widgets.diagnosis import DiagnosisView


def debugger_of(net, precision="float64"):
    from engine.debugger.debugger import Debugger

    return Debugger(net.timeline(precision).program)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 50)])
async def test_the_table_has_a_row_for_each_layer_that_leads_to_its_gradient(opened, size):
    async with opened(debugger_of(ILL["dead"]), size=size) as driver:
        await driver.press(*":health", "enter")
        await driver.until(lambda: driver.app.screen.overlays.top is not None)
        shown = driver.panel(DiagnosisView)
        assert "Health of the network in iteration 0" in shown[0]
        assert "▶ Dead units: 18 of 30 units of net.0.fc are dead for all 12 samples" in "\n".join(
            shown
        )
        row = next(line for line in shown if "18/30" in line)
        assert row.split()[2] == "net.0.fc"
        assert "█████░░░" in row
        await driver.press("G", "enter")
        step = driver.stop.step
        assert step is not None
        assert step.symbol == "dL/dnet_2_fc"


async def test_a_what_if_is_shown_beside_what_was_before(opened):
    async with opened(debugger_of(ILL["dead"])) as driver:
        await driver.press(*":set net_0_fc_bias = net_0_fc_bias + 100", "enter")
        await driver.press(*":health", "enter")
        await driver.until(lambda: driver.app.screen.overlays.top is not None)
        shown = "\n".join(driver.panel(DiagnosisView))
        assert "0/30" in shown
        assert "Before the change, in branch 0" in shown
        await driver.press("G")
        assert "18/30" in "\n".join(driver.panel(DiagnosisView))
        await driver.press("enter")
        assert driver.stop.branches.number == 0


async def test_at_the_start_a_line_says_it_until_the_first_key(opened, monkeypatch):
    monkeypatch.delenv("MAKABAKA_TUI_DEBUG", raising=False)
    async with opened(debugger_of(ILL["vanishing"]), size=(160, 50)) as driver:
        screen = driver.app.screen
        assert screen.diagnosing.greet()
        await driver.until(lambda: screen.voice.offered)
        assert driver.lines[-1].startswith(" Vanishing gradient: the gradient shrinks ")
        await driver.press("n")
        assert "Vanishing" not in driver.lines[-1]


async def test_at_the_start_nothing_is_said_of_a_network_without_groups(opened, monkeypatch):
    monkeypatch.delenv("MAKABAKA_TUI_DEBUG", raising=False)
    async with opened() as driver:
        assert not driver.app.screen.diagnosing.greet()


async def test_one_key_leads_to_the_first_value_that_is_not_finite(opened):
    net = Net([8, 4, 4], activation="", scale=1e4)
    async with opened(debugger_of(net, "float16"), size=(160, 50)) as driver:
        await driver.press("!")
        assert driver.lines[-1].startswith(" in float16 ")
        assert " is above 65504; " in driver.lines[-1]
        assert driver.lines[-1].rstrip().endswith(" is finite here")
        assert driver.place[1] > 0


def test_it_is_read_a_line_for_each_layer():
    said = []
    mode = PlainMode(debugger_of(ILL["dead"]), said.append, lambda _: False)
    mode.obey("health")
    text = "\n".join(said)
    assert "18 of 30 units of net.0.fc are dead for all 12 samples" in text
    assert "net.1.fc: value " in text
    said.clear()
    mode.obey("!")
    assert "very value of iteration 0 is finite, in float64" in "\n".join(said)
