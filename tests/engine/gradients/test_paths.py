"""The paths of a gradient, held against the worked exercise and Fibonacci numbers."""

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.gradients.paths import MAX_PATHS, find_paths
from engine.iterations.state import State
from engine.iterations.timeline import Timeline
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.gradients.walks import lines_of, state_of


def nodes_of(path):
    return tuple(place.node for place in path.places)


def fibonacci(number):
    """F(1) = F(2) = 1."""
    before, found = 0, 1
    for _ in range(number - 1):
        before, found = found, before + found
    return found


def test_the_gradient_of_w0_comes_over_the_skip_and_through_h1():
    paths = find_paths("dL/dw0", state_of(Recipe("skip")))
    assert paths.count == 2
    assert [path.value for path in paths.largest] == [0.5, 0.25]
    over, through = paths.largest
    assert nodes_of(over) == ("L", "yhat", "z2", "h0", "z0", "w0")
    assert nodes_of(through) == ("L", "yhat", "z2", "h1", "z1", "h0", "z0", "w0")
    assert [factor.value for factor in over.factors] == [1, 1, 0.5, 1, 1]
    assert [factor.link.target.node for factor in over.factors if factor.skip] == ["z2"]
    assert paths.shown == paths.gradient == 0.75
    assert paths.left == 0


def test_the_paths_are_written_for_a_student():
    assert lines_of("dL/dw0", state_of(Recipe("skip"))) == [
        "∂L/∂w0 = 0.75, the sum over 2 paths",
        "0.5   L ← ŷ ← z2 ← h0 ← z0 ← w0, over the skip connection w3",
        "    = (−sign(y − ŷ)) · 1 · w3 · [z0 ≥ 0] · x",
        "    = 1 · 1 · 0.5 · 1 · 1",
        "0.25  L ← ŷ ← z2 ← h1 ← z1 ← h0 ← z0 ← w0",
        "    = (−sign(y − ŷ)) · 1 · w2 · [z1 ≥ 0] · w1 · [z0 ≥ 0] · x",
        "    = 1 · 1 · 0.5 · 1 · 0.5 · 1 · 1",
    ]


def test_without_the_skip_connection_only_one_path_is_left():
    paths = find_paths("dL/dw0", state_of(Recipe("plain")))
    assert (paths.count, paths.gradient) == (1, 0.25)
    assert lines_of("dL/dw0", state_of(Recipe("plain")))[0].endswith("over the only path there is")


def test_a_path_names_the_dead_relu_that_cuts_it():
    state = state_of(Recipe("skip"), 1)
    paths = find_paths("dL/dw0", state)
    assert paths.count == 2
    for path in paths.largest:
        assert path.value == 0
        assert [factor.link.target.node for factor in path.cuts] == ["h0"]
    assert sum("cut by dead ReLU 0" in line for line in lines_of("dL/dw0", state)) == 2


def test_a_relu_at_the_kink_cuts_where_the_convention_says_so(build):
    network = build("z = w*x\nh = relu(z)\nL = h + w", {"x": 1.0}, w=0.0)
    state = State(Timeline(derive(network)).run(0), 8)
    paths = find_paths("dL/dw", state)
    assert [path.value for path in paths.largest] == [1, 0]
    assert "cut by the ReLU of h, which is at the kink" in lines_of("dL/dw", state)[4]


def test_a_value_used_twice_has_two_paths_over_the_same_nodes(build):
    network = build("p = w*w\nL = p*p", w=3.0)
    paths = find_paths("dL/dw", State(Timeline(derive(network)).run(0), 6))
    # L = w⁴, so its derivative is 4·27.
    assert [path.value for path in paths.largest] == [27, 27, 27, 27]
    assert paths.gradient == 108


@pytest.mark.parametrize("depth", [2, 3, 7, 10])
def test_a_deep_network_with_skips_has_a_fibonacci_number_of_paths(depth):
    state = state_of(Recipe("deep", {"depth": float(depth)}))
    paths = find_paths("dL/dw0", state, limit=1000)
    assert paths.count == len(paths.largest) == fibonacci(depth + 1)
    # Every product is a power of two, so that the sum is exact.
    assert paths.shown == paths.gradient
    sizes = [path.value for path in paths.largest]
    assert sizes == sorted(sizes, reverse=True)


def test_of_very_many_paths_the_largest_are_given_and_what_is_left():
    state = state_of(Recipe("deep", {"depth": 200.0}))
    paths = find_paths("dL/dw0", state)
    assert paths.count == fibonacci(201)
    # One path takes 100 skip connections; with a step of 1 at two places it takes one edge more.
    assert [path.value for path in paths.largest] == [2.0**-100] + [2.0**-101] * (MAX_PATHS - 1)
    assert paths.left == paths.gradient - paths.shown
    lines = lines_of("dL/dw0", state)
    assert "about 10^42 paths; the 10 largest:" in lines[0]
    assert lines[-1].endswith("is left, which the other paths contribute")
    assert all(len(line) < 400 for line in lines)


def test_the_largest_of_a_few_are_the_largest_of_all():
    state = state_of(Recipe("deep", {"depth": 9.0, "w5": 0.9, "s4": -0.8, "w7": 0.1}))
    every = [path.value for path in find_paths("dL/dw0", state, limit=1000).largest]
    expected = sorted((abs(value) for value in every), reverse=True)[:7]
    found = [abs(path.value) for path in find_paths("dL/dw0", state, limit=7).largest]
    assert found == pytest.approx(expected, rel=1e-12)


def test_a_path_is_not_cut_by_a_relu_that_is_active(build):
    network = build("h = relu(w*x + v)\nL = h", {"x": 0.0}, w=1.0, v=2.0)
    (path,) = find_paths("dL/dw", State(Timeline(derive(network)).run(0), 6)).largest
    assert (path.value, path.cuts) == (0, ())


def stop_after(name, step, change):
    debugger = Debugger(Recipe(name).program())
    debugger.goto(step)
    return debugger.set_value(change).state


def test_a_gradient_that_was_set_by_hand_makes_no_sum():
    state = stop_after("skip", 9, "dL/dz2 = 5")
    paths = find_paths("dL/dw0", state)
    assert (paths.count, paths.by_hand) == (0, ("dL/dz2",))
    # 5 times 0.5 + 0.25, over the skip and through h1.
    assert paths.gradient == 3.75
    assert lines_of("dL/dw0", state) == [
        "not computed yet; it will be so: "
        "∂L/∂w0 = 3.75, which is no sum over paths, as ∂L/∂z2 was set by hand"
    ]
    assert find_paths("dL/dyhat", state).by_hand == ()


def test_a_value_that_was_set_by_hand_enters_the_local_derivatives():
    # With z2 = 0.5 * 0.25 + 0.5 * 4, h0 = 4 only changes what w3 is multiplied by.
    paths = find_paths("dL/dw3", stop_after("skip", 11, "h0 = 4"))
    assert [path.value for path in paths.largest] == [4]
    assert paths.shown == paths.gradient == 4


def test_an_array_set_by_hand_is_no_sum_by_edges_and_those_behind_it_are():
    state = stop_after("xor", 5, "dL/dO[0,0] = 5")
    assert find_paths("dL/dO", state).by_hand == ("dL/dO",)
    assert find_paths("dL/dW2[0,0]", state).by_hand == ("dL/dO",)
    paths = find_paths("dL/dW2", state)
    np.testing.assert_array_equal(paths.contributions[0].value, paths.gradient)
