"""What tests of changes made by hand share."""

from engine.language.values import same
from engine.network.files import load_network
from engine.program.program import derive

FORWARD, BACKWARD = 7, 17


XOR = derive(load_network("xor").with_seed(3))


def train(debugger, iteration):
    for _ in debugger.reach(iteration):
        pass


def known(stop):
    """Everything that is known where one stands: values, gradients, what is remembered."""
    program = stop.program
    found = {name: stop.state.value(name) for name in {**program.base, **program.index}}
    return {name: value for name, value in found.items() if value is not None}


def assert_alike(stop, other):
    assert stop.cursor == other.cursor
    found, wanted = known(stop), known(other)
    assert found.keys() == wanted.keys()
    assert all(same(value, wanted[name]) for name, value in found.items())


def changed(debugger):
    """Changes of every kind made one after the other, with the stop before and behind each."""
    stops = [debugger.goto(12, 2)]
    for change in (
        lambda: debugger.set_value("w3 = 0"),
        lambda: debugger.set_value("dL/dh0 = 0.25"),
        lambda: debugger.freeze("w1"),
        lambda: debugger.set_learning_rate(0.25),
        lambda: debugger.set_convention("relu_at_zero", 1.0),
    ):
        debugger.step()
        stops.append(change())
    return stops
