"""Branches: the list of them, going over, and places in them."""

from tests.tui.screens.comparing import Skip, comparison, do, row
from tui.commands.lists import choose_branch
from tui.drawing.look import Look
from tui.widgets.chart import Chart


def test_the_list_of_branches_is_a_tree_in_which_the_current_one_is_marked(debugger):
    stop = do(debugger, "set w3 = 0", "set w2 = 0", "branch 0", "lr 0.5", "branch 1")
    choices = choose_branch(stop, "", Look().style(stop.program))
    assert choices.lines == [
        "  0  as it was opened",
        "*   1  w3 = 0 from iteration 0 on",
        "      2  w2 = 0 from iteration 0 on",
        "    3  lr = 0.5 from iteration 0 on",
    ]
    assert choices.start == 1
    assert "* current" in choices.hint


def test_the_list_of_the_only_branch_says_how_to_make_another(debugger):
    choices = choose_branch(debugger.stop, "", Look().style(debugger.stop.program))
    assert choices.lines == ["* 0  as it was opened"]
    assert "set w3 = 0" in choices.hint


async def test_in_the_list_enter_goes_over_and_c_compares(opened):
    async with opened() as driver:
        await driver.press(*":15", "enter", *":set w3 = 0", "enter", *":branches", "enter")
        assert "Enter goes over, c compares" in driver.text
        await driver.press("up", "enter")
        assert "branch 0" in driver.lines[0]
        assert driver.stop.state.gradient("h0") == 0.75
        assert "Branches" not in driver.text
        await driver.press(*":branches", "enter", "down", "c")
        assert "Branches 0 and 1 side by side" in comparison(driver)[0]
        assert "branch 0" in driver.lines[0]


async def test_a_branch_is_gone_over_to_at_the_same_step(opened):
    async with opened() as driver:
        await driver.press(*":15", "enter", *":set w3 = 0", "enter", "]", *":branch 0", "enter")
        assert driver.place == (1, 15)
        assert "branch 0: as it was opened" in driver.lines[-1]
        assert driver.stop.state.gradient("h0") == Skip(1).dh0
        await driver.enter(":branch 1")
        assert driver.stop.state.gradient("h0") == Skip(1, w3=0.0).dh0


async def test_a_branch_that_ends_earlier_is_gone_over_to_at_its_end(opened):
    async with opened() as driver:
        await driver.enter(":set w3 = 0")
        await driver.enter(":branch 0")
        await driver.train(":train 100")
        await driver.enter(":branch 1")
        assert driver.place == (0, 1)
        assert "it has been run up to iteration 0 only" in driver.lines[-1]


async def test_a_mark_in_another_branch_leads_there(opened):
    async with opened() as driver:
        await driver.press(*":15", "enter", *":set w3 = 0", "enter", *":mark cut", "enter")
        await driver.press(*":branch 0", "enter", "]")
        await driver.enter(":marks")
        assert "iteration 0, step 15, branch 1" in driver.text
        await driver.press("enter")
        assert driver.place == (0, 15)
        assert "branch 1" in driver.lines[0]
        assert driver.stop.state.gradient("h0") == 0.25


async def test_a_place_in_another_branch_does_not_make_this_one_run_there(opened):
    async with opened() as driver:
        await driver.train(":train 100")
        await driver.press(*":mark far", "enter", "R", *":set w3 = 0", "enter")
        assert driver.stop.timeline.length == 0
        await driver.enter(":jump far")
        assert driver.place == (100, 1)
        assert [each.timeline.length for each in driver.stop.branches] == [100, 0]


async def test_the_history_lists_jumps_and_leads_back_into_other_branches(opened):
    async with opened() as driver:
        await driver.press(*":15", "enter", *":set w3 = 0", "enter", "]", *":branch 0", "enter")
        await driver.enter(":history")
        listed = [line for line in driver.lines if "iteration" in line]
        assert "iteration 0, step 15: ∂L/∂h0" in listed[0]
        assert "branch 1" in listed[1]
        assert "w3 = 0" in listed[1]
        assert "iteration 1, step 15, branch 1" in listed[2]
        assert "iteration 1, step 15: ∂L/∂h0" in listed[3]
        await driver.press("up", "up", "enter")
        assert driver.place == (0, 15)
        assert "branch 1" in driver.lines[0]
        assert driver.stop.state.gradient("h0") == 0.25


async def test_steps_taken_one_by_one_are_not_in_the_history(opened):
    async with opened() as driver:
        await driver.press(*"nnnN")
        await driver.enter(":history")
        assert "steps taken one by one do not count" in driver.lines[-1]


async def test_watches_show_what_they_are_worth_in_the_branch(opened):
    async with opened() as driver:
        await driver.press(*":watch dL/dh0", "enter", *":15", "enter")
        assert "= 0.75" in driver.panel("#watches")[0]
        await driver.enter(":set w3 = 0")
        assert "= 0.25" in driver.panel("#watches")[0]
        await driver.press(*":watches", "enter")
        assert "0.25" in row(driver.lines, "1")
        await driver.press("q", *":branch 0", "enter")
        assert "= 0.75" in driver.panel("#watches")[0]


def values(chart, stop):
    """The values of the curve that is drawn."""
    return chart.picture(stop).curves[0].values.values.tolist()


async def test_the_chart_marks_a_change_and_follows_the_branch(opened):
    async with opened() as driver:
        await driver.train(":train 4")
        await driver.press(*":it 2", "enter", *":set w0 = 1", "enter", *":it 4", "enter", "l")
        picture = driver.panel("#chart")
        assert "≔" in picture[1]
        assert "w0 = 1" in picture[1]
        shown = driver.app.screen.query_one(Chart)
        assert values(shown, driver.stop)[:2] == [Skip(0).loss, Skip(1).loss]
        changed = values(shown, driver.stop)
        await driver.enter(":branch 0")
        assert "≔" not in driver.panel("#chart")[1]
        kept = values(shown, driver.stop)
        assert kept == [Skip(k).loss for k in range(len(kept))]
        assert changed[:2] == kept[:2]
        assert changed[2] != kept[2]


async def test_where_the_chart_is_crowded_its_foot_tells_the_change(opened):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 60")
        await driver.press(*":it 20", "enter", *":set W1 = 1", "enter")
        await driver.train(":train 30")
        await driver.press("l")
        assert "≔" in driver.panel("#chart")[1]
        await driver.enter(":it 20")
        assert "W1 = 1" in driver.panel("#chart")[-1]
