import random
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ModelError
from engine.onnx.imported import import_graph
from engine.onnx.reading import read_graph

onnx = pytest.importorskip("onnx")
from tests.engine.onnx.files import model, saved  # noqa: E402  (as it needs onnx)


def test_nodes_arrays_and_modules_are_read(tmp_path: Path) -> None:
    read = read_graph(saved(tmp_path / "m.onnx", model()))
    assert [(node.op, node.module) for node in read.nodes] == [
        ("Gemm", "fc1"), ("Tanh", ""), ("Gemm", "fc2"), ("SoftmaxCrossEntropyLoss", "loss"),
    ]  # fmt: skip
    assert read.inputs[0].shape == ("N", 4)
    assert read.inputs[1].is_whole
    assert read.arrays["fc1.weight"].shape == (5, 4)
    assert (read.opset, read.precision, read.name) == (17, "float32", "m.onnx")


@pytest.mark.parametrize("kind", ["float16", "bfloat16", "float64", "int32"])
@pytest.mark.parametrize("is_raw", [True, False])
def test_arrays_of_any_kind_are_read(tmp_path: Path, kind: str, is_raw: bool) -> None:
    numbers = [1.5, -2.0, 0.25, 3.0] if "float" in kind else [1, -2, 0, 3]
    code = onnx.TensorProto.DataType.Value({"float64": "DOUBLE", "float16": "FLOAT16"}.get(
        kind, kind.upper()
    ))  # fmt: skip
    tensor = onnx.helper.make_tensor("fc1.bias", code, [4], numbers)
    if is_raw:
        tensor = onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(tensor), "fc1.bias")
    made = model()
    made.graph.initializer.append(tensor)
    made.graph.initializer[-1].name = "other"
    assert read_graph(saved(tmp_path / "m.onnx", made)).arrays["other"].tolist() == numbers


def external(folder: Path, location: str, **said: str) -> Path:
    """A file whose first array lies in another."""
    made = model()
    tensor = made.graph.initializer[0]
    (folder / "weights.bin").write_bytes(tensor.raw_data)
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    for key, value in {"location": location, **said}.items():
        entry = tensor.external_data.add()
        entry.key, entry.value = key, value
    return saved(folder / "m.onnx", made)


def test_arrays_beside_the_file_are_read(tmp_path: Path) -> None:
    inside = read_graph(saved(tmp_path / "own.onnx", model())).arrays["fc1.weight"]
    beside = read_graph(external(tmp_path, "weights.bin")).arrays["fc1.weight"]
    np.testing.assert_array_equal(inside, beside)


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("../weights.bin", "leads out of the folder"),
        ("/etc/passwd", "leads out of the folder"),
        ("none.bin", "no such file"),
        ("", "no name of a file"),
    ],
)
def test_arrays_elsewhere_are_not_read(tmp_path: Path, location: str, said: str) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    (tmp_path / "weights.bin").write_bytes(b"\0" * 80)
    with pytest.raises(ModelError, match=said):
        read_graph(external(folder, location))


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    path = external(folder, "weights.bin")
    (folder / "weights.bin").rename(tmp_path / "weights.bin")
    (folder / "weights.bin").symlink_to(tmp_path / "weights.bin")
    with pytest.raises(ModelError, match="leads out of the folder"):
        read_graph(path)


@pytest.mark.parametrize(
    "said", [{"offset": "8"}, {"length": "4"}, {"offset": "-4"}, {"offset": "x"}]
)
def test_a_part_that_is_not_there_is_refused(tmp_path: Path, said: dict[str, str]) -> None:
    with pytest.raises(ModelError, match=r"fc1\.weight"):
        read_graph(external(tmp_path, "weights.bin", **said))


def test_what_is_no_graph_is_refused(tmp_path: Path) -> None:
    for data in (b"", b"title = 'skip'\n", b"\x08\x07", bytes(range(256))):
        path = tmp_path / "m.onnx"
        path.write_bytes(data)
        with pytest.raises(ModelError, match=r"m.onnx: (no file of ONNX|there is no graph)"):
            read_graph(path)


def test_functions_that_never_end_are_refused(tmp_path: Path) -> None:
    made = model()
    function = onnx.helper.make_function(
        "own", "again", ["a"], ["b"], [onnx.helper.make_node("again", ["a"], ["b"], domain="own")],
        [onnx.helper.make_opsetid("own", 1)],
    )  # fmt: skip
    made.functions.append(function)
    made.opset_import.append(onnx.helper.make_opsetid("own", 1))
    made.graph.node.append(onnx.helper.make_node("again", ["o"], ["p"], domain="own"))
    with pytest.raises(ModelError, match="without end"):
        read_graph(saved(tmp_path / "m.onnx", made))


def test_damaged_files_are_refused_in_a_line(tmp_path: Path) -> None:
    rng = random.Random(3)  # noqa: S311
    whole = model().SerializeToString()
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path = tmp_path / "m.onnx"
        path.write_bytes(data[: rng.randint(1, len(data))] if rng.random() < 0.3 else data)
        said = refusal(path, rng.choice([None, "mse"]))
        assert len(said) < 1000
        assert len(said.splitlines()) <= 2


def refusal(path: Path, loss: str | None) -> str:
    """Why a file is refused; empty where it is read."""
    try:
        import_graph(path, loss=loss)
    except ModelError as error:
        return str(error)
    return ""
