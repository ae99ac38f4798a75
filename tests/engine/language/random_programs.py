"""Random programs over the whole table: equations on arrays of ranks 0 to 4."""

import re

import numpy as np
from hypothesis import strategies as st

from engine.language.expression import free_names
from engine.language.ops import infer_shape
from engine.language.parser import parse
from tests.engine.language.every_op import CASES, POSITIVE

OPS_DRAWN = sorted(CASES.keys() - {"detach"})  # its derivative is not that of its value

STEEP = ("exp", "pow", "softmax", "log_softmax", "cross_entropy")
"""The ops whose operands are kept small, or a program would be too badly conditioned."""


class _Draft:
    """A program that is being drawn."""

    def __init__(self, draw):
        self.draw = draw
        self.rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
        self.lines, self.shapes = [], {}
        self.parameters, self.inputs = {}, {}

    def given(self, kind, shape, value=None):
        values = self.inputs if kind == "x" else self.parameters
        name = f"{kind}{len(values)}"
        found = self.rng.uniform(-1.0, 1.0, shape) if value is None else value
        values[name] = found if found.shape else float(found)
        self.shapes[name] = found.shape
        return name

    def node(self, text):
        name = f"n{len(self.lines)}"
        self.shapes[name] = infer_shape(parse(text), self.shapes)
        self.lines.append(f"{name} = {text}")
        return name

    def operand(self, shape, op, letter):
        """Something of a shape: a node that has it, or one that is made to fit."""
        fitting = [name for name, known in self.shapes.items() if known == shape]
        if op == "cross_entropy" and letter == "b":
            rows = self.rng.uniform(0.1, 1.0, shape)
            return self.given("x", shape, rows / rows.sum(-1, keepdims=True))
        if fitting and self.draw(st.integers(0, 3)):
            found = self.draw(st.sampled_from(fitting))
        else:
            found = self.given("p", shape)
            if self.lines:
                node = f"n{self.draw(st.integers(0, len(self.lines) - 1))}"
                found = f"({found} + mean({node}))"
        if letter in POSITIVE.get(op, ""):
            return f"(square({found}) + 0.5)"
        return f"tanh({found})" if op in STEEP else found

    def call(self, op):
        text, shapes, places = CASES[op](self.draw)
        operands = {
            letter: self.operand(shape, op, letter)
            for letter, shape in zip("abc", shapes, strict=False)
            if places is None or letter != "b"
        }
        if places is not None:
            operands["b"] = self.given("x", np.shape(places), np.asarray(places))
        return re.sub(r"\b[abc]\b", lambda found: operands[found[0]], text)


@st.composite
def random_programs(draw, build):
    """A network of up to ten equations, of ops that are drawn from all there are."""
    draft = _Draft(draw)
    for _ in range(draw(st.integers(3, 10))):
        node = draft.node(draft.call(draw(st.sampled_from(OPS_DRAWN))))
        if draw(st.booleans()):
            draft.node(f"{node}/(1 + mean(square({node})))")
    read = {name for line in draft.lines for name in free_names(parse(line.partition("=")[2]))}
    left = [name for name in draft.shapes if name.startswith("n") and name not in read]
    loss = " + ".join(f"mean(sin({name}))" for name in left)
    return build("\n".join([*draft.lines, f"L = {loss}"]), draft.inputs, **draft.parameters)
