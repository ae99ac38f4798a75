"""The page about layers has them all, and its examples are read."""

import re
from pathlib import Path

import pytest

from engine.layers.shipped import shipped_layer, shipped_layers
from engine.network.files import parse_network

PAGE = (Path(__file__).parents[3] / "docs/layers.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", shipped_layers())
def test_every_layer_stands_there_with_what_it_takes(name):
    usage = shipped_layer(name).usage
    assert f"`{usage}`".replace("h_new, c_new", "h, c") in PAGE


def test_the_examples_are_read():
    whole, loop, block, own = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert len(parse_network(whole).groups) == 2
    given = "[parameters]\nWx = [[1, 2]]\nWh = [[3]]\n[targets]\ny = [1]\n[inputs]\nh_0 = [0]\n"
    steps = "x_1 = [0, 1]\nx_2 = [1, 0]\nx_3 = [1, 1]\n"
    assert len(parse_network(f'loss = "L"\n{loop}\n{given}{steps}').groups) == 3
    values = "[inputs]\nx = [[1, 2]]\n[targets]\ny = [[0, 1]]\n[parameters]\n"
    values += "".join(f"W{n} = [[1, 2], [3, 4]]\nb{n} = [1, 2]\n" for n in (1, 2))
    groups = parse_network(f'loss = "L"\n{block}\n{values}').groups
    assert [each.name for each in groups if each.is_block] == ["blocks.0", "blocks.0.out"]
    called = 'loss = "L"\nequations = "L = sum(block(x, W1, W2))"\n'
    values = "[inputs]\nx = [[1, 2]]\n[parameters]\nW1 = [[1, 1]]\nW2 = [[1], [1]]\n"
    assert len(parse_network(called + values + own).groups) == 3
