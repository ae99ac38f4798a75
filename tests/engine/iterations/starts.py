"""Starts of iterations, packed."""

from dataclasses import replace

from engine.iterations.history import History
from engine.language.values import same
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.program.program import derive


def program_of(name, kind="gd"):
    return derive(replace(load_network(name), optimiser=Optimiser(kind)))


SKIP, XOR = program_of("skip"), program_of("xor")


WEIGHT = 2
"""The slot of w0 in the memory of the skip network, behind x and y."""


def start(weight):
    """A memory of the skip network that tells by its first weight which one it is."""
    return (*SKIP.start[:WEIGHT], weight, *SKIP.start[WEIGHT + 1 :])


def filled(length, program=SKIP):
    history = History(program)
    for number in range(length):
        history.append(start(float(number + 1)), float(number), (True, True))
    return history


def assert_finds(history, starts):
    """Whether each start is found, or an earlier one from which it follows."""
    for iteration in range(len(starts)):
        number, found = history.nearest(iteration)
        assert number <= iteration
        assert all(map(same, found, starts[number]))
    assert history.nearest(len(starts) - 1)[0] == len(starts) - 1 == history.length
