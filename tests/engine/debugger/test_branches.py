from dataclasses import replace

import numpy as np
import pytest

from engine.debugger.branches import Branches, fits
from engine.errors import DebuggerError
from engine.iterations.edits import Freeze, Result, Start
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from engine.queries.curves import Series
from tests.engine.values_of import followed

SKIP, XOR = derive(load_network("skip")), derive(load_network("xor"))
W3 = Start(0, "w3", 0.0, 0, "w3 = 0")
H0 = Result(2, "h0", 1.0, 2, "h0 = 1")
FREEZE = Freeze(3, "w1", True, 3)


def advance(branches, iteration):
    for _ in branches.current.timeline.reach(iteration):
        pass


def losses(branches, count=4):
    advance(branches, count)
    return list(branches.current.timeline.losses)[:count]


def test_at_first_there_is_one():
    branches = Branches.of(SKIP)
    assert (len(branches), branches.number, branches.current.title) == (1, 0, "as it was opened")
    assert branches.current.parent is None


def test_a_change_makes_one_and_leaves_the_others():
    first = Branches.of(SKIP)
    advance(first, 10)
    second = first.grown(W3, 4)
    assert (len(first), first.number) == (1, 0)
    assert (len(second), second.number) == (2, 1)
    assert (second.current.parent, second.current.edit, second.current.step) == (0, W3, 4)
    # By hand: with w3 = 0 the loss is 3.125; without, 3.375, and 3 from then on.
    assert losses(second)[0] == 3.125
    assert losses(second.switched(0)) == [3.375, 3.0, 3.0, 3.0]
    assert second.switched(0).current is first.current


def test_each_says_what_was_changed_and_when():
    branches = Branches.of(SKIP).grown(W3, 0).grown(H0, 2).grown(FREEZE, 0)
    assert [each.title for each in branches] == [
        "as it was opened",
        "w3 = 0 from iteration 0 on",
        "h0 = 1 in iteration 2",
        "freeze w1 from iteration 3 on",
    ]
    assert [each.parent for each in branches] == [None, 0, 1, 2]
    assert list(branches.current.timeline.edits) == [W3, H0, FREEZE]


def test_a_branch_that_is_left_forgets_what_is_quickly_found_again():
    branches = Branches.of(SKIP)
    run = branches.current.timeline.run(1)
    followed(Series("h0"), branches.current.timeline, [0])
    assert branches.switched(0).current.timeline.run(1) is run
    away = branches.grown(W3, 0)
    assert away.switched(0).current.timeline.run(1) is not run


@pytest.mark.parametrize("number", [-1, 2, 99])
def test_a_branch_that_does_not_exist_is_refused(number):
    with pytest.raises(DebuggerError) as caught:
        Branches.of(SKIP).grown(W3, 0).numbered(number)
    assert str(caught.value) == f"there is no branch {number}; there are 0 to 1"


def test_where_there_is_only_one_that_is_said():
    with pytest.raises(DebuggerError) as caught:
        Branches.of(SKIP).numbered(1)
    assert str(caught.value) == "there is no branch 1; there is only branch 0"


def test_they_are_a_tree():
    branches = Branches.of(SKIP).grown(W3, 0)  # 1 in 0
    branches = branches.grown(H0, 0)  # 2 in 1
    branches = branches.switched(0).grown(FREEZE, 0)  # 3 in 0
    branches = branches.switched(1).grown(FREEZE, 0)  # 4 in 1
    branches = branches.switched(2).grown(FREEZE, 0)  # 5 in 2
    found = [(depth, each.number) for depth, each in branches.in_order()]
    assert found == [(0, 0), (1, 1), (2, 2), (3, 5), (2, 4), (1, 3)]


def test_a_thousand_behind_one_another_are_put_in_order():
    branches = Branches.of(SKIP)
    for _ in range(1_000):
        branches = branches.grown(Start(0, "w3", 0.0, 0, ""), 0)
    assert [depth for depth, _ in branches.in_order()] == list(range(1_001))


def test_another_program_has_the_same_changes():
    # The same network by another rate: by hand, the loss of iteration 0 is that with w3 = 0.
    other = derive(replace(SKIP.network, learning_rate=0.5))
    branches = Branches.of(SKIP).grown(W3, 0).grown(H0, 3)
    advance(branches, 5)
    again = branches.rebuilt(other)
    assert (len(again), again.number) == (3, 2)
    assert [each.timeline.program for each in again] == [other] * 3
    assert [each.timeline.length for each in again] == [0, 0, 0]
    assert list(again.current.timeline.edits) == [W3, H0]
    assert losses(again)[0] == 3.125
    assert losses(again.switched(0))[0] == 3.375
    assert again.current.timeline.run(2).value(other.index["h0"]) == 1.0


def test_changes_that_another_program_has_no_place_for_are_left_out(build):
    other = derive(build("h0 = relu(w1*x)\nL = square(h0 - y)", {"x": 1.0}, targets={"y": -3.0},
                         w1=0.5))  # fmt: skip
    branches = Branches.of(SKIP).grown(W3, 0).grown(H0, 0).grown(FREEZE, 0)
    again = branches.rebuilt(other)
    assert [list(each.timeline.edits) for each in again] == [[], [], [H0], [H0, FREEZE]]
    assert [each.title for each in again] == [each.title for each in branches]


ADAM = derive(replace(XOR.network, optimiser=Optimiser("adam")))
SQUARE = np.zeros((2, 2))


@pytest.mark.parametrize(
    ("edit", "program", "has_place"),
    [
        (W3, SKIP, True),
        (W3, XOR, False),
        (H0, SKIP, True),
        (Start(0, "h0", 1.0, 0, ""), SKIP, False),  # computed, not given
        (Start(0, "y", 1.0, 0, ""), SKIP, True),
        (Result(0, "x", 1.0, 0, ""), SKIP, False),  # given, not computed
        (Start(0, "lr", 1.0, 0, ""), SKIP, True),
        (Start(0, "m_W1", SQUARE, 0, ""), XOR, False),
        (Start(0, "m_W1", SQUARE, 0, ""), ADAM, True),
        (Start(0, "W1", SQUARE, 0, ""), XOR, True),
        (Start(0, "W1", np.zeros((2, 3)), 0, ""), XOR, False),
        (Start(0, "W1", 0.0, 0, ""), XOR, False),
        (Result(0, "dL/dW1", SQUARE, 0, ""), XOR, True),
        (FREEZE, SKIP, True),
        (Freeze(0, "h0", True, 0), SKIP, False),
        (Freeze(0, "W1", True, 0), SKIP, False),
    ],
)
def test_a_program_has_a_place_for_what_it_assigns_or_starts_with(edit, program, has_place):
    assert fits(edit, program) is has_place
