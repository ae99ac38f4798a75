"""The command export."""

import ast
import subprocess
import sys

import numpy as np
import pytest


def test_it_prints_a_script(out):
    text = out("export", "xor", "--format", "torch")
    assert ast.parse(text)
    assert "class XOR(nn.Module):" in text


def test_what_is_changed_is_exported(out):
    text = out(
        "export", "xor", "--lr", "0.5", "--optimiser", "adam", "--seed", "3", "--set", "b2=[0, 1]"
    )
    assert "torch.optim.Adam(model.parameters(), lr=0.5" in text
    assert "SEED = 3" in text
    assert "self.b2 = nn.Parameter(torch.tensor([0.0, 1.0]))" in text


def test_it_writes_a_script_and_what_stands_beside_it(out, tmp_path):
    path = tmp_path / "net.py"
    said = out("export", "lenet", "-o", str(path))
    assert said.startswith(f"{path} is written, with net.npz beside it; run it with: python ")
    with np.load(tmp_path / "net.npz") as arrays:
        assert arrays["X"].shape == (320, 1, 8, 8)
    assert 'with_name("net.npz")' in path.read_text(encoding="utf-8")


def test_a_file_that_exists_is_left_alone(refused, tmp_path):
    for name in ("net.py", "net.npz"):
        folder = tmp_path / name.replace(".", "-")
        folder.mkdir()
        (folder / name).write_text("mine")
        assert "exists already" in refused("export", "lenet", "-o", str(folder / "net.py"))
        assert [each.name for each in folder.iterdir()] == [name]
        assert (folder / name).read_text() == "mine"


def test_another_ending_is_refused(refused, tmp_path):
    assert "ends in .py" in refused("export", "-o", str(tmp_path / "net.toml"))
    assert not list(tmp_path.iterdir())


@pytest.mark.torch
def test_it_runs(out, tmp_path):
    pytest.importorskip("torch")
    out("export", "xor", "-o", str(tmp_path / "net.py"))
    found = subprocess.run(
        [sys.executable, "net.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    lines = found.stdout.splitlines()
    assert lines[0].split() == ["0", "0.6931471816"]
    assert len(lines) == 10
