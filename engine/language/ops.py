"""The op table: what every op may be applied to, derives to and looks like.

An op's derivative is a rule that gives back expressions in the language of the op itself, so the
backward pass of a network is a program of the same kind as its forward pass. The numbers are
computed by `engine.language.scalars` (floats) and `engine.language.arrays` (numpy arrays), which
hold one function for each name of this table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.language import shapes
from engine.language.expression import ZERO, Call, Expression, Name, Number
from engine.language.shapes import MAX_ENTRIES, MAX_RANK, Shape, ShapeError, say_shape


@dataclass(frozen=True, slots=True)
class Conventions:
    """The value taken for a derivative at a kink, where there is none (DESIGN section 4)."""

    relu_at_zero: float = 0.0
    abs_at_zero: float = 0.0


@dataclass(frozen=True, slots=True)
class Site:
    """What a derivative rule may know of the call it is applied to.

    Args:
        result: an expression for the value of the call.
        upstream: the shape of the upstream gradient.
        shapes: the shapes of the operands.
        conventions: the network's choice at kinks.
    """

    result: Expression
    upstream: Shape
    shapes: tuple[Shape, ...]
    conventions: Conventions


ShapeRule = Callable[..., Shape]
"""Called with the operands' shapes and, if the call has one, the value of its option."""

VjpRule = Callable[..., tuple[Expression, ...]]
"""Called with the upstream gradient, the Site and the operands; gives each operand's share."""

# How tightly an op binds, as in Python's grammar; an operand that binds less needs parentheses.
SUM, PRODUCT, POWER, ATOM = range(1, 5)


@dataclass(frozen=True, slots=True)
class Notation:
    """How a call is written: a template with `{0}`, `{1}` for its operands.

    Args:
        binding: how tightly the op binds, one of SUM, PRODUCT, POWER, ATOM.
        needs: how tightly each operand has to bind to stand without parentheses.
        text: the language of `engine.language.parser`; empty for a call, `name(x, y)`.
        unicode: for the screen, by the value of the call's option (None: no option given).
        latex: for documents, in the same way.
    """

    binding: int
    needs: tuple[int, ...]
    text: str
    unicode: Mapping[float | None, str]
    latex: Mapping[float | None, str]


@dataclass(frozen=True, slots=True)
class Op:
    """One row of the table.

    Args:
        name: as it is called in an expression.
        parameters: what the operands are called, for messages.
        shape: the shape of the result; raises ShapeError.
        vjp: the vector-Jacobian product, as expressions.
        notation: how a call is written.
        option: the name of a last operand that has to be a number, if the op takes one.
        elementwise: whether operands are broadcast against one another as in numpy.
        needs_full_upstream: whether the rule needs an upstream gradient of the result's full shape;
            the others also take one that broadcasts to it.
    """

    name: str
    parameters: tuple[str, ...]
    shape: ShapeRule
    vjp: VjpRule
    notation: Notation
    option: str | None = None
    elementwise: bool = True
    needs_full_upstream: bool = False

    @property
    def operands(self) -> int:
        """How many operands the op needs."""
        return len(self.parameters)

    @property
    def usage(self) -> str:
        """How a call looks, for messages: `sum(x, axis=0)`."""
        option = f", {self.option}=0" if self.option else ""
        return f"{self.name}({', '.join(self.parameters)}{option})"


# Building blocks of the derivative rules


def call(op: str, *operands: Expression | float) -> Call:
    """A call of `op`, with numbers lifted to expressions."""
    return Call(op, tuple(x if isinstance(x, Expression) else Number(float(x)) for x in operands))


def sum_to(value: Expression, like: Expression) -> Expression:
    """`value` summed over what broadcasting `like` has repeated: the one way it is undone."""
    return call("sum_to", value, like)


def _along(upstream: Expression, site: Site, axis: Expression | None) -> Expression:
    """The gradient of a reduced value, shaped to broadcast over what was reduced."""
    if axis is None or site.upstream == ():
        return upstream
    if len(site.upstream) < len(site.shapes[0]) - 1:  # then `axis` would count from elsewhere
        upstream = call("broadcast_to", upstream, site.result)
    return call("expand_dims", upstream, axis)


