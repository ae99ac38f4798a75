"""Every command comes to the same in every front end: the same place, and the same words."""

from functools import cache

import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError, SpecError
from engine.network.source import Source
from engine.program.recipe import Recipe
from tui.commands.action import Exact, List, View, ViewName
from tui.commands.headless import Headless
from tui.commands.line import parse_line
from tui.commands.perform import perform
from tui.commands.script import ScriptError, run_script, where
from tui.commands.table import COMMANDS
from tui.drawing.look import Look
from tui.lectures import check as checking
from tui.lectures.reader import FOR_PEOPLE, parse_lecture
from tui.plain.mode import PlainMode
from tui.plain.narration import say_move
from tui.plain.speech import Spoken, in_words
from tui.widgets.chooser import Chooser
from tui.widgets.overlay import TextOverlay

STYLE = Look().style(Recipe("skip").program())

BEFORE = [
    "break h0", "break z1 < 9", "watch dL/dh0 / dL/dh1", "goto 15", "mark here", "set w3 = 0",
    "iteration 1", "8", "mark there", "note h1 dead?", "select h1",
]  # fmt: skip
"""Lines after which there is something for every command to be about."""

ARGUMENTS = {
    "train": ["2", "0", "x", "9999999"],
    "goto": ["15", "3 2", "99", "99 2", "x", "3 9999999"],
    "iteration": ["3", "0", "-1", "x", "9999999"],
    "run": ["", "z0", "x", "nobody"],
    "break": ["", "z2", "z1 < 0", "z1 <", "nobody"],
    "break-if": ["dead(h1)", "z1 <"],
    "edit": ["1 z1 < 0", "1", "9 z1", "x z1"],
    "delete": ["1", "9", "x"],
    "disable": ["1", "9", "x"],
    "enable": ["2", "9", "x"],
    "select": ["h0", "nobody"],
    "find": ["", "w3", "value < 0", "nothing"],
    "entry": ["", "0", "x"],
    "plot": ["", "L, h0", "dL/dw0 @0", "nobody"],
    "set": ["w1 = 2", "h0 = -1", "w1", "w1 =", "nobody = 1"],
    "freeze": ["w0", "", "h0"],
    "unfreeze": ["w0", ""],
    "branch": ["0", "1", "9", "x"],
    "compare": ["0", "9", ""],
    "landscape": ["w0 w1", "w3", "random 7", "z0", "w0 w0", "w0=1:-1", ""],
    "point": ["w0=0.5 w1=-1", "random=0.1,-0.2 7", "", "w0", "w0=nan", "nobody=1"],
    "curvature": ["", "w0 w3", "dL/dw0", "w9", "x"],
    "lr": ["0.1", "x", "nan"],
    "convention": ["relu_at_zero 1", "relu_at_zero x", "nothing 1"],
    "seed": ["3", "x", "-1"],
    "study": ["seeds=2 lr=1 iterations=3", "seeds=x", "colour=1", "lr=0.5 w0=0:1:3 iterations=2"],
    "rerun": ["w0=0.3 iterations=30", "lr=3 at=2", "w0", "seed=x", "optimiser=x", "no=1", "w0=x"],
    "mark": ["place", "a b"],
    "jump": ["here", "nowhere"],
    "unmark": ["here", "nowhere"],
    "note": ["h0 the skip path", "z1", "h1", "h1 seen", "nobody x"],
    "unnote": ["h1", "h0", "nobody"],
    "revisit": ["1", "99", "x"],
    "why": ["dL/dw3", "", "nobody"],
    "paths": ["dL/dw0", "", "h0"],
    "try": ["lr 0.1", "leaky", "leaky 2", "weights 3", "seed 3", "lr x", "x"],
    "path": ["2 dL/dw0", "", "9 dL/dw0"],
    "check": ["", "nothing.md", "-"],
    "diff": ["xor", "skip", "nothing.toml"],
    "claim": ["L = 0.375", "L", "nobody = 1"],
    "print": ["dL/dh0 / dL/dh1", "dL/dh0 /", "nobody"],
    "watch": ["dead(h1)", "nobody"],
    "rewatch": ["1 w0", "1", "9 w0"],
    "unwatch": ["1", "9"],
    "worst": ["", "2", "x", "validation"],
    "sample": ["0", "9", "x"],
    "fold": ["", "all", "h0"],
    "unfold": ["", "all", "nobody"],
    "score": ["", "my.csv"],
    "found": ["", "9", "x"],
}
"""What is put behind the names: what is understood, and what is refused."""

