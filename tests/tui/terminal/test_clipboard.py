"""The clipboard: what a terminal is sent, read by a terminal of our own."""

import re
from base64 import b64decode

import pytest

from tui.terminal.clipboard import has_clipboard, to_clipboard

OSC = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


def taken(sent):
    """The text that a terminal takes for its clipboard."""
    (data,) = OSC.findall(sent)
    return b64decode(data).decode()


def through_tmux(sent):
    """What tmux hands on that it is told to hand on."""
    (inner,) = re.findall(r"\x1bPtmux;((?:\x1b\x1b|[^\x1b])*)\x1b\\", sent)
    return inner.replace("\x1b\x1b", "\x1b")


def through_screen(sent):
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", sent, flags=re.DOTALL)
    assert all(len(piece) <= 256 for piece in pieces)
    return "".join(pieces)


TEXTS = ["0.75", "∂L/∂h0 = 0.5", "a\nb\x1b[2J", "x" * 5_000]


@pytest.mark.parametrize("text", TEXTS)
def test_it_arrives_as_it_is(text):
    assert taken(to_clipboard(text, {})) == text
    inside = to_clipboard(text, {"TMUX": "socket,1,0"})
    direct, _, _ = inside.partition("\x1bPtmux;")
    assert taken(direct) == text
    assert taken(through_tmux(inside)) == text
    assert taken(through_screen(to_clipboard(text, {"STY": "1.pts-0"}))) == text


@pytest.mark.parametrize(
    ("environment", "has"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "tmux-256color", "TMUX": "x"}, True),
        ({"TERM": "linux"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "vt100"}, False),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
    ],
)
def test_terminals_that_have_none_are_known(environment, has):
    assert has_clipboard(environment) is has
