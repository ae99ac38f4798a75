"""What is said of paths: what cuts them, and what is left for those that are not given."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from engine.gradients.path import paths_lines
from engine.gradients.path_claims import PathsAddUp, Rest
from engine.gradients.paths import find_paths
from engine.iterations.state import State
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.program.program import derive


def paths_of(network, text, limit=10):
    program = derive(network)
    state = State(Timeline(program).run(0), len(program.equations))
    return find_paths(text, state, limit)


def lines_of(network, text, limit=10):
    return paths_lines(paths_of(network, text, limit), Style(digits=6))


# Cuts


def test_an_inner_relu_that_is_dead_cuts_and_the_outer_one_does_not(build):
    network = build(
        "h0 = relu(w2*relu(w1*x) + b)\nL = square(h0 - y)", {"x": 1.0}, targets={"y": 3.0},
        w1=-1.0, w2=1.0, b=1.0,
    )  # fmt: skip
    assert lines_of(network, "dL/dw1")[1].endswith(
        "L ← h0 ← w1; cut by the dead ReLU of w1 · x in h0"
    )
    assert "cut" not in "".join(lines_of(network, "dL/db"))


def test_a_relu_without_a_number_is_named_as_a_dead_one(build):
    network = build("gate = relu(w)\nL = 2*gate", w=-1.0)
    assert lines_of(network, "dL/dw")[1].endswith("; cut by the dead ReLU of gate")


def test_an_entry_of_an_inner_relu_cuts_what_goes_through_it(build):
    network = build(
        "H = tanh(relu(X @ V))\nL = sum(H)", {"X": np.array([[1.0, 2.0]])},
        V=np.array([[-1.0, 1.0], [-1.0, 1.0]]),
    )  # fmt: skip
    assert lines_of(network, "dL/dV[0,0]")[1].endswith("; cut by the dead ReLU of X · V in H[0,0]")
    assert "cut" not in "".join(lines_of(network, "dL/dV[0,1]"))


def test_what_stands_beside_a_relu_is_not_cut_by_it(build):
    network = build("h0 = relu(w) + v*w\nL = 2*h0", w=-1.0, v=3.0)
    over = {path.value: path.cuts for path in paths_of(network, "dL/dw").largest}
    assert over[6.0] == ()
    assert len(over[0.0]) == 1


def test_maximum_cuts_as_no_relu(build):
    network = build("h0 = maximum(w, v)\nL = 2*h0", w=-1.0, v=3.0)
    assert "ReLU" not in "".join(lines_of(network, "dL/dw"))


# The rest


def fan(build, weights):
    """A sum of products, a path each: the derivative of each is its weight."""
    lines = [f"h{i} = v{i}*w" for i in range(len(weights))]
    total = " + ".join(f"h{i}" for i in range(len(weights)))
    values = {f"v{i}": float(weight) for i, weight in enumerate(weights)}
    return build("\n".join([*lines, f"L = {total}"]), w=1.0, **values)


@pytest.mark.parametrize(
    ("weights", "rest", "said"),
    [
        ([3, 2, 0, 0], Rest.ZERO, "the other paths contribute 0"),
        ([3, 2, 1, 0.5], Rest.SOME, "1.5 is left, which the other paths contribute"),
        ([3, 2], None, "    = 1 · 2"),
        ([0.1, 0.2, 1e-19, -1e-19], Rest.ROUNDING, "the other paths contribute no more than"),
    ],
)
def test_what_is_left_is_told_as_what_it_is(build, weights, rest, said):
    network = fan(build, weights)
    assert paths_of(network, "dL/dw", 2).rest is rest
    assert lines_of(network, "dL/dw", 2)[-1].startswith(said)


def test_rounding_is_never_said_to_come_over_paths(build):
    """0.1 + 0.2 + 0.3 in another order leaves a residue, of paths that contribute exactly 0."""
    for weights in itertools.permutations([0.1, 0.2, 0.3, 0.7, 0.0]):
        lines = lines_of(fan(build, weights), "dL/dw", 4)
        assert lines[-1] == "the other paths contribute 0"


SATURATED = "P = softmax(w)\nZ = V @ P\nL = sum(square(Z))"


@pytest.mark.parametrize("gap", [50.0, 100.0, 400.0])
def test_what_rounding_has_taken_is_no_plain_sum(build, gap):
    """1 - P[0] is 0 in floats, and e^-gap exactly: two thirds of a gradient are lost with it."""
    w, v = np.array([gap, 0.0, 0.0]), np.array([[1.0, 2.0, 3.0], [1.0, -1.0, 2.0]])
    network = build(SATURATED, w=w, V=v)
    slopes = np.exp(-gap) * np.array([2.0, -1.0, -1.0])  # of P[0] and the others by w[0]
    exact = float(2.0 * v[:, 0] @ v @ slopes)
    paths, timeline = paths_of(network, "dL/dw[0]"), Timeline(derive(network))
    assert abs(paths.gradient - exact) > 0.5 * abs(exact)
    line = lines_of(network, "dL/dw[0]")[0]
    assert " but for rounding, the sum over 6 paths" in line
    assert paths.total.holds(timeline)
    assert not replace(paths.total, is_rounded=False).holds(timeline)
    other = paths_of(network, "dL/dw[1]").total
    assert other.holds(timeline)


def test_a_plain_sum_is_not_said_to_be_one_but_for_rounding(build):
    network = fan(build, [0.1, 0.2, -0.3])
    paths, timeline = paths_of(network, "dL/dw"), Timeline(derive(network))
    assert "but for" not in lines_of(network, "dL/dw")[0]
    assert paths.total.holds(timeline)
    assert not replace(paths.total, is_rounded=True).holds(timeline)


def test_below_the_smallest_numbers_both_are_shown(build):
    """7 of the smallest number times 0.1 are rounded to 1 of them; 3 times and 4 times to none."""
    least = 5e-324
    network = build("h = a*w\nL = u*h + v*h", w=1.0, a=0.1, u=3 * least, v=4 * least)
    line = lines_of(network, "dL/dw")[0]
    assert line == "∂L/∂w = 4.94066e−324, where 2 paths add up to 0"
    claims = paths_of(network, "dL/dw").claims
    assert not any(isinstance(claim, PathsAddUp) for claim in claims)


def test_the_rest_is_what_the_other_products_add_up_to(build):
    weights = [3.0, -2.5, 1.25, 0.75, -0.5, 0.125]
    for limit in range(1, 6):
        paths = paths_of(fan(build, weights), "dL/dw", limit)
        assert paths.left == pytest.approx(math.fsum(weights[limit:]), abs=1e-12)
        assert paths.rest is Rest.SOME
        assert all(claim.holds(Timeline(derive(fan(build, weights)))) for claim in paths.claims)