def _mean_vjp(
    g: Expression, site: Site, _: Expression, axis: Expression | None = None
) -> tuple[Expression, ...]:
    shape = site.shapes[0]
    count = 1
    for size in shape if not isinstance(axis, Number) else (shape[int(axis.value)],):
        count *= size
    return (_along(g / count, site, axis),)


def _matmul_vjp(g: Expression, site: Site, a: Expression, b: Expression) -> tuple[Expression, ...]:
    match tuple(map(len, site.shapes)):
        case (1, 1):
            return g * b, g * a
        case (2, 1):
            return call("outer", g, b), call("transpose", a) @ g
        case (1, 2):
            return b @ g, call("outer", a, g)
    return g @ call("transpose", b), call("transpose", a) @ g


def _rowwise_dot(g: Expression, s: Expression) -> Expression:
    return call("expand_dims", call("sum", g * s, -1), -1)


def _leaky_vjp(
    g: Expression, site: Site, z: Expression, slope: Expression | None = None
) -> tuple[Expression, ...]:
    at_zero = site.conventions.relu_at_zero
    slope = Number(LEAKY_SLOPE) if slope is None else slope
    return (g * (call("step", z, at_zero) + slope * call("step", -z, 1 - at_zero)),)


def _power_derivative(a: Expression, b: Expression) -> Expression:
    if b == ZERO:
        return 0.0 * a  # the rule would multiply 0 by 1/0 where the base is 0
    return b * a ** (Number(b.value - 1) if isinstance(b, Number) else b - 1)


def _no_gradient(
    g: Expression, site: Site, x: Expression, *_: Expression
) -> tuple[Expression, ...]:
    """Step and sign are flat wherever they have a derivative; at their jump they count as flat."""
    del site
    return (g * (0.0 * call("sign", x)),)  # sign, so that infinity times 0 is 0


LEAKY_SLOPE = 0.01
"""The slope of leaky_relu for z < 0 unless another is given (Maas, Hannun and Ng, 2013)."""


# Notation


def _function(unicode: str, latex: str, count: int = 1) -> Notation:
    arguments = ", ".join(f"{{{i}}}" for i in range(count))
    return _template("", f"{unicode}({arguments})", rf"{latex}\left({arguments}\right)", count)


def _template(
    text: str,
    unicode: str | Mapping[float | None, str],
    latex: str | Mapping[float | None, str],
    count: int = 1,
) -> Notation:
    """The notation of something that needs no parentheses, inside or outside."""
    return Notation(
        ATOM,
        (SUM,) * count,
        text,
        {None: unicode} if isinstance(unicode, str) else unicode,
        {None: latex} if isinstance(latex, str) else latex,
    )


def _infix(binding: int, needs: tuple[int, ...], text: str, unicode: str, latex: str) -> Notation:
    return Notation(binding, needs, text, {None: unicode}, {None: latex})


def _table(*ops: Op) -> Mapping[str, Op]:
    return {op.name: op for op in ops}


_TWO = ("x", "y")

