"""Moves: ops that only put entries elsewhere, some of them repeatedly."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language import shapes
from engine.language.op import Op, Option, call, sum_to, table, template

MOVES: Mapping[str, Op] = table(
    Op(
        "expand_dims", ("x",), shapes.expand_dims,
        lambda g, site, x, axis=0.0: (call("sum", g, axis=axis),),
        template(
            "",
            {None: "row({0})", 0.0: "row({0})", -1.0: "column({0})"},
            dict.fromkeys((None, 0.0, -1.0), r"\operatorname{{expand}}\left({0}\right)"),
        ),
        options=(Option("axis", 0.0, is_several=True),),
        elementwise=False, needs_full_upstream=True, moves=True, zero_if=(0,),
    ),
    Op(
        "broadcast_to", ("x", "like"), shapes.broadcast_to,
        lambda g, site, x, like: (sum_to(g, x), 0.0 * like),
        template("", "broadcast({0})", r"\operatorname{{broadcast}}\left({0}\right)", 2),
        elementwise=False, needs_full_upstream=True, moves=True, zero_if=(0,),
    ),
)  # fmt: skip
"""The rows of moves."""
