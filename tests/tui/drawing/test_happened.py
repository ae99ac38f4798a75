"""What happened on a timeline, for a chart to mark."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.derivation.relus import Fate
from engine.iterations.history import Event
from engine.language.notation import Style
from engine.program.recipe import Recipe
from tui.drawing.happened import Happened, fitting
from tui.drawing.look import Look


@pytest.fixture(scope="module")
def debugger():
    """The skip network, whose ReLU 0 is dead after the first update: see the exercise.

    ReLU 1 is at the kink then, where a gradient passes.
    """
    debugger = Debugger(Recipe("skip").program())
    debugger.next_iteration(3)
    return debugger


def test_what_the_exercise_tells_is_marked(debugger):
    happened = Happened.of(debugger.stop, Style())
    events = [happened.marks.event(number) for number in range(len(happened.marks))]
    died = {(event.label, event.iteration) for event in events if event.role == "dead"}
    assert died == {("ReLU 0 died", 1)}
    assert [event.label for event in events] == happened.said(1)
    assert happened.said(0) == []


def test_it_is_read_anew_when_more_has_happened_or_elsewhere():
    debugger = Debugger(Recipe("skip").program())
    happened = Happened.of(debugger.stop, Style())
    assert happened.is_of(debugger.stop)
    stop = debugger.next_iteration(2)
    assert happened.is_of(stop)
    assert not happened.said(1)
    happened.read_on()
    assert happened.said(1) == Happened.of(stop, Style()).said(1) != []
    changed = debugger.set_value("w0 = 2")
    assert not happened.is_of(changed)
    marks = Happened.of(changed, Style()).marks
    assert any(marks.event(number).role == "title" for number in range(len(marks)))


def test_a_divergence_is_marked_and_listed():
    debugger = Debugger(Recipe("skip", learning_rate=1e200).program())
    for _ in debugger.reach(50):
        pass
    place = debugger.stop.timeline.divergence
    marks = Happened.of(debugger.stop, Style()).marks
    events = [marks.event(number) for number in range(len(marks))]
    assert (place.iteration, f"NaN or infinity since step {place.step}", "error") in events
    assert [event.iteration for event in events] == sorted(event.iteration for event in events)


fates = st.lists(st.tuples(st.integers(0, 20), st.sampled_from(Fate)), max_size=12)


@given(fates, st.integers(0, 20), st.integers(-6, 6).filter(bool), st.booleans())
def test_the_count_says_which_change_from_here_and_ends_at_the_last(found, here, count, deaths):
    program = Recipe("xor").program()
    (relu,) = program.network.relus.values()
    masks = {Fate.DIED: (b"\1\0" * 4, bytes(8)), Fate.REVIVED: (bytes(8), b"\1\0" * 4)}
    masks[Fate.CHANGED] = b"\1\0" * 4, b"\1\0\1\0\0\0\0\0"
    events = [Event(place, relu, *masks[fate]) for place, fate in sorted(found)]
    happened = Happened(program, SimpleNamespace(events=events, edits=(), divergence=None), Style())
    happened.read_on()
    way, place, last = (1 if count > 0 else -1), here, None
    for _ in range(abs(count)):  # one after the other, as by that many keys
        place += way
        while -1 < place < 22 and (
            not any(at == place and (fate is Fate.DIED or not deaths) for at, fate in found)
        ):
            place += way
        if not -1 < place < 22:
            break
        last = place
    assert happened.from_here(here, count, deaths) == last


@given(st.integers(1, 12), st.integers(1, 200))
def test_of_what_happened_as_much_is_told_as_there_is_room_for(count, room):
    said = [f"ReLU {number} died" for number in range(count)]
    text = fitting(said, "l graph", Look(), room)
    assert len(text) <= room
    told = sum(each in text for each in said)
    if text.endswith(" more"):
        assert text.endswith(f" and {count - told} more")
        rest = f" and {count - told - 1} more" if told + 1 < count else ""
        assert len(", ".join(said[: told + 1]) + rest) > room
    elif room >= len(", ".join(said)):
        assert told == count
