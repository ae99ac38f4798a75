"""Network files: what they say, and how they are refused."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import SpecError
from engine.language.parser import parse
from engine.language.text import plain
from engine.network.files import load_network
from engine.network.reader import read_network
from engine.network.source import Source
from tests.engine.network.reading import GOOD, read, refusal, replaced


def test_a_file_says_what_the_network_is():
    network = read(GOOD)
    assert [name for name, _ in network.equations] == ["z", "h", "L"]
    assert network.definitions["z"] == parse("w*x")
    assert (network.inputs, network.targets, network.parameters) == (
        {"x": 2.0}, {"y": 3.0}, {"w": 0.5},
    )  # fmt: skip
    assert (network.title, network.name, network.loss) == ("Small", "my", "L")
    assert network.learning_rate == 0.25
    assert (network.conventions.relu_at_zero, network.conventions.abs_at_zero) == (0.5, -1.0)
    assert network.names == {"h": "ĥ"}


def test_a_file_may_name_its_page():
    assert read(GOOD).page == ""
    assert read(f'page = "pages/solution.md"\n{GOOD}').page == "pages/solution.md"
    for page in ('"a\\u0007"', f'"{"a" * 251}"', "3", "['a.md']"):
        assert "'page' has to be" in refusal(f"page = {page}\n{GOOD}")


def test_what_is_left_out_has_a_default():
    network = read('loss = "L"\nequations = "L = abs(w)"\n[parameters]\nw = 1')
    assert (network.title, network.learning_rate) == ("my", 1.0)
    assert (network.conventions.relu_at_zero, network.conventions.abs_at_zero) == (0.0, 0.0)
    assert (network.inputs, network.targets, network.gradients) == ({}, {}, ())


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("\n", "\r\n"),
        GOOD.replace(" = ", "\t=\t"),
        GOOD.replace('"""', "'''"),
        GOOD.replace("[inputs]\nx = 2", "[inputs] # given\n'x' = 2 # two"),
        GOOD.replace("[inputs]\nx = 2\n", "").replace("loss =", "inputs.x = 2\nloss ="),
        GOOD.replace("[inputs]\nx = 2\n", "").replace("loss =", "inputs = { x = 2.0 }\nloss ="),
        GOOD.replace("w = 0.5", "w = 5e-1"),
        GOOD.replace("z = w*x ", "z = w \\\n   * x # "),
        GOOD + "# the end",
    ],
)
def test_the_same_can_be_said_in_other_ways(text):
    assert read(text) == read(GOOD)


def test_equations_may_stand_in_one_line():
    written = "[parameters]\nw = 1\n[inputs]\nx = 1"
    for equations in ('"L = w*x"', "'L = w*x'", '"z = w*x\\nL = z"', '"""L = w*x"""'):
        assert read(f'loss = "L"\nequations = {equations}\n{written}').loss == "L"


def test_a_file_may_start_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "my.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_network(str(path)) == read(GOOD)


def test_lists_become_read_only_arrays():
    network = read(
        'loss = "L"\nequations = "L = sum(X @ w)"\n[inputs]\nX = [[1, 2.5], [3, 4]]\n'
        "[parameters]\nw = [1, -1]"
    )
    np.testing.assert_array_equal(network.inputs["X"], [[1, 2.5], [3, 4]])
    assert network.shapes["w"] == (2,)
    with pytest.raises(ValueError, match="read-only"):
        network.inputs["X"][0, 0] = 7.0


def test_gradients_of_inputs_are_given_on_request():
    assert read(replaced('loss = "L"', 'loss = "L"\ngradients = ["x", "y"]')).gradients == (
        "x",
        "y",
    )


# Initialisers


DRAWN = """\
loss = "L"
equations = "L = sum(X @ W1 + b1) + sum(W2) + s"
[inputs]
X = [[1, 2]]
[parameters]
W1 = { normal = 0.01, shape = [2, 3] }
b1 = { constant = 0.25, shape = [3] }
W2 = { normal = 2.0, shape = [2] }
s = { normal = 1 }
"""


@pytest.mark.parametrize("seed", [0, 1, 12345])
def test_initialisers_draw_from_one_stream_in_file_order(seed):
    random = np.random.default_rng(seed)
    drawn = read(DRAWN, seed).parameters
    np.testing.assert_array_equal(drawn["W1"], random.standard_normal((2, 3)) * 0.01)
    np.testing.assert_array_equal(drawn["b1"], [0.25] * 3)
    np.testing.assert_array_equal(drawn["W2"], random.standard_normal(2) * 2.0)
    assert drawn["s"] == random.standard_normal()
    assert type(drawn["s"]) is float


