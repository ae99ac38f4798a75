import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.debugger.visits import MAX_VISITS, Spot, Visits
from engine.errors import DebuggerError
from engine.network.files import load_network
from engine.program.program import derive

SKIP = derive(load_network("skip"))


def visited(*places):
    visits = Visits()
    for branch, step in places:
        visits = visits.joined_by(branch, Cursor(0, step), f"why {step}")
    return visits


def test_places_are_numbered_in_order():
    visits = visited((0, 3), (0, 9), (1, 9))
    assert [(each.number, each.spot, each.why) for each in visits] == [
        (1, Spot(0, Cursor(0, 3)), "why 3"),
        (2, Spot(0, Cursor(0, 9)), "why 9"),
        (3, Spot(1, Cursor(0, 9)), "why 9"),
    ]
    assert visits.numbered(2).spot.cursor.step == 9


def test_to_stop_where_one_stands_is_no_other_place():
    assert [each.number for each in visited((0, 3), (0, 3), (0, 4), (0, 3))] == [1, 2, 3]


@given(st.integers(1, 2 * MAX_VISITS))
def test_only_the_last_are_remembered_by_the_numbers_that_they_had(count):
    visits = visited(*((0, step) for step in range(1, count + 1)))
    kept = min(count, MAX_VISITS)
    assert [each.number for each in visits] == list(range(count - kept + 1, count + 1))
    assert all(each.spot.cursor.step == each.number for each in visits)


def test_a_place_that_is_not_known_is_refused():
    with pytest.raises(DebuggerError) as caught:
        Visits().numbered(1)
    assert str(caught.value) == "nothing has been stopped at yet"
    with pytest.raises(DebuggerError) as caught:
        visited((0, 3), (0, 9)).numbered(3)
    assert str(caught.value) == "there is no stop 3: they are numbered 1 to 2"


# In the debugger


@pytest.fixture
def debugger():
    return Debugger(SKIP)


def places(debugger):
    return [
        (each.spot.branch, each.spot.cursor.iteration, each.spot.cursor.step, each.why)
        for each in debugger.stop.visits
    ]


def test_steps_one_by_one_are_not_remembered_but_leaps_are(debugger):
    debugger.step()
    debugger.back()
    debugger.step()
    assert places(debugger) == []
    debugger.step(5)
    debugger.goto(15, 3)
    debugger.step()
    debugger.next_iteration()
    assert places(debugger) == [(0, 0, 6, ""), (0, 3, 15, ""), (0, 4, 16, "")]


def test_what_there_was_to_say_is_remembered_with_the_place(debugger):
    debugger.goto(15)
    debugger.set_value("w3 = 0")
    debugger.break_at("z1 < 0")
    search = debugger.search(forwards=True)
    for _ in search:
        pass
    stop = debugger.arrive(search)
    found = places(debugger)
    assert found[:2] == [(0, 0, 15, ""), (1, 0, 15, "branch 1: w3 = 0 from iteration 0 on")]
    assert found[2] == (1, stop.cursor.iteration, stop.cursor.step, "breakpoint 1: z1 < 0")


def test_a_place_is_come_back_to_in_its_branch(debugger):
    debugger.goto(7)
    debugger.set_value("w3 = 0")
    debugger.goto(7, 2)
    stop = debugger.revisit(1)
    assert (stop.branches.number, stop.cursor, stop.state.loss) == (0, Cursor(0, 7), 3.375)
    stop = debugger.revisit(2)
    assert (stop.branches.number, stop.cursor, stop.state.loss) == (1, Cursor(0, 7), 3.125)


def test_where_a_branch_was_taken_back_its_places_are_gone(debugger):
    debugger.goto(7)
    debugger.set_value("w3 = 0")
    debugger.goto(7, 2)
    debugger.undo()
    before = debugger.stop.cursor
    with pytest.raises(DebuggerError, match="there is no branch 1; there is only branch 0"):
        debugger.revisit(3)
    assert debugger.stop.cursor == before
    debugger.redo()
    assert debugger.revisit(3).cursor == Cursor(2, 7)


def test_a_term_of_a_sum_is_come_back_to_as_far_as_the_sum_has_it(debugger, build):
    debugger.goto(14)
    debugger.into(3)
    debugger.mark("whole")
    debugger.back()
    debugger.mark("term")
    debugger.goto(3, 1)
    stop = debugger.jump("term")
    assert (stop.cursor, stop.state.gradient("h0")) == (Cursor(0, 15, 1), 0.5)
    # Another program, whose step 15 does not exist; its last has one term.
    debugger.exchange(derive(build("z = w*x\nL = square(z)", {"x": 1.0}, w=0.5)))
    for name in ("whole", "term"):
        stop = debugger.jump(name)
        assert stop.cursor.step == stop.steps
        assert debugger.stop.state.value("w") == 0.5 - 1.0  # dL/dw is 2z = 1, the rate 1
        assert "arrived" not in stop.message
