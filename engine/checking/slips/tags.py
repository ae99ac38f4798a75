"""The tags of slips, and how simple an explanation each of them is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple


class Level(IntEnum):
    """How far-fetched an explanation is; the first level that has one decides, its slips tie.

    A few digits fit many rewrites. A rule that is applied wrongly is what students do most; that a
    number is another node's, or that a digit was copied wrongly, explains nearly any number, so it
    is believed only where no rule explains it.
    """

    FIGURES, RULE, FURTHER_UP, VALUE, COPY, TWO = range(6)


class Tag(NamedTuple):
    """A kind of slip.

    Args:
        words: what was done, as counted over a class: `a path left out`.
        level: how far-fetched it is.
    """

    words: str
    level: Level


TAGS: Mapping[str, Tag] = {
    "cut-off": Tag("cut off instead of rounded", Level.FIGURES),
    "target-forgotten": Tag("the target forgotten", Level.RULE),
    "path-dropped": Tag("a term of a sum left out", Level.RULE),
    "mask-dropped": Tag("the derivative of ReLU taken as 1 where it is 0", Level.RULE),
    "factor-dropped": Tag("a factor left out", Level.RULE),
    "update-sign": Tag("the gradient added in the update", Level.RULE),
    "lr-forgotten": Tag("the learning rate forgotten", Level.RULE),
    "loss-sign": Tag("the sign of the error", Level.RULE),
    "two-or-half": Tag("a factor 2 or ½ forgotten, or there twice", Level.RULE),
    "batch-factor": Tag("the number of samples divided by not at all, or twice", Level.RULE),
    "updated-weight": Tag("a parameter after its update in the backward pass", Level.RULE),
    "softmax-ce": Tag("the derivative of softmax with cross-entropy", Level.RULE),
    "bias-gradient": Tag("the gradient of a bias", Level.RULE),
    "operands-swapped": Tag("the operands of a product mixed up", Level.RULE),
    "transposed": Tag("a matrix transposed, or an outer product the other way round", Level.RULE),
    "derivative-at": Tag("the derivative of an activation taken at the wrong value", Level.RULE),
    "stale-value": Tag("a value of another iteration", Level.RULE),
    "path-overwritten": Tag("only the last term of a sum kept", Level.RULE),
    "mask-wrong": Tag("the mask of another unit, layer or sample", Level.RULE),
    "adam": Tag("a rule of Adam", Level.RULE),
    "target-sign": Tag("the sign of the target", Level.RULE),
    "lr-twice": Tag("the learning rate twice", Level.RULE),
    "path-averaged": Tag("the mean of the terms of a sum", Level.RULE),
    "gradient-accumulated": Tag("the gradient of the iteration before added", Level.RULE),
    "wrong-middle": Tag("a right result after a wrong step in between", Level.RULE),
    "evaluation": Tag("a right formula computed wrongly", Level.VALUE),
    "wrong-node": Tag("the value of another node", Level.VALUE),
    "copied": Tag("a number copied wrongly", Level.COPY),
}
"""Every tag, the likelier ones first: ties of a level are told in this order."""

ORDER: Mapping[str, int] = {tag: place for place, tag in enumerate(TAGS)}
"""The place of every tag in that order."""
