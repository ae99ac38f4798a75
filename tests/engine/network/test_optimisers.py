import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.iterations.run import trace
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.iterations.timeline import Timeline
from engine.language.notation import TEXT
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.program.program import Phase, derive

# The optimisers, written out in numpy: each gives the parameters after every update, and what is
# remembered about them.


def gradient_descent(parameters, gradients, rate, updates):
    for _ in range(updates):
        found = gradients(parameters)
        parameters = {name: value - rate * found[name] for name, value in parameters.items()}
        yield parameters, dict.fromkeys(parameters, ())


def momentum(parameters, gradients, rate, updates, mu=0.9):
    velocity = {name: np.zeros_like(value) for name, value in parameters.items()}
    for _ in range(updates):
        found = gradients(parameters)
        velocity = {name: mu * v + found[name] for name, v in velocity.items()}
        parameters = {name: value - rate * velocity[name] for name, value in parameters.items()}
        yield parameters, {name: (v,) for name, v in velocity.items()}


def adam(parameters, gradients, rate, updates, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Kingma and Ba, algorithm 1, line by line."""
    m = {name: np.zeros_like(value) for name, value in parameters.items()}
    v = {name: np.zeros_like(value) for name, value in parameters.items()}
    for t in range(1, updates + 1):
        g = gradients(parameters)
        after = {}
        for name, theta in parameters.items():
            m[name] = beta1 * m[name] + (1 - beta1) * g[name]
            v[name] = beta2 * v[name] + (1 - beta2) * g[name] ** 2
            m_hat = m[name] / (1 - beta1**t)
            v_hat = v[name] / (1 - beta2**t)
            after[name] = theta - rate * m_hat / (np.sqrt(v_hat) + epsilon)
        parameters = after
        yield parameters, {name: (m[name], v[name]) for name in m}


# Gradients of two networks by hand


def skip_gradients(w, x=1.0, y=-3.0):
    z0 = w["w0"] * x
    h0 = np.maximum(z0, 0)
    z1 = w["w1"] * h0
    h1 = np.maximum(z1, 0)
    up = -np.sign(y - (w["w2"] * h1 + w["w3"] * h0))
    back1 = up * w["w2"] * (z1 >= 0)  # the exercise takes the derivative of ReLU at 0 as 1
    back0 = (up * w["w3"] + back1 * w["w1"]) * (z0 >= 0)
    return {"w0": back0 * x, "w1": back1 * h0, "w2": up * h1, "w3": up * h0}


X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
Y = np.array([[1.0, 0], [0, 1], [0, 1], [1, 0]])


def xor_gradients(w):
    z = X @ w["W1"] + w["b1"]
    h = np.maximum(z, 0)
    e = np.exp(h @ w["W2"] + w["b2"])
    delta = (e / e.sum(axis=1, keepdims=True) - Y) / 4
    back = delta @ w["W2"].T * (z > 0)
    return {
        "W1": X.T @ back, "b1": back.sum(axis=0), "W2": h.T @ delta, "b2": delta.sum(axis=0),
    }  # fmt: skip


BY_HAND = {"gd": gradient_descent, "momentum": momentum, "adam": adam}
GRADIENTS = {"skip": skip_gradients, "xor": xor_gradients}


def assert_trained(network, gradients, updates):
    """Whether the network's iterations are the updates that are written out above."""
    optimiser = network.optimiser
    settings = {
        "gd": {},
        "momentum": {"mu": optimiser.momentum},
        "adam": {
            "beta1": optimiser.beta1, "beta2": optimiser.beta2, "epsilon": optimiser.epsilon,
        },
    }[optimiser.kind]  # fmt: skip
    program = derive(network)
    start = {name: np.array(value) for name, value in network.parameters.items()}
    by_hand = BY_HAND[optimiser.kind](start, gradients, network.learning_rate, updates, **settings)
    for run, (parameters, remembered) in zip(trace(program, updates), by_hand, strict=True):
        state = State(run, len(every_step(run)))
        for name, wanted in parameters.items():
            np.testing.assert_allclose(state.value(name), wanted, rtol=1e-11, atol=1e-15)
            symbols = program.state_symbols[name]
            for symbol, number in zip(symbols, remembered[name], strict=True):
                np.testing.assert_allclose(state.value(symbol), number, rtol=1e-11, atol=1e-15)
        if optimiser.kind == "adam":
            assert state.value("t") == run.number + 1


@pytest.mark.parametrize("name", GRADIENTS)
@pytest.mark.parametrize("kind", BY_HAND)
@pytest.mark.parametrize("rate", [0.003, 0.1, 1.0])
def test_every_optimiser_trains_as_by_hand(kind, name, rate):
    network = replace(load_network(name), optimiser=Optimiser(kind), learning_rate=rate)
    assert_trained(network, GRADIENTS[name], 12)


@pytest.mark.parametrize(
    "optimiser",
    [
        Optimiser("momentum", momentum=0.0),
        Optimiser("momentum", momentum=0.25),
        Optimiser("adam", beta1=0.0, beta2=0.0, epsilon=1e-3),
        Optimiser("adam", beta1=0.5, beta2=0.9, epsilon=2.0),
    ],
)
def test_the_settings_of_an_optimiser_are_used(optimiser):
    for name, gradients in GRADIENTS.items():
        network = replace(load_network(name), optimiser=optimiser, learning_rate=0.1)
        assert_trained(network, gradients, 6)


@pytest.mark.parametrize(
    ("seed", "end"),
    [(0, math.log(2)), (1, 0.0), (5, math.log(2) / 2), (8, 0.75 * (math.log(3) - math.log(4) / 3))],
)
def test_a_thousand_updates_of_xor_are_those_by_hand(seed, end):
    # The losses at which XOR ends (DESIGN section 4): ln 2; solved; half of ln 2, as two samples
    # share a prediction; 3/4 of the entropy of 1/3, as three do. They are approached, not reached.
    network = load_network("xor", seed)
    timeline = Timeline(derive(network))
    for _ in timeline.reach(1000):
        pass
    *_, (parameters, _) = gradient_descent(dict(network.parameters), xor_gradients, 1.0, 1000)
    h = np.maximum(X @ parameters["W1"] + parameters["b1"], 0)
    e = np.exp(h @ parameters["W2"] + parameters["b2"])
    loss = -np.log((e * Y).sum(axis=1) / e.sum(axis=1)).mean()
    assert timeline.run(1000).loss == pytest.approx(loss, rel=1e-11)
    assert loss == pytest.approx(end, abs=2e-3)


# What is known without running anything


def test_under_a_constant_gradient_velocity_is_a_geometric_series(build):
    network = build("L = w*x", {"x": 3.0}, w=0.0)
    program = derive(replace(network, optimiser=Optimiser("momentum", 0.5), learning_rate=0.1))
    for run in trace(program, 8):
        velocity = State(run, len(every_step(run))).value("v_w")
        assert velocity == pytest.approx(3 * (1 - 0.5 ** (run.number + 1)) / (1 - 0.5), rel=1e-14)


@pytest.mark.parametrize("gradient", [1e-3, 3.0, -1e5])
def test_under_a_constant_gradient_adam_moves_by_the_learning_rate(build, gradient):
    network = build("L = w*x", {"x": gradient}, w=0.0)
    program = derive(replace(network, optimiser=Optimiser("adam"), learning_rate=0.25))
    for run in trace(program, 5):
        wanted = -math.copysign(0.25, gradient) * (run.number + 1)
        assert State(run, len(every_step(run))).value("w") == pytest.approx(wanted, rel=2e-5)


def test_velocity_moves_a_parameter_whose_gradient_is_0():
    # After its first update the skip network is dead for good, but momentum does not know that.
    program = derive(replace(load_network("skip"), optimiser=Optimiser("momentum")))
    first, second, third = trace(program, 3)
    assert State(first, len(every_step(first))).value("w0") == 0.5 - 0.75
    assert State(second, len(every_step(second))).gradient("w0") == 0.0
    assert State(second, len(every_step(second))).value("v_w0") == pytest.approx(
        0.9 * 0.75, rel=1e-15
    )
    end = State(third, len(every_step(third))).value("w0")
    assert end == pytest.approx(0.5 - 0.75 * (1 + 0.9 + 0.81), rel=1e-15)


# Equations and names


def shown(program):
    """The equations of the update as they are written."""
    return [
        f"{each.symbol} = {TEXT.write(each.expression)}"
        for each in program.equations
        if each.phase is Phase.UPDATE
    ]


def with_optimiser(name, kind):
    return derive(replace(load_network(name), optimiser=Optimiser(kind)))


def test_gradient_descent_remembers_nothing():
    program = derive(load_network("skip"))
    assert shown(program) == [f"w{i} = w{i} - lr*dL/dw{i}" for i in range(4)]
    assert program.state_symbols == {"w0": (), "w1": (), "w2": (), "w3": ()}
    assert list(program.base) == ["x", "y", "w0", "w1", "w2", "w3", "lr"]
    assert program.start == (1.0, -3.0, 0.5, 0.5, 0.5, 0.5, 1.0)


def test_momentum_updates_in_two_steps():
    program = with_optimiser("skip", "momentum")
    assert shown(program) == [
        "v_w0 = 0.9*v_w0 + dL/dw0", "w0 = w0 - lr*v_w0",
        "v_w1 = 0.9*v_w1 + dL/dw1", "w1 = w1 - lr*v_w1",
        "v_w2 = 0.9*v_w2 + dL/dw2", "w2 = w2 - lr*v_w2",
        "v_w3 = 0.9*v_w3 + dL/dw3", "w3 = w3 - lr*v_w3",
    ]  # fmt: skip
    assert program.state_symbols == {f"w{i}": (f"v_w{i}",) for i in range(4)}


def test_adam_updates_in_three_steps_and_counts_in_one():
    program = with_optimiser("plain", "adam")
    count, *rest = shown(program)
    assert count == "t = t + 1"
    assert len(rest) == 3 * 3
    assert rest[:3] == [
        "m_w0 = 0.9*m_w0 + (1 - 0.9)*dL/dw0",
        "v_w0 = 0.999*v_w0 + (1 - 0.999)*square(dL/dw0)",
        "w0 = w0 - lr*(m_w0 / (1 - 0.9**t)) / (sqrt(v_w0 / (1 - 0.999**t)) + 1e-08)",
    ]
    assert program.state_symbols["w2"] == ("m_w2", "v_w2")


@pytest.mark.parametrize("kind", ["momentum", "adam"])
@pytest.mark.parametrize("name", ["skip", "xor"])
def test_what_is_remembered_can_be_looked_at_in_every_step(name, kind):
    program = with_optimiser(name, kind)
    first, second = trace(program, 2)
    symbols = [symbol for each in program.state_symbols.values() for symbol in each]
    for symbol in symbols:
        after = program.index[symbol] + 1
        shape = program.shapes[symbol]
        for position in (0, after - 1):
            np.testing.assert_array_equal(State(first, position).value(symbol), np.zeros(shape))
        assert np.any(State(first, after).value(symbol))
        kept = State(first, len(every_step(first))).value(symbol)
        assert np.shape(kept) == shape
        np.testing.assert_array_equal(State(second, after - 1).value(symbol), kept)
        assert every_step(first)[after - 1].phase is Phase.UPDATE
        assert symbol in program.state_symbols[every_step(first)[after - 1].node]


NAMED_ALIKE = [
    ("momentum", "v_w0", ["v_w0_", "v_v_w0"]),
    ("momentum", "w0_", ["v_w0", "v_w0_"]),
    ("adam", "v_w0", ["t", "m_w0", "v_w0_", "m_v_w0", "v_v_w0"]),
    ("adam", "m_w0", ["t", "m_w0_", "v_w0", "m_m_w0", "v_m_w0"]),
    ("adam", "t", ["t_", "m_w0", "v_w0", "m_t", "v_t"]),
]


@pytest.mark.parametrize(("kind", "other", "symbols"), NAMED_ALIKE)
def test_what_is_remembered_takes_no_name_of_a_node(build, kind, other, symbols):
    network = build(f"L = square(w0*{other} - 2)", w0=1.0, **{other: 0.5})
    program = derive(replace(network, optimiser=Optimiser(kind)))
    assert list(program.base) == ["w0", other, *symbols, "lr"]


NAMES = ["w", "w_", "w__", "v_w", "v_w_", "m_w", "m_w_", "t", "t_", "v_v_w", "m_v_w"]


@given(
    names=st.lists(st.sampled_from(NAMES), min_size=3, max_size=6, unique=True),
    trained=st.integers(1, 5),
    kind=st.sampled_from(["momentum", "adam"]),
)
def test_the_numbers_do_not_depend_on_the_names(names, trained, kind, build):
    """A network that uses the optimiser's own names has the numbers of one that does not."""
    trained = min(trained, len(names) - 1)

    def ends(called):
        equations = "\n".join(
            [
                f"{called[-1]} = " + " + ".join(f"square({name} - 1)" for name in called[:-1]),
                f"L = tanh({called[-1]})",
            ]
        )
        values = {name: 0.25 * i for i, name in enumerate(called[:-1])}
        inputs = {name: values.pop(name) for name in called[trained:-1]}
        network = build(equations, inputs, **values)
        program = derive(replace(network, optimiser=Optimiser(kind), learning_rate=0.1))
        assert len(program.base) == len(called[:-1]) + len(names_of(program)) + 1
        assert not set(names_of(program)) & set(network.nodes)
        *_, last = trace(program, 3)
        return [State(last, len(every_step(last))).value(name) for name in called[:trained]]

    assert ends(names) == ends([f"n{i}" for i in range(len(names))])


def names_of(program):
    count = [program.memo.count] if program.memo.count else []
    return [*count, *(symbol for each in program.state_symbols.values() for symbol in each)]
