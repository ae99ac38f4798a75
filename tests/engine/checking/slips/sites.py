"""Sites to make slips at."""

import numpy as np

from engine.checking.slips.explain import explain_number
from engine.checking.slips.printed import Printed
from engine.checking.slips.slip import Site
from engine.iterations.timeline import Timeline
from engine.language.parser import parse
from engine.language.values import array
from engine.network.files import load_network
from engine.network.network import Network
from engine.network.parts import Definition
from engine.program.program import derive


def site(symbol, network="skip", iteration=0, **others):
    """A symbol of an iteration of a network, shipped or given."""
    if isinstance(network, str):
        network = load_network(network)
    timeline = network if isinstance(network, Timeline) else Timeline(derive(network))
    is_update = symbol in timeline.program.network.parameters
    return Site(timeline, iteration, symbol, is_update, **others)


def tags(slips):
    """The tags of slips, as a set."""
    return {slip.tag for slip in slips}


def network(text, inputs, targets, parameters, **others):
    """A network by its equations, one a line."""
    lines = [line.split("=", 1) for line in text.strip().splitlines()]
    definitions = tuple(Definition(name.strip(), parse(right)) for name, right in lines)
    return Network(definitions, "L", inputs, targets, parameters, **others)


def named(symbol, value, of, digits=4, iteration=0, entry=None):
    """The tags that explain a value printed with so many digits behind its point."""
    unit = 10.0**-digits
    value = np.round(np.asarray(value, float), digits)
    value = array(value) if value.shape else float(value)
    return tags(explain_number(site(symbol, of, iteration), Printed(value, unit), entry))
