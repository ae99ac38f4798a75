import re
from pathlib import Path

import numpy as np
import pytest

from engine.drafts.drafted import Drafted
from engine.errors import ModelError
from engine.iterations.timeline import Timeline
from engine.onnx.graph import Attribute
from engine.onnx.imported import graph_drafted
from engine.onnx.rules.table import KNOWN
from engine.program.program import derive
from tests.engine.onnx.graphs import graph, loss_of, mlp, node


def gradient(drafted: Drafted, name: str) -> np.ndarray:
    program = derive(drafted.network())
    return np.asarray(Timeline(program).run(0).value(program.index[f"dL/d{name}"]))


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def test_modules_are_groups_and_weights_are_called_by_their_paths(rng: np.random.Generator) -> None:
    drafted = graph_drafted(mlp(rng), loss="cross_entropy")
    assert drafted.equations.split("\n") == [
        "fc1 = linear(x, fc1_weight, fc1_bias)",
        "h = relu(fc1)",
        "fc2 = linear(h, fc2_weight, fc2_bias)",
        "L = mean(cross_entropy(fc2, y))",
    ]
    assert drafted.notation["fc1_weight"] == "fc1.W"
    assert drafted.conventions["precision"] == "float32"


def test_loss_and_gradients_are_those_of_numpy(rng: np.random.Generator) -> None:
    read, x, labels = mlp(rng), rng.normal(size=(6, 3)), rng.integers(0, 4, 6)
    drafted = graph_drafted(read, loss="cross_entropy", inputs=[("", x)], targets=[("", labels)])
    weights = {name: array.astype(float) for name, array in read.arrays.items()}
    h = np.maximum(x @ weights["fc1.weight"].T + weights["fc1.bias"], 0)
    logits = h @ weights["fc2.weight"].T + weights["fc2.bias"]
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert loss_of(drafted) == pytest.approx(-np.log(shares[range(6), labels]).mean(), rel=1e-12)
    down = (shares - np.eye(4)[labels]) / 6
    np.testing.assert_allclose(gradient(drafted, "fc2_weight"), down.T @ h, rtol=1e-12)


@pytest.mark.parametrize("op", ["Elu", "Celu"])
def test_the_slope_at_0_is_that_of_both_sides_where_these_agree(op: str) -> None:
    read = graph(
        [node("Add", "x b", "z"), node(op, "z", "h"), node("ReduceSum", "h", "out", keepdims=0)],
        {"x": (1, 3)},
        ["out"],
        {"b": np.zeros(3)},
    )
    drafted = graph_drafted(read, inputs=[("", np.zeros((1, 3)))])
    np.testing.assert_array_equal(gradient(drafted, "b"), np.ones(3))


def test_a_graph_with_its_loss_needs_no_other(rng: np.random.Generator) -> None:
    read = graph(
        [
            node("MatMul", "x W", "p"),
            node("Add", "p b", "yhat"),
            node("SoftmaxCrossEntropyLoss", "yhat labels", "out", reduction="mean"),
        ],
        {"x": (5, 3), "labels": ((5,), "int64")},
        ["out"],
        {"W": rng.normal(size=(3, 4)), "b": rng.normal(size=4)},
    )
    drafted = graph_drafted(read)
    assert drafted.equations == "yhat = x @ W + b\nL = mean(cross_entropy(yhat, labels))"
    rows = np.asarray(drafted.network().constants["labels"])
    assert rows.shape == (5, 4)
    assert (rows.sum(axis=1) == 1).all()


def test_shapes_that_are_computed_leave_no_equation(rng: np.random.Generator) -> None:
    read = graph(
        [
            node("Shape", "x", "s"),
            node("Constant", "", "zero", value=np.array(0)),
            node("Gather", "s zero", "n"),
            node("Constant", "", "axes", value=np.array([0])),
            node("Unsqueeze", "n axes", "n1"),
            node("Constant", "", "rest", value=np.array([-1])),
            node("Concat", "n1 rest", "shape", axis=0),
            node("Reshape", "x shape", "row"),
            node("MatMul", "row W", "z"),
            node("ReduceMean", "z", "out", keepdims=0),
        ],
        {"x": ("N", 2, 3)},
        ["out"],
        {"W": rng.normal(size=(6, 2))},
    )
    drafted = graph_drafted(read)
    assert drafted.equations == "L = mean(reshape(x, (4, 6)) @ W)"
    assert "N = 4" in " ".join(drafted.notes)


