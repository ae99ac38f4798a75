"""The catalogue: every kind of slip, by its tag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.checking.slips.batches import batch_factor
from engine.checking.slips.derivatives import derivative_at, operands_swapped
from engine.checking.slips.elsewhere import stale_value, updated_weight, wrong_node
from engine.checking.slips.evaluation import evaluation
from engine.checking.slips.factors import (
    factor_dropped,
    mask_dropped,
    mask_wrong,
    two_or_half,
)
from engine.checking.slips.matrices import bias_gradient, transposed
from engine.checking.slips.paths import (
    gradient_accumulated,
    inner_dropped,
    path_averaged,
    path_overwritten,
    paths_dropped,
)
from engine.checking.slips.rewrite import Rewrite, Rewriter, Rule
from engine.checking.slips.tags import ORDER, TAGS, Level
from engine.checking.slips.targets import loss_sign, softmax_ce, target_forgotten, target_sign
from engine.checking.slips.updates import adam, lr_forgotten, lr_twice, update_sign

REWRITERS: Mapping[str, tuple[Rewriter, ...]] = {
    "target-forgotten": (target_forgotten,),
    "path-dropped": (paths_dropped, inner_dropped),
    "mask-dropped": (mask_dropped,),
    "factor-dropped": (factor_dropped,),
    "update-sign": (update_sign,),
    "lr-forgotten": (lr_forgotten,),
    "loss-sign": (loss_sign,),
    "two-or-half": (two_or_half,),
    "batch-factor": (batch_factor,),
    "updated-weight": (updated_weight,),
    "softmax-ce": (softmax_ce,),
    "bias-gradient": (bias_gradient,),
    "operands-swapped": (operands_swapped,),
    "transposed": (transposed,),
    "derivative-at": (derivative_at,),
    "stale-value": (stale_value,),
    "path-overwritten": (path_overwritten,),
    "mask-wrong": (mask_wrong,),
    "adam": (adam,),
    "target-sign": (target_sign,),
    "lr-twice": (lr_twice,),
    "path-averaged": (path_averaged,),
    "gradient-accumulated": (gradient_accumulated,),
    "evaluation": (evaluation,),
    "wrong-node": (wrong_node,),
}
"""What rewrites a rule, by the tag of the slip."""


def rewritten(rule: Rule, level: Level, after: str | None = None) -> Iterator[Rewrite]:
    """Every rewrite of a rule of one level, by the order of tags.

    Args:
        rule: the rule.
        level: of the tags.
        after: only those of tags behind this one.
    """
    first = -1 if after is None else ORDER[after]
    for tag, rewriters in REWRITERS.items():
        if TAGS[tag].level is level and ORDER[tag] > first:
            for rewriter in rewriters:
                yield from rewriter(rule)
