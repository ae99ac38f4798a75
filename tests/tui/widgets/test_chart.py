"""The chart: how it is opened, and what it shows."""

import re

import numpy as np
import pytest

from tests.tui.widgets.charts import LARGE, USUAL, chart, curve, foot


def title(driver):
    return chart(driver)[0]


async def redrawn(driver, size=USUAL):
    """The chart as it is drawn anew."""
    await driver.resize(120, 40)
    await driver.resize(*size)
    return chart(driver)


# Opening and closing


async def test_l_shows_the_chart_and_the_graph_again(opened):
    async with opened("xor", seed=8) as driver:
        graph = driver.panel("#graph")
        await driver.press("l")
        assert "Loss L" in title(driver)
        assert "╭X" not in driver.text
        await driver.press("l")
        assert driver.panel("#graph") == graph


async def test_escape_closes_the_chart_once_there_is_no_count(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press("l", "5", "escape")
        assert "Loss L" in driver.text
        await driver.press("escape")
        assert "Loss L" not in driver.text


async def test_the_chart_opens_with_the_loss(opened):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 30")
        await driver.enter(":plot dL/dW1")
        await driver.press("l", "l")
        assert "Loss L" in title(driver)


async def test_o_makes_the_scale_logarithmic_and_linear_again(opened):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 100")
        await driver.press("l")
        linear = chart(driver)
        await driver.press("o")
        assert ", logarithmic" in title(driver)
        assert chart(driver)[2:] != linear[2:]
        await driver.press("o")
        assert chart(driver) == linear


async def test_o_opens_the_chart(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press("o")
        assert "Loss L" in title(driver)


# What is drawn


async def test_the_loss_of_an_iteration_is_shown_wherever_in_it_one_stands(opened, xor):
    async with opened("xor", seed=8) as driver:
        await driver.press("l")
        assert curve(driver) == ([0], pytest.approx(xor.losses[:1], rel=1e-9))
        assert f"Loss L = {xor.losses[0]:.6g} in iteration 0" in title(driver)
        await driver.enter(":it 60")
        await driver.until_trained()
        assert f"Loss L = {xor.losses[60]:.6g} in iteration 60" in title(driver)
        assert driver.stop.state.loss is None


async def test_the_curve_is_the_loss_of_every_iteration(opened, xor):
    async with opened("xor", seed=8) as driver:
        await driver.press(*"l:train 99", "enter")
        await driver.until_trained()
        iterations, values = curve(driver)
        assert iterations == list(range(100))
        assert values == pytest.approx(xor.losses[:100], rel=1e-9)


@pytest.mark.parametrize(
    ("line", "words", "value"),
    [
        (":plot dL/dW1", "Norm of ∂L/∂W1", lambda run, k: np.linalg.norm(run.dw1[k])),
        (":plot ∂L/∂W1[0,1]", "∂L/∂W1[0,1]", lambda run, k: run.dw1[k][0, 1]),
        (":plot W1", "Norm of W1", lambda run, k: np.linalg.norm(run.w1[k])),
        (":plot W1[0,1]", "W1[0,1]", lambda run, k: run.w1[k][0, 1]),
        (":plot W1[ 0 , 1 ]", "W1[0,1]", lambda run, k: run.w1[k][0, 1]),
        (":plot", "Loss L", lambda run, k: run.losses[k]),
        (":plot L", "Loss L", lambda run, k: run.losses[k]),
    ],
)
async def test_a_symbol_is_charted(opened, xor, line, words, value):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 50")
        await driver.enter(line)
        assert f" {words} " in title(driver)
        iterations, values = curve(driver)
        assert iterations[:3] == [0, 1, 2]
        assert values == pytest.approx([value(xor, k) for k in iterations], rel=1e-9)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (":plot nothing", "'nothing'"),
        (":plot dL/dX", "'dL/dX'"),
        (":plot W1[9,9]", "no entry [9, 9]"),
        (":plot W1[0,2]", "no entry [0, 2]"),
        (":plot L[0]", "no entry [0]"),
        (":plot W1[-1,0]", "write an entry by its places, counted from 0, as in W1[0,1]"),
        (":plot W1[0,1", "not an expression at '[0,1'"),
        (":plot W1 < 0", "'W1 < 0' is true or false and has no curve"),
    ],
)
async def test_what_cannot_be_charted_is_refused_and_changes_nothing(opened, line, words):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 30")
        await driver.enter(":plot dL/dW2")
        before = chart(driver)
        await driver.enter(line)
        assert words in driver.lines[-1]
        assert chart(driver) == before


