"""Losses: a number for each entry or sample, and then their mean or sum."""

from __future__ import annotations

import math
from collections.abc import Mapping

from engine.drafts.call import Call, Rule
from engine.drafts.operand import Operand
from engine.drafts.texts.moves import moved
from engine.drafts.texts.numbers import number

UNSAID = -100
"""The class that torch does not count, if nobody says one."""


def overall(call: Call, text: str, weights: str | None = None) -> str:
    """Losses as they are, their mean or their sum, which aten numbers from 0."""
    match call["reduction"]:
        case 1:
            return f"mean({text})" if weights is None else f"sum({text}) / sum({weights})"
        case 2:
            return f"sum({text})"
    return text


def _between(text: str) -> Rule:
    """A loss of an input and a target, each used as often as the text has it."""
    is_once = text.count("{x}") == 1 and text.count("{y}") == 1

    def rule(call: Call) -> str:
        x, y = (call["self"], call["target"]) if is_once else _both(call)
        return overall(call, text.format(x=x, y=y))

    return rule


def _both(call: Call) -> tuple[Operand, Operand]:
    return call.named("self"), call.named("target")


def _apart(call: Call) -> Operand:
    x, y = call["self"], call["target"]
    shape = x.shape if len(x.shape) >= len(y.shape) else y.shape
    return call.let("apart", f"abs({x} - {y})", shape)


def _smooth_l1(call: Call) -> str:
    beta = call["beta"]
    if beta == 0:
        return overall(call, f"abs({call['self']} - {call['target']})")
    d = _apart(call)
    near = f"0.5 * square({d})" + ("" if beta == 1 else f" / {number(beta)}")
    return overall(call, f"where({d} < {number(beta)}, {near}, {d} - {number(beta / 2)})")


def _huber(call: Call) -> str:
    delta = call["delta"]
    d = _apart(call)
    far = f"({d} - {number(delta / 2)})"
    far = far if delta == 1 else f"{number(delta)} * {far}"
    return overall(call, f"where({d} <= {number(delta)}, 0.5 * square({d}), {far})")


def _bce(call: Call) -> str:
    p, y = _both(call)
    text = f"-({y} * log({p}) + (1 - {y}) * log(1 - {p}))"
    return overall(call, text if call["weight"] is None else f"{call['weight']} * {text}")


def _bce_with_logits(call: Call) -> str:
    x, y = _both(call)
    share = "" if call["pos_weight"] is None else f"(1 + ({call['pos_weight']} - 1) * {y}) * "
    text = f"(1 - {y}) * {x} + {share}softplus(-{x})"
    return overall(call, text if call["weight"] is None else f"{call['weight']} * ({text})")


def _kl_div(call: Call) -> str:
    x, y = _both(call)
    if call["log_target"]:
        return overall(call, f"exp({y}) * ({y} - {x})")
    logs = f"where({y} > 0, {y} * log(where({y} > 0, {y}, 1)), 0)"
    return overall(call, f"{logs} - {y} * {x}")


def _poisson(call: Call) -> str:
    x, y, eps = call.named("input"), call.named("target"), number(call["eps"])
    text = f"exp({x}) - {y} * {x}" if call["log_input"] else f"{x} - {y} * log({x} + {eps})"
    if call["full"]:
        stirling = f"{y} * log({y}) - {y} + 0.5 * log({2 * math.pi} * {y})"
        text += f" + where({y} > 1, {stirling}, 0)"
    return overall(call, text)


def _margin_ranking(call: Call) -> str:
    one, other, y = call["input1"], call["input2"], call["target"]
    return overall(call, f"relu(-{y} * ({one} - {other}){_margin(call)})")


def _margin(call: Call, name: str = "margin") -> str:
    return f" + {number(call[name])}" if call[name] else ""


