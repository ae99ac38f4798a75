"""Conditions over ReLUs that stand inside of other equations, against plain numpy."""

import numpy as np
import pytest

from engine.debugger.debugger import Debugger
from engine.errors import ConditionError
from engine.iterations.state import State
from engine.iterations.timeline import Timeline
from engine.program.program import derive
from engine.queries.condition_parser import parse_condition
from engine.queries.find import find_matches

STATES = {
    "dead": lambda z: (z < 0).all(axis=0),
    "active": lambda z: (z > 0).all(axis=0),
    "kink": lambda z: (z == 0).all(axis=0),
}


def layers(rng):
    """The values of two layers of ReLUs of which the first stands inside of the second."""
    x, y = rng.normal(size=(3, 2)), rng.normal(size=(3, 4))
    x[rng.random(x.shape) < 0.2] = 0.0
    return x, y, rng.normal(size=(2, 4)), rng.normal(size=(4, 4))


def trained(x, y, v, w, rate, iterations):
    """The pre-activations of both layers in each iteration, in numpy."""
    for _ in range(iterations):
        z = x @ v
        a = np.maximum(z, 0.0) @ w
        yield z, a
        error = 2.0 * (np.tanh(np.maximum(a, 0.0)) - y) / y.size
        delta = error * (1.0 - np.tanh(np.maximum(a, 0.0)) ** 2) * (a > 0.0)
        inner = (delta @ w.T) * (z > 0.0)
        v, w = v - rate * x.T @ inner, w - rate * np.maximum(z, 0.0).T @ delta


def network_of(build, x, y, v, w):
    return build(
        "H = tanh(relu(relu(X @ V) @ W))\nL = mean(square(H - Y))",
        {"X": x}, targets={"Y": y}, V=v, W=w,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_inner_relus_are_told_as_numpy_tells_them_traced_and_compiled(build, seed):
    values = layers(np.random.default_rng(seed))
    program = derive(network_of(build, *values))
    step_by_step, compiled = Debugger(program), Timeline(program)
    for _ in compiled.reach(40):
        pass
    asked = {
        (name, which, text): parse_condition(f"{name}({text})", program)
        for name in STATES
        for which, texts in enumerate((
            ("X @ V", "relu(X @ V)"), ("relu(X @ V) @ W", "relu(relu(X @ V) @ W)"),
        ))
        for text in texts
    }  # fmt: skip
    for iteration, zs in enumerate(trained(*values, program.network.learning_rate, 40)):
        traced = step_by_step.goto(1, iteration).state
        known = State(compiled.run(iteration), 1)
        for (name, which, text), condition in asked.items():
            told = tuple(STATES[name](zs[which]).tolist())
            assert condition.truth(traced, None) == told, (iteration, name, text)
            assert condition.truth(known, None) == told, (iteration, name, text)


def test_a_node_stands_for_all_relus_inside_of_its_equation(build):
    network = build("h = relu(w) + 2*relu(v)\ng = relu(h)\nL = square(g)", w=-1.0, v=3.0)
    program = derive(network)
    state = Debugger(program).last().state
    assert parse_condition("active(h)", program).truth(state, None) == (True,)  # as it is z of g
    assert parse_condition("dead(w)", program).truth(state, None) == (True,)
    alone = derive(build("h = relu(w) + 2*relu(v)\nL = square(h)", w=-1.0, v=3.0))
    state = Debugger(alone).last().state
    assert parse_condition("dead(h)", alone).truth(state, None) == (True, False)
    assert parse_condition("dead(h)", alone).truth(Debugger(alone).stop.state, None) is None


def test_a_breakpoint_stops_at_the_node_whose_equation_has_the_relu(build):
    """With w = 1 and learning rate 0.5: L = 3*relu(w) + b has slope 3, so w is −0.5 then."""
    program = derive(build("z = 1*w\ny = 3*relu(z) + b\nL = y", w=1.0, b=0.0))
    debugger = Debugger(program)
    debugger.set_learning_rate(0.5)
    debugger.break_at("dead(z)")
    search = debugger.search(forwards=True)
    for _ in search:
        pass
    stop = debugger.arrive(search)
    assert (stop.cursor.iteration, stop.node, stop.state.value("z")) == (1, "y", -0.5)


def test_nodes_are_found_by_the_relus_inside_of_their_equations(build):
    program = derive(build("a = 2*relu(w)\nb = relu(v)\nL = a + b", w=-1.0, v=3.0))
    state = Debugger(program).last().state
    assert find_matches("dead", state).nodes == ("a",)
    assert find_matches("active", state).nodes == ("b",)


def test_what_is_no_relu_is_refused_with_those_that_there_are(build):
    program = derive(build("a = 2*relu(w)\nb = relu(v)\nL = a + b", w=-1.0, v=3.0))
    with pytest.raises(ConditionError, match="no ReLU is meant: write one of a, b"):
        parse_condition("dead(L)", program)
    with pytest.raises(ConditionError, match="no ReLU is meant"):
        parse_condition("dead(2*w)", program)
