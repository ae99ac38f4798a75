"""Every kind of terminal, tmux and screen."""

import os
import re
import shlex
import shutil
import subprocess

import pytest

from tests.end_to_end.cards import COMMAND, until

CARD = """\
│ ∂L/∂h0 = ∂L/∂z2 · w3 + ∂L/∂z1 · w1           │
│        = 1 · 0.5 + 0.5 · 0.5                 │
│        = 0.5 + 0.25 = 0.75                   │
│   0.5   from z2 (skip): ∂L/∂z2 · w3          │
│   0.25  from z1: ∂L/∂z1 · w1                 │
│ h0 feeds z1 and z2, so two contributions add │
│ up: 0.5 + 0.25 = 0.75. Of these, 0.5 came    │
│ over the skip connection from z2.            │
╰──────────────────────────────────────────────╯""".splitlines()


ASCII_CARD = """\
| dL/dh0 = dL/dz2*w3 + dL/dz1*w1               |
|        = 1*0.5 + 0.5*0.5                     |
|        = 0.5 + 0.25 = 0.75                   |
|   0.5   from z2 (skip): dL/dz2*w3 = 1*0.5    |
|   0.25  from z1: dL/dz1*w1 = 0.5*0.5         |
| h0 feeds z1 and z2, so two contributions add |
| up: 0.5 + 0.25 = 0.75. Of these, 0.5 came    |
| over the skip connection from z2.            |
+----------------------------------------------+""".splitlines()
"""The fan-in sum of the exercise, at 80 columns."""


COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|[34]8;[25])[;m]")
MANY_COLOURS = re.compile(rb"\x1b\[[0-9;]*[34]8;[25];")
BLINK = re.compile(rb"\x1b\[(?:0;|1;|4;|7;)*[56](?:;[0-9;]*)?m|\x1b\[[0-6]? q|\x1b\[\?12h")


TERMINALS = [
    ("xterm", CARD, 16),
    ("xterm-256color", CARD, 256),
    ("screen", CARD, 16),
    ("linux", ASCII_CARD, 16),
    ("vt100", ASCII_CARD, 0),
    ("dumb", ASCII_CARD, 0),
]


def card_of(text):
    """The step card as it stands on a screen of 80 x 24."""
    return [line[:48] for line in text.splitlines()[14:23]]


def colours_in(output):
    """How many colours were asked for: none, up to sixteen, or up to 256."""
    if not COLOUR.search(output):
        return 0
    return 256 if MANY_COLOURS.search(output) else 16


@pytest.mark.parametrize(("name", "card", "colours"), TERMINALS)
def test_the_step_card_is_intact_in_every_terminal(open_terminal, name, card, colours):
    terminal = open_terminal(TERM=name)
    terminal.until_shown("step 0/21", "? help")
    terminal.press("15n")
    terminal.until(lambda text: card_of(text) == card)
    assert colours_in(terminal.output) == colours
    assert not BLINK.search(terminal.output)


@pytest.fixture
def window(tmp_path):
    """Opens the command in a window of a multiplexer, and gives what reads its screen."""
    socket, servers = f"makabaka-{os.getpid()}-{tmp_path.name}", []

    def window(command, **environment):
        given = {"XDG_STATE_HOME": str(tmp_path), "LANG": "C.UTF-8"} | environment
        dropped = ["-u", "NO_COLOR", "-u", "COLORTERM", "-u", "LC_ALL"]
        words = ["env", *dropped, *(f"{name}={value}" for name, value in given.items()), *command]
        tmux = ["tmux", "-L", socket, "-f", os.devnull]
        server = {**os.environ, "LC_ALL": "C.UTF-8"}
        start = [*tmux, "new-session", "-d", "-x", "80", "-y", "24", shlex.join(words)]
        subprocess.run(start, check=True, env=server)
        servers.append(tmux)

        def capture():
            read = [*tmux, "capture-pane", "-p"]
            done = subprocess.run(read, capture_output=True, check=False, env=server)
            return done.stdout.decode()

        return capture

    yield window
    for tmux in servers:
        subprocess.run([*tmux, "kill-server"], check=False, capture_output=True)


@pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux")
@pytest.mark.parametrize(("name", "card"), [each[:2] for each in TERMINALS])
def test_the_step_card_is_intact_in_tmux(window, name, card):
    command = [COMMAND, "--goto", "15"]
    capture = window(command, TERM=name)
    until(lambda: card_of(capture()) == card, capture)


@pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux")
@pytest.mark.skipif(shutil.which("screen") is None, reason="there is no screen")
def test_the_step_card_is_intact_in_screen(window, tmp_path):
    """GNU screen, itself in tmux, which gives it a terminal to draw in."""
    (tmp_path / "screenrc").write_text("startup_message off\ndefutf8 on\n")
    (tmp_path / "screens").mkdir(mode=0o700)
    screen = ["screen", "-U", "-c", str(tmp_path / "screenrc")]
    command = [*screen, COMMAND, "--goto", "15"]
    capture = window(command, TERM="screen", LC_ALL="C.UTF-8", SCREENDIR=str(tmp_path / "screens"))
    until(lambda: card_of(capture()) == CARD, capture)
