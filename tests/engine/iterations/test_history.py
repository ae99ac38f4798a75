"""Starts of iterations: packed, and kept where there is room."""

import struct
import tracemalloc
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.iterations.history import History, any_of
from engine.iterations.starts import Packing
from tests.engine.iterations.starts import SKIP, XOR, assert_finds, filled, program_of, start

QUIET_NAN, SIGNED_NAN = struct.unpack("2d", bytes.fromhex("010000000000f87f020000000000f8ff"))
SPECIAL = (0.0, -0.0, 5e-324, 1e308, float("inf"), -float("inf"), QUIET_NAN, SIGNED_NAN)
ANY = st.sampled_from(SPECIAL) | st.floats()


def bits(value):
    """What a value is made of; NaNs differ in it."""
    return struct.pack("d", value) if isinstance(value, float) else value.tobytes()


@given(data=st.data(), kind=st.sampled_from(["gd", "momentum", "adam"]))
def test_every_number_is_unpacked_as_it_was(data, kind):
    program = program_of(data.draw(st.sampled_from(["skip", "xor"])), kind)
    given_names = {*program.network.inputs, *program.network.targets}
    memory = []
    for name, value in zip(program.base, program.start, strict=True):
        if name in given_names:
            memory.append(value)
        elif program.shapes[name]:
            memory.append(data.draw(hnp.arrays(np.float64, program.shapes[name], elements=ANY)))
        else:
            memory.append(data.draw(ANY))
    packing = Packing(program, program.start)
    found = packing.unpack(packing.pack(tuple(memory)))
    assert list(map(bits, found)) == list(map(bits, memory))
    assert list(map(type, found)) == list(map(type, memory))
    assert [np.shape(value) for value in found] == [np.shape(value) for value in memory]


@pytest.mark.parametrize(
    ("name", "kind", "numbers"),
    [
        ("skip", "gd", 4 + 1),  # four weights and the learning rate
        ("skip", "momentum", 2 * 4 + 1),
        ("skip", "adam", 3 * 4 + 1 + 1),  # and how many updates there have been
        ("xor", "gd", 4 + 2 + 4 + 2 + 1),
        ("xor", "adam", 3 * 12 + 1 + 1),
    ],
)
def test_only_what_training_changes_is_packed(name, kind, numbers):
    program = program_of(name, kind)
    assert len(Packing(program, program.start).pack(program.start)) == 8 * numbers


def test_what_is_unpacked_cannot_be_changed():
    packing = Packing(XOR, XOR.start)
    (w1,) = [
        value for name, value in named(XOR, packing.unpack(packing.pack(XOR.start))) if name == "W1"
    ]
    with pytest.raises(ValueError, match="read-only"):
        w1[0, 0] = 1.0


def named(program, memory):
    return list(zip(program.base, memory, strict=True))


def test_every_start_is_found_while_there_is_room():
    history = filled(100)
    assert [history.nearest(number)[0] for number in range(101)] == list(range(101))
    assert_finds(history, [SKIP.start, *(start(float(number)) for number in range(1, 101))])
    assert list(history.losses) == [float(number) for number in range(100)]


@pytest.mark.parametrize("room", [1, 500, 2_000, 10_000])
def test_beyond_the_room_starts_are_kept_at_equal_distances(room):
    with patch("engine.iterations.starts.MAX_BYTES", room):
        history = filled(300)
    starts = [SKIP.start, *(start(float(number)) for number in range(1, 301))]
    assert_finds(history, starts)
    kept = sorted({history.nearest(number)[0] for number in range(300)})
    distance = kept[1] - kept[0] if len(kept) > 1 else 300
    assert kept == list(range(0, 300, distance))
    # 5 doubles each; of the last one it is not known yet whether it stays.
    assert (len(kept) - 1) * 40 <= max(room, 8 * 40)
    assert len(kept) * 40 * 2 >= min(room, 300 * 40)


def test_packed_starts_stay_within_their_room():
    with patch("engine.iterations.starts.MAX_BYTES", 20_000):
        tracemalloc.start()
        history = History(SKIP)
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(3_000):
            history.append(SKIP.start, 0.0, (True, True))
        after, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    losses = 8 * 3_000
    assert after - before <= 20_000 + 1.2 * losses + 2_000


MOVES = st.lists(
    st.tuples(st.just("append"), st.integers(1, 12))
    | st.tuples(st.just("truncate"), st.floats(0, 1)),
    max_size=12,
)


@given(moves=MOVES, room=st.sampled_from([1, 300, 700, 10_000]))
def test_a_history_is_what_was_appended_and_not_truncated(moves, room):
    starts, losses, serial = [SKIP.start], [], 0
    with patch("engine.iterations.starts.MAX_BYTES", room):
        history = History(SKIP)
        for move, amount in moves:
            if move == "append":
                for _ in range(amount):
                    serial += 1
                    starts.append(start(float(serial)))
                    losses.append(float(-serial))
                    history.append(starts[-1], losses[-1], (True, False))
            else:
                length = int(amount * len(losses))
                del starts[length + 1 :], losses[length:]
                history.truncate(length, starts[-1], ((True, False),) if length else ())
            assert history.length == len(losses)
            assert list(history.losses) == losses
            assert_finds(history, starts)


@given(st.integers(1, 700), st.integers(2, 40), st.integers(0, 9))
def test_a_unit_is_active_if_it_is_for_any_sample(samples, units, seed):
    mask = np.random.default_rng(seed).random((samples, units)) > 1 - 1 / samples
    assert any_of(mask.tobytes(), units, 1) == bytes(map(any, mask.T.tolist()))
