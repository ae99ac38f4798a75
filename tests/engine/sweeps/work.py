"""Work for workers, in a module of its own so that other processes find it."""

import os
from pathlib import Path

import numpy as np

from engine.network.files import load_network
from engine.network.initialisers import draw_many
from engine.program.program import derive
from engine.sweeps.sweep import Sweep

SOLVED = 0.4


def counted(seeds):
    """How many of these seeds have begun to learn xor, and their last losses as bytes."""
    network = load_network("xor")
    drawn = draw_many(network.initialisers, seeds)
    sweep = Sweep(derive(network), {name: 100 * each for name, each in drawn.items()}, len(seeds))
    losses = sweep.advance(60)[-1]
    return int(np.count_nonzero(losses < SOLVED)), losses.tobytes()


def dying_once(marker, number):
    """A square; the process that first has to do 3 dies of it, as the marker says."""
    if number == 3 and not Path(marker).exists():
        Path(marker).touch()
        os._exit(1)
    return number * number


def dying(number):
    """Nothing: the process dies."""
    os._exit(number)


def failing(number):
    """Nothing: what is asked for cannot be done."""
    raise ZeroDivisionError(number)
