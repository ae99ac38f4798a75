"""The op table: what every op may be applied to, derives to and looks like.

An op's derivative is a rule that gives back expressions in the language of the op itself, so the
backward pass of a network is a program of the same kind as its forward pass. The numbers are
computed by `engine.scalars` (floats) and `engine.arrays` (numpy arrays), which hold one function
for each name of this table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.expression import Call, Expression, Name, Number

Shape = tuple[int, ...]
"""The shape of a value as numpy writes it; `()` is a single number."""


MAX_ENTRIES = 1_000_000
"""The most numbers that a value may hold, so that a small file cannot eat the machine."""


MAX_RANK = 32
"""The most axes that a value may have; numpy ends at 64."""


class ShapeError(ValueError):
    """Operands whose shapes do not fit the op."""


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
        text: the language of `engine.parser`; empty for a call, `name(x, y)`.
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


def say_shape(shape: Shape) -> str:
    """A shape in words: `a number`, `a vector of 3`, `a 4×2 matrix`."""
    match shape:
        case ():
            return "a number"
        case (length,):
            return f"a vector of {length}"
        case (rows, columns):
            return f"a {rows}×{columns} matrix"
    return "an array of " + "×".join(map(str, shape))


# Shape rules


def _broadcast(*shapes: Shape, option: float | None = None) -> Shape:  # noqa: ARG001
    """The shape that numpy broadcasting gives."""
    rank = max(map(len, shapes))
    padded = [(1,) * (rank - len(shape)) + shape for shape in shapes]
    result = []
    for sizes in zip(*padded, strict=True):
        wide = {size for size in sizes if size != 1}
        if len(wide) > 1:
            raise ShapeError(" and ".join(map(say_shape, shapes)) + " do not fit together")
        result.append(wide.pop() if wide else 1)
    return tuple(result)


def _matmul(left: Shape, right: Shape) -> Shape:
    if not (1 <= len(left) <= 2 and 1 <= len(right) <= 2):
        raise ShapeError(f"@ takes vectors and matrices, not {say_shape(left)} @ {say_shape(right)}")
    if left[-1] != right[0]:
        raise ShapeError(
            f"{say_shape(left)} @ {say_shape(right)}: the inner sizes {left[-1]} and {right[0]} differ"
        )
    return left[:-1] + right[1:]


def _transpose(shape: Shape) -> Shape:
    if len(shape) != 2:
        raise ShapeError(f"transpose takes a matrix, not {say_shape(shape)}")
    return shape[::-1]


def _axis(shape: Shape, axis: float, rank: int) -> int:
    if not float(axis).is_integer() or not -rank <= axis < rank:
        raise ShapeError(f"{say_shape(shape)} has no axis {axis:g}")
    return int(axis) % rank


def _reduce(shape: Shape, option: float | None = None) -> Shape:
    if option is None:
        return ()
    axis = _axis(shape, option, len(shape))
    return shape[:axis] + shape[axis + 1 :]


def _expand_dims(shape: Shape, option: float | None = 0.0) -> Shape:
    axis = _axis(shape, option or 0.0, len(shape) + 1)
    return (*shape[:axis], 1, *shape[axis:])


def _rows(shape: Shape) -> Shape:
    if not shape:
        raise ShapeError("softmax takes a vector or a matrix of logits, not a number")
    return shape


def _cross_entropy(logits: Shape, onehot: Shape) -> Shape:
    if not logits or logits != onehot:
        raise ShapeError(
            "cross_entropy takes logits and one-hot targets of the same shape, "
            f"not {say_shape(logits)} and {say_shape(onehot)}"
        )
    return logits[:-1]


def _outer(left: Shape, right: Shape) -> Shape:
    if len(left) != 1 or len(right) != 1:
        raise ShapeError(f"outer takes two vectors, not {say_shape(left)} and {say_shape(right)}")
    return left + right


def _sum_to(shape: Shape, like: Shape) -> Shape:
    if _broadcast(shape, like) != shape:
        raise ShapeError(f"{say_shape(shape)} cannot be summed to {say_shape(like)}")
    return like


def _broadcast_to(shape: Shape, like: Shape) -> Shape:
    if _broadcast(shape, like) != like:
        raise ShapeError(f"{say_shape(shape)} cannot be broadcast to {say_shape(like)}")
    return like


# Building blocks of the derivative rules


def call(op: str, *operands: Expression | float) -> Call:
    """A call of `op`, with numbers lifted to expressions."""
    return Call(
        op, tuple(x if isinstance(x, Expression) else Number(float(x)) for x in operands)
    )


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


def _no_gradient(g: Expression, site: Site, x: Expression, *_: Expression) -> tuple[Expression, ...]:
    """Step and sign are flat wherever they have a derivative; at their jump they count as flat."""
    del site
    return (g * (0.0 * x),)


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


def _infix(
    binding: int, needs: tuple[int, ...], text: str, unicode: str, latex: str
) -> Notation:
    return Notation(binding, needs, text, {None: unicode}, {None: latex})


def _table(*ops: Op) -> Mapping[str, Op]:
    return {op.name: op for op in ops}


_TWO = ("x", "y")

OPS: Mapping[str, Op] = _table(
    Op(
        "add", _TWO, _broadcast,
        lambda g, site, a, b: (g, g),
        _infix(SUM, (SUM, PRODUCT), "{0} + {1}", "{0} + {1}", "{0} + {1}"),
    ),
    Op(
        "sub", _TWO, _broadcast,
        lambda g, site, a, b: (g, -g),
        _infix(SUM, (SUM, PRODUCT), "{0} - {1}", "{0} − {1}", "{0} - {1}"),
    ),
    Op(
        "mul", _TWO, _broadcast,
        lambda g, site, a, b: (g * b, g * a),
        _infix(PRODUCT, (PRODUCT, POWER), "{0}*{1}", "{0} · {1}", r"{0} \cdot {1}"),
    ),
    Op(
        "div", _TWO, _broadcast,
        lambda g, site, a, b: (g / b, -(g * a / b**2)),
        _infix(PRODUCT, (PRODUCT, POWER), "{0} / {1}", "{0} / {1}", r"{0} / {1}"),
    ),
    Op(
        "pow", _TWO, _broadcast,
        lambda g, site, a, b: (
            g * (b * a ** (Number(b.value - 1) if isinstance(b, Number) else b - 1)),
            g * (call("log", a) * site.result),
        ),
        _infix(POWER, (ATOM, POWER), "{0}**{1}", "{0}^{1}", "{{{0}}}^{{{1}}}"),
    ),
    Op(
        "neg", ("x",), _broadcast,
        lambda g, site, x: (-g,),
        _infix(SUM, (POWER,), "-{0}", "−{0}", "-{0}"),
    ),
    Op(
        "matmul", _TWO, _matmul, _matmul_vjp,
        _infix(PRODUCT, (PRODUCT, POWER), "{0} @ {1}", "{0} · {1}", r"{0} \, {1}"),
        elementwise=False, needs_full_upstream=True,
    ),
    Op(
        "transpose", ("x",), _transpose,
        lambda g, site, x: (call("transpose", g),),
        Notation(ATOM, (ATOM,), "", {None: "{0}ᵀ"}, {None: r"{{{0}}}^\top"}),
        elementwise=False, needs_full_upstream=True,
    ),
    Op(
        "outer", _TWO, _outer,
        lambda g, site, a, b: (g @ b, a @ g),
        Notation(PRODUCT, (POWER, POWER), "", {None: "{0} ⊗ {1}"}, {None: r"{0} \otimes {1}"}),
        elementwise=False, needs_full_upstream=True,
    ),
    Op(
        "abs", ("x",), _broadcast,
        lambda g, site, x: (g * call("sign", x, site.conventions.abs_at_zero),),
        _template("", "|{0}|", r"\left|{0}\right|"),
    ),
    Op(
        "sign", ("x",), _broadcast, _no_gradient,
        _template(
            "",
            dict.fromkeys((None, 0.0), "sign({0})"),
            dict.fromkeys((None, 0.0), r"\operatorname{{sign}}\left({0}\right)"),
        ),
        option="at_zero",
    ),
    Op(
        "relu", ("z",), _broadcast,
        lambda g, site, z: (g * call("step", z, site.conventions.relu_at_zero),),
        _function("ReLU", r"\operatorname{{ReLU}}"),
    ),
    Op(
        "step", ("z",), _broadcast, _no_gradient,
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
        "leaky_relu", ("z",), _broadcast, _leaky_vjp,
        _function("LeakyReLU", r"\operatorname{{LeakyReLU}}"),
        option="slope",
    ),
    Op(
        "sigmoid", ("z",), _broadcast,
        lambda g, site, z: (g * (site.result * (1 - site.result)),),
        _function("σ", r"\sigma"),
    ),
    Op(
        "tanh", ("z",), _broadcast,
        lambda g, site, z: (g * (1 - site.result**2),),
        _function("tanh", r"\tanh"),
    ),
    Op(
        "exp", ("x",), _broadcast,
        lambda g, site, x: (g * site.result,),
        _function("exp", r"\exp"),
    ),
    Op("log", ("x",), _broadcast, lambda g, site, x: (g / x,), _function("ln", r"\ln")),
    Op(
        "sqrt", ("x",), _broadcast,
        lambda g, site, x: (g / (2 * site.result),),
        _template("", "√({0})", r"\sqrt{{{0}}}"),
    ),
    Op(
        "square", ("x",), _broadcast,
        lambda g, site, x: (g * (2 * x),),
        Notation(POWER, (ATOM,), "", {None: "{0}²"}, {None: "{{{0}}}^2"}),
    ),
    Op(
        "minimum", _TWO, _broadcast,
        lambda g, site, a, b: (g * call("step", b - a, 0.5), g * call("step", a - b, 0.5)),
        _function("min", r"\min", 2),
    ),
    Op(
        "maximum", _TWO, _broadcast,
        lambda g, site, a, b: (g * call("step", a - b, 0.5), g * call("step", b - a, 0.5)),
        _function("max", r"\max", 2),
    ),
    Op(
        "sum", ("x",), _reduce,
        lambda g, site, x, axis=None: (_along(g, site, axis),),
        _function("Σ", r"\sum"),
        option="axis", elementwise=False,
    ),
    Op(
        "mean", ("x",), _reduce, _mean_vjp,
        _function("mean", r"\operatorname{{mean}}"),
        option="axis", elementwise=False,
    ),
    Op(
        "expand_dims", ("x",), _expand_dims,
        lambda g, site, x, axis=Number(0.0): (call("sum", g, axis),),
        _function("expand", r"\operatorname{{expand}}"),
        option="axis", elementwise=False, needs_full_upstream=True,
    ),
    Op(
        "sum_to", ("x", "like"), _sum_to,
        lambda g, site, x, like: (call("broadcast_to", g, x), 0.0 * like),
        _function("sum_to", r"\operatorname{{sum\_to}}", 2),
        elementwise=False, needs_full_upstream=True,
    ),
    Op(
        "broadcast_to", ("x", "like"), _broadcast_to,
        lambda g, site, x, like: (sum_to(g, x), 0.0 * like),
        _function("broadcast_to", r"\operatorname{{broadcast\_to}}", 2),
        elementwise=False, needs_full_upstream=True,
    ),
    Op(
        "softmax", ("logits",), _rows,
        lambda g, site, x: (site.result * (g - _rowwise_dot(g, site.result)),),
        _function("softmax", r"\operatorname{{softmax}}"),
        elementwise=False, needs_full_upstream=True,
    ),
    Op(
        "log_softmax", ("logits",), _rows,
        lambda g, site, x: (
            g - call("softmax", x) * call("expand_dims", call("sum", g, -1), -1),
        ),
        _function("log_softmax", r"\operatorname{{log\,softmax}}"),
        elementwise=False, needs_full_upstream=True,
    ),
    Op(
        # One loss per sample. The rule for the logits takes each row of targets to sum to 1, which
        # `engine.network` checks; then it is the formula of the textbooks.
        "cross_entropy", ("logits", "onehot"), _cross_entropy,
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


def infer_shape(expression: Expression, shapes: Mapping[str, Shape]) -> Shape:
    """The shape of an expression's value, given the shapes of the names in it.

    Raises:
        ShapeError: where operands do not fit.
        KeyError: for a name without a shape.
    """
    if isinstance(expression, Call):
        op = OPS[expression.op]
        operands = expression.operands[: op.operands]
        known = [infer_shape(operand, shapes) for operand in operands]
        option = option_of(expression)
        shape = op.shape(*known) if option is None else op.shape(*known, option=option)
        if len(shape) > MAX_RANK:
            raise ShapeError(f"an array with more than {MAX_RANK} dimensions")
        if math.prod(shape) > MAX_ENTRIES:
            raise ShapeError(f"{say_shape(shape)} is larger than {MAX_ENTRIES:,} numbers")
        return shape
    return shapes[expression.name] if isinstance(expression, Name) else ()


def option_of(expression: Call) -> float | None:
    """The value of a call's option, None where it has none."""
    if len(expression.operands) == OPS[expression.op].operands:
        return None
    option = expression.operands[-1]
    assert isinstance(option, Number), "the parser admits numbers only"  # noqa: S101
    return option.value
