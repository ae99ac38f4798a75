"""Rules of operators, against numpy: none of it needs onnx."""

import math

import numpy as np
import pytest

from engine.iterations.timeline import Timeline
from engine.onnx.imported import graph_drafted
from engine.onnx.rules.losses import NAMED
from engine.program.program import derive
from tests.engine.onnx.graphs import graph, loss_of, node

X = np.random.default_rng(8).normal(size=(2, 4, 6))
IMAGES = np.random.default_rng(9).normal(size=(2, 3, 5, 5))


def check(expected, op, x, arrays=(), opset=20, **attributes):
    """Compare what an operator makes of x, each entry by a weight of its own."""
    weights = np.random.default_rng(0).normal(size=expected.shape)
    names = [f"a{place}" for place in range(len(arrays))]
    nodes = [
        node(op, " ".join(["x", *names]), "made", **attributes),
        node("Mul", "made weight", "weighed"),
        node("ReduceSum", "weighed", "out", keepdims=0),
    ]
    kept = {"weight": weights, **dict(zip(names, map(np.asarray, arrays), strict=True))}
    read = graph(nodes, {"x": x.shape}, ["out"], kept, opset)
    found = loss_of(graph_drafted(read, inputs=[("x", x)]))
    assert found == pytest.approx((weights * expected).sum(), rel=1e-12, abs=1e-12)


def windows(images, size, by):
    """All windows of images, on two axes at the end."""
    seen = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(2, 3))
    return seen[:, :, ::by, ::by]


@pytest.mark.parametrize(
    ("op", "arrays", "attributes", "expected"),
    [
        ("Elu", (), {"alpha": 0.5}, lambda x: np.where(x > 0, x, 0.5 * (np.exp(x) - 1))),
        ("Clip", (np.array(-0.5), np.array(0.7)), {}, lambda x: np.clip(x, -0.5, 0.7)),
        ("HardSigmoid", (), {}, lambda x: np.clip(0.2 * x + 0.5, 0, 1)),
        ("Gelu", (), {}, lambda x: x * (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2),
        ("Transpose", (), {"perm": (2, 0, 1)}, lambda x: x.transpose(2, 0, 1)),
        ("Reshape", (np.array([0, -1, 3]),), {}, lambda x: x.reshape(2, 8, 3)),
        ("Slice", ([1], [9], [2], [2]), {}, lambda x: x[:, :, 1:9:2]),
        ("Slice", ([-1], [-9], [1], [-2]), {}, lambda x: x[:, ::-2]),
        ("Gather", ([[0, -1]],), {"axis": 2}, lambda x: x[:, :, [[0, -1]]]),
        ("Pad", ([0, 1, 0, 0, 0, 2], 3.0), {}, lambda x: np.pad(
            x, ((0, 0), (1, 0), (0, 2)), constant_values=3)),
        ("Tile", ([1, 2, 1],), {}, lambda x: np.tile(x, (1, 2, 1))),
        ("ReduceMean", ([1],), {}, lambda x: x.mean(axis=1, keepdims=True)),
        ("ReduceLogSumExp", ([2],), {"keepdims": 0}, lambda x: np.log(np.exp(x).sum(axis=2))),
        ("CumSum", (np.array(1),), {}, lambda x: x.cumsum(axis=1)),
        ("CumSum", (np.array(2),), {"reverse": 1, "exclusive": 1}, lambda x: (
            x[:, :, ::-1].cumsum(axis=2)[:, :, ::-1] - x)),
        ("Softmax", (), {"axis": 1}, lambda x: np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)),
        ("LogSoftmax", (), {}, lambda x: x - np.log(np.exp(x).sum(axis=2, keepdims=True))),
        ("Trilu", (np.array(1),), {}, lambda x: np.triu(x, 1)),
    ],
)  # fmt: skip
def test_an_operator_gives_what_numpy_gives(op, arrays, attributes, expected):
    check(expected(X), op, X, arrays, **attributes)


@pytest.mark.parametrize(
    ("op", "attributes", "expected"),
    [
        ("MaxPool", {"kernel_shape": (2, 2)}, lambda x: windows(x, 2, 1).max(axis=(4, 5))),
        ("AveragePool", {"kernel_shape": (3, 3), "strides": (2, 2)}, lambda x: (
            windows(x, 3, 2).mean(axis=(4, 5)))),
        ("GlobalAveragePool", {}, lambda x: x.mean(axis=(2, 3), keepdims=True)),
        ("MaxPool", {"kernel_shape": (2, 2), "strides": (2, 2), "ceil_mode": 1}, lambda x: (
            windows(np.pad(x, [(0, 0), (0, 0), (0, 1), (0, 1)], constant_values=-np.inf), 2, 2)
            .max(axis=(4, 5)))),
    ],
)  # fmt: skip
def test_windows_give_what_numpy_gives(op, attributes, expected):
    check(expected(IMAGES), op, IMAGES, **attributes)


