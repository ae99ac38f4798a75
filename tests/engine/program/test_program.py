"""Programs: their order, their rules, and gradients of the textbooks."""

import math

import numpy as np
import pytest

from engine.language.notation import TEXT
from engine.network.files import load_network, parse_network
from engine.network.network import Network
from engine.program.program import Phase, derive
from tests.engine.program.running import end

ORDER = [
    "z0",
    "h0",
    "z1",
    "h1",
    "z2",
    "yhat",
    "L",
    "dL/dyhat",
    "dL/dz2",
    "dL/dw2",
    "dL/dw3",
    "dL/dh1",
    "dL/dz1",
    "dL/dw1",
    "dL/dh0",
    "dL/dz0",
    "dL/dw0",
    "w0",
    "w1",
    "w2",
    "w3",
]


@pytest.fixture(scope="module")
def skip():
    return derive(load_network("skip"))


def equation(program, symbol):
    return program.equations[program.index[symbol]]


def rule(program, symbol):
    return TEXT.write(equation(program, symbol).expression)


def sources(program, symbol):
    return [term.child for term in equation(program, symbol).terms]


# Order and rules


def test_the_order_is_that_of_the_exercise(skip):
    assert [equation.symbol for equation in skip.equations] == ORDER
    assert len(ORDER) == 21
    assert dict(skip.phases) == {
        Phase.FORWARD: range(7), Phase.BACKWARD: range(7, 17), Phase.UPDATE: range(17, 21),
    }  # fmt: skip
    for phase, places in skip.phases.items():
        assert all(skip.equations[place].phase is phase for place in places)


def test_every_symbol_is_assigned_once(skip):
    gradients = [symbol for symbol in ORDER if "/" in symbol]
    assert len(set(gradients)) == len(gradients) == 10
    assert all(skip.equations[skip.index[symbol]].symbol == symbol for symbol in ORDER)


def test_each_equation_is_about_its_node(skip):
    for each in skip.equations:
        assert each.symbol in (each.node, f"dL/d{each.node}")


@pytest.mark.parametrize(
    ("symbol", "text"),
    [
        ("z2", "w2*h1 + w3*h0"),
        ("dL/dyhat", "-sign(y - yhat, at_zero=0)"),
        ("dL/dz2", "dL/dyhat"),
        ("dL/dw2", "dL/dz2*h1"),
        ("dL/dw3", "dL/dz2*h0"),
        ("dL/dh1", "dL/dz2*w2"),
        ("dL/dz1", "dL/dh1*step(z1, at_zero=1)"),
        ("dL/dw1", "dL/dz1*h0"),
        ("dL/dh0", "dL/dz2*w3 + dL/dz1*w1"),
        ("dL/dz0", "dL/dh0*step(z0, at_zero=1)"),
        ("dL/dw0", "dL/dz0*x"),
    ],
)
def test_the_rules_are_those_of_the_exercise(skip, symbol, text):
    assert rule(skip, symbol) == text


def test_an_update_reads_the_value_from_before_it(skip):
    for number, name in enumerate(("w0", "w1", "w2", "w3")):
        update = skip.equations[17 + number]
        assert (update.symbol, update.phase) == (name, Phase.UPDATE)
        assert TEXT.write(update.expression) == f"{name} - lr*dL/d{name}"
        assert skip.slot(name, 17 + number) == skip.base[name]
        assert skip.slot(name, 18 + number) == len(skip.base) + 17 + number


def test_a_fan_in_sum_has_a_term_for_each_child(skip):
    terms = equation(skip, "dL/dh0").terms
    assert [(term.child, TEXT.write(term.expression)) for term in terms] == [
        ("z2", "dL/dz2*w3"), ("z1", "dL/dz1*w1"),
    ]  # fmt: skip
    assert [term.position for term in terms] == [3, 1]
    assert all(len(each.terms) == 1 for each in skip.equations if each.symbol != "dL/dh0")


def test_the_plain_network_has_no_fan_in():
    program = derive(load_network("plain"))
    assert [each.symbol for each in program.equations] == [s for s in ORDER if "w3" not in s]
    assert all(len(each.terms) == 1 for each in program.equations)


def test_a_node_used_twice_by_one_equation_has_two_terms_from_it(build):
    program = derive(build("y = w*x\nL = y*y", {"x": 2.0}, w=3.0))
    terms = equation(program, "dL/dy").terms
    assert [(term.child, term.position) for term in terms] == [("L", 0), ("L", 1)]
    assert end(program).gradient("y") == 12.0
    assert end(program).gradient("w") == 24.0


def test_a_shared_weight_waits_for_its_last_use(build):
    program = derive(build("a = w*x\nb = w*a\nL = b*w", {"x": 2.0}, w=3.0))
    assert sources(program, "dL/dw") == ["L", "b", "a"]
    assert [each.symbol for each in program.equations][3:] == ["dL/db", "dL/da", "dL/dw", "w"]
    assert end(program).gradient("w") == 3 * 2 * 3.0**2


