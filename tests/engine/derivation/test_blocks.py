import math
import unicodedata
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.derivation.blocks import Block
from engine.derivation.board import hand_computation_blocks, write_block, write_shapes
from engine.derivation.matrices import matrix, summary
from engine.iterations.run import run_iteration
from engine.iterations.step import every_step
from engine.language.expression import Call, Name
from engine.language.notation import Style
from engine.language.parser import parse
from engine.language.values import array
from engine.network.files import load_network
from engine.program.program import derive
from tests.engine.derivation.steps import steps_of

STYLE = Style(digits=6)
ASCII = Style("text", digits=6)
MANY = 1000

# The XOR experiment of the exercise, weights 0.01 · numpy.random.default_rng(0).standard_normal().

EQUATIONS = """
Z = X @ W1 + b1
H = relu(Z)
O = H @ W2 + b2
L = mean(cross_entropy(O, Y))
"""
X = array([[0, 0], [0, 1], [1, 0], [1, 1]])
Y = array([[1, 0], [0, 1], [0, 1], [1, 0]])
_DRAWN = np.random.default_rng(0).standard_normal(8) * 0.01
W1, W2 = array(_DRAWN[:4].reshape(2, 2)), array(_DRAWN[4:].reshape(2, 2))
B = array([0.01, 0.01])


@pytest.fixture(scope="module")
def xor(build):
    """The steps of the first iteration, by symbol; of a parameter its update."""
    network = build(EQUATIONS, {"X": X}, targets={"Y": Y}, W1=W1, b1=B, W2=W2, b2=B)
    program = derive(network)
    return {step.symbol: step for step in every_step(run_iteration(program, 0, program.start))}


def styled(step, kind="unicode"):
    program = step.run.program
    if kind == "text":
        return ASCII
    return Style(names=program.network.names, shapes=program.shapes, digits=6)


def picture(step, width, height=MANY, kind="unicode"):
    """A step as it would be shown: the symbol and its sides, `=` on their baselines."""
    style = styled(step, kind)
    head = style.name(step.symbol)
    room = width - len(head) - 3
    lines = []
    for side in hand_computation_blocks(step, style, room, height):
        for row, line in enumerate(side.lines):
            sign = " = " if row == side.baseline else "   "
            lines.append(f"{'' if lines else head:{len(head)}}{sign}{line}".rstrip())
    return "\n".join(lines)


def shown(block):
    return "\n".join(block.lines)


def entries(block):
    """The numbers in the picture of an array, read back row by row."""
    text = shown(block).translate(str.maketrans("−", "-", "⎡⎢⎣⎤⎥⎦[]"))
    return [line.split() for line in text.splitlines()]


def known(values):
    """The values of names, for `write_block`."""
    values = {name: array(x) if isinstance(x, list) else x for name, x in values.items()}
    return lambda part: values.get(part.name) if isinstance(part, Name) else None


def written(text, values, width=MANY, style=STYLE):
    return write_block(parse(text), style, known(values), width)


# The XOR experiment

