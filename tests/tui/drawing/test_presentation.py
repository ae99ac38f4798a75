"""Presentation mode: one formula at a time, and the keys that were pressed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.program.program import derive
from tui.drawing.look import Look
from tui.drawing.presentation import Reveal, backward, onward, parts_of, presented, veiled
from tui.drawing.strokes import WIDEST, Strokes

FAN_IN = [
    "∂L/∂h0 = ∂L/∂z2 · w3 + ∂L/∂z1 · w1",
    "= 1 · 0.5 + 0.5 · 0.5",
    "= 0.5 + 0.25",
    "= 0.75",
]
"""Step 15 of the exercise, line by line."""


@pytest.fixture
def fan_in():
    return Debugger(derive(load_network("skip"))).goto(15)


def card(driver):
    """The text of the step card, without its frame and blank lines."""
    lines = [line.strip("│| ") for line in driver.panel("#card")[1:-1]]
    return [line for line in lines if line]


def text_of(shown):
    return ["".join(text for text, _ in line).strip() for line in shown.lines if line]


# What is revealed


def test_a_step_is_revealed_in_names_then_in_numbers_then_its_value_then_why(fan_in):
    shown = [text_of(presented(fan_in, Look(), Reveal(fan_in.cursor, n), 76, 8)) for n in range(6)]
    assert shown[1:5] == [FAN_IN[:n] for n in range(1, 5)]
    assert shown[5][:4] == FAN_IN
    assert shown[5][4].startswith("h0 feeds z1 and z2")


def test_a_step_come_to_by_a_jump_is_shown_whole(fan_in):
    elsewhere = Reveal(Debugger(derive(load_network("skip"))).goto(3).cursor, 1)
    assert text_of(presented(fan_in, Look(), elsewhere, 76, 8))[:4] == FAN_IN


def test_onward_and_backward_undo_each_other(fan_in):
    parts = parts_of(fan_in, Look(), 76, 8)
    reveal = Reveal(fan_in.cursor, 1)
    seen = [reveal]
    while (reveal := onward(reveal, fan_in, parts)) is not None:
        seen.append(reveal)
    assert [each.shown for each in seen] == [1, 2, 3, 4, 5]
    for after, before in zip(seen[:0:-1], seen[-2::-1], strict=True):
        assert backward(after, fan_in, parts) == before
    assert backward(seen[0], fan_in, parts) is None


def test_no_panel_tells_the_value_before_the_card_does(fan_in):
    parts = parts_of(fan_in, Look(), 76, 8)
    told = [
        veiled(fan_in, Reveal(fan_in.cursor, n), parts).state.gradient("h0") for n in range(1, 6)
    ]
    assert told == [None, None, None, 0.75, 0.75]


@given(st.integers(1, 21), st.integers(40, 150), st.integers(3, 30), st.integers(1, 6))
def test_what_is_new_is_always_in_view(step, width, height, shown):
    stop = Debugger(derive(load_network("skip"))).goto(step)
    card = presented(stop, Look(), Reveal(stop.cursor, shown), width, height)
    assert 0 <= card.first <= max(len(card.lines) - height, 0)
    parts = parts_of(stop, Look(), width, height)
    last = parts.sides[min(shown, len(parts.sides)) - 1]
    if shown < parts.total and len(last) < height:
        newest = [line for line in card.lines if line][-1]
        assert newest in card.lines[card.first : card.first + height]


@given(st.integers(1, 21), st.integers(1, 5))
def test_what_is_shown_stays_where_it_is(step, shown):
    stop = Debugger(derive(load_network("skip"))).goto(step)
    before, after = (
        presented(stop, Look(), Reveal(stop.cursor, n), 76, 16).lines for n in (shown, shown + 1)
    )
    texts = [["".join(text for text, _ in line) for line in lines] for lines in (before, after)]
    assert texts[1][: len(texts[0])] == texts[0]


# Key strokes


def pressed(*keys):
    strokes = Strokes()
    for key in keys:
        strokes = strokes.pressed(key, key if len(key) == 1 else None)
    return strokes


def test_a_count_stands_with_its_key():
    assert pressed("n", "1", "0", "n").shown(Look()) == "n 10n"
    assert pressed("1", "0").shown(Look()) == "10"


def test_keys_without_a_character_have_a_name():
    assert pressed("right", "enter").shown(Look()) == "→ Enter"
    assert pressed("right", "enter").shown(Look(ascii=True)) == "right Enter"


@given(st.lists(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1)))
def test_strokes_never_take_more_than_their_corner(lines):
    strokes = Strokes()
    for line in lines:
        strokes = strokes.with_stroke(line)
    assert len(strokes.shown(Look())) <= WIDEST


# On the screen


async def test_n_reveals_and_then_takes_the_next_step(opened):
    async with opened() as driver:
        await driver.enter(":14")
        await driver.press("p", "n")
        assert driver.place == (0, 15)
        for count in range(1, 5):
            assert card(driver) == FAN_IN[:count]
            assert ("0.75" in driver.text) == (count == 4)
            await driver.press("n")
        assert driver.place == (0, 15)
        await driver.press("n")
        assert driver.place == (0, 16)
        await driver.press("N")
        assert driver.place == (0, 15)
        assert card(driver)[:4] == FAN_IN
        await driver.press("N", "N")
        assert card(driver) == FAN_IN[:3]


async def test_keys_sent_at_once_come_to_the_same(opened):
    async with opened() as driver:
        await driver.press("p", *"nnnnnnnnn")
        at_once = driver.lines
    async with opened() as driver:
        await driver.press("p")
        for _ in range(9):
            await driver.press("n")
        assert driver.lines == at_once


async def test_a_count_shows_the_whole_step(opened):
    async with opened() as driver:
        await driver.press("p", *"15n")
        assert driver.place == (0, 15)
        assert card(driver)[:4] == FAN_IN
        assert driver.lines[-1].endswith(" 15n ")


async def test_the_keys_are_shown_while_presenting_and_no_longer(opened):
    async with opened() as driver:
        await driver.press("p", "]")
        assert driver.lines[-1].strip() == "]"
        await driver.enter(":set w3 = 0")
        assert driver.lines[-1].rstrip().endswith(":set w3 = 0")
        await driver.press("p", "n")
        assert "n step" in driver.lines[-1]


async def test_the_header_says_only_where_one_is_and_the_loss(opened):
    async with opened() as driver:
        await driver.press(*"15n", "p")
        words = driver.lines[0].split()
        assert words == ["iteration", "0", "BACKWARD", "8/10", "step", "15/21", "L", "3.375"]
        await driver.press("p")
        assert "Skip network" in driver.lines[0]


async def test_the_values_give_way_and_come_back(opened):
    async with opened() as driver:
        before = driver.lines
        await driver.press("p")
        assert driver.app.screen.query_one("#card").region.width == 80
        assert not driver.app.screen.query_one("#values").display
        await driver.press("p")
        assert driver.lines == before


async def test_where_there_are_few_rows_the_graph_gives_way_but_a_chart_does_not(opened):
    async with opened(size=(60, 16)) as driver:
        await driver.press("p")
        assert driver.app.screen.query_one("#card").region.height == 14
        await driver.press("l")
        assert "Loss" in driver.text
        assert driver.app.screen.query_one("#card").region.height == 7
        await driver.press("l")
        assert driver.app.screen.query_one("#card").region.height == 14


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (160, 50)])
@pytest.mark.parametrize("theme", ["dark", "light", "terminal"])
@pytest.mark.parametrize("ascii_only", [False, True])
async def test_matrices_are_revealed_too(opened, size, theme, ascii_only):
    async with opened("xor", size, ascii_only, theme) as driver:
        await driver.press(*"6n", "p", "n", "n")
        assert "=" in driver.text
        assert driver.place == (0, 7)
        assert driver.text.isascii() or not ascii_only


async def test_stepping_into_a_sum_shows_what_has_arrived(opened):
    async with opened() as driver:
        await driver.press(*"14n", "p", "s", "s")
        assert any("1 of 2 arrived" in line for line in card(driver))
        await driver.press("n")
        assert driver.place == (0, 15)


async def test_inspector_and_comparison_keep_their_place(opened):
    async with opened("xor") as driver:
        await driver.press(*"3n", "enter", "p")
        assert driver.app.screen.query_one("#inspector").region.height > 0
        await driver.press("down")
        assert driver.stop.entry is not None


async def test_it_can_be_typed(opened):
    async with opened() as driver:
        await driver.enter(":present")
        assert driver.app.screen.strokes is not None


async def test_space_goes_on_as_well(opened):
    async with opened() as driver:
        await driver.press(*"14n", "p", " ", " ")
        assert card(driver) == FAN_IN[:2]
        assert driver.lines[-1].strip().endswith("Space Space")


async def test_what_is_presented_is_resized(opened):
    async with opened() as driver:
        await driver.press(*"15n", "p")
        await driver.resize(60, 16)
        await driver.pause()
        assert card(driver)[:4] == FAN_IN
        assert not driver.app.screen.query_one("#stage").display
        await driver.resize(80, 24)
        await driver.pause()
        assert driver.app.screen.query_one("#stage").display


async def test_a_comparison_is_presented_too(opened):
    async with opened() as driver:
        await driver.press(*"14n")
        await driver.enter(":set w3 = 0")
        await driver.enter(":compare")
        await driver.press("p", "n")
        assert driver.app.screen.query_one("#comparison").region.height > 0
        assert len(card(driver)) == 1
