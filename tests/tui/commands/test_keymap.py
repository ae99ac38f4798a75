"""Keys are told and read as a person has them: all actions with other keys at once."""

import re
import string
from pathlib import Path
from unittest.mock import Mock

import pytest
from textual.events import Key
from textual.keys import _character_to_key

import tui
from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from tui.commands.command import CommandError
from tui.commands.completion import complete
from tui.commands.help import entries as entries_of_help
from tui.commands.keys import by_character, keymap_of, keys_of, shown_keys
from tui.commands.line import find_command, parse_line
from tui.commands.palette import entries
from tui.commands.table import BY_NAME, COMMANDS
from tui.drawing.key_names import character_of, key_named, written_key
from tui.drawing.keymap import CONTEXTS, SHIPPED, TYPED_IN
from tui.drawing.look import Look
from tui.plain.help import help_lines
from tui.screens.keys import Keys
from tui.widgets.last_line import LastLine, footer_line

LETTERS = [
    chr(code) for code in (*range(0x430, 0x450), *range(0x561, 0x587), *range(0xAC00, 0xAD00))
]
"""Letters that no key that ships has: each action gets some of its own."""

OTHERS = {command.name: (LETTERS[i],) for i, command in enumerate(COMMANDS)}
OTHERS |= {
    f"{context}.{name}": (f"f{i}" if context in TYPED_IN else LETTERS[-i],)
    for context, actions in CONTEXTS.items()
    for i, name in enumerate(actions, 1)
}
REMAPPED = Look(keymap=keymap_of(OTHERS))

TOLD = re.compile(r"«([^«»]*) ([\w.-]+)»")


def source_texts():
    root = Path(tui.__file__).parent
    files = (path for path in root.rglob("*.py") if path.name != "keymap.py")
    return {path: path.read_text(encoding="utf-8").replace('"\n', "\n") for path in files}


def joined(text):
    """A text of a program with its string literals that go on in the next line put together."""
    return re.sub(r"\"?\n\s*f?\"", "", text)


def test_a_key_in_a_text_is_the_one_that_ships_with_its_action():
    shipped = {command.name: command.keys for command in COMMANDS}
    shipped |= {f"{c}.{n}": keys for c, actions in CONTEXTS.items() for n, keys in actions.items()}
    found = [each for text in source_texts().values() for each in TOLD.findall(joined(text))]
    assert len(found) > 60
    for told, action in found:
        keys = [written_key(key) for key in shipped[action]]
        words = re.split(r", | and ", told)
        assert words == keys[: len(words)] or words == [keys[-1]] or words[0] in keys, (
            told,
            action,
        )


def test_every_action_has_another_key_here():
    assert set(OTHERS) == {command.name for command in COMMANDS} | {
        f"{context}.{name}" for context, actions in CONTEXTS.items() for name in actions
    }
    assert len({OTHERS[command.name] for command in COMMANDS}) == len(COMMANDS)


def test_the_help_tells_the_new_keys_only():
    stop = Debugger(Recipe("skip").program()).stop
    shipped, remapped = (entries_of_help(look, stop) for look in (Look(), REMAPPED))
    for before, now in zip(shipped, remapped, strict=True):
        keys = {command.name: OTHERS[command.name][0] for command in now.commands}
        said = [text.strip() for text, role in now.line if role == "strong"]
        if before.group.startswith("All commands"):
            assert said[0] == keys[now.commands[0].name]
        elif now.commands:  # a task: keys, or commands as they are typed
            within = {written_key(each[0]) for action, each in OTHERS.items() if "." in action}
            assert set(said) <= {*keys.values(), *(f":{name}" for name in keys), *within}
    told = ["".join(text for text, _ in each.line) for each in remapped]
    assert not re.search(r"\b(Space|PgUp|PgDn|Tab next|Home)\b", " ".join(told))
    assert f"{LETTERS[-1]} goes on, {LETTERS[-2]} goes back" in " ".join(told)


@pytest.mark.parametrize("width", [80, 160])
def test_the_footer_and_the_palette_tell_the_new_keys_only(width):
    stop = Debugger(Recipe("skip").program()).stop
    line = "".join(text for text, _ in footer_line(LastLine(), stop, REMAPPED, width))
    hints = [part.split(" ", 1) for part in line.strip().split("  ")]
    assert len(hints) > 5
    named = {command.hint: OTHERS[command.name][0] for command in COMMANDS if command.hint}
    assert all(named[hint] == key for key, hint in hints)
    keyless = Look(keymap=keymap_of({"help": (), "step": ()}))
    line = "".join(text for text, _ in footer_line(LastLine(), stop, keyless, width))
    assert " step" not in line
    assert line.endswith(":help  q quit" + " " * (len(line) - len(line.rstrip())))
    titles = [entry.title for entry in entries(REMAPPED)]
    for command in COMMANDS:
        if command.name not in ("command", "palette", "theme"):
            assert f"{command.name}  {OTHERS[command.name][0]}" in titles


def keys_and_done(look):
    """Keys, and the names of the commands that they come to."""
    done = []
    screen = Mock(look=look, stop=Debugger(Recipe("skip").program()).stop)
    screen.jobs.current = screen.presentation.strokes = None
    screen.presentation.reveals.return_value = False
    screen.do = lambda command, *_, **__: done.append(command.name)
    screen.prompt.open = lambda line, _: done.append(line.split()[0])
    return Keys(screen), done