NARROW = """
Z = X · W1 + b1
    ⎡0 0⎤
  = ⎢0 1⎥ · ⎡0.00126 −0.00132⎤ + [0.01 0.01]
    ⎢1 0⎥   ⎣0.00640  0.00105⎦
    ⎣1 1⎦
    ⎡0        0      ⎤
  = ⎢0.00640  0.00105⎥ + [0.01 0.01]
    ⎢0.00126 −0.00132⎥
    ⎣0.00766 −0.00027⎦
    ⎡0.01    0.01   ⎤
  = ⎢0.01640 0.01105⎥
    ⎢0.01126 0.00868⎥
    ⎣0.01766 0.00973⎦

H = ReLU(Z)
        ⎛⎡0.01    0.01   ⎤⎞
  = ReLU⎜⎢0.01640 0.01105⎥⎟
        ⎜⎢0.01126 0.00868⎥⎟
        ⎝⎣0.01766 0.00973⎦⎠
    ⎡0.01    0.01   ⎤
  = ⎢0.01640 0.01105⎥
    ⎢0.01126 0.00868⎥
    ⎣0.01766 0.00973⎦

O = H · W2 + b2
    ⎡0.01    0.01   ⎤
  = ⎢0.01640 0.01105⎥ · ⎡−0.00536 0.00362⎤
    ⎢0.01126 0.00868⎥   ⎣ 0.01304 0.00947⎦
    ⎣0.01766 0.00973⎦
    + [0.01 0.01]
    ⎡0.0000768 0.0001309⎤
  = ⎢0.0000562 0.0001640⎥ + [0.01 0.01]
    ⎢0.0000529 0.0001229⎥
    ⎣0.0000322 0.0001560⎦
    ⎡0.01008 0.01013⎤
  = ⎢0.01006 0.01016⎥
    ⎢0.01005 0.01012⎥
    ⎣0.01003 0.01016⎦

L = mean(CE(O, Y))
        ⎛  ⎛⎡0.01008 0.01013⎤  ⎡1 0⎤⎞⎞
  = mean⎜CE⎜⎢0.01006 0.01016⎥, ⎢0 1⎥⎟⎟
        ⎜  ⎜⎢0.01005 0.01012⎥  ⎢0 1⎥⎟⎟
        ⎝  ⎝⎣0.01003 0.01016⎦  ⎣1 0⎦⎠⎠
  = mean([0.6932 0.6931 0.6931 0.6932])
  = 0.693147

∂L/∂O = 1 / 4 · (softmax(O) − Y)
      = 1 / 4 · (softmax([4×2]) − [4×2])
               ⎛⎡0.5000 0.5000⎤   ⎡1 0⎤⎞
      = 0.25 · ⎜⎢0.5000 0.5000⎥ − ⎢0 1⎥⎟
               ⎜⎢0.5000 0.5000⎥   ⎢0 1⎥⎟
               ⎝⎣0.5000 0.5000⎦   ⎣1 0⎦⎠
        ⎡−0.1250  0.1250⎤
      = ⎢ 0.1250 −0.1250⎥
        ⎢ 0.1250 −0.1250⎥
        ⎣−0.1250  0.1250⎦

∂L/∂W2 = Hᵀ · ∂L/∂O
       = [2×4] · [4×2]
       = ⎡−3.301e−7 3.301e−7⎤
         ⎣−2.214e−7 2.214e−7⎦

∂L/∂b2 = Σₙ (∂L/∂O)ₙ
            ⎡−0.1250  0.1250⎤
       = Σₙ ⎢ 0.1250 −0.1250⎥
            ⎢ 0.1250 −0.1250⎥
            ⎣−0.1250  0.1250⎦ₙ
       = [−2.222e−5 2.222e−5]

∂L/∂H = ∂L/∂O · W2ᵀ
        ⎡−0.125  0.125⎤
      = ⎢ 0.125 −0.125⎥ · ⎡−0.0054 0.0130⎤
        ⎢ 0.125 −0.125⎥   ⎣ 0.0036 0.0095⎦
        ⎣−0.125  0.125⎦
        ⎡ 0.001122 −0.000446⎤
      = ⎢−0.001122  0.000446⎥
        ⎢−0.001122  0.000446⎥
        ⎣ 0.001122 −0.000446⎦

∂L/∂Z = ∂L/∂H ⊙ [Z > 0]
        ⎡ 0.001122 −0.000446⎤   ⎡1 1⎤
      = ⎢−0.001122  0.000446⎥ ⊙ ⎢1 1⎥
        ⎢−0.001122  0.000446⎥   ⎢1 1⎥
        ⎣ 0.001122 −0.000446⎦   ⎣1 1⎦
        ⎡ 0.001122 −0.000446⎤
      = ⎢−0.001122  0.000446⎥
        ⎢−0.001122  0.000446⎥
        ⎣ 0.001122 −0.000446⎦

∂L/∂W1 = Xᵀ · ∂L/∂Z
                     ⎡ 0.001122 −0.000446⎤
       = ⎡0 0 1 1⎤ · ⎢−0.001122  0.000446⎥
         ⎣0 1 0 1⎦   ⎢−0.001122  0.000446⎥
                     ⎣ 0.001122 −0.000446⎦
       = ⎡1.087e−7 −4.323e−8⎤
         ⎣1.298e−7 −5.164e−8⎦

∂L/∂b1 = Σₙ (∂L/∂Z)ₙ
            ⎡ 0.001122 −0.000446⎤
       = Σₙ ⎢−0.001122  0.000446⎥
            ⎢−0.001122  0.000446⎥
            ⎣ 0.001122 −0.000446⎦ₙ
       = [1.994e−7 −7.932e−8]

W1 = W1 − lr · ∂L/∂W1
   = ⎡0.0013 −0.0013⎤ − 1 · ⎡1.1e−7 −4.3e−8⎤
     ⎣0.0064  0.0010⎦       ⎣1.3e−7 −5.2e−8⎦
   = ⎡0.0013 −0.0013⎤ − ⎡1.1e−7 −4.3e−8⎤
     ⎣0.0064  0.0010⎦   ⎣1.3e−7 −5.2e−8⎦
   = ⎡0.001257 −0.001321⎤
     ⎣0.006404  0.001049⎦

b1 = b1 − lr · ∂L/∂b1
   = [0.01 0.01] − 1 · [1.994e−7 −7.932e−8]
   = [0.01 0.01] − [1.994e−7 −7.932e−8]
   = [0.01000 0.01000]

W2 = W2 − lr · ∂L/∂W2
   = ⎡−0.0054 0.0036⎤ − 1 · ⎡−3.3e−7 3.3e−7⎤
     ⎣ 0.0130 0.0095⎦       ⎣−2.2e−7 2.2e−7⎦
   = ⎡−0.0054 0.0036⎤ − ⎡−3.3e−7 3.3e−7⎤
     ⎣ 0.0130 0.0095⎦   ⎣−2.2e−7 2.2e−7⎦
   = ⎡−0.00536 0.00362⎤
     ⎣ 0.01304 0.00947⎦

b2 = b2 − lr · ∂L/∂b2
   = [0.01 0.01] − 1 · [−2.222e−5 2.222e−5]
   = [0.01 0.01] − [−2.222e−5 2.222e−5]
   = [0.01002 0.00998]
"""

