"""The screen in terminals of any size."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui.moves import LARGE, USUAL, debugger_of, moved
from tui.screens.rows import lower_height
from tui.widgets.graph import Graph


@pytest.mark.parametrize("size", [(50, 10), (59, 24), (80, 15), (1, 1)])
async def test_a_terminal_that_is_too_small_says_so_and_recovers(opened, size):
    async with opened(size=size) as driver:
        if size[0] >= 50:
            assert "60×16" in driver.text
        assert "step" not in driver.text
        await driver.press(*"15n")
        await driver.resize(*USUAL)
        assert "step 15/21" in driver.lines[0]
        assert "0.5 + 0.25 = 0.75" in driver.words
        assert "60×16" not in driver.text
        await driver.resize(*size)
        assert "step" not in driver.text


@pytest.mark.parametrize("size", [(60, 16), (81, 25), (200, 60)])
async def test_every_line_is_as_wide_as_the_terminal(opened, size):
    async with opened(size=size) as driver:
        for _ in range(22):
            assert [len(line) for line in driver.lines] == [size[0]] * size[1]
            await driver.press("n")


@pytest.mark.parametrize("size", [USUAL, (100, 30), LARGE])
async def test_everything_of_the_skip_network_is_on_the_screen(opened, size):
    async with opened(size=size) as driver:
        await driver.press(*"7n")
        region = driver.app.screen.query_one(Graph).region
        picture = "\n".join(
            line[region.x : region.right] for line in driver.lines[region.y : region.bottom]
        )
        for node in ("x", "y", "w0", "w1", "w2", "w3", "z0", "h0▲", "z1", "h1▲", "z2", "ŷ", "L"):
            assert f"╭{node}─" in picture


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["n", "N", "f", "s", "]", "down"]),
            st.integers(10, 170), st.integers(3, 55),
        ),
        min_size=1, max_size=6,
    )
)  # fmt: skip
@settings(max_examples=6, deadline=None)
async def test_resizing_at_any_moment_keeps_the_stop(opened, changes):
    headless = debugger_of()
    async with opened() as driver:
        for key, width, height in changes:
            expected = moved(headless, key, 1)
            await driver.press(key)
            await driver.resize(width, height)
            assert driver.stop.state.same_as(expected.state)
            assert driver.stop.selected == expected.selected
        await driver.resize(*USUAL)
        assert f"step {expected.cursor.step}/21" in driver.lines[0]


async def test_resizing_keeps_the_line_that_is_typed(opened):
    async with opened() as driver:
        await driver.press(":", *"15")
        await driver.resize(50, 10)
        await driver.resize(*LARGE)
        assert ":15" in driver.lines[-1]
        await driver.press("enter")
        assert driver.place == (0, 15)


@given(st.integers(16, 300), st.integers(2, 500))
def test_the_rows_are_shared_so_that_every_panel_has_some(height, nodes):
    lower = lower_height(height, nodes)
    assert lower >= 6
    assert height - 2 - lower >= 6
