"""A list over the panels: its cursor, its keys, and how it is drawn."""

import pytest
from textual import events

from tui.commands.lists import Choice, Choices, Outcome
from tui.drawing.look import Look
from tui.widgets.chooser import Chooser


def listing(rows, look=None, start=0):
    """A list of so many rows that is not on any screen; each says which it is at Enter."""

    def choices_at(stop):
        count = rows if stop is None else stop
        choices = [Choice(f"row {i}", {"enter": Outcome(line=f"goto {i}")}) for i in range(count)]
        return Choices("Rows", choices, "Enter goes there", "there is no row", start)

    return Chooser(look or Look(), choices_at, None)


def at(chooser, *keys):
    """The row that the cursor is on after some keys."""
    for key in keys:
        assert chooser.obey(key) == Outcome()
    return int(chooser.obey("enter").line.removeprefix("goto "))


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        ("", 0), ("j", 1), ("jj", 2), ("jjk", 1), ("k", 0), ("G", 4), ("Gj", 4), ("Gk", 3),
        ("Gg", 0), ("jx1d", 1),
    ],
)  # fmt: skip
def test_keys_move_the_cursor_as_far_as_there_are_rows(keys, row):
    assert at(listing(5), *keys) == row


def test_the_other_names_of_the_keys_move_it_as_well():
    assert at(listing(5), "down", "down", "up") == 1
    assert at(listing(5), "end") == 4
    assert at(listing(5), "end", "home") == 0


def test_it_begins_where_it_is_told_to():
    assert at(listing(5, start=3)) == 3


@pytest.mark.parametrize("key", ["q", "escape"])
@pytest.mark.parametrize("rows", [0, 3])
def test_it_is_closed(key, rows):
    assert listing(rows).obey(key) == Outcome(closes=True)


def test_a_list_without_rows_takes_any_key():
    chooser = listing(0)
    for key in ("j", "k", "g", "G", "pagedown", "pageup", "enter", "d", "space"):
        assert chooser.obey(key) == Outcome()


@pytest.mark.parametrize(("before", "rows", "after"), [(2, 4, 2), (4, 4, 3), (0, 4, 0), (2, 9, 2)])
def test_the_cursor_stays_where_it_is_or_goes_to_the_last_row(before, rows, after):
    chooser = listing(5, start=before)
    chooser.renew(rows)
    assert at(chooser) == after


async def type_all(driver, line, *keys):
    """Give a line and keys at once, and wait."""
    driver.send(*line, "enter", *keys)
    await driver.pause()


async def with_breakpoints(driver, count):
    for i in range(1, count + 1):
        driver.send(*f":break z1 < -{i}", "enter")
    await driver.pause()


def cursor_line(driver, mark="▶"):
    """What stands behind the mark of the cursor, and between the sides."""
    (line,) = [line for line in driver.lines[1:] if line.startswith(f"│{mark}")]
    return line.strip("│").removeprefix(mark).strip()


async def test_keys_typed_ahead_are_obeyed_in_order(opened):
    async with opened("skip") as driver:
        driver.send(*":break h0", "enter", *":break h1", "enter")
        await type_all(driver, ":breakpoints", "d", "escape", "n")
        assert [each.number for each in driver.stop.breakpoints] == [2]
        assert driver.place == (0, 1)
        assert "Breakpoints" not in driver.text


async def test_a_burst_goes_through_list_prompt_and_list_again(opened):
    async with opened("skip") as driver:
        driver.send(*":break h0", "enter", *":break h1", "enter")
        keys = "j", "e", *["backspace"] * 2, "z", "2", "enter", "space", "k", "d", "q", "n", "n"
        await type_all(driver, ":breakpoints", *keys)
        (left,) = driver.stop.breakpoints
        assert (left.number, left.text, left.is_enabled) == (2, "z2", False)
        assert driver.place == (0, 2)


async def test_opening_again_and_again_in_a_burst(opened):
    async with opened("skip") as driver:
        driver.send(*":mark a", "enter", "n", *":mark b", "enter", "?", "q", "?", "escape")
        await type_all(driver, ":marks", "q", *":marks", "enter", "g", "enter", "?", "q", "n", "n")
        assert driver.place == (0, 2)
        assert " Graph " in driver.text


async def test_the_last_row_that_is_deleted_leaves_how_to_make_one(opened):
    async with opened("skip") as driver:
        await with_breakpoints(driver, 2)
        await type_all(driver, ":breakpoints")
        await driver.press("d", "d", "d", "space", "e", "enter")
        assert driver.lines[1].strip("│ ") == (
            "there is no breakpoint: set one, as in break z1 < 0"
        )
        assert driver.lines[2].endswith(" q closes ─╯")
        assert driver.lines[-1].strip() == "breakpoint 2 is deleted: z1 < -2"
        await driver.press("q", "n")
        assert driver.place == (0, 1)