WIDER = """
Z = X · W1 + b1
    ⎡0 0⎤
  = ⎢0 1⎥ · ⎡0.001257 −0.001321⎤ + [0.01 0.01]
    ⎢1 0⎥   ⎣0.006404  0.001049⎦
    ⎣1 1⎦
    ⎡0         0       ⎤
  = ⎢0.006404  0.001049⎥ + [0.01 0.01]
    ⎢0.001257 −0.001321⎥
    ⎣0.007662 −0.000272⎦
    ⎡0.01    0.01   ⎤
  = ⎢0.01640 0.01105⎥
    ⎢0.01126 0.00868⎥
    ⎣0.01766 0.00973⎦

O = H · W2 + b2
    ⎡0.01    0.01   ⎤
  = ⎢0.01640 0.01105⎥ · ⎡−0.00536 0.00362⎤ + [0.01 0.01]
    ⎢0.01126 0.00868⎥   ⎣ 0.01304 0.00947⎦
    ⎣0.01766 0.00973⎦
    ⎡0.0000768 0.0001309⎤
  = ⎢0.0000562 0.0001640⎥ + [0.01 0.01]
    ⎢0.0000529 0.0001229⎥
    ⎣0.0000322 0.0001560⎦
    ⎡0.01008 0.01013⎤
  = ⎢0.01006 0.01016⎥
    ⎢0.01005 0.01012⎥
    ⎣0.01003 0.01016⎦

∂L/∂O = 1 / 4 · (softmax(O) − Y)
                ⎛       ⎛⎡0.01008 0.01013⎤⎞   ⎡1 0⎤⎞
      = 1 / 4 · ⎜softmax⎜⎢0.01006 0.01016⎥⎟ − ⎢0 1⎥⎟
                ⎜       ⎜⎢0.01005 0.01012⎥⎟   ⎢0 1⎥⎟
                ⎝       ⎝⎣0.01003 0.01016⎦⎠   ⎣1 0⎦⎠
               ⎛⎡0.5000 0.5000⎤   ⎡1 0⎤⎞
      = 0.25 · ⎜⎢0.5000 0.5000⎥ − ⎢0 1⎥⎟
               ⎜⎢0.5000 0.5000⎥   ⎢0 1⎥⎟
               ⎝⎣0.5000 0.5000⎦   ⎣1 0⎦⎠
        ⎡−0.1250  0.1250⎤
      = ⎢ 0.1250 −0.1250⎥
        ⎢ 0.1250 −0.1250⎥
        ⎣−0.1250  0.1250⎦

∂L/∂W2 = Hᵀ · ∂L/∂O
                                          ⎡−0.1250  0.1250⎤
       = ⎡0.01 0.01640 0.01126 0.01766⎤ · ⎢ 0.1250 −0.1250⎥
         ⎣0.01 0.01105 0.00868 0.00973⎦   ⎢ 0.1250 −0.1250⎥
                                          ⎣−0.1250  0.1250⎦
       = ⎡−3.301e−7 3.301e−7⎤
         ⎣−2.214e−7 2.214e−7⎦

∂L/∂H = ∂L/∂O · W2ᵀ
        ⎡−0.1250  0.1250⎤
      = ⎢ 0.1250 −0.1250⎥ · ⎡−0.00536 0.01304⎤
        ⎢ 0.1250 −0.1250⎥   ⎣ 0.00362 0.00947⎦
        ⎣−0.1250  0.1250⎦
        ⎡ 0.001122 −0.000446⎤
      = ⎢−0.001122  0.000446⎥
        ⎢−0.001122  0.000446⎥
        ⎣ 0.001122 −0.000446⎦

W1 = W1 − lr · ∂L/∂W1
   = ⎡0.001257 −0.001321⎤ − 1 · ⎡1.087e−7 −4.323e−8⎤
     ⎣0.006404  0.001049⎦       ⎣1.298e−7 −5.164e−8⎦
   = ⎡0.001257 −0.001321⎤ − ⎡1.087e−7 −4.323e−8⎤
     ⎣0.006404  0.001049⎦   ⎣1.298e−7 −5.164e−8⎦
   = ⎡0.001257 −0.001321⎤
     ⎣0.006404  0.001049⎦

W2 = W2 − lr · ∂L/∂W2
   = ⎡−0.00536 0.00362⎤ − 1 · ⎡−3.301e−7 3.301e−7⎤
     ⎣ 0.01304 0.00947⎦       ⎣−2.214e−7 2.214e−7⎦
   = ⎡−0.00536 0.00362⎤ − ⎡−3.301e−7 3.301e−7⎤
     ⎣ 0.01304 0.00947⎦   ⎣−2.214e−7 2.214e−7⎦
   = ⎡−0.00536 0.00362⎤
     ⎣ 0.01304 0.00947⎦
"""


