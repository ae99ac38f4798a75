"""A slow line, and one that breaks."""

import os
import pty
import select
import signal
import subprocess
import time
from collections import deque

import pyte

from tests.end_to_end.cards import COMMAND, PATIENCE, read, until

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
    shown = line.until(lambda text: "step 10/21" in text and "∂L/∂w2 = ∂L/∂z2 · ∂z2/∂w2" in text)
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
    until(lambda: "\x1b[?2004h" in read(near))  # behind the first frame
    os.write(near, b"15n")
    time.sleep(0.3)
    read(near)
    os.close(near)
    began = time.monotonic()
    assert process.wait(timeout=PATIENCE) == 128 + signal.SIGHUP
    assert time.monotonic() - began < 1
    again = open_terminal("--resume", XDG_STATE_HOME=str(tmp_path))
    again.until_shown("step 15/21")
