"""Products of vectors and matrices, and the transpose that their derivatives need."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language import shapes
from engine.language.op import ATOM, POWER, PRODUCT, TWO, Notation, Op, infix, table
from engine.language.vjp_rules import matmul_vjp

PRODUCTS: Mapping[str, Op] = table(
    Op(
        "matmul", TWO, shapes.matmul, matmul_vjp,
        infix(PRODUCT, (PRODUCT, POWER), "{0} @ {1}", "{0} · {1}", r"{0} \, {1}"),
        elementwise=False, needs_full_upstream=True, zero_if=(0, 1),
    ),
    Op(
        "transpose", ("x",), shapes.transpose,
        lambda g, site, x: (g.transposed,),
        Notation(ATOM, (ATOM,), "", {None: "{0}ᵀ"}, {None: r"{{{0}}}^\top"}),
        elementwise=False, needs_full_upstream=True, moves=True, zero_if=(0,),
    ),
    Op(
        "outer", TWO, shapes.outer,
        lambda g, site, a, b: (g @ b, a @ g),
        Notation(PRODUCT, (POWER, POWER), "", {None: "{0} ⊗ {1}"}, {None: r"{0} \otimes {1}"}),
        elementwise=False, needs_full_upstream=True, zero_if=(0, 1),
    ),
)  # fmt: skip
"""The rows of products."""
