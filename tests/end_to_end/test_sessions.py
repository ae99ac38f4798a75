"""Sessions that end in every way that there is, and go on.

To kill the app more often, here 200 times in some minutes:

    KILLS=200 pytest -n 0 tests/end_to_end/test_sessions.py -k killed
"""

import os
import random
import re
import signal
import time
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.program.recipe import Recipe
from engine.sessions.files import read_session
from engine.sessions.restore import restore
from engine.sessions.session import session_of

KILLS = int(os.environ.get("KILLS", "4"))
SEED = int(os.environ.get("KILLS_SEED", "0")) or random.randrange(10**9)  # noqa: S311

WIDE = (120, 30)
PLACE = re.compile(r"iteration (\d+) .* step (\d+)/\d+(?:.* branch (\d+))?")


@pytest.fixture
def state(tmp_path):
    """The settings of a terminal of a person who has no sessions yet."""
    return {"XDG_STATE_HOME": str(tmp_path / "state"), "size": WIDE}


@pytest.fixture
def saved(tmp_path):
    """The files of sessions in the state folder."""
    return lambda: sorted((tmp_path / "state/makabaka-tui/sessions").glob("*.json"))


def shown_place(terminal):
    """Iteration, step and branch as the screen shows them; None where it does not."""
    found = PLACE.search(terminal.screen.display[0])
    return found and tuple(int(number or 0) for number in found.groups())


def until_at(terminal, place):
    terminal.until(lambda _: shown_place(terminal) == place)


