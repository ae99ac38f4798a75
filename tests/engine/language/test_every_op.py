"""Every op of the table: values, derivatives, entries and compiled code, over all its calls."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.ops import OPS, infer_shape
from engine.language.parser import parse
from engine.language.values import evaluate
from tests.engine.conftest import compute
from tests.engine.iterations.compiled import assert_same
from tests.engine.language.entries import assert_entries
from tests.engine.language.every_op import CASES, NOT_ANALYTIC, calls
from tests.engine.language.moved import PLACING
from tests.engine.language.operands import assert_gradients

EACH = settings(max_examples=settings().max_examples // 5)


def loss_of(text, values, build):
    """A network whose loss weighs each entry of a call in another way."""
    shape = infer_shape(parse(text), {name: np.shape(value) for name, value in values.items()})
    weights = np.linspace(0.5, 1.5, int(np.prod(shape))).reshape(shape)
    inputs = {"C": weights if shape else float(weights)}
    if any(op in text for op in ("cross_entropy", *PLACING)):
        inputs["b"] = values.pop("b")
    return build(f"y = {text}\nL = sum(y*C) + sum(square(y))", inputs, **values)


def test_every_op_is_drawn():
    assert CASES.keys() == OPS.keys()


@EACH
@given(data=st.data())
@pytest.mark.parametrize("op", CASES)
def test_what_is_computed_entry_by_entry_is_what_numpy_computes(op, data):
    text, values = data.draw(calls(op))
    expression = parse(text)
    found = evaluate(expression, values)
    wanted = compute(expression, {name: np.asarray(value) for name, value in values.items()})
    assert np.shape(found) == np.shape(wanted)
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-14)


@EACH
@given(data=st.data())
@pytest.mark.parametrize("op", [op for op in CASES if op != "detach"])  # which has none
def test_its_gradients_are_the_slopes_of_the_loss(
    op, data, build, complex_step, central_difference
):
    network = loss_of(*data.draw(calls(op)), build)
    if op in NOT_ANALYTIC:
        assert_gradients(network, lambda *given: central_difference(*given, step=1e-6), 1e-7)
    else:
        assert_gradients(network, complex_step, 1e-11)


@EACH
@given(data=st.data())
@pytest.mark.parametrize("op", CASES)
def test_its_entries_are_written_and_it_is_compiled(op, data, build):
    text, values = data.draw(calls(op))
    expression = parse(text)
    assert_entries(expression, values, evaluate(expression, values))
    assert_same(loss_of(text, values, build), 2)
