"""Networks with groups: drawn at random, and read from text."""

from functools import cache

from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.frozen import replace
from engine.network.groups import Group
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from tests.tui.graph.large import program_of, relu, total

RNN = """
title = "Elman"
loss = "L"
equations = '''
for t in 1..3:
    a[t] = Wx @ x[t] + Wh @ h[t-1]
    h[t] = tanh(a[t])
yhat = linear(h[3], V, c)
L = mean((y - yhat)**2)
'''
[inputs]
x_1 = [0.5, -1]
x_2 = [1, 0.25]
x_3 = [-0.5, 0.75]
h_0 = [0, 0, 0]
[targets]
y = [1]
[parameters]
Wx = [[0.1, -0.2], [0.3, 0.4], [-0.5, 0.2]]
Wh = [[0.5, -0.1, 0.2], [0.3, 0.2, -0.4], [0.1, 0.6, -0.3]]
V = [[0.7, -0.3, 0.2]]
c = [0.1]
"""


@cache
def recurrent_net():
    """A recurrent network of three rounds and a linear layer."""
    return derive(read_network(Source("rnn.toml", RNN)))


def debugger_of(program, *unfolded):
    """A debugger in which some groups are unfolded."""
    debugger = Debugger(program)
    if unfolded:
        debugger.unfold(*unfolded)
    return debugger


@st.composite
def grouped_programs(draw):
    """Any small network, some equations of it in groups, and groups in these."""
    count = draw(st.integers(2, 9))
    equations = {}
    for i in range(count):
        before = [*equations, "x", "w"]
        reads = draw(st.lists(st.sampled_from(before), min_size=1, max_size=3))
        equations[f"n{i}"] = relu(*reads, *draw(st.sampled_from([(), (f"p{i}",)])))
    equations["L"] = total(*(name for name in equations if name not in used(equations)), "w")
    program = program_of(equations)
    groups = draw_groups(draw, list(equations)[:-1])
    return derive(replace(program.network, groups=groups))


def used(equations):
    """What is read by some equation."""
    from engine.language.expression import free_names

    return {name for each in equations.values() for name in free_names(each)}


def draw_groups(draw, names, parent="", depth=0):
    """Groups of what stands side by side, each before those in it."""
    groups, at = [], 0
    while at < len(names):
        size = draw(st.integers(1, 4))
        members = tuple(names[at : at + size])
        at += size
        if draw(st.booleans()):
            name = f"g{depth}{members[0]}"
            call = f"{name} = layer(x)"
            groups.append(Group(name, "layer", call, "Does.", members, members[-1:], parent))
            if depth < 1 and len(members) > 1:
                groups += draw_groups(draw, list(members), name, depth + 1)
    return tuple(groups)