def wait_for(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not come to be"
        time.sleep(0.005)


# kill -9


DOWN = "\x1b[B"

ACTIONS = {
    "n": lambda debugger: debugger.step(),
    "5n": lambda debugger: debugger.step(5),
    "N": lambda debugger: debugger.back(),
    "]": lambda debugger: debugger.next_iteration(),
    "f": lambda debugger: debugger.end_of_phase(),
    DOWN: lambda debugger: debugger.select_next(),
    "b": lambda debugger: debugger.break_at(),
    ":set w0 = 0.5\r": lambda debugger: debugger.set_value("w0 = 0.5"),
    ":mark a\r": lambda debugger: debugger.mark("a"),
    ":watch L\r": lambda debugger: debugger.watch("L"),
    ":unwatch 1\r": lambda debugger: debugger.unwatch(1),
}
"""What is typed, and what it comes to."""

OFTEN = ["n", "n", "n", "5n", "]", *ACTIONS]


def session_now(debugger):
    """What a file should say, wherever it was written."""
    return msgspec.structs.replace(session_of(debugger.stop), folder=None)


def place_of(session):
    place = session.moved.place
    return place.iteration, place.step, place.branch


def act(debugger, typed):
    with suppress(DebuggerError):  # it is refused, in the app as here
        ACTIONS[typed](debugger)


def kill(terminal):
    """End the app as nothing else does, and read what it had drawn."""
    terminal.process.kill(signal.SIGKILL)
    while terminal._read():
        pass
    terminal.process.wait()


def test_a_session_that_is_killed_goes_on_with_at_most_the_last_key_lost(
    open_terminal, state, saved
):
    """Each round goes on with the session of the one before, types, and is killed on the way."""
    chance = random.Random(SEED)  # noqa: S311
    recipe = Recipe("skip").read()
    debugger = Debugger(recipe.program(), recipe)
    known = lost = under_way = 0
    terminal = open_terminal("skip", **state)
    for number in range(KILLS):
        said = f"round {number} of KILLS_SEED={SEED}"
        states = [session_now(debugger)]
        until_at(terminal, place_of(states[0]))
        typed = chance.choices(OFTEN, k=chance.randrange(1, 25))
        for keys in typed:
            act(debugger, keys)
            states.append(session_now(debugger))
        pace = chance.choice([0, 0, 0.003])
        for keys in typed:
            terminal.press(keys)
            time.sleep(pace)
        time.sleep(chance.uniform(0, 0.03))
        kill(terminal)

        session = states[0]
        if files := saved():
            (file,) = files
            session = msgspec.structs.replace(read_session(file), folder=None)
        assert session in states, f"{said}: what is saved never was: {session}"
        found = max(index for index, each in enumerate(states) if each == session)
        shown = [i for i, each in enumerate(states) if place_of(each) == shown_place(terminal)]
        if shown:
            known += 1
            lost += min(shown) > found
            assert min(shown) <= found + 1, f"{said}: {min(shown) - found} keys are lost"
        under_way += found < len(typed)
        restored = restore(session)
        restored.arrive()
        debugger = restored.debugger
        terminal.close()
        terminal = open_terminal("--resume" if files else "skip", **state)
    assert known > KILLS // 2
    assert lost == 0  # as it is saved before it is shown
    print(f"{KILLS} kills, {under_way} while keys were obeyed, {known} screens read")  # noqa: T201


# Other ends


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_session_goes_on_after_a_signal(open_terminal, state, number):
    terminal = open_terminal("xor", "--seed", "8", **state)
    terminal.until_shown("step 0/15")
    terminal.press("]]3n:set W1 = 0.5\r")
    terminal.until_shown("branch 1")
    terminal.process.kill(number)
    terminal.end()
    again = open_terminal("--resume", **state)
    again.until_shown("the session goes on where it ended", "≔")
    assert shown_place(again) == (2, 4, 1)


def test_a_session_goes_on_when_its_terminal_is_gone(open_terminal, state):
    """As when a connection breaks."""
    terminal = open_terminal("skip", **state)
    terminal.until_shown("step 0/21")
    terminal.press("15nss")
    terminal.until_shown("1 of 2 arrived")
    terminal.process.ptyproc.fileobj.close()
    wait_for(lambda: not terminal.process.isalive())
    again = open_terminal("--resume", **state)
    again.until_shown("the session goes on where it ended")
    assert shown_place(again) == (0, 15, 0)
    again.press("s")
    again.until_shown("2 of 2 arrived")


# Several at once


def test_two_at_once_have_a_session_each(open_terminal, state, saved):
    first, second = open_terminal("skip", **state), open_terminal("xor", **state)
    first.until_shown("step 0/21")
    second.until_shown("step 0/15")
    first.press("3n")
    second.press("4n")
    first.until_shown("step 3/21")
    second.until_shown("step 4/15")
    assert len(saved()) == 2
    third = open_terminal("--resume", **state)
    assert third.end() == 2
    assert "not open elsewhere" in third.text
    kill(first)
    fourth = open_terminal("--resume", **state)
    fourth.until_shown("step 3/21")
    fourth.press("n")
    fourth.until_shown("step 4/21")
    assert len(saved()) == 2


# Files to share, and bad input


def test_a_session_is_saved_to_a_file_and_opened_elsewhere(open_terminal, state, tmp_path):
    terminal = open_terminal("skip", **state)
    terminal.until_shown("step 0/21")
    path = tmp_path / "mine.json"
    terminal.press(f"]5n:set w3 = 2\r:watch L\r:save {path}\r")
    terminal.until_shown("saved: go on with --session")
    elsewhere = state | {"XDG_STATE_HOME": str(tmp_path / "elsewhere")}
    again = open_terminal("--session", str(path), **elsewhere)
    after = again.until_shown("the session goes on where it ended", "1 L =")
    terminal.until(lambda text: text.splitlines()[:-1] == after.splitlines()[:-1])


def test_where_nothing_can_be_saved_one_works_on(open_terminal, state, tmp_path):
    (tmp_path / "state").write_text("this is no folder")
    terminal = open_terminal("skip", **state)
    terminal.until_shown("the session is not saved: Not a directory")
    terminal.press("15n")
    terminal.until_shown("step 15/21", "? help")
    terminal.press("q")
    assert terminal.end() == 0


@pytest.mark.parametrize("data", [b"", b"\x1b[2J\0\xff", b'{"makabaka-tui session":1,"network"'])
def test_a_file_that_is_no_session_is_refused_in_a_line(open_terminal, state, tmp_path, data):
    path = Path(tmp_path / "foreign.json")
    path.write_bytes(data)
    terminal = open_terminal("--session", str(path), **state)
    assert terminal.end() == 2
    assert b"\x1b" not in terminal.output
    assert "no session of makabaka-tui" in " ".join(terminal.text.split())
    assert path.read_bytes() == data