COUNTS = ["", "2", "7", "0", "x"]


def lines_of(command):
    if command.argument:
        return [f"{command.name} {each}".strip() for each in ARGUMENTS[command.name]]
    return [f"{command.name} {each}".strip() for each in (COUNTS if command.counts else ["", "2"])]


LIT = ("paths", "path")
"""What is answered in lines elsewhere, and in the app is lit in the graph."""


def is_everywhere(command):
    if command.name == "copy":
        return False  # what is copied in the app is told elsewhere: it has the clipboard
    return not isinstance(command.action, View) and not command.touches_files


EVERYWHERE = [command for command in COMMANDS if is_everywhere(command)]
LINES = [(command, line) for command in EVERYWHERE for line in lines_of(command)]


def begun():
    return first_begun().copy()  # what one of them does leaves the others


@cache
def first_begun():
    recipe = Recipe("skip").read()
    debugger = Debugger(recipe.program(), recipe)
    host = Headless(debugger, STYLE)
    for line in BEFORE:
        perform(*parse_line(line), host)
    return debugger


def place_of(debugger):
    """Where a debugger stands, and all that commands can change of it."""
    stop = debugger.stop
    symbols = [*stop.program.base, *stop.program.index]
    return (
        stop.cursor, stop.branches.number, [str(each.title) for each in stop.branches],
        stop.selected, stop.is_selection, stop.entry, tuple(stop.breakpoints), dict(stop.marks),
        dict(stop.notes), tuple(stop.watches), tuple(stop.visits), stop.recipe,
        [str(stop.state.value(each)) for each in symbols],
    )  # fmt: skip


def in_script(line):
    """Where a line leads, the stops before and after, and the lines or the refusal."""
    debugger = begun()
    before = debugger.stop
    host = Headless(debugger, STYLE)
    try:
        perform(*parse_line(line), host)
    except DebuggerError as error:
        return place_of(debugger), (before, None), [f"error: {error}"]
    return place_of(debugger), (before, host.moved), list(host.lines)


@pytest.mark.parametrize("line", [line for _, line in LINES])
def test_every_front_end_without_a_screen_goes_there_and_says_it(line, monkeypatch):
    """In one test: what a script does is the same for all, and there are some hundred lines."""
    done = in_script(line)
    assert_run_prints_what_performing_says(line, done)
    assert_the_line_mode_goes_there_and_says_it_in_words(line, done)
    assert_a_lecture_that_is_checked_goes_there(line, done, monkeypatch)


def assert_run_prints_what_performing_says(line, done):
    place, (_, moved), words = done
    debugger = begun()
    if moved is not None:
        words = [where(moved, STYLE), *([f"  {moved.message}"] if moved.message else [])]
    try:
        printed = list(run_script(debugger, [line], STYLE))
    except ScriptError as error:
        printed = [str(error).replace(f"line 1, {line!r}", "error")]
    assert (place_of(debugger), printed) == (place, words)


def assert_the_line_mode_goes_there_and_says_it_in_words(line, done):
    place, (before, moved), words = done
    debugger, said = begun(), []
    PlainMode(debugger, said.append, lambda _: False).obey(line)
    assert place_of(debugger) == place
    if moved is not None:
        assert said == [say_move(before, moved, brief=False)]
    elif words[0].startswith("error: "):
        assert said == words
    else:
        command, argument, _ = parse_line(line)
        style = Spoken.of(before.program)
        action = command.action
        if isinstance(action, List):
            expected = action.choices(before, argument, style).lines
        else:
            expected = action.answer(before, argument, style)
        assert said == [each if isinstance(each, Exact) else in_words(each) for each in expected]
        assert len(said) == len(words)


