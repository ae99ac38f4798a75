"""Transposes in derived rules: none that does nothing is shown, and the numbers are the same."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.expression import Call, Expression
from engine.language.notation import TEXT
from engine.language.parser import parse
from engine.program.program import derive
from tests.engine.program.running import end

STEPS = (
    "P @ W", "P @ transpose(W)", "transpose(W @ transpose(P))", "transpose(W) @ P",
    "transpose(transpose(P) @ W)", "transpose(P @ transpose(W))", "transpose(transpose(P))",
    "tanh(transpose(P) @ transpose(W))", "P*transpose(W)", "transpose(P - W)", "transpose(P)/2",
)  # fmt: skip
"""Each makes a square matrix of the one before and a parameter."""


@st.composite
def networks(draw, build):
    """A network of square matrices, whose products are sums of fewer terms than BLAS regroups."""
    size = draw(st.integers(1, 7))
    lines, values = [], np.random.default_rng(draw(st.integers(0, 99)))
    steps = draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=4))
    for number, step in enumerate(steps):
        before = f"Z{number - 1}" if number else "X"
        lines.append(f"Z{number} = {step.replace('P', before).replace('W', f'W{number % 2}')}")
    lines.append(f"L = mean(square(Z{len(steps) - 1} + 0.1*(W0 - W1)))")
    given = {name: values.normal(size=(size, size)) for name in ("X", "W0", "W1")}
    return build("\n".join(lines), {"X": given.pop("X")}, **given)


def calls(expression):
    if isinstance(expression, Call):
        yield expression
        for operand in expression.operands:
            yield from calls(operand)


def is_transpose(expression):
    return isinstance(expression, Call) and expression.op == "transpose"


def derived(program):
    return [each for each in program.equations if each.phase == "backward"]


def gradients(program):
    state = end(program)
    return {each.symbol: state.value(each.symbol) for each in derived(program)}


def plainly(self):
    """The transpose as it was derived before: nothing is left out."""
    return Call("transpose", (self,))


@given(data=st.data())
def test_no_transpose_that_does_nothing_is_derived(data, build):
    for equation in derived(derive(data.draw(networks(build)))):
        for part in filter(is_transpose, calls(equation.expression)):
            (inner,) = part.operands
            assert not is_transpose(inner), TEXT.write(equation.expression)
            if isinstance(inner, Call) and inner.op == "matmul":
                assert not any(map(is_transpose, inner.operands)), TEXT.write(equation.expression)


@given(data=st.data())
def test_the_numbers_are_those_with_every_transpose(data, build):
    network = data.draw(networks(build))
    with patch.object(Expression, "transposed", property(plainly)):
        plain = derive(network)
    found, wanted = gradients(derive(network)), gradients(plain)
    assert found.keys() == wanted.keys()
    for name, value in found.items():
        assert np.array_equal(value, wanted[name]), name


@given(data=st.data())
def test_the_numbers_are_those_of_the_complex_step(data, build, complex_step):
    network = data.draw(networks(build))
    state = end(derive(network))
    for name in network.parameters:
        found, wanted = state.gradient(name), complex_step(network, name)
        np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9 * (1 + abs(wanted).max()))


@pytest.mark.parametrize(
    ("equation", "symbol", "rule"),
    [
        ("Y = X @ transpose(W)", "dL/dX", "dL/dY @ W"),
        ("Y = X @ transpose(W)", "dL/dW", "transpose(dL/dY) @ X"),
        ("Y = transpose(W) @ X", "dL/dW", "X @ transpose(dL/dY)"),
        ("Y = transpose(W) @ transpose(X)", "dL/dX", "transpose(W @ dL/dY)"),
        ("Y = transpose(transpose(W @ X))", "dL/dW", "dL/dY @ transpose(X)"),
    ],
)
def test_rules_of_products_of_transposes(equation, symbol, rule, build):
    program = derive(build(f"{equation}\nL = sum(square(Y))", X=np.eye(2), W=np.eye(2)))
    assert TEXT.write(program.equations[program.index[symbol]].expression) == rule


def test_what_a_user_wrote_stays_as_written(build):
    text = "transpose(transpose(transpose(W) @ X))"
    program = derive(build(f"Y = {text}\nL = sum(Y)", X=np.eye(2), W=np.eye(2)))
    assert program.equations[0].expression == parse(text)
