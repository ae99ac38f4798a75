"""Networks of the textbooks and the XOR experiment, against torch and against what needs no torch.

torch is optional: what compares with it is skipped where it is missing, `pip install torch` and
`pytest -m torch` run it. What it is compared in is compared with numbers of a textbook, exact
decimal arithmetic or the complex-step derivative as well, and these always run.
"""

import math
from dataclasses import replace
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.iterations.run import trace
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.iterations.timeline import Timeline
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive


@pytest.fixture(scope="session")
def torch():
    found = pytest.importorskip("torch")
    found.set_num_threads(1)
    return found


def read(text):
    return read_network(Source("textbook.toml", text))


def after(network, iterations=1):
    """The state at the end of so many iterations."""
    *_, run = trace(derive(network), iterations)
    return State(run, len(every_step(run)))


def tensors(torch, values):
    """Values as tensors whose gradients are asked for."""
    return {
        name: torch.tensor(np.array(value), dtype=torch.float64, requires_grad=True)
        for name, value in values.items()
    }


# Networks of the textbooks

# A network of two layers, as in https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-
# example/: two inputs, two hidden units, two outputs, half the squared error.
TWO_LAYERS = """
loss = "E"
gradients = ["b1", "b2"]
equations = '''
n1 = w1*i1 + w2*i2 + b1
n2 = w3*i1 + w4*i2 + b1
h1 = sigmoid(n1)
h2 = sigmoid(n2)
o1 = sigmoid(w5*h1 + w6*h2 + b2)
o2 = sigmoid(w7*h1 + w8*h2 + b2)
E = square(t1 - o1)/2 + square(t2 - o2)/2
'''
[inputs]
i1 = 0.05
i2 = 0.10
b1 = 0.35
b2 = 0.60
[targets]
t1 = 0.01
t2 = 0.99
[parameters]
w1 = 0.15
w2 = 0.20
w3 = 0.25
w4 = 0.30
w5 = 0.40
w6 = 0.45
w7 = 0.50
w8 = 0.55
[training]
learning_rate = 0.5
"""

# The same on matrices, for a batch of three.
TWO_LAYERS_BATCH = """
loss = "E"
gradients = ["X"]
equations = '''
Z = X @ W1 + b1
H = sigmoid(Z)
O = sigmoid(H @ W2 + b2)
E = mean(sum(square(O - Y), axis=1))/2
'''
[inputs]
X = [[0.05, 0.1], [-1, 2], [0, 0]]
[targets]
Y = [[0.01, 0.99], [1, 0], [0.5, 0.5]]
[parameters]
W1 = [[0.15, 0.25, -0.5], [0.2, 0.3, 1]]
b1 = [0.35, 0.35, 0]
W2 = [[0.4, 0.5], [0.45, 0.55], [-1, 2]]
b2 = [0.6, 0.6]
"""

# The example of micrograd's README, each name assigned once.
MICROGRAD = """
loss = "g"
equations = '''
c0 = a + b
d0 = a*b + b**3
c1 = c0 + (c0 + 1)
c2 = c1 + (1 + c1 + (-a))
d1 = d0 + (d0*2 + relu(b + a))
d2 = d1 + (3*d1 + relu(b - a))
e = c2 - d2
f = e**2
g = f/2 + 10/f
'''
[parameters]
a = -4
b = 2
"""

# Powers and quotients, one inside the other; x³ twice.
POWERS = """
loss = "L"
gradients = ["x"]
equations = '''
p = x**3 - 2*x**2 + x/3
q = (a**3/b + b**2/a)**2 / (1 + x**2)
r = x**-2 + (1 + a**2)**0.5
s = p*q**-1 + b**a
L = s**3/(r + 2) - x**3
'''
[inputs]
x = 1.5
[parameters]
a = 0.7
b = 1.3
"""

TANH_NEURON = """
loss = "o"
gradients = ["x1", "x2"]
equations = '''
n = x1*w1 + x2*w2 + b
e = exp(2*n)
o = (e - 1)/(e + 1)
'''
[inputs]
x1 = 2
x2 = 0
[parameters]
w1 = -3
w2 = 1
b = 6.8813735870195432
"""

