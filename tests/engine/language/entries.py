"""Entries, computed by hand."""

import math
import operator
import re

import numpy as np
import pytest
from hypothesis import strategies as st

from engine.language.entries import entry
from engine.language.expression import Call, Name, Number
from engine.language.index import Known
from engine.language.notation import TEXT
from engine.language.parser import parse

SCALAR = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv,
    "pow": operator.pow, "neg": operator.neg, "abs": abs, "exp": math.exp, "log": math.log,
    "sqrt": math.sqrt, "tanh": math.tanh, "minimum": min, "maximum": max,
    "square": lambda x: x**2, "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "softplus": lambda z: math.log(1 + math.exp(z)),
    "sin": math.sin, "cos": math.cos, "erf": math.erf, "floor": lambda x: float(math.floor(x)),
    "detach": lambda x: x,
    "silu": lambda z: z / (1 + math.exp(-z)),
    "gelu": lambda z: z * (1 + math.erf(z / math.sqrt(2))) / 2,
    "greater": operator.gt, "greater_equal": operator.ge, "less": operator.lt,
    "less_equal": operator.le, "equal": operator.eq, "not_equal": operator.ne,
    "where": lambda c, a, b: a if c else b,
    "relu": lambda z: max(z, 0.0),
    "leaky_relu": lambda z, slope=0.01: z if z > 0 else slope * z,
    "step": lambda z, at_zero=0.0: at_zero if z == 0 else float(z > 0),
    "sign": lambda z, at_zero=0.0: at_zero if z == 0 else math.copysign(1, z),
}  # fmt: skip
"""The ops on numbers by Python's own arithmetic; there are no others in the expression of an entry.
"""


def by_hand(part, values):
    """The value of the expression of an entry."""
    match part:
        case Number(value=value) | Known(value=value):
            return value
        case Name(name=name):
            array, places = re.fullmatch(r"([^\[]*)(?:\[(.*)\])?", name).groups()
            value = values[array]
            return float(value[tuple(map(int, places.split(",")))]) if places else value
        case Call(op=op, operands=operands, options=options):
            return SCALAR[op](*(by_hand(operand, values) for operand in operands), **dict(options))


def entry_in(text, index, values, **options):
    shapes = {name: np.shape(value) for name, value in values.items()}
    return entry(parse(text), index, shapes, values.__getitem__, **options)


def written(text, index, **values):
    return TEXT.write(entry_in(text, index, values))


QUARTERS = st.integers(-8, 8).map(lambda n: n / 4)


def as_value(array):
    return float(array) if array.shape == () else array


def assert_entries(expression, values, recorded, **options):
    """Every entry of what was recorded follows from its scalar expression."""
    shapes = {name: np.shape(value) for name, value in values.items()}
    for index in np.ndindex(np.shape(recorded)):
        part = entry(expression, index, shapes, values.__getitem__, **options)
        wanted = float(np.asarray(recorded)[index])
        assert by_hand(part, values) == pytest.approx(wanted, rel=1e-9, abs=1e-12)
