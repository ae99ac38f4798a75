"""Random numbers, drawn and given back: what a loader draws here it draws again for the person."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch


@contextmanager
def randomness_kept(loader: object) -> Iterator[None]:
    """The generators of torch, numpy and Python, and of a loader, are afterwards what they were.

    Args:
        loader: what batches are taken of.
    """
    held = [getattr(each, "generator", None) for each in (loader, getattr(loader, "sampler", None))]
    own = {id(each): each for each in held if isinstance(each, torch.Generator)}
    states = [(each, each.get_state()) for each in own.values()]
    of_python, of_numpy = random.getstate(), _state_of_numpy()
    try:
        with torch.random.fork_rng(devices=[]):
            yield
    finally:
        random.setstate(of_python)
        np.random.set_state(of_numpy)
        for generator, state in states:
            generator.set_state(state)


def _state_of_numpy() -> Any:
    return np.random.get_state()
