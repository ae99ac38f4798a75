"""The app, driven by keys and read by its screen."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.color import Color

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.network.files import load_network
from engine.program.program import derive
from tui.commands.table import COMMANDS
from tui.drawing.themes import THEMES
from tui.screens.debugger import DebuggerScreen
from tui.screens.rows import lower_height
from tui.widgets.graph import Graph
from tui.widgets.values import Values

USUAL, LARGE = (80, 24), (160, 50)

FEW = settings(max_examples=8, deadline=None)

SKIP = load_network("skip")

BROKEN = """
title = "Overflow"
loss = "L"
equations = '''
a = exp(w)
b = a - a
L = b + w*x
'''
[inputs]
x = 1
[parameters]
w = 1000
"""

TITLE = "[bold]A\\u001b[31m title[/bold] [link=x]"

HOSTILE = f"""
title = "{TITLE}"
loss = "L"
equations = "L = w*w"
parameters = {{ w = 3 }}
[notation]
w = "[b]w[/b]"
"""


def debugger_of(network=SKIP):
    return Debugger(derive(network))


# Stepping

MOVES = {
    "n": lambda debugger, count: debugger.step(count),
    "right": lambda debugger, count: debugger.step(count),
    "N": lambda debugger, count: debugger.back(count),
    "left": lambda debugger, count: debugger.back(count),
    "s": lambda debugger, count: debugger.into(count),
    "f": lambda debugger, count: debugger.end_of_phase(count),
    "F": lambda debugger, count: debugger.start_of_phase(count),
    "]": lambda debugger, count: debugger.next_iteration(count),
    "[": lambda debugger, count: debugger.previous_iteration(count),
    "g": lambda debugger, _: debugger.first(),
    "G": lambda debugger, _: debugger.last(),
    "up": lambda debugger, count: debugger.select_next(-count),
    "down": lambda debugger, count: debugger.select_next(count),
    "R": lambda debugger, _: debugger.restart(),
    "t": lambda debugger, count: debugger.run_to(None, count),
}

moves = st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(1, 25)), max_size=15)


def moved(debugger, key, count):
    """Do with a debugger what a key does; what cannot be done changes nothing."""
    try:
        return MOVES[key](debugger, count)
    except DebuggerError:
        return debugger.stop


@given(moves, st.sampled_from([USUAL, LARGE]))
@FEW
async def test_any_keys_lead_where_the_debugger_goes_without_a_screen(opened, keys, size):
    headless = debugger_of()
    async with opened(size=size) as driver:
        for key, count in keys:
            expected = moved(headless, key, count)
            await driver.press(*str(count), key)
            await driver.until_trained()
            stop = driver.stop
            assert stop.cursor == expected.cursor
            assert stop.selected == expected.selected
            assert stop.state.same_as(expected.state)


@given(moves)
@FEW
async def test_the_screen_does_not_depend_on_the_way_to_a_step(opened, keys):
    """What is drawn piece by piece is what is drawn at once when the size changes."""
    async with opened() as driver:
        for key, count in keys:
            await driver.press(*str(count), key)
            await driver.until_trained()
        way = driver.lines[:-1]
        await driver.resize(100, 30)
        await driver.resize(*USUAL)
        assert driver.lines[:-1] == way


@pytest.mark.parametrize(("size", "stride"), [(USUAL, 1), (LARGE, 3)])
async def test_a_walk_over_two_iterations_and_back_is_the_trace(opened, size, stride):
    headless = debugger_of()
    seen = [headless.stop, *(headless.step(stride) for _ in range(42 // stride))]
    async with opened(size=size) as driver:
        for expected in seen:
            assert driver.stop.state.same_as(expected.state)
            assert f"step {expected.cursor.step}/21" in driver.lines[0]
            await driver.press(*"n" * stride)
        for expected in reversed(seen):
            await driver.press(*"N" * stride)
            assert driver.stop.state.same_as(expected.state)
            assert f"iteration {expected.cursor.iteration}" in driver.lines[0]


@pytest.mark.parametrize("size", [USUAL, LARGE])
async def test_at_the_fan_in_sum_the_screen_shows_the_exercise(opened, size):
    async with opened(size=size) as driver:
        await driver.press(*"15n")
        assert driver.place == (0, 15)
        shown = driver.words
        assert "BACKWARD 8/10" in shown
        assert "step 15/21" in shown
        assert "L 3.375" in shown
        assert "0.5 + 0.25 = 0.75" in shown
        assert "h0▲" in shown
        assert "h1▲" in shown


async def test_after_an_iteration_the_screen_shows_the_dead_relu(opened):
    async with opened() as driver:
        await driver.press(*"15n", "]")
        assert driver.place == (1, 15)
        shown = driver.words
        assert "iteration 1" in shown
        assert "h0✗" in shown
        assert "h1◇" in shown


async def test_not_computed_is_a_dot_on_the_screen(opened):
    async with opened() as driver:
        assert "L ·" in driver.lines[0]
        rows = [line for line in driver.lines if re.search(r"[│ ]z0 +· +·", line)]
        assert rows


async def test_stepping_into_shows_the_terms_arrive(opened):
    async with opened() as driver:
        await driver.press(*"14n")
        for arrived in range(3):
            await driver.press("s")
            assert driver.stop.cursor.arrived == arrived
            assert f"{arrived} of 2 arrived" in driver.words


async def test_a_count_is_shown_and_can_be_taken_back(opened):
    async with opened() as driver:
        await driver.press("1", "0")
        assert driver.lines[-1].rstrip().endswith("10")
        await driver.press("escape", "n")
        assert driver.place == (0, 1)
        await driver.press("1", "0", "n")
        assert driver.place == (0, 11)
        await driver.press("3", "N")
        assert driver.place == (0, 8)


async def test_zero_begins_no_count(opened):
    async with opened() as driver:
        await driver.press("0", "n")
        assert driver.place == (0, 1)


async def test_going_past_the_start_stays_put_and_says_so(opened):
    async with opened() as driver:
        await driver.press("N")
        assert driver.place == (0, 0)
        assert "start" in driver.lines[-1]


async def test_keys_for_later_work_do_nothing(opened):
    async with opened() as driver:
        await driver.press(*"5n")
        before = driver.lines
        await driver.press(" ", "tab", "f5")
        assert isinstance(driver.app.screen, DebuggerScreen)
        assert driver.lines == before


# Learning rate and seed


async def test_a_rate_holds_from_the_next_update_on(opened):
    """By hand: the gradients of w0 and w3 are 0.75 and 0.5, and both weights are 0.5."""
    async with opened() as driver:
        await driver.press(*"15n")
        await driver.enter(":lr 0.1")
        assert driver.place == (0, 15)
        assert "lr 0.1 " in driver.lines[0] + " "
        assert "lr = 0.1 from iteration 0 on" in driver.lines[-1]
        await driver.press("G")
        assert driver.stop.state.value("w0") == pytest.approx(0.5 - 0.1 * 0.75)
        assert driver.stop.state.value("w3") == pytest.approx(0.5 - 0.1 * 0.5)


async def test_a_rate_typed_amid_updates_holds_from_the_next_iteration_on(opened):
    async with opened() as driver:
        await driver.press(*"18n")
        await driver.enter(":lr 0.1")
        await driver.press("G")
        assert driver.stop.state.value("w3") == 0.0
        assert "lr 1" in driver.lines[0]
        await driver.press("n")
        assert "lr 0.1" in driver.lines[0]


async def test_a_rate_in_the_midst_of_iterations_makes_a_branch_and_destroys_nothing(opened):
    async with opened("xor", seed=8, size=(100, 24)) as driver:
        await driver.train(":train 50")
        await driver.enter(":it 12")
        losses = list(driver.stop.timeline.losses)
        await driver.enter(":lr 0.1")
        assert "y or n?" not in driver.lines[-1]
        assert driver.place == (12, 1)
        assert "lr 0.1" in driver.lines[0]
        assert "branch 1" in driver.lines[0]
        assert list(driver.stop.timeline.losses) == losses[:12]
        await driver.press("[")
        assert "lr 1 " in driver.lines[0]
        await driver.enter(":branch 0")
        assert list(driver.stop.timeline.losses) == losses


# Questions


@pytest.fixture
def saved(tmp_path):
    """A file that is there already, over which a session would be saved."""
    path = tmp_path / "session"
    path.write_text("mine")
    return path


async def ask(driver, path):
    await driver.enter(f":save {path}")
    assert driver.lines[-1].rstrip().endswith("y or n?")


async def test_what_would_be_destroyed_is_asked_about(opened, saved):
    async with opened("xor", seed=8, size=(160, 50)) as driver:
        await ask(driver, saved)
        assert f"{saved} exists" in driver.lines[-1]
        assert saved.read_text() == "mine"
        await driver.press("y")
        assert "y or n?" not in driver.lines[-1]
        assert "saved" in driver.lines[-1]
        assert saved.read_text() != "mine"


@pytest.mark.parametrize("key", ["n", "escape", "enter", "Y", "q", ":", "left"])
async def test_any_other_key_destroys_nothing_and_does_nothing_else(opened, saved, key):
    async with opened("xor", seed=8) as driver:
        await driver.press("n")
        await ask(driver, saved)
        await driver.press(key)
        assert "y or n?" not in driver.lines[-1]
        assert saved.read_text() == "mine"
        assert driver.place == (0, 1)
        await driver.press("n")
        assert driver.place == (0, 2)


async def test_a_question_is_withdrawn_by_a_click(opened, saved):
    async with opened("xor", seed=8) as driver:
        await ask(driver, saved)
        await driver.click(Values, "W2")
        assert "y or n?" not in driver.lines[-1]
        await driver.press("y")
        assert saved.read_text() == "mine"


async def test_a_question_fits_the_narrowest_screen(opened, saved, monkeypatch):
    monkeypatch.chdir(saved.parent)
    async with opened("xor", seed=8, size=(60, 16)) as driver:
        await ask(driver, saved.name)
        assert "exists" in driver.lines[-1]


# Rates and seeds that are none


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (":lr x", "'x'"),
        (":lr nan", "finite"),
        (":lr inf", "finite"),
        (":lr 1e999", "finite"),
        (":lr", "lr RATE"),
        (":lr 0,1", "'0,1'"),
        (":seed x", "'x'"),
        (":seed -1", "-1"),
        (":seed 1.5", "'1.5'"),
        (":seed", "seed SEED"),
    ],
)
async def test_a_rate_or_seed_that_is_none_is_refused_and_changes_nothing(opened, line, words):
    async with opened("xor", seed=8) as driver:
        await driver.press("n", "n", "]")
        before = driver.stop
        await driver.enter(line)
        assert words in driver.lines[-1]
        assert driver.stop.cursor == before.cursor
        assert driver.stop.timeline is before.timeline
        assert "lr 1 " in driver.lines[0]
        assert "seed 8" in driver.lines[0]


async def test_another_seed_starts_again_with_other_weights(opened):
    async with opened("xor", seed=3) as driver:
        await driver.train(":train 30")
        assert "seed 3" in driver.lines[0]
        await driver.enter(":seed 8")
        assert driver.place == (0, 0)
        assert driver.stop.timeline.length == 0
        assert "seed 8" in driver.lines[0]
        assert "seed 8" in driver.lines[-1]
        drawn = np.random.default_rng(8).normal(0, 0.01, (2, 2))
        assert driver.stop.state.value("W1") == pytest.approx(drawn, rel=1e-12)


async def test_r_restarts_with_the_same_seed(opened):
    async with opened("xor", seed=3) as driver:
        await driver.enter(":seed 8")
        first = driver.stop
        await driver.train(":train 30")
        await driver.press("R")
        assert driver.place == (0, 0)
        assert "seed 8" in driver.lines[0]
        assert driver.stop.state.same_as(first.state)


@pytest.mark.parametrize("network", ["skip", "regression", "deep"])
async def test_a_network_in_which_nothing_is_drawn_has_no_seed(opened, network):
    async with opened(network) as driver:
        assert "seed" not in driver.lines[0]
        await driver.enter(":seed 8")
        assert "drawn" in driver.lines[-1] or "draws" in driver.lines[-1]
        assert "seed" not in driver.lines[0]


async def test_escape_clears_a_message_then_the_entry(opened):
    async with opened("xor", seed=8) as driver:
        await driver.press("n")
        await driver.enter(":entry 1 1")
        await driver.enter(":lr 0.5")
        assert "lr = 0.5" in driver.lines[-1]
        await driver.press("escape")
        assert driver.lines[-1].startswith(" n step")
        assert driver.stop.entry == (1, 1)
        await driver.press("escape")
        assert driver.stop.entry is None


# The command line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (":goto 15", (0, 15)),
        (":15", (0, 15)),
        (":iteration 3", (3, 1)),
        (":it 3", (3, 1)),
        (":step 10", (0, 11)),
        (":last", (0, 21)),
        (":run h1", (0, 4)),
    ],
)
async def test_a_line_is_obeyed(opened, line, expected):
    async with opened() as driver:
        await driver.press("n")
        await driver.enter(line)
        assert driver.place == expected


async def test_the_line_is_shown_while_it_is_typed(opened):
    async with opened() as driver:
        await driver.press(":", *"got", "backspace", "t")
        assert ":got" in driver.lines[-1]
        await driver.press("escape")
        assert ":got" not in driver.lines[-1]
        assert driver.place == (0, 0)


async def test_keys_are_text_while_a_line_is_typed(opened):
    async with opened() as driver:
        await driver.press(":", *"nnq?/5")
        assert isinstance(driver.app.screen, DebuggerScreen)
        assert ":nnq?/5" in driver.lines[-1]
        assert driver.place == (0, 0)


async def test_find_selects_a_node(opened):
    async with opened() as driver:
        await driver.enter("/h1")
        assert driver.stop.selected == "h1"
        await driver.press("t")
        assert driver.place == (0, 4)


async def test_history_is_recalled_with_up(opened):
    async with opened() as driver:
        await driver.enter(":goto 15")
        await driver.enter(":goto 3")
        await driver.press(":", "up", "up")
        assert ":goto 15" in driver.lines[-1]
        await driver.press("enter")
        assert driver.place == (0, 15)


async def test_what_is_pasted_is_added_to_the_line_and_is_no_key(opened):
    async with opened() as driver:
        await driver.paste("nnn")
        assert driver.place == (0, 0)
        await driver.press(":")
        await driver.paste("goto\x1b 15\n")
        assert ":goto 15" in driver.lines[-1]
        await driver.press("enter")
        assert driver.place == (0, 15)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (":gotoo 3", "goto"),
        (":goto 99", "99"),
        (":goto x", "x"),
        (":iteration -1", "-1"),
        (":run x", "x"),
        (":select nobody", "nobody"),
        ("/nothing", "nothing"),
        (":theme pink", "dark"),
        (":s", "step"),
    ],
)
async def test_a_mistake_is_explained_and_changes_nothing(opened, line, word):
    async with opened() as driver:
        await driver.press(*"15n")
        before = driver.stop
        await driver.enter(line)
        assert word in driver.lines[-1]
        assert driver.stop.cursor == before.cursor
        assert driver.stop.selected == before.selected
        assert driver.stop.state.same_as(before.state)
        await driver.press("n")
        assert driver.place == (0, 16)
        assert "step 16/21" in driver.lines[0]


async def test_a_mistake_is_shown_literally(opened):
    async with opened() as driver:
        await driver.press(":")
        await driver.paste("[red]x[/red]")
        await driver.press("enter")
        assert "[red]x[/red]" in driver.lines[-1]


async def test_keys_typed_ahead_are_obeyed_in_order(opened):
    async with opened() as driver:
        await driver.press(*":goto 15", "enter", *"n2n")
        assert driver.place == (0, 18)
        await driver.press(*"/h1", "enter", *"tn")
        assert driver.place == (1, 5)


async def test_a_hundred_steps_at_once_are_all_taken(opened):
    async with opened() as driver:
        await driver.press(*"n" * 100)
        assert driver.place == (4, 100 - 4 * 21)
        assert "iteration 4" in driver.lines[0]
        assert "step 16/21" in driver.lines[0]


# Help and palette


def helps(driver):
    """Whether the help is open."""
    return "Help" in driver.text


async def test_help_opens_scrolls_and_closes(opened):
    async with opened() as driver:
        await driver.press("?")
        assert helps(driver)
        top = driver.text
        assert "10n" in top
        await driver.press("G")
        assert driver.text != top
        await driver.press("g")
        assert driver.text == top
        await driver.press("j", "k", "space", "b", "escape")
        assert not helps(driver)
        for key in ("q", "?"):
            await driver.press("?")
            assert helps(driver)
            await driver.press(key)
            assert not helps(driver)
        await driver.press("n")
        assert driver.place == (0, 1)


async def test_keys_typed_ahead_of_the_help_are_obeyed_in_order(opened):
    async with opened() as driver:
        await driver.press(*"?qnn")
        await driver.until(lambda: not helps(driver))
        assert driver.place == (0, 2)


async def test_help_names_every_command_and_key(opened):
    async with opened(size=(120, 160)) as driver:
        await driver.enter(":help")
        shown = driver.words
        for command in COMMANDS:
            assert f":{command.usage}" in shown
            assert command.summary in shown
        for words in ("While the chart is open, ←, →", "While the inspector is open", "PgUp"):
            assert words in shown
        assert all(sign in shown for sign in "▲✗◇·")
        assert all(sign in shown for sign in "≔≡●")
        assert "pause" not in shown.lower()


async def test_the_palette_lists_the_commands(opened):
    async with opened(size=(100, 240)) as driver:
        await driver.press("ctrl+p")
        await driver.pause()
        listed = {line.split()[0] for line in driver.lines if line.strip()}
        assert listed >= {command.name for command in COMMANDS} - {"command"}


async def test_the_palette_obeys(opened):
    async with opened() as driver:
        await driver.press("ctrl+p", *"last")
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, DebuggerScreen))
        await driver.until(lambda: driver.place == (0, 21))


async def test_q_quits(opened):
    async with opened() as driver:
        await driver.press("q")
        assert not driver.app.is_running
        assert (driver.app.return_code or 0) == 0


async def test_the_end_before_the_session_is_prepared_is_no_error(opened):
    """A timer may go off when there is no screen any more."""
    async with opened() as driver:
        await driver.press("q")
    driver.app._prepare_to_save()


async def test_quit_can_be_typed(opened):
    async with opened() as driver:
        await driver.enter(":quit")
        assert not driver.app.is_running


# Mouse


@pytest.mark.parametrize(("widget", "wanted"), [(Graph, "h1"), (Values, "h1")])
async def test_a_click_selects_the_node(opened, widget, wanted):
    async with opened() as driver:
        await driver.press(*"7n")
        await driver.click(widget, wanted)
        assert driver.stop.selected == "h1"
        assert driver.place == (0, 7)


@pytest.mark.parametrize("widget", [Graph, Values])
async def test_a_click_on_the_frame_selects_nothing(opened, widget):
    async with opened() as driver:
        await driver.click_at(widget, (0, 0))
        assert not driver.stop.is_selection


async def test_up_and_down_select_in_the_order_of_the_table(opened):
    async with opened() as driver:
        await driver.enter(":select w0")
        await driver.press("down", "down")
        assert driver.stop.selected == "z0"
        await driver.press("up")
        assert driver.stop.selected == "x"


# Colours


def colours(driver):
    """Every colour on the screen, of characters and of what is behind them."""
    found = set()
    for strip in driver.app.screen._compositor.render_strips():
        for segment in strip:
            if segment.style is not None:
                found |= {segment.style.color, segment.style.bgcolor}
    return found - {None}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_a_theme_opens_and_is_walked_through(opened, theme):
    async with opened(theme=theme.name) as driver:
        await driver.press(*"15n", "]")
        assert driver.app.theme == theme.name
        assert "h0✗" in driver.text
        assert len(colours(driver)) > 3


async def test_the_terminal_theme_uses_the_terminals_own_colours(opened):
    async with opened(theme="terminal") as driver:
        await driver.press(*"15n", "]")
        assert {colour for colour in colours(driver) if colour.is_system_defined} == colours(driver)


async def test_the_theme_can_be_changed(opened):
    async with opened(theme="dark") as driver:
        dark = colours(driver)
        await driver.enter(":theme light")
        assert driver.app.theme == "light"
        await driver.pause()
        assert not colours(driver) & dark


@pytest.mark.parametrize("theme", [each for each in THEMES if not each.ansi], ids=lambda t: t.name)
def test_colours_can_be_read(theme):
    """WCAG asks for a contrast of 4.5 to 1."""
    ground = Color.parse(theme.background)
    for name in ("foreground", "primary", "secondary", "accent", "success", "warning", "error"):
        ink = Color.parse(getattr(theme, name))
        assert contrast(ink, ground) >= 4.5, name


def contrast(one, other):
    lights = sorted(luminance(colour) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour):
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
             for part in colour.normalized]  # fmt: skip
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("theme", ["dark", "terminal"])
async def test_no_color_gives_no_colour(opened, monkeypatch, theme):
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(theme=theme) as driver:
        await driver.press(*"15n", "]")
        assert "h0✗" in driver.text
        assert [colour.name for colour in colours(driver) if not is_grey(colour)] == []


async def test_without_colour_the_terminals_own_colours_stay(opened, monkeypatch):
    """Ink and ground that are both made grey are black on black."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(theme="terminal") as driver:
        await driver.press(*"15n", "]")
        assert "h0✗" in driver.text
        assert {colour.name for colour in colours(driver) if not colour.is_default} == set()


