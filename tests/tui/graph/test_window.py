"""Which part of a large network the graph panel lays out."""

from functools import cache
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.debugger.debugger import Debugger
from engine.language.expression import Call, Name, free_names
from engine.network.files import load_network
from engine.network.network import Network
from engine.network.parts import Definition
from engine.program.program import derive
from tui.graph.window import (
    MAX_USES,
    MAX_WIRES,
    equation_about,
    is_whole,
    node_in_view,
    section_of,
    whole,
    window,
)


def total(*names):
    """The sum of some nodes, as a tree that is not deep."""
    terms = [Name(name) for name in names]
    while len(terms) > 1:
        pairs = [Call("add", pair) for pair in zip(terms[::2], terms[1::2], strict=False)]
        terms = pairs + terms[2 * len(pairs) :]
    return terms[0]


def relu(*names):
    return Call("relu", (total(*names),))


def program_of(equations):
    """A program of equations by name; what they read and do not compute is a parameter."""
    names = dict.fromkeys(name for each in equations.values() for name in sorted(free_names(each)))
    parameters = {name: 0.5 for name in names if name not in equations}
    definitions = tuple(Definition(*pair) for pair in equations.items())
    return derive(Network(definitions, "L", {}, {}, parameters))


@cache
def chain(count):
    """So many equations, each reading the one before and a parameter of its own."""
    equations = {"h0": relu("w0", "x")}
    for i in range(1, count - 1):
        equations[f"h{i}"] = relu(f"w{i}", f"h{i - 1}")
    return program_of({**equations, "L": total(f"h{count - 2}")})


@cache
def recurrent(count):
    """A chain with one parameter for all its equations."""
    equations = {"h0": relu("w", "x")}
    for i in range(1, count - 1):
        equations[f"h{i}"] = relu("w", f"h{i - 1}")
    return program_of({**equations, "L": total(f"h{count - 2}")})


@cache
def perceptron(layers, width):
    """Full layers of neurons, each with a pre-activation and an activation."""
    equations, before = {}, ["x"]
    for layer in range(layers):
        for i in range(width):
            equations[f"z{layer}_{i}"] = total(f"b{layer}_{i}", *before)
            equations[f"h{layer}_{i}"] = relu(f"z{layer}_{i}")
        before = [f"h{layer}_{i}" for i in range(width)]
    return program_of({**equations, "L": total(*before)})


@cache
def fan_in(count):
    """A sum of so many nodes, each with a parameter of its own, and one of as many parameters."""
    equations = {f"h{i}": relu(f"w{i}", "x") for i in range(count)}
    equations["s"] = total(*(f"v{i}" for i in range(count)))
    return program_of({**equations, "L": total(*equations)})


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


def stop_at(program, symbol):
    """The stop at which a symbol is assigned for the first time."""
    return Debugger(program).goto(program.index[symbol] + 1)


def window_at(program, symbol):
    stop = stop_at(program, symbol)
    return window(program, section_of(stop))


# Whole networks


def test_a_small_network_is_shown_as_a_whole():
    program = derive(load_network("skip"))
    shown = window(program, section_of(Debugger(program).stop))
    assert shown == whole(program.network)
    assert set(shown.nodes) == {
        "x", "y", "w0", "w1", "w2", "w3", "z0", "h0", "z1", "h1", "z2", "yhat", "L"
    }  # fmt: skip
    assert shown.operands["z2"] == ("w2", "h1", "w3", "h0")
    assert list(shown.positions["z2"]) == [0, 1, 2, 3]
    assert not shown.hidden_operands
    assert not shown.hidden_consumers


def test_a_network_of_a_hundred_nodes_is_shown_as_a_whole_and_no_larger_one():
    assert len(chain(50).network.nodes) == 100
    assert is_whole(chain(50).network)
    assert not is_whole(chain(51).network)


def test_a_network_of_few_nodes_and_many_wires_is_not_shown_as_a_whole():
    crowded = perceptron(3, 10)
    assert len(crowded.network.nodes) <= 100
    assert not is_whole(crowded.network)


# Chains


def test_a_window_of_a_chain_is_a_run_of_equations_with_what_they_read():
    shown = window_at(chain(200), "h40")
    assert list(shown.equations) == list(range(24, 56))
    assert set(shown.nodes) == {f"{kind}{i}" for kind in "hw" for i in range(24, 56)} | {"h23"}
    assert shown.operands["h40"] == ["w40", "h39"]
    assert shown.hidden_operands == {"h23": 2}
    assert shown.hidden_consumers == {"h55": 1}


