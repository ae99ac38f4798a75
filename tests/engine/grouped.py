"""Networks with groups, written by hand."""

from engine.frozen import replace
from engine.network.groups import Group
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive

RECURRENT = """
loss = "L"
equations = '''
z_1 = wx*x1 + wh*h_0
h_1 = tanh(z_1)
z_2 = wx*x2 + wh*h_1
h_2 = tanh(z_2)
s = v*h_2
e = u*s
o = relu(e)
p = o + c
L = square(y - p)
'''
[inputs]
x1 = 0.5
x2 = -1
h_0 = 0.25
[targets]
y = 2
[parameters]
wx = 0.5
wh = -0.75
v = 1.5
c = 0.125
u = 2
"""

REMEMBERING = """
loss = "L"
equations = '''
h = batch_norm(x * w)
L = mean(square(h - y))
'''
[inputs]
x = [[1, 2], [3, 5], [-1, 0]]
[targets]
y = [[0, 1], [1, 0], [1, 1]]
[parameters]
w = 2
"""
"""A network with a layer that remembers a mean and a variance, which no equation uses."""


def group(name, members, parent="", outputs=(), layer="cell"):
    members = tuple(members.split())
    return Group(
        name=name,
        layer=layer,
        call=f"{members[-1]} = {layer}(...)",
        about=f"computes {members[-1]}",
        members=members,
        outputs=outputs or members[-1:],
        parent=parent,
    )


RECURRENT_GROUPS = (
    group("loop", "z_1 h_1 z_2 h_2", layer="for"),
    group("t=1", "z_1 h_1", "loop", layer="for"),
    group("t=2", "z_2 h_2", "loop", layer="for"),
    group("p", "e o p"),
    group("o", "e o", "p"),
)


def network(text=RECURRENT, groups=RECURRENT_GROUPS, **changes):
    """A network with groups: two rounds of a loop, and a group with a smaller one in it."""
    return replace(read_network(Source("network.toml", text)), groups=groups, **changes)


def recurrent():
    return derive(network())
