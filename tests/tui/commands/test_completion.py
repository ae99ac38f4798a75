"""What Tab puts in behind `:`."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.program.program import derive
from engine.program.recipe import Recipe
from tui.commands.completion import KINDS, complete
from tui.commands.line import parse_line
from tui.commands.table import COMMANDS
from tui.drawing.themes import OFFERED

SKIP = Debugger(derive(load_network("skip"))).stop
XOR = Debugger(Recipe("xor", seed=8).program()).stop
GRADIENTS = {
    f"dL/d{node}" for node in ["w0", "w1", "w2", "w3", "z0", "h0", "z1", "h1", "z2", "yhat"]
}


def words(line, stop=SKIP):
    return set(complete(line, stop).words)


# Names of commands


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("got", "goto "),  # it takes an argument
        (":got", ":goto "),
        ("  :got", "  :goto "),
        ("resta", "restart"),  # it takes none
        ("conv", "convention "),
        ("leap-", "leap-back"),
        ("qqq", "qqq"),
    ],
)
def test_the_name_of_a_command(line, completed):
    assert complete(line, SKIP).line == completed


def test_several_commands_are_completed_as_far_as_they_agree():
    completion = complete("bre", SKIP)
    assert set(completion.words) == {"break", "break-if", "breakpoints"}
    assert completion.line == "break"


def test_on_an_empty_line_every_command_may_be_meant():
    assert words("") == {command.name for command in COMMANDS}


@given(st.sampled_from(COMMANDS), st.integers(0, 20))
def test_every_command_can_be_completed_from_each_of_its_letters(command, length):
    assert command.name in words(command.name[:length])


# What stands behind the name


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "select ",
            {"w0", "x", "z0", "h0", "w1", "z1", "h1", "w2", "w3", "z2", "yhat", "y", "L"},
        ),
        ("sel h", {"h0", "h1"}),
        ("run z", {"z0", "z1", "z2"}),
        ("run h0 ", set()),  # one node is enough
        ("select Y", {"yhat", "y"}),
        ("paths ", GRADIENTS),
        ("paths d", GRADIENTS),
        ("why dL/dz", {"dL/dz0", "dL/dz1", "dL/dz2"}),
        ("print 2*∂L/∂z", {"dL/dz0", "dL/dz1", "dL/dz2"}),
        ("print h0/w", {"w0", "w1", "w2", "w3", "where("}),
        ("print dL/dh0/dL/dh", {"dL/dh0", "dL/dh1"}),
        ("print ab", {"abs("}),
        ("print su", {"sum("}),
        ("break-if de", {"dead(", "detach("}),
        ("break-if dead(h", {"h0", "h1"}),
        ("break h", {"h0", "h1"}),
        ("break z1 < 0 and i", {"isnan(", "isinf(", "isfinite("}),
        ("break-if L < pr", {"prev("}),
        ("find va", {"value"}),
        ("find value < 0 and k", {"kink"}),
        ("set w", {"w0", "w1", "w2", "w3"}),
        ("set dL/dw", {"dL/dw0", "dL/dw1", "dL/dw2", "dL/dw3"}),
        ("set l", {"lr"}),
        ("set w3 = z", {"z0", "z1", "z2"}),
        ("set w3 = 2*dL/dh", {"dL/dh0", "dL/dh1"}),
        ("set w3 = ab", {"abs("}),
        ("freeze ", {"w0", "w1", "w2", "w3"}),
        ("unfreeze w3", {"w3"}),
        ("freeze h", set()),
        ("branch ", {"0"}),
        ("compare ", {"0"}),
        ("revisit ", set()),
        ("undo ", set()),
        ("theme ", {theme.name for theme in OFFERED}),
        ("convention ", {"relu_at_zero", "abs_at_zero"}),
        ("convention relu_at_zero ", set()),
        ("lr ", set()),
        ("mark ", set()),
        ("nonsense ", set()),
        ("print qq", set()),
    ],
)
def test_an_argument(line, expected):
    assert words(line) == expected


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("select ŷ", "select yhat"),
        ("print 1 + dL/dŷ", "print 1 + dL/dyhat"),
        ("print 1 + ∂L/∂ŷ", "print 1 + dL/dyhat"),
        ("sel yh", "sel yhat"),
        ("paths ", "paths dL/d"),
        ("print 2*∂L/∂z", "print 2*∂L/∂z"),  # nothing to add: it stays as it is typed
    ],
)
def test_written_names_are_given_as_they_are_typed_in_ascii(line, completed):
    assert complete(line, SKIP).line == completed


def test_without_a_name_that_begins_so_its_letters_may_be_small_or_large():
    assert complete("select h", XOR).line == "select H"
    assert words("print dL/dw", XOR) == {"dL/dW1", "dL/dW2"}
    assert words("select W", XOR) == {"W1", "W2"}


def test_marks_and_breakpoints_are_those_that_are_set():
    debugger = Debugger(SKIP.program)
    assert not words("jump ", debugger.stop)
    debugger.mark("early")
    debugger.mark("edge")
    debugger.break_at("h0")
    debugger.break_at("z1 < 0")
    debugger.delete_breakpoint(1)
    stop = debugger.break_at("h1")
    assert words("jump e", stop) == {"early", "edge"}
    assert words("unmark ed", stop) == {"edge"}
    assert words("disable ", stop) == {"2", "3"}
    assert words("edit 2 z", stop) == {"z0", "z1", "z2"}


def test_branches_and_stops_are_those_that_there_are():
    debugger = Debugger(SKIP.program)
    debugger.goto(15)
    debugger.set_value("w3 = 0")
    stop = debugger.set_value("w3 = 1")
    assert words("branch ", stop) == {"0", "1", "2"}
    assert words("compare 1", stop) == {"1"}
    assert words("revisit ", stop) == {str(each.number) for each in stop.visits}
    assert len(words("revisit ", stop)) == 3


def test_an_entry_may_be_set():
    assert "W2" in words("set W1[0,1] = W", XOR)


def test_the_argument_that_the_table_names_says_what_completes_it(monkeypatch):
    command = replace(COMMANDS[0], name="put", argument="NODE = EXPRESSION")
    monkeypatch.setattr("tui.commands.completion.find_command", lambda *_: command)
    assert words("put w", SKIP) == {"w0", "w1", "w2", "w3"}
    assert words("put w0 = ab", SKIP) == {"abs("}
    assert words("put w0=h1*h", SKIP) == {"h0", "h1"}
    assert words("put w0 = h1 + dL/dh", SKIP) == {"dL/dh0", "dL/dh1"}


def test_every_kind_is_asked_for_by_a_command():
    asked = {
        part for each in COMMANDS for word in each.argument.split() for part in word.split("/")
    }
    assert KINDS.keys() <= asked


@given(st.text("abdeLhw0zŷ∂/:( <", max_size=20))
def test_what_is_typed_is_kept_and_every_word_goes_on_from_it(text):
    completion = complete(text, SKIP)
    assert completion.line.startswith(completion.head)
    assert text.startswith(completion.head)
    piece = text.removeprefix(completion.head).replace("∂", "d").replace("ŷ", "yhat")
    assert all(word.lower().startswith(piece.lower()) for word in completion.words)
    if len(completion.words) == 1:
        assert completion.line.rstrip() == completion.head + completion.words[0]


def test_what_a_one_word_argument_is_completed_to_is_understood():
    for line in ("select ", "run z", "paths ", "why ", "theme "):
        completion = complete(line, SKIP)
        assert completion.words
        for word in completion.words:
            assert parse_line(completion.head + word)[1] == word


# In the app


async def test_tab_completes_and_enter_does_it(opened):
    async with opened() as driver:
        await driver.press(":", *"sel", "tab", *"yh", "tab")
        assert driver.lines[-1].startswith(" :select yhat ")
        await driver.press("enter")
        assert driver.stop.selected == "yhat"


async def test_tab_goes_round_and_shift_tab_back(opened):
    async with opened() as driver:
        await driver.press(":", *"select z", "tab")
        assert driver.lines[-1].split() == [":select", "z", "z0", "z1", "z2"]
        await driver.press("tab", "tab", "tab", "shift+tab", "enter")
        assert driver.stop.selected == "z1"


async def test_keys_typed_ahead_are_completed_in_their_order(opened):
    async with opened() as driver:
        await driver.press(":", *"got", "tab", *"15", "enter", ":", *"sel", "tab", *"w3", "enter")
        assert driver.place == (0, 15)
        assert driver.stop.selected == "w3"


async def test_nothing_to_complete_is_said_and_typing_goes_on(opened):
    async with opened(ascii_only=True) as driver:
        await driver.press(":", *"select q", "tab")
        assert "nothing begins like this" in driver.lines[-1]
        await driver.press("backspace", "h", "0", "enter")
        assert driver.stop.selected == "h0"


async def test_a_line_is_edited_where_the_cursor_is(opened):
    async with opened() as driver:
        await driver.press(":", *"select h1", "left", "delete", *"0", "ctrl+a", "delete", *"s")
        assert driver.lines[-1].startswith(" :select h0")
        await driver.press("enter")
        assert driver.stop.selected == "h0"


async def test_tab_completes_nothing_where_no_line_is_typed(opened):
    async with opened() as driver:
        before = driver.lines[-1]
        await driver.press("tab", "shift+tab")
        assert driver.lines[-1] == before


async def test_a_search_by_condition_is_counted_and_repeated(opened):
    async with opened() as driver:
        await driver.press(*"21n")
        await driver.enter("/grad == 0.75")
        assert driver.lines[-1].strip() == "w0: 1 of 3 nodes with grad == 0.75"
        await driver.enter("/")
        assert driver.lines[-1].strip() == "z0: 2 of 3 nodes with grad == 0.75"
        await driver.press("2")
        await driver.enter("/")
        assert driver.stop.selected == "w0"
        await driver.enter("/value <")
        assert "not an expression" in driver.lines[-1]
        assert driver.stop.selected == "w0"
