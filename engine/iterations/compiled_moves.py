"""Moves in compiled code: mostly another look at the same memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.iterations.code import CallSite, Code, Operand, called
from engine.language.moves.indices import subscript
from engine.language.shapes import axes_of

REORDERING = ("transpose", "permute", "slice")
"""The ops whose results stand in memory in another order than that of C."""


def _transpose(code: Code, site: CallSite) -> Operand:
    turned = "{0}.T" if len(site.shape) == 2 else "{0}.swapaxes(-1, -2)"
    return code.view(site.shape, turned, *site.operands)


def _reshaped(code: Code, site: CallSite) -> Operand:
    (x,) = site.operands
    if site.shape == () == x.shape:
        return x
    if site.shape == ():
        return code.compute_array((), "{0}.reshape(())[()]", code.as_array(x))
    return code.view(site.shape, f"{{0}}.reshape({site.shape})", code.as_array(x))


def _permute(code: Code, site: CallSite) -> Operand:
    (x,) = site.operands
    axes = axes_of(dict(site.options)["axes"], len(site.shape))
    return code.view(site.shape, f"{{0}}.transpose({axes})", x)


def _slice(code: Code, site: CallSite) -> Operand:
    (x,) = site.operands
    index = subscript(x.shape, dict(site.options))
    if site.shape == ():
        return code.compute_array((), f"{{0}}[{index}]", x)
    return code.view(site.shape, f"{{0}}[{index}]", x)


def moved(code: Code, site: CallSite) -> Operand:
    """The call of the function of `ARRAY_RULES`."""
    operands = tuple([code.as_array(each) for each in site.operands])
    options = "".join(f", {name}={value!r}" for name, value in site.options)
    template = f"{called(f'array_{site.op}', operands)[:-1]}{options})"
    is_ordered = site.op != "concat"
    return code.compute_array(site.shape, template, *operands, is_ordered=is_ordered)


def _broadcast_to(code: Code, site: CallSite) -> Operand:
    x, _ = site.operands
    return code.compute_array(site.shape, f"filled({{0}}, {site.shape})", x, is_ordered=True)


COMPILED_MOVES: Mapping[str, Callable[[Code, CallSite], Operand]] = {
    "transpose": _transpose,
    "permute": _permute,
    "slice": _slice,
    **dict.fromkeys(("expand_dims", "reshape", "squeeze"), _reshaped),
    "broadcast_to": _broadcast_to,
}
"""The moves that are more than a call of the function of `ARRAY_RULES`."""
