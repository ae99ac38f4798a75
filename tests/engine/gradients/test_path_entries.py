"""The paths of a gradient to entries of arrays, and their sums, held against the gradient."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.gradients.paths import find_paths
from engine.iterations.state import State
from engine.iterations.timeline import Timeline
from engine.language.values import array
from engine.program.program import derive
from engine.program.recipe import Recipe
from tests.engine.gradients.walks import lines_of, state_of

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
