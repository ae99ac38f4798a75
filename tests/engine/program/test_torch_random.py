"""Random networks, against torch."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.engine.program.textbook import after, tensors

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
        "maximum": torch.maximum,
        "leaky_relu": lambda x, slope: torch.nn.functional.leaky_relu(x, slope),
        "softmax": lambda x: torch.softmax(x, -1),
        "log_softmax": lambda x: torch.log_softmax(x, -1),
        "sum": lambda x, **axis: torch.sum(x, *map(int, axis.values())),
        "mean": lambda x, **axis: torch.mean(x, *map(int, axis.values())),
    }  # fmt: skip

    def compute(part):
        if hasattr(part, "value"):
            return part.value
        if hasattr(part, "name"):
            return known[part.name]
        return ops[part.op](*map(compute, part.operands), **dict(part.options))

    known = dict(values)
    for node, expression in network.equations:
        known[node] = compute(expression)
    return known[network.loss]
