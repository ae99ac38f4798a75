"""Recording: what is marked, what is left out of a cast, and how it begins and ends."""

import errno
import os

import pytest
from textual.geometry import Size

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.program.program import derive
from tests.tui.recording.casts import ASCII, UNICODE, events, marked, sent
from tui.recording.cast import open_cast
from tui.recording.markers import marker
from tui.recording.recorder import Recorder

# Markers


def moved(*moves, network="skip", look=UNICODE):
    """The markers of some moves of a debugger, one after the other."""
    debugger = Debugger(derive(load_network(network)))
    before, found = debugger.stop, []
    for move in moves:
        now = move(debugger)
        found.append(marker(before, now, look))
        before = now
    return found


def test_where_a_phase_begins_there_is_a_marker_and_nowhere_else():
    labels = moved(*[lambda debugger: debugger.step()] * 22)
    assert {number: label for number, label in enumerate(labels, 1) if label} == {
        1: "FORWARD z0 = 0.5",
        8: "BACKWARD ∂L/∂ŷ = 1",
        18: "UPDATE w0 = −0.25",
        22: "iteration 1",
    }


def test_a_jump_is_marked_by_where_it_leads():
    assert moved(
        lambda debugger: debugger.goto(15),
        lambda debugger: debugger.goto(9),
        lambda debugger: debugger.step(),
        lambda debugger: debugger.next_iteration(3),
        lambda debugger: debugger.back(),
        lambda debugger: debugger.restart(),
    ) == [
        "BACKWARD ∂L/∂h0 = 0.75", "BACKWARD ∂L/∂z2 = 1", "",
        "iteration 3: BACKWARD ∂L/∂w2 = 0", "", "restarted",
    ]  # fmt: skip


def test_a_breakpoint_is_marked_by_what_it_says():
    debugger = Debugger(derive(load_network("skip")))
    before = debugger.break_at("dead(h0)")
    search = debugger.search(True)
    list(search)
    label = marker(before, debugger.arrive(search), UNICODE)
    assert label.startswith("breakpoint 1")
    assert "dead(h0)" in label


def test_what_changes_no_place_is_not_marked():
    assert moved(
        lambda debugger: debugger.goto(15),
        lambda debugger: debugger.select("h0"),
        lambda debugger: debugger.mark("a"),
        lambda debugger: debugger.break_at("z1"),
        lambda debugger: debugger.goto(15),
    )[1:] == ["", "", "", ""]


def test_half_a_sum_has_no_value_yet():
    assert (
        moved(
            lambda debugger: debugger.goto(14),
            lambda debugger: debugger.goto(7),
            lambda debugger: debugger.goto(14),
            lambda debugger: debugger.into(),
        )[-1]
        == ""
    )


def test_markers_are_ascii_where_the_app_is():
    labels = moved(*[lambda debugger: debugger.step()] * 30, look=ASCII)
    assert "BACKWARD dL/dyhat = 1" in labels
    assert all(label.isascii() for label in labels)


# The recorder


@pytest.fixture
def recorder(tmp_path):
    """A recorder, and the path of its cast; what went wrong is in `failures`."""
    path, failures = tmp_path / "a.cast", []
    recorder = Recorder(open_cast(path), Size(80, 24), "v2", "Skip", failures.append)
    recorder.failures = failures
    yield recorder, path
    recorder.close()


@pytest.mark.parametrize(
    "asked",
    [
        "\x1b[?2026$p", "\x1b[?2026h", "\x1b[?2026l", "\x1b[?2048$p", "\x1b[?2048h", "\x1b[c",
        "\x1b[>c", "\x1b[=c", "\x1b[0c", "\x1b[6n", "\x1b[?6n", "\x1b[>25u", "\x1b[<u", "\x1b[?u",
        "\x1b[?1000h", "\x1b[?1003h", "\x1b[?1006l", "\x1b[?1015h", "\x1b[?1016h", "\x1b[?1004h",
        "\x1b[?2004h", "\x1b[?1049h", "\x1b[?1049l", "\x1b[14t", "\x1b]52;c;c2VjcmV0\a",
        "\x1b]11;?\x1b\\", "\x1bP+q544e\x1b\\", "\x1b_Gi=31;AAAA\x1b\\", "\x1b[>q",
    ],
)  # fmt: skip
def test_what_is_between_app_and_terminal_is_left_out(recorder, asked):
    recorder, path = recorder
    recorder.hear(f"a{asked}b")
    recorder.hear(asked)
    assert sent(path)[1:] == ["ab"]


@pytest.mark.parametrize(
    "drawn",
    [
        "\x1b[38;5;12;48;2;1;2;3mŷ\x1b[0m",
        "\x1b[3;7H",
        "\x1b[?25l",
        "\x1b[?7l",
        "\x1b[2J",
        "\n",
        "c n",
    ],
)
def test_what_is_drawn_is_recorded_as_it_is(recorder, drawn):
    recorder, path = recorder
    recorder.hear(drawn)
    assert sent(path)[1:] == [drawn]


def test_a_marker_comes_behind_what_it_marks_and_at_the_same_time(recorder):
    recorder, path = recorder
    recorder.mark("here")
    recorder.mark("there")
    recorder.hear("\x1b[?2026h")
    assert marked(path) == []
    recorder.hear("frame")
    (then, *_), *labels = events(path)[1:]
    assert labels == [[then, "m", "here"], [then, "m", "there"]]


def test_a_marker_that_nothing_followed_is_there_at_the_end(recorder):
    recorder, path = recorder
    recorder.mark("here")
    recorder.close()
    assert marked(path) == ["here"]


def test_only_another_size_is_recorded(recorder):
    recorder, path = recorder
    for size in [(80, 24), (100, 30), (100, 30), (80, 24)]:
        recorder.resized(Size(*size))
    assert [data for _, code, data in events(path) if code == "r"] == ["100x30", "80x24"]


def test_after_its_end_nothing_is_recorded(recorder):
    recorder, path = recorder
    recorder.close()
    written = path.read_bytes()
    recorder.hear("more")
    recorder.resized(Size(1, 1))
    recorder.close()
    assert path.read_bytes() == written
    assert recorder.failures == []


def test_a_full_disk_is_told_once(recorder, monkeypatch):
    recorder, _ = recorder

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(recorder._writer, "output", full)
    recorder.hear("a")
    recorder.hear("b")
    recorder.close()
    assert recorder.failures == ["No space left on device"]