def test_the_focus_is_not_at_the_edge_of_a_window():
    program = chain(200)
    for i in range(8, 190):
        equations = window_at(program, f"h{i}").equations
        assert equations[0] <= i - 8
        assert i + 8 <= equations[-1] or equations[-1] == 199


def test_the_picture_of_a_chain_seldom_changes():
    debugger = Debugger(chain(1000))
    sections = [section_of(debugger.step()) for _ in range(len(chain(1000).equations))]
    changes = sum(a != b for a, b in pairwise(sections))
    assert changes < len(sections) / 5
    forward = sections[:1000]
    assert len(set(forward)) == 63  # 16 equations each


def test_a_parameter_is_shown_with_the_equation_that_uses_it():
    program = chain(200)
    used = section_of(stop_at(program, "h150"))
    assert section_of(stop_at(program, "dL/dw150")) == used
    assert section_of(Debugger(program).select("w150")) == used
    update = Debugger(program).goto(program.index["w150"] + 1)
    assert update.step.symbol == "w150"
    assert section_of(update) == used


# What is used far apart


def test_a_shared_parameter_is_shown_where_the_step_is():
    program = recurrent(120)
    debugger = Debugger(program)
    for node in ("h0", "h57", "dL/dh91"):
        debugger.goto(program.index[node] + 1)
        stop = debugger.select("w")
        assert equation_about(stop) == node[-3:].strip("d/")
        shown = window(program, section_of(stop))
        assert {"w", stop.node} <= set(shown.nodes)
    assert shown.hidden_consumers["w"] == 119 - len(shown.equations)


def test_before_the_first_step_a_shared_parameter_is_shown_at_its_first_use():
    assert equation_about(Debugger(recurrent(120)).select("w")) == "h0"


@cache
def thrice_used():
    """A chain in which one parameter is used three times, far apart."""
    equations = {"h0": relu("w", "x")}
    for i in range(1, 120):
        equations[f"h{i}"] = relu(*(("w",) if i in (30, 70) else ()), f"h{i - 1}")
    return program_of({**equations, "L": total("h119")})


def test_a_parameter_used_far_apart_is_shown_where_its_latest_term_came_from():
    debugger = Debugger(thrice_used())
    debugger.goto(thrice_used().index["dL/dw"])
    assert [node_in_view(debugger.into()) for _ in range(4)] == ["h70", "h70", "h30", "h0"]


def test_a_shared_parameter_is_shown_at_the_nearest_use():
    debugger = Debugger(thrice_used())
    uses = {}
    for i in (0, 14, 16, 30, 49, 51, 119):
        debugger.goto(i + 1)
        uses[i] = equation_about(debugger.select("w"))
    assert uses == {
        0: "h0", 14: "h0", 16: "h30", 30: "h30", 49: "h30", 51: "h70", 119: "h70"
    }  # fmt: skip


def test_a_sum_over_the_whole_network_is_shown_where_its_latest_term_came_from():
    program = recurrent(120)
    debugger = Debugger(program)
    debugger.goto(program.index["dL/dw"])
    seen = [node_in_view(debugger.into()) for _ in range(120)]
    assert seen[:4] == ["h118", "h118", "h117", "h116"]
    assert seen[-1] == "h0"
    assert {"h60", "w"} <= set(window(program, section_of(debugger.back(60))).nodes)


def test_a_sum_of_few_terms_is_stepped_into_on_the_spot():
    program = perceptron(8, 8)
    debugger = Debugger(program)
    debugger.goto(program.index["dL/dh3_3"])
    sections = {section_of(debugger.into()) for _ in range(9)}
    assert len(sections) == 1
    assert debugger.stop.cursor.arrived == 8
    assert node_in_view(debugger.stop) == "h3_3"


def test_of_many_consumers_the_nearest_are_shown():
    equations = {"h0": relu("w0", "x"), **{f"h{i}": relu(f"w{i}", "h0") for i in range(1, 61)}}
    shown = window_at(program_of({**equations, "L": total(*equations)}), "h0")
    assert set(shown.nodes) == {"w0", "x", *(f"h{i}" for i in range(25))}
    assert shown.hidden_consumers["h0"] == 61 - MAX_USES


# Full layers


def test_a_node_that_many_read_is_shown_for_itself():
    equations = {"h0": relu("w0", "x")}
    for i in range(1, 100):
        equations[f"h{i}"] = relu(f"w{i}", f"h{i - 1}", *(["h50"] if i in (80, 90) else ()))
    program = program_of({**equations, "L": total("h99")})
    assert set(window_at(program, "h50").nodes) == {"w50", "h49", "h50", "h51", "h80", "h90"}
    assert len(window_at(program, "h20").equations) > 16


