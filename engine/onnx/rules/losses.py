"""Losses, as operators of a graph and by the name that a person gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from engine.drafts.operand import Operand
from engine.drafts.texts.numbers import several
from engine.onnx.call import Call, Rule

LABELLED = frozenset({"SoftmaxCrossEntropyLoss", "NegativeLogLikelihoodLoss"})
"""Losses that take the numbers of classes as their second operand."""


def _one_hot(call: Call, scores: Operand) -> Operand:
    """Rows with a 1 at the class, of the numbers of classes; the classes on the last axis."""
    count = scores.shape[1]
    if call.shape(1) != (scores.shape[0], *scores.shape[2:]):
        call.refuse("its labels have another shape than its scores without the classes")
    given = call.writer.one_hot(call[1], count)
    if given is not None:
        return given
    classes = call.writer.constant("classes", np.arange(count))
    return call.let("onehot", f"expand_dims({call[1].text}, axis=-1) == {classes}")


def _classes_last(scores: Operand) -> str:
    rank = len(scores.shape)
    if rank == 2:
        return scores.text
    return f"permute({scores.text}, {several((0, *range(2, rank), 1))})"


def _likelihood(call: Call, is_log: bool) -> str | Operand | list[Operand | None]:
    """The loss of each label, and what is left of them."""
    scores = call[0]
    ignored = call.node.attributes.get("ignore_index")
    known = call.numbers(1)
    is_used = known is None or bool((known == ignored).any())
    if ignored is not None and int(call.whole("ignore_index", -100)) >= 0 and is_used:
        call.refuse("labels that are ignored (ignore_index) are not known: leave the samples out")
    onehot = _one_hot(call, scores)
    last = _classes_last(scores)
    logs = last if is_log else f"log_softmax({last})"
    if 2 not in call and not is_log:
        losses, total = call.made(f"cross_entropy({last}, {onehot})"), ""
    elif 2 in call:
        weights = call.let("weights", f"{onehot} * {call[2]}")
        losses = call.let("losses", f"-sum({weights} * {logs}, axis=-1)")
        total = f"sum({weights})"
    else:
        losses = call.let("losses", f"-sum({onehot} * {logs}, axis=-1)")
        total = ""
    reduction = call.word("reduction", "mean")
    text = losses.text
    if reduction == "sum":
        text = f"sum({text})"
    elif reduction == "mean":
        text = f"sum({text}) / {total}" if total else f"mean({text})"
    return [call.made(text)] + [None] * (len(call.node.outputs) - 1)


LOSSES: Mapping[str, Rule] = {
    "SoftmaxCrossEntropyLoss": lambda call: _likelihood(call, is_log=False),
    "NegativeLogLikelihoodLoss": lambda call: _likelihood(call, is_log=True),
}
"""The rules, by operator."""


def _smooth(p: str, y: str) -> str:
    near = f"abs({p} - {y})"
    return f"mean(where({near} < 1, 0.5 * square({p} - {y}), {near} - 0.5))"


NAMED: Mapping[str, Callable[[str, str], str]] = {
    "mse": lambda p, y: f"mean(square({p} - {y}))",
    "l1": lambda p, y: f"mean(abs({p} - {y}))",
    "smooth_l1": _smooth,
    "huber": _smooth,
    "cross_entropy": lambda p, y: f"mean(cross_entropy({p}, {y}))",
    "nll": lambda p, y: f"-mean(sum({y} * {p}, axis=-1))",
    "bce": lambda p, y: f"-mean({y} * log({p}) + (1 - {y}) * log(1 - {p}))",
    "bce_with_logits": lambda p, y: f"mean(softplus({p}) - {y} * {p})",
}
"""Losses by name: their text, of a prediction and a target."""

ONE_HOT = ("cross_entropy", "nll")
"""Those whose target says a class for each row."""

OTHER_NAMES: Mapping[str, str] = {
    "mse_loss": "mse", "l1_loss": "l1", "mae": "l1", "smooth_l1_loss": "smooth_l1",
    "huber_loss": "huber", "nll_loss": "nll", "binary_cross_entropy": "bce",
    "binary_cross_entropy_with_logits": "bce_with_logits", "crossentropyloss": "cross_entropy",
    "mseloss": "mse", "l1loss": "l1", "smoothl1loss": "smooth_l1", "huberloss": "huber",
    "nllloss": "nll", "bceloss": "bce", "bcewithlogitsloss": "bce_with_logits",
}  # fmt: skip
"""What else they are called, in torch."""
