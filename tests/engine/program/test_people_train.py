"""What people train is within the bounds of a network and of its program."""

import pytest

from engine.program.recipe import Recipe

LENET = """
loss = "L"
equations = '''
H1 = max_pool2d(relu(conv2d(X, W1, b1)))
H2 = max_pool2d(relu(conv2d(H1, W2, b2)))
H3 = relu(reshape(H2, (32, 400)) @ W3 + b3)
L = mean(cross_entropy(H3 @ W4 + b4, Y))
'''
[inputs]
X = { normal = 1, shape = [32, 3, 32, 32] }
[targets]
Y = { constant = 0.1, shape = [32, 10] }
[parameters]
W1 = { normal = 0.1, shape = [6, 3, 5, 5] }
b1 = { constant = 0, shape = [6] }
W2 = { normal = 0.1, shape = [16, 6, 5, 5] }
b2 = { constant = 0, shape = [16] }
W3 = { normal = 0.1, shape = [400, 120] }
b3 = { constant = 0, shape = [120] }
W4 = { normal = 0.1, shape = [120, 10] }
b4 = { constant = 0, shape = [10] }
[training]
optimiser = "adam"
"""

TRANSFORMER = """
loss = "L"
equations = '''
R = X + multihead_attention(layer_norm(X), Wx, Wy, heads=4)
L = mean(square(R + gelu(layer_norm(R) @ W1) @ W2 - Y))
'''
[inputs]
X = { normal = 1, shape = [32, 32, 64] }
[targets]
Y = { normal = 1, shape = [32, 32, 64] }
[parameters]
Wx = { normal = 0.1, shape = [192, 64] }
Wy = { normal = 0.1, shape = [64, 64] }
W1 = { normal = 0.1, shape = [64, 256] }
W2 = { normal = 0.1, shape = [256, 64] }
"""

MLP = """
loss = "L"
equations = "L = mean(square(relu(relu(X @ W1) @ W2) @ W3))"
[inputs]
X = { normal = 1, shape = [32, 784] }
[parameters]
W1 = { constant = 0.1, shape = [784, 1024] }
W2 = { constant = 0.1, shape = [1024, 1024] }
W3 = { constant = 0.1, shape = [1024, 10] }
"""


@pytest.mark.parametrize("text", [LENET, TRANSFORMER, MLP], ids=["LeNet", "transformer", "MLP"])
def test_what_people_train_is_within_the_bounds(text):
    program = Recipe("mine.toml", text=text).program()
    assert program.shapes[program.network.loss] == ()
