"""Reductions: what is left of an array when some of its axes are gone."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language import shapes
from engine.language.op import ATOM, PRODUCT, SUM, Notation, Op, Option, call, function, table
from engine.language.vjp_rules import along, max_vjp, mean_vjp, min_vjp

REDUCTIONS: Mapping[str, Op] = table(
    Op(
        "sum", ("x",), shapes.reduce,
        lambda g, site, x, axis=None: (along(g, site, axis),),
        function("Σ", r"\sum"),
        options=(Option("axis", is_several=True),),
        elementwise=False, reduces=True, zero_if=(0,),
    ),
    Op(
        "mean", ("x",), shapes.reduce, mean_vjp,
        function("mean", r"\operatorname{{mean}}"),
        options=(Option("axis", is_several=True),),
        elementwise=False, reduces=True, zero_if=(0,),
    ),
    Op(
        "max", ("x",), shapes.extreme, max_vjp,
        function("max", r"\max"),
        options=(Option("axis", is_several=True),),
        elementwise=False, kinked=True, zero_if=(0,),
    ),
    Op(
        "min", ("x",), shapes.extreme, min_vjp,
        function("min", r"\min"),
        options=(Option("axis", is_several=True),),
        elementwise=False, kinked=True, zero_if=(0,),
    ),
    Op(
        # `engine.language.notation` writes the sum over the samples of a batch with an index.
        "sum_to", ("x", "like"), shapes.sum_to,
        lambda g, site, x, like: (call("broadcast_to", g, x), 0.0 * like),
        Notation(PRODUCT, (ATOM, SUM), "", {None: "Σ {0}"}, {None: r"\sum {0}"}),
        elementwise=False, needs_full_upstream=True, reduces=True, zero_if=(0,), guides=(1,),
    ),
)  # fmt: skip
"""The rows of reductions."""