def _hinge_embedding(call: Call) -> str:
    x, y = _both(call)
    far = f"where({y} != 1, relu({number(call['margin'])} - {x}), 0)"
    return overall(call, f"where({y} != -1, {x}, 0) + {far}")


def _cosine_embedding(call: Call) -> str:
    one, other, y = call.named("input1"), call.named("input2"), call.named("target")
    eps = 1e-12
    squares = [f"(sum(square({x}), axis=-1) + {eps})" for x in (one, other)]
    text = f"sum({one} * {other}, axis=-1) / sqrt({squares[0]} * {squares[1]})"
    cosine = call.let("cosine", text, one.shape[:-1])
    far = f"relu({cosine} - {number(call['margin'])})"
    return overall(call, f"where({y} == 1, 1 - {cosine}, {far})")


def _triplet(call: Call) -> str:
    from engine.torch.rules.reductions import length

    anchor, eps, power = call.named("anchor"), number(call["eps"]), float(call["p"])
    axis = (len(anchor.shape) - 1,)

    def apart(one: Operand, other: Operand) -> str:
        text = f"{one} - {other} + {eps}"
        return length(Operand(f"({text})", anchor.shape), power, axis, keep=False)

    far = apart(anchor, call.named("negative"))
    if call["swap"]:
        far = f"minimum({far}, {apart(call.named('positive'), call.named('negative'))})"
    near = apart(anchor, call.named("positive"))
    return overall(call, f"relu({near} - {far}{_margin(call)})")


def _multi_margin(call: Call) -> str:
    x, classes = call.named("self"), call["target"]
    if call["weight"] is not None:
        call.refuse("has no equation with weights: multiply the losses by them yourself")
    onehot = _onehot(call, classes, x.shape[-1])
    right = f"sum({x} * {onehot}, axis=-1)"
    gap = f"relu({number(call['margin'])} - expand_dims({right}, axis=-1) + {x})"
    gap = gap if call["p"] == 1 else f"{gap} ** {number(call['p'])}"
    return overall(call, f"sum((1 - {onehot}) * {gap}, axis=-1) / {x.shape[-1]}")


def _onehot(call: Call, classes: Operand, count: int) -> Operand:
    """1 at the class of each sample and 0 elsewhere, along the last axis."""
    import numpy as np

    is_alone = call.arguments.get("ignore_index") is None or not _ignored(call, classes)
    given = call.one_hot(classes, count) if is_alone else None
    if given is not None:
        return given
    numbers = call.constant("classes", np.arange(float(count)))
    wide = f"expand_dims({classes}, axis=-1)" if classes.shape else str(classes)
    return call.let("onehot", f"{wide} == {numbers}", (*classes.shape, count))


def _ignored(call: Call, classes: Operand) -> bool:
    """Whether samples may be of the class that is not counted."""
    ignored = call["ignore_index"]
    if classes.example is None:
        return bool(ignored != UNSAID)
    return bool(ignored >= 0 or (classes.example == ignored).any())


def _cross_entropy(call: Call) -> str:
    x, y = call["self"], call["target"]
    axis = 1 if len(x.shape) > 1 else 0
    logits = moved(x, axis, -1)
    count, smooth = x.shape[axis], call["label_smoothing"]
    if y.shape == x.shape and y.kind == "float":
        return _of_shares(call, logits, moved(y, axis, -1), count)
    weight = call["weight"]
    if weight is None and not _ignored(call, y):
        onehot = _onehot(call, y, count)
        return overall(call, f"cross_entropy({logits}, {_smoothed(str(onehot), smooth, count)})")
    return _weighted(call, logits, y, count)


def _smoothed(shares: str, smooth: float, count: int) -> str:
    return f"{number(1 - smooth)} * {shares} + {smooth / count}" if smooth else shares


