"""So many moves at once lead where as many single ones do, and take no longer than one."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.debugger.cursor import LAST, Cursor, Route
from engine.debugger.debugger import Debugger
from engine.debugger.inward import Inward, places_inside
from engine.iterations.timeline import MAX_ITERATION
from engine.program.recipe import Recipe

PROGRAMS = {name: Recipe(name).program() for name in ("skip", "plain", "xor", "deep")}

HUGE = 10**30


def moves(route):
    """The moves, as functions of a place and a count."""
    node = route.program.equations[1].node
    return [
        route.after, route.before, route.phase_end, route.phase_start,
        lambda cursor, count: route.about(node, cursor, count),
    ]  # fmt: skip


@st.composite
def places(draw):
    """A program and a place in it, near the beginning, the end or neither."""
    route = Route(PROGRAMS[draw(st.sampled_from(sorted(PROGRAMS)))])
    iteration = draw(st.sampled_from([0, 1, 7, MAX_ITERATION - 2, MAX_ITERATION]))
    step = draw(st.integers(min(iteration, 1), route.last))
    cursor = Cursor(iteration, step)
    terms = route.terms(cursor)
    arrived = draw(st.none() | st.integers(0, terms)) if terms > 1 else None
    return route, Cursor(iteration, step, arrived)


@given(places(), st.integers(0, 4), st.integers(1, 120))
@settings(max_examples=200)
def test_a_count_leads_where_single_moves_do(place, which, count):
    route, start = place
    move = moves(route)[which]
    cursor, is_there = start, True
    for _ in range(count):
        following, is_there = move(cursor, 1)
        if not is_there:
            break
        cursor = following
    assert move(start, count) == (cursor, is_there)


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_a_huge_count_leads_to_the_end_of_time_at_once(name):
    route = Route(PROGRAMS[name])
    began = time.process_time()
    for move in moves(route):
        cursor, is_there = move(Cursor(5, 3), HUGE)
        assert not is_there
        assert cursor.iteration in (0, MAX_ITERATION)
    inward = Inward(route.program, {9: [route.program.equations[0].symbol]})
    cursor, is_there = inward.ahead(Cursor(5, 3), HUGE)
    assert (cursor.iteration, cursor.step, is_there) == (MAX_ITERATION, route.last, False)
    assert time.process_time() - began < 1


SETS = ["set dL/dh0 = 2", "set dL/dW1 = 1", "set h0 = 1", "set dL/dyhat = 3"]


@given(
    st.sampled_from(["skip", "xor", "deep"]),
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 40), st.sampled_from(SETS)), max_size=3),
    st.integers(0, 60), st.integers(1, 150),
)  # fmt: skip
@settings(max_examples=40)
def test_stepping_into_many_sums_leads_where_doing_it_one_by_one_does(name, sets, start, count):
    """Whatever was set by hand on the way: a sum that was is stepped over."""
    debugger = Debugger(PROGRAMS[name])
    for iteration, step, text in sets:
        debugger.goto(min(step, debugger.stop.steps), iteration)
        symbol = text.split()[1]
        if symbol in debugger.stop.program.index:
            if symbol.startswith("dL/dW"):
                continue  # a whole array is not set to a number
            debugger.set_value(text.removeprefix("set "))
    debugger.goto(1, 0)
    debugger.into(start)
    at = debugger.stop.cursor
    for _ in range(count):
        one_by_one = debugger.into().cursor
    debugger.goto(1, 0)
    debugger.into(start)
    assert debugger.stop.cursor == at
    assert debugger.into(count).cursor == one_by_one


def test_as_many_places_as_an_iteration_has_lead_to_the_next():
    debugger = Debugger(PROGRAMS["skip"])
    assert places_inside(PROGRAMS["skip"]) == 21 + 2  # the one sum, of two terms, is three places
    assert debugger.into(1).cursor == Cursor(0, 1)
    assert debugger.into(23).cursor == Cursor(1, 1)


def test_the_end_of_time_is_said_and_stayed_at():
    debugger = Debugger(PROGRAMS["skip"])
    debugger.goto(1, 1)
    assert debugger.into(0).cursor == Cursor(1, 1)
    assert debugger.step(0).cursor == Cursor(1, 1)
    assert debugger.back(HUGE).message == "this is the start: nothing lies before it"
    assert debugger.stop.cursor == Cursor()
    assert "is the last that can be run" in LAST
