"""The values table as lines of text."""

from engine.debugger.debugger import Debugger
from engine.network.files import load_network
from engine.network.reader import read_network
from engine.network.source import Source
from engine.program.program import derive
from tests.tui.networks import ARRAYS, LONG_NAMES, UNITS
from tui.drawing.look import Look
from tui.drawing.values import Table

TWO_WEIGHTS = """
loss = "L"
equations = "h = a*x\\nL = b*h"
inputs = { x = 2 }
parameters = { a = 3, b = 5 }
"""


def trained_by(optimiser):
    """A network of two weights with an optimiser."""
    training = f'training = {{ learning_rate = 0.1, optimiser = "{optimiser}" }}\n'
    return read_network(Source(f"{optimiser}.toml", TWO_WEIGHTS + training))


NETWORKS = {
    "skip": load_network("skip"),
    "plain": load_network("plain"),
    "long names": read_network(Source("long.toml", LONG_NAMES)),
    "arrays": read_network(Source("arrays.toml", ARRAYS)),
    "units": read_network(Source("units.toml", UNITS)),
    "momentum": trained_by("momentum"),
    "adam": trained_by("adam"),
}


ORDER = ["w0", "x", "z0", "h0", "w1", "z1", "h1", "w2", "w3", "z2", "ŷ", "y", "L"]
"""What is given stands before what is computed from it, in the order of the exercise."""


def stop_at(step, iteration=0, name="skip"):
    return Debugger(derive(NETWORKS[name])).goto(step, iteration)


def rows(stop, width=44, look=Look()):  # noqa: B008  (frozen)
    table = Table.of(stop.program, look)
    columns = table.columns(width)
    return columns.rows(table.symbols, table, stop, look)


def text_of(line):
    return "".join(text for text, _ in line)


def cells(stop, width=44):
    """The words of every row by the name in it."""
    found = {}
    for line in rows(stop, width):
        name, *rest = text_of(line).replace("▶", " ").split()
        found[name] = rest
    return found
