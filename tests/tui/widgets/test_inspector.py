"""The inspector: a node entry by entry."""

import re

import numpy as np
import pytest

from tests.tui.widgets.entries import (
    LARGE,
    VALUES,
    WIDE,
    card,
    foot,
    inspect,
    inspector,
    numbers,
    row,
    signs,
    title,
)

UNIT_BY_UNIT = """
loss = "L"
equations = '''
Z = X @ W
H = relu(Z)
L = mean(square(H))
'''
[inputs]
X = [[1, -1], [2, 0.5], [-1, -1]]
[parameters]
W = [[1, -1, 0, 1], [0.5, -1, 0, -2]]
"""


async def test_a_matrix_has_a_row_for_each_sample_and_the_sign_of_each_entry(opened):
    async with opened("xor", seed=8) as driver:
        await driver.train(":train 20")
        await inspect(driver, 2)
        assert "H" in title(driver)
        assert "activation, 4×2" in title(driver)
        assert "unit 0" in inspector(driver)[1]
        z = driver.stop.state.value("Z")
        for sample in range(4):
            cells = row(driver, f"sample {sample}")
            assert numbers(cells) == pytest.approx(np.maximum(z[sample], 0), rel=1e-5)
            assert signs(cells) == ["▲" if entry > 0 else "✗" for entry in z[sample]]
        assert (z > 0).any()
        assert not (z > 0).all()


async def test_units_are_dead_for_all_samples_or_for_some(opened, network_of):
    """By hand: z is [0.5 0 0 3], [2.25 -2.5 0 1], [-1.5 2 0 1]."""
    async with opened(network_of(UNIT_BY_UNIT), size=LARGE) as driver:
        await inspect(driver, 2)
        assert signs(row(driver, "sample 0")) == ["▲", "◇", "◇", "▲"]
        assert signs(row(driver, "sample 1")) == ["▲", "✗", "◇", "▲"]
        assert signs(row(driver, "sample 2")) == ["✗", "▲", "◇", "▲"]
        assert " ".join(row(driver, "over all")) == "◐ mixed ◐ mixed ◇ kink ▲ active"


async def test_the_gradient_stands_beside_the_value_when_it_is_computed(opened):
    async with opened("xor", seed=8) as driver:
        await inspect(driver, 4, "O")
        values = [numbers(row(driver, f"sample {sample}")) for sample in range(4)]
        assert "∂L/∂O" not in "".join(inspector(driver))
        assert [len(each) for each in values] == [2] * 4
        await driver.press("n")
        assert "∂L/∂O" in inspector(driver)[1]
        softmax = np.exp(values) / np.exp(values).sum(axis=1, keepdims=True)
        wanted = (softmax - np.array([[1, 0], [0, 1], [0, 1], [1, 0]])) / 4
        for sample in range(4):
            cells = numbers(row(driver, f"sample {sample}"))
            assert cells[:2] == pytest.approx(values[sample], rel=1e-5)
            assert cells[2:] == pytest.approx(wanted[sample], rel=1e-4)


async def test_vectors_of_a_batch_are_columns(opened):
    async with opened("regression") as driver:
        await inspect(driver, 2)
        assert "5" in title(driver)
        errors = [1.1, -0.2, -0.9, -2.1, -2.9]  # yhat is 0 everywhere
        found = [numbers(row(driver, f"sample {sample}")) for sample in range(5)]
        assert found == [[pytest.approx(error)] for error in errors]
        await driver.press("down", "down")
        assert driver.stop.entry == (2,)
        assert "sample 2" in card(driver)[0]
        await driver.press("right")
        assert driver.stop.entry == (2,)


async def test_a_single_number_is_one_entry_with_nothing_to_move_to(opened):
    async with opened("skip") as driver:
        await inspect(driver, 15)
        assert "h0  activation, a single number" in title(driver)
        assert "move" not in foot(driver)
        assert inspector(driver)[2].strip("│ ").split() == ["0.5", "▲", "│", "0.75"]
        for key in ("right", "down", "pagedown"):
            await driver.press(key)
            assert driver.stop.entry is None
        await driver.press("enter")
        assert "╭x" in driver.text
        assert driver.place == (0, 15)


async def test_a_vector_of_parameters_is_a_row_of_units(opened):
    async with opened("classifier") as driver:
        await inspect(driver, 1, "b")
        assert [f"unit {k}" in inspector(driver)[1] for k in range(4)] == [True, True, True, False]
        await driver.press("right", "right", "right")
        assert driver.stop.entry == (2,)


async def test_three_classes_and_their_gradients_fit_the_usual_screen(opened):
    async with opened("classifier") as driver:
        await inspect(driver, 3)
        assert "∂L/∂O" in inspector(driver)[1]
        for sample in range(6):
            cells = numbers(row(driver, f"sample {sample}"))
            logits, gradient = np.array(cells[:3]), cells[3:]
            softmax = np.exp(logits) / np.exp(logits).sum()
            wanted = (softmax - np.eye(3)[sample // 2]) / 6
            assert gradient == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize("node", ["H", "L"])
async def test_what_is_not_computed_yet_is_a_dot_and_said_so(opened, node):
    async with opened("xor", seed=8) as driver:
        await inspect(driver, 1, node)
        assert "not computed yet" in title(driver)
        assert set("".join(inspector(driver)[2:6]).replace("sample", "")) <= set("│ ·0123")
        assert "·" in inspector(driver)[2]
        await driver.press(*"ff")
        assert "not computed yet" not in title(driver)
        assert "·" not in "".join(inspector(driver))


@pytest.mark.parametrize("values", [(0.0, -0.0), (1e-300, -1e300), (123456.7, -0.000123456)])
async def test_numbers_stand_under_each_other(opened, network_of, values):
    high, low = values
    text = WIDE.replace(str(VALUES.tolist()), f"[[{high}, {low}], [{low}, {high}]]")
    async with opened(network_of(text)) as driver:
        await inspect(driver, 1, "X")
        lines = inspector(driver)[2:4]
        digits = r"(?:(?<= )|(?<= −))[\d.]"
        starts = [[at.start() for at in re.finditer(digits, line[10:])] for line in lines]
        assert starts[0] == starts[1]
        for sample, expected in enumerate([values, values[::-1]]):
            found = numbers(row(driver, f"sample {sample}"))
            assert found == pytest.approx(expected, rel=1e-5)
