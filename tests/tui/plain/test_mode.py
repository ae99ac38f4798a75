"""The line mode, through the command line, and in a real terminal."""

import io
import os
import signal
import subprocess
import sys
import time

import pexpect
import pytest

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.program.program import derive
from tui.cli import main as cli
from tui.plain import mode as plain
from tui.sessions.folder import saved_sessions, state_folder

FAN_IN = (
    "Step 15 of 21, backward, iteration 0: gradient of h0 is 0.75. "
    "It is 1 times 0.5 plus 0.5 times 0.5."
)


@pytest.fixture(autouse=True)
def state(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def test_each_line_of_input_is_answered_by_a_line_for_the_step(piped):
    said = piped("goto 15", "", ":step 2")
    assert len(said) == 3
    assert said[0].startswith(FAN_IN)
    assert said[1].startswith("Step 16 of 21, backward, iteration 0: gradient of z0 is 0.75.")
    assert said[2].startswith("The update begins. Step 18 of 21, update, iteration 0: w0 is minus")


def test_questions_are_answered_in_words(piped):
    said = piped("iteration 1", "21", "why dL/dw3", "paths dL/dw0", "branches", "watches")
    assert "gradient of w3 is 0, because h0 is 0, because ReLU 0 is dead since iteration 1." in said
    path = "L to yhat to z2 to h0 to z0 to w0, over the skip connection w3"
    assert f"0, {path}; cut by dead ReLU 0" in said
    assert said[-2] == "here: 0, as it was opened"
    assert said[-1].startswith("there is no watch")


def test_gradients_are_checked(piped):
    said = piped("gradcheck")
    assert said[-1] == "10 gradients in iteration 0: 10 agree"
    assert "h0, 0, 0, agrees" in said


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("zzz", "error: unknown command 'zzz'; help lists them"),
        ("goto 99", "error: there is no step 99: an iteration has steps 1 to 21"),
        ("chart", "error: chart needs the screen of the app"),
        ("continue", "error: nothing would stop it: set a breakpoint, as in break z1 < 0"),
        ("train 99999999999", "error: 99,999,999,999 is too many"),
    ],
)
def test_an_error_is_a_line_and_nothing_ends(piped, line, error):
    said = piped("14", line, "step")
    assert len(said) == 3
    assert said[1].startswith(error)
    assert said[2].startswith(FAN_IN)


def test_a_breakpoint_that_is_hit_is_said_first(piped):
    said = piped("break z1 < 0", "break h0", "15", "continue")
    assert said[-1].startswith("Breakpoint 2: h0. ReLU 0 is now dead, it was active. Step 2 of 21")


def test_help_lists_every_command_that_works_here(piped):
    said = piped("help")
    assert "step [COUNT]: take a step, or go over a folded group in one" in said
    assert "train COUNT: run so many iterations; Control C interrupts" in said
    assert "values: say the value, the gradient and the state of every node" in said
    assert not any(line.startswith(("chart", "theme", "command")) for line in said)


def test_quit_ends_before_the_input_does(piped):
    assert len(piped("15", "quit", "16")) == 1


def test_comments_are_passed_over(piped):
    assert piped("# to the sum", "where") == ["Iteration 0, before the first of 21 steps."]


def test_in_brief_little_is_said_until_all_is_asked_for(piped):
    said = piped("15", "where", "full", "15 1", arguments=["--brief"])
    assert said[0] == "Step 15: gradient of h0 is 0.75."
    assert said[1].startswith(FAN_IN)
    assert "It is" in said[3]


def test_values_are_said_node_by_node(piped):
    said = piped("15", "set w3 = 0", "values")
    assert "h0, activation: value 0.5, gradient 0.25, active, current step." in said
    # w3 = 0 is the value that the update reads, and what would be there from step 1 on.
    assert len(said) == 2 + 13


def test_far_iterations_are_told_of_on_the_way(piped, monkeypatch):
    monkeypatch.setattr(plain, "EVERY", 0.0)
    said = piped("train 3000")
    assert said[0].startswith("training: ")
    assert said[0].endswith(" of 3,000 iterations")
    assert said[-1].startswith(
        "Loss after 3,000 iterations: 3 since iteration 1, stopped learning: "
    )


def test_changes_of_the_network_and_the_place_to_open_at(piped):
    arguments = ["--set", "w3=0", "--goto", "15"]
    assert piped("where", arguments=arguments)[0].startswith(
        "Step 15 of 21, backward, iteration 0: gradient of h0 is 0.25."
    )


