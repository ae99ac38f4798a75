"""The skip network under the debugger, and where a stop stands."""

from dataclasses import replace

from hypothesis import strategies as st

from engine.network.files import load_network
from engine.program.program import derive

FAN_IN = 15
LAST = 21
SKIP = derive(load_network("skip"))


def place(stop):
    return stop.cursor.iteration, stop.cursor.step


def rates_of(stop):
    """From which iteration on which learning rate holds that was set by hand."""
    starts = stop.timeline.edits.starts
    return {at: found["lr"] for at, found in starts.items() if "lr" in found}


SMALL = st.integers(1, 4)


SQUARE = "L = w*w"
TWO = "L = w*w + v"


def network_of(build, equations, rate, **parameters):
    return derive(replace(build(equations, **parameters), learning_rate=rate))
