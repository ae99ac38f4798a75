"""The paths of a gradient, held against the worked exercise, Fibonacci numbers and the gradient."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger import Debugger
from engine.notation import Style
from engine.paths import MAX_PATHS, PathsError, find_paths, paths_lines
from engine.program import derive
from engine.recipe import Recipe
from engine.timeline import Timeline


def state_of(recipe, iteration=0, step=None):
    program = recipe.program()
    return Debugger(program).goto(step or len(program.equations), iteration).state


def lines_of(text, state):
    program = state.run.program
    style = Style(names=program.network.names, shapes=program.shapes, digits=6)
    return paths_lines(find_paths(text, state), style)


def fibonacci(number):
    """F(1) = F(2) = 1."""
    before, found = 0, 1
    for _ in range(number - 1):
        before, found = found, before + found
    return found


# By hand


def test_the_gradient_of_w0_comes_over_the_skip_and_through_h1():
    paths = find_paths("dL/dw0", state_of(Recipe("skip")))
    assert paths.count == 2
    assert [path.value for path in paths.largest] == [0.5, 0.25]
    over, through = paths.largest
    assert over.nodes == ("L", "yhat", "z2", "h0", "z0", "w0")
    assert through.nodes == ("L", "yhat", "z2", "h1", "z1", "h0", "z0", "w0")
    assert [factor.value for factor in over.factors] == [1, 1, 0.5, 1, 1]
    assert [factor.edge.target for factor in over.factors if factor.is_skip] == ["z2"]
    assert paths.shown == paths.gradient == 0.75
    assert paths.left == 0


def test_the_paths_are_written_for_a_student():
    assert lines_of("dL/dw0", state_of(Recipe("skip"))) == [
        "∂L/∂w0 = 0.75, the sum over 2 paths",
        "0.5   L ← ŷ ← z2 ← h0 ← z0 ← w0, over the skip connection w3",
        "      = (−sign(y − ŷ)) · 1 · w3 · [z0 ≥ 0] · x = 1 · 1 · 0.5 · 1 · 1",
        "0.25  L ← ŷ ← z2 ← h1 ← z1 ← h0 ← z0 ← w0",
        "      = (−sign(y − ŷ)) · 1 · w2 · [z1 ≥ 0] · w1 · [z0 ≥ 0] · x"
        " = 1 · 1 · 0.5 · 1 · 0.5 · 1 · 1",
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
        assert [factor.edge.target for factor in path.cuts] == ["h0"]
    assert sum("cut by dead ReLU 0" in line for line in lines_of("dL/dw0", state)) == 2


def test_a_relu_at_the_kink_cuts_where_the_convention_says_so(build):
    network = build("z = w*x\nh = relu(z)\nL = h + w", {"x": 1.0}, w=0.0)
    state = Timeline(derive(network)).run(0).state(8)
    paths = find_paths("dL/dw", state)
    assert [path.value for path in paths.largest] == [1, 0]
    assert "cut by the ReLU of h, which is at the kink" in lines_of("dL/dw", state)[3]


def test_a_value_used_twice_has_two_paths_over_the_same_nodes(build):
    network = build("p = w*w\nL = p*p", w=3.0)
    paths = find_paths("dL/dw", Timeline(derive(network)).run(0).state(6))
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


def test_arrays_are_taken_apart_by_edges_and_that_is_said():
    state = state_of(Recipe("xor"))
    paths = find_paths("dL/dW2[0,0]", state)
    assert paths.count == 0
    assert [each.source for each in paths.contributions] == ["O"]
    assert paths.contributions[0].value == state.gradient("W2")[0, 0]
    first = lines_of("dL/dW2[0,0]", state)[0]
    assert "paths are followed only where all nodes are single numbers" in first


def test_paths_can_be_asked_for_ahead_of_time():
    state = state_of(Recipe("skip"), step=1)
    assert not find_paths("dL/dw0", state).is_computed
    assert lines_of("dL/dw0", state)[0].startswith("not computed yet")
    assert find_paths("dL/dw0", state_of(Recipe("skip"), step=17)).is_computed


@pytest.mark.parametrize("text", ["dL/dyhat", "∂L/∂ŷ", " dL/dŷ "])
def test_a_gradient_may_be_named_as_it_is_written(text):
    assert find_paths(text, state_of(Recipe("skip"))).symbol == "dL/dyhat"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dL/dw9", "nothing is called 'dL/dw9'; did you mean 'dL/dw"),
        ("w0", "'w0' is none: ask for dL/dw0"),
        ("lr", "paths lead to a gradient, and 'lr' is none"),
        ("", "paths lead to a gradient, and '' is none"),
        ("dL/dx", r"needs the gradient of the input x; gradients = \['x'\] in the network file"),
        ("dL/dL", "dL/dL is 1"),
        ("dL/dw0[1]", "it has no entry"),
    ],
)
def test_what_is_no_gradient_is_refused(text, message):
    with pytest.raises(PathsError, match=message):
        find_paths(text, state_of(Recipe("skip")))


# What holds always


@st.composite
def equations(draw):
    """The equations of a random graph of single numbers in which every node reaches the loss."""
    lines, unused = [], ["w"]
    for number in range(draw(st.integers(1, 6))):
        known = ["w", "v", *(f"n{i}" for i in range(number))]
        left = unused[-1]
        right = draw(st.sampled_from(known))
        form = draw(st.sampled_from(["{}*{}", "{} + {}", "tanh({})*{}", "relu({}) - {}"]))
        lines.append(f"n{number} = {form.format(left, right)}")
        unused = [f"n{number}"]
    return "\n".join([*lines, f"L = {unused[-1]} + v*w"])


VALUES = st.floats(-1.5, 1.5).filter(lambda value: abs(value) > 1e-3)


@given(equations(), VALUES, VALUES)
def test_the_sum_over_all_paths_is_the_gradient(build, text, w, v):
    network = build(text, w=w, v=v)
    state = Timeline(derive(network)).run(0).state(len(derive(network).equations))
    for node in ("w", "v"):
        paths = find_paths(f"dL/d{node}", state, limit=5000)
        assert len(paths.largest) == paths.count
        assert paths.shown == pytest.approx(paths.gradient, rel=1e-9, abs=1e-9)
        sizes = [abs(path.value) for path in paths.largest]
        assert all(math.isclose(a, b) or a > b for a, b in pairwise(sizes))