def test_only_ascii_is_said_where_only_that_can_be(monkeypatch, capsys, tmp_path):
    file = tmp_path / "net.toml"
    file.write_text(
        'title = "Größe"\nloss = "L"\nequations = "L = square(w*x)"\n'
        "[inputs]\nx = 1\n[parameters]\nw = 2\n"
    )
    for arguments, title in (([], "Größe"), (["--ascii"], r"Gr\xf6\xdfe")):
        monkeypatch.setattr(sys, "stdin", io.StringIO(""))
        assert cli.main([str(file), "--plain", *arguments]) == 0
        assert capsys.readouterr().out.startswith(title)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--plain", "--watch"], "--plain: --watch needs the screen"),
        (["--plain", "--record", "a.cast"], "--plain: --record needs the screen"),
        (["--brief"], "--brief goes with --plain"),
    ],
)
def test_options_that_do_not_go_with_it_are_refused(arguments, message, capsys):
    assert cli.main(arguments) == 2
    assert capsys.readouterr().err.startswith(message)


def test_nothing_is_overwritten_without_a_person_to_ask(piped, tmp_path):
    file = tmp_path / "mine.json"
    file.write_text("mine")
    said = piped("step", f"save {file}")
    assert said[-1].startswith("error: ")
    assert file.read_text() == "mine"


def test_what_is_piped_is_no_session_to_resume(piped):
    piped("15")
    assert list(saved_sessions(state_folder())) == []


def test_textual_is_not_imported():
    program = (
        "import sys, io; sys.stdin = io.StringIO('15\\nwhy\\nhelp\\ntrain 30\\nwatch h0\\n')\n"
        "from tui.cli.main import main; assert main(['--plain']) == 0\n"
        "from tui.plain.help import complete_with; complete_with(lambda: None, None)\n"
        "sys.exit(sorted(name for name in sys.modules if name.startswith('textual'))[:3] or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=20
    )
    assert (done.returncode, done.stderr) == (0, "")


# Ctrl+C


class Pressing:
    """A debugger whose training presses Ctrl+C by itself."""

    def __init__(self, monkeypatch):
        self.debugger = Debugger(derive(load_network("skip")))
        reach = self.debugger.reach

        def interrupted(target):
            for done in reach(target):
                os.kill(os.getpid(), signal.SIGINT)
                yield done

        monkeypatch.setattr(self.debugger, "reach", interrupted)
        self.said = []
        self.mode = plain.PlainMode(self.debugger, self.said.append, lambda _: False)


def test_training_is_interrupted_with_nothing_lost(monkeypatch):
    pressing = Pressing(monkeypatch)
    assert pressing.mode.obey("goto 15")
    assert pressing.mode.obey("train 900000")
    done = pressing.debugger.stop.cursor.iteration
    assert 0 < done < 900_000
    assert pressing.said[-1].startswith(
        f"Stopped at iteration {done:,} of 900,000; nothing is lost."
    )
    assert pressing.mode.obey("iteration 0")
    assert FAN_IN in pressing.said[-1]


# In a real terminal


@pytest.fixture
def terminal(tmp_path):
    opened = []

    def terminal(*arguments):
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LC_")},
            "XDG_STATE_HOME": str(tmp_path / "state"), "LANG": "C.UTF-8", "TERM": "dumb",
        }  # fmt: skip
        arguments = ["-m", "tui.cli", "--plain", *arguments]
        child = pexpect.spawn(
            sys.executable, arguments, env=environment, timeout=15, encoding="utf-8",
            dimensions=(24, 400),
        )  # fmt: skip
        child.delaybeforesend = None
        opened.append(child)
        child.expect_exact("> ")
        return child

    yield terminal
    for child in opened:
        child.close(force=True)


def test_in_a_terminal_there_is_a_prompt_and_the_session_is_kept(terminal):
    child = terminal()
    assert "Press Enter for a step" in child.before
    child.sendline("goto 14")
    child.expect_exact("> ")
    child.sendline("")
    child.expect_exact("gradient of h0 is 0.75")
    child.expect_exact("> ")
    child.sendline("train 900000")
    child.expect_exact("train 900000")
    time.sleep(0.15)  # amid about a second of training
    child.sendintr()
    child.expect("Stopped at iteration [0-9,]+ of 900,000; nothing is lost")
    child.expect_exact("> ")
    child.sendline("goto 15 0")
    child.expect_exact("gradient of h0 is 0.75")
    child.expect_exact("> ")
    child.sendintr()  # at the prompt it begins another line
    child.expect_exact("> ")
    child.sendeof()
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0
    again = terminal("--resume")
    assert "gradient of h0 is 0.75" in again.before


def test_tab_completes_commands_and_names(terminal):
    pytest.importorskip("readline")
    child = terminal()
    child.send("\x15watch dL/dyh\t\r")
    child.expect_exact("Watch 1: gradient of yhat")
    child.send("equat\t\r")
    child.expect_exact("z0 is w0 times x")
