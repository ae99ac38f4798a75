"""Networks that people train, as network files, and their losses by torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch
    from by_hand import Tensors

MLP = """
loss = "L"
equations = '''
Z = X @ W1 + b1
H = relu(Z)
O = H @ W2 + b2
L = mean(cross_entropy(O, Y))
'''
[inputs]
X = { normal = 1, shape = [256, 784] }
[targets]
Y = { constant = 0.1, shape = [256, 10] }
[parameters]
W1 = { normal = 0.05, shape = [784, 128] }
b1 = { constant = 0, shape = [128] }
W2 = { normal = 0.05, shape = [128, 10] }
b2 = { constant = 0, shape = [10] }
[training]
learning_rate = 0.1
"""
"""An MLP 784-128-10 on 256 samples."""

LENET = """
loss = "L"
equations = '''
Z1 = conv2d(X, W1, b1)
H1 = relu(Z1)
P1 = max_pool2d(H1, kernel=2)
Z2 = conv2d(P1, W2, b2)
H2 = relu(Z2)
P2 = max_pool2d(H2, kernel=2)
F = reshape(P2, shape=(32, 256))
H3 = relu(F @ W3 + b3)
H4 = relu(H3 @ W4 + b4)
O = H4 @ W5 + b5
L = mean(cross_entropy(O, Y))
'''
[inputs]
X = { normal = 1, shape = [32, 1, 28, 28] }
[targets]
Y = { constant = 0.1, shape = [32, 10] }
[parameters]
W1 = { normal = 0.2, shape = [6, 1, 5, 5] }
b1 = { constant = 0, shape = [6] }
W2 = { normal = 0.1, shape = [16, 6, 5, 5] }
b2 = { constant = 0, shape = [16] }
W3 = { normal = 0.06, shape = [256, 120] }
b3 = { constant = 0, shape = [120] }
W4 = { normal = 0.1, shape = [120, 84] }
b4 = { constant = 0, shape = [84] }
W5 = { normal = 0.1, shape = [84, 10] }
b5 = { constant = 0, shape = [10] }
[training]
learning_rate = 0.1
"""
"""LeNet-5 (LeCun and others, 1998) on 32 images of 28×28, with ReLUs and maxima."""

TRANSFORMER = """
loss = "L"
equations = '''
N1 = layer_norm(X, g1, s1)
A = attention(N1 @ WQ, N1 @ WK, N1 @ WV, heads=4)
R = X + A @ WO
N2 = layer_norm(R, g2, s2)
H = gelu(N2 @ W1 + b1)
O = R + H @ W2 + b2
L = mean(square(O - Y))
'''
[inputs]
X = { normal = 1, shape = [8, 32, 64] }
[targets]
Y = { normal = 1, shape = [8, 32, 64] }
[parameters]
g1 = { constant = 1, shape = [64] }
s1 = { constant = 0, shape = [64] }
WQ = { normal = 0.1, shape = [64, 64] }
WK = { normal = 0.1, shape = [64, 64] }
WV = { normal = 0.1, shape = [64, 64] }
WO = { normal = 0.1, shape = [64, 64] }
g2 = { constant = 1, shape = [64] }
s2 = { constant = 0, shape = [64] }
W1 = { normal = 0.1, shape = [64, 256] }
b1 = { constant = 0, shape = [256] }
W2 = { normal = 0.1, shape = [256, 64] }
b2 = { constant = 0, shape = [64] }
[training]
learning_rate = 0.1
"""
"""A transformer block of 64 features and 4 heads on 8 sequences of 32 tokens."""


def torch_lenet(v: Tensors) -> torch.Tensor:
    """Return the loss of LeNet."""
    from torch.nn import functional

    h = functional.max_pool2d(functional.relu(functional.conv2d(v["X"], v["W1"], v["b1"])), 2)
    h = functional.max_pool2d(functional.relu(functional.conv2d(h, v["W2"], v["b2"])), 2)
    h = functional.relu(functional.linear(h.flatten(1), v["W3"].T, v["b3"]))
    h = functional.relu(functional.linear(h, v["W4"].T, v["b4"]))
    return functional.cross_entropy(functional.linear(h, v["W5"].T, v["b5"]), v["Y"])


def torch_transformer(v: Tensors) -> torch.Tensor:
    """Return the loss of the transformer block."""
    from torch.nn import functional

    def heads(x: torch.Tensor) -> torch.Tensor:
        return x.reshape(8, 32, 4, 16).transpose(1, 2)

    n = functional.layer_norm(v["X"], (64,), v["g1"], v["s1"])
    q, k, values = (heads(n @ v[name]) for name in ("WQ", "WK", "WV"))
    attended = functional.softmax(q @ k.transpose(-1, -2) / 4, dim=-1) @ values
    r = v["X"] + attended.transpose(1, 2).reshape(8, 32, 64) @ v["WO"]
    n = functional.layer_norm(r, (64,), v["g2"], v["s2"])
    o = r + functional.gelu(n @ v["W1"] + v["b1"]) @ v["W2"] + v["b2"]
    return (o - v["Y"]).square().mean()
