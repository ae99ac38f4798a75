"""Sessions on the command line: gone on with."""

import os
import sys
from pathlib import Path

import pytest

from engine.debugger.debugger import Debugger
from engine.program.recipe import Recipe
from engine.sessions.files import encode, read_session
from engine.sessions.session import session_of
from tests.tui.sessions.kept import NETWORK
from tui.cli import main as cli
from tui.sessions.folder import make_private, state_folder
from tui.sessions.held import hold


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The folder of the sessions of a person who has none yet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return state_folder()


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs the command line up to where the app is opened.

    Gives what it is opened with, or what is said.
    """

    def run(*arguments):
        found = []
        monkeypatch.setattr("tui.cli.open.run_app", lambda opened, *_: found.append(opened) or 0)
        for name in ("stdin", "stdout", "stderr"):
            monkeypatch.setattr(getattr(sys, name), "isatty", lambda: True, raising=False)
        status = cli.main(list(arguments))
        said = capsys.readouterr()
        assert said.out == ""
        if found:
            assert status == 0
            return found[0]
        assert status == 2
        assert said.err.replace("\n", "").isprintable()
        assert len(said.err.splitlines()) <= 2
        return said.err

    return run


def worked_on(network="skip", steps=3, **changes):
    recipe = Recipe(str(network), **changes).read()
    debugger = Debugger(recipe.program(), recipe)
    debugger.step(steps)
    return debugger


def kept(folder, debugger, age, name=None):
    """A session that was saved so many seconds ago."""
    make_private(folder)
    path = folder / f"{name or age}.json"
    path.write_bytes(encode(session_of(debugger.stop, str(Path.cwd()))) + b"\n")
    return aged(path, age)


def aged(path, age):
    os.utime(path, (1e9 - age, 1e9 - age))
    return path


def test_resume_goes_on_with_the_last_session_and_in_its_file(home, run):
    kept(home, worked_on(steps=3), 20)
    last = kept(home, worked_on("xor", 5, seed=8), 10)
    opened = run("--resume")
    assert (opened.debugger.stop.cursor.step, opened.held.path) == (5, last)
    assert opened.notes == "the session goes on where it ended"
    assert opened.debugger.stop.recipe == Recipe("xor", seed=8)


def test_resume_goes_on_with_the_last_session_of_a_network(home, run):
    first = kept(home, worked_on(steps=3), 20)
    kept(home, worked_on("xor", 5), 10)
    assert run("--resume", "skip").held.path == first
    assert "no session of plain in" in run("--resume", "plain")


def test_resume_finds_a_file_from_another_folder(home, run, tmp_path, monkeypatch):
    (tmp_path / "nets").mkdir()
    (tmp_path / "nets/my.toml").write_text(NETWORK)
    monkeypatch.chdir(tmp_path)
    path = kept(home, worked_on("nets/my.toml"), 10)
    monkeypatch.chdir(tmp_path / "nets")
    opened = run("--resume", "my.toml", "--watch")
    assert opened.held.path == path
    assert opened.debugger.stop.recipe.name == str(tmp_path / "nets/my.toml")


def test_resume_never_takes_a_session_in_use(home, run):
    first = kept(home, worked_on(steps=3), 20)
    last = kept(home, worked_on(steps=5), 10)
    used = hold(last)
    assert run("--resume").held.path == first
    other = hold(first)
    assert "not open elsewhere" in run("--resume")
    other.release()
    used.release()
    assert run("--resume").held.path == last


def test_the_first_time_there_is_nothing_to_resume(home, run):
    assert f"there is no session in {home}" in run("--resume")
    make_private(home)
    assert "there is no session" in run("--resume")


@pytest.mark.parametrize(
    "data", [b"", b"\0\xff", b"[]", b'{"makabaka-tui session":9}', b'{"makabaka-tui session":1,']
)
def test_where_the_last_session_is_damaged_that_is_said_and_the_one_before_goes_on(home, run, data):
    before = kept(home, worked_on(steps=3), 20)
    (home / "last.json").write_bytes(data)
    opened = run("--resume")
    assert opened.held.path == before
    assert opened.notes == "this is the session before; last.json cannot be used"
    assert (home / "last.json").read_bytes() == data
    before.unlink()
    assert run("--resume").startswith(f"{home / 'last.json'}: ")
    assert (home / "last.json").read_bytes() == data


def test_a_session_that_cannot_be_run_is_passed_over_as_well(home, run):
    before = kept(home, worked_on(steps=3), 20)
    text = before.read_text().replace('"skip"', '"gone"')
    (home / "last.json").write_text(text)
    opened = run("--resume")
    assert opened.held.path == before
    assert opened.notes == "this is the session before; last.json cannot be used"
    before.unlink()
    assert "last.json: the network of this session cannot be used: gone" in run("--resume")


def test_of_a_changed_network_the_old_session_stays_and_a_new_one_begins(home, run, tmp_path):
    file = tmp_path / "my.toml"
    file.write_text(NETWORK)
    debugger = worked_on(file)
    debugger.set_value("w = 2")
    path = kept(home, debugger, 10)
    file.write_text(NETWORK.replace("w*x", "v*x").replace("w = 3", "v = 3"))
    opened = run("--resume")
    assert opened.held is None
    assert opened.notes == (
        "my.toml has changed since the session was saved; no place any more for 1 of 1 changes"
    )
    assert read_session(path) == session_of(debugger.stop, str(Path.cwd()))


def test_of_a_file_that_is_gone_a_copy_goes_on_in_the_same_session(home, run, tmp_path):
    file = tmp_path / "my.toml"
    file.write_text(NETWORK)
    path = kept(home, worked_on(file), 10)
    file.unlink()
    opened = run("--resume", str(file))
    assert opened.held.path == path
    assert "my.toml: cannot be read: No such file or directory; a copy is used" in opened.notes


def test_a_session_far_on_goes_on_there(home, run):
    debugger = worked_on(learning_rate=1e-6)
    debugger.goto(3, 20_000)
    kept(home, debugger, 10)
    assert run("--resume").debugger.stop.state.same_as(debugger.stop.state)


def test_a_shared_session_is_gone_on_with_elsewhere(home, run, tmp_path):
    path = kept(tmp_path, worked_on(steps=7), 10)
    before = path.read_bytes()
    opened = run("--session", str(path))
    assert opened.debugger.stop.cursor.step == 7
    assert opened.held is None
    assert path.read_bytes() == before
    assert not home.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--resume", "--seed", "3"),
        ("--resume", "--set", "w0=1"),
        ("--resume", "--lr", "1"),
        ("--resume", "--optimiser", "adam"),
        ("--resume", "--goto", "3"),
        ("--resume", "--iteration", "3"),
        ("--session", "a.json", "--seed", "3"),
        ("--session", "a.json", "--resume"),
        ("--session", "a.json", "skip"),
        ("--session", "missing.json"),
        ("--session", "."),
        ("--session", "/dev/null"),
        ("--resume", "--watch"),
    ],
)
def test_what_does_not_go_together_is_refused_in_a_line(home, run, arguments):
    kept(home, worked_on(), 10)
    said = run(*arguments)
    assert "Traceback" not in said
    assert len(said.splitlines()) == 1
    assert said.split(" ")[0].rstrip(":") in (*arguments, "makabaka-tui")


def test_without_a_home_there_is_nothing_to_resume(run, monkeypatch):
    def unknown(_):
        raise KeyError

    monkeypatch.delenv("HOME")
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setattr("pwd.getpwuid", unknown)
    assert "there is no home folder" in run("--resume")
