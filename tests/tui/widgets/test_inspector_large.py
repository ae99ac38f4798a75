"""The inspector of large arrays."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tests.tui.widgets.entries import (
    COLUMNS,
    LARGE,
    ROWS,
    USUAL,
    VALUES,
    WIDE,
    card,
    foot,
    inspect,
    inspector,
    number,
    numbers,
    reversed_cells,
    row,
    signs,
    title,
)
from tui.drawing.entries import Table
from tui.drawing.look import Look
from tui.widgets.inspector import scrolled


@pytest.mark.parametrize("size", [(60, 16), USUAL, LARGE])
async def test_every_entry_of_a_large_array_can_be_reached_and_seen(opened, wide, size):
    async with opened(wide, size=size) as driver:
        await inspect(driver, 1)
        for keys, entry in (
            (["down"], (1, 0)),
            (["right"], (1, 1)),
            ([*"20", "right"], (1, 21)),
            ([*"12", "down"], (13, 21)),
            ([*"99", "right"], (13, 29)),
            ([*"3", "left"], (13, 26)),
            ([*"99", "down"], (49, 26)),
            (["up"], (48, 26)),
            ([*"99", "left"], (48, 0)),
            ([*"99", "up"], (0, 0)),
        ):
            await driver.press(*keys)
            sample, unit = entry
            assert driver.stop.entry == entry
            (shown,) = reversed_cells(driver)
            assert number(shown) == pytest.approx(2 * VALUES[entry], abs=1e-9)
            assert f"unit {unit}" in inspector(driver)[1]
            label = f"sample {sample}"
            cells = row(driver, label)
            named = re.findall(r"unit (\d+)", inspector(driver)[1])
            expected = [2 * VALUES[sample, int(place)] for place in named]
            assert numbers(cells) == pytest.approx(expected, abs=1e-9)
            assert f"sample {sample}, unit {unit}" in card(driver)[0]


async def test_pages_are_as_long_as_the_panel(opened, wide):
    async with opened(wide) as driver:
        await inspect(driver, 1)
        rows = sum("sample" in line for line in inspector(driver)[1:-1])
        await driver.press("pagedown")
        assert driver.stop.entry == (rows, 0)
        await driver.press(*"3", "pagedown")
        assert driver.stop.entry == (4 * rows, 0)
        await driver.press("pageup")
        assert driver.stop.entry == (3 * rows, 0)
        await driver.press(*"99", "pageup")
        assert driver.stop.entry == (0, 0)


async def test_what_is_not_to_be_seen_is_counted(opened, wide):
    async with opened(wide) as driver:
        await inspect(driver, 1)
        rows = sum("sample" in line for line in inspector(driver)[1:-1])
        columns = inspector(driver)[1].count("unit")
        assert f"{ROWS - rows} more rows" in foot(driver)
        assert f"{COLUMNS - columns} more columns" in foot(driver)
        await driver.press(*"99", "down", *"99", "right")
        assert "more" not in foot(driver)


async def test_without_room_for_both_the_step_of_the_gradient_shows_it(opened, wide):
    async with opened(wide) as driver:
        await inspect(driver, 5)
        assert driver.stop.step.symbol == "dL/dZ"
        assert "∂L/∂Z  gradient, 50×30" in title(driver)
        for sample in range(3):
            expected = (VALUES[sample] > 0) / (ROWS * COLUMNS)
            found = numbers(row(driver, f"sample {sample}"))
            assert found == pytest.approx(list(expected[: len(found)]), rel=1e-3)
        await driver.press("n")
        assert "Z  pre-activation" in title(driver) or "w  parameter" in title(driver)


async def test_over_all_the_columns_that_are_shown_have_their_state(opened, wide):
    async with opened(wide) as driver:
        await inspect(driver, 2)
        await driver.press(*"17", "right", *"20", "down")
        named = [int(k) for k in re.findall(r"unit (\d+)", inspector(driver)[1])]
        assert 17 in named
        states = " ".join(row(driver, "over all")).split()[1::2]
        columns = VALUES[:, named]
        expected = [
            "active" if (column > 0).all() else "dead" if (column < 0).all() else "mixed"
            for column in columns.T
        ]
        assert states == expected
        for sample in (15, 20):
            wanted = ["▲" if VALUES[sample, k] > 0 else "✗" for k in named]
            assert signs(row(driver, f"sample {sample}")) == wanted


async def test_a_thousand_samples_keep_their_numbers(opened, network_of):
    text = WIDE.replace(str(VALUES.tolist()), str([[k] for k in range(1200)]))
    async with opened(network_of(text)) as driver:
        await inspect(driver, 1)
        await driver.press(*"1100", "down")
        assert numbers(row(driver, "sample 1100")) == [2200.0]


@given(st.integers(0, 60), st.integers(1, 50), st.integers(1, 20), st.data())
def test_scrolling_shows_the_place_and_no_emptiness(start, size, room, data):
    place = data.draw(st.integers(0, size - 1))
    first = scrolled(start, place, size, room)
    assert first <= place < first + room
    assert 0 <= first <= max(size - room, 0)
    if start <= place < start + room and start <= max(size - room, 0):
        assert first == start


@given(
    st.sampled_from(["xor", "classifier", "regression", "skip", "neuron"]),
    st.integers(1, 12), st.integers(20, 160), st.booleans(),
)  # fmt: skip
@settings(max_examples=40)
def test_every_line_fits_and_every_entry_is_where_it_is_clicked(name, step, width, ascii_only):
    debugger = Debugger(Recipe(name).program())
    debugger.goto(min(step, debugger.stop.steps))
    table = Table.of(debugger.stop, Look(ascii_only), width)
    lines = [
        "".join(text for text, _ in line) for line in table.lines(range(min(20, table.rows)), 0)
    ]
    assert all(len(line) <= width for line in lines) or table.shown == 1
    assert all(line.isascii() for line in lines) or not ascii_only
    places = [table.index(*divmod(k, table.columns)) for k in range(table.rows * table.columns)]
    assert places == list(np.ndindex(table.shape))
    columns = [table.column_at(x, 0) for x in range(width)]
    seen = [column for column in columns if column is not None]
    assert set(seen) == set(range(table.shown))
