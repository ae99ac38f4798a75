"""What a person types to see a landscape, and what of it is refused."""

from dataclasses import replace

import pytest

from engine.errors import DebuggerError
from engine.landscape.wish import read_wish
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.program.program import derive
from tests.engine.landscape.surveys import place_in
from tests.engine.landscape.test_plane import network_of

SKIP = derive(load_network("skip"))
XOR = derive(load_network("xor"))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("w0 w1", "w0 w1"),
        ("  w3=-1:1   x ", "w3 x"),
        ("w0 = -1:1 w1", "w0 w1"),
        ("random", "random"),
        ("random 12", "random 12"),
        ("random=-2:2 12", "random 12"),
        ("gradient", "gradient"),
        ("", "w0 w1"),
    ],
)
def test_names_and_words_are_read(text, meant):
    assert read_wish(text, SKIP).text == meant


def test_entries_are_read_with_blanks_in_them():
    assert read_wish("W1[0, 1]=-1:1 b2[0]", XOR).text == "W1[0,1] b2[0]"
    assert read_wish("", XOR).text == "W1[0,0] W1[0,1]"


def test_ranges_are_those_that_were_asked_for_or_what_training_needs():
    place = place_in(load_network("skip"), 0, 3)
    axes = read_wish("w0=-1:2 w3", SKIP).axes(place)
    # w3 goes from 0.5 to 0: the range is 1 to both sides, as that is more than 0.5 and a fifth.
    assert [(axis.low, axis.high) for axis in axes] == [(-1, 2), (-0.5, 1.5)]
    far = place_in(network_of("square(a)*3 - 7*a", a=0.5), 0, 2)  # to 4.5, then to -15.5
    (axis,) = read_wish("a", far.program).axes(far)
    assert (axis.low, axis.high) == (0.5 - 10, 0.5 + 10)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("q", "nothing is called 'q'"),
        ("w0 w0", "w0 stands there twice"),
        ("z0", "z0 is computed: name a parameter or an input, as in landscape w0 w1"),
        ("dL/dw0", "dL/dw0 is computed"),
        ("lr", "no loss depends on lr"),
        ("w0+1", "w0+1 is no name"),
        ("w0 w1 w2", "3 names are too many"),
        ("w0=1:-1", "1:-1 is reversed: w0=-1:1 is meant"),
        ("w0=1:1", "1:1 has no width"),
        ("w0=1:1.0000000001", "has no width"),
        ("w0=nan:1", "the ends of nan:1 have to be finite"),
        ("w0=-inf:1", "have to be finite"),
        ("w0=-1e308:1e308", "too wide"),
        ("w0=1", "'1' is no range: write the least and the greatest value, as in w0=-1:1"),
        ("w0=", "'' is no range"),
        ("w0=1:2:3", "'1:2:3' is no range"),
        ("w0=a:b", "'a:b' is no range"),
        ("=", "'=' is no name"),
        ("[", "no name"),
        ("random x", "'x' is no seed"),
        ("random -3", "'-3' is no seed"),
        ("gradient 3", "takes nothing else"),
    ],
)
def test_what_cannot_be_shown_is_refused(text, said):
    with pytest.raises(DebuggerError) as error:
        read_wish(text, SKIP)
    assert said in str(error.value)


def test_arrays_and_what_the_optimiser_remembers_are_refused():
    with pytest.raises(DebuggerError, match="name one entry of it, as in landscape W1"):
        read_wish("W1", XOR)
    with pytest.raises(DebuggerError, match="no entry"):
        read_wish("W1[5,5]", XOR)
    adam = derive(replace(load_network("skip"), optimiser=Optimiser("adam")))
    remembered = adam.memo.symbols[0]
    with pytest.raises(DebuggerError, match="is computed"):
        read_wish(remembered, adam)


def test_a_gradient_of_0_and_a_single_parameter_have_no_plane():
    dead = place_in(load_network("skip"), 2)
    with pytest.raises(DebuggerError, match="the gradient is 0 here"):
        read_wish("gradient", SKIP).axes(dead)
    one = place_in(network_of("square(a)", a=1.0))
    with pytest.raises(DebuggerError, match="one parameter only"):
        read_wish("random", one.program).axes(one)
    assert read_wish("", one.program).is_line
