"""Bad input on the command line: refused in a line, with status 2."""

import pytest

from tests.tui.cli.files import ARRAYS, GOOD


@pytest.mark.parametrize("command", [[], ["trace"], ["graph"]], ids=["open", "trace", "graph"])
def test_a_missing_file_is_refused(refused, command, tmp_path):
    assert "nowhere.toml" in refused(*command, str(tmp_path / "nowhere.toml"))


def test_a_directory_is_refused(refused, tmp_path):
    assert "directory" in refused("trace", str(tmp_path))


def test_an_unknown_network_is_answered_with_the_likely_one(refused):
    message = refused("trace", "skp")
    assert "skp" in message
    assert "skip" in message


@pytest.mark.parametrize(
    "junk",
    [
        b"\x00\x01\x02\xff\xfe", b"\x7fELF\x02\x01\x01" + bytes(range(256)), b"", b"\n\n\n",
        b"\xff\xfe=\x00", b"x" * 100, b"[" * 5000, b"\xef\xbb\xbf",
    ],
    ids=["zeros", "elf", "empty", "blank", "utf16", "letters", "brackets", "mark"],
)  # fmt: skip
def test_junk_is_refused(refused, file, junk):
    assert "net.toml" in refused("trace", file(junk))


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ('loss = "L"', 'loss = "L', 2, ["TOML"]),
        ("z = w*x", "z = w*", 4, ["z = w*"]),
        ("z = w*x", "z == w*x", 4, ["="]),
        ("z = w*x", "z = w*x\nz = x", 5, ["'z'", "twice"]),
        ("z = w*x", "z = q*w*x", 4, ["'q'", "unknown"]),
        ("z = w*x", "z = w*x*v\nv = z*z", 4, ["cycle"]),
        ("z = w*x", "z = w*x*v\nv = x*x", 4, ["'v'", "before"]),
        ("z = w*x", "z = w*x\nv = x*x", 5, ["'v'", "loss"]),
        ("z = w*x", "z = relo(w*x)", 4, ["relo", "relu"]),
        ("z = w*x", "z = __import__('os')", 4, ["z = "]),
        ("z = w*x", "z = x.real*w", 4, ["z = "]),
        ("z = w*x", "z = " + "(" * 300 + "w*x" + ")" * 300, 4, ["z = "]),
        ("x = 2", "x = [1, 2]\n", 5, ["L", "number"]),
        ("x = 2", "x = [[1, 2], [3]]", 8, ["'x'", "ragged"]),
        ("x = 2", 'x = "two"', 8, ["'x'", "two"]),
        ("x = 2", "x = 2\nq = 1", 9, ["'q'", "loss"]),
        ("[inputs]", "[inpts]", 7, ["inpts", "inputs"]),
        ('title = "Good"', 'titel = "Good"', 1, ["titel", "title"]),
        ('loss = "L"', 'loss = "M"', 2, ["'M'"]),
        ("w = 3", "w = { normel = 1 }", 12, ["'w'", "normal"]),
        ("w = 3", "w = 3\n[training]\nlearning_rate = 'fast'", 14, ["learning_rate"]),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_line(refused, file, before, after, line, words):
    assert before in GOOD
    message = refused("trace", file(GOOD.replace(before, after, 1)))
    assert f"net.toml:{line}:" in message
    assert [word for word in words if word not in message] == []


def test_shapes_that_do_not_fit_are_an_error_about_the_equation(refused, file):
    message = refused("trace", file(ARRAYS.replace("[[0.5], [-0.25]]", "[1, 2, 3]")))
    assert "net.toml:3:" in message or "net.toml:4:" in message
    assert "Z = X @ W" in message