OPS: Mapping[str, Op] = _table(
    Op(
        "add", _TWO, shapes.broadcast,
        lambda g, site, a, b: (g, g),
        _infix(SUM, (SUM, PRODUCT), "{0} + {1}", "{0} + {1}", "{0} + {1}"),
    ),
    Op(
        "sub", _TWO, shapes.broadcast,
        lambda g, site, a, b: (g, -g),
        _infix(SUM, (SUM, PRODUCT), "{0} - {1}", "{0} − {1}", "{0} - {1}"),
    ),
    Op(
        "mul", _TWO, shapes.broadcast,
        lambda g, site, a, b: (g * b, g * a),
        _infix(PRODUCT, (PRODUCT, POWER), "{0}*{1}", "{0} · {1}", r"{0} \cdot {1}"),
    ),
    Op(
        "div", _TWO, shapes.broadcast,
        lambda g, site, a, b: (g / b, -(g * a / b**2)),
        _infix(PRODUCT, (PRODUCT, POWER), "{0} / {1}", "{0} / {1}", r"{0} / {1}"),
    ),
    Op(
        "pow", _TWO, shapes.broadcast,
        lambda g, site, a, b: (
            g * _power_derivative(a, b),
            g * (call("log", a) * site.result),
        ),
        _infix(POWER, (ATOM, POWER), "{0}**{1}", "{0}^{1}", "{{{0}}}^{{{1}}}"),
    ),
    Op(
        "neg", ("x",), shapes.broadcast,
        lambda g, site, x: (-g,),
        _infix(SUM, (POWER,), "-{0}", "−{0}", "-{0}"),
    ),
    Op(
        "matmul", _TWO, shapes.matmul, _matmul_vjp,
        _infix(PRODUCT, (PRODUCT, POWER), "{0} @ {1}", "{0} · {1}", r"{0} \, {1}"),
        elementwise=False, needs_full_upstream=True,
    ),
    Op(
        "transpose", ("x",), shapes.transpose,
        lambda g, site, x: (call("transpose", g),),
        Notation(ATOM, (ATOM,), "", {None: "{0}ᵀ"}, {None: r"{{{0}}}^\top"}),
        elementwise=False, needs_full_upstream=True,
    ),
    Op(
        "outer", _TWO, shapes.outer,
        lambda g, site, a, b: (g @ b, a @ g),
        Notation(PRODUCT, (POWER, POWER), "", {None: "{0} ⊗ {1}"}, {None: r"{0} \otimes {1}"}),
        elementwise=False, needs_full_upstream=True,
    ),
    Op(
        "abs", ("x",), shapes.broadcast,
        lambda g, site, x: (g * call("sign", x, site.conventions.abs_at_zero),),
        _template("", "|{0}|", r"\left|{0}\right|"),
    ),
    Op(
        "sign", ("x",), shapes.broadcast, _no_gradient,
        _template(
            "",
            dict.fromkeys((None, 0.0), "sign({0})"),
            dict.fromkeys((None, 0.0), r"\operatorname{{sign}}\left({0}\right)"),
        ),
        option="at_zero",
    ),
    Op(
        "relu", ("z",), shapes.broadcast,
        lambda g, site, z: (g * call("step", z, site.conventions.relu_at_zero),),
        _function("ReLU", r"\operatorname{{ReLU}}"),
    ),
    Op(
        "step", ("z",), shapes.broadcast, _no_gradient,
        _template(
            "",
            {None: "[{0} > 0]", 0.0: "[{0} > 0]", 1.0: "[{0} ≥ 0]"},
            {
                None: r"\left[{0} > 0\right]",
                0.0: r"\left[{0} > 0\right]",
                1.0: r"\left[{0} \ge 0\right]",
            },
        ),
        option="at_zero",
    ),
    Op(
        "leaky_relu", ("z",), shapes.broadcast, _leaky_vjp,
        _function("LeakyReLU", r"\operatorname{{LeakyReLU}}"),
        option="slope",
    ),
    Op(
        "sigmoid", ("z",), shapes.broadcast,
        lambda g, site, z: (g * (site.result * (1 - site.result)),),
        _function("σ", r"\sigma"),
    ),
    Op(
        "tanh", ("z",), shapes.broadcast,
        lambda g, site, z: (g * (1 - site.result**2),),
        _function("tanh", r"\tanh"),
    ),
    Op(
        "exp", ("x",), shapes.broadcast,
        lambda g, site, x: (g * site.result,),
        _function("exp", r"\exp"),
    ),
    Op("log", ("x",), shapes.broadcast, lambda g, site, x: (g / x,), _function("ln", r"\ln")),
    Op(
        "sqrt", ("x",), shapes.broadcast,
        lambda g, site, x: (g / (2 * site.result),),
        _template("", "√({0})", r"\sqrt{{{0}}}"),
    ),
    Op(
        "square", ("x",), shapes.broadcast,
        lambda g, site, x: (g * (2 * x),),
        Notation(POWER, (ATOM,), "", {None: "{0}²"}, {None: "{{{0}}}^2"}),
    ),
    Op(
        "minimum", _TWO, shapes.broadcast,
        lambda g, site, a, b: (g * call("step", b - a, 0.5), g * call("step", a - b, 0.5)),
        _function("min", r"\min", 2),
    ),
    Op(
        "maximum", _TWO, shapes.broadcast,
        lambda g, site, a, b: (g * call("step", a - b, 0.5), g * call("step", b - a, 0.5)),
        _function("max", r"\max", 2),
    ),
    Op(
        "sum", ("x",), shapes.reduce,
        lambda g, site, x, axis=None: (_along(g, site, axis),),
        _function("Σ", r"\sum"),
        option="axis", elementwise=False,
    ),
    Op(
        "mean", ("x",), shapes.reduce, _mean_vjp,
        _function("mean", r"\operatorname{{mean}}"),
        option="axis", elementwise=False,
    ),
    Op(
        "expand_dims", ("x",), shapes.expand_dims,
        lambda g, site, x, axis=ZERO: (call("sum", g, axis),),
        _template(
            "",
            {None: "row({0})", 0.0: "row({0})", -1.0: "column({0})"},
            dict.fromkeys((None, 0.0, -1.0), r"\operatorname{{expand}}\left({0}\right)"),
        ),
        option="axis", elementwise=False, needs_full_upstream=True,
    ),
    Op(
        # `engine.language.notation` writes the sum over the samples of a batch with an index.
        "sum_to", ("x", "like"), shapes.sum_to,
        lambda g, site, x, like: (call("broadcast_to", g, x), 0.0 * like),
        Notation(PRODUCT, (ATOM, SUM), "", {None: "Σ {0}"}, {None: r"\sum {0}"}),
        elementwise=False, needs_full_upstream=True,
    ),
    Op(
        "broadcast_to", ("x", "like"), shapes.broadcast_to,
        lambda g, site, x, like: (sum_to(g, x), 0.0 * like),
        _template("", "broadcast({0})", r"\operatorname{{broadcast}}\left({0}\right)", 2),
        elementwise=False, needs_full_upstream=True,
    ),
    Op(
        "softmax", ("logits",), shapes.rows,
        lambda g, site, x: (site.result * (g - _rowwise_dot(g, site.result)),),
        _function("softmax", r"\operatorname{{softmax}}"),
        elementwise=False, needs_full_upstream=True,
    ),
    Op(
        "log_softmax", ("logits",), shapes.rows,
        lambda g, site, x: (
            g - call("softmax", x) * call("expand_dims", call("sum", g, -1), -1),
        ),
        _function("log_softmax", r"\operatorname{{log\,softmax}}"),
        elementwise=False, needs_full_upstream=True,
    ),
    Op(
        # One loss per sample. The rule for the logits takes each row of targets to sum to 1, which
        # `engine.network.network` checks; then it is the formula of the textbooks.
        "cross_entropy", ("logits", "onehot"), shapes.cross_entropy,
        lambda g, site, o, y: (
            _column(g, site) * (call("softmax", o) - y),
            -(_column(g, site) * call("log_softmax", o)),
        ),
        _function("CE", r"\operatorname{{CE}}", 2),
        elementwise=False,
    ),
)  # fmt: skip
"""Every op of the language, by name."""


def _column(g: Expression, site: Site) -> Expression:
    """The upstream gradient of each sample's loss, as a column beside the sample's logits."""
    return g if site.upstream == () else call("expand_dims", g, -1)


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
    """The shape of a call's value, given those of all its operands.

    Raises:
        ShapeError: where they do not fit.
    """
    op, option = OPS[expression.op], option_of(expression)
    shapes = operands[: op.operands]
    shape = op.shape(*shapes) if option is None else op.shape(*shapes, option=option)
    if len(shape) > MAX_RANK:
        raise ShapeError(f"an array with more than {MAX_RANK} dimensions")
    if math.prod(shape) > MAX_ENTRIES:
        raise ShapeError(f"{say_shape(shape)} is larger than {MAX_ENTRIES:,} numbers")
    return shape


def option_of(expression: Call) -> float | None:
    """The value of a call's option, None where it has none."""
    if len(expression.operands) == OPS[expression.op].operands:
        return None
    option = expression.operands[-1]
    assert isinstance(option, Number), "the parser admits numbers only"  # noqa: S101
    return option.value
