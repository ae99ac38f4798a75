"""What is written as a path is told so in every message, as a person has typed or seen it."""

import re

import pytest

from engine.curvature.asked import asking
from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError, SpecError
from engine.gradients.paths import find_paths
from engine.landscape.wish import read_wish
from engine.language.notation import TEXT
from engine.network.files import parse_network
from engine.program.program import derive
from engine.queries.answers import print_line
from engine.slowly import at_once
from engine.study.wishes import read_varied
from tui.drawing.look import Look
from tui.drawing.names import told_apart
from tui.plain.speech import in_words

NETWORK = """
loss = "L"
equations = '''
m_0 = linear(x, m_0_weight, stem)
for t in 1..2: h[t] = stem*m_0
L = sum(square(h[2])) + sum(h[1])
'''
inputs = { x = [[1, 2]] }
parameters = { m_0_weight = [[1, 2], [3, 4]], stem = [1, 2] }
notation = { m_0 = "m.0", m_0_weight = "m.0.W", stem = "σ" }
training = { optimiser = "adam" }
"""


@pytest.fixture
def debugger():
    return Debugger(derive(parse_network(NETWORK)))


def test_what_is_done_is_told_by_paths(debugger):
    for stop, said in (
        (debugger.set_value("m.0.W[0,1] = 3"), "m.0.W[0,1] = 3"),
        (debugger.freeze("m.0.W"), "freeze m.0.W"),
        (debugger.break_at("m_0_weight"), "breakpoint 1: m.0.W"),
        (debugger.break_at("h[2] backward"), "breakpoint 2: h[2] backward"),
        (debugger.note("m.0.W", "mine"), "note on m.0.W: mine"),
        (debugger.find("0.W"), "m.0.W: the only node"),
        (debugger.set_value("stem = 1"), "stem = 1"),
    ):
        assert said in stop.message


def test_a_breakpoint_on_a_path_is_taken_back_where_it_is_selected(debugger):
    debugger.break_at("m.0.W")
    debugger.select("m.0.W")
    assert not debugger.break_at().breakpoints.items


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (lambda d: d.set_value("m.0.W[5,1] = 3"), "m.0.W is a 2×2 matrix: it has no entry [5, 1]"),
        (lambda d: d.set_value("m.0.W[0,1] = [1]"), "one entry of m.0.W takes a single number"),
        (lambda d: d.set_value("m.0.W = [1]"), "m.0.W is a 2×2 matrix"),
        (lambda d: d.freeze("m.0"), "m.0 is no parameter: name one, as in freeze m.0.W"),
        (lambda d: d.freeze("m.0.W", False), "m.0.W is not frozen"),
        (lambda d: d.break_at("m.0.W forward"), "no step is about m.0.W in the forward phase"),
        (lambda d: d.break_at("m.0.W[0,1]"), "'m.0.W[0, 1]' is neither true nor false"),
        (lambda d: d.select("m.0.V"), "unknown node 'm.0.V'; did you mean 'm.0.W'?"),
        (
            lambda d: print_line("dL/dh[2]", d.stop.state, d.stop.timeline, TEXT),
            "dL/dh[2] is not computed yet",
        ),
        (
            lambda d: find_paths("m.0.W[0,0]", d.stop.state),
            "'m.0.W[0,0]' is none: ask for dL/dm.0.W[0,0]",
        ),
    ],
)
def test_what_cannot_be_done_is_told_by_paths(debugger, what, said):
    with pytest.raises(DebuggerError, match=re.escape(said)):
        what(debugger)


def test_what_an_optimiser_computes_is_written_after_its_parameter(debugger):
    program = debugger.stop.program
    assert program.style.name("mhat_m_0_weight") == "mhat_m.0.W"
    assert program.style.name("v_stem") == "v_σ"
    assert Look(ascii=True).name("v_stem", program) == "v_stem"
    assert debugger.watch("mhat_m.0.W[0,1]").watches.items[0].text == "mhat_m.0.W[0,1]"
    assert debugger.last().state.value("mhat_m_0_weight") is not None


def test_no_two_symbols_are_written_alike():
    network = NETWORK.replace('stem = "σ"', 'stem = "v_m.0.W"')
    names = derive(parse_network(network)).names
    assert len({*names.values()}) == len(names)
    assert "v_m_0_weight" not in names


def test_a_name_that_is_cut_keeps_what_the_optimiser_puts_before_it():
    names = ["blocks.0.fc1.W", "m_blocks.0.fc1.W", "mhat_blocks.0.fc1.W"]
    leads = {name: name.removesuffix(names[0]) for name in names}
    short = told_apart(names, 12, "…", leads)
    assert short["mhat_blocks.0.fc1.W"] == "mhat_…fc1.W"
    assert all(short[name].startswith(leads[name]) for name in names)


def test_an_entry_of_a_path_is_spoken():
    assert in_words("m.0.W[0,1] = 3") == "entry 0, 1 of m.0.W is 3"
    assert in_words("m.0.b[1]") == "entry 1 of m.0.b"


def test_directions_and_what_is_varied_are_named_by_paths(debugger):
    run, program = debugger.stop.state.run, debugger.stop.program
    for asked in ("m.0.W[0,1]", "dL/dm.0.W", "m.0.W"):
        assert at_once(asking(run, asked))
    with pytest.raises(DebuggerError, match=re.escape("'m.0.V' is no parameter and no direction")):
        at_once(asking(run, "m.0.V"))
    assert read_varied("m.0.W[0,1]=-1:1:3", program).name == "m_0_weight"
    with pytest.raises(SpecError, match=re.escape("name an entry, m.0.W[0,0]")):
        read_varied("m.0.W=-1:1:3", program)
    with pytest.raises(DebuggerError, match=re.escape("as in landscape m.0.W[0,0]")):
        read_wish("m.0.W", program)
    with pytest.raises(DebuggerError, match=re.escape("unknown node 'mhat_m.0.W'; did you mean")):
        debugger.break_at("mhat_m.0.W")