def test_the_steps_of_xor_at_44_columns(xor):
    assert "\n\n".join(picture(step, 44) for step in xor.values()) == NARROW.strip("\n")


def test_what_is_different_at_90_columns(xor):
    assert "\n\n".join(
        picture(step, 90) for step in xor.values() if picture(step, 90) != picture(step, 44)
    ) == WIDER.strip("\n")


def test_the_values_are_those_of_numpy(xor):
    z = X @ W1 + B
    h = np.maximum(z, 0)
    o = h @ W2 + B
    softmax = np.exp(o) / np.exp(o).sum(axis=1, keepdims=True)
    do = (softmax - Y) / 4
    dh = do @ W2.T
    dz = dh * (z > 0)
    expected = {
        "Z": z, "H": h, "O": o, "dL/dO": do, "dL/dW2": h.T @ do, "dL/db2": do.sum(axis=0),
        "dL/dH": dh, "dL/dZ": dz, "dL/dW1": X.T @ dz, "dL/db1": dz.sum(axis=0),
        "W1": W1 - X.T @ dz, "W2": W2 - h.T @ do, "b2": B - do.sum(axis=0),
    }  # fmt: skip
    for symbol, value in expected.items():
        last = hand_computation_blocks(xor[symbol], styled(xor[symbol]), 60, MANY)[-1]
        found = np.array([[float(text) for text in row] for row in entries(last)])
        atol = 5e-4 * np.abs(value).max()
        np.testing.assert_allclose(found, np.atleast_2d(value), rtol=0, atol=atol)