async def test_it_takes_as_many_lines_as_it_has_rows_and_gives_them_back(opened):
    async with opened("skip") as driver:
        await with_breakpoints(driver, 3)
        await type_all(driver, ":breakpoints")
        assert driver.lines[4].startswith("╰")
        await driver.press("d")
        assert driver.lines[3].startswith("╰")


async def test_an_edit_is_shown_refused_or_given_up(opened):
    async with opened("skip") as driver:
        await with_breakpoints(driver, 1)
        await type_all(driver, ":breakpoints", "e")
        assert driver.lines[-1].strip().startswith(":edit 1 z1 < -1")
        await driver.press("5", "enter")
        assert "z1 < -15" in cursor_line(driver)
        assert driver.lines[-1].strip() == "breakpoint 1: z1 < -15"
        await driver.press("e", *" <", "enter")
        assert "z1 < -15" in cursor_line(driver)
        assert driver.lines[-1].strip().startswith("! not an expression")
        await driver.press("e", "7", "escape")
        assert "z1 < -15" in cursor_line(driver)
        assert "Breakpoints" in driver.text


async def test_a_mark_far_off_is_gone_to_and_keys_wait_for_it(opened):
    async with opened("xor") as driver:
        await driver.train(":train 200")
        await driver.enter(":mark far")
        step = driver.place[1]
        await driver.enter(":seed 5")  # of which no iteration has been run
        driver.send(*":marks", "enter", "enter", "n")
        await driver.until(lambda: driver.stop.cursor.iteration == 200)
        await driver.until_trained()
        assert driver.place == (200, step + 1)
        assert "Marks" not in driver.text


async def test_keys_held_while_training_find_the_list_as_it_is_then(opened):
    async with opened("xor") as driver:
        await with_marks(driver, "a", "b")
        driver.send(*":train 500", "enter", *":marks", "enter", "d", "j", "d", "q", "n")
        await driver.until(lambda: not driver.stop.marks)
        assert driver.place[0] == 500
        assert "Marks" not in driver.text


async def with_marks(driver, *names):
    for name in names:
        await driver.enter(f":mark {name}")


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (160, 50)])
async def test_a_long_list_scrolls_and_leaves_the_last_line(opened, size):
    """Between the frame and the last line is room for three lines less than the screen has."""
    async with opened("skip", size=size) as driver:
        await with_breakpoints(driver, 60)
        await type_all(driver, ":breakpoints")
        room = size[1] - 3
        assert "Breakpoints 1/60" in driver.lines[0]
        assert all(line.startswith("│") for line in driver.lines[1 : room + 1])
        assert driver.lines[room + 1].startswith("╰")
        await driver.press("pagedown")
        assert cursor_line(driver).endswith(f"z1 < -{room + 1}")
        await driver.press("G")
        assert cursor_line(driver).endswith("z1 < -60")
        assert driver.lines[room].startswith("│▶")
        await driver.press("pageup")
        assert cursor_line(driver).endswith(f"z1 < -{60 - room}")
        await driver.press("g")
        assert driver.lines[1].startswith("│▶")


@pytest.mark.parametrize("theme", ["dark", "light", "terminal"])
@pytest.mark.parametrize("ascii_only", [False, True])
async def test_rows_too_long_are_shortened(opened, theme, ascii_only):
    async with opened("skip", size=(60, 16), theme=theme, ascii_only=ascii_only) as driver:
        await driver.enter(":mark über alle Berge, and from there on a good deal further")
        await type_all(driver, ":marks")
        end = "~|" if ascii_only else "…│"
        assert driver.lines[1].endswith(end)
        assert {len(line) for line in driver.lines} == {60}
        assert driver.text.isascii() == ascii_only


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_the_lines_are_drawn_where_the_panel_thinks_they_are(opened, ascii_only):
    """A border of the style sheet would shift what is sent of a line that has changed."""
    async with opened("skip", ascii_only=ascii_only) as driver:
        await driver.enter(":mark a")
        await type_all(driver, ":marks")
        (chooser,) = driver.app.screen.query(Chooser)
        assert chooser.content_region == chooser.region


async def test_a_click_and_the_wheel_move_the_cursor(opened):
    async with opened("skip") as driver:
        await with_breakpoints(driver, 4)
        await type_all(driver, ":breakpoints")
        (chooser,) = driver.app.screen.query(Chooser)
        await driver.click_at(chooser, (10, 3))
        await driver.pause()
        assert cursor_line(driver).endswith("z1 < -3")
        for event, row in ((events.MouseScrollDown, 4), (events.MouseScrollUp, 3)):
            driver.app.post_message(event(None, 10, 1, 0, 1, 0, False, False, False))
            await driver.pause()
            assert cursor_line(driver).endswith(f"z1 < -{row}")
        await driver.press("d")
        assert [each.number for each in driver.stop.breakpoints] == [1, 2, 4]


async def test_what_lies_there_tells_its_own_keys_and_the_last_line_none(opened):
    async with opened("skip") as driver:
        assert "q quit" in driver.lines[-1]
        await driver.press("?")
        assert driver.lines[-1].strip() == ""
        await driver.press("q")
        assert "q quit" in driver.lines[-1]
