"""Sessions of network files, and files to share."""

import os
import re
from pathlib import Path

import msgspec
import pytest

from engine.debugger.debugger import Debugger
from engine.errors import ConfirmError, SessionError
from engine.program.recipe import Recipe
from engine.sessions.files import read_session, write_session
from engine.sessions.session import session_of
from tests.engine.sessions.restored import SMALL

# Which network it is of


def test_a_session_is_of_the_network_that_it_names(debugger):
    found = session_of(debugger.stop)
    assert found.is_of("skip")
    assert not found.is_of("xor")
    assert not found.is_of("./skip")


def test_a_session_is_of_its_file_from_wherever_that_is_named(tmp_path, monkeypatch):
    nets, elsewhere = tmp_path / "nets", tmp_path / "elsewhere"
    nets.mkdir()
    elsewhere.mkdir()
    (nets / "my.toml").write_text(SMALL)
    monkeypatch.chdir(tmp_path)
    recipe = Recipe("nets/my.toml").read()
    found = session_of(Debugger(recipe.program(), recipe).stop, str(tmp_path))
    monkeypatch.chdir(elsewhere)
    assert found.is_of("../nets/my.toml")
    assert found.is_of(str(nets / "my.toml"))
    assert not found.is_of("my.toml")
    assert found.recipe().name == str(nets / "my.toml")


def test_what_is_no_path_is_no_network(debugger):
    found = msgspec.structs.replace(session_of(debugger.stop), network="a\0b", text=SMALL)
    assert not found.is_of("my.toml")


# A file to share


def test_a_file_to_share_can_be_read_by_people(debugger, path):
    assert write_session(debugger.stop, path) == path
    lines = path.read_text().splitlines()
    assert lines[1] == '  "makabaka-tui session": 5,'


def test_it_does_not_say_where_it_was_made(tmp_path, path, monkeypatch):
    (tmp_path / "my.toml").write_text(SMALL)
    monkeypatch.chdir(tmp_path)
    recipe = Recipe("my.toml").read()
    write_session(Debugger(recipe.program(), recipe).stop, path)
    assert str(tmp_path) not in path.read_text()


def test_a_file_that_exists_is_written_over_only_when_that_is_agreed_to(debugger, path):
    path.write_text("mine")
    with pytest.raises(ConfirmError, match="write over it"):
        write_session(debugger.stop, path)
    assert path.read_text() == "mine"
    write_session(debugger.stop, path, overwrite=True)
    assert read_session(path) == session_of(debugger.stop)
    assert [each.name for each in path.parent.iterdir()] == ["session.json"]


def test_where_writing_fails_the_file_stays(debugger, path, monkeypatch):
    path.write_text("mine")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("engine.files.os.replace", fail)
    with pytest.raises(SessionError, match="cannot be written: No space left"):
        write_session(debugger.stop, path, overwrite=True)
    assert path.read_text() == "mine"
    assert [each.name for each in path.parent.iterdir()] == ["session.json"]


def test_a_home_folder_may_be_written_as_in_a_shell(debugger, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert write_session(debugger.stop, Path("~/a.json")) == tmp_path / "a.json"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing/a.json", "No such file"), ("a" * 300, "too long"), ("a\0b", "null"),
        ("~nobody-of-this-name/a", "home"), (os.devnull, "not a regular file"),
        ("folder", "not a regular file"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused(debugger, tmp_path, monkeypatch, name, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    for overwrite in (False, True):
        with pytest.raises(SessionError, match=re.compile(said, re.IGNORECASE)) as caught:
            write_session(debugger.stop, Path(name), overwrite)
        assert str(caught.value).isprintable()
