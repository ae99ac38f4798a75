"""What is called by a path may be typed as it is written, in whatever takes an expression."""

import pytest

from engine.debugger.debugger import Debugger
from engine.language.notation import TEXT
from engine.network.files import parse_network
from engine.program.program import derive
from engine.queries.answers import print_line

NETWORK = """
loss = "L"
equations = '''
m_0 = linear(x, m_0_weight)
L = sum(square(m_0))
'''
inputs = { x = [[1, 2]] }
parameters = { m_0_weight = [[1, 2], [3, 4]] }
notation = { m_0 = "m.0", m_0_weight = "m.0.W" }
"""


@pytest.fixture
def debugger():
    return Debugger(derive(parse_network(NETWORK)))


def test_values_and_gradients_are_told(debugger):
    stop = debugger.last()
    for asked, found in (("m.0[0,1] + x[0,0]", 12.0), ("dL/dm.0.W[0,1]", 20.0)):
        assert print_line(asked, stop.state, stop.timeline, TEXT).endswith(f" = {found:g}")


def test_values_are_changed_watched_and_waited_for(debugger):
    assert debugger.set_value("m.0.W[0,1] = 3").state.value("m_0_weight")[0, 1] == 3.0
    assert debugger.watch("m.0.W[0,1]").watches.items[0].text == "m.0.W[0,1]"
    assert debugger.break_at("m.0[0,0] > 0").breakpoints.items[0].text == "m.0[0,0] > 0"
