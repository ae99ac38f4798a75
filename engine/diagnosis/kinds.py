"""Kinds of verdicts: what comes of training, in a word or two."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What comes of training, in a word or two."""

    NOTHING = "nothing is learnt yet"
    DIVERGED = "diverged"
    SOLVED = "solved"
    JUMPING = "jumping"
    AT_MINIMUM = "settled at its minimum"
    SETTLED = "settled"
    STOPPED = "stopped learning"
    NOT_LEARNING = "not learning"
    HARDLY = "hardly learning"
    UNDECIDED = "not decided yet"
    LEARNING = "still learning"
    RISING = "rising"
    NOT_SETTLING = "not settling"
    TOO_EARLY = "too early to tell"
