"""How a terminal is left."""

import re


def assert_clean(terminal):
    """The terminal is as it was: its own screen, cursor, mouse, and no traceback on it."""
    output = terminal.output
    for switched_on, off in [
        (b"\x1b[?1049h", b"\x1b[?1049l"),
        (b"\x1b[?25l", b"\x1b[?25h"),
        (b"\x1b[?1000h", b"\x1b[?1000l"),
        (b"\x1b[?1003h", b"\x1b[?1003l"),
        (b"\x1b[?2004h", b"\x1b[?2004l"),
    ]:
        assert switched_on in output
        assert output.rindex(off) > output.rindex(switched_on)
    assert b"Traceback" not in output
    left = output[output.rindex(b"\x1b[?1049l") :]
    said = re.sub(rb"\x1b\[[0-?]*[ -/]*[@-~]", b"", left).strip()
    assert said in (b"", b"saved; makabaka-tui --resume goes on")
