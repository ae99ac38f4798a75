"""Arrays by name in files of safetensors: what is read of them, and what is refused."""

import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from safetensors.numpy import save, save_file

from engine.errors import NetworkError, SpecError
from engine.network.files import load_network, parse_network
from engine.program.program import derive

FILE = """loss = "L"
equations = "L = sum(square(w))"
[parameters]
w = {{ file = "{}", array = "{}"{} }}
"""


def taken(folder, file="a.safetensors", array="w", more=""):
    path = folder / "net.toml"
    path.write_text(FILE.format(file, array, more))
    return load_network(path)


def refusal(folder, *args):
    with pytest.raises(SpecError) as caught:
        taken(folder, *args)
    first, *others = str(caught.value).split("\n")
    assert first.startswith(f"{folder}/net.toml:4: 'w': ")
    assert len(others) == 1
    return first.partition("'w': ")[2]


def packed(header, data=b""):
    said = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(said)) + said + data


def entry(kind="F64", shape=(1,), begin=0, end=8):
    return {"dtype": kind, "shape": list(shape), "data_offsets": [begin, end]}


TYPES = st.sampled_from(["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?"])


@given(npst.arrays(TYPES, npst.array_shapes(max_dims=4, max_side=4)))
def test_arrays_of_every_type_are_read(tmp_path_factory, value):
    folder = tmp_path_factory.mktemp("arrays")
    save_file({"other": np.ones(3), "w": value}, folder / "a.safetensors")
    found = taken(folder, more=f", shape = {list(value.shape)}").parameters["w"]
    np.testing.assert_array_equal(found, value.astype(np.float64))


def test_bfloat16_is_the_upper_half_of_float32(tmp_path):
    exact = np.array([1.0, -2.5, 3.0e38, 2.0**-126], np.float32)
    bits = (exact.view(np.uint32) >> 16).astype("<u2")
    (tmp_path / "a.safetensors").write_bytes(packed({"w": entry("BF16", [4])}, bits.tobytes()))
    kept = (bits.astype(np.uint32) << 16).view(np.float32)
    np.testing.assert_array_equal(taken(tmp_path).parameters["w"], kept.astype(np.float64))


def test_a_single_number_is_one(tmp_path):
    save_file({"w": np.array(2.5)}, tmp_path / "a.safetensors")
    assert taken(tmp_path).parameters == {"w": 2.5}


def test_nan_is_a_value_as_in_the_text(tmp_path):
    save_file({"w": np.array([np.nan, np.inf])}, tmp_path / "a.safetensors")
    assert np.isnan(taken(tmp_path).parameters["w"][0])


DAMAGED = {
    b"": "cut off, or no file of safetensors",
    b"12345678": "no file of safetensors, or one with a header of more than 5,000,000 bytes",
    packed(b"{}")[:-1]: "cut off, or no file of safetensors: its header does not end",
    packed(b"{]"): "damaged, or no file of safetensors: its header is no JSON",
    packed(b"[" * 100_000): "damaged, or no file of safetensors: its header is no JSON",
    packed(b"[]"): "damaged, or no file of safetensors: its header is no JSON",
    packed(b"\xff\xfe"): "damaged, or no file of safetensors: its header is no JSON",
    packed({"w": entry()}, bytes(7)): "cut off: 'w' does not end",
    packed({"w": entry()}, bytes(9)): "damaged: it has bytes that belong to no array",
    packed({"w": 3}): "damaged: its header does not describe 'w'",
    packed({"w": entry(shape=[-1])}, bytes(8)): "damaged: its header does not describe 'w'",
    packed({"w": entry(shape=[True])}, bytes(8)): "damaged: its header does not describe 'w'",
    packed({"w": entry(begin=8, end=0)}): "damaged: its header does not describe 'w'",
    packed({"w": entry(shape=[2])}, bytes(8)): "damaged: 'w' has not as many bytes as its shape",
    packed({"a": entry(), "w": entry()}, bytes(8)): "damaged: 'w' does not begin where another",
    packed(b'{"w": 1, "w": 2}'): "damaged: two of its arrays are called 'w'",
    packed({"w": entry("F8_E4M3", [8])}, bytes(8)): "is of the type F8_E4M3, which is not read",
    packed({"w": entry("F64", [0], 0, 0)}): "is empty: it has no numbers to compute with",
    packed({"w": entry("F64", [1] * 33)}, bytes(8)): "is an array with more than 32 axes",
    packed({"b": entry()}, bytes(8)): "has no array 'w'; it has b",
}