def test_the_same_seed_gives_the_same_numbers_and_another_gives_others():
    first, again, other = read(DRAWN, 3), read(DRAWN, 3), read(DRAWN, 4)
    for name in ("W1", "W2"):
        np.testing.assert_array_equal(first.parameters[name], again.parameters[name])
        assert not np.array_equal(first.parameters[name], other.parameters[name])


def test_drawn_values_are_read_only():
    assert not any(read(DRAWN).parameters[name].flags.writeable for name in ("W1", "b1", "W2"))


# Lines


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('loss = "L"\nequations = """z = w\n\n# why\nL = foo(z)"""\n[parameters]\nw = 1', 5),
        ('loss = "L"\nequations = """\nz = w * \\\n\n   2\nL = foo(z)"""\n[parameters]\nw = 1', 6),
        ("loss = 'L'\nequations = '''\nz = w\nL = foo(z)\n'''\n[parameters]\nw = 1", 4),
        ('loss = "L"\n"equations" = "L = foo(w)"\n[parameters]\nw = 1', 2),
        ('loss = "L"\nequations = "z = w\\nL = foo(z)"\n[parameters]\nw = 1', 2),
        ('equations = """\nloss = w\n"""\nloss = "foo"\n[parameters]\nw = 1', 4),
        ('title = """\nloss = "z"\n"""\nloss = "foo"\nequations = "L = w"\n[parameters]\nw = 1', 4),
        ('loss = "L"\nequations = "L = w"\n[parameters]\nw = [\n [1, 2],\n [3, 4]\n]\nv = true', 8),
        ('loss = "L"\nequations = "L = sum(w)"\n[parameters]\nw = [ # ]\n  ["]", 4]\n]\n', 4),
        ('loss = "L"\nequations = "L = w"\nparameters = { w = 1, v = true }', 3),
        ('loss = "L"\nparameters.w = 1\nparameters . v = true\nequations = "L = w"', 3),
        ('loss = "L"\nequations = "L = w"\n[ "parameters" ] # all\n"w" = 1\n\'v\' = true', 5),
        ('loss = "L"\nequations = "L = w"\n[parameters.v]\nnormal = true\n[parameters]\nw = 1', 3),
        ('loss = "L"\nequations = """\nz = w\u2028\nL = foo(z)"""\n[parameters]\nw = 1', 4),
        ('loss = "L"\nequations = """\n\tz = w\n\tL = foo(z)\n"""\n[parameters]\nw = 1', 4),
    ],
)  # fmt: skip
def test_the_line_of_a_mistake_is_found(text, line):
    assert refusal(text).startswith(f"my.toml:{line}: ")


def test_reading_odd_lines_takes_no_time_to_speak_of():
    spaces = " " * 100_000
    array = f"[{spaces}\n]{spaces}# {']' * 100_000}"
    text = f'loss = "L"\nequations = "L = w"\nq = {array}\n[parameters]\nw = 1'
    assert refusal(text).startswith("my.toml:3: unknown key 'q'")


# Nothing a file says reaches the terminal as a command


def test_a_title_is_shown_literally():
    network = read(replaced('"Small"', '"\\u001b[31mred\\u202e [bold]x[/bold]\\n"'))
    assert network.title == "\\x1b[31mred\\u202e [bold]x[/bold]\\n"


def test_a_long_title_is_cut():
    assert len(read(replaced('"Small"', f'"{"a" * 1000}"')).title) == 60


def test_a_line_is_shown_literally():
    said = refusal(replaced("h = relu(z)", "h = [bold] # \u202e \x85 [/bold]"))
    assert said.splitlines()[1] == "    h = [bold] # \\u202e \\x85 [/bold]"


def test_a_name_is_shown_literally():
    said = refusal(replaced("x = 2", '"x\\u001b[31m" = 2\nx = 2'))
    assert said.startswith("my.toml:")
    assert "\\x1b[31m" in said
    assert "\x1b" not in said


def test_a_file_name_is_shown_literally():
    with pytest.raises(SpecError) as caught:
        read_network(Source("a\x1b[2J\n[red].toml", ""))
    assert str(caught.value).startswith("a\\x1b[2J\\n[red].toml: ")


@given(st.text())
@example("\x1b[31m\x00\x7f\x9b\r\n\u202e\ud800")
def test_plain_text_is_printable_and_keeps_what_is(text):
    assert plain(text).isprintable()
    if text.isprintable():
        assert plain(text) == text
