"""Scenes: with groups folded, each wire still stands for one use of a node."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.language.expression import gradient_name
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import Phase, derive
from tests.tui.graph.grouped import debugger_of, grouped_programs, recurrent_net
from tests.tui.graph.looking import Looker
from tui.drawing.look import Look
from tui.graph.lit import lit_wires
from tui.graph.picture import picture_of
from tui.graph.scene import Scene, scene_of
from tui.graph.window import whole

ROOM = 100, 30


def still(stop):
    return picture_of(whole(scene_of(stop)), *ROOM, Look().glyphs)


def crossing(scene):
    """The uses of nodes that are not within a folded group."""
    for edge in scene.network.edges():
        if scene.shown(edge.source) != scene.shown(edge.target):
            yield edge


def test_an_rnn_folded_is_its_rounds_and_what_they_share():
    stop = debugger_of(recurrent_net()).stop
    scene = scene_of(stop)
    assert list(scene.operands) == ["h_1", "h_2", "h_3", "yhat", "L"]
    assert Counter(scene.operands["h_2"]) == Counter(["Wx", "x_2", "Wh", "h_1"])
    assert "V" not in scene.nodes  # only the linear layer uses it
    assert {scene.shown("V"), scene.shown("yhat_product")} == {"yhat"}
    assert list(scene.consumers["Wh"]) == ["h_1", "h_2", "h_3"]


def test_unfolded_it_is_the_network():
    program = recurrent_net()
    names = [group.name for group in program.network.groups]
    scene = scene_of(debugger_of(program, *names).stop)
    assert tuple(scene.nodes) == program.network.nodes
    assert scene.chains["a_2"] == ("t=2",)


def test_the_contributions_to_a_shared_weight_come_from_each_round():
    debugger = debugger_of(recurrent_net())
    symbol = gradient_name("L", "Wh")
    program = debugger.stop.program
    stop = debugger.goto(program.index[symbol] + 1)
    lit = {wire.wire.target: wire.contribution for wire in lit_wires(still(stop), stop)}
    assert set(lit) == {"h_1", "h_2", "h_3"}
    np.testing.assert_allclose(sum(lit.values()), stop.state.value(symbol))


@given(grouped_programs(), st.data())
def test_every_use_of_a_node_is_a_wire_or_within_a_folded_group(program, data):
    network = program.network
    names = [group.name for group in network.groups]
    folded = frozenset(data.draw(st.lists(st.sampled_from(names)))) if names else frozenset()
    scene = Scene(program, folded)
    shown = Counter(use for node in scene.operands for use in scene.uses(node))
    assert shown == Counter(crossing(scene))
    place = {node: at for at, node in enumerate(scene.nodes)}
    for node, operands in scene.operands.items():
        assert all(place[operand] < place[node] for operand in operands)
        assert list(operands) == [scene.shown(use.source) for use in scene.uses(node)]
    hidden = {node for node in network.nodes if scene.shown(node) != node}
    inside = {node for group in scene.groups.values() for node in group.members}
    assert hidden & set(network.definitions) == inside - set(scene.groups)
    for node in hidden - inside:
        assert {scene.shown(user) for user in network.consumers[node]} == {scene.shown(node)}


@given(grouped_programs(), st.data())
def test_what_a_step_reads_and_what_came_to_it_is_lit(program, data):
    network = program.network
    debugger = debugger_of(program)
    names = [group.name for group in network.groups]
    for name in data.draw(st.lists(st.sampled_from(names), unique=True)) if names else ():
        debugger.toggle(name)
    stop = debugger.goto(data.draw(st.integers(1, len(program.equations))))
    scene, picture = scene_of(stop), still(stop)
    lit = lit_wires(picture, stop)
    uses = Counter(picture.use(each.wire) for each in lit)
    edges = list(crossing(scene))
    if stop.phase is Phase.FORWARD:
        assert uses == Counter(edge for edge in edges if edge.target == stop.node)
    elif stop.phase is Phase.BACKWARD:
        assert uses == Counter(edge for edge in edges if edge.source == stop.node)
        terms = stop.step.equation.terms
        total = sum(each.contribution for each in lit)
        within = [
            value
            for term, value in zip(terms, stop.state.run.terms(stop.step.index), strict=True)
            if scene.shown(term.child) == scene.shown(stop.node)
        ]
        if terms and terms[0].child != stop.node:
            np.testing.assert_allclose(total + sum(within), stop.state.gradient(stop.node))
    else:
        assert not lit


def test_one_looks_at_a_group_by_its_name():
    program = recurrent_net()
    looker = Looker(program, (40, 8))
    looker.zoom("t=3")
    assert looker.is_seen("h_3")
    looker.zoom("a_1")  # which is in a folded group
    assert looker.is_seen("h_1")


def test_the_view_follows_again_once_a_group_is_folded_or_unfolded():
    looker = Looker(recurrent_net(), (40, 8))
    looker.zoom("t=3")
    assert not looker.camera.follows
    looker.debugger.unfold("t=3")
    looker.show()
    assert looker.camera.follows


NORM = """
loss = "L"
equations = "L = sum(w * batch_norm(X))"
[inputs]
X = [[1, 2], [3, 5], [4, -1]]
[parameters]
w = [0.5, 1]
"""


def test_what_a_layer_remembers_is_folded_away_with_it():
    debugger = debugger_of(derive(read_network(Source("norm.toml", NORM))))
    (group,) = debugger.stop.program.network.groups
    assert len(group.brings) == 2
    assert not {*group.brings}.intersection(scene_of(debugger.stop).nodes)
    assert {*group.brings} <= {*scene_of(debugger.unfold()).nodes}
