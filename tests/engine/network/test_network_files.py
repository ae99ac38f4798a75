"""Files of networks: found, refused or read, and values that are typed."""

import os
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import SpecError
from engine.network.files import MAX_BYTES, load_network, shipped_networks
from engine.network.literals import parse_value
from tests.engine.network.reading import GOOD, read, replaced

# Files


def test_the_shipped_networks_are_loaded_by_name():
    assert {"skip", "plain"} <= set(shipped_networks())
    for name in shipped_networks():
        assert load_network(name).name == name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("skp", "skp: no such network; did you mean 'skip'?"),
        ("nothing", "nothing: no such network; write one of "),
        ("nothing.toml", "nothing.toml: cannot be read: No such file or directory"),
        ("", "an empty name: no such network; write one of "),
        ("a" * 5000, "aaaa"),
        ("a" * 5000 + ".toml", "aaaa"),
        ("a\0b", "a\\x00b: "),
        ("a\0b.toml", "a\\x00b.toml: cannot be read: embedded null byte"),
        ("\udc80", "\\udc80: no such network"),
        ("\x1b[31m", "\\x1b[31m: no such network"),
    ],
)
def test_a_network_that_does_not_exist_is_refused(name, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SpecError) as caught:
        load_network(name)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def refused_file(path):
    with pytest.raises(SpecError) as caught:
        load_network(str(path))
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    return message.removeprefix(f"{path}: ")


def test_what_is_no_regular_text_file_is_refused(tmp_path):
    assert refused_file(tmp_path).startswith("a directory")
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    assert refused_file(folder).startswith("a directory")
    pipe = tmp_path / "pipe.toml"
    os.mkfifo(pipe)
    assert refused_file(pipe) == "not a regular file"
    junk = tmp_path / "junk.toml"
    junk.write_bytes(bytes(range(256)))
    assert refused_file(junk).startswith("not a text file in UTF-8")
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * (MAX_BYTES + 1))
    assert refused_file(large).startswith("larger than 4,000,000 bytes")
    empty = tmp_path / "empty.toml"
    empty.touch()
    assert refused_file(empty).startswith("there are no parameters")


def test_a_file_is_named_as_it_was_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").write_text(replaced("= relu", "= rleu"))
    with pytest.raises(SpecError, match=r"^mine:5: unknown op 'rleu'"):
        load_network("mine")


LINES = st.lists(
    st.sampled_from([*GOOD.splitlines(), "w = [", "]", "[", '"""', "'''", "x = {", "}", "h = z =",
                     "\\", "# ", "\t",
                     "w = { normal = 1, shape = [2] }", "L = z @ w", "[[inputs]]", "a.b.c = 1",
                     "x = 1e400", "x = nan"])
    | st.text(max_size=20),
    max_size=30,
).map("\n".join)  # fmt: skip


@st.composite
def damaged(draw):
    """A good file with a piece cut out and something else put in."""
    start = draw(st.integers(0, len(GOOD)))
    end = min(start + draw(st.integers(0, 12)), len(GOOD))
    return GOOD[:start] + draw(st.text(max_size=6)) + GOOD[end:]


@settings(max_examples=400)
@given(LINES | damaged())
def test_every_text_is_a_network_or_refused(text):
    try:
        read(text)
    except SpecError as error:
        said = str(error)
    else:
        return
    assert re.fullmatch(r"my\.toml(:\d+)?: .+(\n    .*)?", said)
    assert said.replace("\n", "").isprintable()


@settings(max_examples=100)
@given(st.binary(max_size=300) | LINES.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_every_file_is_a_network_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "any.toml"
    path.write_bytes(data)
    try:
        found = load_network(str(path))
    except SpecError as error:
        found = str(error).removeprefix(str(path))
    assert found


# Values typed by themselves


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.3", 0.3), ("-3", -3.0), ("1e-3", 0.001), (" 2 ", 2.0), ("inf", float("inf"))],
)
def test_a_typed_number_is_read(text, value):
    assert parse_value(text) == value
    assert type(parse_value(text)) is float


def test_a_typed_list_is_read():
    np.testing.assert_array_equal(parse_value("[[1, 2], [3, 4]]"), [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    "text",
    ["", "w", "1 2", "true", "'a'", "[1, [2]]", "[]", "{ normal = 1 }", "1\nx = 2", "1 # one\n[a]",
     "9" * 5000,
     "[" * 400 + "1" + "]" * 400, "0x1" + "0" * 300, "\x1b[31m", "2024-01-01", "__import__('os')"],
)  # fmt: skip
def test_what_is_typed_and_no_value_is_refused(text):
    with pytest.raises(ValueError) as caught:  # noqa: PT011  (what it says is looked at below)
        parse_value(text)
    assert 0 < len(str(caught.value)) < 200
    assert str(caught.value).isprintable()
