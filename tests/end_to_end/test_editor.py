"""The network file in an editor: the terminal is lent, and taken again whatever becomes of it."""

import os
import sys
import termios

import pytest

NETWORK = '''\
loss = "L"
equations = """
z = w*x
L = square(y - z)
"""
inputs = { x = 2 }

[targets]
y = 1

[parameters]
w = 3
'''

EDITOR = f"""#!{sys.executable}
import os, signal, sys, termios, time
line, path = sys.argv[1:]
print("IN THE EDITOR", line, flush=True)
text = open(path).read()
does = open(path + ".does").read()
if does == "edit":
    open(path, "w").write(text.replace("w = 3", "w = 4"))
if does == "break":
    open(path, "w").write(text.replace("w*x", "w*q"))
if does == "crash":
    mode = termios.tcgetattr(0)
    mode[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
    termios.tcsetattr(0, termios.TCSANOW, mode)
    sys.stdout.write("\\x1b[?1049h\\x1b[?1003h\\x1b[?25l")
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)
if does == "wait":
    time.sleep(30)
"""


@pytest.fixture
def terminal(tmp_path, open_terminal):
    """A network file that is open, and an editor that does what a file beside it says."""
    (tmp_path / "nano").write_text(EDITOR)
    (tmp_path / "nano").chmod(0o755)
    (tmp_path / "my.toml").write_text(NETWORK)
    terminal = open_terminal(
        str(tmp_path / "my.toml"), EDITOR="nano", VISUAL="",
        PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}", XDG_STATE_HOME=str(tmp_path / "state"),
    )  # fmt: skip
    terminal.until_shown("step 0/", "? help")
    terminal.press("n")
    terminal.until_shown("step 1/")
    return terminal


def modes(terminal):
    """Whether the terminal echoes and hands on lines: neither while the app has it."""
    return termios.tcgetattr(terminal.process.child_fd)[3] & (termios.ECHO | termios.ICANON)


def test_the_terminal_is_lent_and_taken_again_whatever_becomes_of_it(terminal, tmp_path):
    def told(does, *shown, keys="E"):
        (tmp_path / "my.toml.does").write_text(does)
        terminal.press(keys)
        terminal.until_shown(*shown)
        assert modes(terminal) == 0

    told("edit", "the network was loaded again", "step 1/", "z = w · x")
    assert b"IN THE EDITOR +3" in terminal.output
    told("", "nothing was changed in my.toml")
    told("crash", "the editor nano was ended by SIGKILL; nothing is lost", "step 1/")
    told("break", "not loaded: my.toml:3: ", "E opens it again", keys=":editor w\r")
    assert b"IN THE EDITOR +12" in terminal.output
    (tmp_path / "my.toml.does").write_text("wait")
    seen = terminal.output.count(b"IN THE EDITOR")
    terminal.press("E")
    while terminal.output.count(b"IN THE EDITOR") == seen:
        terminal._read()
    assert modes(terminal) != 0  # in which Ctrl+C is a signal, to the editor and to the app
    terminal.press("\x03")
    terminal.until_shown("the editor nano was ended by SIGINT; not loaded: my.toml:3")
    terminal.press("n")
    terminal.until_shown("step 2/")
    terminal.press("q")
    assert terminal.end() == 0
    crashed = terminal.output.rpartition(b"\x1b[?1003h")[2]
    assert b"\x1b[?1003l" in crashed  # the mouse is not left on
