"""The chart: what it shows, and how one moves in it."""

import re

import numpy as np
import pytest

from engine.program.recipe import Recipe
from tui.widgets.chart import Chart

USUAL, LARGE = (80, 24), (160, 50)


class Xor:
    """The XOR experiment in numpy, with the first weights of a seed."""

    def __init__(self, seed, iterations, rate=1.0):
        network = Recipe("xor", seed=seed).program().network
        w1, b1, w2, b2 = (np.array(value) for value in network.parameters.values())
        x, y = (np.array(network.constants[name]) for name in "XY")
        self.losses, self.masks, self.w1, self.dw1 = [], [], [], []
        for _ in range(iterations):
            z = x @ w1 + b1
            h = np.maximum(z, 0)
            o = h @ w2 + b2
            p = np.exp(o) / np.exp(o).sum(axis=1, keepdims=True)
            do = (p - y) / 4
            dz = do @ w2.T * (z > 0)
            self.losses.append(-np.log((p * y).sum(axis=1)).mean())
            self.masks.append(z > 0)
            self.w1.append(w1)
            self.dw1.append(x.T @ dz)
            w1, b1 = w1 - rate * x.T @ dz, b1 - rate * dz.sum(axis=0)
            w2, b2 = w2 - rate * h.T @ do, b2 - rate * do.sum(axis=0)

    @property
    def changes(self):
        """The iterations in which a ReLU is active for other samples than before."""
        return [k for k in range(1, len(self.masks)) if (self.masks[k] != self.masks[k - 1]).any()]

    def died(self, unit):
        """The first iteration in which a unit is active for no sample any more."""
        return next(k for k, mask in enumerate(self.masks) if not mask[:, unit].any())


@pytest.fixture(scope="module")
def xor():
    """Seed 8, in which unit 0 dies."""
    return Xor(8, 100)


def chart(driver):
    return driver.panel("#chart")


def title(driver):
    return chart(driver)[0]


def foot(driver):
    return chart(driver)[-1]


def curve(driver):
    """The iterations and the values that are drawn."""
    picture = driver.app.screen.query_one(Chart).picture(driver.stop)
    return list(picture.iterations), list(picture.values)


def cursor(driver):
    """The columns of the chart in which the cursor is drawn."""
    plot = [line[9:-1] for line in chart(driver)[1:-3]]
    return {x for line in plot for x, character in enumerate(line) if character in "│●"}


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
        (":plot W1[0]", "no entry [0]"),
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


# Moving


async def test_the_arrows_go_along_the_curve_and_the_debugger_with_them(opened, xor):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 60")
        await driver.press("l", "f")
        places = [driver.place]
        for keys in (["left"], ["left"], [*"20", "left"], ["right"], [*"7", "right"]):
            await driver.press(*keys)
            places.append(driver.place)
            assert driver.stop.state.loss == pytest.approx(xor.losses[driver.place[0]], rel=1e-9)
        assert places == [(60, 4), (59, 4), (58, 4), (38, 4), (39, 4), (46, 4)]


async def test_keys_in_one_burst_go_on_from_one_another(opened, xor):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 60")
        await driver.press("l", "left", "left", "left", "right")
        assert driver.place[0] == 58
        await driver.press(*":it 0", "enter", ".", ".", ".", ",")
        assert driver.place[0] == xor.changes[1]


async def test_the_arrows_stop_at_both_ends_and_run_nothing(opened):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 60")
        await driver.press("l", "right", *"99", "right")
        assert driver.place == (60, 1)
        await driver.press(*"99", "left", "left")
        assert driver.place == (0, 1)
        assert driver.stop.timeline.length == 60


async def test_where_columns_hold_several_iterations_the_arrows_go_by_columns(opened):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 1000")
        await driver.press("l")
        columns = [cursor(driver)]
        for _ in range(3):
            await driver.press("left")
            columns.append(cursor(driver))
        assert all(len(each) == 1 for each in columns)
        at = [next(iter(each)) for each in columns]
        assert at == sorted(at, reverse=True)
        assert at[0] - at[-1] in (3, 4)


