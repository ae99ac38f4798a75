"""Keys, and the moves of a debugger that they make."""

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.network.files import load_network
from engine.program.program import derive

USUAL, LARGE = (80, 24), (160, 50)


SKIP = load_network("skip")


def debugger_of(network=SKIP):
    return Debugger(derive(network))


MOVES = {
    "n": lambda debugger, count: debugger.step(count),
    "right": lambda debugger, count: debugger.step(count),
    "N": lambda debugger, count: debugger.back(count),
    "left": lambda debugger, count: debugger.back(count),
    "s": lambda debugger, count: debugger.into(count),
    "f": lambda debugger, count: debugger.end_of_phase(count),
    "F": lambda debugger, count: debugger.start_of_phase(count),
    "]": lambda debugger, count: debugger.next_iteration(count),
    "[": lambda debugger, count: debugger.previous_iteration(count),
    "g": lambda debugger, _: debugger.first(),
    "G": lambda debugger, _: debugger.last(),
    "up": lambda debugger, count: debugger.select_next(-count),
    "down": lambda debugger, count: debugger.select_next(count),
    "R": lambda debugger, _: debugger.restart(),
    "t": lambda debugger, count: debugger.run_to(None, count),
}


def moved(debugger, key, count):
    """Do with a debugger what a key does; what cannot be done changes nothing."""
    try:
        return MOVES[key](debugger, count)
    except DebuggerError:
        return debugger.stop