def test_escape_sequences_in_a_file_do_not_reach_the_terminal(refused, file):
    message = refused("trace", file(GOOD.replace("z = w*x", "z = w*\\u001b[31mx")))
    assert "net.toml" in message
    refused("trace", "a\x1b[31m\x07b")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "w9=1"], ["w9", "did you mean 'w"]),
        (["--set", "z0=1"], ["z0"]),
        (["--set", "w0=abc"], ["abc", "number"]),
        (["--set", "w0="], ["w0"]),
        (["--set", "w0"], ["name=value"]),
        (["--set", "w0=true"], ["true"]),
        (["--set", "w0=1e999999\nx=3"], ["w0"]),
        (["--set", "w0=[1, 2]"], ["L"]),
        (["--lr", "fast"], ["fast"]),
        (["--lr", "nan"], ["learning rate"]),
        (["--lr", "inf"], ["learning rate"]),
        (["--colour"], ["--colour"]),
        (["--seed", "x"], ["--seed", "x"]),
        (["--seed", "-1"], ["--seed", "-1"]),
        (["--seed", "1.5"], ["--seed", "1.5"]),
        (["--optimiser", "rms"], ["sgd", "momentum", "adam"]),
        (["deep", "--set", "depth=1.5"], ["depth", "whole number"]),
        (["deep", "--set", "depth=0"], ["depth", "from 1"]),
        (["deep", "--set", "detph=3"], ["detph", "depth"]),
        (["xor", "--set", "W1=[[1, 2, 3]]"], ["Z"]),
        (["xor", "--set", "X=[[1, 2], [3]]"], ["ragged"]),
        (["xor", "--set", "X=[]"], ["empty"]),
    ],
)
@pytest.mark.parametrize("command", [[], ["trace"], ["graph"]], ids=["open", "trace", "graph"])
def test_a_wrong_option_is_refused(refused, command, arguments, words):
    message = refused(*command, *arguments)
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["trace", "--iterations", "0"], ["--iterations", "0"]),
        (["trace", "--iterations", "-1"], ["-1"]),
        (["trace", "--iterations", "many"], ["many"]),
        (["trace", "--iterations", "1000000000"], ["1000000000"]),
        (["trace", "--format", "xml"], ["xml", "json"]),
        (["graph", "--format", "csv"], ["csv", "dot"]),
        (["--iteration", "-1"], ["-1"]),
        (["--iteration", "1000000000"], ["1000000000"]),
        (["--iteration", "x"], ["--iteration"]),
        (["--goto", "22"], ["22", "21"]),
        (["--goto", "-1"], ["-1"]),
        (["trace", "skip", "plain"], ["plain"]),
        (["train", "--iterations", "0"], ["--iterations", "0"]),
        (["train", "--iterations", "-5"], ["-5"]),
        (["train", "--iterations", "1.5"], ["1.5"]),
        (["train", "--iterations", "1000001"], ["1000001", "1000000"]),
        (["train", "--every", "0"], ["--every", "0"]),
        (["train", "--every", "x"], ["--every", "x"]),
        (["train", "--format", "xml"], ["xml", "csv"]),
        (["train", "nowhere"], ["nowhere"]),
        (["skip", "--watch"], ["--watch", "skip"]),
        (["deep", "--watch"], ["--watch", "deep"]),
        (["networks", "skip"], ["skip"]),
    ],
)
def test_a_number_or_a_word_out_of_range_is_refused(refused, arguments, words):
    message = refused(*arguments)
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["traec", "skip"], "did you mean 'trace'?"),
        (["lectrues"], "did you mean 'lectures'?"),
        (["trian", "xor", "--seed", "1"], "did you mean 'train'?"),
        (["version"], "write makabaka-tui --version"),
    ],
)
def test_a_misspelled_command_is_answered_with_the_likely_one(refused, words, meant):
    message = refused(*words)
    assert words[0] in message
    assert meant in message


def test_a_file_that_is_called_like_a_command_is_opened(refused, tmp_path, monkeypatch):
    (tmp_path / "trian").write_text("losss = 1")
    monkeypatch.chdir(tmp_path)
    assert "trian:1" in refused("trian")
