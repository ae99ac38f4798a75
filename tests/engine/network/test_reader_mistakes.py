"""Mistakes in network files: each is refused with its line."""

import pytest

from engine.network.optimisers import Optimiser
from tests.engine.network.mistakes import MISTAKES
from tests.engine.network.reading import GOOD, read, refusal, replaced


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
        'optimizer = "adam"': Optimiser("adam"),
        'optimizer = "sgd"': Optimiser("gd"),
        'optimiser = "sgd"': Optimiser("gd"),
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


def test_the_optimiser_is_said_once():
    both = 'optimiser = "gd"\noptimizer = "adam"'
    said = refusal(replaced("learning_rate = 0.25", f"learning_rate = 0.25\n{both}"))
    assert "'optimiser' and 'optimizer' are one key" in said
    assert said.endswith('optimizer = "adam"')
