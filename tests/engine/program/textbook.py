"""Networks of the textbooks, written out in torch as well."""

import numpy as np

from engine.iterations.run import trace
from engine.iterations.state import State
from engine.iterations.step import every_step
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive


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
