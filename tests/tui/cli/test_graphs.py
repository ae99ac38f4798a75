"""Graphs of ONNX where a network may stand."""

import sys
from pathlib import Path

import numpy as np
import pytest

from tui.cli.graphs import made_of
from tui.terminal import sandbox

pytest.importorskip("onnx")
from tests.engine.onnx.files import model, saved


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made_of.cache_clear()
    return str(saved(tmp_path / "two-layers.onnx", model()))


def test_a_graph_is_trained_traced_and_drawn(run, path):
    status, output, notes = run("train", path, "--iterations", "3", "--format", "csv")
    assert status == 0
    assert output.splitlines()[0].startswith("iteration")
    assert "drawn by chance" in notes
    status, output, _ = run("trace", path)
    assert status == 0
    assert "fc1 = linear(x, fc1.W, fc1.b)" in output
    status, output, _ = run("graph", path, "--format", "json")
    assert status == 0


def test_examples_are_read_from_files(run, path, tmp_path):
    rng = np.random.default_rng(2)
    np.save(tmp_path / "x.npy", rng.normal(size=(7, 4)))
    np.save(tmp_path / "y.npy", rng.integers(0, 3, 7))
    given = [f"--input=x={tmp_path / 'x.npy'}", f"--target=labels={tmp_path / 'y.npy'}"]
    status, _, notes = run("train", path, "--iterations", "1", *given)
    assert (status, notes) == (0, "")


def test_the_same_graph_is_kept_once_and_found_again_by_a_session(path, tmp_path):
    made = made_of(path)
    made_of.cache_clear()
    assert made_of(path).path == made.path
    assert Path(made.path).is_relative_to(tmp_path / "state")


def test_a_session_of_a_graph_is_looked_for_by_the_graph(refused, path):
    said = refused("--resume", path)
    assert said.startswith("--resume: there is no session of")
    assert "two-layers.toml" in said


def test_where_nothing_can_be_kept_the_way_out_is_told(refused, path, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert "set XDG_STATE_HOME" in refused("trace", path)


def test_a_network_file_is_made_of_a_graph(run, refused, path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, said, errors = run("import", path)
    assert (status, errors) == (0, "")
    assert "two-layers.toml and two-layers.safetensors are written" in said
    assert run("gradcheck", "two-layers.toml")[0] == 0
    assert "exists already" in refused("import", path)
    assert "goes with a module of torch" in refused("import", path, "--stop-at", "fc1", "--force")


def test_what_goes_with_graphs_is_refused_elsewhere(refused):
    assert refused("trace", "skip", "--loss", "mse").startswith("--loss goes with a graph of ONNX")


def test_graphs_are_not_read_where_no_files_are(refused, path, monkeypatch):
    assert "does not ship" in refused("--restricted", path)
    monkeypatch.setattr(sandbox, "restricted", True)
    assert "not read here" in refused("trace", path)


def test_a_missing_library_is_named(refused, path, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    assert "pip install 'makabaka-tui[onnx]'" in refused("trace", path)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--loss", "huh"], "no loss is called so"),
        (["--value", "o"], "o is 4×3"),
        (["--loss", "mse"], "leave --loss out"),
        (["--input", "nothing.npy"], "nothing.npy"),
        (["--watch"], "read once"),
    ],
)
def test_what_does_not_fit_a_graph_is_refused(refused, path, arguments, said):
    command = [] if arguments == ["--watch"] else ["trace"]
    assert said in refused(*command, path, *arguments)