@pytest.mark.parametrize("size", [USUAL, LARGE])
async def test_a_click_goes_to_the_iteration_under_it(opened, size):
    async with opened("xor", seed=8, size=size) as driver:
        await driver.train(":train 1000")
        await driver.press("l")
        left, right = 9, size[0] - 2
        for x in (left, left + 7, (left + right) // 2, right):
            await driver.click_at("#chart", (x, 5))
            wanted = 1000 * (x - left) / (right - left)
            assert driver.place[0] == pytest.approx(wanted, abs=1000 / (right - left))
            assert cursor(driver) == {x - left}


@pytest.mark.parametrize("place", [(0, 0), (3, 4), (0, 5), (40, 0)])
async def test_a_click_beside_the_plot_does_nothing(opened, place):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 100")
        await driver.press("l")
        await driver.click_at("#chart", place)
        assert driver.place == (100, 1)


async def test_points_and_commas_visit_what_happened_to_relus(opened):
    xor = Xor(8, 19)
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 19")
        await driver.press("l", *":it 0", "enter")
        forwards = []
        for _ in xor.changes:
            await driver.press(".")
            forwards.append(driver.place[0])
        assert forwards == xor.changes
        await driver.press(".")
        assert "no ReLU has changed" in driver.lines[-1]
        assert driver.place[0] == xor.changes[-1]
        await driver.press(*"3,")
        assert driver.place[0] == xor.changes[-4]
        await driver.press(*"99,")
        assert driver.place[0] == xor.changes[0]
        await driver.press(",")
        assert f"no ReLU changed before iteration {xor.changes[0]}" in driver.lines[-1]
        await driver.press(*"2.")
        assert driver.place[0] == xor.changes[2]


async def test_the_death_of_a_unit_is_marked_found_and_said(opened, xor):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 99")
        await driver.press("l")
        assert "✗" in chart(driver)[1]
        await driver.press(*":it 0", "enter")
        while "unit 0 of H died" not in foot(driver):
            await driver.press(".")
        assert driver.place[0] == xor.died(0) == 5


async def test_in_a_wide_chart_the_keys_stay_beside_what_happened(opened):
    async with opened("xor", seed=8, size=LARGE) as driver:
        await driver.train(":train 60")
        await driver.press("l", ",")
        assert re.search(r"unit \d of H .*← → move .* l graph", foot(driver))


@pytest.mark.parametrize("key", [",", "."])
async def test_a_network_without_relus_says_so(opened, key):
    async with opened("regression") as driver:
        await driver.train(":train 30")
        await driver.press("l", key)
        assert "no ReLU" in driver.lines[-1]
        assert driver.place == (30, 1)


async def test_a_change_of_the_rate_is_marked(opened):
    async with opened("xor", seed=0) as driver:
        await driver.train(":train 40")
        await driver.enter(":lr 0.5")
        await driver.train(":train 40")
        await driver.press("l")
        assert "lr = 0.5" in chart(driver)[1]
        await driver.press(*":it 40", "enter", *":lr 0.25", "enter", *"19]19]2]")
        assert "lr = 0.25" in chart(driver)[1]
        assert "lr = 0.5" not in chart(driver)[1]


async def test_stepping_goes_on_while_the_chart_is_open(opened):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 40")
        await driver.press("l", *"15n", "N")
        assert driver.place == (40, 15)
        assert "step 15/15" in driver.lines[0]
        assert "b2 = b2" in driver.words
        await driver.press("n")
        assert driver.place == (41, 1)
        assert driver.stop.timeline.length == 41
        assert len(curve(driver)[0]) == 42


@pytest.mark.parametrize("size", [(60, 16), (50, 10), LARGE, (300, 70)])
async def test_resizing_draws_the_chart_for_the_size(opened, size):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 100")
        await driver.press("l")
        usual = chart(driver)
        await driver.resize(*size)
        if size[0] >= 60:
            assert {len(line) for line in chart(driver)} == {size[0]}
        await driver.press("left")
        await driver.press("right")
        await driver.resize(*USUAL)
        assert chart(driver)[1:] == usual[1:]


async def test_angle_brackets_visit_only_the_deaths_of_relus(opened, xor):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 90")
        await driver.press("l", "less_than_sign")
        assert driver.place[0] == max(k for k in xor.changes if k <= xor.died(0))
        assert "unit 0 of H died" in foot(driver)
        await driver.press("less_than_sign")
        assert f"no ReLU died before iteration {xor.died(0)}" in driver.lines[-1]
        await driver.press("greater_than_sign")
        assert "no ReLU has died yet after" in driver.lines[-1]
