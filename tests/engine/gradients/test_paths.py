"""The paths of a gradient, held against the worked exercise, Fibonacci numbers and the gradient."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.gradients.path import paths_lines
from engine.gradients.paths import MAX_PATHS, find_paths
from engine.iterations.state import State
from engine.iterations.timeline import Timeline
from engine.language.notation import Style
from engine.language.values import array
from engine.program.program import derive
from engine.program.recipe import Recipe


def state_of(recipe, iteration=0, step=None):
    program = recipe.program()
    return Debugger(program).goto(step or len(program.equations), iteration).state


def lines_of(text, state):
    program = state.run.program
    style = Style(names=program.network.names, shapes=program.shapes, digits=6)
    return paths_lines(find_paths(text, state), style)


def nodes_of(path):
    return tuple(place.node for place in path.places)


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
    assert nodes_of(over) == ("L", "yhat", "z2", "h0", "z0", "w0")
    assert nodes_of(through) == ("L", "yhat", "z2", "h1", "z1", "h0", "z0", "w0")
    assert [factor.value for factor in over.factors] == [1, 1, 0.5, 1, 1]
    assert [factor.link.target.node for factor in over.factors if factor.is_skip] == ["z2"]
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


# Entries of arrays


def xor_paths(program, run):
    """By numpy: what comes from every sample over every output to each entry of W1."""
    values = {name: np.array(run.value(program.index[name])) for name in ("Z", "H", "O")}
    start = dict(zip(program.base, run.start, strict=True))
    powers = np.exp(values["O"])
    errors = (powers / powers.sum(axis=1, keepdims=True) - start["Y"]) / 4
    masks = values["Z"] > 0
    # Of sample n over output o to the weight from input i to unit u.
    return np.einsum("no,uo,nu,ni->noiu", errors, start["W2"], masks, start["X"])


@pytest.mark.parametrize("seed", range(4))
def test_the_paths_to_an_entry_lead_over_samples_and_outputs(seed):
    program = Recipe("xor", seed=seed).program()
    state = Debugger(program).goto(len(program.equations), 300).state
    expected = xor_paths(program, state.run)
    for i, unit in np.ndindex(2, 2):
        paths = find_paths(f"dL/dW1[{i},{unit}]", state)
        assert paths.count == len(paths.largest) == 8
        for path in paths.largest:
            loss, (_, (sample, output)), hidden, _, weight = path.places
            assert loss == ("L", ())
            assert hidden == ("H", (sample, unit))
            assert weight == ("W1", (i, unit))
            assert path.value == pytest.approx(expected[sample, output, i, unit], rel=1e-12)
        total = expected.sum(axis=(0, 1))[i, unit]
        assert paths.shown == pytest.approx(total, rel=1e-9, abs=1e-15)
        assert paths.gradient == pytest.approx(total, rel=1e-9, abs=1e-15)


def test_the_paths_to_an_entry_are_written_in_entries():
    state = state_of(Recipe("xor", seed=1))
    lines = lines_of("dL/dW1[0,1]", state)
    assert lines[0] == "∂L/∂W1[0,1] = 8.59178e−08, the sum over 8 paths"
    way = next(i for i, line in enumerate(lines) if "O[3,1]" in line)
    assert lines[way].endswith("L ← O[3,1] ← H[3,1] ← Z[3,1] ← W1[0,1]")
    assert (
        lines[way + 1]
        .strip()
        .startswith("= (1 / 4 · (softmax(O)[3,1] − Y[3,1])) · W2[1,1] · [Z[3,1] > 0] · X[3,0]")
    )
    assert sum("cut by dead H[1,1]" in line for line in lines) == 2


def test_only_the_largest_of_many_paths_to_an_entry_are_given():
    state = state_of(Recipe("xor", seed=1))
    every = find_paths("dL/dW1[0,1]", state).largest
    paths = find_paths("dL/dW1[0,1]", state, limit=3)
    assert [path.value for path in paths.largest] == [path.value for path in every[:3]]
    assert paths.count == 8
    assert paths.shown + paths.left == paths.gradient


def test_the_pre_activation_of_a_relu_may_stand_in_its_equation(build):
    x, w = array([[1, 2], [3, -4]]), array([[0.5], [0.25]])
    network = build("H = relu(X @ W)\nL = sum(H * H)", {"X": x}, W=w)
    state = State(Timeline(derive(network)).run(0), 5)
    # The first sample has z = 1 and sends 2 z x = 2, the second z = 0.5 and sends 2 z x = 3;
    # each over both factors of H * H.
    paths = find_paths("dL/dW[0,0]", state)
    assert [path.value for path in paths.largest] == [1.5, 1.5, 1, 1]
    assert paths.gradient == 5
    assert [line.strip() for line in lines_of("dL/dW[0,0]", state)[2:4]] == [
        "= H[1,0] · (X[1,0] · [(X @ W)[1,0] > 0])", "= 0.5 · 3",
    ]  # fmt: skip


def test_dense_layers_are_followed_as_far_as_that_takes_no_time(build, monkeypatch):
    network = build(
        "h = tanh(A @ x)\ng = tanh(B @ h)\nL = sum(g)", {"x": array(np.ones(4))},
        A=array(np.ones((6, 4))), B=array(np.ones((5, 6))),
    )  # fmt: skip
    state = State(Timeline(derive(network)).run(0), 9)
    assert find_paths("dL/dA[3,1]", state).count == 5
    monkeypatch.setattr("engine.gradients.ways.MAX_LINKS", 20)
    with pytest.raises(DebuggerError, match="too many entries"):
        find_paths("dL/dA[3,1]", state)


def test_softmax_regression_has_a_path_for_each_sample():
    program = Recipe("classifier").program()
    state = Debugger(program).goto(len(program.equations), 7).state
    start = dict(zip(program.base, state.run.start, strict=True))
    powers = np.exp(start["X"] @ start["W"] + start["b"])
    errors = (powers / powers.sum(axis=1, keepdims=True) - start["Y"]) / 6
    for i, j in np.ndindex(2, 3):
        paths = find_paths(f"dL/dW[{i},{j}]", state)
        found = {path.places[1].entry[0]: path.value for path in paths.largest}
        expected = dict(enumerate(start["X"][:, i] * errors[:, j]))
        assert found == pytest.approx(expected, rel=1e-12)
        assert paths.gradient == pytest.approx(sum(expected.values()), rel=1e-12)


def test_a_single_number_gets_its_gradient_from_every_entry():
    state = state_of(Recipe("regression"))
    # L is the mean of (w x + b - y)^2 at w = b = 0, so each sample sends -2 x y / 5.
    x, y = (np.array(state.value(name)) for name in ("x", "y"))
    found = {path.places[1].entry[0]: path.value for path in find_paths("dL/dw", state).largest}
    assert found == pytest.approx(dict(enumerate(-2 * x * y / 5)))


def test_the_whole_of_an_array_comes_by_edges_and_an_entry_can_be_asked_for():
    state = state_of(Recipe("xor"))
    paths = find_paths("dL/dW2", state)
    assert [each.source for each in paths.contributions] == ["O"]
    np.testing.assert_array_equal(paths.contributions[0].value, state.gradient("W2"))
    first, *_, last = lines_of("dL/dW2", state)
    assert first.endswith("by edges:")
    assert last.endswith("as in paths dL/dW2[0,0]")
    assert find_paths("dL/dW2[0,0]", state).count == 4


def test_arrays_that_are_too_large_are_refused_by_entries_and_not_by_edges(build):
    size = 40
    network = build(
        "H = tanh(X @ W)\nL = mean(square(H))", {"X": array(np.ones((size, size)))},
        W=array(np.ones((size, size)) / size),
    )  # fmt: skip
    state = State(Timeline(derive(network)).run(0), 5)
    with pytest.raises(
        DebuggerError, match=r"too many entries .*; paths dL/dW gives its contributions"
    ):
        find_paths("dL/dW[0,0]", state)
    assert "[0,0]" not in lines_of("dL/dW", state)[-1]


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
    with pytest.raises(DebuggerError, match=message):
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
    state = State(Timeline(derive(network)).run(0), len(derive(network).equations))
    for node in ("w", "v"):
        paths = find_paths(f"dL/d{node}", state, limit=5000)
        assert len(paths.largest) == paths.count
        assert paths.shown == pytest.approx(paths.gradient, rel=1e-9, abs=1e-9)
        sizes = [abs(path.value) for path in paths.largest]
        assert all(math.isclose(a, b) or a > b for a, b in pairwise(sizes))
