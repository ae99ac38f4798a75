"""Zeros of what is moved: they are those of the entry that stands there, or of none."""

import pytest

from engine.debugger.debugger import Debugger
from engine.language.values import array
from engine.program.program import derive
from tests.engine.why.asking import why

TEXT = """e = E[places]
h = relu(e)
p = h[:, 1:]
L = sum(square(p)) + sum(concat(h, p, axis=1)[0])"""


@pytest.fixture
def stop(build):
    network = build(
        TEXT,
        {"places": array([2.0, 0.0])},
        E=array([[1.0, -2.0, 3.0], [1.0] * 3, [-1.0, 5.0, 2.0]]),
    )
    program = derive(network)
    return Debugger(program).goto(len(program.equations))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("dL/dE[1,0]", "∂L/∂E[1,0] = 0, because no entry of ∂L/∂e is put there."),
        ("h[0,0]", "h[0,0] = 0, because unit 0 of h is dead for sample 0."),
        ("p[1,0]",
         "p[1,0] = 0, because h[1,1] = 0, because unit 1 of h is dead for sample 1."),
        ("dL/dh[1,0]",
         "∂L/∂h[1,0] = 0, because nothing is put there and no entry of ∂L/∂p is put there."),
    ],
)  # fmt: skip
def test_a_zero_is_that_of_the_entry_that_stands_there(asked, said, stop):
    assert why(asked, stop)[0] == said