def assert_a_lecture_that_is_checked_goes_there(line, done, monkeypatch):
    place, _, words = done
    made = []

    def debugger(*arguments):
        made.append(Debugger(*arguments))
        return made[-1]

    monkeypatch.setattr(checking, "Debugger", debugger)
    text = "\n".join(['title "T"', "open skip", *BEFORE, line])
    if line.split()[0] in FOR_PEOPLE:
        with pytest.raises(SpecError, match=r"is for a person at the keys|stands alone"):
            parse_lecture(Source("a.walk", text))
        return
    try:
        checking.check(parse_lecture(Source("a.walk", text)), Look())
    except SpecError as error:
        said = str(error).partition("\n")[0]
        assert [said.replace(f"a.walk:{len(BEFORE) + 3}", "error")] == words
    else:
        assert place_of(made[-1]) == place
        assert not words or not words[0].startswith("error: ")


def shown(screen):
    """What the app says: in its last line, or over the panels; None for a view of its own."""
    top = screen.overlays.top
    if screen.voice.problem:
        return [f"error: {screen.voice.problem}"]
    if isinstance(top, TextOverlay):
        return top._text.plain.split("\n")
    if isinstance(top, Chooser):
        choices = top._list.choices
        return [*filter(None, [choices.summary]), *(row.text for row in choices.rows)]
    if top is not None or not screen.panels.stage.shows_graph:
        return None
    return [screen.voice.said] if screen.voice.said else []


async def begin(driver):
    """Take up a debugger in which all is as before every line."""
    screen = driver.app.screen
    screen.overlays.close()
    screen.change_debugger(begun())
    await driver.pause()
    return screen


async def test_the_app_goes_there_and_says_it_whether_typed_or_in_a_lecture(opened):
    """Of every third line: what each of them does is held above, without a screen."""
    async with opened(begun(), size=(120, 40)) as driver:
        for number, (command, line) in enumerate(LINES[::3]):
            place, (_, moved), words = in_script(line)
            if moved is not None:
                words = [moved.message] if moved.message else []
            screen = await begin(driver)
            if number % 2 or (words and words[0].startswith("error: ")):
                screen.submit(line)
            else:
                screen.do(*parse_line(line))  # as a lecture does
            await driver.until_trained()
            assert place_of(screen.debugger) == place, line
            if command.name not in LIT or screen.voice.problem:
                assert shown(screen) in (words, None), line


VIEWS = [command for command in COMMANDS if isinstance(command.action, View)]


@pytest.mark.parametrize("command", VIEWS, ids=lambda command: command.name)
def test_a_view_that_a_front_end_does_not_have_is_refused_in_a_line(command):
    with pytest.raises(DebuggerError, match=f"^{command.name} needs the app$"):
        perform(command, "", 1, Headless(begun(), STYLE))
    said = []
    mode = PlainMode(begun(), said.append, lambda _: False)
    mode.obey(f"{command.name} {command.argument}".strip())
    is_there = command.action.name in mode.views
    assert is_there == (command.name in ("help", "quit", "predict", "play"))
    assert is_there or said == [f"error: {command.name} needs the screen of the app"]


async def test_the_app_has_every_view(opened):
    async with opened() as driver:
        assert driver.app.screen.commands.views.keys() == set(ViewName)


@pytest.mark.parametrize("name", [each.name for each in COMMANDS if each.touches_files])
def test_a_restricted_process_is_refused_files_by_every_front_end(name, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tui.terminal.sandbox.restricted", True)
    refusal = f"{name} is not allowed here: it touches files"
    with pytest.raises(ScriptError, match=refusal):
        list(run_script(begun(), [f"{name} mine"], STYLE))
    said = []
    PlainMode(begun(), said.append, lambda _: True).obey(f"{name} mine")
    assert said == [f"error: {refusal}"]
    assert list(tmp_path.iterdir()) == []