def test_the_new_keys_do_what_the_old_ones_did_and_those_nothing():
    for look, other in ((Look(), REMAPPED), (REMAPPED, Look())):
        keys, done = keys_and_done(look)
        for command in COMMANDS:
            done.clear()
            for key in keys_of(command, other.keymap):
                keys.takes(Key(key, character_of(key) or None))
            assert done == []
            mine = keys_of(command, look.keymap)
            for key in mine:
                keys.takes(Key(key, character_of(key) or None))
            assert done == [command.name] * len(mine)


def test_in_a_context_the_new_keys_are_read_as_the_old_ones():
    for context, actions in CONTEXTS.items():
        for name, shipped in actions.items():
            assert REMAPPED.keymap.read(context, OTHERS[f"{context}.{name}"][0]) == shipped[0]
            assert {REMAPPED.keymap.read(context, key) for key in shipped} == {""}
            assert [SHIPPED.read(context, key) for key in shipped] == list(shipped)


async def test_on_the_screen_lists_and_the_help_are_left_by_the_new_keys(opened):
    keymap = keymap_of({"step": ("j",), "down": ("down",), "help": ("H",), "list.delete": ("x",),
                        "list.close": ("z",), "text.close": ("z",), "chart.close": ("z",),
                        "chart.right": ("L",), "palette.choose": ("ctrl+o",)})  # fmt: skip
    async with opened(keymap=keymap) as driver:
        await driver.press("n")
        assert driver.place == (0, 0)
        assert "j step" in driver.lines[-1]
        assert "H help" in driver.lines[-1]
        await driver.press("3", "j")
        assert driver.place == (0, 3)
        await driver.press(*":j 2", "enter")
        assert driver.place == (0, 5)
        await driver.press(*":break z1", "enter", *":breakpoints", "enter", "d", "q", "escape")
        assert "x deletes, z closes" in driver.text
        await driver.press("x")
        assert "z closes" in driver.text
        assert "there is no breakpoint" in driver.text
        await driver.press("z")
        assert "z closes" not in driver.text
        await driver.press("H")
        assert "Press / and type what you want to do" in driver.text
        assert "Find anything that can be done: press H, then" in driver.words
        await driver.press("q", *":zz", "enter")
        assert "H lists them" in driver.lines[-1]


async def test_on_the_screen_all_is_done_by_the_new_keys_at_once(opened):
    def key(action):
        return OTHERS[action][0]

    async with opened("xor", keymap=REMAPPED.keymap) as driver:
        await driver.press("n", "right", "T", "l", "enter", "?", "q")
        assert driver.place == (0, 0)
        await driver.press("1", "0", key("step"), key("back"))
        assert driver.place == (0, 9)
        await driver.press(key("steps"), "j", key("list.first"), key("list.down"))
        assert "Steps of iteration 0" in driver.text
        await driver.press(key("list.choose"))
        assert driver.place == (0, 2)
        await driver.press(key("select"), "backspace", *"W1", "enter", key("inspect"))
        await driver.press(key("inspector.right"), "right", key("inspector.down"))
        assert driver.stop.entry == (1, 1)
        await driver.press("enter", key("inspector.keep"), key("chart"))
        assert f"{key('chart')} graph" in driver.text
        await driver.press(key("chart.close"), key("help"), key("help.search"), *"dead")
        assert "a dead ReLU" in driver.text
        await driver.press("escape", key("help.close"), key("palette"), *"restart")
        assert "▶ restart" in driver.text
        await driver.press("enter", key("palette.choose"))
        assert driver.place == (0, 0)
        await driver.press("q", key("quit"))
        assert not driver.app.is_running or driver.app._exit


def test_behind_the_colon_the_new_keys_are_names():
    keymap = keymap_of({"step": ("j",), "back": ("K", "N")})
    assert parse_line("j 3", keymap) == (BY_NAME["step"], "", 3)
    assert find_command("K", keymap) is BY_NAME["back"]
    with pytest.raises(CommandError, match="'n' could be next"):
        find_command("n", keymap)
    stop = Debugger(Recipe("skip").program()).stop
    assert "j" in complete("j", stop, Look(keymap=keymap)).words
    assert set(by_character(keymap)) >= {"j", "K", "N", "q"}
    assert "j takes a step, K a step back, and j 3 takes three" in help_lines((), keymap)[0]


def test_messages_of_the_engine_tell_the_keys_that_there_are():
    keymap = keymap_of(
        {"step": ("j",), "undo": ("ctrl+u",), "predict": (), "help": ("question_mark",)}
    )
    assert keymap.said("right; n goes on") == "right; j goes on"
    assert keymap.said("x is taken; u takes that back") == "x is taken; Ctrl+U takes that back"
    assert keymap.said("or skip; P leaves the question") == "or skip; :predict leaves the question"
    assert keymap.said("; ? lists them") == "; ? lists them"
    assert SHIPPED.said("n goes on") == "n goes on"


def test_a_key_that_stays_is_told_as_before():
    keymap = keymap_of({"step": ("n", "j")})
    assert keymap.said("n goes on") == "n goes on"
    assert shown_keys(BY_NAME["step"], keymap) == "n j"
    assert keymap.read("chart", "left") == "left"


@pytest.mark.parametrize("character", [c for c in string.printable if c.isprintable() and c != " "])
def test_a_key_is_named_by_what_it_types(character):
    assert key_named(character) == _character_to_key(character)
    assert written_key(key_named(character)) == character == character_of(key_named(character))


@pytest.mark.parametrize(
    "text", ["", "nn", "alt+x", "F13", "ctrl++", "ctrl+1", "meta+a", "shift+ß"]
)
def test_what_is_no_key_is_none(text):
    assert key_named(text) is None
