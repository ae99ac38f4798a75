from dataclasses import replace
from fractions import Fraction

import networkx as nx
import pytest

from engine.errors import SpecError
from engine.iterations.run import trace
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.network.equations import MAX_EQUATIONS
from engine.network.files import load_network, network_source, shipped_networks
from engine.network.generated import MAX_DEPTH, generate, settings_of
from engine.network.reader import read_network
from engine.program.program import derive


def deep(**settings):
    return load_network("deep", settings=settings)


def first_gradient(network):
    """The gradient of w0 in the first iteration."""
    (run,) = trace(derive(network), 1)
    return State(run, len(every_step(run))).gradient("w0")


def test_deep_is_one_of_the_networks_that_ship():
    assert "deep" in shipped_networks()
    assert settings_of("deep") == {"depth", "skip"}
    assert settings_of("skip") == settings_of("no such network") == frozenset()


def test_ten_relus_with_skips_are_the_default():
    assert generate("deep", {}) == generate("deep", {"depth": 10, "skip": 1})
    network = load_network("deep")
    assert network == deep(depth=10, skip=1)
    assert list(network.relus) == [f"h{i}" for i in range(10)]
    assert network.title == "Deep network, 10 ReLUs"
    assert network.name == "deep"


def test_a_depth_of_2_is_the_skip_network_of_the_exercise():
    (run,) = trace(derive(deep(depth=2)), 1)
    state = State(run, len(every_step(run)))
    assert {name: state.value(name) for name in ("z0", "h0", "z1", "h1", "z2", "yhat", "L")} == {
        "z0": 0.5, "h0": 0.5, "z1": 0.25, "h1": 0.25, "z2": 0.375, "yhat": 0.375, "L": 3.375,
    }  # fmt: skip
    nodes = ("yhat", "z2", "w2", "s2", "h1", "z1", "w1", "h0", "z0", "w0")
    assert {node: state.gradient(node) for node in nodes} == {
        "yhat": 1.0, "z2": 1.0, "w2": 0.25, "s2": 0.5, "h1": 0.5, "z1": 0.5, "w1": 0.25,
        "h0": 0.75, "z0": 0.75, "w0": 0.75,
    }  # fmt: skip
    assert every_step(run)[run.program.index["dL/dh0"]].terms[0].value == 0.5
    assert every_step(run)[run.program.index["dL/dh0"]].terms[1].value == 0.25


def test_a_depth_of_2_without_skips_is_the_plain_network():
    network, plain = deep(depth=2, skip=0), load_network("plain")
    assert network.equations == plain.equations
    assert network.constants == plain.constants


def test_without_skips_the_gradient_halves_with_every_layer():
    for depth in range(1, 41):
        assert first_gradient(deep(depth=depth, skip=0)) == 0.5**depth


def test_with_skips_the_gradient_does_not_vanish():
    # The gradient of a node is half of that of the next plus half of that of the next but one:
    # g(n) = (g(n-1) + g(n-2))/2 with g(0) = 1, g(1) = 1/2, which goes to 2/3.
    before, now = Fraction(1), Fraction(1, 2)
    for depth in range(2, 41):
        before, now = now, (now + before) / 2
        found = first_gradient(deep(depth=depth, skip=1))
        assert Fraction(found) == now
        assert found > 0.5
    assert found == pytest.approx(2 / 3, rel=1e-11)


def test_the_gradient_of_a_deep_network_is_that_of_central_differences(central_difference):
    for network in (deep(depth=7), deep(depth=7, skip=0)):
        wanted = float(central_difference(network, "w0"))
        assert first_gradient(network) == pytest.approx(wanted, rel=1e-8)


@pytest.mark.parametrize("depth", [1, 2, 3, 10])
def test_the_skips_are_those_of_the_graph(depth):
    """Each ReLU is fed by the one before it and, over a skip, by the last but one."""
    network = deep(depth=depth)
    graph = nx.DiGraph((edge.source, edge.target) for edge in network.edges())
    ways = list(nx.all_simple_paths(graph, "h0", f"z{depth}"))
    fibonacci = [1, 1]
    while len(fibonacci) <= depth:
        fibonacci.append(fibonacci[-1] + fibonacci[-2])
    assert len(ways) == fibonacci[depth]
    skips = {edge[:2] for edge in network.edges() if network.is_skip(edge)}
    assert skips == {(f"h{i - 2}", f"z{i}") for i in range(2, depth + 1)}


@pytest.mark.parametrize("skip", [0, 1])
def test_a_deep_network_opens_however_deep_it_is(skip):
    network = deep(depth=500, skip=skip)
    assert len(network.equations) == 2 * 500 + 3
    assert len(network.parameters) == 501 + 499 * skip
    assert first_gradient(network) == pytest.approx(2 / 3 if skip else 0.5**500, rel=1e-11)


def test_the_deepest_network_is_bounded_as_any_file_is(monkeypatch):
    source = generate("deep", {"depth": MAX_DEPTH, "skip": 1})
    network = read_network(source)
    assert len(network.equations) == 2 * MAX_DEPTH + 3 < MAX_EQUATIONS
    monkeypatch.setattr("engine.network.equations.MAX_EQUATIONS", 9_000)
    many = "".join(f"e{i} = x\n" for i in range(1_000))
    longer = replace(source, text=source.text.replace("L = abs", many + "L = abs"))
    with pytest.raises(SpecError, match="more than 9,000 equations"):
        read_network(longer)


def test_the_title_tells_what_was_chosen():
    assert deep(depth=1).title == "Deep network, 1 ReLU"
    assert deep(depth=3).title == "Deep network, 3 ReLUs"
    assert deep(depth=3, skip=0).title == "Deep network, 3 ReLUs, no skips"


def test_a_generated_network_is_a_network_file():
    source = network_source("deep", {"depth": 3})
    assert source.path == "deep"
    assert "z3 = w3*h2 + s3*h1\n" in source.text
    assert read_network(source) == deep(depth=3)


NO_DEPTH = "deep: depth has to be a whole number from 1 to 4,000"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"depth": 0}, NO_DEPTH),
        ({"depth": -1}, NO_DEPTH),
        ({"depth": 1.5}, NO_DEPTH),
        ({"depth": 4_001}, NO_DEPTH),
        ({"depth": 1e9}, NO_DEPTH),
        ({"depth": float("inf")}, NO_DEPTH),
        ({"depth": float("nan")}, NO_DEPTH),
        ({"skip": 2}, "deep: skip has to be a whole number from 0 to 1"),
        ({"skip": 0.5}, "deep: skip has to be a whole number from 0 to 1"),
        ({"deph": 3}, "deep: unknown setting 'deph'; did you mean 'depth'?"),
        ({"depth": 3, "w0": 1}, "deep: unknown setting 'w0'"),
    ],
)
def test_settings_that_do_not_fit_are_refused(settings, message):
    with pytest.raises(SpecError) as caught:
        deep(**settings)
    assert str(caught.value) == message


def test_a_network_that_is_not_generated_has_no_settings():
    with pytest.raises(SpecError) as caught:
        load_network("skip", settings={"depth": 3})
    assert str(caught.value) == "skip: unknown setting 'depth': it has none"
