"""Ops as PyTorch has them: for each a function from a call to the text that computes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.export.pytorch.call import Site
from engine.export.pytorch.figures import as_float, written_number
from engine.export.pytorch.moves import MOVED, dims, several
from engine.language.expression import Call, Number, chained
from engine.language.op import LEAKY_SLOPE

Function = Callable[[Site], str]
"""Gives the text of a call, which stands anywhere without parentheses."""


def _plain(function: str) -> Function:
    """A function that takes the operands as they are."""
    return lambda site: f"{function}({site.arguments()})"


def _reduced(function: str) -> Function:
    def text(site: Site) -> str:
        return f"{function}({site.arguments()}{dims(site)})"

    return text


def _at_kink(function: str, convention: str) -> Function:
    """A function with a kink at 0, where PyTorch takes 0 for the derivative."""

    def text(site: Site) -> str:
        x, at_zero = site.arguments(), getattr(site.writer.conventions, convention)
        if not at_zero:
            return f"{function}({x})"
        return _instead(site, at_zero, f"{function}({x})")

    return text


def _instead(site: Site, slope: float, otherwise: str) -> str:
    """Something that is 0 at 0, and has another derivative there."""
    at_zero = site.before() if slope == 1.0 else f"{written_number(slope)} * {site.before()}"
    return f"torch.where({site.arguments()} == 0, {at_zero}, {otherwise})"


def _leaky_relu(site: Site) -> str:
    slope, at_zero = site.number("slope", LEAKY_SLOPE), site.writer.conventions.relu_at_zero
    said = "" if slope == LEAKY_SLOPE else f", {written_number(slope)}"
    text = f"F.leaky_relu({site.arguments()}{said})"
    return _instead(site, at_zero + slope * (1 - at_zero), text) if at_zero else text


def _step(site: Site) -> str:
    x, at_zero = site.arguments(), site.number("at_zero", 0.0)
    if at_zero in (0.0, 1.0):
        return f"({x} {'>=' if at_zero else '>'} 0).double()"
    return f"torch.where({x} == 0, {float(at_zero)!r}, ({x} > 0).double())"


def _sign(site: Site) -> str:
    x, at_zero = site.arguments(), site.number("at_zero", 0.0)
    if not at_zero:
        return f"torch.sign({x})"
    return f"torch.where({x} == 0, {float(at_zero)!r}, torch.sign({x}))"


def _where(site: Site) -> str:
    condition, *chosen = site.call.operands
    parts = [
        as_float(written_number(each.value))
        if isinstance(each, Number)
        else site.writer.tensor(each)
        for each in chosen
    ]
    return f"torch.where({site.writer.condition(condition)}, {', '.join(parts)})"


def _cross_entropy(site: Site) -> str:
    logits, targets = map(site.writer.tensor, site.call.operands)
    if len(site.shape()) <= 2:
        return f'F.cross_entropy({logits}, {targets}, reduction="none")'
    return f"-({site.before(1)} * F.log_softmax({logits}, -1)).sum(-1)"


def _mean(site: Site) -> str:
    inner = site.call.operands[0]
    if isinstance(inner, Call) and inner.op == "cross_entropy" and site.option("axis") is None:
        loss = site._replace(call=inner)
        if len(loss.shape()) == 2:
            return f"F.cross_entropy({loss.arguments()})"
    return _reduced("torch.mean")(site)


def _concat(site: Site) -> str:
    axis = several(site.integers("axis") or (0,))
    said = "" if axis == "0" else f", dim={axis}"
    return f"torch.cat(({', '.join(map(site.writer.tensor, chained(site.call)))}){said})"


FUNCTIONS: Mapping[str, Function] = {
    "abs": _at_kink("torch.abs", "abs_at_zero"),
    "relu": _at_kink("torch.relu", "relu_at_zero"),
    "leaky_relu": _leaky_relu,
    "sign": _sign,
    "step": _step,
    "softplus": lambda site: f"F.softplus({site.arguments()}, threshold=40)",
    "sigmoid": _plain("torch.sigmoid"),
    "silu": _plain("F.silu"),
    "tanh": _plain("torch.tanh"),
    "gelu": _plain("F.gelu"),
    "exp": _plain("torch.exp"),
    "log": _plain("torch.log"),
    "sqrt": _plain("torch.sqrt"),
    "square": _plain("torch.square"),
    "sin": _plain("torch.sin"),
    "cos": _plain("torch.cos"),
    "erf": _plain("torch.erf"),
    "floor": _plain("torch.floor"),
    "detach": lambda site: f"{site.before()}.detach()",
    "minimum": _plain("torch.minimum"),
    "maximum": _plain("torch.maximum"),
    "where": _where,
    "outer": _plain("torch.outer"),
    "transpose": lambda site: f"{site.before()}.mT",
    "sum": _reduced("torch.sum"),
    "mean": _mean,
    "max": _reduced("torch.amax"),
    "min": _reduced("torch.amin"),
    "softmax": lambda site: f"torch.softmax({site.arguments()}, dim=-1)",
    "log_softmax": lambda site: f"torch.log_softmax({site.arguments()}, dim=-1)",
    "cross_entropy": _cross_entropy,
    "concat": _concat,
    **MOVED,
}
"""Every op but for those that Python has signs for."""
