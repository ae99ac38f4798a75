"""Which arrays of a network have a row for each sample."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.iterations.run import trace
from engine.iterations.state import State
from engine.network.files import load_network
from engine.program.program import derive

HEAD = "E = {} - Y\nL = mean(square(E))"


def batch(build, equations, inputs, targets=None, **parameters):
    """The samples of a network and its nodes that have a row for each, without the targets."""
    values = {name: np.ones(shape) if shape else 1.0 for name, shape in inputs.items()}
    wanted = {name: np.ones(shape) if shape else 1.0 for name, shape in (targets or {}).items()}
    weights = {name: np.ones(shape) if shape else 1.0 for name, shape in parameters.items()}
    network = build(equations, values, targets=wanted, **weights)
    return network.samples, "".join(sorted(network.per_sample - set(wanted)))


def test_the_rows_of_a_matrix_of_inputs_are_the_samples():
    network = load_network("xor")
    assert network.samples == 4
    assert network.per_sample == {"X", "Y", "Z", "H", "O"}
    assert [network.units(name) for name in ("X", "Z", "H", "O", "W1", "b1", "L")] == [
        2, 2, 2, 2, 2, 2, 1,
    ]  # fmt: skip


def test_a_vector_of_inputs_has_a_number_for_each_sample():
    network = load_network("regression")
    assert network.samples == 5
    assert network.per_sample == {"x", "y", "yhat", "e"}
    assert [network.units(name) for name in ("x", "yhat", "w", "L")] == [1, 1, 1, 1]


def test_a_network_of_numbers_has_no_batch(skip):
    assert (skip.samples, skip.per_sample) == (None, frozenset())
    assert [skip.units(name) for name in skip.nodes] == [1] * len(skip.nodes)


@pytest.mark.parametrize(
    ("equations", "inputs", "parameters"),
    [
        ("Z = W @ x\n" + HEAD.format("Z"), {"x": (3,)}, {"W": (3, 3)}),
        ("Z = x @ W\n" + HEAD.format("Z"), {"x": (3,)}, {"W": (3, 3)}),
        ("Z = W @ x + b\nH = relu(Z)\n" + HEAD.format("H"), {"x": (3,)}, {"W": (3, 3), "b": (3,)}),
        ("U = x - m\nZ = W @ U\n" + HEAD.format("Z"), {"x": (3,)}, {"W": (3, 3), "m": (3,)}),
        ("Z = W @ X\nO = transpose(Z)\n" + HEAD.format("O"), {"X": (3, 3)}, {"W": (3, 3)}),
        ("Z = transpose(X) @ W\n" + HEAD.format("Z"), {"X": (3, 3)}, {"W": (3, 3)}),
        ("z = w @ x\nE = z - Y\nL = mean(E)", {"x": (3,)}, {"w": (3,)}),
        (
            "Q = X @ W\nA = softmax(Q @ transpose(X))\nZ = A @ X\n" + HEAD.format("Z"),
            {"X": (3, 3)}, {"W": (3, 3)},
        ),
    ],
)  # fmt: skip
def test_what_a_product_sums_over_are_no_samples(build, equations, inputs, parameters):
    # In `W @ x`, as most textbooks write a layer, x has a number for each feature of one sample.
    assert batch(build, equations, inputs, {"Y": (3,)}, **parameters) == (None, "")


@pytest.mark.parametrize(
    ("equations", "rows"),
    [
        ("e = X @ w - Y\nL = e @ e / 3", "Xe"),  # the samples of both sides are summed over
        ("e = X @ w - Y\ng = transpose(X) @ e\nL = g @ w", "Xe"),
        ("e = X @ w - Y\ng = e @ X\nL = g @ w", "Xe"),
        ("Z = X * w\nm = mean(Z, axis=0)\ns = mean(Z, axis=1)\nL = sum(m) + sum(s - Y)", "XZs"),
        ("Z = X * w\nm = mean(Z, axis=-2)\ns = sum(Z, axis=-1)\nL = m @ w + sum(s - Y)", "XZs"),
        ("T = transpose(X)\nZ = T * w\nL = sum(Z) + sum(Y)", "X"),
        ("O = outer(Y, w)\nP = outer(w, Y)\nL = sum(O*X) + sum(P)", "OX"),
        ("P = softmax(X*w)\nQ = log_softmax(Y)\nL = sum(P) + sum(Q)", "PQX"),
        ("V = w*w\nZ = X + V\nL = sum(Z) + mean(Y)", "XZ"),
        ("Z = X + Y\nL = sum(Z*w)", "XZ"),
        ("V = outer(w, w) + Y\nL = sum(V) + sum(X)", "X"),  # Y's numbers lie along the other axis
        ("c = X*w + Y*2\nL = sum(c)", "Xc"),
    ],
)
def test_rows_are_told_from_axes_that_happen_to_be_as_long(build, equations, rows):
    assert batch(build, equations, {"X": (3, 3)}, {"Y": (3,)}, w=(3,)) == (3, rows)


@pytest.mark.parametrize("equation", ["Z = X + P", "Z = X * outer(w, w)", "Z = P / X"])
def test_what_has_a_row_of_its_own_for_each_place_is_no_batch(build, equation):
    """As the tokens of a sequence, to each of which what is learned of its place is added."""
    text = f"{equation}\nL = sum(Z) + sum(Y) + sum(P) + sum(w)"
    found = batch(build, text, {"X": (3, 3)}, {"Y": (3,)}, w=(3,), P=(3, 3))
    assert found == (None, "")


def test_a_cross_entropy_has_a_number_for_each_row_of_logits(build):
    y = np.eye(2)[[0, 1, 1]]
    network = build(
        "O = X @ W\nc = cross_entropy(O, Y)\nL = mean(c)", {"X": np.ones((3, 2))},
        targets={"Y": y}, W=np.ones((2, 2)),
    )  # fmt: skip
    assert network.per_sample == {"X", "Y", "O", "c"}
    assert network.units("c") == 1


def test_inputs_that_differ_have_no_batch(build):
    equations = "Z = X * w\nL = sum(Z) + sum(V)"
    assert batch(build, equations, {"X": (4, 2), "V": (3,)}, w=()) == (None, "")
    assert batch(build, equations, {"X": (4, 2), "V": (4,)}, w=()) == (4, "VXZ")
    assert batch(build, equations, {"X": (4, 2), "V": ()}, w=()) == (4, "XZ")


@pytest.mark.parametrize(
    ("shape", "units"), [((), 1), ((3,), 3), ((4,), 4), ((4, 3), 3), ((3, 1), 1), ((2, 4, 5), 5)]
)
def test_the_units_of_what_has_no_row_for_each_sample_are_its_last_axis(build, shape, units):
    network = build("L = sum(w) + sum(x)", {"x": np.ones(4)}, w=np.ones(shape) if shape else 1.0)
    assert network.units("w") == units
    assert network.units("x") == 1


LAYERS = (
    "{n} = relu({p} @ {W} + {b})", "{n} = {p} @ {W}", "{n} = sqrt({p})", "{n} = {p} * {r}",
    "{n} = {p} * softmax({p} + {r})", "{n} = {p} + mean({p}, axis=0)", "{n} = {r} * {p} + 2",
)  # fmt: skip
SIDES = (
    "sum({p}, axis=1)", "mean({p}, axis=0)", "transpose({p})", "transpose({p}) @ {p}",
    "mean({p}, axis=-1)", "sum({p}, axis=-2)", "log_softmax(sum({p}, axis=1))", "{p} @ {r}",
    "outer({r}, mean({p}, axis=-1))", "outer(mean({p}, axis=-1), {r})", "{W} @ {r}", "{W} * {r}",
    "mean({p})", "y - mean({p}, axis=1)", "transpose({W})",
)  # fmt: skip


@st.composite
def batches(draw):
    """Equations of a net whose sizes are often the same, and the shapes of what is given."""
    samples, width = draw(st.integers(2, 3)), draw(st.integers(1, 3))
    shapes = {"X": (samples, width), "y": (samples,)}
    lines, sides = [], []
    last = "X"
    for i in range(draw(st.integers(1, 3))):
        form = draw(st.sampled_from(LAYERS))
        wide = draw(st.integers(1, 3)) if "{W}" in form else width
        names = {"n": f"n{i}", "p": last, "W": f"W{i}", "b": f"b{i}", "r": f"r{i}"}
        sizes = {"W": (width, wide), "b": (wide,), "r": (wide,)}
        shapes |= {names[part]: sizes[part] for part in "Wbr" if f"{{{part}}}" in form}
        lines.append(form.format(**names))
        last, width = f"n{i}", wide
    for i, form in enumerate(draw(st.lists(st.sampled_from(SIDES), max_size=4))):
        names = {"p": last, "W": f"V{i}", "r": f"q{i}"}
        sizes = {"W": (draw(st.integers(1, 3)), width), "r": (width,)}
        shapes |= {names[part]: sizes[part] for part in "Wr" if f"{{{part}}}" in form}
        lines.append(f"s{i} = {form.format(**names)}")
        sides.append(f"sum(s{i})")
    used = " ".join(line.partition("=")[2] for line in lines)
    sides += [f"sum({name})" for name in [last, "y"] if name not in used]
    return "\n".join([*lines, f"L = v*({' + '.join([*sides, 'mean(y)'])})"]), shapes


@given(case=batches(), seed=st.integers(0, 1000))
def test_to_permute_the_samples_permutes_what_has_a_row_for_each(case, seed, build):
    """The oracle of `per_sample`: rows go where their samples go, and nothing else does."""
    equations, shapes = case
    random = np.random.default_rng(seed)
    values = {name: random.uniform(0.5, 2.0, shape) for name, shape in shapes.items()}
    given_ = {"X": values.pop("X")}
    network = build(equations, given_, targets={"y": values.pop("y")}, v=1.0, **values)
    samples = len(given_["X"])
    order = np.roll(np.arange(samples), 1)
    moved = network.with_values({"X": given_["X"][order], "y": network.targets["y"][order]})
    (run,), (other,) = trace(derive(network), 1), trace(derive(moved), 1)
    position = len(network.equations)
    assert network.samples == samples
    for node in network.nodes:
        before, after = State(run, position).value(node), State(other, position).value(node)
        if node in network.per_sample:
            assert len(before) == samples
            assert np.size(before) == samples * network.units(node)
            np.testing.assert_allclose(after, before[order], rtol=1e-12, atol=1e-12)
        elif np.shape(before)[:1] == (samples,):
            assert not np.allclose(after, before[order], rtol=1e-9)