@pytest.mark.parametrize("data", DAMAGED)
def test_a_damaged_file_is_refused_in_a_line(tmp_path, data):
    (tmp_path / "a.safetensors").write_bytes(data)
    assert DAMAGED[data] in refusal(tmp_path)


@given(st.data())
def test_no_byte_makes_anything_else_of_it_than_a_refusal(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("arrays")
    whole = bytearray(save({"w": np.arange(4.0), "b": np.ones((2, 2), np.float32)}))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    (folder / "a.safetensors").write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    try:
        assert taken(folder).shapes["w"]
    except SpecError as error:
        assert len(str(error).split("\n")) == 2  # noqa: PT017  (either is right)


def test_what_is_said_of_an_array_has_to_be_so(tmp_path):
    save_file({"w": np.ones((2, 3))}, tmp_path / "a.safetensors")
    assert refusal(tmp_path, "a.safetensors", "w", ", shape = [3, 2]") == (
        "'w' in a.safetensors is a 2×3 matrix, and has to be a 3×2 matrix"
    )
    assert "shape has to be a list" in refusal(tmp_path, "a.safetensors", "w", ", shape = 6")
    assert "unknown key 'rows'" in refusal(tmp_path, "a.safetensors", "w", ", rows = 2")
    assert "did you mean 'w'" in refusal(tmp_path, "a.safetensors", "W")


def test_a_file_elsewhere_is_refused(tmp_path):
    folder, outside = tmp_path / "in", tmp_path / "a.safetensors"
    folder.mkdir()
    save_file({"w": np.ones(2)}, outside)
    (folder / "link.safetensors").symlink_to(outside)
    (folder / "folder.safetensors").mkdir()
    assert "leads out of the folder" in refusal(folder, "../a.safetensors")
    assert "leads out of the folder" in refusal(folder, "link.safetensors")
    assert "a directory" in refusal(folder, "folder.safetensors")
    assert "there is no such file" in refusal(folder, "none.safetensors")
    with pytest.raises(SpecError, match="there is no such file"):
        parse_network(FILE.format("none.safetensors", "w", ""))


def test_arrays_are_bounded_before_they_are_read(tmp_path, monkeypatch):
    save_file({"w": np.ones((20, 3))}, tmp_path / "a.safetensors")
    monkeypatch.setattr("engine.network.values_read.MAX_BROUGHT", 59)
    monkeypatch.setattr("engine.data.arrays_file.ArraysFile.read", None)
    with pytest.raises(SpecError, match="all values together hold 60 numbers, more than 59"):
        taken(tmp_path)


def test_what_a_file_brings_may_be_trained(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.program.bounds.MAX_KEPT", 0)
    monkeypatch.setattr("engine.program.bounds.MAX_COMPUTED", 0)
    save_file({"w": np.ones((20, 30))}, tmp_path / "a.safetensors")
    training = '[training]\noptimiser = "adamw"\nweight_decay = 0.1\n'
    path = tmp_path / "net.toml"
    path.write_text(FILE.format("a.safetensors", "w", "") + training)
    assert derive(load_network(path)).network.brought == {"w"}
    path.write_text(path.read_text().replace("{ file", "{ constant = 1, shape = [20, 30] } # {"))
    with pytest.raises(NetworkError, match="numbers to keep of an iteration, more than 0"):
        derive(load_network(path))