def test_what_is_not_known_is_named_with_its_module_and_a_way_out() -> None:
    read = graph(
        [
            node("Gemm", "x W", "z", "/head/fc/Gemm"),
            node("TopK", "z k", "out", "/head/router/TopK"),
        ],
        {"x": (2, 2)},
        ["out"],
        {"W": np.eye(2), "k": np.array([1])},
    )
    with pytest.raises(ModelError, match=r"TopK in head.router is no operator .* --value 'z'"):
        graph_drafted(read, loss="mse")
    assert graph_drafted(read, loss="mse", value="z").equations.startswith("head_fc = x @ W")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "has no loss: logits is 4×4; name one"),
        ({"loss": "mes"}, "no loss is called so; did you mean 'mse'"),
        ({"loss": "mse", "value": "nothing"}, "computes no value 'nothing'"),
        (
            {"loss": "mse", "inputs": [("", np.ones((2, 9)))]},
            "x is 2×9, and the graph takes batch×3",
        ),
        ({"loss": "mse", "inputs": [("z", np.ones(3))]}, "has no input 'z': it has x"),
        (
            {"loss": "mse", "targets": [("", np.ones(3))]},
            "--target is 3, and what is predicted 4×4",
        ),
        ({"loss": "cross_entropy", "targets": [("", np.array([0, 1, 2, 4]))]}, "none of 0 to 3"),
    ],
)
def test_what_does_not_fit_is_refused(
    options: dict[str, object], said: str, rng: np.random.Generator
) -> None:
    with pytest.raises(ModelError, match=said):
        graph_drafted(mlp(rng), **options)  # type: ignore[arg-type]


def test_the_page_names_every_operator() -> None:
    page = (Path(__file__).parents[3] / "docs/onnx.md").read_text()
    listed = page.partition("## Operators that are known")[2]
    assert {*re.findall(r"`(\w+)`", listed)} == {*KNOWN} | {"Attention"}


@pytest.mark.parametrize(
    ("op", "arrays", "attributes"),
    [
        ("Expand", [np.array([10**6, 10**6, 2])], {}),
        ("Tile", [np.array([10**9, 1])], {}),
        ("OneHot", [np.array(10**12), np.array([0.0, 1.0])], {}),
        ("CumSum", [np.array(0)], {}),
        ("Resize", [np.array([]), np.array([1e9, 1e9])], {"mode": "linear"}),
        ("Pad", [np.array([0, 0, 0, 10**9])], {}),
        ("Reshape", [np.array([2, 10**12])], {}),
        ("Split", [np.array([10**9, 1])], {}),
        ("Transpose", [], {"perm": (0, 7)}),
        ("Gemm", [np.eye(3)], {}),
        ("AveragePool", [], {"kernel_shape": (10**9, 10**9), "pads": (10**9,) * 4}),
    ],
)
def test_what_would_take_the_machine_is_refused(
    op: str, arrays: list[np.ndarray], attributes: dict[str, Attribute]
) -> None:
    names = [f"a{place}" for place in range(len(arrays))]
    size: tuple[int, ...] = (3_000_000, 1) if op == "CumSum" else (2, 2)
    size = (1, 1, 2, 2) if op == "AveragePool" else size
    read = graph(
        [node(op, " ".join(["x", *names]), "out", "/body/it", **attributes)],
        {"x": size},
        ["out"],
        dict(zip(names, arrays, strict=True)),
    )
    with pytest.raises(ModelError, match=f"model.onnx: {op} in body: "):
        graph_drafted(read, loss="l1")


def test_weights_that_an_exporter_has_turned_are_those_of_the_embedding_they_were_tied_to(
    rng: np.random.Generator,
) -> None:
    table = rng.normal(size=(7, 3))
    read = graph(
        [
            node("Gather", "tok.weight x", "h", "/tok/Gather"),
            node("MatMul", "h onnx::MatMul_9", "logits", "/head/MatMul"),
        ],
        {"x": ((2, 4), "int64")},
        ["logits"],
        {"tok.weight": table, "onnx::MatMul_9": table.T},
    )
    drafted = graph_drafted(read, loss="mse")
    assert drafted.equations.split("\n")[:2] == [
        "tok = embedding(x, tok_weight)",
        "head = tok @ transpose(tok_weight)",
    ]
    assert [each.name for each in drafted.given if each.table == "parameters"] == ["tok_weight"]


def test_weights_that_an_exporter_keeps_once_are_each_module_s_own() -> None:
    read = graph(
        [
            node("LayerNormalization", "x n1.weight n1.bias", "h", "/n1/Norm", axis=-1),
            node("Identity", "n1.weight", "n2.weight"),
            node("LayerNormalization", "h n2.weight n1.bias", "z", "/n2/Norm", axis=-1),
        ],
        {"x": (2, 3)},
        ["z"],
        {"n1.weight": np.ones(3), "n1.bias": np.array([1.0, 2.0, 3.0])},
    )
    drafted = graph_drafted(read, loss="mse")
    named = [each.name for each in drafted.given if each.table == "parameters"]
    assert named == ["n1_weight", "n1_bias", "n2_weight"]
    assert "n2.weight" in " ".join(drafted.notes)
