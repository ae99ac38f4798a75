import os
import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.errors import SpecError
from engine.language.parser import parse
from engine.language.text import plain
from engine.network.files import MAX_BYTES, load_network, shipped_networks
from engine.network.literals import parse_value
from engine.network.optimisers import Optimiser
from engine.network.reader import read_network
from engine.network.source import Source

GOOD = '''\
title = "Small"
loss = "L"
equations = """
z = w*x    # the only weight
h = relu(z)

L = square(y - h)
"""

[inputs]
x = 2

[targets]
y = 3

[parameters]
w = 0.5

[training]
learning_rate = 0.25

[conventions]
relu_at_zero = 0.5
abs_at_zero = -1

[notation]
h = "ĥ"
'''


def read(text, seed=0):
    return read_network(Source("my.toml", text), seed)


def refusal(text):
    with pytest.raises(SpecError) as caught:
        read(text)
    return str(caught.value)


def replaced(old, new):
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


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


# Mistakes: what replaces what, how the line that is wrong begins, what the error says


MISTAKES = {
    "assigned twice": ("h = relu(z)", "h = relu(z)\nh = z", "h = z", "'h' is assigned twice"),
    "assigned and given": ("h = relu(z)", "x = relu(z)", "x = relu(z)", "'x' is assigned twice"),
    "given twice": ("y = 3", "y = 3\nx = 1", "x = 1", "'x' stands in [inputs] already"),
    "given twice in a table": ("y = 3", "y = 3\ny = 1", "y = 1", "not TOML: Cannot overwrite"),
    "used before assigned": (
        "z = w*x    # the only weight\nh = relu(z)", "h = relu(z)\nz = w*x", "h = relu(z)",
        "'z' is used before it is assigned: move its equation up",
    ),
    "unknown name": ("z = w*x ", "z = w*xx ", "z = w*xx    # the only weight",
                     "unknown name 'xx'; did you mean 'x'?"),
    "unknown name, far": ("h = relu(z)", "h = relu(z)*qqqq", "h = relu(z)*qqqq",
                          "unknown name 'qqqq'"),
    "equation reaches nothing": ("h = relu(z)", "h = relu(z)\nq = z", "q = z",
                                 "'q' never reaches the loss 'L'"),
    "parameter reaches nothing": ("w = 0.5", "w = 0.5\nv = 1", "v = 1",
                                  "'v' never reaches the loss 'L'"),
    "input reaches nothing": ("x = 2", "x = 2\nx2 = 1", "x2 = 1",
                              "'x2' never reaches the loss 'L'"),
    "target reaches nothing": ("y = 3", "y = 3\nt = 1", "t = 1", "'t' never reaches the loss 'L'"),
    "cycle of one": ("h = relu(z)", "h = relu(h)*z", "h = relu(h)*z", "a cycle: h → h; "),
    "cycle of two": ("z = w*x ", "z = w*x*h ", "z = w*x*h    # the only weight",
                     "a cycle: z → h → z; "),
    "shapes": ("x = 2", "x = [1, 2]\nv = [1, 2, 3]", "z = w*x + v",
               "z: a vector of 2 and a vector of 3 do not fit together"),
    "matmul of a number": ("h = relu(z)", "h = relu(z @ z)", "h = relu(z @ z)",
                           "h: @ takes vectors and matrices"),
    "unknown op": ("h = relu(z)", "h = rleu(z)", "h = rleu(z)",
                   "unknown op 'rleu'; did you mean 'relu'?"),
    "operand count": ("h = relu(z)", "h = relu(z, 1)", "h = relu(z, 1)",
                      "relu does not take 2 operands"),
    "attribute": ("h = relu(z)", "h = z.real", "h = z.real", "'z.real' cannot be used here"),
    "import": ("h = relu(z)", "h = __import__('os')", "h = __import__('os')",
               "unknown op '__import__'"),
    "no equation": ("h = relu(z)", "h relu(z)", "h relu(z)",
                    "not an equation: write name = expression"),
    "comparison": ("h = relu(z)", "h == relu(z)", "h == relu(z)", "not an equation"),
    "nothing assigned": ("h = relu(z)", "h =", "h =", "there is no expression"),
    "op as a name": ("h = relu(z)", "relu = z", "relu = z", "'relu' has a meaning of its own"),
    "keyword as a name": ("w = 0.5", "w = 0.5\nlambda = 1", "lambda = 1",
                          "'lambda' is a word of Python's"),
    "learning rate as a name": ("x = 2", "lr = 2", "lr = 2", "'lr' is the learning rate"),
    "hyphen in a name": ("x = 2", "x-1 = 2", "x-1 = 2", "'x-1' is no name"),
    "dotted key in a table": ("x = 2", "x.a = 2", "x.a = 2", "'x': only parameters can be drawn"),
    "unknown key": ('loss = "L"', 'los = "L"', 'los = "L"',
                    "unknown key 'los'; did you mean 'loss'?"),
    "unknown key, far": ('title = "Small"', "qq = 1", "qq = 1",
                         "unknown key 'qq'; known here: title"),
    "unknown table": ("[training]", "[trainings]", "[trainings]",
                      "unknown key 'trainings'; did you mean"),
    "unknown key in a table": ("learning_rate = 0.25", "learning_rat = 1", "learning_rat = 1",
                               "unknown key 'learning_rat' in [training]; did you mean"),
    "unknown convention": ("relu_at_zero = 0.5", "tanh_at_zero = 1", "tanh_at_zero = 1",
                           "unknown key 'tanh_at_zero' in [conventions]"),
    "loss unknown": ('loss = "L"', 'loss = "LL"', 'loss = "LL"',
                     "unknown loss 'LL'; did you mean 'L'?"),
    "loss is given": ('loss = "L"', 'loss = "w"', 'loss = "w"', "unknown loss 'w'"),
    "loss no text": ('loss = "L"', "loss = 3", "loss = 3", "'loss' has to be a text in quotes"),
    "loss no number": ("x = 2", "x = [1, 2]", "L = square(y - h)",
                       "the loss 'L' has to be one number, but is 2: take its mean, mean(square("),
    "learning rate text": ("learning_rate = 0.25", 'learning_rate = "1"', 'learning_rate = "1"',
                           "'learning_rate' has to be one finite number"),
    "learning rate inf": ("learning_rate = 0.25", "learning_rate = inf", "learning_rate = inf",
                          "'learning_rate' has to be one finite number"),
    "learning rate list": ("learning_rate = 0.25", "learning_rate = [1]", "learning_rate = [1]",
                           "'learning_rate' has to be one finite number"),
    "learning rate table": ("learning_rate = 0.25", "learning_rate." + "a." * 3000 + "a = 1",
                            "learning_rate.a.a",
                            "'learning_rate' has to be one finite number"),
    "broken": ("x = 2", "x = = 2", "x = = 2", "not TOML: "),
    "unclosed": ("x = 2", "x = [1, 2", "[targets]", "not TOML: "),
    "unclosed table": ("[inputs]", "[inputs", "[inputs", "not TOML: "),
    "control character": ('"Small"', '"Sm\x1b[31mall"', 'title = "Sm', "not TOML: "),
    "bool": ("x = 2", "x = true", "x = true", "'x': true is no number"),
    "text": ("x = 2", 'x = "two"', 'x = "two"', "'x': 'two' is no number"),
    "date": ("x = 2", "x = 2024-01-01", "x = 2024-01-01", "'x': '2024-01-01' is no number"),
    "ragged": ("x = 2", "x = [[1, 2], [3]]", "x = [[1, 2], [3]]", "'x': a ragged list"),
    "number beside a list": ("x = 2", "x = [1, [2]]", "x = [1, [2]]", "'x': a ragged list"),
    "empty": ("x = 2", "x = []", "x = []", "'x': an empty array"),
    "empty inside": ("x = 2", "x = [[], []]", "x = [[], []]", "'x': an empty array"),
    "bool in a list": ("x = 2", "x = [1, false]", "x = [1, false]", "'x': false is no number"),
    "text in a list": ("x = 2", 'x = ["a"]', 'x = ["a"]', "'x': 'a' is no number"),
    "table in a list": ("x = 2", "x = [{ a = 1 }]", "x = [{ a = 1 }]",
                        "'x': 'a table' is no number"),
    "deep list": ("x = 2", "x = " + "[" * 40 + "1" + "]" * 40, "x = [[[[",
                  "'x': an array with more than 32"),
    "very deep list": ("x = 2", "x = " + "[" * 3000 + "1" + "]" * 3000, None, "nested too deeply"),
    "huge integer": ("x = 2", "x = 0x1" + "0" * 300, "x = 0x1000",
                     "'x': a number is larger than a float"),
    "endless integer": ("x = 2", "x = " + "9" * 5000, "x = 9999",
                        "a whole number has too many digits"),
    "initialised input": ("x = 2", "x = { normal = 1 }", "x = { normal = 1 }",
                          "'x': only parameters can be drawn"),
    "huge shape": ("w = 0.5", "w = { normal = 1, shape = [1000000000] }", "w = { normal",
                   "'w': an array of 1,000,000,000 numbers is larger than 1,000,000"),
    "huge product": ("w = 0.5", "w = { constant = 1, shape = [2000, 2000] }", "w = { constant",
                     "'w': an array of 4,000,000 numbers is larger than 1,000,000"),
    "many dimensions": ("w = 0.5", f"w = {{ normal = 1, shape = {[1] * 70} }}", "w = { normal",
                        "'w': an array with more than 32 dimensions"),
    "negative shape": ("w = 0.5", "w = { normal = 1, shape = [-1] }", "w = { normal",
                       "'w': shape has to be a list"),
    "zero shape": ("w = 0.5", "w = { normal = 1, shape = [0] }", "w = { normal",
                   "'w': shape has to be a list"),
    "bool shape": ("w = 0.5", "w = { normal = 1, shape = [true] }", "w = { normal",
                   "'w': shape has to be a list"),
    "number for a shape": ("w = 0.5", "w = { normal = 1, shape = 3 }", "w = { normal",
                           "'w': shape has to be a list"),
    "unknown initialiser": ("w = 0.5", "w = { even = 1 }", "w = { even",
                            "'w': an initialiser is {"),
    "initialiser with more": ("w = 0.5", "w = { normal = 1, mean = 2 }", "w = {",
                              "'w': an initialiser is {"),
    "empty initialiser": ("w = 0.5", "w = {}", "w = {}", "'w': an initialiser is {"),
    "bool for a deviation": ("w = 0.5", "w = { normal = true }", "w = {", "'w': true is no number"),
    "text for a deviation": ("w = 0.5", 'w = { normal = "1" }', "w = {", "'w': '1' is no number"),
    "float shape": ("w = 0.5", "w = { normal = 1, shape = [2.0] }", "w = { normal",
                    "'w': shape has to be a list of whole numbers from 1: shape = [2, 2]"),
    "nested shape": ("w = 0.5", "w = { normal = 1, shape = [[2]] }", "w = { normal",
                     "'w': shape has to be a list"),
    "endless shape": (
        "w = 0.5", f"w = {{ normal = 1, shape = [{'9' * 40}, 7] }}", "w = { normal",
        "'w': an array of 69,999,999,999,",
    ),
    "shape that does not fit": (
        "w = 0.5", "w = { normal = 1, shape = [3] }", "L = square(y - h)",
        "the loss 'L' has to be one number, but is 3",
    ),
    "two initialisers": ("w = 0.5", "w = { normal = 1, constant = 1 }", "w = {",
                         "'w': an initialiser is {"),
    "no initialiser": ("w = 0.5", "w = { shape = [2] }", "w = {", "'w': an initialiser is {"),
    "list for a deviation": ("w = 0.5", "w = { normal = [1] }", "w = {",
                             "'w': normal has to be a number"),
    "table of its own": ("w = 0.5\n", "[parameters.w]\neven = 1\n", "[parameters.w]",
                         "'w': an initialiser is {"),
    "inputs no table": ("[inputs]\nx = 2", "", None, "unknown name 'x'"),
    "gradient unknown": ('loss = "L"', 'loss = "L"\ngradients = ["xx"]', 'gradients = ["xx"]',
                         "gradients: 'xx' is no input and no target; did you mean 'x'?"),
    "gradient of a parameter": ('loss = "L"', 'loss = "L"\ngradients = ["w"]', 'gradients = ["w"]',
                                "gradients: 'w' is no input and no target"),
    "gradients no list": ('loss = "L"', 'loss = "L"\ngradients = "x"', 'gradients = "x"',
                          "gradients has to be a list of names"),
    "title no text": ('title = "Small"', "title = 1", "title = 1",
                      "'title' has to be a text in quotes"),
    "notation of nothing": ('h = "ĥ"', 'hh = "ĥ"', 'hh = "ĥ"',
                            "unknown name 'hh'; did you mean 'h'?"),
    "notation no text": ('h = "ĥ"', "h = 1", "h = 1", "say how 'h' is written, in quotes"),
    "notation too long": ('h = "ĥ"', 'h = "abcdefghijklm"', 'h = "abc',
                          "'abcdefghijklm' is longer than 12 characters"),
    "notation of two names alike": ('h = "ĥ"', 'h = "L"', 'h = "L"',
                                    "'L' is how 'L' is written already"),
    "notation that is wide": ('h = "ĥ"', 'h = "漢"', 'h = "漢"',
                              "'漢' has characters that are not one column wide"),
    "wide name": ("w = 0.5", 'w = 0.5\n"漢" = 1', '"漢" = 1', "'漢' has characters that are not"),
    "relu_at_zero": ("relu_at_zero = 0.5", "relu_at_zero = 7", "relu_at_zero = 7",
                     "relu_at_zero has to lie between 0 and 1"),
    "no seed in a file": ("learning_rate = 0.25", "seed = 7", "seed = 7",
                          "unknown key 'seed' in [training]; known here: learning_rate, optimiser"),
    "unknown optimiser": ("learning_rate = 0.25", 'optimiser = "sgd"', 'optimiser = "sgd"',
                          "unknown optimiser 'sgd'; did you mean 'gd'?"),
    "unknown optimiser, far": ("learning_rate = 0.25", 'optimiser = "rms"', 'optimiser = "rms"',
                               "unknown optimiser 'rms'; write one of gd, momentum, adam"),
    "endless optimiser": ("learning_rate = 0.25", f'optimiser = "{"a" * 500}"', 'optimiser = "aaa',
                          "unknown optimiser 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'; write"),
    "optimiser number": ("learning_rate = 0.25", "optimiser = 1", "optimiser = 1",
                         "unknown optimiser '1'; write one of gd, momentum, adam"),
    "optimiser list": ("learning_rate = 0.25", 'optimiser = ["adam"]', 'optimiser = ["adam"]',
                       "unknown optimiser \"['adam']\"; did you mean 'adam'?"),
    "optimiser table": ("learning_rate = 0.25", "optimiser = { x = 1 }", "optimiser = { x = 1 }",
                        "unknown optimiser \"{'x': 1}\"; write one of gd, momentum, adam"),
    "momentum without": ("learning_rate = 0.25", "momentum = 0.9", "momentum = 0.9",
                         "'momentum' belongs to optimiser = \"momentum\", not to \"gd\""),
    "momentum for another": (
        "learning_rate = 0.25", 'optimiser = "adam"\nmomentum = 0.9', "momentum = 0.9",
        "'momentum' belongs to optimiser = \"momentum\", not to \"adam\"",
    ),
    "beta for another": (
        "learning_rate = 0.25", 'beta2 = 0.9\noptimiser = "momentum"', "beta2 = 0.9",
        "'beta2' belongs to optimiser = \"adam\", not to \"momentum\"",
    ),
    "momentum of 1": (
        "learning_rate = 0.25", 'optimiser = "momentum"\nmomentum = 1', "momentum = 1",
        "'momentum' has to be a number from 0 and below 1",
    ),
    "momentum below 0": (
        "learning_rate = 0.25", 'optimiser = "momentum"\nmomentum = -0.1', "momentum = -0.1",
        "'momentum' has to be a number from 0 and below 1",
    ),
    "momentum no number": (
        "learning_rate = 0.25", 'optimiser = "momentum"\nmomentum = "0.9"', 'momentum = "0.9"',
        "'momentum' has to be one finite number",
    ),
    "momentum bool": (
        "learning_rate = 0.25", 'optimiser = "momentum"\nmomentum = true', "momentum = true",
        "'momentum' has to be one finite number",
    ),
    "momentum nan": (
        "learning_rate = 0.25", 'optimiser = "momentum"\nmomentum = nan', "momentum = nan",
        "'momentum' has to be one finite number",
    ),
    "beta of 1": (
        "learning_rate = 0.25", 'optimiser = "adam"\nbeta1 = 1.0', "beta1 = 1.0",
        "'beta1' has to be a number from 0 and below 1",
    ),
    "epsilon of 0": (
        "learning_rate = 0.25", 'optimiser = "adam"\nepsilon = 0', "epsilon = 0",
        "'epsilon' has to be a number above 0",
    ),
    "micro sign": ("w = 0.5", 'w = 0.5\n"µ" = 1', '"µ" = 1', "'µ' is read as 'μ' in an equation"),
    "huge array in an equation": (
        "x = 2", f"x = {list(range(1001))}", "h = outer(z, z)",
        "h: a 1001×1001 matrix is larger than 1,000,000 numbers",
    ),
}  # fmt: skip