def test_a_transpose_is_shown_by_its_numbers(xor):
    names, numbers, _ = hand_computation_blocks(xor["dL/dW1"], styled(xor["dL/dW1"]), 60, MANY)
    assert shown(names) == "Xᵀ · ∂L/∂Z"
    assert "⎡0 0 1 1⎤ · ⎢" in numbers.lines[1]
    assert "⎣0 1 0 1⎦   ⎢" in numbers.lines[2]
    assert "ᵀ" not in shown(numbers)


def test_a_mask_is_shown_by_its_numbers(build):
    network = build("h = relu(z)\nL = sum(h*h)", z=array([[1, -2], [0, 3]]))
    step = steps_of(network)["dL/dz"]
    numbers = hand_computation_blocks(step, styled(step), 60, MANY)[1]
    assert numbers.lines[0].endswith("⊙ ⎡1 0⎤")
    assert numbers.lines[1].endswith("  ⎣0 1⎦")


def test_what_only_arranges_numbers_is_shown_by_its_result(build):
    logits, targets = array([[0.5, 0.5]] * 2), array([[0, 1]] * 2)
    network = build("c = cross_entropy(O, Y)\nL = sum(c*c)", targets={"Y": targets}, O=logits)
    step = steps_of(network)["dL/dO"]
    assert picture(step, 60).splitlines()[:3] == [
        "∂L/∂O = column(∂L/∂c) ⊙ (softmax(O) − Y)",
        "      = ⎡1.386⎤ ⊙ ⎛softmax⎛⎡0.5 0.5⎤⎞ − ⎡0 1⎤⎞",
        "        ⎣1.386⎦   ⎝       ⎝⎣0.5 0.5⎦⎠   ⎣0 1⎦⎠",
    ]


def test_no_line_is_repeated(build):
    network = build("q = square(e)\nL = mean(q)", e=array([3, 4]))
    step = steps_of(network)["dL/dq"]
    assert picture(step, 60) == "∂L/∂q = broadcast(1 / 2)\n      = [0.5 0.5]"


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
        assert sides[-1:] in (everything[-1:], value)
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


# Arrays


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ([1, 2.5, -3], ["[1 2.5 −3]"]),
        ([7], ["[7]"]),
        ([[7]], ["[[7]]"]),
        ([[1, -2]], ["[[1 −2]]"]),
        ([[1], [2], [3]], ["⎡1⎤", "⎢2⎥", "⎣3⎦"]),
        ([[1, -20], [0.5, 3]], ["⎡1   −20⎤", "⎣0.5   3⎦"]),
        ([[-0.0, 0.0]], ["[[0 0]]"]),
        # rounded to the decimals of the largest
        ([[0.011, 1 / 60], [0.02, 0.01105]], ["⎡0.011 0.01667⎤", "⎣0.02  0.01105⎦"]),
        # zeros at the end say that something was rounded off, `0.125` that nothing was
        ([[0.1250034], [0.125]], ["⎡0.1250⎤", "⎣0.125 ⎦"]),
        ([123.456, 0.5], ["[123.5 0.5]"]),
        # one decimal more, where else a small one would be lost
        ([12.3456, 0.0512], ["[12.346 0.051]"]),
        # each column by itself where their sizes are very different
        ([[1234.56, 0.12348], [800, 0.0123456]], ["⎡1235 0.1235⎤", "⎣ 800 0.0123⎦"]),
        ([[0.5, 3e-7], [0, 1 / 3]], ["⎡0.5 3e−7  ⎤", "⎣0   0.3333⎦"]),
        ([1.0869e-7, -4.3e-8], ["[1.087e−7 −4.3e−8]"]),
        ([1.5e6, 1e300, 999999.4], ["[1.5e6 1e300 999999]"]),
        # NaN and infinity have no point to be aligned at
        ([[0.25, math.nan], [-math.inf, 10]], ["⎡0.25 nan⎤", "⎣−inf  10⎦"]),
        ([math.nan, math.inf, -math.inf], ["[nan inf −inf]"]),
        ([[[1, 2]], [[3, 4]], [[5, 6]]], ["[3×1×2]"]),
        (np.zeros((9, 1)), ["[9×1]"]),
        (np.zeros(17), ["[17]"]),
    ],
)  # fmt: skip
def test_an_array_is_drawn(value, lines):
    assert list(matrix(array(value), STYLE, 4).lines) == lines


