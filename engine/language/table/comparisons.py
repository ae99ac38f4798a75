"""Comparisons: 1 where something is so and 0 elsewhere, and the choice between two by them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language import shapes
from engine.language.op import ATOM, SUM, TWO, Notation, Op, call, function, table
from engine.language.vjp_rules import no_gradient, nothing


def _comparison(name: str, text: str, unicode: str, latex: str) -> Op:
    """The row of a comparison. It is written in brackets, as the mask of a ReLU is."""
    written = Notation(
        ATOM,
        (SUM, SUM),
        f"({{0}} {text} {{1}})",
        {None: f"[{{0}} {unicode} {{1}}]"},
        {None: rf"\left[{{0}} {latex} {{1}}\right]"},
    )
    return Op(name, TWO, shapes.broadcast, no_gradient, written, jumps=True)


COMPARISONS: Mapping[str, Op] = table(
    _comparison("greater", ">", ">", ">"),
    _comparison("greater_equal", ">=", "≥", r"\ge"),
    _comparison("less", "<", "<", "<"),
    _comparison("less_equal", "<=", "≤", r"\le"),
    _comparison("equal", "==", "=", "="),
    _comparison("not_equal", "!=", "≠", r"\ne"),
    Op(
        # Each of the two gets the gradient where it is chosen. To multiply by the mask would make
        # NaN of an infinite gradient where it is not.
        "where", ("condition", "x", "y"), shapes.broadcast,
        lambda g, site, c, a, b: (
            nothing(g, c), call("where", c, g, 0.0), call("where", c, 0.0, g)
        ),
        function("where", r"\operatorname{{where}}", 3),
    ),
)  # fmt: skip
"""The rows of comparisons."""

COMPARING = tuple(name for name, op in COMPARISONS.items() if op.jumps)
"""The names of those that compare two."""
