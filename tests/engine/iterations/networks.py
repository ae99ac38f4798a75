"""Random networks, of every op of the table."""

import math

import numpy as np
from hypothesis import strategies as st

from engine.errors import ShapeError
from engine.language.expression import Call
from engine.language.ops import OPS, infer_shape
from engine.language.scalars import SCALAR_RULES
from engine.network.network import Network
from engine.network.parts import Definition
from tests.engine.iterations.compiled import call
from tests.engine.language.moved import MOVES, options_of

SPECIAL = (0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -3.0, 1e308, -1e308, 5e-324, 710.0, -750.0,
           math.inf, -math.inf, math.nan)  # fmt: skip
ANY = st.sampled_from(SPECIAL) | st.floats(-3, 3)


SCALARS = [op for op, line in SCALAR_RULES.items() if line is not None]


def options(draw, op, shape):
    if op in MOVES:
        return options_of(draw, op, shape)
    if not OPS[op].options or draw(st.booleans()):
        return {}
    (option,) = OPS[op].options
    if option.is_several:
        axes = st.integers(-3, 2).map(float)
        return {option.name: draw(axes | st.lists(axes, min_size=1, max_size=3).map(tuple))}
    return {option.name: draw(st.sampled_from((0.0, -0.0, 0.5, 1.0, math.inf, math.nan)))}


def network_of(draw, ops, values, inputs, targets, most=50):
    """A random network in which every node is a call of one of the ops."""
    shapes = {name: np.shape(value) for name, value in (values | inputs | targets).items()}
    unused = dict.fromkeys(shapes)
    equations = []
    for _ in range(draw(st.integers(3, 10))):
        op = draw(st.sampled_from(ops))
        operands = [draw(st.sampled_from([*shapes, *SPECIAL[:5]])) for _ in range(OPS[op].operands)]
        if (
            op in ("take", "scatter_add")
            and operands[1] not in shapes.keys() - inputs.keys() - targets.keys()
        ):
            continue  # data that is no place is refused
        if op == "cross_entropy":
            operands[1] = draw(st.sampled_from(list(targets)))
        expression = call(op, *operands, **options(draw, op, shapes.get(operands[0], ())))
        try:
            shape = infer_shape(expression, shapes)
        except ShapeError:
            continue
        if math.prod(shape) > most or len(shape) > 4:
            continue
        name = f"n{len(equations)}"
        equations.append(Definition(name, expression))
        shapes[name] = shape
        unused[name] = None
        for operand in operands:
            unused.pop(operand, None)
    total = call("sum", next(iter(unused)))
    for name in list(unused)[1:]:
        total = Call("add", (total, call("sum", name)))
    equations.append(Definition("L", total))
    return Network(tuple(equations), "L", inputs, targets, values)
