"""Network files, read from text."""

import pytest

from engine.errors import SpecError
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
