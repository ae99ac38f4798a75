"""The upper part of the screen, which shows one panel at a time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

AFTER = {
    ("graph", "l"): "chart", ("graph", "o"): "chart", ("graph", "enter"): "inspector",
    ("chart", "l"): "graph", ("chart", "escape"): "graph", ("chart", "enter"): "inspector",
    ("inspector", "l"): "chart", ("inspector", "o"): "chart", ("inspector", "escape"): "graph",
    ("inspector", "enter"): "graph",
}  # fmt: skip
"""What is shown after a key; other keys change nothing about it."""

KEYS = ["l", "o", "enter", "escape", "n", "left", "down", "G"]


def shown(driver):
    """The panels in the upper part of the screen that are to be seen."""
    stage = driver.app.screen.query_one("#stage")
    return [panel.id for panel in stage.children if panel.display]


@given(st.lists(st.lists(st.sampled_from(KEYS), min_size=1, max_size=5), max_size=6))
@settings(max_examples=15)
async def test_one_panel_is_shown_whatever_is_pressed_at_once_or_in_turn(opened, bursts):
    async with opened("xor", seed=8) as driver:
        panel = "graph"
        for keys in bursts:
            await driver.press(*keys)
            for key in keys:
                panel = AFTER.get((panel, key), panel)
            assert shown(driver) == [panel]
            lines = driver.panel("#stage")
            assert lines[0].startswith("╭─")
            assert lines[-1].endswith("─╯")
            assert {line[0] + line[-1] for line in lines[1:-1]} == {"││"}
            assert any(set(line[1:-1]) - {" "} for line in lines[1:-1])


@pytest.mark.parametrize(
    ("lines", "panel"),
    [
        ([":chart"], "chart"),
        ([":inspect", ":inspect"], "inspector"),
        ([":plot W1", ":plot W1"], "chart"),
        ([":plot W1", ":inspect", ":plot W1"], "chart"),
        ([":scale"], "chart"),
        ([":chart", ":chart"], "graph"),
    ],
)
async def test_what_is_typed_shows_a_panel_too(opened, lines, panel):
    async with opened("xor", seed=8) as driver:
        for line in lines:
            await driver.enter(line)
        assert shown(driver) == [panel]


@pytest.mark.parametrize("keys", ["ql", "qo", ["q", "enter"], [*"q:plot W1", "enter"]])
async def test_a_panel_asked_for_after_the_end_is_no_error(opened, keys):
    async with opened("xor", seed=8) as driver:
        await driver.press(*keys)
        assert not driver.app.is_running


async def test_a_panel_that_was_hidden_shows_what_happened_meanwhile(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press("l", "l", "enter", "enter", "escape")
        await driver.press("l", *"3n", "l")
        assert "╭H" in driver.text
        assert "[4×2]" in next(line for line in driver.panel("#graph") if "▶│" in line)
        await driver.resize(160, 50)
        await driver.train(":train 30")
        await driver.press("l")
        assert {len(line) for line in driver.panel("#chart")} == {160}
        assert driver.app.screen.query_one("#chart").stop is driver.stop
        await driver.press("enter")
        assert driver.app.screen.query_one("#inspector").stop is driver.stop


async def test_keys_that_a_panel_does_not_take_mean_what_they_always_do(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press("l", "n", "n", "N", "up")
        assert driver.place == (0, 1)
        assert driver.stop.is_selection
        await driver.press("R", "enter", "n", "n", "g")
        assert driver.place == (0, 1)
        assert shown(driver) == ["inspector"]


async def test_the_graph_stays_in_view_beside_an_inspector_that_needs_few_rows(opened):
    """W2 takes 2 rows, O takes 4, and both a heading and a frame; the graph keeps 12 at least."""
    async with opened("xor", seed=8, size=(120, 40)) as driver:
        await driver.press(*"6n", "enter")  # all at once: it is of the step that is shown later
        rows = len(driver.panel("#stage"))
        assert shown(driver) == ["graph", "inspector"]
        assert len(driver.panel("#inspector")) == 5
        assert len(driver.panel("#graph")) == rows - 5 >= 12
        await driver.press("n")
        assert driver.stop.step.node == "b2"
        assert len(driver.panel("#inspector")) == 5
        assert driver.app.screen.query_one("#graph").stop is driver.stop
        await driver.press("escape")
        assert shown(driver) == ["graph"]
        await driver.enter(":select O")
        await driver.press("enter")
        for height in (50, 24, 60):
            await driver.resize(120, height)
            is_beside = len(driver.panel("#stage")) - 7 >= 12
            assert is_beside == (height > 24)
            assert shown(driver) == ["graph", "inspector"] if is_beside else ["inspector"]
            assert (len(driver.panel("#inspector")) == 7) == is_beside
