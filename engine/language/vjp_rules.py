"""Derivative rules that take more than a line."""

from __future__ import annotations

import math

from engine.language.expression import ZERO, Expression, Number, OptionValue
from engine.language.op import LEAKY_SLOPE, Site, call, sum_to
from engine.language.shapes import axes_of, broadcast


def along(upstream: Expression, site: Site, axis: OptionValue | None) -> Expression:
    """The gradient of a reduced value, shaped to broadcast over what was reduced."""
    if axis is None or site.upstream == ():
        return upstream
    rank = len(site.shapes[0])
    if len(site.upstream) < rank - len(axes_of(axis, rank)):  # `axis` would count from elsewhere
        upstream = call("broadcast_to", upstream, site.result)
    return call("expand_dims", upstream, axis=axis)


def mean_vjp(
    g: Expression, site: Site, _: Expression, axis: OptionValue | None = None
) -> tuple[Expression, ...]:
    """The rule of a mean over all entries, or along some axes."""
    shape = site.shapes[0]
    count = math.prod(shape[each] for each in axes_of(axis, len(shape)))
    return (along(g / count, site, axis),)


def half_step(x: Expression) -> Expression:
    """1 where a number is positive, and 1/2 where it is 0."""
    return call("step", x, at_zero=0.5)


def matmul_vjp(g: Expression, site: Site, a: Expression, b: Expression) -> tuple[Expression, ...]:
    """The rules of products of vectors and matrices, and of arrays of these."""
    left, right = site.shapes
    match len(left), len(right):
        case (1, 1):
            return g * b, g * a
        case (2, 1):
            return call("outer", g, b), a.transposed @ g
        case (1, 2):
            return b @ g, call("outer", a, g)
    shares = g @ b.transposed, a.transposed @ g
    if left[:-2] == right[:-2]:
        return shares
    others = broadcast(left[:-2], right[:-2])
    return (
        shares[0] if left[:-2] == others else sum_to(shares[0], a),
        shares[1] if right[:-2] == others else sum_to(shares[1], b),
    )


def rowwise_dot(g: Expression, s: Expression) -> Expression:
    """The dot product of each row of one with that of the other, as a column."""
    return call("expand_dims", call("sum", g * s, axis=-1.0), axis=-1.0)


def leaky_vjp(
    g: Expression, site: Site, z: Expression, slope: OptionValue = LEAKY_SLOPE
) -> tuple[Expression, ...]:
    """The rule of a leaky ReLU."""
    assert not isinstance(slope, tuple)  # noqa: S101  (as its row says)
    at_zero = site.conventions.relu_at_zero
    above, below = call("step", z, at_zero=at_zero), call("step", -z, at_zero=1 - at_zero)
    return (g * (above + slope * below),)


def power_vjp(g: Expression, site: Site, a: Expression, b: Expression) -> tuple[Expression, ...]:
    """The rule of a power, b · aᵇ⁻¹ and ln(a) · aᵇ, but that neither multiplies 0 by infinity.

    Where b is 0 the exponent of the first is 0, and where a is 0 the second is ln(1) · 0ᵇ.
    """
    return g * _by_base(a, b), g * _by_exponent(a, b, site.result)


def _by_base(a: Expression, b: Expression) -> Expression:
    if b == ZERO:
        return 0.0 * a
    return b * a ** (Number(b.value - 1) if isinstance(b, Number) else b - 1 + is_zero(b))


def _by_exponent(a: Expression, b: Expression, power: Expression) -> Expression:
    if a == ZERO:
        return 0.0 * b
    return call("log", a if isinstance(a, Number) else a + is_zero(a)) * power


def is_zero(x: Expression) -> Expression:
    """1 where a number is 0, else 0."""
    return call("step", -call("abs", x), at_zero=1.0)


def no_gradient(
    g: Expression, site: Site, *operands: Expression, **_: OptionValue
) -> tuple[Expression, ...]:
    """What jumps is flat wherever it has a derivative; at its jumps it counts as flat."""
    del site
    return tuple(nothing(g, x) for x in operands)


def nothing(g: Expression, x: Expression) -> Expression:
    """The share of an operand on which nothing depends."""
    return g * (0.0 * call("sign", x))  # sign, so that infinity times 0 is 0


def max_vjp(
    g: Expression, site: Site, x: Expression, axis: OptionValue | None = None
) -> tuple[Expression, ...]:
    """The rule of the largest of some entries."""
    return _shared("max", g, site, x, axis)


def min_vjp(
    g: Expression, site: Site, x: Expression, axis: OptionValue | None = None
) -> tuple[Expression, ...]:
    """The rule of the smallest of some entries."""
    return _shared("min", g, site, x, axis)


def _shared(
    op: str, g: Expression, site: Site, x: Expression, axis: OptionValue | None
) -> tuple[Expression, ...]:
    """The gradient goes to those that are the largest, and is shared evenly where several are.

    Which they are is found anew: no entry is equal to a result that was set by hand.
    """
    if site.shapes[0] == ():
        return (g,)
    if axis is None:
        chosen = call("equal", x, call(op, x))
        return (g / call("sum", chosen) * chosen,)
    chosen = call("equal", x, call("expand_dims", call(op, x, axis=axis), axis=axis))
    share = g / call("sum", chosen, axis=axis)
    return (call("expand_dims", share, axis=axis) * chosen,)


def gelu_vjp(g: Expression, site: Site, x: Expression) -> tuple[Expression, ...]:
    """The rule of x Φ(x), Φ(x) + x φ(x): Φ is the normal distribution and φ its density."""
    del site
    below = 0.5 * (1 + call("erf", x / call("sqrt", 2.0)))
    density = DENSITY_AT_0 * call("exp", -(call("square", x) / 2))
    return (g * (below + x * density),)


DENSITY_AT_0 = 1 / math.sqrt(2 * math.pi)
"""The density of the standard normal distribution at 0."""

ERF_SLOPE_AT_0 = 2 / math.sqrt(math.pi)
"""The derivative of the error function at 0."""


def as_column(g: Expression, site: Site) -> Expression:
    """The upstream gradient of each sample's loss, as a column beside the sample's logits."""
    return g if site.upstream == () else call("expand_dims", g, axis=-1.0)
