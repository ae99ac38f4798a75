"""The scalar arithmetic of an entry of a softmax is that of the run, to the bit."""

import math
import operator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from engine.language.entries import entry
from engine.language.expression import Call, Name, Number
from engine.language.index import Known, look_up
from engine.language.parser import parse
from engine.language.values import evaluate

FORMULAS = ("softmax(O)", "log_softmax(O)", "cross_entropy(O, Y)", "cross_entropy(O, P)")
SPECIAL = (0.0, -0.0, 1.0, -1.0, 5e-324, 1e-300, 1000.0, -1000.0, 710.0, -745.0, 1e308, -1e308)
LOGITS = st.sampled_from(SPECIAL) | st.floats(-30, 30)

PYTHON = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "neg": operator.neg,
    "div": operator.truediv, "exp": math.exp, "log": math.log,
}  # fmt: skip
"""The functions of the run of small arrays; numpy's exp and log may differ in the last bit."""


def by_python(part, values):
    """The value of the expression of an entry."""
    match part:
        case Number(value=value) | Known(value=value):
            return value
        case Name(name=name):
            return float(look_up(name, values.__getitem__))
        case Call(op=op, operands=operands):
            return PYTHON[op](*(by_python(operand, values) for operand in operands))


@st.composite
def rows(draw, least, most):
    """Logits, one-hot targets and probabilities; with no sample, it is a vector."""
    samples, classes = draw(st.integers(0, 3)), draw(st.integers(least, most))
    shape = (samples, classes) if samples else (classes,)
    logits = draw(hnp.arrays(np.float64, shape, elements=LOGITS))
    labels = draw(hnp.arrays(np.intp, shape[:-1], elements=st.integers(0, classes - 1)))
    weights = draw(hnp.arrays(np.float64, shape, elements=st.sampled_from((0.0, 0.25, 0.5, 1.0))))
    return {"O": logits, "Y": np.eye(classes)[labels], "P": weights}


def entries_of(text, values):
    """Each entry of a value, as it is recorded and as its expression gives it."""
    expression = parse(text)
    shapes = {name: np.shape(value) for name, value in values.items()}
    recorded = evaluate(expression, values)
    for index in np.ndindex(np.shape(recorded)):
        part = entry(expression, index, shapes, values.__getitem__, 1000, 1000)
        yield float(np.asarray(recorded)[index]), by_python(part, values)


@given(rows(1, 20))
@pytest.mark.parametrize("text", FORMULAS)
@settings(max_examples=50)
def test_an_entry_is_computed_as_in_the_run_to_the_bit(text, values):
    for recorded, shown in entries_of(text, values):
        assert shown == recorded or (math.isnan(shown) and math.isnan(recorded))


@given(rows(65, 70))
@pytest.mark.parametrize("text", FORMULAS)
@settings(max_examples=2)
def test_large_arrays_are_added_up_by_numpy_in_another_order(text, values):
    for recorded, shown in entries_of(text, values):
        assert shown == pytest.approx(recorded, rel=1e-14, abs=1e-14, nan_ok=True)


def test_what_is_called_max_is_the_largest_logit_of_the_row():
    values = {"O": np.array([[3.0, 7.0], [9.0, 2.0]])}
    part = entry(parse("softmax(O)"), (1, 0), {"O": (2, 2)}, values.__getitem__)
    found = {leaf.value for leaf in leaves(part) if isinstance(leaf, Known)}
    assert found == {9.0}


def leaves(part):
    return [x for y in part.operands for x in leaves(y)] if isinstance(part, Call) else [part]
