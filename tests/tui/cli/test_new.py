"""The command new."""

import errno
import os
import shlex
from pathlib import Path

import pytest

from tests.tui.cli.files import GOOD, told


def test_new_writes_a_network_that_can_be_trained(out, tmp_path):
    path = tmp_path / "mine.toml"
    assert f"{path} is written" in out("new", str(path))
    text = path.read_text(encoding="utf-8")
    keys = ["equations", "[inputs]", "[targets]", "[parameters]", "learning_rate", "optimiser",
            "relu_at_zero", "abs_at_zero", "[notation]", "gradients", "normal", "uniform",
            "constant", "momentum", "beta1", "epsilon"]  # fmt: skip
    assert [key for key in keys if key not in text] == []
    assert text.count("#") > 15
    losses = told(out("train", str(path), "--iterations", "100"))
    assert losses[100] < losses[0]


def test_new_leaves_a_file_that_exists_alone(refused, file):
    path = file(GOOD)
    assert "exists already" in refused("new", path)
    assert Path(path).read_text() == GOOD


@pytest.mark.parametrize("name", ["mine.txt", "mine", "mine.toml.bak", "."])
def test_new_wants_the_name_of_a_network_file(refused, tmp_path, name):
    assert ".toml" in refused("new", str(tmp_path / name))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["nowhere/mine.toml", "file.toml/mine.toml"])
def test_new_says_where_it_cannot_write(refused, tmp_path, name):
    (tmp_path / "file.toml").write_text(GOOD)
    assert "cannot be written" in refused("new", str(tmp_path / name))


def test_new_in_a_directory_that_may_not_be_written(refused, monkeypatch, tmp_path):
    """By the system's own refusal, which root is not given."""

    def denied(*_, **__):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "open", denied)
    assert "cannot be written: Permission denied" in refused("new", str(tmp_path / "mine.toml"))


def test_new_names_a_directory_with_a_blank_so_that_it_can_be_pasted(out, tmp_path):
    directory = tmp_path / "my networks"
    directory.mkdir()
    command = out("new", str(directory / "mine.toml")).rpartition("open it with: ")[2]
    assert shlex.split(command) == ["makabaka-tui", str(directory / "mine.toml"), "--watch"]