def _of_shares(call: Call, logits: Operand, shares: Operand, count: int) -> str:
    """The cross entropy of targets that say how much of each class there is."""
    smooth, weight = call["label_smoothing"], call["weight"]
    said = _smoothed(str(shares), smooth, count)
    if weight is None and _are_shares(shares):
        return overall(call, f"cross_entropy({logits}, {said})")
    said = f"({said})" if smooth else said
    logs = f"log_softmax({logits})"
    text = f"-sum({said} * {logs}{'' if weight is None else f' * {weight}'}, axis=-1)"
    return overall(call, text)


def _are_shares(shares: Operand) -> bool:
    """Whether targets sum to 1 in each row, which `cross_entropy` takes for granted."""
    if shares.example is None:
        return False
    return bool((abs(shares.example.sum(axis=-1) - 1) < 1e-9).all())


def _weighted(call: Call, logits: Operand, y: Operand, count: int) -> str:
    """With a weight for each class, and samples that are not counted."""
    smooth, weight = call["label_smoothing"], call["weight"]
    logs = call.let("logs", f"log_softmax({logits})", logits.shape)
    onehot = _onehot(call, y, count)
    if weight is None:
        shares, weights = str(onehot), _counted(call, y)
        even = logs.text
    else:
        shares, weights = f"{onehot} * {weight}", f"sum({onehot} * {weight}, axis=-1)"
        if _ignored(call, y):
            weights = f"{_counted(call, y)} * {weights}"
        even = f"{weight} * {logs}"
    text = f"sum({shares} * {logs}, axis=-1)"
    if _ignored(call, y):
        text = f"{_counted(call, y)} * {text}"
    if smooth:
        rest = f"sum({even}, axis=-1)"
        if _ignored(call, y):
            rest = f"{_counted(call, y)} * {rest}"
        text = f"{number(1 - smooth)} * {text} + {smooth / count} * {rest}"
    return overall(call, f"-({text})", weights)


def _counted(call: Call, y: Operand) -> str:
    return f"({y} != {number(call['ignore_index'])})"


def _nll(call: Call) -> str:
    x, y = call["self"], call["target"]
    axis = 1 if len(x.shape) > 1 else 0
    logs, weight = moved(x, axis, -1), call["weight"]
    onehot = _onehot(call, y, x.shape[axis])
    shares = str(onehot) if weight is None else f"{onehot} * {weight}"
    text = f"sum({shares} * {logs}, axis=-1)"
    weights = None if weight is None else f"sum({onehot} * {weight}, axis=-1)"
    if _ignored(call, y):
        text = f"{_counted(call, y)} * {text}"
        weights = _counted(call, y) + ("" if weights is None else f" * {weights}")
    return overall(call, f"-({text})", weights)


def _soft_margin(call: Call) -> str:
    return overall(call, f"softplus(-{call['target']} * {call['self']})")


def _one_hot(call: Call) -> str:
    """The rule of torch.nn.functional.one_hot."""
    classes = call["self"]
    if call["num_classes"] < 0:
        call.refuse("has to know how many classes there are: give it num_classes")
    return _onehot(call, classes, call["num_classes"]).text


LOSSES: Mapping[str, Rule] = {
    "mse_loss": _between("square({x} - {y})"), "l1_loss": _between("abs({x} - {y})"),
    "smooth_l1_loss": _smooth_l1, "huber_loss": _huber, "binary_cross_entropy": _bce,
    "binary_cross_entropy_with_logits": _bce_with_logits, "kl_div": _kl_div,
    "poisson_nll_loss": _poisson, "margin_ranking_loss": _margin_ranking,
    "hinge_embedding_loss": _hinge_embedding, "cosine_embedding_loss": _cosine_embedding,
    "triplet_margin_loss": _triplet, "multi_margin_loss": _multi_margin,
    "cross_entropy_loss": _cross_entropy, "nll_loss": _nll, "nll_loss_nd": _nll,
    "nll_loss2d": _nll, "soft_margin_loss": _soft_margin, "one_hot": _one_hot,
}  # fmt: skip
"""The rules of losses."""
