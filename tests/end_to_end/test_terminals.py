"""Every kind of terminal, a slow line, and one that breaks."""

import os
import pty
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

import pyte
import pytest

COMMAND = str(Path(sys.executable).with_name("makabaka-tui"))

PATIENCE = 10

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


# Inside tmux and screen


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


def until(condition, text=lambda: ""):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"it did not come to be:\n{text()}"
        time.sleep(0.02)


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


# A slow line


RATE = 64_000 / 8
"""Bytes in a second."""

DELAY = 0.1
"""The seconds that a byte is under way, either way."""

SLACK = 0.3


class SlowLine:
    """A line between a person and a running command, which takes its time."""

    def __init__(self, terminal):
        self._terminal = terminal
        self._file = terminal.process.child_fd
        self._under_way = deque()
        self._may_send = time.monotonic()
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self.bytes = 0

    @property
    def text(self):
        """What a person sees."""
        return "\n".join(self.screen.display)

    def type_ahead(self, keys):
        """Send keys, which arrive after a while."""
        time.sleep(DELAY)
        self._terminal.press(keys)

    def until(self, condition):
        """Carry what there is until a person sees what has to come; gives when that is."""
        deadline = time.monotonic() + PATIENCE
        while not condition(self.text):
            now = time.monotonic()
            assert now < deadline, self.text
            if self._under_way and self._under_way[0][0] <= now:
                self._stream.feed(self._under_way.popleft()[1])
            elif now >= self._may_send and select.select([self._file], [], [], 0)[0]:
                data = os.read(self._file, 64)
                self.bytes += len(data)
                self._may_send = max(self._may_send, now - 0.01) + len(data) / RATE
                self._under_way.append((self._may_send + DELAY, data))
            else:
                time.sleep(0.001)
        return time.monotonic()


def test_steps_typed_ahead_are_shown_as_soon_as_the_line_allows(open_terminal):
    terminal = open_terminal("skip", "--no-mouse")
    terminal.until_shown("step 0/21", "? help")
    line = SlowLine(terminal)
    for row in range(24):  # the line begins with the screen as it is
        line.screen.buffer[row].update(terminal.screen.buffer[row])
    typed = time.monotonic()
    line.type_ahead("n" * 10)
    shown = line.until(lambda text: "step 10/21" in text and "∂L/∂w2 = ∂L/∂z2 · h1" in text)
    assert line.bytes <= 10 * 1200
    assert shown - typed <= 2 * DELAY + line.bytes / RATE + SLACK


def test_a_step_is_one_small_write(open_terminal):
    """Also where the terminal is told when an update begins and ends."""
    terminal = open_terminal("skip", "--no-mouse")
    terminal.until_shown("step 0/21", "? help")
    terminal.press("\x1b[?2026;2$y")
    sizes = []
    for step in range(1, 43):
        before = len(terminal.output)
        terminal.press("n")
        terminal.until_shown(f"step {(step - 1) % 21 + 1}/21", f"iteration {(step - 1) // 21}")
        if step > 1:  # what was drawn first of all may come behind the first key
            # The end of the update may be read a moment later.
            terminal.until(lambda _: terminal.output.endswith(b"\x1b[?2026l"))
            sent = terminal.output[before:]
            sizes.append(len(sent))
            assert sent.count(b"\x1b[?2026h") == sent.count(b"\x1b[?2026l") == 1
            assert sent.startswith(b"\x1b[?2026h")
    first_of_next = sizes.pop(20)  # nothing stays as it is, and the whole screen is little more
    assert max(sizes) <= 1200
    assert first_of_next <= 1500


def test_nothing_is_sent_unless_asked_for(open_terminal):
    terminal = open_terminal("skip")
    terminal.until_shown("step 0/21", "? help")
    terminal.press("15n")
    terminal.until_shown("step 15/21", "0.75")
    assert not select.select([terminal.process.child_fd], [], [], 0.6)[0]


# A line that breaks


def test_bytes_that_are_no_text_do_no_harm(open_terminal):
    terminal = open_terminal("skip")
    terminal.until_shown("step 0/21", "? help")
    terminal.press(b"\xe9\xff\xc3n")
    terminal.press("n")
    terminal.until(lambda text: "step 1/21" in text or "step 2/21" in text)
    terminal.press("q")
    assert terminal.end() == 0


def test_a_signal_ends_it_within_a_second_though_nobody_reads(open_terminal):
    terminal = open_terminal("xor")
    terminal.until_shown("step 0/15", "? help")
    for _ in range(280):  # until neither side can take more
        if not select.select([], [terminal.process.child_fd], [], 0.02)[1]:
            break
        os.write(terminal.process.child_fd, b"n" * 10)
        time.sleep(0.002)
    began = time.monotonic()
    terminal.process.kill(signal.SIGHUP)
    until(lambda: not is_running(terminal.process.pid))
    assert time.monotonic() - began < 1
    assert terminal.end() == 128 + signal.SIGHUP
    left = terminal.output[terminal.output.rindex(b"\x1b[?1049h") :]
    assert b"\x1b[?1049l" in left
    assert b"Traceback" not in terminal.output


def is_running(pid):
    """Whether a process runs; one that has ended and waits to be asked for its status does not."""
    done = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return bool(done.stdout.strip()) and not done.stdout.strip().startswith("Z")


def test_without_a_terminal_any_more_it_ends_although_nobody_says_so(open_terminal, tmp_path):
    """As under a terminal that is not the controlling one: no signal comes."""
    near, far = pty.openpty()
    environment = {
        **os.environ,
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "XDG_STATE_HOME": str(tmp_path),
    }
    process = subprocess.Popen(
        [COMMAND, "skip"], stdin=far, stdout=far, stderr=far, env=environment,
        start_new_session=True,
    )  # fmt: skip
    os.close(far)
    until(lambda: "help" in read(near))
    os.write(near, b"15n")
    time.sleep(0.3)
    read(near)
    os.close(near)
    began = time.monotonic()
    assert process.wait(timeout=PATIENCE) == 128 + signal.SIGHUP
    assert time.monotonic() - began < 1
    again = open_terminal("--resume", XDG_STATE_HOME=str(tmp_path))
    again.until_shown("step 15/21")


def read(file):
    """What there is to read."""
    data = b""
    while select.select([file], [], [], 0.05)[0]:
        data += os.read(file, 1 << 16)
    return data.decode(errors="replace")
