"""Moves: ops that only put entries elsewhere, and those that add up what lands in one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.language import shapes
from engine.language.expression import Expression, OptionValue
from engine.language.moves import shapes as moved
from engine.language.op import (
    ATOM,
    TWO,
    Notation,
    Op,
    Option,
    VjpRule,
    call,
    function,
    sum_to,
    table,
    template,
)
from engine.language.shapes import Shape


def _vjp(op: str) -> VjpRule:
    """The rule of `engine.language.moves.vjp`, which most networks do without."""

    def rule(*operands: Any, **options: OptionValue) -> tuple[Expression, ...]:
        from engine.language.moves.vjp import MOVE_VJPS

        return MOVE_VJPS[op](*operands, **options)

    return rule


def _unfold(shape: Shape, **options: OptionValue) -> Shape:
    from engine.language.moves.windows import unfold

    return unfold(shape, **options)


def _fold(shape: Shape, **options: OptionValue) -> Shape:
    from engine.language.moves.windows import fold

    return fold(shape, **options)


_KERNEL = (
    Option("kernel", is_several=True, is_needed=True, example="(3, 3)"),
    Option("stride", 1.0, is_several=True, example="1"),
    Option("padding", 0.0, is_several=True),
    Option("dilation", 1.0, is_several=True, example="1"),
)
_PLACES = (Option("start", (), is_several=True), Option("stop", (), is_several=True),
           Option("step", (), is_several=True), Option("drop", (), is_several=True))  # fmt: skip
_CALL = Notation(ATOM, (), "", {}, {})
"""The notation of what is written as a call, with its options by name."""

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
        elementwise=False, needs_full_upstream=True, moves=True, zero_if=(0,), guides=(1,),
    ),
    Op(
        "permute", ("x",), moved.permute, _vjp("permute"), _CALL,
        options=(
            Option("axes", is_several=True, is_needed=True, is_named=False, example="(1, 0)"),
        ),
        elementwise=False, needs_full_upstream=True, moves=True, zero_if=(0,),
    ),
    Op(
        "reshape", ("x",), moved.reshape, _vjp("reshape"), _CALL,
        options=(
            Option("shape", is_several=True, is_needed=True, is_named=False, example="(2, -1)"),
        ),
        elementwise=False, needs_full_upstream=True, moves=True, zero_if=(0,),
    ),
    Op(
        "squeeze", ("x",), moved.squeeze, _vjp("squeeze"),
        function("squeeze", r"\operatorname{{squeeze}}"),
        options=(Option("axis", is_several=True),),
        elementwise=False, needs_full_upstream=True, moves=True, zero_if=(0,),
    ),
    Op(
        # `engine.language.notation` writes it with an index, `x[0]`.
        "slice", ("x",), moved.slice_, _vjp("slice"), Notation(ATOM, (ATOM,), "", {}, {}),
        options=_PLACES,
        elementwise=False, needs_full_upstream=True, moves=True, zero_if=(0,),
    ),
    Op(
        "pad", ("x",), moved.pad, _vjp("pad"), _CALL,
        options=(
            Option("before", 0.0, is_several=True, example="1"),
            Option("after", 0.0, is_several=True, example="1"),
            Option("between", 0.0, is_several=True),
            Option("value", 0.0),
        ),
        elementwise=False, needs_full_upstream=True, moves=True, zero_if=(0,),
    ),
    Op(
        "concat", TWO, moved.concat, _vjp("concat"), _CALL,
        options=(Option("axis", 0.0),),
        elementwise=False, needs_full_upstream=True, moves=True, chains=True,
    ),
    Op(
        "unfold", ("x",), _unfold, _vjp("unfold"), _CALL, options=_KERNEL,
        elementwise=False, needs_full_upstream=True, moves=True, zero_if=(0,),
    ),
    Op(
        "fold", ("x",), _fold, _vjp("fold"), _CALL,
        options=(Option("size", is_several=True, is_needed=True, example="(8, 8)"), *_KERNEL),
        elementwise=False, needs_full_upstream=True, reduces=True, zero_if=(0,),
    ),
    Op(
        "take", ("x", "indices"), moved.take, _vjp("take"),
        template(
            "",
            {None: "{0}[{1}]", 0.0: "{0}[{1}]", 1.0: "{0}[:, {1}]"},
            {None: "{{{0}}}_{{{1}}}", 0.0: "{{{0}}}_{{{1}}}", 1.0: "{{{0}}}_{{:, {1}}}"},
            2,
        ),
        options=(Option("axis", 0.0),),
        elementwise=False, needs_full_upstream=True, moves=True, zero_if=(0,), guides=(1,),
    ),
    Op(
        "scatter_add", ("x", "indices"), moved.scatter_add, _vjp("scatter_add"), _CALL,
        options=(Option("size", is_needed=True, example="3"), Option("axis", 0.0)),
        elementwise=False, needs_full_upstream=True, reduces=True, zero_if=(0,), guides=(1,),
    ),
)  # fmt: skip
"""The rows of moves."""
