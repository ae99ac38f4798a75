"""What is reported: where in the program, and nothing that is a person's."""

import json
import stat
from pathlib import Path

import numpy as np
import pytest

from engine.errors import DebuggerError
from tui.faults.fault import MOST_FRAMES, Fault, fault_of
from tui.faults.kept import MOST, faults_file, keep, kept, kept_in
from tui.faults.private import place_of, said_by
from tui.faults.report import report
from tui.faults.trail import LONGEST, Trail

HIDDEN = "bobs-weights"


@pytest.fixture(autouse=True)
def _empty(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def raised(error):
    with pytest.raises(type(error)) as caught:
        raise error
    return caught.value


@pytest.mark.parametrize(
    "error",
    [
        KeyError(HIDDEN),
        FileNotFoundError(2, "No such file or directory", f"/home/bob/{HIDDEN}.toml"),
        ValueError(f"could not convert string to float: '{HIDDEN}'"),
        ValueError(f"bad /home/bob/{HIDDEN}"),
        TypeError(f"first\n{HIDDEN}"),
        DebuggerError(f"{HIDDEN} is given, not computed"),
        UnicodeDecodeError("utf-8", HIDDEN.encode(), 0, 1, HIDDEN),
        np.exceptions.AxisError(HIDDEN),
    ],
)
def test_a_message_is_told_without_what_it_quotes(error):
    fault = fault_of(raised(error))
    assert fault.kind == type(error).__name__
    assert "bob" not in str(fault)


def test_what_python_says_by_itself_is_told():
    assert said_by(IndexError("list index out of range")) == "list index out of range"
    assert said_by(OSError(28, "No space left on device", "/home/bob")) == "No space left on device"


def test_frames_are_told_from_their_package_on():
    import textual.app

    import engine.network.files

    assert place_of(engine.network.files.__file__) == "engine/network/files.py"
    assert place_of(textual.app.__file__) == "textual/app.py"
    assert place_of(json.decoder.__file__) == "json/decoder.py"
    assert place_of("<frozen importlib._bootstrap>") == "<frozen importlib._bootstrap>"
    assert place_of("/home/bob/notebook.py") == "…"


def test_a_recursion_without_end_is_told_in_short():
    def deeper():
        deeper()

    with pytest.raises(RecursionError) as caught:
        deeper()
    fault = fault_of(caught.value)
    assert len(fault.frames) == 2 * MOST_FRAMES + 1
    assert fault.said == "maximum recursion depth exceeded"


def test_what_an_error_came_from_is_told_first():
    error = raised(ZeroDivisionError())
    error.__context__ = raised(KeyError(HIDDEN))
    assert "KeyError, and while that was dealt with:" in fault_of(error).frames


def test_of_what_is_typed_the_trail_knows_only_that_it_was():
    trail = Trail()
    for key in "ab":
        trail.note(key)
    for key in HIDDEN:
        trail.note(key, is_text=True)
    trail.note(":save")
    assert list(trail) == ["a", "b", "…", ":save"]
    for key in "x" * 1000:
        trail.note(key)
    assert len(list(trail)) == LONGEST


def test_the_last_faults_are_kept_for_their_owner_alone():
    for number in range(MOST + 3):
        assert keep(Fault(f"Kind{number}", "", ("engine/a.py:1 f",), ("n", "…"), 1.5))
    assert [fault.kind for fault in kept()] == [f"Kind{n}" for n in range(3, MOST + 3)]
    assert kept()[-1] == Fault(f"Kind{MOST + 2}", "", ("engine/a.py:1 f",), ("n", "…"), 1.5)
    path = faults_file()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_where_they_cannot_be_kept_nothing_happens(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert not keep(Fault("Kind", "", ()))
    assert kept() == []


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"{}\n[]\nnull\n", b'{"kind":1}\n', b"[" * 9999]
)
def test_junk_in_their_place_is_passed_over(tmp_path, data):
    path = tmp_path / "faults.jsonl"
    path.write_bytes(data)
    assert kept_in(path) == []
    assert kept_in(tmp_path / "none") == []


def test_a_report_holds_no_names_of_people(monkeypatch):
    monkeypatch.setattr("tui.faults.report.getuser", lambda: "bob")
    monkeypatch.setattr("tui.faults.report.platform.node", lambda: "bobs-laptop")
    monkeypatch.setenv("HOME", "/home/bob")
    fault = Fault(
        "KeyError", "/home/bob/x by bob on bobs-laptop, bobbing", ("tui/a.py:1 f",), ("n",)
    )
    environment = {"HOME": "/home/bob", "TERM": "xterm", "SSH_CONNECTION": "1.2.3.4", "LANG": "de"}
    text = "\n".join(report([fault], environment, "80x24"))
    assert "…/x by … on …, bobbing" in text
    assert "1.2.3.4" not in text
    for wanted in (
        "makabaka-tui 0",
        "Python 3",
        "textual 8",
        "80x24",
        "TERM=xterm",
        "before it: n",
    ):
        assert wanted in text
    assert str(Path.home()) not in text


def test_without_a_fault_the_report_says_so(capsys):
    from tui.cli.main import main

    assert main(["report"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("makabaka-tui ")
    assert "nothing has gone wrong that was noticed" in out
