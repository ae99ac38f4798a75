"""Forks of sequences and of histories, and the events of a history."""

import tracemalloc
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.iterations.history import Event, History
from engine.iterations.spliced import Spliced
from tests.engine.iterations.starts import SKIP, assert_finds, filled, start

H0, H1 = SKIP.network.relu_calls

# Forks


class Plain:
    """What a history is to be: lists of starts, losses and masks, from the first on."""

    def __init__(self, starts, losses, masks):
        self.starts, self.losses, self.masks = starts, losses, masks

    def fork(self, first, start):
        return Plain([*self.starts[:first], start], self.losses[:first], self.masks[:first])

    @property
    def events(self):
        """The last of two ReLUs never changes."""
        return [
            Event(number, H0, before[0], after[0])
            for number, (before, after) in enumerate(pairwise(self.masks), 1)
            if before != after
        ]


def assert_is(history, plain):
    assert history.length == len(plain.losses)
    assert list(history.losses) == plain.losses
    assert list(history.losses[2:9:3]) == plain.losses[2:9:3]
    assert list(history.events) == plain.events
    assert_finds(history, plain.starts)
    for number, loss in enumerate(plain.losses):
        assert history.losses[number] == history.losses[number - len(plain.losses)] == loss


FORKS = st.lists(
    st.tuples(st.just("append"), st.integers(0, 9), st.lists(st.booleans(), min_size=9, max_size=9))
    | st.tuples(st.just("fork"), st.integers(0, 9), st.floats(0, 1))
    | st.tuples(st.just("truncate"), st.integers(0, 9), st.floats(0, 1)),
    max_size=16,
)


@settings(max_examples=200)
@given(moves=FORKS, room=st.sampled_from([1, 300, 700, 10_000]))
def test_forks_of_forks_are_lists_that_begin_alike(moves, room):
    with patch("engine.iterations.starts.MAX_BYTES", room):
        pairs, serial = [(History(SKIP), Plain([SKIP.start], [], []))], 0
        fixed = [0]  # so much of each is shared with a fork: it is not truncated any more
        for move, amount, more in moves:
            which = (len(pairs) - 1) if move == "append" and amount > 4 else amount % len(pairs)
            history, plain = pairs[which]
            if move == "append":
                if not history.knows_masks:
                    history.remember_masks(plain.masks[-1])
                for active in more[:amount]:
                    serial += 1
                    plain.starts.append(start(float(serial)))
                    plain.losses.append(float(-serial))
                    plain.masks.append((active, True))
                    history.append(plain.starts[-1], plain.losses[-1], plain.masks[-1])
            elif move == "fork":
                serial += 1
                first = int(more * history.length)
                begin = start(float(serial))
                pairs.append((history.fork(first, begin), plain.fork(first, begin)))
                fixed[which] = max(fixed[which], first)
                fixed.append(first)
            else:
                length = fixed[which] + int(more * (history.length - fixed[which]))
                del plain.starts[length + 1 :], plain.losses[length:], plain.masks[length:]
                history.truncate(length, plain.starts[-1], plain.masks[-1] if plain.masks else ())
            for each, other in pairs:
                assert_is(each, other)


def test_a_fork_keeps_what_differs():
    history = filled(1_000)
    tracemalloc.start()
    fork = history.fork(900, start(-1.0))
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (fork.length, fork.nearest(900)) == (900, (900, start(-1.0)))
    assert grown < 4_000  # not 900 times 100


def test_what_a_fork_takes_does_not_depend_on_how_many_lie_before_it():
    history = filled(1)
    tracemalloc.start()
    kept, sizes = [history], []
    for number in range(2, 602):
        before, _ = tracemalloc.get_traced_memory()
        history = history.fork(history.length, start(float(-number)))
        history.append(start(float(number)), float(number), (True, True))
        kept.append(history)
        sizes.append(tracemalloc.get_traced_memory()[0] - before)
    tracemalloc.stop()
    assert sum(sizes[-100:]) < 1.5 * sum(sizes[:100]) < 1.5 * 100 * 3_000
    assert list(history.losses) == [0.0, *map(float, range(2, 602))]


def test_sequences_one_behind_the_other_are_one():
    first, second = [1, 2, 3], [7, 8, 9]
    whole = Spliced([(first, 2), ([], 0), (second, 3), ([5], 0)])
    first.append(4)
    second.append(10)
    assert (len(whole), list(whole)) == (5, [1, 2, 7, 8, 9])
    assert [whole[-1], whole[0], whole[-5]] == [9, 1, 1]
    assert list(whole[1:4]) == [2, 7, 8]
    assert list(whole[::-2]) == [9, 7, 1]
    for place in (5, -6):
        with pytest.raises(IndexError):
            whole[place]
    assert list(Spliced([])) == []


# Events


def history_of(masks):
    history = History(SKIP)
    for each in masks:
        history.append(SKIP.start, 0.0, each)
    return history


def test_an_event_is_a_relu_whose_mask_is_another():
    history = history_of([(True, False), (True, False), (False, False), (True, True)])
    assert list(history.events) == [
        Event(2, H0, True, False),
        Event(3, H0, False, True),
        Event(3, H1, False, True),
    ]


def test_truncation_forgets_events_and_what_came_last():
    history = history_of([(True, True), (False, True), (True, True), (False, True)])
    history.truncate(2, SKIP.start, (False, True))
    assert list(history.events) == [Event(1, H0, True, False)]
    history.append(SKIP.start, 0.0, (False, False))
    assert history.events[-1] == Event(2, H1, True, False)
    history.truncate(0, SKIP.start, ())
    history.append(SKIP.start, 0.0, (False, False))
    assert list(history.events) == []


def test_events_beyond_their_room_are_not_kept(monkeypatch):
    monkeypatch.setattr("engine.iterations.history.MAX_EVENT_BYTES", 10_000)
    history = history_of([(number % 2 == 0, True) for number in range(1_000)])
    kept = len(history.events)
    assert [event.iteration for event in history.events] == list(range(1, kept + 1))
    assert 50 <= kept <= 150
    history.truncate(10, SKIP.start, (False, True))
    assert len(history.events) == 9
    history.append(SKIP.start, 0.0, (True, True))
    assert history.events[-1].iteration == 10


@pytest.mark.parametrize("entries", [1, 100, 5_000])
def test_events_take_the_memory_that_they_say(entries):
    masks = [(bytes([number % 2]) * entries, True) for number in range(2)]
    tracemalloc.start()
    history = History(SKIP)
    before, _ = tracemalloc.get_traced_memory()
    for number in range(2_000):
        fresh = bytes(bytearray(masks[number % 2][0]))  # as each iteration makes its own
        history.append(SKIP.start, 0.0, (fresh, True))
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    said = sum(event.size for event in history.events)
    per_start = 1.06 * (40 + 8)  # a packed start and a loss, with some room to grow
    assert said == pytest.approx(after - before - 2_000 * per_start, rel=0.2)
