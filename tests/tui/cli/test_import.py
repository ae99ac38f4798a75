"""The command import: what needs no torch; with it, a module becomes a file that opens."""

import re
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.tui.cli.files import told

MODEL = """
import torch
from torch import nn


class Model(nn.Module):
    def __init__(self, hidden=4):
        super().__init__()
        self.fc1 = nn.Linear(3, hidden)
        self.fc2 = nn.Linear(hidden, 2)

    def forward(self, x):
        return self.fc2(torch.tanh(self.fc1(x)))


def loss(yhat, y):
    return ((yhat - y) ** 2).mean()


def odd():
    return 3


class Needs(Model):
    def __init__(self, hidden):
        super().__init__(hidden)
"""

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a module and examples, in which the command is given."""
    rng = np.random.default_rng(0)
    (tmp_path / "nets.py").write_text(MODEL, encoding="utf-8")
    np.save(tmp_path / "x.npy", rng.standard_normal((5, 3)))
    np.save(tmp_path / "y.npy", rng.standard_normal((5, 2)))
    np.save(tmp_path / "classes.npy", np.array([0, 1, 1, 0, 1]))
    monkeypatch.chdir(tmp_path)
    before = sys.modules.copy(), sys.path.copy()
    yield tmp_path
    sys.path[:] = before[1]
    for name in sys.modules.keys() - before[0].keys():
        if name in ("nets", "json_of_a_person"):
            del sys.modules[name]


EXAMPLE = ("--input", "x.npy", "--target", "y.npy")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nets.py:Model",), "import: give an example .*: --input x.npy"),
        (("nets.py:Model", *EXAMPLE), "import: --target goes with --loss"),
        (("nets.py", "--input", "x.npy"), "nets.py: write the file and a name in it, model.py:Mod"),
        (("other.py:Model", "--input", "x.npy"), "other.py: there is no such file"),
        (("nets.py:Model", "--input", "z.npy"), "z.npy: cannot be read: No such file"),
        (("nets.py:Model", "--input", "nets.py"), "nets.py: an example is read from .npy"),
        (("nets.py:Model", "--input", "x.npy", "--restricted"), "--restricted: import is not"),
        (("nets.py:Model", "--input", "x.npy", "-o", "m.txt"), "m.txt: the name .* ends in .toml"),
        (("nets.py:Model", "--input", "x.npy", "-o", "a/m.toml"), "a/m.toml: there is no folder a"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_used_is_refused_before_anything_is_run(refused, words, said):
    assert re.search(said, refused("import", *words))
    assert "nets" not in sys.modules


def test_files_that_exist_are_left_alone(refused, folder):
    for name in ("nets.toml", "nets.safetensors"):
        (folder / name).write_text("mine", encoding="utf-8")
        assert f"{name}: exists already" in refused("import", "nets.py:Model", "--input", "x.npy")
        assert (folder / name).read_text(encoding="utf-8") == "mine"


@pytest.mark.usefixtures("folder")
def test_torch_that_is_missing_is_named_with_what_to_install(refused, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    complaint = refused("import", "nets.py:Model", "--input", "x.npy")
    assert "needs torch, which is not installed: pip install 'makabaka-tui[torch]'" in complaint


@pytest.mark.parametrize("name", ["model.pt", "weights.PTH", "model.pt2:Model", "model.pkl"])
def test_pickles_are_refused_with_the_reason(refused, folder, name):
    (folder / name.partition(":")[0]).write_bytes(b"cos\nsystem\n")
    said = "can run code of whoever made it; import the module from its source"
    assert said in refused("import", name, "--input", "x.npy")
    if ":" not in name:
        assert said in refused("trace", name)
        assert said in refused(name)


@needs_torch
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nets.py:Modle",), "there is no 'Modle' in it; did you mean 'Model'"),
        (("nets.py:odd",), "no module of torch, but an object of the type int"),
        (("nets.py:Needs",), "missing 1 required positional argument: 'hidden'\nwrite a function"),
        (("nets.py:Model", "--loss", "mse"), "no such loss; did you mean 'mse_loss'"),
        (("nets.py:Model", "--loss", "nets.py:lose"), "no 'lose' in it; did you mean 'loss'"),
        (("nets.py:Model", "--loss", "cross_entropy", "--optimizer", "Adam(lr=-1)"), "torch says"),
    ],
)
def test_what_cannot_be_imported_is_refused(run, folder, words, said):
    status, _, errors = run("import", *words, *EXAMPLE, *(() if "--loss" in words else LOSS))
    assert status == 2
    assert said in errors
    assert len(errors.splitlines()) <= 2
    assert not list(folder.glob("*.toml"))


LOSS = ("--loss", "mse_loss")


@needs_torch
@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("class E(BaseException):\n    def __str__(self): raise ValueError\nraise E", "fails when"),
        ("def __getattr__(name): raise RuntimeError('no')\ndel Model", "cannot be had: line"),
        ("def forward(self, x): sys.exit(0)\nModel.forward = forward", "ends the program"),
    ],
)
def test_whatever_a_file_does_is_told_in_lines(run, folder, end, said):
    (folder / "nets.py").write_text(f"import sys\n{MODEL}\n{end}\n", encoding="utf-8")
    status, _, errors = run("import", "nets.py:Model", *EXAMPLE, *LOSS)
    assert status == 2
    assert said in errors
    assert len(errors.splitlines()) <= 2


@needs_torch
def test_a_file_that_goes_elsewhere_changes_nothing_of_where_is_written(out, folder, tmp_path):
    there = tmp_path / "there"
    there.mkdir()
    end = f"import os, sys\nos.chdir({str(there)!r})\nsys.stdout = None\n"
    (folder / "nets.py").write_text(MODEL + end, encoding="utf-8")
    assert "are written" in out("import", "nets.py:Model", *EXAMPLE, *LOSS)
    assert (folder / "nets.toml").is_file()
    assert not list(there.iterdir())


@needs_torch
@pytest.mark.usefixtures("folder")
def test_a_file_that_fails_is_told_with_its_line(run):
    Path("nets.py").write_text("import torch\nx = undefined + 1\n", encoding="utf-8")
    status, output, errors = run("import", "nets.py:Model", "--input", "x.npy")
    assert (status, output) == (2, "import runs nets.py\n")
    assert "line 2, x = undefined + 1: NameError" in errors


@needs_torch
@pytest.mark.parametrize("loss", ["mse_loss", "MSELoss", "nets.py:loss"])
@pytest.mark.usefixtures("folder")
def test_a_module_becomes_a_file_that_is_proved_and_trains(out, loss):
    said = out("import", "nets.py:Model", *EXAMPLE, "--loss", loss, "--optimizer", "Adam(lr=0.1)")
    first, proof, last = said.splitlines()
    assert first == "import runs nets.py"
    assert re.fullmatch(
        "compared with torch in float64: loss .*, difference .*; 4 gradients, largest .*", proof
    )
    assert last == (
        "nets.toml and nets.safetensors are written; open it with: makabaka-tui nets.toml"
    )
    losses = told(out("train", "nets.toml", "--iterations", "100"))
    assert losses[100] < losses[0]
    assert "fc1.W" in out("trace", "nets.toml")


@needs_torch
@pytest.mark.usefixtures("folder")
def test_a_module_that_gives_no_loss_is_told_of_loss(run):
    status, _, errors = run("import", "nets.py:Model", "--input", "x.npy")
    assert status == 2
    assert errors.startswith("what the module gives is not one number")
    assert "--loss cross_entropy" in errors


@needs_torch
@pytest.mark.usefixtures("folder")
def test_a_file_may_be_called_as_a_module_that_is_there(out):
    import json

    Path("json.py").write_text(MODEL, encoding="utf-8")
    out("import", "json.py:Model", *EXAMPLE, *LOSS)
    assert sys.modules["json"] is json
    assert "fc1.W" in out("trace", "json.toml")


@needs_torch
@pytest.mark.usefixtures("folder")
def test_weights_are_loaded_and_others_refused(out, run):
    torch = pytest.importorskip("torch")
    from safetensors.torch import save_file

    shapes = {"fc1.weight": (4, 3), "fc1.bias": (4,), "fc2.weight": (2, 4), "fc2.bias": (2,)}
    save_file({name: torch.full(shape, 0.25) for name, shape in shapes.items()}, "w.safetensors")
    words = ("import", "nets.py:Model", "--input", "x.npy", "--target", "classes.npy")
    given = ("--loss", "cross_entropy", "--weights", "w.safetensors")
    out(*words, *given, "-o", "loaded.toml")
    assert "0.25" in out("trace", "loaded.toml")
    save_file({"fc1.weight": torch.ones(4, 3)}, "w.safetensors")
    status, _, errors = run(*words, *given, "-o", "other.toml")
    assert status == 2
    assert "w.safetensors: these are not the weights of the model" in errors
