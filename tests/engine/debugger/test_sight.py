"""What is seen where groups are folded: of inputs that layers bring along, too."""

from engine.debugger.debugger import Debugger
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive

TEXT = '''
loss = "L"
equations = """
h = block(x, W)
L = sum(square(h))
"""
[layers]
block = """
block(x, W) -> y
d = dropout(x, rate=0.5)
y = linear(d, W)
"""
[inputs]
x = [[1, 2], [3, 4]]
[parameters]
W = [[1, 0], [0, 1]]
'''


def debugger():
    return Debugger(derive(read_network(Source("block.toml", TEXT))))


def brought(stop):
    return [name for name in stop.sight.nodes if name.endswith("mask")]


def test_a_mask_is_seen_where_the_groups_around_it_are_unfolded():
    one = debugger()
    (group,) = [each for each in one.stop.program.network.groups if each.brings]
    assert brought(one.stop) == []
    assert brought(one.unfold("h")) == []
    assert brought(one.unfold(group.name)) == [*group.brings]


def test_a_mask_that_is_selected_is_seen():
    one = debugger()
    (group,) = [each for each in one.stop.program.network.groups if each.brings]
    assert brought(one.select(*group.brings)) == [*group.brings]


def test_a_mask_of_a_group_within_does_not_come_into_the_outer_one():
    one = debugger()
    passage = one.step().passage
    assert passage is not None
    assert passage.group.name == "h"
    assert [flow.symbol for flow in passage.came_in] == ["x", "W"]
