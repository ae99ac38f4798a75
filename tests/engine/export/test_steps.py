"""Records: what machines read of a step, and the prose that people read."""

import csv
import io
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.export.steps import FIELDS, as_csv, as_json, as_text, record
from engine.iterations.step import every_step
from engine.language.expression import Call, Expression, Name
from engine.language.parser import parse
from engine.language.values import array, evaluate, plain_value, same
from engine.network.files import load_network
from engine.network.network import Network
from engine.network.parts import Definition
from engine.network.reader import read_network
from engine.network.source import Source
from tests.engine.export.records import STYLE, runs_of

UNARY = ("neg", "relu", "tanh", "sigmoid", "exp", "log", "sqrt", "abs", "square")
BINARY = ("add", "sub", "mul", "div", "minimum", "maximum")


SPECIAL = {"nan": math.nan, "inf": math.inf}
"""How a number is read that the language has no digits for."""


BATCH = """
loss = "L"
equations = '''
Z = X @ W
H = relu(Z)
L = sum(H)
'''
[inputs]
X = [[1, 2], [3, 4]]
[parameters]
W = [[0.5], [-0.25]]
"""


def records_of(network, iterations=1):
    return [record(step, STYLE) for run in runs_of(network, iterations) for step in every_step(run)]


def right_side(equation):
    return equation.partition(" = ")[2]


def read_back(text):
    """The value of an equation in numbers."""
    return evaluate(parse(text), SPECIAL)


@st.composite
def scalar_networks(draw):
    """A network of single numbers, in which every equation reaches the loss."""
    numbers = st.floats(-3, 3).map(lambda x: round(x, 3)) | st.floats(allow_nan=False)
    parameters = {f"w{i}": draw(numbers) for i in range(draw(st.integers(1, 3)))}
    known = list(parameters)
    equations = []
    for i in range(draw(st.integers(1, 5))):
        equations.append(Definition(f"n{i}", draw(calls(known))))
        known.append(f"n{i}")
    total: Expression = Name(known[0])
    for name in known[1:]:
        total = Call("add", (total, Name(name)))
    return Network((*equations, Definition("L", total)), "L", {}, {}, parameters)


def calls(known):
    names = st.sampled_from(known).map(Name)
    unary = st.builds(lambda op, x: Call(op, (x,)), st.sampled_from(UNARY), names)
    parts = names | unary
    binary = st.builds(lambda op, x, y: Call(op, (x, y)), st.sampled_from(BINARY), parts, parts)
    return unary | binary


def test_a_record_has_the_keys_of_the_issue_in_order():
    first = records_of(load_network("skip"))[0]
    assert list(first) == list(FIELDS)
    assert " ".join(first) == (
        "iteration phase node symbol equation substituted value terms state note"
    )


def test_the_record_of_the_fan_in_sum():
    (found,) = [each for each in records_of(load_network("skip")) if each["symbol"] == "dL/dh0"]
    assert found["phase"] == "backward"
    assert found["node"] == "h0"
    assert found["equation"] == "dL/dh0 = dL/dz2*w3 + dL/dz1*w1"
    assert found["substituted"] == "dL/dh0 = 1*0.5 + 0.5*0.5"
    assert found["value"] == 0.75
    assert found["state"] == "active"
    assert found["terms"] == [
        {"source": "z2", "expression": "dL/dz2*w3", "substituted": "1*0.5", "value": 0.5},
        {"source": "z1", "expression": "dL/dz1*w1", "substituted": "0.5*0.5", "value": 0.25},
    ]


def test_only_backward_records_have_terms():
    for each in records_of(load_network("skip"), 2):
        assert bool(each["terms"]) == (each["phase"] == "backward")


@given(scalar_networks())
@settings(max_examples=40, deadline=None)
def test_the_equation_in_numbers_has_the_value_bit_for_bit(network):
    for run in runs_of(network, 2):
        for step in every_step(run):
            written = record(step, STYLE)
            assert same(read_back(right_side(written["substituted"])), step.value)
            for term, arrived in zip(written["terms"], step.terms, strict=True):
                assert same(read_back(term["substituted"]), arrived.value)


@given(scalar_networks())
@settings(max_examples=40, deadline=None)
def test_the_equation_in_names_is_the_one_that_was_run(network):
    for run in runs_of(network):
        for step in every_step(run):
            expression = parse(right_side(record(step, STYLE)["equation"]))
            names = dict.fromkeys(step.equation.reads())
            values = {name: step.before(name) for name in names}
            assert same(evaluate(expression, values), step.value)


@given(scalar_networks())
@settings(max_examples=20, deadline=None)
def test_json_is_strict_and_keeps_every_number(network):
    runs = runs_of(network)
    text = "\n".join(as_json(runs, STYLE))
    read = json.loads(text, parse_constant=pytest.fail)
    values = [float(each["value"]) for each in read]
    assert all(
        same(value, step.value) for value, step in zip(values, every_step(runs[0]), strict=True)
    )


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (0.5, 0.5),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (array([[1, 2], [3, 4]]), [[1.0, 2.0], [3.0, 4.0]]),
        (array([1, np.nan, -np.inf]), [1.0, "nan", "-inf"]),
    ],
)
def test_a_plain_value_is_what_json_can_hold(value, plain):
    assert plain_value(value) == plain
    assert json.loads(json.dumps(plain_value(value), allow_nan=False)) == plain


def test_arrays_are_nested_lists():
    found = {each["symbol"]: each["value"] for each in records_of(read_network(Source("b", BATCH)))}
    assert found["Z"] == [[0.0], [0.5]]
    assert found["dL/dZ"] == [[0.0], [1.0]]
    assert found["dL/dW"] == [[3.0], [4.0]]
    assert found["L"] == 0.5


def test_csv_has_the_rows_of_json():
    runs = runs_of(load_network("skip"), 2)
    rows = list(csv.DictReader(io.StringIO("\n".join(as_csv(runs, STYLE)))))
    objects = json.loads("\n".join(as_json(runs, STYLE)))
    assert len(rows) == len(objects) == 42
    for row, each in zip(rows, objects, strict=True):
        assert list(row) == list(FIELDS)
        assert int(row["iteration"]) == each["iteration"]
        assert float(row["value"]) == each["value"]
        assert json.loads(row["terms"]) == each["terms"]
        assert row["state"] == (each["state"] or "")
        for name in ("phase", "node", "symbol", "equation", "substituted", "note"):
            assert row[name] == each[name]


def test_text_shows_rule_numbers_and_value_of_the_fan_in_sum():
    text = "\n".join(as_text(runs_of(load_network("skip")), STYLE))
    assert "∂L/∂h0 = ∂L/∂z2 · w3 + ∂L/∂z1 · w1 = 1 · 0.5 + 0.5 · 0.5 = 0.5 + 0.25 = 0.75" in text
    assert text.index("FORWARD") < text.index("BACKWARD") < text.index("UPDATE")


def test_text_names_every_iteration():
    text = "\n".join(as_text(runs_of(load_network("skip"), 3), STYLE))
    assert [f"iteration {number}" in text for number in range(4)] == [True, True, True, False]


@pytest.mark.parametrize("write", [as_json, as_csv, as_text])
def test_lines_are_written_while_the_iterations_run(write):
    """Many iterations that are piped into `head` are not run first."""

    def runs():
        yield from runs_of(load_network("skip"))
        pytest.fail("the next iteration was run before this one was written")

    lines = write(runs(), STYLE)
    assert [next(lines) for _ in range(5)]
