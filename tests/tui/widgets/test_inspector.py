"""The inspector: a node entry by entry, and the entry that is singled out."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tui.drawing.entries import Table
from tui.drawing.look import Look
from tui.widgets.inspector import scrolled

USUAL, LARGE = (80, 24), (160, 50)

ROWS, COLUMNS = 50, 30
VALUES = np.random.default_rng(7).normal(size=(ROWS, COLUMNS)).round(3)

WIDE = f"""
loss = "L"
equations = '''
Z = X * w
H = relu(Z)
L = mean(H)
'''
[inputs]
X = {VALUES.tolist()}
[parameters]
w = 2
"""

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


def inspector(driver):
    return driver.panel("#inspector")


def title(driver):
    return inspector(driver)[0]


def foot(driver):
    return inspector(driver)[-1]


def row(driver, label):
    """The cells of a row, value and gradient."""
    line = next(line for line in inspector(driver) if line[2:].startswith(label))
    return line[2:].removeprefix(label).strip("│ ").split()


def number(text):
    return float(text.replace("−", "-"))


def numbers(cells):
    return [number(cell) for cell in cells if not re.fullmatch("[▲✗◇◐│]", cell)]


def signs(cells):
    return [cell for cell in cells if cell in "▲✗◇◐"]


def card(driver):
    return driver.panel("#card")


def reversed_cells(driver):
    """The texts in the inspector that are shown in reverse, that is singled out."""
    panel = driver.app.screen.query_one("#inspector").region
    strips = driver.app.screen._compositor.render_strips()[panel.y : panel.bottom]
    return [
        segment.text.strip()
        for strip in strips
        for segment in strip
        if segment.style is not None and segment.style.reverse and segment.text.strip()
    ]


async def inspect(driver, step, node=None):
    """Go to a step and inspect its node, or another."""
    await driver.enter(f":{step}")
    if node is not None:
        await driver.enter(f":select {node}")
    await driver.press("enter")


# What is shown


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


# Large arrays


@pytest.fixture(scope="module")
def wide(network_of):
    return network_of(WIDE)


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
    lines = ["".join(text for text, _ in line) for line in table.lines(0, 20, 0)]
    assert all(len(line) <= width for line in lines) or table.shown == 1
    assert all(line.isascii() for line in lines) or not ascii_only
    places = [table.index(*divmod(k, table.columns)) for k in range(table.rows * table.columns)]
    assert places == list(np.ndindex(table.shape))
    columns = [table.column_at(x, 0) for x in range(width)]
    seen = [column for column in columns if column is not None]
    assert set(seen) == set(range(table.shown))


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
        total = re.search(r"= (\S+) Z adds up", text)[1]
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
