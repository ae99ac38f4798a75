"""A product of many factors, and the sum of its derivatives: written soon."""

import sys
import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.debugger.debugger import Debugger
from engine.derivation.board import _least_width, hand_computation_blocks, write_block
from engine.derivation.lines import derivation
from engine.derivation.matrices import DIGITS, least_width, matrix
from engine.iterations.residues import residues
from engine.iterations.step import Step
from engine.iterations.timeline import Timeline
from engine.language.expression import Call, Name, size, walk
from engine.language.notation import Style
from engine.language.parser import parse
from engine.network.files import parse_network
from engine.program.program import derive


def test_a_product_of_98_factors_is_written_soon():
    product = "*".join(["w"] * 98)
    text = f'loss = "L"\nequations = "L = {product}"\n[parameters]\nw = 1.01\n'
    program = derive(parse_network(text))
    debugger = Debugger(program)
    began = time.process_time()
    forward = derivation(debugger.step().step, program.style)
    backward = derivation(debugger.step().step, program.style)
    assert time.process_time() - began < 3  # it took a minute
    assert forward[0] == " · ".join(["w"] * 98)
    assert backward[-1] == f"{98 * 1.01**97:.6g}"


def counted(monkeypatch, module, name):
    """The calls of a function that a module has imported, counted from now on."""
    calls, function = [], getattr(sys.modules[module], name)
    monkeypatch.setattr(f"{module}.{name}", lambda *args: calls.append(args) or function(*args))
    return calls


def parts(expressions):
    """The calls in expressions, those that they have in common once."""
    return {id(each) for whole in expressions for each in walk(whole) if isinstance(each, Call)}


def test_a_product_of_80_matrices_computes_and_writes_each_part_once(monkeypatch):
    text = f"""
loss = "L"
equations = "L = mean({" @ ".join(["X"] + 80 * ["W"])})"
inputs = {{ X = [[1, 2], [3, 4]] }}
parameters = {{ W = [[0.25, 0.5], [0.5, 0.25]] }}
"""
    program = derive(parse_network(text))
    step = Step(Timeline(program).run(0), program.index["dL/dW"])
    terms = [term.expression for term in step.equation.terms]
    distinct, standing = len(parts(terms)), sum(map(size, terms))
    assert distinct < 500 < 6_000 < standing  # they have most of them in common
    bounds = counted(monkeypatch, "engine.language.rounding", "apply")
    residues(step)
    assert len(bounds) <= 5 * distinct
    values = counted(monkeypatch, "engine.derivation.board", "apply")
    matrices = counted(monkeypatch, "engine.derivation.board", "matrix")
    blocks = hand_computation_blocks(step, program.style, 60, 200)
    assert len(values) <= distinct
    assert len(matrices) < 3_000  # it was 80 lines of 1,600 each, six times: 47 s
    assert blocks[-1].height == 2


NUMBERS = st.floats(-1e7, 1e7, allow_subnormal=False)
SHAPES = st.tuples(st.integers(1, 9), st.integers(1, 17))


@given(arrays(np.float64, SHAPES, elements=NUMBERS), st.sampled_from(DIGITS))
def test_a_matrix_is_not_narrower_than_its_least_width(value, digits):
    assert least_width(value) <= matrix(value, Style(), digits).width


@given(st.data())
def test_what_fits_is_not_narrower_than_the_least_width(data):
    text = data.draw(st.sampled_from(["A @ B", "A @ B + B @ A", "(A + B) @ A - B", "A * B * 2",
                                      "relu(A @ B) @ A", "transpose(A @ B) @ B"]))  # fmt: skip
    square = arrays(np.float64, (2, 2), elements=NUMBERS)
    values = {"A": data.draw(square), "B": data.draw(square)}
    expression, width = parse(text), data.draw(st.integers(1, 60))

    def value_of(part):
        return values[part.name] if isinstance(part, Name) else None

    if write_block(expression, Style(), value_of, width) is not None:
        assert _least_width(expression, value_of) <= width
