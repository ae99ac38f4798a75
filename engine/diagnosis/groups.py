"""Groups of samples that get about the same prediction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.diagnosis.prediction_claims import nearness
from engine.diagnosis.predictions import Prediction

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Indices = NDArray[np.intp]
else:
    Indices = Any

SHARE = 0.1
"""A group of samples is told of if it is at least this part of the batch."""


def groups_of(prediction: Prediction) -> Iterator[Indices]:
    """The samples that get about the same prediction, the largest groups first."""
    import numpy as np

    found, count = prediction.found, len(prediction.found)
    near = nearness(prediction)
    if near == 0.0:
        return
    # A group falls into a few cells of a grid; around the middle of the fullest it is looked for.
    _, firsts, counts = np.unique(
        np.round(found / near), axis=0, return_index=True, return_counts=True
    )
    left = np.ones(count, np.bool_)
    for first in firsts[np.argsort(-counts, kind="stable")][: round(2 / SHARE)]:
        group = np.flatnonzero(left & (abs(found - found[first]) < near).all(axis=-1))
        left[group] = False
        if len(group) >= max(2, SHARE * count):
            yield group