def test_a_convolution_of_groups_gives_what_numpy_gives():
    rng = np.random.default_rng(1)
    x, filters = rng.normal(size=(2, 4, 5, 5)), rng.normal(size=(6, 2, 3, 3))
    seen = windows(np.pad(x, [(0, 0), (0, 0), (0, 0), (1, 1)]), 3, 1)
    parts = [
        np.einsum("ncijkl,fckl->nfij", seen[:, 2 * g : 2 * g + 2], filters[3 * g : 3 * g + 3])
        for g in (0, 1)
    ]
    check(np.concatenate(parts, axis=1), "Conv", x, (filters,), group=2, pads=(0, 1, 0, 1))


@pytest.mark.parametrize("direction", ["forward", "reverse"])
def test_an_lstm_steps_as_its_definition_says(direction):
    rng, n = np.random.default_rng(2), 3
    x = rng.normal(size=(4, 2, 2))
    w, r, b = (rng.normal(size=size) for size in ((1, 4 * n, 2), (1, 4 * n, n), (1, 8 * n)))
    h = c = np.zeros((2, n))
    found = []
    for step in x if direction == "forward" else x[::-1]:
        gates = step @ w[0].T + h @ r[0].T + b[0, : 4 * n] + b[0, 4 * n :]
        i, o, f, new = np.split(gates, 4, axis=1)  # in the order of ONNX
        i, o, f = (1 / (1 + np.exp(-each)) for each in (i, o, f))
        c = f * c + i * np.tanh(new)
        h = o * np.tanh(c)
        found.append(h)
    expected = np.stack(found if direction == "forward" else found[::-1])[:, None]
    check(expected, "LSTM", x, (w, r, b), hidden_size=n, direction=direction)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mse", lambda p, y: ((p - y) ** 2).mean()),
        ("l1", lambda p, y: np.abs(p - y).mean()),
        ("smooth_l1", lambda p, y: np.where(
            np.abs(p - y) < 1, (p - y) ** 2 / 2, np.abs(p - y) - 0.5).mean()),
        ("bce_with_logits", lambda p, y: np.mean(
            -y * np.log(1 / (1 + np.exp(-p))) - (1 - y) * np.log(1 / (1 + np.exp(p))))),
        ("bce", lambda p, y: np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))),
        ("nll", lambda p, y: -(y * p).sum(axis=-1).mean()),
        ("cross_entropy", lambda p, y: -(y * (
            p - np.log(np.exp(p).sum(axis=-1, keepdims=True)))).sum(axis=-1).mean()),
    ],
)  # fmt: skip
def test_a_named_loss_is_what_its_name_says(name, expected):
    assert name in NAMED
    rng = np.random.default_rng(3)
    x, weight = rng.uniform(0.1, 0.9, size=(4, 3)), np.eye(3)
    y = np.eye(3)[[0, 2, 1, 1]]
    read = graph([node("MatMul", "x W", "p")], {"x": (4, 3)}, ["p"], {"W": weight})
    drafted = graph_drafted(read, loss=name, inputs=[("", x)], targets=[("", y)])
    assert loss_of(drafted) == pytest.approx(expected(x, y), rel=1e-12)


def test_norms_in_training_remember_each_for_itself():
    twos = np.full(2, 2.0)
    names = [f"bn{place}.{name}" for place in (1, 2) for name in ("w", "b", "mean", "var")]
    nodes = [
        node("BatchNormalization", " ".join(["x", *names[:4]]), "h", training_mode=1),
        node("BatchNormalization", " ".join(["h", *names[4:]]), "z", training_mode=1),
        node("ReduceL2", "z", "out", keepdims=0),
    ]
    kept = {name: twos if name.endswith("var") else twos - 1 for name in names}
    drafted = graph_drafted(graph(nodes, {"x": (5, 2)}, ["out"], kept))
    x = np.asarray(drafted.network().constants["x"])
    run = Timeline(derive(drafted.network())).run(1)
    starts = dict(zip(run.program.base, run.start, strict=False))
    assert "bn2_running_mean" in starts
    mean = 0.9 * 1 + 0.1 * x.mean(axis=0)
    np.testing.assert_allclose(starts["bn1_running_mean"], mean, rtol=1e-12)
