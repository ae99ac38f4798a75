"""What holds for every window, and what one costs."""

from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.language.expression import free_names
from tests.tui.graph.large import (
    chain,
    fan_in,
    perceptron,
    positions,
    program_of,
    recurrent,
    relu,
    stop_at,
    total,
    window_of,
)
from tui.graph.window import MAX_USES, MAX_WIRES, node_in_view


@cache
def tangle(seed):
    """Any operands, near and far, some of them more than once."""
    random = Random(seed)  # noqa: S311  (no secret)
    equations = {}
    for i in range(100):
        near = list(equations)[-random.choice([1, 3, 10, 100]) :] or ["x"]
        chosen = [random.choice(near) for _ in range(random.choice([1, 1, 2, 3, 30]))]
        equations[f"h{i}"] = relu(f"w{i % 90}", *chosen)
    read = {name for expression in equations.values() for name in free_names(expression)}
    return program_of({**equations, "L": total(*(name for name in equations if name not in read))})


MAKERS = {
    "chain": lambda: chain(200),
    "recurrent": lambda: recurrent(120),
    "perceptron": lambda: perceptron(8, 8),
    "fan-in": lambda: fan_in(60),
    **{f"tangle {seed}": lambda seed=seed: tangle(seed) for seed in range(2)},
}


@st.composite
def stops(draw):
    """Any stop, of any kind of network, some with a node selected or a sum stepped into."""
    program = MAKERS[draw(st.sampled_from(sorted(MAKERS)))]()
    debugger = Debugger(program)
    stop = debugger.goto(draw(st.integers(0, len(program.equations))))
    if draw(st.booleans()):
        stop = debugger.into(draw(st.integers(1, 40)))
    if draw(st.booleans()):
        stop = debugger.select(draw(st.sampled_from(program.reading_order)))
    return stop


@given(stops())
def test_the_focus_is_in_the_window_with_what_it_reads_and_what_reads_it(stop):
    network = stop.program.network
    shown = window_of(stop)
    assert stop.focus in shown.nodes
    assert node_in_view(stop) in shown.nodes
    if node_in_view(stop) == stop.focus and stop.focus in network.definitions:
        operands = network.operands[stop.focus]
        assert len(shown.operands[stop.focus]) >= min(len(operands), MAX_USES)
        consumers = network.consumers[stop.focus]
        users = [name for name, uses in shown.operands.items() if stop.focus in uses]
        assert len(users) >= min(len(consumers), MAX_USES)


@given(stops())
def test_a_window_is_small(stop):
    shown = window_of(stop)
    assert sum(map(len, shown.operands.values())) <= MAX_WIRES
    assert len(shown.nodes) <= MAX_WIRES


@given(stops())
def test_a_window_tells_what_it_leaves_out(stop):
    network = stop.program.network
    shown = window_of(stop)
    assert len(set(shown.nodes)) == len(shown.nodes)
    for name in shown.nodes:
        operands = shown.operands.get(name, [])
        users = [user for user, uses in shown.operands.items() if name in uses]
        hidden = shown.hidden_operands.get(name, 0), shown.hidden_consumers.get(name, 0)
        assert len(operands) + hidden[0] == len(network.operands.get(name, ()))
        assert len(users) + hidden[1] == len(network.consumers[name])


@given(stops())
def test_a_window_can_be_laid_out(stop):
    """Nodes come after their operands, and the operands are those at their positions."""
    network = stop.program.network
    shown = window_of(stop)
    place = {name: at for at, name in enumerate(shown.nodes)}
    forward = [stop.program.index[name] for name in shown.nodes if name in shown.operands]
    assert forward == sorted(forward)
    for name, operands in shown.operands.items():
        assert all(place[operand] < place[name] for operand in operands)
        assert list(operands) == [network.operands[name][at] for at in positions(shown, name)]
        assert positions(shown, name) == sorted(set(positions(shown, name)))


class Counted(dict):
    """A mapping that counts how often it is looked into, and can not be gone through."""

    lookups = 0

    def __getitem__(self, key):
        Counted.lookups += 1
        return super().__getitem__(key)

    def get(self, key, default=None):
        Counted.lookups += 1
        return super().get(key, default)

    def __contains__(self, key):
        Counted.lookups += 1
        return super().__contains__(key)

    def __iter__(self):
        raise AssertionError("this is proportional to the network")

    keys = values = items = __iter__


def lookups(program, symbol):
    """How many lookups it takes to find the window of a step."""
    stop = stop_at(program, symbol)
    for owner, names in (
        (program, ("index", "places")),
        (program.network, ("operands", "consumers", "definitions")),
    ):
        vars(owner).update({name: Counted(getattr(owner, name)) for name in names})
    Counted.lookups = 0
    window_of(stop)
    return Counted.lookups


@pytest.mark.parametrize("maker", [chain, recurrent], ids=["chain", "recurrent"])
@pytest.mark.parametrize("symbol", ["h150", "dL/dh150"])
def test_a_window_costs_the_same_however_large_the_network_is(maker, symbol):
    small, large = (lookups(maker.__wrapped__(count), symbol) for count in (200, 1000))
    assert 0 < small == large