def mistaken(label):
    old, new, excerpt, message = MISTAKES[label]
    text = replaced(old, new)
    if label == "shapes":
        text = text.replace("z = w*x    # the only weight", "z = w*x + v")
    if label == "huge array in an equation":
        text = text.replace("relu(z)", "outer(z, z)")
    return text, excerpt, message


def line_that_begins(text, excerpt):
    lines = text.split("\n")
    found = [i for i, line in enumerate(lines, 1) if line == excerpt]
    found = found or [i for i, line in enumerate(lines, 1) if line.startswith(excerpt)]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("label", MISTAKES)
def test_a_mistake_is_refused_with_its_line(label, newline):
    text, excerpt, message = mistaken(label)
    said = refusal(text.replace("\n", newline))
    if excerpt is not None:
        first, second = said.split("\n")
        assert first.startswith(f"my.toml:{line_that_begins(text, excerpt)}: {message}")
        assert second.startswith(f"    {excerpt}")
    assert said.startswith("my.toml:")
    assert message in said
    assert said.count("\n") <= 1
    assert len(said) < 400
    assert all(c.isprintable() for c in said.replace("\n", ""))


def test_an_optimiser_is_read_with_its_settings():
    assert read(GOOD).optimiser == Optimiser("gd")
    for said, wanted in {
        'optimiser = "gd"': Optimiser("gd"),
        'optimiser = "momentum"': Optimiser("momentum", momentum=0.9),
        'momentum = 0\noptimiser = "momentum"': Optimiser("momentum", momentum=0.0),
        'optimiser = "adam"': Optimiser("adam", beta1=0.9, beta2=0.999, epsilon=1e-8),
        'optimiser = "adam"\nbeta1 = 0\nbeta2 = 0.5\nepsilon = 1': Optimiser(
            "adam", beta1=0.0, beta2=0.5, epsilon=1.0
        ),
    }.items():
        network = read(replaced("learning_rate = 0.25", f"learning_rate = 0.25\n{said}"))
        assert network.optimiser == wanted
        assert network.learning_rate == 0.25


