"""The end of a command that the tool itself has failed in: a line, a status, and a report."""

import io
import os
import pty
import signal
import sys
from contextlib import suppress

import pytest

from tui.cli.ending import guarded
from tui.cli.main import main
from tui.faults.kept import kept
from tui.faults.notice import BROKEN, DEBUGGING


@pytest.fixture(autouse=True)
def _as_delivered(monkeypatch, tmp_path):
    monkeypatch.delenv(DEBUGGING)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def fail(*_, **__):
    raise ZeroDivisionError("division by zero")


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("engine.iterations.timeline.Timeline.reach", ["train", "skip"]),
        ("engine.debugger.debugger.Debugger.step", ["run", "skip", "-e", "step"]),
        ("engine.program.program.derive", ["trace", "skip"]),
        ("tui.lectures.reader.parse_lecture", ["play", "skip", "--check"]),
        ("tui.cli.open.open_named", ["skip"]),
    ],
)
def test_a_fault_is_a_line_and_a_status(run, monkeypatch, target, words):
    monkeypatch.setattr(target, fail)
    if target.endswith("derive"):
        monkeypatch.setattr("engine.program.recipe.derive", fail)
    status, output, errors = run(*words)
    assert (status, output) == (BROKEN, "")
    said = "makabaka-tui: something went wrong here (ZeroDivisionError); "
    assert errors == f"{said}makabaka-tui report tells us\n"
    assert [fault.said for fault in kept()] == ["division by zero"]
    reported = run("report")[1]
    assert "ZeroDivisionError: division by zero" in reported
    assert "tui/cli/ending.py:" in reported


def test_for_those_who_work_on_it_it_is_what_python_says(monkeypatch):
    monkeypatch.setenv(DEBUGGING, "1")
    monkeypatch.setattr("engine.iterations.timeline.Timeline.reach", fail)
    with pytest.raises(ZeroDivisionError):
        main(["train", "skip"])


def test_in_the_line_mode_it_is_said_and_the_next_line_is_done(run, monkeypatch):
    monkeypatch.setattr("engine.debugger.debugger.Debugger.first", fail)
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\ng\nn\nwhere\n"))
    status, output, errors = run("--plain")
    assert (status, errors) == (0, "")
    assert "error: something went wrong here; makabaka-tui report tells us" in output.splitlines()
    assert "Step 2 of 21" in output.splitlines()[-1]


def test_a_break_that_an_import_makes_another_error_of_is_an_interruption(capsys):
    def interrupt():
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise ImportError("numpy is broken")

    assert guarded(interrupt) == 130
    assert capsys.readouterr().err == "makabaka-tui: interrupted\n"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert kept() == []


@pytest.mark.parametrize(("closed", "other"), [("stdout", "stderr"), ("stderr", "stdout")])
def test_where_one_stream_is_closed_the_other_says_so(monkeypatch, closed, other):
    said = io.StringIO()
    monkeypatch.setattr(sys, closed, None)
    monkeypatch.setattr(sys, other, said)
    assert main(["networks"]) == 2
    name = {"stdout": "output", "stderr": "error"}[closed]
    assert f"standard {name} is closed" in said.getvalue()


def test_where_errors_go_nowhere_the_terminal_is_told(monkeypatch):
    ours, theirs = pty.openpty()
    with open(os.devnull, "w") as nowhere, os.fdopen(theirs, "w") as terminal:  # noqa: PTH123
        monkeypatch.setattr(sys, "stderr", nowhere)
        monkeypatch.setattr(sys, "stdout", terminal)
        monkeypatch.setattr(sys, "stdin", terminal)
        assert main(["skip"]) == 2
        terminal.flush()
        assert "standard error is no terminal" in os.read(ours, 1000).decode()
    os.close(ours)
