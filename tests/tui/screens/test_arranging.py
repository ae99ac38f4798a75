"""The panels arranged by keys, on a screen that is stepped on and resized meanwhile."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events

HEAVY, ASCII_EDGE = "┏", "+="
AREAS = {"graph": "#stage", "watches": "#watches", "card": "#card", "values": "#values"}


def shown(driver):
    """The parts of the body that are to be seen, with their regions."""
    screen = driver.app.screen
    visible = screen._compositor.visible_widgets
    return {
        name: widget.region
        for name, selector in AREAS.items()
        for widget in screen.query(selector)
        if widget in visible
    }


def covers(driver):
    """How often each cell of the body is covered by a part."""
    width, height = driver.app.screen.size
    cells = [[0] * width for _ in range(height)]
    for region in shown(driver).values():
        for y in range(region.y, region.bottom):
            for x in range(region.x, region.right):
                cells[y][x] += 1
    return cells


def marked(driver):
    """The titles of the frames that are heavy."""
    return [line[line.index(HEAVY) :][2:9] for line in driver.lines if HEAVY in line]


KEYS = [
    *["tab", "tab", "shift+tab", "Z", "Z", "less_than_sign"], *["greater_than_sign"] * 2,
    *["n", "n", "N", "enter", "l", "escape", "p"],
]  # fmt: skip


@given(
    st.lists(
        st.one_of(st.sampled_from(KEYS), st.tuples(st.integers(60, 170), st.integers(16, 55))),
        min_size=1, max_size=14,
    )
)  # fmt: skip
@settings(max_examples=3)
async def test_whatever_is_done_no_cell_is_lost_or_covered_twice(opened, done):
    async with opened("xor", seed=8) as driver:
        await driver.enter(":watch L")
        for each in done:
            if isinstance(each, tuple):
                await driver.resize(*each)
            else:
                await driver.press(each)
            first, *body, last = covers(driver)
            assert set(first) == set(last) == {0}
            assert {count for row in body for count in row} == {1}
            width, height = driver.app.screen.size
            assert [len(line) for line in driver.lines] == [width] * height


async def test_a_panel_is_shown_alone_while_one_steps_on(opened):
    async with opened() as driver:
        usual = shown(driver)
        await driver.press("Z", *"nn")
        assert list(shown(driver)) == ["graph"]
        assert shown(driver)["graph"].height == 22
        assert driver.place == (0, 2)
        await driver.press("tab", "tab")
        assert list(shown(driver)) == ["card"]
        assert "h0 = ReLU(z0)" in driver.text
        await driver.press(":", "escape", "?")
        await driver.press("escape")
        assert list(shown(driver)) == ["card"]
        await driver.press("escape")
        assert shown(driver) == usual
        await driver.press("tab", "Z", "Z")
        assert shown(driver) == usual
        await driver.enter(":maximise")
        assert list(shown(driver)) == ["values"]
        await driver.press("l")
        assert driver.app.screen.query_one("#chart").display
        assert shown(driver) == usual


async def test_what_is_in_focus_is_told_by_its_frame(opened):
    async with opened() as driver:
        assert HEAVY not in driver.text
        titles = []
        for _ in range(4):
            await driver.press("tab")
            titles += marked(driver)
        assert titles == [" Graph ", " Step ━", "node va", " Graph "]
        await driver.press("enter")
        assert "z0  pr" in marked(driver)[0]
        await driver.enter(":watch L")
        await driver.press("tab")
        assert driver.panel("#watches")[0].startswith("┃1 L")
        assert HEAVY not in driver.text
    async with opened(ascii_only=True) as driver:
        await driver.press("tab")
        assert driver.panel("#graph")[0].startswith("+= Graph =====")
        assert driver.text.isascii()


async def test_keys_make_the_panel_in_focus_larger_and_smaller(opened):
    async with opened() as driver:
        usual = shown(driver)
        await driver.press("greater_than_sign", "greater_than_sign")
        assert shown(driver)["graph"].height == usual["graph"].height + 2
        await driver.press("tab", "tab", "less_than_sign")
        assert shown(driver)["card"].width == usual["card"].width - 2
        assert shown(driver)["values"].width == usual["values"].width + 2
        await driver.press("tab", "greater_than_sign")
        assert shown(driver)["values"].width == usual["values"].width + 4
        await driver.resize(160, 50)
        await driver.resize(80, 24)
        assert shown(driver)["graph"].height == usual["graph"].height + 2
        await driver.enter(":layout")
        assert shown(driver) == usual
        await driver.press("tab", *["less_than_sign"] * 30)
        assert shown(driver)["graph"].height == 5
        assert "cannot be smaller" in driver.lines[-1]


async def test_on_a_terminal_that_is_too_small_nothing_is_resized(opened):
    async with opened(size=(20, 2)) as driver:
        await driver.press("greater_than_sign", "tab", "Z")
        for y in (0, 1):
            for kind in (events.MouseDown, events.MouseMove, events.MouseUp):
                at = (3, 1 - y if kind is events.MouseMove else y)
                driver.app.post_message(kind(None, *at, 0, 0, 1, False, False, False, *at))
            await driver.pause()
        await driver.press("Z")
        await driver.resize(80, 24)
        assert list(shown(driver)) == ["graph", "card", "values"]
        assert shown(driver)["graph"].height == 12


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (":focus nosuch", "no panel 'nosuch': write one of graph, card, values"),
        (":focus watches", "no panel 'watches'"),
        (":layout now", "layout stands alone"),
    ],
)
async def test_a_panel_that_is_not_there_is_no_panel(opened, line, said):
    async with opened() as driver:
        await driver.enter(line)
        assert said in driver.lines[-1]
