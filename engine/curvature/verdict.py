"""Verdicts on points of the surface of the loss: what kind of point it is, by claims."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.claims.judgement import Judgement
from engine.curvature.local import Local


class PointKind(StrEnum):
    """A kind of point."""

    MINIMUM = "local minimum"
    FLAT_MINIMUM = "flat minimum"
    MAXIMUM = "local maximum"
    SADDLE = "saddle"
    PLATEAU = "plateau"
    VALLEY = "valley"
    SLOPE = "slope"
    KINK = "kink"
    UNCLEAR = "cannot be told"


@dataclass(frozen=True)
class PointVerdict(Judgement, Local):
    """A verdict on a point, as in: saddle: the gradient is 0, of 2 directions 1 bends up, ...

    Args:
        name: what kind it is.
        claims: what that is said of.
    """

    name: PointKind