def test_the_more_the_equations_read_the_fewer_are_shown():
    equations = {"h0": relu("x")}
    for i in range(1, 60):
        equations[f"h{i}"] = relu(f"h{i - 1}", *(f"w{i}_{k}" for k in range(12)))
    shown = window_at(program_of({**equations, "L": total("h59")}), "h33")
    assert list(shown.equations) == list(range(28, 44))  # 16·13 wires; 32·13 are too many


def test_between_full_layers_a_window_is_one_neuron():
    shown = window_at(perceptron(8, 8), "h3_3")
    before, after = [f"h2_{i}" for i in range(8)], [f"z4_{i}" for i in range(8)]
    assert set(shown.nodes) == {"b3_3", *before, "z3_3", "h3_3", *after}
    assert shown.operands == {
        "z3_3": ["b3_3", *before], "h3_3": ["z3_3"], **{name: ["h3_3"] for name in after}
    }  # fmt: skip
    assert shown.hidden_operands == dict.fromkeys(before, 1) | dict.fromkeys(after, 8)
    assert shown.hidden_consumers == dict.fromkeys(before, 7) | dict.fromkeys(after, 1)


def test_all_steps_about_a_neuron_have_one_window():
    program = perceptron(8, 8)
    symbols = ["z3_3", "h3_3", "dL/dh3_3", "dL/dz3_3", "dL/db3_3"]
    assert len({section_of(stop_at(program, symbol)) for symbol in symbols}) == 1


# Long equations


def test_of_a_long_sum_the_first_and_the_last_operands_are_shown():
    program = fan_in(60)
    shown = window_at(program, "L")
    ends = [*range(12), *range(49, 61)]
    assert list(shown.positions["L"]) == ends
    assert shown.operands["L"] == [program.network.operands["L"][at] for at in ends]
    assert shown.hidden_operands["L"] == 61 - 24


def test_of_a_long_sum_the_operand_in_focus_is_shown():
    program = fan_in(60)
    for i in range(60):
        shown = window_at(program, f"dL/dv{i}")
        assert f"v{i}" in shown.operands["s"]
        assert MAX_USES <= len(shown.operands["s"]) <= 2 * MAX_USES


def test_a_term_of_a_long_sum_is_shown_on_its_way_to_it():
    shown = window_at(fan_in(60), "h30")
    assert "L" in shown.nodes
    assert "h30" in shown.operands["L"]
    assert "h30" not in shown.hidden_consumers


def test_of_a_term_that_stands_in_a_long_sum_twice_the_first_is_shown():
    equations = {f"h{i}": relu(f"w{i}", "x") for i in range(60)}
    summed = [*equations, "h30", *(f"h{i}" for i in range(40, 60))]
    shown = window_at(program_of({**equations, "L": total(*summed)}), "h30")
    at = [p for p, name in zip(shown.positions["L"], shown.operands["L"], strict=True)
          if name == "h30"]  # fmt: skip
    assert at == [30]


def test_an_operand_read_twice_has_both_its_wires():
    equations = {f"h{i}": relu(f"h{i - 1}" if i else "x", f"w{i}") for i in range(99)}
    square = Call("mul", (Name("h98"), Name("h98")))
    shown = window_at(program_of({**equations, "L": square}), "h98")
    assert shown.operands["L"] == ["h98", "h98"]
    assert list(shown.positions["L"]) == [0, 1]


# What holds for every window


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
    shown = window(stop.program, section_of(stop))
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
    shown = window(stop.program, section_of(stop))
    assert sum(map(len, shown.operands.values())) <= MAX_WIRES
    assert len(shown.nodes) <= MAX_WIRES


@given(stops())
def test_a_window_tells_what_it_leaves_out(stop):
    network = stop.program.network
    shown = window(stop.program, section_of(stop))
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
    shown = window(stop.program, section_of(stop))
    place = {name: at for at, name in enumerate(shown.nodes)}
    forward = [stop.program.index[name] for name in shown.nodes if name in shown.operands]
    assert forward == sorted(forward)
    for name, operands in shown.operands.items():
        assert all(place[operand] < place[name] for operand in operands)
        assert list(operands) == [network.operands[name][at] for at in shown.positions[name]]
        assert list(shown.positions[name]) == sorted(set(shown.positions[name]))


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
    window(program, section_of(stop))
    return Counted.lookups


@pytest.mark.parametrize("maker", [chain, recurrent], ids=["chain", "recurrent"])
@pytest.mark.parametrize("symbol", ["h150", "dL/dh150"])
def test_a_window_costs_the_same_however_large_the_network_is(maker, symbol):
    small, large = (lookups(maker.__wrapped__(count), symbol) for count in (200, 1000))
    assert 0 < small == large
