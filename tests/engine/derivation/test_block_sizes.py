"""Hand computations of arrays, as far as there is room for them."""

import math
import unicodedata

import numpy as np
import pytest

from engine.derivation.blocks import Block
from engine.derivation.board import hand_computation_blocks
from engine.derivation.matrices import summary
from engine.language.values import array
from engine.network.files import load_network
from tests.engine.derivation.drawing import MANY, B, picture, shown, styled
from tests.engine.derivation.steps import steps_of


def test_in_ascii(xor):
    assert (
        picture(xor["Z"], 60, kind="text")
        == """\
Z = X @ W1 + b1
    [0 0]
  = [0 1] @ [0.001257 -0.001321] + [0.01 0.01]
    [1 0]   [0.006404  0.001049]
    [1 1]
    [0         0       ]
  = [0.006404  0.001049] + [0.01 0.01]
    [0.001257 -0.001321]
    [0.007662 -0.000272]
    [0.01    0.01   ]
  = [0.01640 0.01105]
    [0.01126 0.00868]
    [0.01766 0.00973]"""
    )
    assert picture(xor["H"], 60, kind="text").splitlines()[1:3] == [
        "        ([0.01    0.01   ])",
        "  = relu([0.01640 0.01105])",
    ]
    for step in xor.values():
        for width in (20, 44, 90):
            assert picture(step, width, kind="text").isascii()


# Height


@pytest.mark.parametrize("height", range(1, 16))
def test_what_is_too_tall_loses_its_middle(xor, height):
    for step in xor.values():
        sides = hand_computation_blocks(step, styled(step), 60, height)
        everything = hand_computation_blocks(step, styled(step), 60, MANY)
        tall = sum(side.height for side in sides)
        value = [Block((summary(step.value, styled(step)),))]
        assert sides[0] == everything[0]
        assert sides[-1].lines in (everything[-1].lines, *(side.lines for side in value))
        assert tall <= height or [sides[0], *value] == sides
        if sum(side.height for side in everything) <= height:
            assert sides == everything


def test_the_middle_is_given_up_in_steps(xor):
    assert picture(xor["dL/dO"], 60, 12).count("\n") + 1 == 9
    assert picture(xor["dL/dO"], 60, 9).splitlines()[1] == (
        "                ⎛       ⎛⎡0.01008 0.01013⎤⎞   ⎡1 0⎤⎞"
    )
    assert (
        picture(xor["dL/dO"], 60, 8)
        == """\
∂L/∂O = 1 / 4 · (softmax(O) − Y)
      = 1 / 4 · (softmax([4×2]) − [4×2])
        ⎡−0.1250  0.1250⎤
      = ⎢ 0.1250 −0.1250⎥
        ⎢ 0.1250 −0.1250⎥
        ⎣−0.1250  0.1250⎦"""
    )
    assert picture(xor["dL/dO"], 60, 5).splitlines()[1] == "        ⎡−0.1250  0.1250⎤"
    assert (
        picture(xor["dL/dO"], 60, 4)
        == """\
∂L/∂O = 1 / 4 · (softmax(O) − Y)
      = 1 / 4 · (softmax([4×2]) − [4×2])
      = [4×2] from −0.125008 to 0.125008"""
    )
    assert (
        picture(xor["dL/dO"], 60, 1)
        == """\
∂L/∂O = 1 / 4 · (softmax(O) − Y)
      = [4×2] from −0.125008 to 0.125008"""
    )


def test_results_are_shown_before_shapes_where_the_numbers_are_too_wide(xor):
    assert (
        picture(xor["dL/dO"], 44, 9)
        == """\
∂L/∂O = 1 / 4 · (softmax(O) − Y)
               ⎛⎡0.5000 0.5000⎤   ⎡1 0⎤⎞
      = 0.25 · ⎜⎢0.5000 0.5000⎥ − ⎢0 1⎥⎟
               ⎜⎢0.5000 0.5000⎥   ⎢0 1⎥⎟
               ⎝⎣0.5000 0.5000⎦   ⎣1 0⎦⎠
        ⎡−0.1250  0.1250⎤
      = ⎢ 0.1250 −0.1250⎥
        ⎢ 0.1250 −0.1250⎥
        ⎣−0.1250  0.1250⎦"""
    )


# Large and small networks


def test_large_arrays_are_named_by_their_shape(build):
    x = array(np.arange(100.0).reshape(50, 2))
    network = build("Z = X @ W + b\nL = sum(Z)", {"X": x}, W=array([[1, 0], [0, -1]]), b=B)
    assert (
        picture(steps_of(network)["Z"], 50)
        == """\
Z = X · W + b
  = [50×2] · ⎡1  0⎤ + [0.01 0.01]
             ⎣0 −1⎦
  = [50×2] from −98.99 to 98.01"""
    )


def test_a_sum_of_many_terms_is_cut_short(build):
    equations = "\n".join(f"h{i} = w*x" for i in range(12))
    total = " + ".join(f"h{i}" for i in range(12))
    network = build(f"{equations}\nL = sum({total})", {"x": array([1, 2])}, w=array([3, 4]))
    step = steps_of(network)["dL/dw"]
    names, *_, value = hand_computation_blocks(step, styled(step), 60, MANY)
    assert names.lines[0].startswith("∂L/∂h11 ⊙ x + ∂L/∂h10 ⊙ x")
    assert names.lines[1].startswith("+ ")
    assert shown(names).count("∂L/∂h") == 8
    assert names.lines[-1].strip().endswith("… (4 more)")
    assert shown(value) == "[12 24]"


def test_nothing_warns_of_infinities_that_cancel(build):
    equations = "\n".join(f"h{i} = w*x" for i in range(12))
    total = " - ".join(f"h{i}" for i in range(12))
    network = build(f"{equations}\nL = sum({total})", {"x": array([1, math.inf])}, w=array([3, 4]))
    step = steps_of(network)["dL/dw"]
    assert picture(step, 60).endswith("= [−10 nan]")


def test_numbers_are_written_as_everywhere_else(build):
    z = steps_of(build("z = w*x + b\nL = abs(z)", {"x": 2.0}, w=-0.25, b=3.0))["z"]
    assert picture(z, 40) == "z = w · x + b\n  = −0.25 · 2 + 3\n  = −0.5 + 3\n  = 2.5"


@pytest.mark.parametrize("name", ["skip", "xor", "neuron", "regression", "classifier"])
@pytest.mark.parametrize("kind", ["unicode", "text"])
def test_no_step_of_a_network_that_ships_is_wider_than_its_room(name, kind):
    for step in steps_of(load_network(name)).values():
        for width in (10, 25, 40, 70):
            for side in hand_computation_blocks(step, styled(step, kind), width, 20):
                assert {len(line) for line in side.lines} == {side.width}
                assert side.width <= width
                assert 0 <= side.baseline < side.height
                for character in shown(side):
                    assert unicodedata.east_asian_width(character) not in "WF"
                    assert not unicodedata.combining(character)
