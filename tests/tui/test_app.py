"""The app, driven by keys and read by its screen."""

import asyncio
import re
from contextlib import asynccontextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.color import Color

from engine.debugger import Debugger, DebuggerError
from engine.program import derive
from engine.source import Source
from engine.spec import load_network, read_network
from tui.app import DebuggerApp
from tui.commands import COMMANDS
from tui.look import Look
from tui.screens.debugger import DebuggerScreen, lower_height
from tui.themes import THEMES
from tui.widgets.graph import Graph
from tui.widgets.values import Values

USUAL, LARGE = (80, 24), (160, 50)

NAMES = {
    ":": "colon", "/": "slash", "?": "question_mark", "[": "left_square_bracket",
    "]": "right_square_bracket", " ": "space", "-": "minus", "'": "apostrophe", "_": "underscore",
}  # fmt: skip
"""What Textual calls the keys of these characters."""

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


def network_of(text):
    return read_network(Source("test.toml", text))


def debugger_of(network=SKIP):
    return Debugger(derive(network))


@asynccontextmanager
async def opened(network=SKIP, size=USUAL, look=Look(), theme="dark"):  # noqa: B008  (frozen)
    app = DebuggerApp(debugger_of(network), look, theme)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield pilot


def stop_of(pilot):
    return pilot.app.screen.stop


def place(pilot):
    """Iteration and step."""
    cursor = stop_of(pilot).cursor
    return cursor.iteration, cursor.step


def screen(pilot):
    """The lines of the screen."""
    return [strip.text for strip in pilot.app.screen._compositor.render_strips()]


def text(pilot):
    return "\n".join(screen(pilot))


def words(pilot):
    """The text of the screen without frames, however it is broken into lines."""
    return " ".join(re.sub("[│╭╮╰╯─|]", " ", text(pilot)).split())


async def press(pilot, *keys):
    """Give the app keys all at once, as a driver does that has read them at once."""
    for key in keys:
        pilot.app.post_message(events.Key(NAMES.get(key, key), key if len(key) == 1 else None))
    await pilot.pause()


async def enter(pilot, line):
    """Type a line and press enter."""
    await press(pilot, *line, "enter")


async def paste(pilot, text):
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


async def until(pilot, condition):
    """Wait for something that the app does in its own time."""
    async with asyncio.timeout(5):
        while not condition():
            await pilot.pause()


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
async def test_any_keys_lead_where_the_debugger_goes_without_a_screen(keys, size):
    headless = debugger_of()
    async with opened(size=size) as pilot:
        for key, count in keys:
            expected = moved(headless, key, count)
            await press(pilot, *str(count), key)
            stop = stop_of(pilot)
            assert stop.cursor == expected.cursor
            assert stop.selected == expected.selected
            assert stop.state.same_as(expected.state)


@given(moves)
@FEW
async def test_the_screen_does_not_depend_on_the_way_to_a_step(keys):
    """What is drawn piece by piece is what is drawn at once when the size changes."""
    async with opened() as pilot:
        for key, count in keys:
            await press(pilot, *str(count), key)
        way = screen(pilot)[:-1]
        await pilot.resize_terminal(100, 30)
        await pilot.resize_terminal(*USUAL)
        assert screen(pilot)[:-1] == way


