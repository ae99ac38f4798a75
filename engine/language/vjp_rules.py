"""Derivative rules that take more than a line."""

from __future__ import annotations

from engine.language.expression import ZERO, Expression, Number
from engine.language.op import LEAKY_SLOPE, Site, call


def along(upstream: Expression, site: Site, axis: Expression | None) -> Expression:
    """The gradient of a reduced value, shaped to broadcast over what was reduced."""
    if axis is None or site.upstream == ():
        return upstream
    if len(site.upstream) < len(site.shapes[0]) - 1:  # then `axis` would count from elsewhere
        upstream = call("broadcast_to", upstream, site.result)
    return call("expand_dims", upstream, axis)


def mean_vjp(
    g: Expression, site: Site, _: Expression, axis: Expression | None = None
) -> tuple[Expression, ...]:
    """The rule of a mean over all entries, or along an axis."""
    shape = site.shapes[0]
    count = 1
    for size in shape if not isinstance(axis, Number) else (shape[int(axis.value)],):
        count *= size
    return (along(g / count, site, axis),)


def matmul_vjp(g: Expression, site: Site, a: Expression, b: Expression) -> tuple[Expression, ...]:
    """The rules of products of vectors and matrices."""
    match tuple(map(len, site.shapes)):
        case (1, 1):
            return g * b, g * a
        case (2, 1):
            return call("outer", g, b), call("transpose", a) @ g
        case (1, 2):
            return b @ g, call("outer", a, g)
    return g @ call("transpose", b), call("transpose", a) @ g


def rowwise_dot(g: Expression, s: Expression) -> Expression:
    """The dot product of each row of one with that of the other, as a column."""
    return call("expand_dims", call("sum", g * s, -1), -1)


def leaky_vjp(
    g: Expression, site: Site, z: Expression, slope: Expression | None = None
) -> tuple[Expression, ...]:
    """The rule of a leaky ReLU."""
    at_zero = site.conventions.relu_at_zero
    slope = Number(LEAKY_SLOPE) if slope is None else slope
    return (g * (call("step", z, at_zero) + slope * call("step", -z, 1 - at_zero)),)


def power_derivative(a: Expression, b: Expression) -> Expression:
    """The derivative of a power by its base."""
    if b == ZERO:
        return 0.0 * a  # the rule would multiply 0 by 1/0 where the base is 0
    return b * a ** (Number(b.value - 1) if isinstance(b, Number) else b - 1)


def no_gradient(g: Expression, site: Site, x: Expression, *_: Expression) -> tuple[Expression, ...]:
    """Step and sign are flat wherever they have a derivative; at their jump they count as flat."""
    del site
    return (g * (0.0 * call("sign", x)),)  # sign, so that infinity times 0 is 0


def as_column(g: Expression, site: Site) -> Expression:
    """The upstream gradient of each sample's loss, as a column beside the sample's logits."""
    return g if site.upstream == () else call("expand_dims", g, -1)