async def test_what_cannot_be_charted_opens_no_chart(opened):
    async with opened("xor", seed=8) as driver:
        graph = driver.panel("#graph")
        await driver.enter(":plot nothing")
        assert driver.panel("#graph") == graph


async def test_a_chart_that_is_drawn_piece_by_piece_is_as_drawn_at_once(opened):
    """Values change under a curve of the same length: a step, an update, another rate."""
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 30")
        for keys in (
            ["l"], ["f"], [*":plot W1", "enter"], ["G"], ["n"], ["N"],
            [*":it 20", "enter", *":lr 3", "enter", "y", *"10]10["],
            [*":lr 2", "enter", "y", *"10]10["], [*":seed 3", "enter"], [*"4]"], ["R"],
        ):  # fmt: skip
            await driver.press(*keys)
            await driver.until_trained()
            assert chart(driver) == await redrawn(driver), keys


async def test_infinity_is_drawn_as_such(opened):
    async with opened("skip", learning_rate=1e200) as driver:
        await driver.train(":train 50")
        await driver.enter(":plot dL/dh0")
        assert "inf" in "".join(chart(driver)[1:-1])
        await driver.press("o")
        assert "inf" in "".join(chart(driver)[1:-1])


@pytest.mark.parametrize("size", [(60, 16), USUAL, LARGE])
async def test_the_frame_is_whole_wherever_one_is(opened, size):
    async with opened("xor", seed=8, size=size) as driver:
        await driver.train(":train 60")
        await driver.press("l")
        for _ in range(12):
            lines = chart(driver)
            assert {len(line) for line in lines} == {size[0]}
            assert lines[0][0] + lines[0][-1] + lines[-1][0] + lines[-1][-1] == "╭╮╰╯"
            assert all(line[0] == line[-1] == "│" for line in lines[1:-1])
            await driver.press(",")


async def test_more_happenings_than_fit_are_cut_within_the_frame(opened, network_of):
    """Six units with a gradient of 1 and a weight of 1: a rate of 9 kills them all at once."""
    network = network_of(
        "loss = 'L'\nequations = '''\nH = relu(X @ W)\nL = sum(H)\n'''\n"
        "inputs = { X = [[1]] }\nparameters = { W = [[1, 1, 1, 1, 1, 1]] }\n"
        "training = { learning_rate = 9 }\n"
    )
    async with opened(network) as driver:
        await driver.press("l", "G", "]", "]", ",")
        assert driver.place[0] == 1
        found = re.search(r"unit 0 of H died, .* and (\d) more ─╯$", foot(driver))
        assert foot(driver).count("died") + int(found[1]) == 6
        assert len(foot(driver)) == 80
        assert foot(driver).startswith("╰")


async def test_in_ascii_the_chart_is_ascii(opened):
    async with opened("xor", seed=8, ascii_only=True) as driver:
        await driver.train(":train 100")
        lines = ["l", "o", ",", "right", ":lr 2\r", "y", ":plot dL/dW1\r", ":plot W1[9,9]\r", "?"]
        for line in lines:
            keys = [line] if line == "right" else ["enter" if key == "\r" else key for key in line]
            await driver.press(*keys)
            assert driver.text.isascii(), line