@pytest.mark.parametrize(("size", "stride"), [(USUAL, 1), (LARGE, 3)])
async def test_a_walk_over_two_iterations_and_back_is_the_trace(size, stride):
    headless = debugger_of()
    seen = [headless.stop, *(headless.step(stride) for _ in range(42 // stride))]
    async with opened(size=size) as pilot:
        for expected in seen:
            assert stop_of(pilot).state.same_as(expected.state)
            assert f"step {expected.cursor.step}/21" in screen(pilot)[0]
            await press(pilot, *"n" * stride)
        for expected in reversed(seen):
            await press(pilot, *"N" * stride)
            assert stop_of(pilot).state.same_as(expected.state)
            assert f"iteration {expected.cursor.iteration}" in screen(pilot)[0]


@pytest.mark.parametrize("size", [USUAL, LARGE])
async def test_at_the_fan_in_sum_the_screen_shows_the_exercise(size):
    async with opened(size=size) as pilot:
        await press(pilot, *"15n")
        assert place(pilot) == (0, 15)
        shown = words(pilot)
        assert "BACKWARD 8/10" in shown
        assert "step 15/21" in shown
        assert "L 3.375" in shown
        assert "0.5 + 0.25 = 0.75" in shown
        assert "h0▲" in shown
        assert "h1▲" in shown


async def test_after_an_iteration_the_screen_shows_the_dead_relu():
    async with opened() as pilot:
        await press(pilot, *"15n", "]")
        assert place(pilot) == (1, 15)
        shown = words(pilot)
        assert "iteration 1" in shown
        assert "h0✗" in shown
        assert "h1◇" in shown


async def test_not_computed_is_a_dot_on_the_screen():
    async with opened() as pilot:
        assert "L ·" in screen(pilot)[0]
        rows = [line for line in screen(pilot) if re.search(r"[│ ]z0 +· +·", line)]
        assert rows


async def test_stepping_into_shows_the_terms_arrive():
    async with opened() as pilot:
        await press(pilot, *"14n")
        for arrived in range(3):
            await press(pilot, "s")
            assert stop_of(pilot).cursor.arrived == arrived
            assert f"{arrived} of 2 arrived" in words(pilot)


async def test_a_count_is_shown_and_can_be_taken_back():
    async with opened() as pilot:
        await press(pilot, "1", "0")
        assert screen(pilot)[-1].rstrip().endswith("10")
        await press(pilot, "escape", "n")
        assert place(pilot) == (0, 1)
        await press(pilot, "1", "0", "n")
        assert place(pilot) == (0, 11)
        await press(pilot, "3", "N")
        assert place(pilot) == (0, 8)


async def test_zero_begins_no_count():
    async with opened() as pilot:
        await press(pilot, "0", "n")
        assert place(pilot) == (0, 1)


async def test_going_past_the_start_stays_put_and_says_so():
    async with opened() as pilot:
        await press(pilot, "N")
        assert place(pilot) == (0, 0)
        assert "start" in screen(pilot)[-1]


async def test_keys_for_later_work_do_nothing():
    async with opened() as pilot:
        await press(pilot, *"5n")
        before = screen(pilot)
        await press(pilot, *"cCbBweyumpl", "'", " ", "tab", "enter", "f5")
        assert isinstance(pilot.app.screen, DebuggerScreen)
        assert screen(pilot) == before


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
async def test_a_line_is_obeyed(line, expected):
    async with opened() as pilot:
        await press(pilot, "n")
        await enter(pilot, line)
        assert place(pilot) == expected


async def test_the_line_is_shown_while_it_is_typed():
    async with opened() as pilot:
        await press(pilot, ":", *"got", "backspace", "t")
        assert ":got" in screen(pilot)[-1]
        await press(pilot, "escape")
        assert ":got" not in screen(pilot)[-1]
        assert place(pilot) == (0, 0)


async def test_keys_are_text_while_a_line_is_typed():
    async with opened() as pilot:
        await press(pilot, ":", *"nnq?/5")
        assert isinstance(pilot.app.screen, DebuggerScreen)
        assert ":nnq?/5" in screen(pilot)[-1]
        assert place(pilot) == (0, 0)


async def test_find_selects_a_node():
    async with opened() as pilot:
        await enter(pilot, "/h1")
        assert stop_of(pilot).selected == "h1"
        await press(pilot, "t")
        assert place(pilot) == (0, 4)


async def test_history_is_recalled_with_up():
    async with opened() as pilot:
        await enter(pilot, ":goto 15")
        await enter(pilot, ":goto 3")
        await press(pilot, ":", "up", "up")
        assert ":goto 15" in screen(pilot)[-1]
        await press(pilot, "enter")
        assert place(pilot) == (0, 15)


async def test_what_is_pasted_is_added_to_the_line_and_is_no_key():
    async with opened() as pilot:
        await paste(pilot, "nnn")
        assert place(pilot) == (0, 0)
        await press(pilot, ":")
        await paste(pilot, "goto\x1b 15\n")
        assert ":goto 15" in screen(pilot)[-1]
        await press(pilot, "enter")
        assert place(pilot) == (0, 15)


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
async def test_a_mistake_is_explained_and_changes_nothing(line, word):
    async with opened() as pilot:
        await press(pilot, *"15n")
        before = stop_of(pilot)
        await enter(pilot, line)
        assert word in screen(pilot)[-1]
        assert stop_of(pilot).cursor == before.cursor
        assert stop_of(pilot).selected == before.selected
        assert stop_of(pilot).state.same_as(before.state)
        await press(pilot, "n")
        assert place(pilot) == (0, 16)
        assert "step 16/21" in screen(pilot)[0]


async def test_a_mistake_is_shown_literally():
    async with opened() as pilot:
        await press(pilot, ":")
        await paste(pilot, "[red]x[/red]")
        await press(pilot, "enter")
        assert "[red]x[/red]" in screen(pilot)[-1]


async def test_keys_typed_ahead_are_obeyed_in_order():
    async with opened() as pilot:
        await press(pilot, *":goto 15", "enter", *"n2n")
        assert place(pilot) == (0, 18)
        await press(pilot, *"/h1", "enter", *"tn")
        assert place(pilot) == (1, 5)


async def test_a_hundred_steps_at_once_are_all_taken():
    async with opened() as pilot:
        await press(pilot, *"n" * 100)
        assert place(pilot) == (4, 100 - 4 * 21)
        assert "iteration 4" in screen(pilot)[0]
        assert "step 16/21" in screen(pilot)[0]


# Help and palette


def helps(pilot):
    """Whether the help is open."""
    return "Help" in text(pilot)


async def test_help_opens_scrolls_and_closes():
    async with opened() as pilot:
        await press(pilot, "?")
        assert helps(pilot)
        top = text(pilot)
        assert "10n" in top
        await press(pilot, "G")
        assert text(pilot) != top
        await press(pilot, "g")
        assert text(pilot) == top
        await press(pilot, "j", "k", "space", "b", "escape")
        assert not helps(pilot)
        for key in ("q", "?"):
            await press(pilot, "?")
            assert helps(pilot)
            await press(pilot, key)
            assert not helps(pilot)
        await press(pilot, "n")
        assert place(pilot) == (0, 1)


async def test_keys_typed_ahead_of_the_help_are_obeyed_in_order():
    async with opened() as pilot:
        await press(pilot, *"?qnn")
        await until(pilot, lambda: not helps(pilot))
        assert place(pilot) == (0, 2)


async def test_help_names_every_command_and_key():
    async with opened(size=(100, 70)) as pilot:
        await enter(pilot, ":help")
        shown = words(pilot)
        for command in COMMANDS:
            assert f":{command.usage}" in shown
            assert command.summary in shown
        assert all(sign in shown for sign in "▲✗◇·")
        later = ["breakpoint", "watch", "what if", "undo", "jump", "pause"]
        assert [word for word in later if word in shown.lower()] == []


async def test_the_palette_lists_the_commands():
    async with opened(size=(100, 70)) as pilot:
        await press(pilot, "ctrl+p")
        await pilot.pause()
        listed = {line.split()[0] for line in screen(pilot) if line.strip()}
        assert listed >= {command.name for command in COMMANDS} - {"command"}


async def test_the_palette_obeys():
    async with opened() as pilot:
        await press(pilot, "ctrl+p", *"last")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DebuggerScreen))
        await until(pilot, lambda: place(pilot) == (0, 21))


async def test_q_quits():
    async with opened() as pilot:
        await press(pilot, "q")
        assert not pilot.app.is_running
        assert (pilot.app.return_code or 0) == 0


async def test_quit_can_be_typed():
    async with opened() as pilot:
        await enter(pilot, ":quit")
        assert not pilot.app.is_running


# Mouse


def offset_of(pilot, widget, wanted):
    """Where in a widget a text stands."""
    region = pilot.app.screen.query_one(widget).region
    for y, line in enumerate(screen(pilot)[region.y : region.bottom]):
        x = line[region.x : region.right].find(wanted)
        if x >= 0:
            return x, y
    raise AssertionError(f"{wanted!r} is not to be seen")


@pytest.mark.parametrize(("widget", "wanted"), [(Graph, "h1"), (Values, "h1")])
async def test_a_click_selects_the_node(widget, wanted):
    async with opened() as pilot:
        await press(pilot, *"7n")
        await pilot.click(widget, offset=offset_of(pilot, widget, wanted))
        assert stop_of(pilot).selected == "h1"
        assert place(pilot) == (0, 7)


@pytest.mark.parametrize("widget", [Graph, Values])
async def test_a_click_on_the_frame_selects_nothing(widget):
    async with opened() as pilot:
        await pilot.click(widget, offset=(0, 0))
        assert not stop_of(pilot).is_selection


async def test_up_and_down_select_in_the_order_of_the_table():
    async with opened() as pilot:
        await enter(pilot, ":select w0")
        await press(pilot, "down", "down")
        assert stop_of(pilot).selected == "z0"
        await press(pilot, "up")
        assert stop_of(pilot).selected == "x"


# Colours


def colours(pilot):
    """Every colour on the screen, of characters and of what is behind them."""
    found = set()
    for strip in pilot.app.screen._compositor.render_strips():
        for segment in strip:
            if segment.style is not None:
                found |= {segment.style.color, segment.style.bgcolor}
    return found - {None}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_a_theme_opens_and_is_walked_through(theme):
    async with opened(theme=theme.name) as pilot:
        await press(pilot, *"15n", "]")
        assert pilot.app.theme == theme.name
        assert "h0✗" in text(pilot)
        assert len(colours(pilot)) > 3


async def test_the_terminal_theme_uses_the_terminals_own_colours():
    async with opened(theme="terminal") as pilot:
        await press(pilot, *"15n", "]")
        assert {colour for colour in colours(pilot) if colour.is_system_defined} == colours(pilot)


async def test_the_theme_can_be_changed():
    async with opened(theme="dark") as pilot:
        dark = colours(pilot)
        await enter(pilot, ":theme light")
        assert pilot.app.theme == "light"
        await pilot.pause()
        assert not colours(pilot) & dark


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
async def test_no_color_gives_no_colour(monkeypatch, theme):
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(theme=theme) as pilot:
        await press(pilot, *"15n", "]")
        assert "h0✗" in text(pilot)
        assert [colour.name for colour in colours(pilot) if not is_grey(colour)] == []


async def test_without_colour_the_terminals_own_colours_stay(monkeypatch):
    """Ink and ground that are both made grey are black on black."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(theme="terminal") as pilot:
        await press(pilot, *"15n", "]")
        assert "h0✗" in text(pilot)
        assert {colour.name for colour in colours(pilot) if not colour.is_default} == set()


def is_grey(colour):
    if colour.is_default:
        return True
    red, green, blue = colour.get_truecolor()
    return red == green == blue


# ASCII


def odd_characters(pilot):
    return {character for character in text(pilot) if not character.isascii()}


async def test_in_ascii_every_screen_is_ascii():
    async with opened(look=Look(ascii=True)) as pilot:
        assert odd_characters(pilot) == set()
        for keys in ("n", "14n", "s", "]", ":x1", ["enter"], ["escape"], "?", "G"):
            await press(pilot, *keys)
            assert odd_characters(pilot) == set(), keys


async def test_in_ascii_the_palette_is_ascii():
    async with opened(look=Look(ascii=True)) as pilot:
        await press(pilot, "ctrl+p")
        await pilot.pause()
        assert odd_characters(pilot) == set()


async def test_in_ascii_a_terminal_that_is_too_small_says_so_in_ascii():
    async with opened(look=Look(ascii=True), size=(50, 10)) as pilot:
        assert "60x16" in text(pilot)
        assert text(pilot).isascii()


async def test_in_ascii_relus_have_their_signs():
    async with opened(look=Look(ascii=True)) as pilot:
        await press(pilot, *"15n")
        assert "h0^" in text(pilot)
        await press(pilot, "]")
        assert "h0x" in text(pilot)
        assert "h1o" in text(pilot)


# Size


@pytest.mark.parametrize("size", [(50, 10), (59, 24), (80, 15), (1, 1)])
async def test_a_terminal_that_is_too_small_says_so_and_recovers(size):
    async with opened(size=size) as pilot:
        if size[0] >= 50:
            assert "60×16" in text(pilot)
        assert "step" not in text(pilot)
        await press(pilot, *"15n")
        await pilot.resize_terminal(*USUAL)
        assert "step 15/21" in screen(pilot)[0]
        assert "0.5 + 0.25 = 0.75" in words(pilot)
        assert "60×16" not in text(pilot)
        await pilot.resize_terminal(*size)
        assert "step" not in text(pilot)


@pytest.mark.parametrize("size", [(60, 16), (81, 25), (200, 60)])
async def test_every_line_is_as_wide_as_the_terminal(size):
    async with opened(size=size) as pilot:
        for _ in range(22):
            assert [len(line) for line in screen(pilot)] == [size[0]] * size[1]
            await press(pilot, "n")


@pytest.mark.parametrize("size", [USUAL, (100, 30), LARGE])
async def test_everything_of_the_skip_network_is_on_the_screen(size):
    async with opened(size=size) as pilot:
        await press(pilot, *"7n")
        region = pilot.app.screen.query_one(Graph).region
        picture = "\n".join(
            line[region.x : region.right] for line in screen(pilot)[region.y : region.bottom]
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
async def test_resizing_at_any_moment_keeps_the_stop(changes):
    headless = debugger_of()
    async with opened() as pilot:
        for key, width, height in changes:
            expected = moved(headless, key, 1)
            await press(pilot, key)
            await pilot.resize_terminal(width, height)
            assert stop_of(pilot).state.same_as(expected.state)
            assert stop_of(pilot).selected == expected.selected
        await pilot.resize_terminal(*USUAL)
        assert f"step {expected.cursor.step}/21" in screen(pilot)[0]


async def test_resizing_keeps_the_line_that_is_typed():
    async with opened() as pilot:
        await press(pilot, ":", *"15")
        await pilot.resize_terminal(50, 10)
        await pilot.resize_terminal(*LARGE)
        assert ":15" in screen(pilot)[-1]
        await press(pilot, "enter")
        assert place(pilot) == (0, 15)


@given(st.integers(16, 300), st.integers(2, 500))
def test_the_rows_are_shared_so_that_every_panel_has_some(height, nodes):
    lower = lower_height(height, nodes)
    assert lower >= 6
    assert height - 2 - lower >= 6


# Networks


async def test_nan_and_infinity_are_shown_and_named_and_stop_nothing():
    async with opened(network_of(BROKEN)) as pilot:
        steps = stop_of(pilot).steps
        await press(pilot, "n")
        assert "inf" in words(pilot)
        await press(pilot, "n")
        assert "nan" in words(pilot)
        for _ in range(2 * steps):
            await press(pilot, "n")
        assert place(pilot) == (2, 2)
        assert "iteration 0, step 1" in screen(pilot)[-1]
        await press(pilot, "R")
        await press(pilot, "escape", "n", "N")
        assert "iteration 0, step 1" not in screen(pilot)[-1]


async def test_a_large_picture_follows_the_step():
    lines = ["h0 = w0*x", *(f"h{i} = relu(w{i}*h{i - 1})" for i in range(1, 40)), "L = h39*h39"]
    weights = "\n".join(f"w{i} = 1.01" for i in range(40))
    network = network_of(
        f"loss = 'L'\nequations = '''\n{chr(10).join(lines)}\n'''\ninputs = {{ x = 1 }}\n"
        f"[parameters]\n{weights}\n"
    )
    async with opened(network) as pilot:
        for step in (1, 13, 27, 40, 60, 100, 121):
            await enter(pilot, f":goto {step}")
            region = pilot.app.screen.query_one(Graph).region
            picture = screen(pilot)[region.y : region.bottom]
            node = stop_of(pilot).node
            assert any(re.search(rf"╭{node}[▲─]", line) for line in picture), node


async def test_a_title_is_shown_literally():
    async with opened(network_of(HOSTILE), size=(160, 30)) as pilot:
        await press(pilot, "n")
        assert "[bold]A" in screen(pilot)[0]
        assert "title[/bold] [link=x]" in screen(pilot)[0]
        assert "[b]w[/b]" in text(pilot)
        assert not [character for character in text(pilot) if character in "\x1b\x07\x08"]


@given(st.text(st.characters(codec="utf-8"), max_size=40))
@settings(max_examples=6, deadline=None)
async def test_no_title_can_reach_the_terminal_as_a_command(title):
    escaped = "".join(f"\\U{ord(character):08x}" for character in title)
    async with opened(network_of(HOSTILE.replace(TITLE, escaped))) as pilot:
        await press(pilot, "n")
        assert "step 1/3" in screen(pilot)[0]
        assert all(character.isprintable() for line in screen(pilot) for character in line)