def test_an_array_is_drawn_in_ascii():
    assert list(matrix(array([[1, -2.5], [math.nan, 3e-9]]), ASCII, 4).lines) == [
        "[  1 -2.5 ]",
        "[nan  3e-9]",
    ]
    assert list(matrix(array([[1, -2]]), ASCII, 4).lines) == ["[[1 -2]]"]
    assert list(matrix(np.zeros((2, 3, 4)), ASCII, 4).lines) == ["[2x3x4]"]


@pytest.mark.parametrize(("digits", "text"), [(4, "[0.67 123.45]"), (2, "[0.67 123]")])
def test_digits_are_significant_and_never_cut_a_whole_number_short(digits, text):
    assert shown(matrix(array([2 / 3, 123.45]), STYLE, digits)) == text


@pytest.mark.parametrize("rows", range(2, 9))
def test_the_baseline_is_in_the_middle(rows):
    block = matrix(np.ones((rows, 2)), STYLE, 4)
    assert block.height == rows
    assert block.baseline == (rows - 1) // 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.5, "2.5"),
        (np.linspace(-1.25, 3.5, 1000).reshape(50, 20), "[50×20] from −1.25 to 3.5"),
        (np.zeros((4, 2)), "[4×2] all 0"),
        (np.full(3, -2.0), "[3] all −2"),
        ([0, math.nan, 2], "[3] from 0 to 2, 1 nan"),
        ([0, math.inf, 0, -math.inf, math.inf], "[5] 0, 2 inf, 1 −inf"),
        ([math.nan, math.nan], "[2] 2 nan"),
    ],
)
def test_a_summary_says_shape_and_range(value, text):
    assert summary(array(value) if isinstance(value, list) else value, STYLE) == text


def test_a_summary_in_ascii():
    assert summary(array([[0, -2], [math.nan, 1]]), ASCII) == "[2x2] from -2 to 1, 1 nan"


FLOATS = st.one_of(
    st.floats(),
    st.floats(-10, 10),
    st.floats(0.001, 0.02),
    st.integers(-1500, 1500).map(float),
    st.integers(-150, 150).map(lambda hundredths: hundredths / 100),
)
SMALL = st.one_of(st.integers(1, 16), st.tuples(st.integers(1, 8), st.integers(1, 16))).flatmap(
    lambda shape: arrays(np.float64, shape, elements=FLOATS)
)


@given(SMALL, st.sampled_from([2, 3, 4]), st.sampled_from([STYLE, ASCII]))
def test_entries_read_back_as_the_rounded_numbers(value, digits, style):
    block = matrix(value, style, digits)
    assert {len(line) for line in block.lines} == {block.width}
    numbers = value.ravel().tolist()
    texts = [text for row in entries(block) for text in row]
    largest = max((abs(number) for number in numbers if math.isfinite(number)), default=0)
    for text, number in zip(texts, numbers, strict=True):
        if not math.isfinite(number):
            assert text == str(number)
            continue
        with localcontext(prec=400):
            shown_number, exact = Decimal(text), Decimal(number)
            assert shown_number == exact.quantize(shown_number)
            assert (shown_number == 0) == (exact == 0)
            kept = digits if abs(number) == largest else 2
            assert abs(shown_number - exact) <= abs(exact) * 5 / 10**kept


@given(arrays(np.float64, (3, 2), elements=st.floats(-10, 10)))
def test_decimal_points_stand_one_under_the_other(value):
    block = matrix(value, STYLE, 4)
    for column in range(2):
        places = set()
        for line, row in zip(block.lines, entries(block), strict=True):
            if "." in row[column] and "e" not in row[column]:
                start = 0 if column == 0 else line.rindex(" ", 0, len(line.rstrip("⎤⎥⎦ "))) + 1
                places.add(line.index(".", start))
        assert len(places) <= 1


# Expressions

