"""The chain rule as a line: its products, found by differences, come to the gradient."""

import re

import pytest

from engine.derivation.chain_rule import chain_rule
from engine.language.notation import Style
from engine.language.values import evaluate
from engine.network.files import load_network
from engine.network.reader import read_network
from engine.network.source import Source
from tests.engine.derivation.steps import steps_of

EXERCISE = {
    "dL/dyhat": "",
    "dL/dz2": "∂L/∂yhat · ∂yhat/∂z2",
    "dL/dw2": "∂L/∂z2 · ∂z2/∂w2",
    "dL/dh0": "∂L/∂z2 · ∂z2/∂h0 + ∂L/∂z1 · ∂z1/∂h0",
    "dL/dw0": "∂L/∂z0 · ∂z0/∂w0",
    "z2": "",
    "new w0": "",
}


@pytest.mark.parametrize("symbol", EXERCISE)
def test_it_is_that_of_the_exercise(symbol):
    step = steps_of(load_network("skip"))[symbol]
    assert Style().write_sum(chain_rule(step) or [step.equation.expression]) == (
        EXERCISE[symbol] or step.written(Style())
    )


def written(step):
    products = chain_rule(step)
    return [Style("text").write(each) for each in products]


def by_differences(definition, values, name, step=1e-6):
    """The derivative of an equation with respect to a name, all uses of it at once."""
    high, low = ({**values, name: values[name] + sign * step} for sign in (1, -1))
    return (evaluate(definition, high) - evaluate(definition, low)) / (2 * step)


@pytest.mark.parametrize("name", ["skip", "plain", "neuron"])
def test_its_products_come_to_the_gradient(name):
    network = load_network(name).with_values({"skip": {"y": 3.0}}.get(name, {}))
    steps = steps_of(network)
    values = dict(network.constants) | {
        symbol: step.value for symbol, step in steps.items() if step.phase != "update"
    }
    found = 0
    for symbol, step in steps.items():
        total = 0.0
        for product in written(step):
            upstream, child, node = re.fullmatch(r"(d\w+/d\w+)\*d(\w+)/d(\w+)", product).groups()
            total += values[upstream] * by_differences(network.definitions[child], values, node)
        if written(step):
            found += 1
            assert total == pytest.approx(step.value, rel=1e-6, abs=1e-9), symbol
    assert found >= 4


TWICE = """
loss = "L"
equations = '''
z = w*x
s = z*z + z
v = u*s
L = square(v - y) + z
'''
inputs = { x = 2 }
targets = { y = 1 }
parameters = { w = 0.5, u = 3 }
"""


def test_of_a_child_that_uses_a_node_twice_there_is_one_product_and_of_the_loss_none():
    steps = steps_of(read_network(Source("twice.toml", TWICE)))
    assert written(steps["dL/ds"]) == ["dL/dv*dv/ds"]
    assert written(steps["dL/dw"]) == ["dL/dz*dz/dw"]
    assert written(steps["dL/dz"]) == []  # the loss has it too, and ∂L/∂z would be two things
    without = TWICE.replace("(v - y) + z", "(v - y)")
    once = steps_of(read_network(Source("twice.toml", without)))
    assert written(once["dL/dz"]) == ["dL/ds*ds/dz"]


def test_where_the_child_is_an_array_there_is_none():
    steps = steps_of(load_network("xor"))
    assert [symbol for symbol in steps if written(steps[symbol])] == []


VECTOR = """
loss = "L"
equations = '''
h = relu(W @ x)
o = v @ h
L = square(o - y)
'''
inputs = { x = [1, 2] }
targets = { y = 1 }
parameters = { W = [[1, 2], [3, -4]], v = [0.5, 1] }
"""


def test_a_number_that_depends_on_a_vector_has_one():
    steps = steps_of(read_network(Source("vector.toml", VECTOR)))
    assert written(steps["dL/dh"]) == ["dL/do*do/dh"]
    assert written(steps["dL/dW"]) == []
