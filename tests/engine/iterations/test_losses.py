"""Packed losses: bit for bit what was appended, however they are read and cut."""

import struct
from array import array

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.iterations.edits import Edits, Start
from engine.iterations.losses import BLOCK, Losses, packed, unpacked
from engine.iterations.timeline import Timeline
from tests.engine.iterations.starts import SKIP

ANY_BITS = st.integers(0, 2**64 - 1).map(lambda bits: struct.unpack("d", struct.pack("Q", bits))[0])


@settings(max_examples=30, deadline=None)
@given(st.lists(ANY_BITS | st.floats(), min_size=1, max_size=40))
def test_any_64_bits_come_back(some):
    block = array("d", (some * BLOCK)[:BLOCK])
    assert unpacked(packed(block)).tobytes() == block.tobytes()


def test_what_goes_on_as_before_takes_a_byte_or_two():
    smooth = np.exp(-np.linspace(1, 1.01, BLOCK))
    assert len(packed(array("d", smooth))) < 1.5 * BLOCK
    assert len(packed(array("d", [np.log(2)] * BLOCK))) < BLOCK / 20
    noise = array("d", np.random.default_rng(0).random(BLOCK))
    assert len(packed(noise)) < 8 * BLOCK  # never more than it was


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_they_are_read_and_cut_as_an_array_is(data):
    losses, plain, rest = Losses(), array("d"), iter(np.random.default_rng(1).random(10**6))
    for _ in range(data.draw(st.integers(1, 4))):
        more = array("d", [next(rest) for _ in range(data.draw(st.integers(0, 3 * BLOCK)))])
        losses.tail.extend(more)
        plain.extend(more)
        losses.pack()
        assert len(losses.tail) < 2 * BLOCK
        length = data.draw(st.integers(0, len(plain)) | st.just(len(plain)))
        losses.cut(length)
        del plain[length:]
        assert (len(losses), array("d", losses)) == (len(plain), plain)
        bound = st.none() | st.integers(-len(plain) - 2, len(plain) + 2)
        cut = slice(
            data.draw(bound), data.draw(bound), data.draw(st.sampled_from([1, 7, -1, None]))
        )
        assert losses[cut] == plain[cut]
        if plain:
            place = data.draw(st.integers(-len(plain), len(plain) - 1))
            assert losses[place] == plain[place]


@pytest.mark.parametrize("first", [0, 3])
def test_a_branch_that_is_trained_on_is_packed_and_found_again(first):
    edits = Edits((Start(first, "w0", 0.25, first, "w0 = 0.25"),))
    main = Timeline(SKIP)
    for _ in main.reach(10):
        pass
    branch, other = main.fork(edits), Timeline(SKIP, edits)
    for timeline in (branch, other):
        for _ in timeline.reach(3 * BLOCK):
            pass
    assert branch._history._losses._blocks
    assert not other._history._losses._blocks
    assert list(branch.losses) == list(other.losses)
    assert branch.run(2 * BLOCK + 5).loss == other.losses[2 * BLOCK + 5]
