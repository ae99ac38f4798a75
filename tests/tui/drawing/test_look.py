"""Signs and notation."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.iterations.state import ReluState
from engine.language.values import array
from engine.network.files import load_network
from engine.program.program import derive
from tui.drawing.look import ASCII, STATE_ROLES, UNICODE, Look
from tui.drawing.themes import ROLES

PROGRAM = derive(load_network("skip"))

NUMBERS = st.floats(-1e307, 1e307) | st.sampled_from([math.nan, math.inf, -math.inf])
"""Numbers that are not too large for a float when they are rounded up."""


def characters(glyphs):
    parts = (
        glyphs.wires, *glyphs.corners, glyphs.horizontal, glyphs.vertical, glyphs.leaves,
        glyphs.head, glyphs.here, glyphs.pending, glyphs.minus,
        *glyphs.states.values(),
    )  # fmt: skip
    return "".join(parts)


def test_relu_states_have_the_signs_of_the_design():
    signs = {state: Look().state(state) for state in ReluState}
    assert signs[ReluState.ACTIVE] == "▲"
    assert signs[ReluState.DEAD] == "✗"
    assert signs[ReluState.KINK] == "◇"
    assert Look().state(None) == ""


@pytest.mark.parametrize("look", [Look(), Look(ascii=True)])
def test_no_two_states_look_alike(look):
    signs = [look.state(state) for state in ReluState]
    assert len(set(signs)) == len(signs)
    assert {len(sign) for sign in signs} == {1}
    assert look.glyphs.pending not in signs


def test_ascii_glyphs_are_ascii():
    assert characters(ASCII).isascii()
    assert not characters(UNICODE).isascii()


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_there_is_a_wire_for_every_set_of_directions(glyphs):
    assert len(glyphs.wires) == 16
    assert glyphs.wires[0] == " "
    assert " " not in glyphs.wires[1:]


def test_ascii_wires_are_drawn_with_bars_dashes_and_pluses():
    """Straight lines are told from turns: N=1, E=2, S=4, W=8."""
    wires = dict(enumerate(ASCII.wires))
    assert [wires[bits] for bits in (1, 4, 1 + 4)] == ["|"] * 3
    assert [wires[bits] for bits in (2, 8, 2 + 8)] == ["-"] * 3
    turns = set(range(1, 16)) - {1, 4, 5, 2, 8, 10}
    assert {bits: wires.get(bits) for bits in turns} == dict.fromkeys(turns, "+")


def test_every_state_has_its_role():
    assert set(STATE_ROLES) == set(ReluState)
    assert set(STATE_ROLES.values()) <= set(ROLES)


def test_not_computed_is_a_dot_and_never_zero():
    assert Look().value(None, 8) == "·"
    assert Look(ascii=True).value(None, 8) == "."
    assert Look().value(0.0, 8) == "0"
    assert Look().value(-0.0, 8) == "0"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.75, "0.75"), (-0.25, "−0.25"), (math.nan, "nan"), (math.inf, "inf"), (-math.inf, "−inf")],
)
def test_numbers_are_shown_as_what_they_are(value, shown):
    assert Look().value(value, 8) == shown
    assert Look(ascii=True).value(value, 8) == shown.replace("−", "-")


@given(NUMBERS, st.integers(7, 12), st.booleans())
def test_a_number_fits_and_is_close_to_what_it_stands_for(value, width, ascii_only):
    shown = Look(ascii_only).value(value, width)
    assert len(shown) <= width
    read = float(shown.replace("−", "-"))
    assert read == value or math.isnan(value) or math.isclose(read, value, rel_tol=0.5)
    assert shown.isascii() or not ascii_only


def test_arrays_are_shown_by_their_entries_or_their_shape():
    assert Look().value(array([1, 0.5]), 10) == "1 0.5"
    assert Look().value(array([[1, 0.5], [2, 3]]), 7) == "[2×2]"
    assert Look(ascii=True).value(array([[1, 0.5], [2, 3]]), 7) == "[2x2]"
    assert Look().value(array([[0] * 10] * 10), 400) == "[10×10] 0"
    assert Look().value(array([[1, -0.5], [2, 3]]), 14) == "[2×2] −0.5…3"
    assert Look(ascii=True).value(array([[1, -0.5], [2, 3]]), 14) == "[2x2] -0.5..3"
    assert Look().value(array([[-2.4901234, 2.15479]]), 17) == "[1×2] −2.49…2.155"
    assert Look().value(array([[-4.0357, 0.891667]]), 22) == "[1×2] −4.036…0.8917"


def test_names_are_written_as_the_network_says_unless_that_is_not_ascii():
    assert Look().name("yhat", PROGRAM) == "ŷ"
    assert Look().style(PROGRAM).name("dL/dyhat") == "∂L/∂ŷ"
    assert Look(ascii=True).name("yhat", PROGRAM) == "yhat"
    assert Look(ascii=True).style(PROGRAM).name("dL/dyhat") == "dL/dyhat"


@pytest.mark.parametrize("equation", PROGRAM.equations, ids=lambda equation: equation.symbol)
def test_ascii_equations_are_ascii(equation):
    style = Look(ascii=True).style(PROGRAM)
    assert style.write(equation.expression).isascii()
    assert style.number(-0.25) == "-0.25"
