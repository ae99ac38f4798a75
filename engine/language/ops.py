"""The op table: what every op may be applied to, derives to and looks like.

An op's derivative is a rule that gives back expressions in the language of the op itself, so the
backward pass of a network is a program of the same kind as its forward pass. The numbers are
computed by `engine.language.scalars` (floats) and `engine.language.arrays` (numpy arrays), which
hold one function for each name of this table.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from engine.errors import ShapeError
from engine.language import shapes
from engine.language.expression import Call, Expression, Name, OptionValue
from engine.language.op import (
    ATOM,
    LEAKY_SLOPE,
    POWER,
    PRODUCT,
    SUM,
    Notation,
    Op,
    Option,
    call,
    function,
    infix,
    sum_to,
    template,
)
from engine.language.shapes import MAX_ENTRIES, MAX_RANK, Shape, say_shape
from engine.language.vjp_rules import (
    along,
    as_column,
    half_step,
    leaky_vjp,
    matmul_vjp,
    mean_vjp,
    no_gradient,
    power_vjp,
    rowwise_dot,
)


def _table(*ops: Op) -> Mapping[str, Op]:
    return {op.name: op for op in ops}


_TWO = ("x", "y")

OPS: Mapping[str, Op] = _table(
    Op(
        "add", _TWO, shapes.broadcast,
        lambda g, site, a, b: (g, g),
        infix(SUM, (SUM, PRODUCT), "{0} + {1}", "{0} + {1}", "{0} + {1}"),
    ),
    Op(
        "sub", _TWO, shapes.broadcast,
        lambda g, site, a, b: (g, -g),
        infix(SUM, (SUM, PRODUCT), "{0} - {1}", "{0} − {1}", "{0} - {1}"),
    ),
    Op(
        "mul", _TWO, shapes.broadcast,
        lambda g, site, a, b: (g * b, g * a),
        infix(PRODUCT, (PRODUCT, POWER), "{0}*{1}", "{0} · {1}", r"{0} \cdot {1}"),
        zero_if=(0, 1),
    ),
    Op(
        "div", _TWO, shapes.broadcast,
        lambda g, site, a, b: (g / b, -(g * (site.result / b))),  # a / b² would overflow
        infix(PRODUCT, (PRODUCT, POWER), "{0} / {1}", "{0} / {1}", r"{0} / {1}"),
        zero_if=(0,),
    ),
    Op(
        "pow", _TWO, shapes.broadcast,
        power_vjp,
        infix(POWER, (ATOM, POWER), "{0}**{1}", "{0}^{1}", "{{{0}}}^{{{1}}}"),
    ),
    Op(
        "neg", ("x",), shapes.broadcast,
        lambda g, site, x: (-g,),
        infix(SUM, (POWER,), "-{0}", "−{0}", "-{0}"),
        zero_if=(0,),
    ),
    Op(
        "matmul", _TWO, shapes.matmul, matmul_vjp,
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
        "outer", _TWO, shapes.outer,
        lambda g, site, a, b: (g @ b, a @ g),
        Notation(PRODUCT, (POWER, POWER), "", {None: "{0} ⊗ {1}"}, {None: r"{0} \otimes {1}"}),
        elementwise=False, needs_full_upstream=True, zero_if=(0, 1),
    ),
    Op(
        "abs", ("x",), shapes.broadcast,
        lambda g, site, x: (g * call("sign", x, at_zero=site.conventions.abs_at_zero),),
        template("", "|{0}|", r"\left|{0}\right|"),
        kinked=True, zero_if=(0,),
    ),
    Op(
        "sign", ("x",), shapes.broadcast, no_gradient,
        template(
            "",
            dict.fromkeys((None, 0.0), "sign({0})"),
            dict.fromkeys((None, 0.0), r"\operatorname{{sign}}\left({0}\right)"),
        ),
        options=(Option("at_zero", 0.0),),
    ),
    Op(
        "relu", ("z",), shapes.broadcast,
        lambda g, site, z: (g * call("step", z, at_zero=site.conventions.relu_at_zero),),
        function("ReLU", r"\operatorname{{ReLU}}"),
        kinked=True, zero_if=(0,), activation=True,
    ),
    Op(
        "step", ("z",), shapes.broadcast, no_gradient,
        template(
            "",
            {None: "[{0} > 0]", 0.0: "[{0} > 0]", 1.0: "[{0} ≥ 0]"},
            {
                None: r"\left[{0} > 0\right]",
                0.0: r"\left[{0} > 0\right]",
                1.0: r"\left[{0} \ge 0\right]",
            },
        ),
        options=(Option("at_zero", 0.0),),
    ),
    Op(
        "leaky_relu", ("z",), shapes.broadcast, leaky_vjp,
        function("LeakyReLU", r"\operatorname{{LeakyReLU}}"),
        options=(Option("slope", LEAKY_SLOPE),), kinked=True, zero_if=(0,), activation=True,
    ),
    Op(
        "softplus", ("z",), shapes.broadcast,
        lambda g, site, z: (g * call("sigmoid", z),),
        function("softplus", r"\operatorname{{softplus}}"),
        activation=True,
    ),
    Op(
        "sigmoid", ("z",), shapes.broadcast,
        lambda g, site, z: (g * (site.result * (1 - site.result)),),
        function("σ", r"\sigma"),
        activation=True,
    ),
    Op(
        "tanh", ("z",), shapes.broadcast,
        lambda g, site, z: (g * (1 - site.result**2),),
        function("tanh", r"\tanh"),
        zero_if=(0,), activation=True,
    ),
    Op(
        "exp", ("x",), shapes.broadcast,
        lambda g, site, x: (g * site.result,),
        function("exp", r"\exp"),
    ),
    Op("log", ("x",), shapes.broadcast, lambda g, site, x: (g / x,), function("ln", r"\ln")),
    Op(
        "sqrt", ("x",), shapes.broadcast,
        lambda g, site, x: (g / (2 * site.result),),
        template("", "√({0})", r"\sqrt{{{0}}}"),
        zero_if=(0,),
    ),
    Op(
        "square", ("x",), shapes.broadcast,
        lambda g, site, x: (g * (2 * x),),
        Notation(POWER, (ATOM,), "", {None: "{0}²"}, {None: "{{{0}}}^2"}),
        zero_if=(0,),
    ),
    Op(
        "minimum", _TWO, shapes.broadcast,
        lambda g, site, a, b: (g * half_step(b - a), g * half_step(a - b)),
        function("min", r"\min", 2),
        kinked=True,
    ),
    Op(
        "maximum", _TWO, shapes.broadcast,
        lambda g, site, a, b: (g * half_step(a - b), g * half_step(b - a)),
        function("max", r"\max", 2),
        kinked=True,
    ),
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
        # `engine.language.notation` writes the sum over the samples of a batch with an index.
        "sum_to", ("x", "like"), shapes.sum_to,
        lambda g, site, x, like: (call("broadcast_to", g, x), 0.0 * like),
        Notation(PRODUCT, (ATOM, SUM), "", {None: "Σ {0}"}, {None: r"\sum {0}"}),
        elementwise=False, needs_full_upstream=True, reduces=True, zero_if=(0,),
    ),
    Op(
        "broadcast_to", ("x", "like"), shapes.broadcast_to,
        lambda g, site, x, like: (sum_to(g, x), 0.0 * like),
        template("", "broadcast({0})", r"\operatorname{{broadcast}}\left({0}\right)", 2),
        elementwise=False, needs_full_upstream=True, moves=True, zero_if=(0,),
    ),
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
"""Every op of the language, by name."""


def infer_shape(expression: Expression, known: Mapping[str, Shape]) -> Shape:
    """The shape of an expression's value, given the shapes of the names in it.

    Raises:
        ShapeError: where operands do not fit.
        KeyError: for a name without a shape.
    """
    if isinstance(expression, Call):
        return call_shape(expression, [infer_shape(each, known) for each in expression.operands])
    return known[expression.name] if isinstance(expression, Name) else ()


def call_shape(expression: Call, operands: Sequence[Shape]) -> Shape:
    """The shape of a call's value, given those of its operands.

    Raises:
        ShapeError: where they do not fit.
    """
    shape = OPS[expression.op].shape(*operands, **dict(expression.options))
    if len(shape) > MAX_RANK:
        raise ShapeError(f"an array with more than {MAX_RANK} dimensions")
    if math.prod(shape) > MAX_ENTRIES:
        raise ShapeError(f"{say_shape(shape)} is larger than {MAX_ENTRIES:,} numbers")
    return shape


def option_of(expression: Call, name: str) -> OptionValue | None:
    """The value of an option of a call, its default where the call does not say it."""
    for option in OPS[expression.op].options:
        if option.name == name:
            return dict(expression.options).get(name, option.default)
    raise KeyError(name)
