"""The names of files that are to be written."""

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import DebuggerError
from tui.commands.names import FileNameError, file_to_write, file_within, leads_out


def test_home_is_written_out(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ada")
    assert file_to_write("~/h0.svg") == Path("/home/ada/h0.svg")
    assert file_to_write("a/b.cast") == Path("a/b.cast")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", ".: this is a folder"), ("/", "/: this is a folder"), (".", ".: this is a folder"),
        ("..", "this is a folder"), ("a/..", "this is a folder"), ("a/", "this is a folder"),
        ("~nouser-at-all/x", "the home folder ~nouser-at-all is not known"),
        ("x" * 256, "a name has 255 bytes"), ("ŷ" * 130, "a name has 255 bytes"),
        ("x" * 270 + "/y", "a name has 255 bytes"), ("x/" * 2100 + "y", "a path has 4,095 bytes"),
        ("a\0b", r"a\\x00b: a name holds no characters"), ("a\x1b[31m", "cannot be seen"),
        ("a\u202eb", r"a\\u202eb: a name holds no characters"),
        ("a\udc80", "cannot be seen"),
    ],
)  # fmt: skip
def test_what_no_file_can_be_called_is_told_in_a_line(name, said):
    with pytest.raises(FileNameError, match=said) as caught:
        file_to_write(name)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 180


def test_a_suffix_counts():
    assert file_to_write("x" * 251, ".svg")
    with pytest.raises(FileNameError, match="255 bytes"):
        file_to_write("x" * 252, ".svg")


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "~/x", "../x", "a/../../x", "C:\\x", "C:x", "..\\x", "\\x", "\\\\host\\x", "~"],
)
def test_a_script_writes_in_its_own_folder_only(name):
    with pytest.raises(FileNameError):
        file_within(name, Path("talks"))


def test_a_name_in_the_folder_of_a_script():
    assert file_within("h0.svg", Path("talks")) == Path("talks/h0.svg")
    assert file_within("pictures/h0.svg", Path()) == Path("pictures/h0.svg")


def test_a_link_may_lead_out_after_all(tmp_path):
    folder, outside = tmp_path / "talks", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (folder / "out").symlink_to(outside)
    (folder / "loop").symlink_to(folder / "loop")
    assert leads_out(folder / "out" / "x.svg", folder)
    assert leads_out(folder / "loop" / "x.svg", folder)
    assert not leads_out(folder / "new" / "x.svg", folder)


@given(st.text(max_size=300), st.sampled_from(["", ".svg"]))
def test_any_name_is_refused_or_can_be_opened(name, suffix):
    try:
        path = file_to_write(name, suffix)
    except DebuggerError as error:
        said = str(error)
    else:
        said = path.name
        os.path.lexists(path)
        assert len(os.fsencode(path.name + suffix)) <= 255
        assert path.name not in ("", ".", "..")
    assert said.isprintable()


@example("./~")
@given(st.text(st.sampled_from("./\\~aC:"), max_size=8))
def test_no_name_leads_out_of_the_folder_of_a_script(name):
    try:
        path = file_within(name, Path("/talks/mine"))
    except DebuggerError:
        return
    assert Path(os.path.normpath(path)).is_relative_to("/talks/mine")
    assert os.path.normpath(path) != "/talks/mine"