def is_grey(colour):
    if colour.is_default:
        return True
    red, green, blue = colour.get_truecolor()
    return red == green == blue


# ASCII


def odd_characters(driver):
    return {character for character in driver.text if not character.isascii()}


async def test_in_ascii_every_screen_is_ascii(opened):
    async with opened(ascii_only=True) as driver:
        assert odd_characters(driver) == set()
        for keys in ("n", "14n", "s", "]", ":x1", ["enter"], ["escape"], "?", "G"):
            await driver.press(*keys)
            assert odd_characters(driver) == set(), keys


async def test_in_ascii_the_palette_is_ascii(opened):
    async with opened(ascii_only=True) as driver:
        await driver.press("ctrl+p")
        await driver.pause()
        assert odd_characters(driver) == set()


async def test_in_ascii_a_terminal_that_is_too_small_says_so_in_ascii(opened):
    async with opened(ascii_only=True, size=(50, 10)) as driver:
        assert "60x16" in driver.text
        assert driver.text.isascii()


async def test_in_ascii_relus_have_their_signs(opened):
    async with opened(ascii_only=True) as driver:
        await driver.press(*"15n")
        assert "h0^" in driver.text
        await driver.press("]")
        assert "h0x" in driver.text
        assert "h1o" in driver.text


# Size


