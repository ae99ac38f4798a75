"""The command that compares, as it is run."""

import json

import pytest

from tests.engine.sessions.restored import NETWORK
from tui.cli.main import main

pytestmark = pytest.mark.usefixtures("files")


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.toml").write_text(NETWORK)
    (tmp_path / "b.toml").write_text(NETWORK.replace("b = 0.5", "b = 0.75"))
    (tmp_path / "same.toml").write_text("# the same\n" + NETWORK)
    (tmp_path / "bad.toml").write_text("[")
    (tmp_path / "bad.json").write_text("{")
    run = ["run", "a.toml", "-e", "goto 4", "-e", "set b = 0.25", "-e", "save s.json"]
    assert main(run) == 0


@pytest.fixture(autouse=True)
def _unicode(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def told(capsys, *words):
    capsys.readouterr()
    status = main(["diff", *words])
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    return status, printed.out, printed.err


def test_the_status_tells_whether_anything_differs(capsys):
    status, out, _ = told(capsys, "a.toml", "same.toml")
    assert (status, out.splitlines()[-1][:15]) == (0, "Nothing differs")
    status, out, _ = told(capsys, "a.toml", "b.toml", "--step", "1")
    assert status == 1
    assert "  ~ b  0.5  →  0.75" in out
    assert "The first value that differs is z, in step 1 of iteration 0" in out
    assert told(capsys, "a.toml", "b.toml", "--set", "b=0.5")[0] == 0
    assert told(capsys, "s.json", "s.json")[0] == 0


def test_a_session_is_compared_where_it_ended(capsys):
    status, out, _ = told(capsys, "s.json", "a.toml", "--format", "json")
    data = json.loads(out)
    assert status == 1
    assert (data["iteration"], data["steps"]) == (0, [4, 4])
    assert {each["name"] for each in data["differences"]} == {"changes by hand"}
    assert "It is computed of b (0.25 and 0.5), which differs." in data["first"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a.toml", "nothing.toml"], "nothing.toml: cannot be read"),
        (["a.toml", "bad.toml"], "bad.toml:1: not TOML"),
        (["bad.json", "a.toml"], "bad.json: no session of makabaka-tui"),
        (["a.toml", "nobody"], "nobody: no such network"),
        (["a.toml", "b.toml", "--step", "99"], "a.toml: there is no step 99"),
        (["a.toml", "b.toml", "--iteration", "-1"], "a.toml: "),
        (["s.json", "a.toml", "--seed", "2"], "a session is as it was"),
        (["a.toml"], "requires an argument"),
    ],
)
def test_what_cannot_be_compared_is_told_in_lines(capsys, words, said):
    status, out, error = told(capsys, *words)
    assert (status, out) == (2, "")
    assert said in error
    assert error.count("\n") <= 2


def test_it_is_a_command_of_the_debugger_too(capsys):
    assert main(["run", "a.toml", "-e", "goto 4", "-e", "diff b.toml"]) == 0
    assert "It is computed of b (0.5 and 0.75)" in capsys.readouterr().out
