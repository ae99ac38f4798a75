"""Random optimisers, with and without what may go with them."""

from __future__ import annotations

from engine.network.optimisers import KINDS, Optimiser
from engine.network.schedules import Schedule

PLAIN = ("gd", "gd", "gd", "momentum", "adam")
"""Most networks have these."""

SCHEDULES = (
    Schedule("exponential", gamma=0.5),
    Schedule("exponential", gamma=1.1),
    Schedule("step", step_size=2.0, gamma=0.1),
    Schedule("cosine", length=5.0),
    Schedule("cosine", length=40.0, lowest_rate=0.01),
    Schedule(warmup=3.0),
    Schedule("cosine", length=20.0, warmup=10.0),
)


def random_optimiser(rng):
    """An optimiser; two of three are plain, the others have decay, clipping or a schedule too."""
    if rng.random() < 2 / 3:
        return Optimiser(str(rng.choice(PLAIN)))
    more = {}
    if rng.random() < 0.5:
        more["weight_decay"] = float(rng.choice((0.01, 0.3)))
        more["decoupled"] = bool(rng.random() < 0.5)
    clips = rng.random()
    if clips < 0.3:
        more["clip_norm"] = float(rng.choice((0.1, 1.0, 10.0)))
    elif clips < 0.5:
        more["clip_value"] = float(rng.choice((0.1, 1.0)))
    if rng.random() < 0.5:
        more["schedule"] = SCHEDULES[rng.integers(len(SCHEDULES))]
    return Optimiser(str(rng.choice(tuple(KINDS))), **more)
