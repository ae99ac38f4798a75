"""A key that is typed as a word does what the key does, behind `:` and in every front end."""

import string
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import _character_to_key

from engine.debugger.debugger import Debugger
from engine.errors import SpecError
from engine.network.source import Source
from engine.program.recipe import Recipe
from tui.commands.command import CommandError
from tui.commands.completion import complete
from tui.commands.headless import Headless
from tui.commands.line import find_command, parse_line
from tui.commands.perform import perform
from tui.commands.prompt import Prompt
from tui.commands.script import ScriptError, run_script
from tui.commands.table import BY_CHARACTER, BY_NAME, COMMANDS
from tui.drawing.look import Look
from tui.lectures.reader import parse_lecture
from tui.plain.mode import PlainMode
from tui.widgets.prompt import prompt_line

STYLE = Look().style(Recipe("skip").program())

TYPED = {_character_to_key(each): each for each in string.printable.strip()}
"""The characters, by what Textual calls their keys."""

CHARACTERS = [
    (TYPED[key], command)
    for command in COMMANDS
    for key in command.keys
    if key in TYPED and not key.isdecimal()  # a number alone goes to that step
]


def read(line):
    """What a line comes to, or why it is refused."""
    try:
        return parse_line(line)
    except CommandError as error:
        return str(error)


def test_every_key_with_a_character_is_a_name():
    assert dict(CHARACTERS) == BY_CHARACTER
    assert len(CHARACTERS) == len(BY_CHARACTER) > 30


@pytest.mark.parametrize(
    ("key", "name"),
    [("n", "step"), ("N", "back"), ("]", "next"), ("[", "previous"), ("}", "leap"),
     ("{", "leap-back"), ("c", "continue"), ("C", "reverse"), ("w", "watch"), ("/", "find"),
     ("'", "jump"), ("?", "help"), (":", "command"), ("q", "quit")],
)  # fmt: skip
def test_keys_of_the_readme_are_names(key, name):
    assert find_command(key) is BY_NAME[name]


@given(
    st.sampled_from(CHARACTERS),
    st.sampled_from(["", "3", "0", "-1", "x", "h1", "w3 = 0", "z1 < 0", "1 2 3"]),
)
def test_a_key_and_its_name_are_read_alike(each, rest):
    key, command = each
    assert read(f":{key} {rest}") == read(f":{command.name} {rest}")


@pytest.mark.parametrize("key", ["w", "e", "B", "m", "'"])
def test_a_key_that_asks_for_something_says_so_where_that_is_missing(key):
    command = BY_CHARACTER[key]
    assert read(f":{key}") == f"{command.name} needs more: write {command.usage}"


def test_a_number_alone_is_a_step():
    assert read("7") == (BY_NAME["goto"], "7", 1)


@pytest.mark.parametrize(("typed", "meant"), [("X", "x"), ("Q", "q"), ("K", "k")])
def test_a_key_in_the_other_case_is_asked_for(typed, meant):
    assert f"did you mean {meant!r}" in read(f":{typed}")


STOP = Debugger(Recipe("skip").program()).stop


def test_tab_keeps_a_key_that_does_something_else_than_the_name_that_begins_so():
    completion = complete(":n", STOP)
    assert completion.line == ":n"
    assert completion.words == ("n", "next", "note", "notes", "nan")
    assert complete(":q", STOP).line == ":quit"


@pytest.mark.parametrize(("key", "command"), CHARACTERS)
def test_tab_alone_never_makes_another_command_of_a_key(key, command):
    line = complete(f":{key}", STOP).line.removeprefix(":").strip()
    assert find_command(line) is command


def test_what_stands_behind_a_key_is_completed_and_explained():
    assert complete(":w dL/dh", STOP).words == complete(":watch dL/dh", STOP).words
    explained = "".join(text for text, _ in prompt_line(Prompt("n"), 70))
    assert "step [COUNT]  take a step" in explained


# In the front ends


def begun():
    return first_begun().copy()  # what one of them does leaves the others


@cache
def first_begun():
    recipe = Recipe("skip").read()
    debugger = Debugger(recipe.program(), recipe)
    for line in ("break h0", "watch h0", "goto 15", "mark x", "set w3 = 0", "8"):
        perform(*parse_line(line), Headless(debugger, STYLE))
    return debugger


def place_of(stop):
    return (
        stop.cursor, stop.branches.number, stop.selected, stop.entry, tuple(stop.breakpoints),
        tuple(stop.watches), dict(stop.marks), dict(stop.notes),
        tuple(stop.visits), str(stop.state.value("dL/dw3")),
    )  # fmt: skip


