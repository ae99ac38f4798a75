"""A debugger in a network with groups: what a person does, and where that leads."""

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from tests.engine.debugger.skip import SKIP
from tests.engine.grouped import REMEMBERING, recurrent

END = 27


@pytest.fixture
def debugger():
    return Debugger(recurrent())


def place(stop):
    return stop.cursor.step, stop.cursor.over


def test_all_groups_are_folded_at_the_start(debugger):
    assert debugger.stop.folded == {"loop", "t=1", "t=2", "p", "o"}


def test_a_step_goes_over_a_group_and_one_back_over_it_again(debugger):
    places = [place(debugger.step()) for _ in range(8)]
    # In the backward phase `loop` ends with the gradients of the parameters that only it uses.
    assert places == [
        (4, "loop"), (5, ""), (8, "p"), (9, ""), (14, "p"), (15, ""), (16, ""), (22, "loop"),
    ]  # fmt: skip
    assert [place(debugger.back()) for _ in range(8)] == [*places[-2::-1], (0, "")]


def test_all_is_known_behind_a_group_that_was_gone_over(debugger):
    stop = debugger.step()
    assert stop.group.name == "loop"
    assert (stop.over.first, stop.over.last) == (1, 4)
    z_1 = 0.5 * 0.5 - 0.75 * 0.25
    assert stop.state.value("z_1") == z_1
    assert stop.state.value("h_2") is not None
    assert stop.state.value("s") is None


def test_s_goes_into_it_and_n_through_it_and_out_of_it(debugger):
    debugger.step(2)
    assert place(debugger.into()) == (6, "")
    assert debugger.stop.group is None
    assert place(debugger.step()) == (7, "")
    assert place(debugger.step()) == (8, "")  # the last step in it, which is no way over it
    assert debugger.stop.group is None
    assert place(debugger.back()) == (7, "o")  # the smaller group in it, as one comes back to it
    debugger.goto(5)
    assert place(debugger.step()) == (8, "p")


def test_s_goes_into_what_was_gone_over_a_group_at_a_time(debugger):
    debugger.step()
    assert place(debugger.into()) == (2, "t=1")
    assert place(debugger.into()) == (1, "")
    assert place(debugger.into()) == (2, "")
    assert place(debugger.step()) == (4, "t=2")  # within the loop, which has been entered
    assert place(debugger.back()) == (2, "t=1")


def test_an_unfolded_group_is_stepped_through(debugger):
    debugger.unfold("loop")
    assert [place(debugger.step()) for _ in range(3)] == [(2, "t=1"), (4, "t=2"), (5, "")]
    assert debugger.stop.folded == {"t=1", "t=2", "p", "o"}
    debugger.toggle("t=1")
    debugger.restart()
    assert [place(debugger.step()) for _ in range(3)] == [(1, ""), (2, ""), (4, "t=2")]
    debugger.toggle("t=1")
    assert place(debugger.goto(2)) == (2, "")


def test_where_one_stands_when_a_group_is_folded_or_unfolded(debugger):
    debugger.step()
    assert place(debugger.unfold("loop")) == (4, "t=2")
    assert place(debugger.unfold()) == (4, "")
    assert place(debugger.fold("t=2")) == (4, "t=2")
    assert place(debugger.fold()) == (4, "loop")
    debugger.goto(3)
    assert place(debugger.fold("loop")) == (3, "")


def test_what_is_said(debugger):
    assert debugger.unfold("loop").message == "loop is unfolded"
    assert debugger.toggle("loop").message == "loop is folded"
    assert debugger.unfold("t=1", "t=2").message == "t=1 and t=2 are unfolded"
    assert debugger.fold().message == "5 groups are folded"


def test_what_a_layer_remembers_is_updated_in_its_group():
    stop = Debugger(derive(read_network(Source("network.toml", REMEMBERING)))).last()
    assert stop.group.name == "h"
    changes = {each.symbol: each.new for each in stop.passage.changes}
    # momentum 0.1: 0.9 * 0 + 0.1 * mean, 0.9 * 1 + 0.1 * variance (of the population, over n - 1)
    assert changes["h_running_mean"] == pytest.approx([0.1 * 2, 0.1 * 14 / 3])
    assert changes["h_running_variance"] == pytest.approx(
        [0.9 + 0.1 * np.var([2, 6, -2], ddof=1), 0.9 + 0.1 * np.var([4, 10, 0], ddof=1)]
    )


def test_an_unknown_group(debugger):
    with pytest.raises(DebuggerError, match="unknown group 'lop'; did you mean 'loop'"):
        debugger.unfold("lop")


def test_a_network_without_groups():
    debugger = Debugger(SKIP)
    assert debugger.fold().message.startswith("this network has no groups")
    with pytest.raises(DebuggerError, match="this network has no groups"):
        debugger.unfold("z0")


@pytest.mark.parametrize("text", ["z_2", "z_2 < 0"])
def test_a_breakpoint_in_a_folded_group_stops_there(debugger, text):
    debugger.break_at(text)
    search = debugger.search(forwards=True)
    for _ in search:
        pass
    assert place(debugger.arrive(search)) == (3, "")


def test_t_stops_in_a_folded_group(debugger):
    assert place(debugger.run_to("h_1")) == (2, "")


def test_a_leap_sees_a_group_as_a_whole(debugger):
    debugger.fold("o")
    assert place(debugger.last()) == (END, "p")
    assert place(debugger.last()) == (END, "p")
    debugger.goto(1)
    debugger.end_of_phase(2)
    assert place(debugger.stop) == (22, "loop")
    assert place(debugger.next_iteration()) == (22, "loop")
    assert place(debugger.previous_iteration()) == (22, "loop")


def test_steps_over_groups_are_no_places_to_come_back_to(debugger):
    debugger.step()
    debugger.into()
    debugger.into()
    debugger.back()
    assert not debugger.stop.visits.items


def test_a_change_and_its_undoing_leave_folds_as_they_are(debugger):
    debugger.unfold("p")
    debugger.step(1)
    debugger.set_value("wx = 2")
    assert debugger.stop.folds.unfolded == {"p"}
    debugger.undo()
    assert debugger.stop.folds.unfolded == {"p"}
