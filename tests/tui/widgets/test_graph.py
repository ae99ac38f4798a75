"""The graph panel in the app: keys, commands and the mouse turn its view."""

import pytest
from textual import events

from tests.tui.graph.programs import text_of
from tui.graph.camera import FITTING
from tui.graph.detail import Detail
from tui.widgets.graph import Graph


class Mouse:
    """The mouse over the graph panel."""

    def __init__(self, driver):
        self._driver = driver
        self.graph = driver.app.screen.query_one(Graph)

    async def do(self, kind, x, y, button=0, shift=False, ctrl=False):
        """Something with the mouse at a place in the panel."""
        region = self.graph.region
        event = kind(self.graph, x, y, 0, 0, button, shift, False, ctrl, region.x + x, region.y + y)
        self.graph.post_message(event)
        await self._driver.pause()

    async def drag(self, *places):
        await self.do(events.MouseDown, *places[0], button=1)
        for place in places[1:]:
            await self.do(events.MouseMove, *place, button=1)
        await self.do(events.MouseUp, *places[-1], button=1)
        await self.do(events.Click, *places[-1], button=1)


def title(driver):
    return driver.panel(Graph)[0]


async def test_keys_and_commands_turn_the_view(opened):
    async with opened("deep", size=(120, 40), values={"depth": 20}) as driver:
        graph = driver.app.screen.query_one(Graph)
        whole = driver.panel(Graph)
        await driver.press("-")
        assert graph.setting.detail is Detail.CHIPS
        assert "85 nodes" in title(driver)
        await driver.press("-")
        assert "as far off as it gets" in driver.lines[-1]
        await driver.press("0")
        assert driver.panel(Graph) == whole
        await driver.press("1", "0", "n")  # a 0 behind a digit is a digit
        assert driver.place == (0, 10)
        await driver.press("2", "shift+right")
        there = graph.setting
        assert not there.follows
        assert "0 goes back to the step" in title(driver)
        await driver.press("shift+left", "shift+left")
        await driver.enter(":pan-right 2")
        assert graph.setting == there
        await driver.enter(":zoom h19")
        assert "h19" in driver.text
        await driver.press("shift+down")
        assert "nothing more below" in driver.lines[-1] or graph.setting != there
        before = graph.setting
        await driver.enter(":zoom nothing")
        assert "nothing" in driver.lines[-1]
        assert graph.setting == before
        await driver.press("n")  # a step that is not in view
        assert graph.setting == FITTING
        await driver.press("l", "plus")  # from the chart back to the graph
        assert driver.app.screen.panels.stage.shows_graph


async def test_the_mouse_turns_the_view(opened):
    async with opened("deep", size=(120, 40), values={"depth": 20}) as driver:
        mouse = Mouse(driver)
        graph, height = mouse.graph, mouse.graph.size.height
        await mouse.do(events.MouseScrollDown, 20, 5)
        right = graph.finder._seen.view.x
        assert right > 0  # all is in view from top to bottom: the wheel goes to the side
        await mouse.do(events.MouseScrollLeft, 20, 5)
        assert graph.finder._seen.view.x < right
        await mouse.do(events.MouseScrollUp, 20, 5, ctrl=True)
        assert graph.setting.detail is Detail.LARGE
        await driver.press("0")
        await mouse.drag((60, 5), (50, 5), (33, 5))
        assert graph.finder._seen.view.x == 27
        assert driver.stop.selection.node is None  # what was dragged is not clicked
        foot = driver.panel(Graph)[-1]
        await driver.click_at(Graph, (foot.index("├") + 20, height - 1))
        shown = text_of(graph.finder._seen.shown.foot)
        assert shown[20] == "█"
        node = next(each for each in ("z9", "h9", "z10", "h10") if f"╭{each}─" in driver.text)
        await driver.click(Graph, f"╭{node}─")
        assert driver.stop.selected == node


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_zoomed_out_is_kept_while_one_steps(opened, ascii_only):
    async with opened("deep", size=(80, 24), values={"depth": 20}, ascii_only=ascii_only) as driver:
        await driver.press("-")
        for _ in range(3):
            await driver.press("f")
            panel = driver.panel(Graph)
            assert all(len(line) == 80 for line in panel)
            assert "85 nodes" in panel[0]
            if ascii_only:
                assert all(line.isascii() for line in panel)


async def test_a_second_click_unfolds_a_group_and_folds_it_by_its_frame(opened):
    async with opened("elman", size=(120, 40)) as driver:
        await driver.double_click(Graph, "╔h[2]═")
        assert driver.stop.folded == {"t=1", "t=3"}
        await driver.double_click(Graph, "╔ t=2 ═")
        assert driver.stop.folded == {"t=1", "t=2", "t=3"}
        await driver.enter(":select h_3")
        await driver.press("z")
        assert "t=3 is unfolded" in driver.lines[-1]
        assert "╔ t=3 ═" in driver.text