@pytest.mark.parametrize("size", [(50, 10), (59, 24), (80, 15), (1, 1)])
async def test_a_terminal_that_is_too_small_says_so_and_recovers(opened, size):
    async with opened(size=size) as driver:
        if size[0] >= 50:
            assert "60×16" in driver.text
        assert "step" not in driver.text
        await driver.press(*"15n")
        await driver.resize(*USUAL)
        assert "step 15/21" in driver.lines[0]
        assert "0.5 + 0.25 = 0.75" in driver.words
        assert "60×16" not in driver.text
        await driver.resize(*size)
        assert "step" not in driver.text


@pytest.mark.parametrize("size", [(60, 16), (81, 25), (200, 60)])
async def test_every_line_is_as_wide_as_the_terminal(opened, size):
    async with opened(size=size) as driver:
        for _ in range(22):
            assert [len(line) for line in driver.lines] == [size[0]] * size[1]
            await driver.press("n")


@pytest.mark.parametrize("size", [USUAL, (100, 30), LARGE])
async def test_everything_of_the_skip_network_is_on_the_screen(opened, size):
    async with opened(size=size) as driver:
        await driver.press(*"7n")
        region = driver.app.screen.query_one(Graph).region
        picture = "\n".join(
            line[region.x : region.right] for line in driver.lines[region.y : region.bottom]
        )
        for node in ("x", "y", "w0", "w1", "w2", "w3", "z0", "h0▲", "z1", "h1▲", "z2", "ŷ", "L"):
            assert f"╭{node}─" in picture


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["n", "N", "f", "s", "]", "down"]),
            st.integers(10, 170), st.integers(3, 55),
        ),
        min_size=1, max_size=6,
    )
)  # fmt: skip
@settings(max_examples=6, deadline=None)
async def test_resizing_at_any_moment_keeps_the_stop(opened, changes):
    headless = debugger_of()
    async with opened() as driver:
        for key, width, height in changes:
            expected = moved(headless, key, 1)
            await driver.press(key)
            await driver.resize(width, height)
            assert driver.stop.state.same_as(expected.state)
            assert driver.stop.selected == expected.selected
        await driver.resize(*USUAL)
        assert f"step {expected.cursor.step}/21" in driver.lines[0]


