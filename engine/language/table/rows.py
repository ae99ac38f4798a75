"""Functions of rows: of all entries along the last axis."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language import shapes
from engine.language.op import Op, call, function, table
from engine.language.vjp_rules import as_column, rowwise_dot

ROWS: Mapping[str, Op] = table(
    Op(
        "softmax", ("logits",), shapes.rows,
        lambda g, site, x: (site.result * (g - rowwise_dot(g, site.result)),),
        function("softmax", r"\operatorname{{softmax}}"),
        elementwise=False, needs_full_upstream=True, activation=True,
    ),
    Op(
        "log_softmax", ("logits",), shapes.rows,
        lambda g, site, x: (
            g - call("softmax", x) * call("expand_dims", call("sum", g, axis=-1.0), axis=-1.0),
        ),
        function("log_softmax", r"\operatorname{{log\,softmax}}"),
        elementwise=False, needs_full_upstream=True,
    ),
    Op(
        # One loss per sample. The rule for the logits takes each row of targets to sum to 1, which
        # `engine.network.network` checks; then it is the formula of the textbooks.
        "cross_entropy", ("logits", "onehot"), shapes.cross_entropy,
        lambda g, site, o, y: (
            as_column(g, site) * (call("softmax", o) - y),
            -(as_column(g, site) * call("log_softmax", o)),
        ),
        function("CE", r"\operatorname{{CE}}", 2),
        elementwise=False,
    ),
)  # fmt: skip
"""The rows of functions of rows."""