ARGUMENTS = {
    "NODE": "h1", "NODE/CONDITION": "z1", "CONDITION": "z1 < 0", "TEXT": "w3",
    "SYMBOL = EXPRESSION": "w1 = 2", "NAME": "here", "MARK": "x", "SYMBOL": "dL/dw3",
    "EXPRESSION": "dead(h1)", "PREDICTION": "0.5", "NODE TEXT": "h1 the skip path",
    "WORDS": "zero", "ORDER": "value", "SETTINGS": "w0=0:1:3 lr=1 iterations=3", "SCALE": "own",
    "WHAT SYMBOL": "formula w3",
}  # fmt: skip
"""What stands behind the keys that take something."""

each_key = pytest.mark.parametrize(("key", "command"), CHARACTERS)


def rests(command):
    """What may stand behind a name, or nothing."""
    return ["", ARGUMENTS[command.argument]] if command.argument else ["", "3"]


@each_key
def test_run_does_with_a_key_what_it_does_with_the_name(key, command):
    def done(line):
        debugger = begun()
        try:
            said = list(run_script(debugger, [line], STYLE))
        except ScriptError as error:
            said = [str(error).replace(repr(line), "")]
        return said, place_of(debugger.stop)

    for rest in rests(command):
        assert done(f":{key} {rest}".strip()) == done(f":{command.name} {rest}".strip())


@each_key
def test_the_line_mode_does_with_a_key_what_it_does_with_the_name(key, command):
    def done(line):
        said = []
        mode = PlainMode(begun(), said.append, lambda _: False)
        return mode.obey(line), said, place_of(mode.stop)

    for rest in rests(command):
        assert done(f":{key} {rest}".strip()) == done(f":{command.name} {rest}".strip())


@each_key
def test_a_lecture_does_with_a_key_what_it_does_with_the_name(key, command):
    def read_in_lecture(line):
        try:
            text = f'title "T"\nopen skip\n{line}\n'
            statement = parse_lecture(Source("a.walk", text)).statements[-1]
        except SpecError as error:
            return str(error).partition("\n")[0]
        return statement.command, statement.argument, statement.count

    for rest in rests(command):
        line, named = f":{key} {rest}".strip(), f":{command.name} {rest}".strip()
        assert read_in_lecture(line) == read_in_lecture(named)


def shown(screen):
    top = screen.overlays.top
    said = screen.voice.said, screen.voice.problem, screen.voice.question
    return type(top), screen.panels.stage._shown, said, screen.presentation.strokes is not None


async def test_the_app_does_with_a_key_typed_as_a_word_what_the_key_does(opened):
    async with opened(begun(), size=(120, 40)) as driver:

        async def begin():
            screen = driver.app.screen
            screen.overlays.close()
            screen.change_debugger(begun())
            await driver.pause()
            return screen

        async def pressed(*keys):
            screen = await begin()
            await driver.press(*keys)
            await driver.until_trained()
            found = place_of(screen.stop), shown(screen)
            if screen.presentation.strokes is not None:
                await driver.press("p")
            return found

        for key, command in CHARACTERS:
            if command.name in ("still", "mouse", "quit", "command", "scale", "editor", "order"):
                continue  # these change what is outside of the debugger, or end it
            if command.prompts:
                assert (await pressed(key, "escape"))[0] == place_of(begun().stop)
                rest = ARGUMENTS[command.argument]
                begins = command.prefill(begun().stop) if command.prefill else ""
                by_key = await pressed(key, *["backspace"] * len(begins), *rest, "enter")
                assert by_key == await pressed(*f":{key} {rest}", "enter"), key
            else:
                assert await pressed(key) == await pressed(":", key, "enter"), key
            if command.counts:
                assert await pressed("3", key) == await pressed(*f":{key} 3", "enter"), key


@pytest.mark.parametrize("line", [":n", ":step"])
async def test_a_step_that_is_typed_while_presenting_is_shown_bit_by_bit_too(opened, line):
    async def seen(*keys):
        async with opened(size=(120, 40)) as driver:
            await driver.press("n", "n", "p")
            found = []
            for _ in range(4):
                await driver.press(*keys)
                found.append((driver.place, driver.panel("#card")))
            return found

    bit_by_bit = await seen("n")
    assert await seen(*line, "enter") == bit_by_bit
    assert len({place for place, _ in bit_by_bit}) < len(bit_by_bit)
