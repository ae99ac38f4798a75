"""Variants of a program, beside the same network written out or computed by hand."""

import numpy as np
import pytest

from engine.errors import DebuggerError
from engine.iterations.timeline import Timeline
from engine.language.values import array
from engine.program.program import derive
from engine.program.recipe import Recipe
from engine.program.variants import Leaky, Scaled, Seeded, kind_of


def loss(program, iteration=0):
    return Timeline(program).run(iteration).loss


def test_leaky_relus_are_those_of_the_network_written_with_them(build):
    equations = "h = relu(w*x)\nyhat = v*relu(h - 1)\nL = relu(1 - y*yhat)"
    given = ({"x": 2.0}, {"y": 1.0})
    values = {"w": -0.5, "v": 0.7}
    program = derive(build(equations, given[0], targets=given[1], **values))
    written = equations.replace("= relu(w", "= leaky_relu(w").replace(
        "*relu(h - 1)", "*leaky_relu(h - 1, slope=0.2)"
    )
    written = written.replace("leaky_relu(w*x)", "leaky_relu(w*x, slope=0.2)")
    expected = derive(build(written, given[0], targets=given[1], **values))
    found = Leaky(0.2).program(program)
    assert [each.symbol for each in found.equations] == [each.symbol for each in program.equations]
    assert [each.name for each in found.network.equations] == ["h", "yhat", "L"]
    assert [loss(found, at) for at in range(4)] == [loss(expected, at) for at in range(4)]
    assert loss(found) != loss(program)


def test_a_slope_of_0_is_the_relu_itself():
    program = Recipe("xor", seed=8).program()
    assert loss(Leaky(0.0).program(program), 30) == pytest.approx(loss(program, 30), rel=1e-12)


def test_weights_are_larger_and_biases_stay():
    program = Recipe("xor", seed=3).program()
    was, now = program.network.parameters, Scaled(10.0).program(program).network.parameters
    for name in ("W1", "W2"):
        assert np.array_equal(now[name], 10.0 * was[name])
    for name in ("b1", "b2"):
        assert np.array_equal(now[name], was[name])


def test_another_seed_is_the_network_opened_with_it():
    program = Recipe("xor", seed=3).program()
    assert loss(Seeded(5.0).program(program), 9) == loss(Recipe("xor", seed=5).program(), 9)


def test_what_is_not_there_is_not_varied(build):
    linear = derive(build("L = square(b - 1)", b=0.5))
    for variant in (Seeded(1.0), Leaky(0.1), Scaled(2.0)):
        assert not variant.fits(linear)
        with pytest.raises(DebuggerError):
            variant.program(linear)
    assert Scaled(2.0).fits(
        derive(build("L = sum(transpose(W) @ v)", W=array([[1.0]]), v=array([2.0])))
    )


def test_variants_have_a_word_each():
    assert [kind_of(each(1.0)) for each in (Seeded, Leaky, Scaled)] == ["seed", "leaky", "weights"]