async def test_resizing_keeps_the_line_that_is_typed(opened):
    async with opened() as driver:
        await driver.press(":", *"15")
        await driver.resize(50, 10)
        await driver.resize(*LARGE)
        assert ":15" in driver.lines[-1]
        await driver.press("enter")
        assert driver.place == (0, 15)


@given(st.integers(16, 300), st.integers(2, 500))
def test_the_rows_are_shared_so_that_every_panel_has_some(height, nodes):
    lower = lower_height(height, nodes)
    assert lower >= 6
    assert height - 2 - lower >= 6


# Networks


async def test_nan_and_infinity_are_shown_and_named_and_stop_nothing(opened, network_of):
    async with opened(network_of(BROKEN)) as driver:
        steps = driver.stop.steps
        await driver.press("n")
        assert "inf" in driver.words
        await driver.press("n")
        assert "nan" in driver.words
        for _ in range(2 * steps):
            await driver.press("n")
        assert driver.place == (2, 2)
        assert "iteration 0, step 1" in driver.lines[-1]
        await driver.press("R")
        await driver.press("escape", "n", "N")
        assert "iteration 0, step 1" not in driver.lines[-1]


async def test_a_large_picture_follows_the_step(opened, network_of):
    lines = ["h0 = w0*x", *(f"h{i} = relu(w{i}*h{i - 1})" for i in range(1, 40)), "L = h39*h39"]
    weights = "\n".join(f"w{i} = 1.01" for i in range(40))
    network = network_of(
        f"loss = 'L'\nequations = '''\n{chr(10).join(lines)}\n'''\ninputs = {{ x = 1 }}\n"
        f"[parameters]\n{weights}\n"
    )
    async with opened(network) as driver:
        for step in (1, 13, 27, 40, 60, 100, 121):
            await driver.enter(f":goto {step}")
            region = driver.app.screen.query_one(Graph).region
            picture = driver.lines[region.y : region.bottom]
            node = driver.stop.node
            assert any(re.search(rf"╭{node}[▲─]", line) for line in picture), node


async def test_a_title_is_shown_literally(opened, network_of):
    async with opened(network_of(HOSTILE), size=(160, 30)) as driver:
        await driver.press("n")
        assert "[bold]A" in driver.lines[0]
        assert "title[/bold] [link=x]" in driver.lines[0]
        assert "[b]w[/b]" in driver.text
        assert not [character for character in driver.text if character in "\x1b\x07\x08"]


@given(st.text(st.characters(codec="utf-8"), max_size=40))
@settings(max_examples=6, deadline=None)
async def test_no_title_can_reach_the_terminal_as_a_command(opened, network_of, title):
    escaped = "".join(f"\\U{ord(character):08x}" for character in title)
    async with opened(network_of(HOSTILE.replace(TITLE, escaped))) as driver:
        await driver.press("n")
        assert "step 1/3" in driver.lines[0]
        assert all(character.isprintable() for line in driver.lines for character in line)