BATCH = """\
loss = "L"
equations = "L = mean(square(X*w - y))"
[inputs]
X = {}
[targets]
y = [1, 2]
[parameters]
w = 1
"""


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        ("[]", "my.toml:4: 'X': an empty array (a vector of 0): "),
        ("[[], []]", "my.toml:4: 'X': an empty array (a 2×0 matrix): "),
        ("[[[]]]", "my.toml:4: 'X': an empty array (an array of 1×1×0): "),
        ("[[1, 2], [3]]", "my.toml:4: 'X': a ragged list: its rows have different lengths"),
        ("[[1], 2]", "my.toml:4: 'X': a ragged list"),
        ("[1, 2, 3]", "my.toml:2: L: a vector of 3 and a vector of 2 do not fit together"),
    ],
)
def test_a_batch_that_is_none_is_refused(batch, message):
    assert refusal(BATCH.format(batch)).startswith(message)
    assert read(BATCH.format("[1, 2]")).samples == 2


@pytest.mark.parametrize(
    ("label", "whole"),
    [
        ("unknown name",
         "my.toml:4: unknown name 'xx'; did you mean 'x'?\n    z = w*xx    # the only weight"),
        ("bool", "my.toml:11: 'x': true is no number\n    x = true"),
        ("cycle of one",
         "my.toml:5: a cycle: h → h; no node can depend on itself\n    h = relu(h)*z"),
        (
            "parameter reaches nothing",
            "my.toml:18: 'v' never reaches the loss 'L': use it in an equation or delete it\n"
            "    v = 1",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_said_in_full(label, whole):
    assert refusal(mistaken(label)[0]) == whole


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "my.toml: there are no parameters to train: write [parameters]"),
        ("# nothing\n", "my.toml: there are no parameters to train: write [parameters]"),
        ('loss = "L"\n[parameters]\nw = 1',
         "my.toml: there is no 'equations': write equations = \"\"\"...\"\"\""),
        ('equations = "L = w"\n[parameters]\nw = 1',
         "my.toml: there is no 'loss': write loss = \"...\""),
        ('loss = "L"\nequations = ""\n[parameters]\nw = 1', "my.toml:2: there are no equations\n"),
        ('loss = "L"\nequations = "# none"\n[parameters]\nw = 1',
         "my.toml:2: there are no equations\n"),
        ('loss = "L"\nequations = ["L = w"]\n[parameters]\nw = 1',
         "my.toml:2: 'equations' has to be a text in quotes\n"),
        ('loss = "L"\nparameters = 3\nequations = "L = w"',
         "my.toml:2: 'parameters' has to be a table: write [parameters]\n"),
        ('loss = "L"\nequations = "L = w"\n[[parameters]]\nw = 1',
         "my.toml:3: 'parameters' has to be a table"),
        ('loss = "L"\nequations = "L = w"\n[parameters]',
         "my.toml:3: there are no parameters to train"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(text, message):
    assert refusal(text).startswith(message)


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
    assert refused_file(large).startswith("larger than 32,000,000 bytes")
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
