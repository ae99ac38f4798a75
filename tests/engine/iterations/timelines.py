"""Timelines beside plain runs, and random networks for them."""

from itertools import pairwise

from hypothesis import strategies as st

from engine.iterations.edits import Freeze, Result, Start
from engine.iterations.run import Run, run_iteration
from engine.language.parser import parse
from engine.language.values import same
from engine.network.files import load_network
from engine.network.network import Network
from engine.network.optimisers import Optimiser
from engine.network.parts import Definition
from engine.program.program import derive

SKIP, XOR = derive(load_network("skip")), derive(load_network("xor"))
KINDS = ["gd", "momentum", "adam"]


def plain(program, count, rates=None):
    """So many iterations recorded one after the other, with the learning rate as scheduled."""
    memory = program.start
    for number in range(count):
        rate = (rates or {}).get(number)
        memory = memory if rate is None else (*memory[:-1], rate)
        run = run_iteration(program, number, memory)
        yield run
        memory = run.end


def at_rate(timeline, iteration, rate):
    """The timeline with another learning rate from an iteration on."""
    made = min(iteration, timeline.length)
    edit = Start(iteration, "lr", rate, made, f"lr = {rate:g}")
    return timeline.fork(timeline.edits.joined_by(edit))


def rates_of(timeline):
    """From which iteration on which learning rate holds that was set by hand."""
    return {at: found["lr"] for at, found in timeline.edits.starts.items() if "lr" in found}


def advance(timeline, iteration, *, beyond=False):
    return list(timeline.reach(iteration, beyond))


def assert_same(run, wanted):
    """Whether two runs agree bit for bit in everything."""
    steps = len(run.program.equations)
    assert run.number == wanted.number
    pairs = zip(run.memory(steps), wanted.memory(steps), strict=True)
    assert all(same(value, other) for value, other in pairs)


def assert_holds(timeline, runs, order=None):
    """Whether a timeline holds these iterations, in whatever order they are looked at."""
    assert timeline.length == len(runs)
    assert all(map(same, timeline.losses, [run.loss for run in runs]))
    for number in range(len(runs)) if order is None else order:
        assert_same(timeline.run(number), runs[number])


def noted(runs):
    """Iteration and ReLU of every mask that is not what it was before."""
    relus = runs[0].program.network.relu_calls if runs else []
    return [
        (run.number, relu, old, new)
        for before, run in pairwise(runs)
        for relu, old, new in zip(relus, before.masks, run.masks, strict=True)
        if old != new
    ]


def events(timeline):
    return [(event.iteration, event.relu, event.before, event.after) for event in timeline.events]


FORMS = [
    "relu({0}*x + {1})", "tanh({0} - {1})", "{0}*{1}", "{0} + {1}*x", "sigmoid({0})*{1}",
    "abs({0})", "square({0} - 1)", "leaky_relu({0})", "maximum({0}, {1})",
]  # fmt: skip


def network_of(lines, inputs, targets, parameters, rate, kind):
    parts = [line.partition(" = ") for line in lines]
    equations = tuple(Definition(name, parse(right, gradients=False)) for name, _, right in parts)
    optimiser = Optimiser(kind)
    return Network(equations, "L", inputs, targets, parameters, rate, optimiser)


@st.composite
def scalar_networks(draw):
    names = ["a", "b"]
    lines = []
    for i in range(draw(st.integers(1, 4))):
        one, other = draw(st.permutations(names))[:2]
        lines.append(f"n{i} = {draw(st.sampled_from(FORMS)).format(one, other)}")
        names.append(f"n{i}")
    lines.append(f"L = square({' + '.join(names)} - x)")
    number = st.floats(-2, 2)
    values = {name: draw(number) for name in "ab"}
    rate = draw(st.sampled_from([0.0, 0.01, 0.3, 1.0, 50.0]))
    return network_of(lines, {"x": draw(number)}, {}, values, rate, draw(st.sampled_from(KINDS)))


def by_hand(program, edits, count):
    """So many iterations one after the other, each as a `Run` with the changes made in it."""
    memory = program.start
    for number in range(count):
        here = [each for each in edits if each.iteration == number]
        start = list(memory)
        for each in here:
            if isinstance(each, Start):
                start[program.base[each.symbol]] = each.value
        given = {program.index[each.symbol]: each.value for each in here if type(each) is Result}
        frozen = {}
        for each in sorted(edits, key=lambda each: each.iteration):
            if isinstance(each, Freeze) and each.iteration <= number:
                frozen[each.symbol] = each.is_frozen
        names = [name for name, is_frozen in frozen.items() if is_frozen]
        kept = {*names, *(each for name in names for each in program.state_symbols.get(name, ()))}
        run = Run(program, number, tuple(start), given, frozenset(kept))
        yield run
        memory = run.end
