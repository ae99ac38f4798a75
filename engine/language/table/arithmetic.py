"""Arithmetic: the operators that Python has too, but for products of matrices."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language import shapes
from engine.language.op import ATOM, POWER, PRODUCT, SUM, TWO, Op, infix, table
from engine.language.vjp_rules import power_vjp

ARITHMETIC: Mapping[str, Op] = table(
    Op(
        "add", TWO, shapes.broadcast,
        lambda g, site, a, b: (g, g),
        infix(SUM, (SUM, PRODUCT), "{0} + {1}", "{0} + {1}", "{0} + {1}"),
    ),
    Op(
        "sub", TWO, shapes.broadcast,
        lambda g, site, a, b: (g, -g),
        infix(SUM, (SUM, PRODUCT), "{0} - {1}", "{0} − {1}", "{0} - {1}"),
    ),
    Op(
        "mul", TWO, shapes.broadcast,
        lambda g, site, a, b: (g * b, g * a),
        infix(PRODUCT, (PRODUCT, POWER), "{0}*{1}", "{0} · {1}", r"{0} \cdot {1}"),
        zero_if=(0, 1),
    ),
    Op(
        "div", TWO, shapes.broadcast,
        lambda g, site, a, b: (g / b, -(g * (site.result / b))),  # a / b² would overflow
        infix(PRODUCT, (PRODUCT, POWER), "{0} / {1}", "{0} / {1}", r"{0} / {1}"),
        zero_if=(0,),
    ),
    Op(
        "pow", TWO, shapes.broadcast,
        power_vjp,
        infix(POWER, (ATOM, POWER), "{0}**{1}", "{0}^{1}", "{{{0}}}^{{{1}}}"),
    ),
    Op(
        "neg", ("x",), shapes.broadcast,
        lambda g, site, x: (-g,),
        infix(SUM, (POWER,), "-{0}", "−{0}", "-{0}"),
        zero_if=(0,),
    ),
)  # fmt: skip
"""The rows of arithmetic."""