SOFTMAX_CLASSIFIER = """
loss = "L"
gradients = ["X"]
equations = '''
O = X @ W + b
L = mean(cross_entropy(O, Y)) + 0.01*sum(square(W))
'''
[inputs]
X = [[1, 2], [-0.5, 0.3], [3, -1], [0, 0]]
[targets]
Y = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]
[parameters]
W = [[0.1, -0.2, 0.3], [0.5, 0.4, -0.6]]
b = [0.01, 0, -0.02]
"""


def two_layers_in_torch(torch, v):
    h1 = torch.sigmoid(v["w1"] * v["i1"] + v["w2"] * v["i2"] + v["b1"])
    h2 = torch.sigmoid(v["w3"] * v["i1"] + v["w4"] * v["i2"] + v["b1"])
    o1 = torch.sigmoid(v["w5"] * h1 + v["w6"] * h2 + v["b2"])
    o2 = torch.sigmoid(v["w7"] * h1 + v["w8"] * h2 + v["b2"])
    return 0.5 * (v["t1"] - o1) ** 2 + 0.5 * (v["t2"] - o2) ** 2


def two_layers_batch_in_torch(torch, v):
    hidden = torch.sigmoid(torch.addmm(v["b1"], v["X"], v["W1"]))
    output = torch.sigmoid(torch.addmm(v["b2"], hidden, v["W2"]))
    return 0.5 * torch.nn.functional.mse_loss(output, v["Y"], reduction="sum") / 3


def micrograd_in_torch(_, v):
    a, b = v["a"], v["b"]
    c = a + b
    d = a * b + b**3
    c = c + c + 1
    c = c + 1 + c + (-a)
    d = d + d * 2 + (b + a).relu()
    d = d + 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    return f / 2.0 + 10.0 / f


def powers_in_torch(_, v):
    x, a, b = v["x"], v["a"], v["b"]
    p = x**3 - 2 * x**2 + x / 3
    q = (a**3 / b + b**2 / a) ** 2 / (1 + x**2)
    r = x**-2 + (1 + a**2).sqrt()
    return (p / q + b**a) ** 3 / (r + 2) - x**3


def tanh_neuron_in_torch(torch, v):
    return torch.tanh(v["x1"] * v["w1"] + v["x2"] * v["w2"] + v["b"])


def softmax_classifier_in_torch(torch, v):
    logits = torch.nn.functional.linear(v["X"], v["W"].T, v["b"])
    classes = v["Y"].argmax(dim=1)
    return torch.nn.functional.cross_entropy(logits, classes) + 0.01 * (v["W"] ** 2).sum()


TEXTBOOK = {
    "two layers": (TWO_LAYERS, two_layers_in_torch),
    "two layers, a batch": (TWO_LAYERS_BATCH, two_layers_batch_in_torch),
    "micrograd": (MICROGRAD, micrograd_in_torch),
    "powers": (POWERS, powers_in_torch),
    "tanh neuron": (TANH_NEURON, tanh_neuron_in_torch),
    "softmax classifier": (SOFTMAX_CLASSIFIER, softmax_classifier_in_torch),
}


