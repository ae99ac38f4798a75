"""Both files of a draft are written, or neither."""

import os
from stat import S_IMODE

import numpy as np
import pytest

from engine.drafts import saving
from engine.drafts.draft import Draft
from engine.errors import FileError
from engine.network.files import load_network


def drafted(value=1.0):
    draft = Draft()
    w = draft.parameter("fc.weight", np.full((2, 3), value, np.float32))
    draft.loss(draft.equation("L", f"sum(square({w}))"))
    return draft.drafted()


def found(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_saved_is_read_back(tmp_path):
    written = drafted().save(tmp_path / "my.toml")
    assert [path.name for path in written] == ["my.toml", "my.safetensors"]
    assert {*found(tmp_path)} == {"my.toml", "my.safetensors"}
    network = load_network(tmp_path / "my.toml")
    np.testing.assert_array_equal(network.parameters["fc_weight"], np.ones((2, 3)))
    assert [*network.files] == ["my.safetensors"]


def test_anybody_may_read_both_whom_the_process_lets(tmp_path):
    before = os.umask(0o022)
    try:
        written = drafted().save(tmp_path / "my.toml")
    finally:
        os.umask(before)
    assert [S_IMODE(path.stat().st_mode) for path in written] == [0o644, 0o644]


@pytest.mark.parametrize("name", ["my.toml", "my.safetensors"])
def test_a_file_that_is_there_stays_unless_it_may_be_replaced(tmp_path, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(FileError, match=f"{name}: there is such a file already"):
        drafted().save(tmp_path / "my.toml")
    assert found(tmp_path) == {name: b"mine"}
    drafted().save(tmp_path / "my.toml", force=True)
    assert load_network(tmp_path / "my.toml").loss == "L"


@pytest.mark.parametrize("has_old", [False, True])
@pytest.mark.parametrize("broken", ["replace_file", "_write_arrays"])
def test_where_one_cannot_be_written_all_is_as_it_was(tmp_path, monkeypatch, has_old, broken):
    if has_old:
        drafted(3.0).save(tmp_path / "my.toml")
    before = found(tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saving, broken, full)
    with pytest.raises(FileError, match="cannot be written: No space left on device"):
        drafted().save(tmp_path / "my.toml", force=True)
    assert found(tmp_path) == before


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileError, match="cannot be written: No such file or directory"):
        drafted().save(tmp_path / "none" / "my.toml")


def test_arrays_do_not_take_the_place_of_the_text(tmp_path):
    with pytest.raises(FileError, match=r"is to be called my\.toml"):
        drafted().save(tmp_path / "my.safetensors")
    assert not found(tmp_path)