TALL = [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a + A", ["0.5 + ⎡1 2⎤", "      ⎣3 4⎦"]),
        ("A*(A - a)", ["⎡1 2⎤ · ⎛⎡1 2⎤ − 0.5⎞", "⎣3 4⎦   ⎝⎣3 4⎦      ⎠"]),
        ("A*(-a)", ["⎡1 2⎤ · (−0.5)", "⎣3 4⎦         "]),
        ("(a + a)*A", ["(0.5 + 0.5) · ⎡1 2⎤", "              ⎣3 4⎦"]),
        ("relu(A)", ["ReLU⎛⎡1 2⎤⎞", "    ⎝⎣3 4⎦⎠"]),
        ("maximum(a, A)", ["max⎛0.5, ⎡1 2⎤⎞", "   ⎝     ⎣3 4⎦⎠"]),
        ("square(A)", ["⎡1 2⎤²", "⎣3 4⎦ "]),
        ("(A + a)**-2 * a", ["⎛⎡1 2⎤ + 0.5⎞⁻² · 0.5", "⎝⎣3 4⎦      ⎠        "]),
        ("transpose(A - a)", ["⎛⎡1 2⎤ − 0.5⎞ᵀ", "⎝⎣3 4⎦      ⎠ "]),
        ("abs(A - a)", ["│⎡1 2⎤ − 0.5│", "│⎣3 4⎦      │"]),
        ("abs(a - abs(A))", ["│0.5 − │⎡1 2⎤││", "│      │⎣3 4⎦││"]),
        ("abs(abs(A) - a)", ["││⎡1 2⎤│ − 0.5│", "││⎣3 4⎦│      │"]),
        ("abs(a)*abs(A)", ["|0.5| · │⎡1 2⎤│", "        │⎣3 4⎦│"]),
        ("abs(-abs(A))", ["│−│⎡1 2⎤││", "│ │⎣3 4⎦││"]),
        ("step(A - a)", ["⎡⎡1 2⎤ − 0.5 > 0⎤", "⎣⎣3 4⎦          ⎦"]),
    ],
)
def test_delimiters_are_as_tall_as_what_they_hold(text, lines):
    assert list(written(text, {"a": 0.5, "A": TALL}).lines) == lines


def test_matrices_of_different_heights_stand_on_one_baseline():
    block = written("A @ v + B", {"A": TALL, "v": [5, 6], "B": [[1], [2], [3], [4]]})
    assert (
        shown(block)
        == """\
                ⎡1⎤
⎡1 2⎤ · [5 6] + ⎢2⎥
⎣3 4⎦           ⎢3⎥
                ⎣4⎦"""
    )
    assert block.baseline == 1


def test_in_ascii_delimiters_are_repeated():
    assert list(written("relu(A) - a", {"a": 0.5, "A": TALL}, style=ASCII).lines) == [
        "relu([1 2]) - 0.5",
        "    ([3 4])      ",
    ]


def test_a_parenthesis_in_a_name_needs_no_partner():
    style = Style(names={"a": "f(", "b": "g)"}, digits=6)
    values = {"A": array(TALL)}
    block = write_block(parse("relu(A) + a*b"), style, known(values), 90)
    assert list(block.lines) == ["ReLU⎛⎡1 2⎤⎞ + f( · g)", "    ⎝⎣3 4⎦⎠          "]
    assert style.write(parse("a + a")) == "f( + f("
    assert shown(write_block(parse("a + a"), style, lambda _: None, 90)) == "f( + f("


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (31, ["[0.3333 0.6667] + [0.1235 0.25]"]),
        (30, ["[0.333 0.667] + [0.123 0.25]"]),
        (28, ["[0.333 0.667] + [0.123 0.25]"]),
        (27, ["[0.33 0.67] + [0.12 0.25]"]),
        (25, ["[0.33 0.67] + [0.12 0.25]"]),
        (24, ["[0.3333 0.6667]", "+ [0.1235 0.25]"]),
        (15, ["[0.3333 0.6667]", "+ [0.1235 0.25]"]),
        (14, ["[0.333 0.667] ", "+ [0.123 0.25]"]),
        (13, ["[0.33 0.67]  ", "+ [0.12 0.25]"]),
        (12, None),
    ],
)
def test_digits_are_given_up_before_the_line_and_the_line_before_the_numbers(width, lines):
    block = written("v + u", {"v": [1 / 3, 2 / 3], "u": [0.12349, 0.25]}, width)
    assert lines == (block and list(block.lines))


