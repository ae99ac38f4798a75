"""Random networks that compare, choose and multiply arrays of matrices, each made by its seed."""

from __future__ import annotations

import numpy as np

from engine.errors import NetworkError, ShapeError
from engine.program.program import derive
from tests.claims.networks import Sketch


def of_numbers(sketch):
    """A network of single numbers that are compared."""
    sketch.inputs = {"x": sketch.data()}
    sketch.targets = {"y": sketch.data()}
    known = ["x"]
    for _ in range(sketch.rng.integers(2, 6)):
        a, b, w = sketch.pick(*known[-3:]), sketch.pick(*known), sketch.parameter()
        expression = sketch.pick(
            f"where({a} > 0, {w}*{a}, 0)", f"where({a} <= {b}, {w}, {b}*{w})", f"gelu({w}*{a})",
            f"{w}*({a} > {w})", f"erf({w}*{a})*{b}", f"sin({w}*{a})", f"cos({w})*{a}",
            f"{w}*floor({a})", f"where({w} >= 1, {a}, {w}*{b})", f"max({w}*{a})", f"{w}*({a} == 0)",
        )  # fmt: skip
        known.append(sketch.node(expression))
    return _finished(sketch, known[1:])


def of_matrices(sketch):
    """A network of arrays of matrices, a few for each sample."""
    rng = sketch.rng
    samples, tokens, width = (int(rng.integers(1, 4)) for _ in range(3))
    sketch.inputs = {"X": sketch.data((samples, tokens, width))}
    sketch.targets = {"y": sketch.data((samples, width))}
    known = ["X"]
    for _ in range(rng.integers(1, 4)):
        a, b = sketch.pick(*known[-2:]), sketch.pick(*known)
        w, v = sketch.parameter((width, width)), sketch.parameter((width,))
        scores = sketch.pick(f"({a} @ {w}) @ transpose({b})", f"{a} @ transpose({b})*sum({v})")
        expression = sketch.pick(
            f"softmax({scores}) @ {b}", f"relu({scores}) @ {b}", f"{a} @ {w} + {v}",
            f"where({a} > {b}, {a} @ {w}, 0)", f"gelu({a} @ {w})", f"({a} @ {w})*({b} > {v})",
            f"{a} - expand_dims(max({a}*{v}, axis=1), axis=1)", f"where({v} > 0, {a}, {b} @ {w})",
            f"where({a} @ {w} > 0, {b}, 0)*{v}", f"relu({a} @ {w})",
        )  # fmt: skip
        known.append(sketch.node(expression))
    pooled = sketch.pick("max({}, axis=1)", "mean({}, axis=1)", "sum({}, axis=-2)")
    return _finished(sketch, [sketch.node(pooled.format(name)) for name in known[1:]])


def _finished(sketch, nodes):
    read = sketch.read()
    out = sketch.node(" + ".join([name for name in nodes if name not in read] or nodes[-1:]))
    loss = f"sum(square({out} - y))" if np.ndim(sketch.targets["y"]) else f"square({out} - y)"
    return sketch.network(loss)


def choosing_network(seed):
    """The network of a seed."""
    rng = np.random.default_rng([13, seed])
    while True:
        sketch = Sketch(rng)
        sketch.scale = 1.0  # a softmax of millions jumps, as far as floats can prove
        try:
            network = sketch.pick(of_numbers, of_matrices)(sketch)
            derive(network)
        except (NetworkError, ShapeError):
            continue
        return network
