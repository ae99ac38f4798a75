"""Watches: set, edited, refused, computed and written as text."""

from unittest.mock import patch

import pytest

from engine.debugger.debugger import Debugger
from engine.debugger.watch_values import read, watch_lines
from engine.debugger.watches import Watches
from engine.errors import DebuggerError
from engine.iterations.run import Run
from engine.language.notation import TEXT, Style
from engine.language.op import Conventions
from engine.network.files import load_network
from engine.program.program import derive
from tests.engine.debugger.skip import SKIP
from tests.engine.debugger.watching import RATIO, XOR, reading

# Setting them


def test_watches_are_numbered_and_go_by_their_numbers(debugger):
    for text in ("w0", RATIO, "dead(h0)"):
        debugger.watch(text)
    assert debugger.unwatch(2).message == f"watch 2 is deleted: {RATIO}"
    stop = debugger.watch("w1")
    assert [(each.number, each.text) for each in stop.watches] == [
        (1, "w0"),
        (3, "dead(h0)"),
        (4, "w1"),
    ]
    assert stop.message == "watch 4: w1"
    with pytest.raises(DebuggerError, match="there is no watch 2; there are: 1, 3, 4"):
        debugger.unwatch(2)


def test_a_watch_can_be_edited_in_its_place(debugger):
    debugger.watch("w0")
    debugger.watch("w1")
    stop = debugger.edit_watch(1, "w2")
    assert [(each.number, each.text) for each in stop.watches] == [(1, "w2"), (2, "w1")]
    assert debugger.edit_watch(1, "w2 ").watches.numbered(1).text == "w2"
    for number, text, message in (
        (1, "w1", "watch 2 shows it already"),
        (1, "zz", "nothing is called 'zz'"),
        (7, "w3", "there is no watch 7"),
    ):
        with pytest.raises(DebuggerError, match=message):
            debugger.edit_watch(number, text)
    assert [each.text for each in debugger.stop.watches] == ["w2", "w1"]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (RATIO, "dL/dh0/dL/dh1"),
        ("yhat", "ŷ"),
        ("dL/dyhat", "∂L/∂ŷ"),
        ("dead(h0)", "dead( h0 )"),
        ("z0 < 0 and not dead(h0)", "z0<0 and (not dead(h0))"),
    ],
)
def test_the_same_is_not_watched_twice(debugger, first, again):
    debugger.watch(first)
    with pytest.raises(DebuggerError, match="watch 1 shows it already"):
        debugger.watch(again)
    assert len(debugger.stop.watches) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is no expression"),
        ("   ", "there is no expression"),
        ("hh0", "nothing is called 'hh0'; did you mean 'h0'?"),
        ("dead(hh0)", "nothing is called 'hh0'; did you mean 'h0'?"),
        ("dL/h0", "write a gradient as dL/dz0"),
        ("z0 +", "not an expression"),
        ("w0[0]", "w0 is a number: it has no entry [0]"),
        ("w0 @ w1", "@ takes vectors and matrices"),
        ("x = 1", "not an expression"),
    ],
)
def test_what_cannot_be_watched_is_refused_in_a_line(debugger, text, message):
    with pytest.raises(DebuggerError) as caught:
        debugger.watch(text)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    assert not len(debugger.stop.watches)


@pytest.mark.parametrize("text", ["W1 + X", "H < W1", "dead(W1)", "X @ W2 @ X", "W1[0,1] + b1 @ X"])
def test_shapes_that_do_not_fit_are_refused(text):
    with pytest.raises(DebuggerError):
        Debugger(XOR).watch(text)


def test_another_program_keeps_the_watches_that_mean_something_in_it(debugger):
    for text in (RATIO, "w3", "dead(h1)", "L / w3"):
        debugger.watch(text)
    plain = derive(load_network("plain"))
    assert "w3" not in plain.base
    stop = debugger.exchange(plain)
    assert [(each.number, each.text) for each in stop.watches] == [(1, RATIO), (3, "dead(h1)")]
    assert debugger.watch("w2").watches.latest.number == 4


def test_a_change_of_convention_is_read_at_once(debugger):
    debugger.goto(15, 1)
    assert reading(debugger, "dL/dh0").now == 0.0625
    stop = debugger.set_convention("relu_at_zero", 0)
    assert stop.program.network.conventions == Conventions(relu_at_zero=0)
    assert read(stop.watches.latest, stop).now == 0


# Cost


def test_a_reading_computes_only_what_the_expression_reads(debugger):
    debugger.goto(15, 5)
    stop = debugger.watch("z0 + w0")
    (watch,) = stop.watches
    fresh = {k: Run(SKIP, k, debugger.goto(15, k).state.run.start) for k in (4, 5)}
    stop = debugger.goto(15, 5)
    with patch.object(type(stop.timeline), "run", lambda _, iteration: fresh[iteration]):
        read(watch, stop)
    assert len(fresh[4]._memory) == len(fresh[5]._memory) == len(SKIP.base) + 1


# As text


def test_the_lines_have_columns(debugger):
    for text in (RATIO, "dead(h0)", "w3"):
        debugger.watch(text)
    lines = watch_lines(debugger.goto(21, 1), Style())
    assert lines == [
        " 1 ∂L/∂h0 / ∂L/∂h1 = 0.25  step before 0.25  iteration before 1.5",
        " 2 dead(h0)        = true  step before true  iteration before false",
        " 3 w3              = 0     step before 0     iteration before 0",
    ]
    debugger.goto(0, 0)
    assert watch_lines(debugger.stop, TEXT)[0] == (
        " 1 dL/dh0 / dL/dh1 = .    step before .  iteration before ."
    )
    assert watch_lines(Debugger(SKIP).stop, TEXT) == []


def test_of_a_long_array_a_line_gives_the_shape():
    debugger = Debugger(XOR)
    debugger.watch("X - 0.12345678")
    stop = debugger.watch("Y[0,0] - b2*0")
    assert watch_lines(stop, Style()) == [
        " 1 X − 0.12345678  = [4×2]   step before ·  iteration before ·",
        " 2 Y[0,0] − b2 · 0 = [1, 1]  step before ·  iteration before ·",
    ]


def test_watches_are_values():
    one, other = (Watches().added(text, SKIP) for text in (RATIO, " dL/dh0/dL/dh1"))
    assert one.latest.asked == other.latest.asked
    assert hash(one.latest.asked) == hash(other.latest.asked)