def test_a_sum_goes_on_below_with_as_many_terms_as_fit():
    block = written("A @ v - v + v - 1", {"A": TALL, "v": [5, 6]}, 19)
    assert list(block.lines) == [
        "⎡1 2⎤ · [5 6]      ",
        "⎣3 4⎦              ",
        "− [5 6] + [5 6] − 1",
    ]
    assert block.baseline == 0


def test_the_terms_within_parentheses_are_not_parted():
    assert written("v*(v + v)", {"v": [5, 6]}, 23) is not None
    assert written("v*(v + v)", {"v": [5, 6]}, 22) is None


@pytest.mark.parametrize(
    ("style", "text"),
    [(STYLE, "[2×2] · [2] − 0.25 · [2]"), (ASCII, "[2x2] @ [2] - 0.25*[2]")],
)
def test_shapes_in_place_of_arrays(style, text):
    values = {"A": array(TALL), "v": array([5, 6]), "a": 0.25}
    assert write_shapes(parse("A @ v - a*v"), style, known(values)) == text


def test_an_operand_that_the_notation_leaves_out_is_left_out():
    values = {"g": array(TALL), "b": array([0.5, 0.25])}
    style = Style(shapes={"g": (2, 2), "b": (2,)}, digits=6)
    block = write_block(parse("sum_to(g, b)"), style, known(values), 60)
    assert "⎡1 2⎤" in block.lines[0]
    assert "0.25" not in shown(block)


def test_an_index_of_a_matrix_stands_at_its_foot():
    style = Style(shapes={"g": (2, 2), "b": (2,)}, digits=6)
    block = write_block(parse("abs(sum_to(g, b))"), style, known({"g": TALL, "b": [0, 0]}), 60)
    assert list(block.lines) == ["│Σₙ ⎡1 2⎤ │", "│   ⎣3 4⎦ₙ│"]


NAMES = {"a": 0.5, "b": -2.0, "A": TALL, "B": [[0.25, -1 / 3], [1e-7, 0]], "v": [5, -6]}
LEAVES = st.sampled_from([*map(Name, NAMES)])
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda part: st.one_of(
        st.builds(
            lambda op, x: Call(op, (x,)),
            st.sampled_from(["neg", "relu", "abs", "square", "exp", "sqrt", "step"]),
            part,
        ),
        st.builds(
            lambda op, x, y: Call(op, (x, y)),
            st.sampled_from(["add", "sub", "mul", "div", "pow", "maximum"]),
            part,
            part,
        ),
    ),
    max_leaves=8,
)
PAIRS = {"(": ")", "⎛": "⎞", "⎜": "⎟", "⎝": "⎠", "[": "]", "⎡": "⎤", "⎢": "⎥", "⎣": "⎦"}


def is_balanced(line):
    opened = []
    for character in line:
        if character in PAIRS:
            opened.append(PAIRS[character])
        elif character in PAIRS.values() and (not opened or opened.pop() != character):
            return False
    return not opened


@given(EXPRESSIONS, st.integers(10, 90), st.sampled_from([STYLE, ASCII]))
@settings(max_examples=200)
@example(parse("abs(A) - abs(abs(B) - abs(-v))"), 90, STYLE)
def test_a_block_fits_and_its_delimiters_are_balanced(expression, width, style):
    values = {name: array(x) if isinstance(x, list) else x for name, x in NAMES.items()}
    block = write_block(expression, style, known(values), width)
    if block is None:
        return
    assert {len(line) for line in block.lines} == {block.width}
    assert block.width <= width
    assert 0 <= block.baseline < block.height
    assert all(map(is_balanced, block.lines))
    assert shown(block).isascii() or style is STYLE


@given(EXPRESSIONS, st.sampled_from([STYLE, ASCII]))
def test_without_values_it_is_the_line_that_style_writes(expression, style):
    block = write_block(expression, style, lambda _: None, MANY)
    assert list(block.lines) == [style.write(expression)]


@given(EXPRESSIONS)
def test_every_matrix_is_in_the_picture(expression):
    """Matrices of one entry each, all different, are in the picture once for every time used."""
    values = {name: array([[place]]) for place, name in enumerate(NAMES, 11)}
    block = write_block(expression, STYLE, known(values), MANY)
    line = STYLE.write(expression, known(values))
    assert shown(block) == line
