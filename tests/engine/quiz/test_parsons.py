"""The backward equations, shuffled: any order will do in which all can be computed."""

from itertools import permutations

import networkx as nx
import pytest

from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError
from engine.language.expression import free_names
from engine.network.files import load_network
from engine.program.program import Phase, derive
from engine.quiz.parsons import shuffle
from engine.quiz.task import task_of


def shuffled(name="skip", seed=1):
    debugger = Debugger(derive(load_network(name)))
    shuffle(debugger, seed, debugger.stop.program.style)
    return debugger


def numbers(debugger, symbols):
    place = {each.symbol: str(i + 1) for i, each in enumerate(debugger.stop.veil.shuffled)}
    return " ".join(place[symbol] for symbol in symbols)


def orders(program, count):
    """Topological orders of the gradients, by networkx."""
    graph = nx.DiGraph()
    backward = [each for each in program.equations if each.phase is Phase.BACKWARD]
    for each in backward:
        graph.add_node(each.symbol)
        for name in free_names(each.expression):
            if any(name == other.symbol for other in backward):
                graph.add_edge(name, each.symbol)
    found = nx.all_topological_sorts(graph)
    return [next(found) for _ in range(count)]


def test_every_topological_order_is_right():
    program = derive(load_network("skip"))
    for order in orders(program, 25):
        debugger = shuffled()
        stop = task_of(debugger.stop).answer(debugger, numbers(debugger, order))
        assert stop.message == "all in order: 10 of 10 in place, 0 too early, 0 hints"
        assert not stop.is_veiled


def test_no_other_order_is():
    program = derive(load_network("neuron"))
    symbols = [each.symbol for each in program.equations if each.phase is Phase.BACKWARD][:3]
    for order in permutations(symbols):
        debugger = shuffled("neuron")
        stop = task_of(debugger.stop).answer(debugger, numbers(debugger, order))
        assert (stop.veil.wrong == 0) == (order[0] == "do/dn")


def test_the_first_wrong_is_named_and_those_before_it_stay():
    debugger = shuffled()
    line = numbers(debugger, ["dL/dyhat", "dL/dz2", "dL/dz1", "dL/dh1"])
    stop = task_of(debugger.stop).answer(debugger, line)
    number = line.split()[2]
    assert stop.message == f"{number} is the first wrong: it reads ∂L/∂h1, not computed by then"
    assert len(stop.veil.placed) == 2
    assert task_of(debugger.stop).hint(debugger).message.startswith("next can be ")
    assert "∂L/∂h1" in task_of(debugger.stop).hint(debugger).message


@pytest.mark.parametrize("text", ["", "x", "0", "11", "1.5", "-1", "9" * 50])
def test_what_is_no_number_of_an_equation_is_refused(text):
    debugger = shuffled()
    with pytest.raises(DebuggerError):
        task_of(debugger.stop).answer(debugger, text)
    assert debugger.stop.veil.wrong == 0


def test_it_can_be_skipped_through_and_left():
    debugger = shuffled()
    for _ in range(10):
        stop = task_of(debugger.stop).skip(debugger)
    assert stop.message.startswith("all in order")
    debugger = shuffled()
    assert not task_of(debugger.stop).leave(debugger).is_veiled


def test_what_is_hidden_is_the_backward_pass():
    debugger = shuffled()
    assert debugger.goto(21).state.gradient("yhat") is None
    assert debugger.stop.state.loss is not None
