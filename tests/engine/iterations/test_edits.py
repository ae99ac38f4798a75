import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.iterations.edits import NO_EDITS, Edits, Freeze, Result, Start


def start(iteration, symbol="w", value=1.0, made=None):
    return Start(iteration, symbol, value, iteration if made is None else made, f"{symbol} = 1")


def result(iteration, symbol="h", value=1.0):
    return Result(iteration, symbol, value, iteration, f"{symbol} = 1")


def freeze(iteration, is_frozen=True, symbol="w", made=None):
    return Freeze(iteration, symbol, is_frozen, iteration if made is None else made)


def joined(*edits):
    found = NO_EDITS
    for each in edits:
        found = found.joined_by(each)
    return found


def test_nothing_is_changed_at_first():
    assert list(NO_EDITS) == []
    assert (NO_EDITS.starts, NO_EDITS.results, NO_EDITS.frozen(3)) == ({}, {}, frozenset())
    assert NO_EDITS.unlike_before(0) is None
    assert NO_EDITS.first_unlike(Edits()) is None


def test_changes_are_found_by_their_iteration():
    edits = joined(
        start(2, "w", 0.5), start(2, "lr", 0.1), result(2, "h", 7.0), result(3, "h", 8.0),
        start(4, "w", 0.25),
    )  # fmt: skip
    assert edits.starts == {2: {"w": 0.5, "lr": 0.1}, 4: {"w": 0.25}}
    assert edits.results == {2: {"h": 7.0}, 3: {"h": 8.0}}


def test_a_change_replaces_one_of_its_kind_symbol_and_iteration():
    old, other, kind = start(2, "w", 0.5), start(2, "v"), result(2, "w")
    new = start(2, "w", 0.75)
    assert list(joined(old, other, kind, new)) == [other, kind, new]
    assert list(joined(result(2), again := result(2))) == [again]


def test_what_was_made_later_was_another_future():
    early, late = start(2), start(7)
    new = result(5)
    assert list(joined(early, late, new)) == [early, new]
    assert list(joined(early, late, same := result(7))) == [early, late, same]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (start(6, "lr", 0.1, made=5), start(5, "lr", 0.5)),
        (freeze(6, True, made=5), freeze(5, False)),
    ],
)
def test_what_holds_from_an_iteration_on_is_not_ended_by_what_it_replaces(old, new):
    # The old one was made in the update phase, for the next iteration; then the person went back.
    assert list(joined(old, new)) == [new]


def test_what_holds_from_later_on_leaves_what_holds_before():
    assert list(joined(one := start(5, "lr"), other := start(6, "lr", made=5))) == [one, other]


def test_the_first_iteration_that_is_unlike_is_that_of_the_earliest_change_they_do_not_share():
    shared, mine, theirs = start(1), result(4), start(6)
    one, other = Edits((shared, mine)), Edits((shared, theirs))
    assert one.first_unlike(other) == other.first_unlike(one) == 4
    assert one.first_unlike(Edits((shared,))) == 4
    assert one.first_unlike(one) is None
    # The same said again is another change: it cannot be known to be the same.
    assert Edits((start(3),)).first_unlike(Edits((start(3),))) == 3


def test_frozen_is_what_was_frozen_last():
    edits = Edits((freeze(9, True), freeze(5, False), freeze(2, True), freeze(4, True, "v")))
    found = [edits.frozen(iteration) for iteration in range(11)]
    assert found[:2] == [frozenset()] * 2
    assert found[2:4] == [{"w"}] * 2
    assert found[4] == {"w", "v"}
    assert found[5:9] == [{"v"}] * 4
    assert found[9:] == [{"w", "v"}] * 2
    assert [each.text for each in edits][:2] == ["freeze w", "unfreeze w"]


KINDS = st.sampled_from(["start", "result", "freeze"])


@given(st.lists(st.tuples(KINDS, st.integers(0, 12)), max_size=6), st.integers(0, 12))
def test_iterations_are_run_alike_up_to_the_next_that_is_not(made, first):
    kinds = {"start": start, "result": result, "freeze": freeze}
    edits = Edits(tuple(kinds[kind](at, f"{i}") if kind != "freeze" else
                        freeze(at, i % 2 == 0) for i, (kind, at) in enumerate(made)))  # fmt: skip

    def way(iteration):
        return edits.frozen(iteration), iteration in edits.results

    other = edits.unlike_before(first)
    assert other is None or other > first
    for iteration in range(first, 15 if other is None else other):
        assert way(iteration) == way(first)
        # What a step assigns by hand is not the same in two iterations.
        assert iteration == first or iteration not in edits.results