@pytest.mark.torch
@pytest.mark.parametrize("name", TEXTBOOK)
def test_a_network_of_a_textbook_has_the_gradients_of_torch(name, torch):
    text, in_torch = TEXTBOOK[name]
    network = read(text)
    state = after(network)
    values = tensors(torch, network.constants)
    loss = in_torch(torch, values)
    loss.backward()
    assert state.loss == pytest.approx(loss.item(), rel=1e-13)
    for node in (*network.parameters, *network.gradients):
        wanted = values[node].grad.numpy()
        np.testing.assert_allclose(state.gradient(node), wanted, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", [name for name in TEXTBOOK if name != "micrograd"])
def test_a_network_of_a_textbook_has_the_gradients_of_the_complex_step(name, complex_step):
    network = read(TEXTBOOK[name][0])
    state = after(network)
    for node in (*network.parameters, *network.gradients):
        wanted = complex_step(network, node)
        np.testing.assert_allclose(state.gradient(node), wanted, rtol=1e-12, atol=1e-15)


def test_the_two_layers_have_the_numbers_of_the_textbook():
    state = after(read(TWO_LAYERS))
    found = [state.value(name) for name in ("n1", "h1", "h2", "o1", "o2", "E")]
    assert found == pytest.approx(
        [0.3775, 0.593269992, 0.596884378, 0.75136507, 0.772928465, 0.298371109], abs=1e-9
    )
    assert state.gradient("w5") == pytest.approx(0.082167041, abs=1e-9)
    assert state.gradient("w1") == pytest.approx(0.000438568, abs=1e-9)
    found = [state.value(f"w{i}") for i in range(1, 9)]
    assert found == pytest.approx(
        [0.149780716, 0.19956143, 0.24975114, 0.29950229,
         0.35891648, 0.408666186, 0.511301270, 0.561370121],
        abs=1e-8,
    )  # fmt: skip


def test_micrograd_has_the_numbers_of_its_readme():
    state = after(read(MICROGRAD))
    assert state.loss == pytest.approx(24.7041, abs=5e-5)
    assert state.gradient("a") == pytest.approx(138.8338, abs=5e-5)
    assert state.gradient("b") == pytest.approx(645.5773, abs=5e-5)


def test_the_tanh_neuron_has_the_numbers_of_the_lecture():
    state = after(read(TANH_NEURON))
    assert state.loss == pytest.approx(math.sqrt(0.5), rel=1e-12)
    found = [state.gradient(name) for name in ("x1", "w1", "x2", "w2")]
    assert found == pytest.approx([-1.5, 1.0, 0.5, 0.0], rel=1e-12)


# XOR

SEEDS = range(20)


def xor_in_torch(torch, v):
    logits = torch.relu(v["X"] @ v["W1"] + v["b1"]) @ v["W2"] + v["b2"]
    return torch.nn.functional.cross_entropy(logits, v["Y"])


def xor_updates(torch, network, updates):
    """The parameters after every update by torch, and how near a pre-activation came to 0."""
    x, y = (torch.tensor(np.array(network.constants[name])) for name in "XY")
    values = tensors(torch, network.parameters)
    for _ in range(updates):
        z = x @ values["W1"] + values["b1"]
        logits = torch.relu(z) @ values["W2"] + values["b2"]
        loss = torch.nn.functional.cross_entropy(logits, y)
        gradients = torch.autograd.grad(loss, list(values.values()))
        values = {
            name: (value - network.learning_rate * gradient).detach().requires_grad_()
            for (name, value), gradient in zip(values.items(), gradients, strict=True)
        }
        yield values, loss.item(), z.abs().min().item()


def size_of_terms(network):
    """How large, for each entry of a parameter, the numbers are that one update adds up.

    They are the parameter and the contributions of the four samples to its gradient, all taken as
    positive. The gradients of XOR are what is left when these cancel; with every number rounded to
    1e-16 of itself, that is what an error can be measured by.
    """
    x, y, w1, b1, w2, b2 = (np.array(value) for value in network.constants.values())
    z = x @ w1 + b1
    h = np.maximum(z, 0)
    e = np.exp(h @ w2 + b2)
    delta = abs(e / e.sum(axis=1, keepdims=True) - y) / 4
    back = delta @ abs(w2).T * (z > 0)
    added = {
        "W1": x.T @ back, "b1": back.sum(axis=0), "W2": h.T @ delta, "b2": delta.sum(axis=0),
    }  # fmt: skip
    return {name: abs(network.parameters[name]) + added[name] for name in network.parameters}


def assert_one_update(network, wanted):
    state = after(network)
    for name, size in size_of_terms(network).items():
        error = abs(state.value(name) - np.asarray(wanted[name], float))
        assert np.all(error <= 1e-15 * size), (name, error / size)


@pytest.mark.torch
@pytest.mark.parametrize("seed", SEEDS)
def test_one_update_of_xor_is_that_of_torch(seed, torch):
    network = load_network("xor", seed)
    ((values, _, _),) = xor_updates(torch, network, 1)
    assert_one_update(network, {name: value.detach() for name, value in values.items()})


@pytest.mark.torch
def test_a_relu_at_zero_is_that_of_torch(torch):
    # The first sample, 0 0, sits on the kink of both units, and the third, 1 0, on the second's.
    network = load_network("xor").with_values(
        {"b1": np.zeros(2), "W1": np.array([[0.5, 0.0], [-0.25, 0.75]])}
    )
    ((values, _, near),) = xor_updates(torch, network, 1)
    assert near == 0.0
    assert_one_update(network, {name: value.detach() for name, value in values.items()})
    other = replace(network, conventions=replace(network.conventions, relu_at_zero=1.0))
    assert not np.allclose(after(other).value("b1"), values["b1"].detach(), atol=1e-4)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_update_of_xor_is_the_exact_one(seed):
    network = load_network("xor", seed)
    assert_one_update(network, exact_update(network))


def exact_update(network):
    """The parameters after one update, in decimal arithmetic of 50 digits."""
    with localcontext() as context:
        context.prec = 50
        x, y, w1, b1, w2, b2 = (
            np.vectorize(lambda entry: Decimal(float(entry)), otypes=[object])(value)
            for value in network.constants.values()
        )
        z = x @ w1 + b1
        h = np.where(z > 0, z, Decimal(0))
        e = np.vectorize(lambda entry: entry.exp(), otypes=[object])(h @ w2 + b2)
        delta = (e / e.sum(axis=1)[:, None] - y) / 4
        back = np.where(z > 0, delta @ w2.T, Decimal(0))
        return {
            "W1": w1 - x.T @ back, "b1": b1 - back.sum(axis=0),
            "W2": w2 - h.T @ delta, "b2": b2 - delta.sum(axis=0),
        }  # fmt: skip


@pytest.mark.torch
@pytest.mark.parametrize("seed", SEEDS)
def test_after_a_thousand_updates_the_loss_of_xor_is_that_of_torch(seed, torch):
    # No seed of the first 20 had to be left out. The test sees for itself that none sits on a
    # kink: in 1000 iterations no pre-activation comes nearer to 0 than 1e-9, so that no rounding
    # error, which is a million times smaller, can put a ReLU on the other side. The nearest is
    # 7e-8, for seed 2. Nor is any of them chaotic: a seed that was would have its rounding errors
    # grow to more than 1e-9.
    network = load_network("xor", seed)
    timeline = Timeline(derive(network))
    for _ in timeline.reach(1000):
        pass
    *updates, (_, loss, _) = xor_updates(torch, network, 1001)
    assert min(near for _, _, near in updates) > 1e-9
    assert timeline.run(1000).loss == pytest.approx(loss, rel=0, abs=1e-9)
    np.testing.assert_allclose(timeline.losses, [each for _, each, _ in updates], rtol=0, atol=1e-9)


# Optimisers


def optimisers_in_torch(torch, values, network):
    rate = network.learning_rate
    match network.optimiser:
        case Optimiser(kind="gd"):
            return torch.optim.SGD(values, lr=rate)
        case Optimiser(kind="momentum", momentum=momentum):
            return torch.optim.SGD(values, lr=rate, momentum=momentum)
        case Optimiser(kind="adam", beta1=beta1, beta2=beta2, epsilon=epsilon):
            return torch.optim.Adam(values, lr=rate, betas=(beta1, beta2), eps=epsilon)


@pytest.mark.torch
@pytest.mark.parametrize("rate", [0.01, 0.1])
@pytest.mark.parametrize(
    "optimiser",
    [
        Optimiser("gd"),
        Optimiser("momentum"),
        Optimiser("momentum", momentum=0.5),
        Optimiser("adam"),
        Optimiser("adam", beta1=0.5, beta2=0.9, epsilon=1e-4),
    ],
)
@pytest.mark.parametrize("name", ["xor", "two layers", "two layers, a batch", "softmax classifier"])
def test_fifty_updates_are_those_of_torch(name, optimiser, rate, torch):
    text, in_torch = TEXTBOOK.get(name, ("", xor_in_torch))
    network = read(text) if text else load_network("xor")
    network = replace(network, optimiser=optimiser, learning_rate=rate)
    values = tensors(torch, network.constants)
    trained = [values[parameter] for parameter in network.parameters]
    updates = optimisers_in_torch(torch, trained, network)
    for run in trace(derive(network), 50):
        updates.zero_grad()
        loss = in_torch(torch, values)
        loss.backward()
        updates.step()
        state = State(run, len(every_step(run)))
        for parameter in network.parameters:
            wanted = values[parameter].detach().numpy()
            np.testing.assert_allclose(state.value(parameter), wanted, rtol=1e-10, atol=1e-12)
    assert state.loss == pytest.approx(loss.item(), rel=1e-10)


@pytest.mark.torch
def test_the_defaults_of_adam_are_those_of_torch(torch):
    defaults = torch.optim.Adam([torch.zeros(1)]).defaults
    optimiser = Optimiser("adam")
    assert defaults["betas"] == (optimiser.beta1, optimiser.beta2)
    assert defaults["eps"] == optimiser.epsilon


# Random networks

FORMS = (
    "{0}*{1}", "{0} + {1}", "{0} - {1}", "{0}*{0}", "{0}*{1} + {1}*{2}", "tanh({0})", "relu({0})",
    "sigmoid({0} - {1})", "exp(-square({0}))", "log(1 + square({0}))", "sqrt(1 + square({0}))",
    "{0}/(1 + square({1}))", "-{0}", "tanh({0})**3", "(1 + square({0}))**tanh({1})", "2*{0} - 0.5",
    "abs({0}) - {1}", "minimum({0}, {1})", "maximum({0}, 2*{1})", "leaky_relu({0}, slope=0.1)",
    "softmax({0})*{1}", "log_softmax({0})", "{0} - mean({0}, axis=0)", "transpose({0})/2",
    "tanh({0}) @ {1}", "{0}*sum({1}, axis=1)", "{0} + mean({1})",
)  # fmt: skip
"""Each makes a square matrix of square matrices."""


@st.composite
def networks(draw, build):
    """A random graph of square matrices, all of which reach the loss."""
    size = draw(st.integers(1, 3))
    numbers = st.floats(-2, 2, allow_subnormal=False)
    parameters = {
        f"p{i}": draw(hnp.arrays(np.float64, (size, size), elements=numbers))
        for i in range(draw(st.integers(1, 3)))
    }
    known = list(parameters)
    lines = []
    for i in range(draw(st.integers(1, 6))):
        used = [draw(st.sampled_from(known)) for _ in range(3)]
        lines.append(f"n{i} = {draw(st.sampled_from(FORMS)).format(*used)}")
        known.append(f"n{i}")
    lines.append("L = " + " + ".join(f"sum(tanh({name}))" for name in known))
    return build("\n".join(lines), **parameters)


@pytest.mark.torch
@settings(max_examples=200)
@given(data=st.data())
def test_derived_gradients_of_random_networks_are_those_of_torch(data, build, torch):
    network = data.draw(networks(build))
    state = after(network)
    values = tensors(torch, network.parameters)
    loss_in_torch(torch, network, values).backward()
    for name, value in values.items():
        wanted = value.grad.numpy()
        scale = max(1.0, float(abs(wanted).max()))
        np.testing.assert_allclose(state.gradient(name), wanted, rtol=1e-12, atol=1e-12 * scale)


def loss_in_torch(torch, network, values):
    """The loss, with an op of torch for each op of the network's equations."""
    ops = {
        "add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "pow": torch.pow,
        "neg": torch.neg, "matmul": torch.matmul, "transpose": torch.t, "tanh": torch.tanh,
        "sigmoid": torch.sigmoid, "exp": torch.exp, "log": torch.log, "sqrt": torch.sqrt,
        "square": torch.square, "abs": torch.abs, "relu": torch.relu, "minimum": torch.minimum,
        "maximum": torch.maximum, "leaky_relu": torch.nn.functional.leaky_relu,
        "softmax": lambda x: torch.softmax(x, -1),
        "log_softmax": lambda x: torch.log_softmax(x, -1),
        "sum": lambda x, *axis: torch.sum(x, *map(int, axis)),
        "mean": lambda x, *axis: torch.mean(x, *map(int, axis)),
    }  # fmt: skip

    def compute(part):
        if hasattr(part, "value"):
            return part.value
        if hasattr(part, "name"):
            return known[part.name]
        return ops[part.op](*map(compute, part.operands))

    known = dict(values)
    for node, expression in network.equations:
        known[node] = compute(expression)
    return known[network.loss]
