"""Files that a person names: what is none is refused at once, and no more is read than may be."""

import os
import time

import pytest

from engine.errors import FileError
from engine.files import open_bounded, read_bytes, read_text


def refusal(path, most=10):
    with pytest.raises(FileError) as caught:
        read_bytes(path, most)
    return str(caught.value)


def test_a_file_is_read_up_to_its_bound(tmp_path):
    path = tmp_path / "ten"
    path.write_bytes(b"0123456789")
    assert read_bytes(path, 10) == b"0123456789"
    assert refusal(path, 9) == "larger than 9 bytes"
    with open_bounded(path, 10) as file:
        assert file.read(3) == b"012"


def test_a_text_is_read_without_its_mark(tmp_path):
    path = tmp_path / "text"
    path.write_bytes(b"\xef\xbb\xbf\xc5\xb7 = 0\r\n")
    assert read_text(path, 100) == "ŷ = 0\r\n"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(FileError, match="not a text file in UTF-8"):
        read_text(path, 100)


def test_what_is_no_regular_file_is_refused_at_once(tmp_path):
    pipe, folder = tmp_path / "pipe", tmp_path / "folder"
    os.mkfifo(pipe)
    folder.mkdir()
    began = time.perf_counter()
    said = {each: refusal(tmp_path / each) for each in (pipe, folder, "/dev/zero", "/dev/tty")}
    assert time.perf_counter() - began < 1
    assert said[folder] == "a directory"
    assert said[pipe] == said["/dev/zero"] == "not a regular file"
    assert said["/dev/tty"] in ("not a regular file", "cannot be read: No such device or address")


def test_a_file_that_does_not_tell_its_size_is_bounded_too():
    assert os.stat("/proc/self/environ").st_size == 0  # noqa: PTH116
    assert refusal("/proc/self/environ", 3) == "larger than 3 bytes"


def test_a_file_with_a_hole_is_not_read(tmp_path):
    path = tmp_path / "hole"
    with path.open("wb") as file:
        file.truncate(10**12)
    assert refusal(path, 10**9) == "larger than 1,000,000,000 bytes"


@pytest.mark.parametrize(
    ("name", "said", "is_missing"),
    [
        ("none", "cannot be read: No such file or directory", True),
        ("a\0b", "cannot be read: embedded null byte", False),
        ("n" * 270, "cannot be read: File name too long", False),
    ],
)
def test_the_reason_is_said(tmp_path, name, said, is_missing):
    with pytest.raises(FileError) as caught:
        read_bytes(tmp_path / name, 10)
    assert (str(caught.value), caught.value.is_missing) == (said, is_missing)
