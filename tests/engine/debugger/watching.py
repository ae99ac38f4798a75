"""Watches of a debugger, read."""

from dataclasses import replace

from engine.debugger.watch_values import read
from engine.network.files import load_network
from engine.network.optimisers import Optimiser
from engine.program.program import derive

XOR = derive(
    replace(load_network("xor").with_seed(1), optimiser=Optimiser("adam"), learning_rate=0.05)
)
RATIO = "dL/dh0 / dL/dh1"


def reading(debugger, text):
    """What one watch shows where a debugger stands."""
    stop = debugger.watch(text)
    return read(stop.watches.latest, stop)
