"""Tables in another order, and of which only some rows are shown."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.language.expression import gradient_name
from engine.program.recipe import Recipe
from tui.drawing.look import Look
from tui.drawing.order import Listed, Order
from tui.drawing.ordering import listed, row_sequence
from tui.drawing.values import Table


def names(driver):
    """The names in the table, from the top."""
    rows = [line[1:-1].split()[:1] for line in driver.panel("#values")[1:-1]]
    return [row[0].strip("▶●") for row in rows if row]


@given(
    st.sampled_from(["skip", "xor", "classifier"]), st.integers(0, 21), st.sampled_from(Order),
    st.sampled_from(["gd", "adam"]),
)  # fmt: skip
@settings(max_examples=25)
def test_rows_are_a_permutation_in_the_order_that_is_wanted(name, step, order, optimiser):
    debugger = Debugger(Recipe(name, optimiser=optimiser).read().program())
    stop = debugger.goto(min(step, debugger.stop.steps))
    table = Table.of(stop.program, Look())
    rows = listed(table, Listed(order), stop, Look())
    assert sorted(rows.symbols) == sorted(table.symbols)
    assert [rows.rows[each] for each in rows.symbols] == list(range(len(table)))

    def size(symbol):
        value = stop.state.value(symbol)
        return -1 if value is None else np.max(np.abs(value))

    match order:
        case Order.PROGRAM:
            assert list(rows.symbols) == list(table.symbols)
        case Order.NAME:
            shown = [Look().name(each, stop.program).lower() for each in rows.symbols]
            assert shown == sorted(shown)
        case Order.VALUE:
            sizes = [size(each) for each in rows.symbols]
            assert sizes == sorted(sizes, reverse=True)
        case Order.GRADIENT:
            known = stop.program.has_gradient
            sizes = [size(gradient_name("L", each)) if known(each) else -1 for each in rows.symbols]
            assert sizes == sorted(sizes, reverse=True)


def test_rows_of_entries_are_ordered_by_their_largest():
    value = np.array([[1.0, -2.0], [0.5, 0.0], [-9.0, 1.0], [float("nan"), 0.0]])
    assert row_sequence(value, None, Order.VALUE, 4) == [3, 2, 0, 1]
    assert list(row_sequence(value, None, Order.GRADIENT, 4)) == [0, 1, 2, 3]
    assert list(row_sequence(value, value, Order.PROGRAM, 4)) == [0, 1, 2, 3]


async def test_the_values_are_ordered_by_a_key_by_a_name_and_by_a_click(opened):
    async with opened(size=(120, 40)) as driver:
        await driver.press("G")
        usual = names(driver)
        await driver.press("O")
        assert names(driver)[0] == "L"
        assert "value↓" in driver.panel("#values")[0]
        await driver.press("O")
        assert "∂L/∂↓" in driver.panel("#values")[0]
        await driver.enter(":order name")
        assert names(driver) == sorted(usual, key=str.lower)
        await driver.press("O")
        assert names(driver) == usual
        await driver.click("#values", "value")
        assert names(driver)[0] == "L"
        await driver.click("#values", "value")
        assert names(driver) == usual
        await driver.enter(":order size")
        assert "write one of program, value, gradient, name" in driver.lines[-1]


async def test_values_are_filtered_by_what_is_true_of_them_at_each_step(opened):
    async with opened(size=(120, 40)) as driver:
        await driver.press("&")
        assert driver.app.screen.prompt.typed.text == "filter "
        await driver.press(*"value <")
        assert len(names(driver)) == 13
        await driver.press(" ", "0")
        assert names(driver) == ["y"]
        await driver.press("escape")
        assert len(names(driver)) == 13
        await driver.press("&", *"value < 0", "enter")
        assert names(driver) == ["y"]
        assert "value < 0: 1 of 13" in driver.panel("#values")[-1]
        await driver.enter(":filter gradient > 0.5")
        assert "no node with gradient > 0.5" in driver.lines[-1]
        assert names(driver) == ["y"]
        await driver.enter(":filter h")
        assert names(driver) == ["h0", "h1", "ŷ"]
        await driver.click("#values", "h1")
        assert driver.stop.selected == "h1"
        await driver.enter(":filter")
        assert len(names(driver)) == 13
        await driver.press("f")
        await driver.enter(":filter dead or active")
        assert names(driver) == ["h0", "h1"]
        await driver.press("g", "escape")
        assert "nothing matches here" in driver.text


async def test_rows_of_the_inspector_are_ordered_and_walked_in_that_order(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press(*"5n")
        await driver.enter(":select O")
        await driver.press("enter", "O")
        assert "rows by |value|" in driver.panel("#inspector")[0]
        value = driver.stop.state.value("O")
        order = sorted(range(4), key=lambda row: -np.abs(value[row]).max())
        shown = [int(line.split()[2]) for line in driver.panel("#inspector") if "sample" in line]
        assert shown == order
        await driver.enter(f":entry {order[1]} 0")
        await driver.press("down")
        assert driver.stop.entry == (order[2], 0)
        await driver.press("O", "O")
        assert "rows by" not in driver.panel("#inspector")[0]


@pytest.mark.parametrize("line", [":order", ":filter x"])
async def test_what_is_not_shown_is_not_ordered(opened, line):
    async with opened() as driver:
        await driver.press("p")
        await driver.enter(line)
        assert "not shown" in driver.lines[-1]


async def test_lists_are_filtered_by_words_and_ordered(opened):
    async with opened(size=(120, 40)) as driver:
        for name in ("beta", "alpha", "gamma ray"):
            await driver.press("n")
            await driver.enter(f":mark {name.split()[0]}")

        def rows():
            lines = driver.panel("Chooser")[1:-1]
            return [line.strip("│▶ ").split()[0] for line in lines if "iteration" in line]

        await driver.enter(":marks")
        assert rows() == ["beta", "alpha", "gamma"]
        assert "/ filters, O orders" in driver.panel("Chooser")[-1]
        await driver.press("O")
        assert rows() == ["gamma", "alpha", "beta"]
        await driver.press("O")
        assert rows() == ["alpha", "beta", "gamma"]
        await driver.press("/", *"ma")
        assert rows() == ["gamma"]
        await driver.press("backspace", "backspace", *"step 2", "enter")
        assert rows() == ["alpha"]
        await driver.press("enter")
        assert driver.place == (0, 2)
        await driver.enter(":marks")
        await driver.press("/", *"nothing")
        assert "no row has these words" in driver.text
        await driver.press("escape")
        assert len(rows()) == 3
        await driver.press("/", *"al", "enter")
        await driver.paste("pha and more")  # which is not typed any more
        assert rows() == ["alpha"]
        await driver.press("escape")
        assert len(rows()) == 3
        await driver.press("escape")
        assert not driver.app.screen.covered
