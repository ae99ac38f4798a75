"""The command `layers`."""

import pytest

from engine.layers.shipped import shipped_layers
from engine.network.files import parse_network
from tui.cli.main import main

FILE = '''
loss = "L"
equations = """
h = norm(x * w)
L = sum(square(h - y))
"""
inputs = { x = [[1, 2, 4], [3, 0, 1]] }
targets = { y = 0.5 }
parameters = { w = [1, 2, 3] }
[layers]
norm = """
TEXT
"""
'''


def test_it_lists_what_layers_take_and_what_they_are(capsys):
    assert main(["layers"]) == 0
    said = capsys.readouterr().out.split("\n")
    assert "linear(x, W, b=none)" in said
    assert len(said) == 2 * len(shipped_layers()) + 1


def test_the_text_of_a_layer_makes_one_of_ones_own(capsys):
    assert main(["layers", "layer_norm"]) == 0
    text = capsys.readouterr().out.replace("layer_norm(", "norm(")
    own = parse_network(FILE.replace("TEXT", text))
    shipped = parse_network(FILE.replace("TEXT", "norm(x)\ny = layer_norm(x)"))
    assert [name for name, _ in own.equations] == [
        name.replace("layer_norm_", "") for name, _ in shipped.equations
    ]


@pytest.mark.parametrize("name", ["liner", "relu", ""])
def test_a_layer_that_does_not_ship_is_refused(name, capsys):
    assert main(["layers", name or "\x1b"]) == 2
    said = capsys.readouterr().err
    assert "no layer" in said
    assert "\x1b" not in said
