"""Programs of random networks: their gradients, held against the complex step."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.errors import NetworkError
from engine.iterations.run import run_iteration
from engine.iterations.step import every_step
from engine.language.expression import free_names
from engine.language.parser import parse
from engine.program.program import derive
from tests.engine.program.running import end

FORMS = (
    "{0}*{1}", "{0} + {1}", "{0} - {1}", "{0}*{0}", "{0}*{1} + {1}*{2}", "tanh({0})",
    "sigmoid({0} - {1})", "exp(-square({0}))", "log(1 + square({0}))", "sqrt(1 + square({0}))",
    "{0}/(1 + square({1}))", "-{0}", "tanh({0})**3", "(1 + square({0}))**tanh({1})", "2*{0} - 0.5",
    "square({0})/2", "tanh({0} + {1} + {2})", "exp(tanh({0}))*{1}", "1/(2 + tanh({0}))",
    "sum({0}) + mean({1})",
)  # fmt: skip


@st.composite
def scalar_networks(draw, build):
    """A random graph of single numbers, in which everything reaches the loss."""
    numbers = st.floats(-2, 2, allow_subnormal=False)
    parameters = {f"p{i}": draw(numbers) for i in range(draw(st.integers(1, 4)))}
    inputs = {f"x{i}": draw(numbers) for i in range(draw(st.integers(0, 2)))}
    known = [*parameters, *inputs]
    unused = set(known)
    lines = []
    for i in range(draw(st.integers(1, 9))):
        form = draw(st.sampled_from(FORMS))
        used = [draw(st.sampled_from(known)) for _ in range(3)][: 1 + max(map(form.count, "012"))]
        used += [used[0]] * 3
        lines.append(f"n{i} = {form.format(*used)}")
        unused -= free_names(parse(form.format(*used)))
        known.append(f"n{i}")
        unused.add(f"n{i}")
    lines.append("L = " + " + ".join(f"tanh({name})" for name in sorted(unused)))
    return build("\n".join(lines), inputs, **parameters)


def assert_derived(network, oracle, tolerance=1e-12):
    state = end(derive(network))
    for name in network.parameters:
        wanted = oracle(network, name)
        scale = max(1.0, float(np.max(np.abs(wanted))))
        found = state.gradient(name)
        np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance * scale)


@settings(max_examples=200)
@given(data=st.data())
def test_derived_gradients_of_random_scalar_networks_are_exact(data, build, complex_step):
    assert_derived(data.draw(scalar_networks(build)), complex_step)


ACTIVATIONS = ("tanh({})", "sigmoid({})", "softmax({})", "square({})", "{}", "log(1 + exp({}))")
HEADS = (
    "c = cross_entropy(O, Y)\nL = mean(c)",
    "L = mean(cross_entropy(O, Y))",
    "E = O - Y\nL = mean(square(E))",
    "L = mean(sum(square(O - Y), axis=1))/2",
    "P = softmax(O)\nL = -mean(sum(Y*log(P), axis=-1))",
    "L = sum(mean(square(O - Y), axis=0)) + sum(square(W1))/100",
    "s = O @ v\nL = sum(tanh(s)) + sum(Y*log_softmax(O))",
    "L = sum(square(transpose(O) @ Y)) + mean(b1*b1)",
)


@st.composite
def array_networks(draw, build):
    """A random net of two or three layers with a random activation and loss."""
    samples, width, hidden, classes = (draw(st.integers(1, 3)) for _ in range(4))

    def values(*shape):
        return draw(
            hnp.arrays(np.float64, shape, elements=st.floats(-1.5, 1.5, allow_subnormal=False))
        )

    labels = draw(hnp.arrays(np.intp, samples, elements=st.integers(0, classes - 1)))
    first, second = (draw(st.sampled_from(ACTIVATIONS)) for _ in range(2))
    head = draw(st.sampled_from(HEADS))
    parameters = {
        "W1": values(width, hidden), "b1": values(hidden), "W2": values(hidden, classes),
        "b2": values(*draw(st.sampled_from([(), (1,), (classes,), (1, classes), (samples, 1)]))),
    }  # fmt: skip
    lines = ["Z = X @ W1 + b1", f"H = {first.format('Z')}"]
    if draw(st.booleans()):
        parameters["R"] = values(hidden, hidden)
        lines.append(f"G = {second.format('H @ R')} + H")
    lines += [f"O = {'G' if 'R' in parameters else 'H'} @ W2 + b2", head]
    if " @ v" in head:
        parameters["v"] = values(classes)
    inputs = {"X": values(samples, width)}
    targets = {"Y": np.eye(classes)[labels]}
    return build("\n".join(lines), inputs, targets=targets, **parameters)


@settings(max_examples=100)
@given(data=st.data())
def test_derived_gradients_of_random_array_networks_are_exact(data, build, complex_step):
    assert_derived(data.draw(array_networks(build)), complex_step)


@given(data=st.data())
def test_every_equation_reads_what_is_known_and_assigns_its_shape(data, build):
    program = derive(data.draw(scalar_networks(build) | array_networks(build)))
    known = set(program.base)
    run = run_iteration(program, 0, program.start)
    for step in every_step(run):
        assert set(step.equation.reads()) <= known
        assert np.shape(step.value) == program.shapes[step.symbol]
        known.add(step.symbol)
    symbols = [each.symbol for each in program.equations]
    assert len(set(symbols) - set(program.network.parameters)) == len(symbols) - len(
        program.network.parameters
    )


def test_a_derivative_that_doubles_with_every_softmax_is_refused(build):
    nested = "softmax(" * 12 + "o" + ")" * 12
    network = build(f"L = sum({nested}*o)", o=np.array([1.0, 2.0]))
    with pytest.raises(NetworkError, match="split the equation"):
        derive(network)
