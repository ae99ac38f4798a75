"""Programs compiled to one Python function, held against the trace."""

from unittest.mock import patch

import numpy as np

from engine.iterations.compile import compile_program
from engine.iterations.run import run_iteration
from engine.iterations.step import every_step
from engine.language.expression import Call, Name, Number
from engine.language.values import evaluate, same, unwarned
from engine.program.program import Phase, derive

XOR = """
loss = "L"
equations = '''
Z = X @ W1 + b1
H = relu(Z)
O = H @ W2 + b2
L = mean(cross_entropy(O, Y))
'''
[inputs]
X = [[0, 0], [0, 1], [1, 0], [1, 1]]
[targets]
Y = [[1, 0], [0, 1], [0, 1], [1, 0]]
[parameters]
W1 = { normal = 0.5, shape = [2, 3] }
b1 = { constant = 0.01, shape = [3] }
W2 = { normal = 0.5, shape = [3, 2] }
b2 = { constant = 0.01, shape = [2] }
"""


def call(op, *operands, **options):
    operands = tuple(Number(x) if isinstance(x, float) else Name(x) for x in operands)
    return Call(op, operands, tuple(options.items()))


def iterate(program, memory):
    with unwarned():
        return compile_program(program)(memory)


def active(network, values):
    """For each ReLU where it passes a gradient, by numpy."""
    passes = np.greater_equal if network.conventions.relu_at_zero else np.greater
    for relu in network.relu_calls:
        value = evaluate(relu.z, values)
        yield bool(passes(value, 0)) if isinstance(value, float) else passes(value, 0).tobytes()


def assert_same(network, iterations=3, start=None):
    """Compares compiled iterations with recorded ones, to the bit, and returns the last memory."""
    program = derive(network)
    compiled = compile_program(program)
    memory = program.start if start is None else start
    for number in range(iterations):
        run = run_iteration(program, number, memory)
        nodes = {step.symbol: step.value for step in every_step(run) if step.phase is Phase.FORWARD}
        with unwarned():
            end, loss, masks = compiled(memory)
        assert len(end) == len(run.end)
        for name, found, wanted in zip(program.base, end, run.end, strict=True):
            assert same(found, wanted), (name, found, wanted)
            assert type(found) is type(wanted)
        assert same(loss, nodes[network.loss])
        given = dict(zip(program.base, memory, strict=True))
        assert masks == tuple(active(network, given | nodes))
        memory = end
    return memory


def never():
    """Fails where an iteration is run by the trace."""
    return patch("engine.iterations.compile.Run", side_effect=AssertionError("not compiled"))


SCALAR_FORMS = [
    "a + b", "a - b", "a*b", "a/b", "b**a", "a*b**2", "-a", "abs(a)", "sign(a)", "sign(a, 1)",
    "relu(a)", "step(a)", "step(a, 0.5)", "leaky_relu(a)", "leaky_relu(a, 0.25)", "softplus(a)",
    "sigmoid(a)", "tanh(a)", "exp(a)", "a*log(b)", "a*sqrt(b)", "square(a)", "minimum(a, b)",
    "maximum(a, b)", "sum(a)", "mean(a)", "sum_to(a, b)", "broadcast_to(a, b)",
    "sin(a)", "cos(a)", "erf(a)", "gelu(a)", "silu(a)", "floor(a)*a", "detach(a)*a",
    "greater(a, 0.1)*a",
    "greater_equal(a, b)*a", "less(a, b)*a", "less_equal(a, 0)*a", "equal(a, 0)*b",
    "not_equal(a, b)*a", "where(a > 0, b, a*a)", "max(a)", "min(a)",
]  # fmt: skip


ARRAY_FORMS = [
    *SCALAR_FORMS, "a @ transpose(a)", "transpose(a) @ a", "a @ r", "r @ a", "r @ r",
    "outer(r, r)", "sum(a, axis=0)", "sum(a, -1)", "mean(a, axis=0)", "mean(a, axis=1)",
    "permute(a, (1, 0))*b", "reshape(a, (-1,))", "squeeze(a[0:1])", "a[1]*r", "a[:, ::-2]",
    "pad(a, 1, between=(1, 0), value=2)", "concat(a, b, a, axis=1)",
    "unfold(reshape(a, (1, 3, 3)), 2, padding=1)", "fold(a[:, :2], (2, 3), (1, 3), dilation=1)",
    "take(a, step(r), axis=1)", "take(a, r)", "scatter_add(a, step(r, 1), size=3, axis=-1)",
    "expand_dims(a, -1)", "expand_dims(a)", "sum_to(a, r)", "sum_to(a, expand_dims(r))",
    "sum_to(a, expand_dims(r, 1))*b",
    "sum_to(a, 1)", "broadcast_to(r, a)", "broadcast_to(2, a)", "expand_dims(sum(a))",
    "softmax(a)", "softmax(r)", "log_softmax(a)", "cross_entropy(a, y)",
    "cross_entropy(r, y0)",
    "2*a", "a*sum(a)", "a - r", "maximum(a, 0.1)", "b**a*2",
    "max(a, axis=0)", "min(a, axis=1)", "max(a, axis=(0, 1))", "where(r > 0, a, 0)",
    "expand_dims(a, 0) @ b", "expand_dims(a, 1) @ b", "a @ transpose(expand_dims(b, 0))",
    "abs(a)**sum(b)", "sum(b)**a",
]  # fmt: skip


ENTRIES = [[0.7, -0.7, 0.0], [-0.0, 0.3, 2.5], [-1.5, 0.1, 0.2]]
