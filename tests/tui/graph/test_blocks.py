"""Groups that a file says: called what they are said, with short names in their frames."""

from engine.debugger.debugger import Debugger
from engine.network.files import parse_network
from engine.program.program import derive
from tests.tui.graph.test_frames import lines_at
from tui.drawing.look import Look
from tui.drawing.names import told_apart

NETWORK = """
loss = "L"
equations = '''
group body.0 "Block(2), model.py:7":
    z = linear(x, w, b)
    h = relu(z)
    o = h * g
L = mean(square(o - y))
'''
inputs = { x = [[1, -2], [3, 4]] }
targets = { y = [[1, 0], [0, 1]] }
[parameters]
w = [[1, 2], [-3, 4]]
b = [0.5, 0.25]
g = 2
[notation]
w = "body.0.z.W"
b = "body.0.z.b"
g = "body.0.gain"
z = "body.0.z"
h = "body.0.h"
o = "body.0.o"
"""


def debugger():
    return Debugger(derive(parse_network(NETWORK)))


def test_a_folded_block_is_called_what_it_is_said():
    lines = "\n".join(lines_at(debugger().stop))
    assert "body.0═" in lines
    assert "body.0.o═" not in lines


def test_in_a_frame_names_are_short():
    found = debugger()
    found.unfold("body.0")
    found.unfold("z")
    text = "\n".join(lines_at(found.stop))
    assert " body.0 = Block(2) " in text
    for short in ("╭h", "╭gain", "╭W", "╭b", "╭product", "z = linear("):
        assert short in text
    assert "body.0.h" not in text


def test_parameters_of_a_closed_block_are_not_listed_until_it_is_looked_into():
    found = debugger()
    assert found.stop.visible == ("x", "o", "y", "L")
    assert {"w", "b", "g", "h"} <= {*found.unfold("body.0").visible}
    found.fold("body.0")
    assert "w" in found.select("w").visible


def test_of_a_long_path_the_end_is_shown():
    names = ["blocks.10.attention.q.W", "blocks.11.attention.q.W", "blocks.0.b", "h"]
    shown = told_apart(names, 12, Look().cut)
    assert [shown[name] for name in names] == ["…q.W", "…tention.q.W", "blocks.0.b", "h"]