def test_parameters_come_in_the_order_of_the_equation(build):
    program = derive(build("z = c + a*b\nL = z*a", a=2.0, b=3.0, c=5.0))
    assert [each.symbol for each in program.equations][2:] == [
        "dL/dz", "dL/dc", "dL/da", "dL/db", "a", "b", "c",
    ]  # fmt: skip


def test_inputs_and_targets_have_a_gradient_on_request_only(skip):
    assert not any(each.node in ("x", "y") for each in skip.equations)
    assert not skip.has_gradient("x")
    network = load_network("skip")
    asked = Network(
        network.equations, "L", network.inputs, network.targets, network.parameters,
        conventions=network.conventions, gradients=("x", "y"),
    )  # fmt: skip
    program = derive(asked)
    symbols = [each.symbol for each in program.equations]
    assert symbols.index("dL/dy") == 7
    assert symbols.index("dL/dx") == symbols.index("dL/dw0") + 1
    assert end(program).gradient("x") == 0.375
    assert end(program).gradient("y") == -1.0


def test_what_is_computed_of_inputs_alone_has_a_gradient_on_request_only():
    text = """
        loss = "L"
        gradients = [{}]
        equations = "s = 3*x\\nz = w*s\\nL = square(z - y)"
        inputs = {{ x = 2 }}
        targets = {{ y = 1 }}
        parameters = {{ w = 0.5 }}
    """
    program = derive(parse_network(text.format("")))
    assert not program.has_gradient("s")
    assert end(program).gradient("w") == 2 * (0.5 * 6 - 1) * 6
    for asked, found in (("s", {"s": 2.0}), ("x", {"s": 2.0, "x": 6.0})):
        state = end(derive(parse_network(text.format(f"'{asked}'"))))
        assert {name: state.gradient(name) for name in found} == found


def test_a_parameter_behind_a_constant_factor_is_reached(build):
    program = derive(build("L = 2*(3*w + 1)", w=1.0))
    assert end(program).gradient("w") == 6.0


# Textbook values


def test_the_gradients_of_the_sum_times_z(build):
    program = derive(build("q = x + y\nL = q*z", x=-2.0, y=5.0, z=-4.0))
    state = end(program)
    assert [state.gradient(name) for name in "xyz"] == [-4.0, -4.0, 3.0]
    assert state.loss == -12.0


def test_the_gradients_of_a_tanh_neuron(build):
    network = build(
        "n = x1*w1 + x2*w2 + b\no = tanh(n)", loss="o",
        x1=2.0, x2=0.0, w1=-3.0, w2=1.0, b=6.8813735870195432,
    )  # fmt: skip
    state = end(derive(network))
    assert state.loss == pytest.approx(math.sqrt(0.5), rel=1e-12)
    found = [state.gradient(name) for name in ("x1", "w1", "x2", "w2")]
    assert found == pytest.approx([-1.5, 1.0, 0.5, 0.0], rel=1e-12)


@pytest.mark.parametrize(
    "neuron", ["f = sigmoid(z)", "f = 1/(1 + exp(-z))", "e = exp(-z)\nd = 1 + e\nf = 1/d"]
)
def test_the_gradients_of_a_sigmoid_neuron(build, neuron):
    network = build(
        f"z = w0*x0 + w1*x1 + w2\n{neuron}", {"x0": -1.0, "x1": -2.0}, loss="f",
        w0=2.0, w1=-3.0, w2=-3.0,
    )  # fmt: skip
    state = end(derive(network))
    assert state.loss == pytest.approx(0.7311, abs=5e-5)
    found = [state.gradient(name) for name in ("w0", "w1", "w2")]
    assert found == pytest.approx([-0.1966, -0.3932, 0.1966], abs=5e-5)


def test_one_step_of_linear_regression(build):
    # Gradients of the mean squared error by its closed form, 2/n Xᵀ(Xw − y).
    x = np.array([[1.0, 2.0], [3.0, -1.0], [0.0, 1.0], [2.0, 2.0]])
    y, w = np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.5, -0.5])
    program = derive(build("p = X @ w\nL = mean(square(p - y))", {"X": x}, targets={"y": y}, w=w))
    np.testing.assert_allclose(end(program).gradient("w"), 2 / 4 * x.T @ (x @ w - y), rtol=1e-14)


def test_the_xor_loss_starts_at_the_logarithm_of_two():
    program = derive(load_network("xor"))
    assert float(end(program).loss) == pytest.approx(math.log(2), abs=1e-3)


def test_the_gradients_of_xor_are_those_of_the_textbook():
    network = load_network("xor")
    state = end(derive(network))
    x, y = network.inputs["X"], network.targets["Y"]
    w1, b1, w2, b2 = (network.parameters[name] for name in ("W1", "b1", "W2", "b2"))
    z = x @ w1 + b1
    h = np.maximum(z, 0)
    e = np.exp(h @ w2 + b2)
    delta = (e / e.sum(axis=1, keepdims=True) - y) / 4
    back = delta @ w2.T * (z > 0)
    for name, wanted in {
        "W2": h.T @ delta, "b2": delta.sum(axis=0), "W1": x.T @ back, "b1": back.sum(axis=0),
    }.items():  # fmt: skip
        np.testing.assert_allclose(state.gradient(name), wanted, rtol=1e-12, atol=1e-16)
