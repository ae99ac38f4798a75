"""Files of ONNX, written by onnx itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402  (as it may be missing)

END = ("loss", TensorProto.FLOAT, [])
SCORES = ("o", TensorProto.FLOAT, ["N", 3])


def model(seed: int = 0, classes: int = 3, has_loss: bool = True) -> onnx.ModelProto:
    """Two layers, and a loss of class numbers, of a batch of any size."""
    rng = np.random.default_rng(seed)
    arrays = {
        "fc1.weight": rng.normal(size=(5, 4)),
        "fc1.bias": rng.normal(size=5),
        "fc2.weight": rng.normal(size=(classes, 5)),
        "fc2.bias": rng.normal(size=classes),
    }
    nodes = [
        helper.make_node("Gemm", ["x", "fc1.weight", "fc1.bias"], ["z"], "/fc1/Gemm", transB=1),
        helper.make_node("Tanh", ["z"], ["h"], "/Tanh"),
        helper.make_node("Gemm", ["h", "fc2.weight", "fc2.bias"], ["o"], "/fc2/Gemm", transB=1),
        helper.make_node("SoftmaxCrossEntropyLoss", ["o", "labels"], ["loss"], "/loss/Loss"),
    ]
    graph = helper.make_graph(
        nodes[: 4 if has_loss else 3],
        "two layers",
        [
            helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 4]),
            helper.make_tensor_value_info("labels", TensorProto.INT64, ["N"]),
        ][: 2 if has_loss else 1],
        [helper.make_tensor_value_info(*(END if has_loss else SCORES))],
        [numpy_helper.from_array(each.astype("float32"), name) for name, each in arrays.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])


def saved(path: Path, made: onnx.ModelProto) -> Path:
    path.write_bytes(made.SerializeToString())
    return path
