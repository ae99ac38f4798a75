"""The entry that is singled out: moved, kept, typed, given up."""

import re

import pytest

from tests.tui.widgets.entries import card, inspect, inspector, number, reversed_cells, row, title

# Moving, keeping, giving up


async def test_opening_singles_out_the_first_entry_and_the_card_computes_it(opened):
    async with opened("xor", seed=8) as driver:
        await inspect(driver, 1)
        assert driver.stop.entry == (0, 0)
        assert "Step, sample 0, unit 0" in card(driver)[0]
        await driver.press(*"3", "down", "right")
        assert driver.stop.entry == (3, 1)
        text = " ".join(" ".join(card(driver)).replace("│", " ").split())
        assert "Z[3,1] = X[3,0] · W1[0,1] + X[3,1] · W1[1,1] + b1[1]" in text
        w1, b1 = driver.stop.state.value("W1"), driver.stop.state.value("b1")
        total = re.search(r"[=≈] (\S+) Z adds up", text)[1]
        assert number(total) == pytest.approx(w1[0, 1] + w1[1, 1] + b1[1], rel=1e-5)


async def test_enter_keeps_the_entry_and_opening_again_goes_to_it(opened):
    async with opened("xor", seed=8) as driver:
        await inspect(driver, 1)
        await driver.press("down", "right", "enter")
        assert "╭X" in driver.text
        assert driver.stop.entry == (1, 1)
        await driver.press("n")
        assert "Step, sample 1, unit 1" in card(driver)[0]
        await driver.press("enter")
        assert driver.stop.entry == (1, 1)
        assert len(reversed_cells(driver)) == 1


async def test_escape_closes_and_gives_the_entry_up(opened):
    async with opened("xor", seed=8) as driver:
        await inspect(driver, 1)
        await driver.press("down", "escape")
        assert "╭X" in driver.text
        assert driver.stop.entry is None
        assert "─ Step ─" in card(driver)[0]


async def test_escape_on_the_graph_gives_up_the_entry_that_was_kept(opened):
    async with opened("xor", seed=8) as driver:
        await inspect(driver, 1)
        await driver.press("enter", "5", "escape")
        assert driver.stop.entry == (0, 0)
        await driver.press("escape")
        assert driver.stop.entry is None
        await driver.press("escape")
        assert driver.lines[-1].split()[:2] == ["n", "step"]


async def test_a_count_is_for_one_move(opened, wide):
    async with opened(wide) as driver:
        await inspect(driver, 1)
        await driver.press(*"10", "down", "down")
        assert driver.stop.entry == (11, 0)
        assert driver.lines[-1].rstrip()[-1].isalpha()


async def test_while_stepping_the_inspector_follows(opened):
    async with opened("xor", seed=8) as driver:
        await inspect(driver, 1)
        await driver.press("right", "n")
        assert "H  activation" in title(driver)
        assert driver.stop.entry == (0, 1)
        await driver.press("n", "n")
        assert "L  loss" in title(driver)
        await driver.press("N")
        assert "O  prediction" in title(driver)
        assert len(reversed_cells(driver)) == 1


async def test_a_click_singles_out_an_entry_of_the_value_or_of_the_gradient(opened):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 40")
        await inspect(driver, 5)
        for sample, unit in ((2, 1), (0, 0), (3, 0)):
            cells = row(driver, f"sample {sample}")
            for text in (cells[unit], cells[3 + unit]):
                line = inspector(driver)[2 + sample]
                assert line.count(f" {text} ") == 1
                await driver.click_at("#inspector", (line.index(f" {text} ") + 1, 2 + sample))
                assert driver.stop.entry == (sample, unit)
                await driver.enter(":entry")


@pytest.mark.parametrize("place", [(3, 1), (5, 3), (75, 3), (20, 8), (20, 7), (0, 0), (20, 11)])
async def test_a_click_beside_the_entries_changes_nothing(opened, place):
    async with opened("xor", seed=8) as driver:
        await inspect(driver, 2)
        await driver.press("down", "right")
        await driver.click_at("#inspector", place)
        assert driver.stop.entry == (1, 1)


async def test_a_click_in_a_scrolled_array(opened, wide):
    async with opened(wide) as driver:
        await inspect(driver, 2)
        await driver.press(*"30", "down", *"20", "right")
        label = re.search(r"sample (\d+)", inspector(driver)[3])[1]
        unit = re.search(r"unit (\d+)", inspector(driver)[1])[1]
        await driver.click_at("#inspector", (inspector(driver)[1].index("unit"), 3))
        assert driver.stop.entry == (int(label), int(unit))
        over_all = next(y for y, line in enumerate(inspector(driver)) if "over all" in line)
        await driver.click_at("#inspector", (20, over_all))
        assert driver.stop.entry == (int(label), int(unit))


# :entry


@pytest.mark.parametrize(
    ("line", "entry"),
    [(":entry 3 1", (3, 1)), (":entry 3, 1", (3, 1)), (":entry 3,1", (3, 1)), (":ent 1", (1,))],
)
async def test_an_entry_can_be_typed(opened, line, entry):
    async with opened("xor", seed=8) as driver:
        await driver.press("n")
        await driver.enter(line)
        assert driver.stop.entry == entry
        assert "Z[" in driver.text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (":entry 9 9", "no array of this network has an entry [9, 9]"),
        (":entry x", "'x'"),
        (":entry 1.5 0", "'1.5'"),
        (":entry -1 0", "-1"),
        (":entry 0 0 0", "no array"),
        (":entry 3 1 and", "'and'"),
    ],
)
async def test_an_entry_that_is_none_is_refused_and_changes_nothing(opened, line, words):
    async with opened("xor", seed=8) as driver:
        await driver.press("n")
        await driver.enter(":entry 2 1")
        await driver.enter(line)
        assert words in driver.lines[-1]
        assert driver.stop.entry == (2, 1)


async def test_entry_alone_gives_it_up(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press("n")
        await driver.enter(":entry 2 1")
        await driver.enter(":entry")
        assert driver.stop.entry is None
        assert "─ Step ─" in card(driver)[0]


async def test_a_network_of_numbers_has_no_entries(opened):
    async with opened("skip") as driver:
        await driver.enter(":entry 0 0")
        assert "no array" in driver.lines[-1]


# ASCII


async def test_in_ascii_the_inspector_is_ascii(opened, wide):
    async with opened(wide, ascii_only=True) as driver:
        for step in range(1, 7):
            await inspect(driver, step)
            await driver.press("down", "right")
            assert driver.text.isascii(), step
            await driver.press("escape")
        await inspect(driver, 1, "H")
        assert driver.text.isascii()
        await driver.enter(":plot w[9,9]")
        assert driver.text.isascii()
