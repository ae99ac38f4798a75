"""What a person can type and press."""

import pytest

from engine.debugger.cursor import Cursor
from tests.tui.commands.obeying import obey
from tui.commands.command import CommandError
from tui.commands.line import parse_line
from tui.commands.table import BY_CHARACTER, BY_NAME, COMMANDS

KEYS = {key: command for command in COMMANDS for key in command.keys}


TABLE = {
    "n": "step", "right": "step", "N": "back", "left": "back", "s": "into",
    "f": "end", "F": "start", "right_square_bracket": "next", "left_square_bracket": "previous",
    "g": "first", "G": "last", "t": "run", "R": "restart", "up": "up", "down": "down",
    "slash": "find", "colon": "command", "question_mark": "help", "q": "quit",
    "right_curly_bracket": "leap", "left_curly_bracket": "leap-back", "enter": "inspect",
    "l": "chart", "o": "scale", "b": "break", "B": "break-if", "c": "continue", "C": "reverse",
    "y": "why", "m": "mark", "apostrophe": "jump", "w": "watch", "e": "set", "u": "undo",
    "U": "redo", "L": "lectures", "p": "present", "x": "still", "M": "mouse",
    "plus": "zoom-in", "minus": "zoom-out", "0": "zoom-fit", "shift+left": "pan-left",
    "shift+right": "pan-right", "shift+up": "pan-up", "shift+down": "pan-down",
    "z": "group",
}  # fmt: skip
"""The keys that are promised, with the commands that they do."""


LATER = ["space"]


def refused(line):
    with pytest.raises(CommandError) as caught:
        parse_line(line)
    return str(caught.value)


# The table


def test_the_keys_of_the_design_do_what_they_say():
    assert {key: KEYS[key].name for key in TABLE if key in KEYS} == TABLE


@pytest.mark.parametrize("key", LATER)
def test_keys_for_later_work_do_nothing(key):
    assert key not in KEYS


def test_no_key_does_two_things():
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))


def test_no_name_is_used_twice():
    assert len(BY_NAME) == len(COMMANDS)


def test_no_key_is_one_that_ssh_or_tmux_would_lose():
    """Ctrl+P is neither the prefix of tmux nor of screen, nor taken by a terminal.

    Shift+Tab and arrows with Shift have sequences of their own, in tmux too.
    """
    arrows = {f"shift+{way}" for way in ("left", "right", "up", "down")}
    for key in set(KEYS) - {"ctrl+p", "shift+tab"} - arrows:
        assert not key.startswith(("alt+", "ctrl+", "shift+"))
        assert key == "f" or not key.startswith("f") or not key[1:].isdecimal()


def test_every_command_can_be_typed():
    for command in COMMANDS:
        argument = command.argument and "1"
        found, rest, count = parse_line(f"{command.name} {argument}".strip())
        assert (found, rest, count) == (command, argument, 1)


def test_every_command_says_what_it_does_and_how_it_is_typed():
    for command in COMMANDS:
        assert command.summary, command.name
        assert command.usage.split()[0] == command.name
        assert bool(command.keys) == bool(command.shown), command.name


@pytest.mark.parametrize(
    ("name", "usage"),
    [
        ("goto", "goto STEP/SYMBOL [ITERATION]"),
        ("run", "run [NODE]"),
        ("step", "step [COUNT]"),
        ("quit", "quit"),
    ],
)
def test_usage_puts_what_may_be_left_out_in_brackets(name, usage):
    assert BY_NAME[name].usage == usage


# Lines


@pytest.mark.parametrize(
    ("line", "name", "argument", "count"),
    [
        ("goto 15", "goto", "15", 1),
        (":goto 15", "goto", "15", 1),
        ("  : goto   15  ", "goto", "15", 1),
        ("15", "goto", "15", 1),
        (":0", "goto", "0", 1),
        ("iteration 3", "iteration", "3", 1),
        ("it 3", "iteration", "3", 1),
        ("step", "step", "", 1),
        ("step 10", "step", "", 10),
        ("bac 2", "back", "", 2),
        ("ba 4", "back", "", 4),
        ("run", "run", "", 1),
        ("run h1", "run", "h1", 1),
        ("train 1000", "train", "1000", 1),
        ("leap 3", "leap", "", 3),
        ("leap-back", "leap-back", "", 1),
        ("plot", "plot", "", 1),
        ("plot W1[0, 1]", "plot", "W1[0, 1]", 1),
        ("entry 3 1", "entry", "3 1", 1),
        ("lr 0.1", "lr", "0.1", 1),
        ("see 8", "seed", "8", 1),
        ("find two words", "find", "two words", 1),
        ("q", "quit", "", 1),
    ],
)
def test_a_line_names_a_command(line, name, argument, count):
    assert parse_line(line) == (BY_NAME[name], argument, count)


def test_a_name_may_be_shortened_as_long_as_it_stays_the_only_one():
    for command, length in [(each, n) for each in COMMANDS for n in range(1, len(each.name))]:
        short = command.name[:length]
        if short in BY_CHARACTER:
            continue  # it is a key, which comes first
        others = [other for other in BY_NAME if other.startswith(short)]
        line = f"{short} {command.argument and '1'}".strip()
        if others == [command.name]:
            assert parse_line(line)[0] is command
        elif short not in BY_NAME:
            message = refused(line)
            assert all(other in message for other in others)


def test_a_misspelt_name_is_answered_with_the_likely_one():
    message = refused("gotoo 15")
    assert "gotoo" in message
    assert "goto" in message.replace("gotoo", "")
    assert "iteration" in refused("itteration 3")


def test_an_unknown_name_says_where_to_find_the_known_ones():
    message = refused("xyzzy")
    assert "xyzzy" in message
    assert "?" in message


@pytest.mark.parametrize("line", ["", ":", "   ", " : "])
def test_an_empty_line_is_no_command(line):
    assert "goto 15" in refused(line)


@pytest.mark.parametrize(
    ("line", "usage"),
    [
        ("goto", "goto STEP/SYMBOL [ITERATION]"),
        ("iteration", "iteration K"),
        ("train", "train COUNT"),
        ("lr", "lr RATE"),
        ("seed", "seed SEED"),
    ],
)
def test_a_missing_argument_is_asked_for(line, usage):
    assert usage in refused(line)


@pytest.mark.parametrize("line", ["first 2", "last x", "restart now", "quit please", "marks me"])
def test_a_superfluous_argument_is_refused(line):
    assert "alone" in refused(line)


@pytest.mark.parametrize("line", ["step 0", "step -1", "step x", "back 1.5", "into 1e3", "end 2 3"])
def test_a_count_that_is_none_is_refused(line):
    assert line.partition(" ")[2] in refused(line)


def test_a_number_alone_is_followed_by_an_iteration_or_nothing(debugger):
    with pytest.raises(CommandError, match="is no iteration"):
        obey(debugger, "15 1 2")
    assert debugger.stop.cursor.step == 0
    obey(debugger, "15 1")
    assert debugger.stop.cursor == Cursor(1, 15)
