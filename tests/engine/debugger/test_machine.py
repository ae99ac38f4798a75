"""The debugger, driven by whatever commands in whatever order, against a plain model of it.

The model keeps the changes of each branch as a list, and runs every iteration from the first on,
equation by equation, with `evaluate` alone: it knows no runs, no timelines and no histories. At
every stop the two agree, bit for bit, in everything that is known there and in what is not.

To run it for longer, here for about ten minutes:

    MACHINE=12000 pytest -n 0 tests/engine/debugger/test_machine.py
"""

import os
from contextlib import ExitStack
from dataclasses import dataclass, replace
from unittest.mock import patch

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.errors import DebuggerError, SessionError
from engine.language.expression import gradient_name
from engine.language.op import Conventions
from engine.language.parser import parse
from engine.language.values import contiguous, evaluate, is_finite, same, unwarned, zeros
from engine.network.files import load_network
from engine.network.network import Network
from engine.network.optimisers import Optimiser
from engine.network.parts import Definition
from engine.program.program import Phase, derive
from engine.program.recipe import Recipe
from engine.sessions.files import encode
from engine.sessions.restore import restore
from engine.sessions.session import Session, session_of

EXAMPLES = int(os.environ.get("MACHINE", "60"))
FAR = 8
"""So far the debugger is made to look for a place to stop."""
FEW = 4
"""So many iterations at once are made enough for the program to be compiled."""
MOST = 36
"""Up to here iterations are gone to: the model runs them all."""


# The model


@dataclass(frozen=True, eq=False)
class Change:
    """A change: `start`, `result` or `freeze`, of a symbol, in an iteration or from it on."""

    kind: str
    iteration: int
    symbol: str
    value: object
    made: int


@dataclass(frozen=True)
class Assigned:
    """What a step assigned, its terms, and how it came about."""

    value: object
    terms: tuple
    how: str = "computed"


def joined(changes, new):
    """Changes and a new one: what was made in later iterations, or what it replaces, is gone."""

    def stays(old):
        if old.made > new.made:
            return False
        if (old.kind, old.symbol) != (new.kind, new.symbol):
            return True
        if new.kind == "result":
            return old.iteration != new.iteration
        return old.iteration < new.iteration

    return (*filter(stays, changes), new)


def frozen_in(changes, iteration):
    """The parameters that are frozen in an iteration."""
    found = {}
    for each in sorted(changes, key=lambda each: each.iteration):
        if each.kind == "freeze" and each.iteration <= iteration:
            found[each.symbol] = each.value
    return {symbol for symbol, is_frozen in found.items() if is_frozen}


def added_up(terms, shape=()):
    total = None
    with unwarned():
        for term in terms:
            total = term if total is None else total + term
    return zeros(shape) if total is None else total


class Replay:
    """A program with changes, run from the beginning on."""

    def __init__(self, program, changes):
        self.program = program
        self.changes = changes
        self.iterations = []
        self._left = dict(zip(program.base, program.start, strict=True))

    def iteration(self, number):
        """What an iteration starts with, and what its steps assign."""
        while len(self.iterations) <= number:
            self._run()
        return self.iterations[number]

    def loss(self, number):
        _, assigned = self.iteration(number)
        return assigned[self.program.index[self.program.network.loss]].value

    def _run(self):
        program, number = self.program, len(self.iterations)
        here = [each for each in self.changes if each.iteration == number]
        start = self._left | {each.symbol: each.value for each in here if each.kind == "start"}
        results = {each.symbol: each.value for each in here if each.kind == "result"}
        kept = set()
        for name in frozen_in(self.changes, number):
            kept |= {name, *program.state_symbols.get(name, ())}
        values, assigned = dict(start), []
        for equation in program.equations:
            symbol = equation.symbol
            if symbol in results:
                found = Assigned(results[symbol], (results[symbol],), "set")
            elif symbol in kept:
                found = Assigned(start[symbol], (start[symbol],), "frozen")
            else:
                terms = tuple(evaluate(term.expression, values) for term in equation.terms)
                found = Assigned(added_up(terms), terms)
            values[symbol] = found.value
            assigned.append(found)
        self.iterations.append((start, assigned))
        self._left = {name: contiguous(values[name]) for name in program.base}

    def is_finite(self, upto):
        return all(
            is_finite(each.value)
            for number in range(upto + 1)
            for each in self.iteration(number)[1]
        )


@dataclass(frozen=True)
class World:
    """What is taken back and made again: the program, the changes of each branch, and where."""

    program: object
    branches: tuple
    number: int
    cursor: Cursor


# The networks


def network(equations, inputs, targets, rate, kind, **parameters):
    lines = [line.partition(" = ") for line in equations]
    definitions = tuple(Definition(name, parse(right, gradients=False)) for name, _, right in lines)
    return Network(definitions, "L", inputs, targets, parameters, rate, Optimiser(kind))


SCALAR = network(
    ["z = w*x + b", "h = tanh(z)", "q = h*w + h", "L = square(q - y) + 0.1*w*h"],
    {"x": 0.5}, {"y": 1.0}, 0.1, "adam", w=0.75, b=-0.25,
)  # fmt: skip
ARRAYS = network(
    ["H = relu(X @ W + b)", "G = tanh(H @ R) + H", "L = mean(square(G - Y))"],
    {"X": np.array([[1.0, 2.0], [3.0, -4.0], [0.0, 1.0]])},
    {"Y": np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])},
    0.1, "momentum",
    W=np.array([[0.5, -1.0], [0.25, 0.75]]), b=np.array([0.1, 0.1]),
    R=np.array([[1.0, -0.5], [0.5, 0.25]]),
)  # fmt: skip
SKIP = load_network("skip")
NETWORKS = {
    "skip": SKIP,
    "skip momentum": replace(SKIP, optimiser=Optimiser("momentum"), learning_rate=0.1),
    "xor": load_network("xor").with_seed(1),
    "arrays momentum": ARRAYS,
    "scalar adam": SCALAR,
}

RECIPES = {
    "skip": Recipe("skip"),
    "skip momentum": Recipe("skip", learning_rate=0.1, optimiser="momentum"),
    "xor": Recipe("xor", seed=1),
}
"""What the networks that ship are made of; only of these there are sessions."""

NUMBERS = st.sampled_from([-2.0, -0.5, 0.0, 0.25, 1.0, 3.0])


class DebuggerMachine(RuleBasedStateMachine):
    """Every command is given to the debugger and, in the simplest way, to the model."""

    @initialize(
        name=st.sampled_from(list(NETWORKS)),
        room=st.sampled_from([64_000_000, 1, 700]),
        few=st.sampled_from([FEW, 1, 1_000]),
    )
    def open(self, name, room, few):
        self.patches = ExitStack()
        for target, value in {
            "engine.debugger.breakpoint_search.FAR": FAR,
            "engine.iterations.history.MAX_BYTES": room,
            "engine.iterations.timeline.COMPILE_FROM": few,
            "engine.debugger.stepper.COMPILE_FROM": few,
        }.items():
            self.patches.enter_context(patch(target, value))
        self.few = few
        recipe = RECIPES.get(name)
        program = derive(NETWORKS[name]) if recipe is None else recipe.program()
        self.debugger = Debugger(program, recipe)
        self.world = World(program, ((),), 0, Cursor())
        self.undoable, self.redoable, self.marks = [], [], {}
        self.replays = {}

    def teardown(self):
        if hasattr(self, "patches"):
            self.patches.close()

    # The model's side

    @property
    def program(self):
        return self.world.program

    @property
    def cursor(self):
        return self.world.cursor

    @property
    def last(self):
        return len(self.program.equations)

    @property
    def changes(self):
        return self.world.branches[self.world.number]

    @property
    def replay(self):
        key = id(self.program), self.changes
        if key not in self.replays:
            self.replays[key] = Replay(self.program, self.changes)
        return self.replays[key]

    def terms(self, iteration, step):
        """How many terms a step adds up; one that was set by hand, or is left, adds up none."""
        return len(self.replay.iteration(iteration)[1][step - 1].terms) if step else 0

    def place_at(self, cursor):
        """Stand somewhere. Where the numbers end the debugger may have stopped on the way."""
        if cursor.arrived is not None and self.terms(cursor.iteration, cursor.step) < 2:
            cursor = replace(cursor, arrived=None)
        self.world = replace(self.world, cursor=cursor)
        found = self.debugger.stop.cursor
        if not self.replay.is_finite(max(cursor.iteration, found.iteration)):
            self.world = replace(self.world, cursor=found)

    def at(self, step, iteration):
        return Cursor(iteration, max(step, 1) if iteration else step)

    def moved(self, by):
        """The step that lies so many further."""
        time = max(self.cursor.iteration * self.last + self.cursor.step + by, 0)
        iteration, step = divmod(time - 1, self.last) if time else (0, -1)
        return Cursor(iteration, step + 1)

    def branch_off(self, change):
        self.undoable.append(self.world)
        self.redoable.clear()
        branches = (*self.world.branches, joined(self.changes, change))
        here = replace(self.cursor, arrived=None)
        self.world = World(self.program, branches, len(branches) - 1, here)
        self.place_at(here)

    def known(self, symbol):
        """What a symbol is where one stands; None where it is not computed yet."""
        start, assigned = self.replay.iteration(self.cursor.iteration)
        index = self.program.index.get(symbol)
        if index is None or index >= self.cursor.step:
            return start.get(symbol)
        if index == self.cursor.step - 1 and self.cursor.arrived is not None:
            terms = assigned[index].terms[: self.cursor.arrived]
            return added_up(terms, self.program.shapes[symbol])
        return assigned[index].value

    # Moving

    @rule(count=st.integers(1, 30))
    def step(self, count):
        if self.cursor.iteration > MOST:
            return
        self.debugger.step(count)
        cursor = self.cursor
        under_way = cursor.arrived is not None and cursor.arrived < self.terms(
            cursor.iteration, cursor.step
        )
        self.place_at(self.moved(count - under_way))

    @rule(count=st.integers(1, 30))
    def back(self, count):
        self.debugger.back(count)
        taken = min(self.cursor.arrived or 0, count)
        if taken == count:
            self.place_at(replace(self.cursor, arrived=self.cursor.arrived - count))
        else:
            self.place_at(self.moved(taken - count))

    @rule(count=st.integers(1, 4))
    def into(self, count):
        self.debugger.into(count)
        for _ in range(count):
            cursor = self.cursor
            terms = self.terms(cursor.iteration, cursor.step)
            if cursor.arrived is None and terms > 1:
                self.place_at(replace(cursor, arrived=0))
            elif cursor.arrived is not None and cursor.arrived < terms:
                self.place_at(replace(cursor, arrived=cursor.arrived + 1))
            else:
                self.place_at(replace(self.moved(1), arrived=0))

    @rule(data=st.data(), iteration=st.sampled_from([0, 0, 1, 1, 2, 3, 5, 9, 20, MOST]))
    def goto(self, data, iteration):
        step = data.draw(st.integers(0, self.last), "step")
        self.debugger.goto(step, iteration)
        self.place_at(self.at(step, iteration))

    @rule(data=st.data(), arrived=st.sampled_from([None, 0, 1, 2]))
    def goto_sum(self, data, arrived):
        """Few steps are fan-in sums, and much is special about them."""
        sums = [
            step for step, equation in enumerate(self.program.equations, 1) if equation.terms[1:]
        ]
        if sums:
            step = data.draw(st.sampled_from(sums), "sum")
            self.debugger.goto(step)
            self.place_at(Cursor(self.cursor.iteration, step))
            if arrived is not None and self.terms(self.cursor.iteration, step) > 1:
                self.debugger.into(arrived + 1)
                self.place_at(replace(self.cursor, arrived=arrived))

    @rule(count=st.integers(-10, 10))
    def iterations(self, count):
        target = max(self.cursor.iteration + count, 0)
        if target > MOST:
            return
        if count > 0:
            self.debugger.next_iteration(count)
        else:
            self.debugger.previous_iteration(-count)
        if count > 0 or self.cursor.iteration:  # else it stays put, and says so
            self.place_at(self.at(self.cursor.step, target))

    @rule(iteration=st.integers(1, MOST))
    def train(self, iteration):
        for _ in self.debugger.reach(iteration):
            pass

    # Changing

    def change(self, symbol, value):
        """The change that gives a symbol a value here."""
        index = self.program.index.get(symbol)
        assigned = index is not None and index < self.cursor.step
        kind = "start" if symbol in self.program.base and not assigned else "result"
        iteration = self.cursor.iteration
        if symbol == "lr":
            iteration += self.updates_begun
        return Change(kind, iteration, symbol, value, self.cursor.iteration)

    @property
    def updates_begun(self):
        phases = [equation.phase for equation in self.program.equations[: self.cursor.step]]
        return Phase.UPDATE in phases

    def draw_symbol(self, data):
        """Any symbol, or that of the step."""
        here = self.program.equations[max(self.cursor.step, 1) - 1].symbol
        known = st.sampled_from([*self.program.base, *self.program.index])
        return data.draw(known | st.just(here), "symbol")

    @rule(data=st.data(), number=NUMBERS)
    def set_number(self, data, number):
        symbol = self.draw_symbol(data)
        shape = self.program.shapes[symbol]
        change = self.change(symbol, np.full(shape, number) if shape else number)
        self.debugger.set_value(f"{symbol} = {number}")
        self.branch_off(change)

    @rule(data=st.data(), number=NUMBERS)
    def set_entry(self, data, number):
        symbol = self.draw_symbol(data)
        shape, known = self.program.shapes[symbol], self.known(symbol)
        if not shape:
            return
        entry = tuple(data.draw(st.integers(0, size - 1)) for size in shape)
        text = f"{symbol}[{','.join(map(str, entry))}] = {number}"
        if known is None:
            with pytest.raises(DebuggerError, match="not computed yet"):
                self.debugger.set_value(text)
            return
        value = known.copy()
        value[entry] = number
        if not np.isfinite(value).all():
            return
        change = self.change(symbol, value)
        self.debugger.set_value(text)
        self.branch_off(change)

    @rule(data=st.data(), factor=st.sampled_from([0.5, -1.0, 1.25]))
    def set_multiple(self, data, factor):
        symbol = self.draw_symbol(data)
        known = self.known(symbol)
        text = f"{symbol} = {factor}*{symbol}"
        if known is None:
            with pytest.raises(DebuggerError, match="not computed yet"):
                self.debugger.set_value(text)
            return
        with unwarned():
            value = factor * known
        if not is_finite(value):
            return
        change = self.change(symbol, value)
        self.debugger.set_value(text)
        self.branch_off(change)

    @rule(rate=st.sampled_from([0.0, 0.05, 0.5, -0.1]))
    def learning_rate(self, rate):
        change = self.change("lr", rate)
        self.debugger.set_learning_rate(rate)
        self.branch_off(change)

    @rule(data=st.data(), is_frozen=st.booleans())
    def freeze(self, data, is_frozen):
        name = data.draw(st.sampled_from(list(self.program.network.parameters)), "parameter")
        steps = [self.program.index[each] for each in self.program.state_symbols.get(name, ())]
        first = min(self.program.index[name], *steps, self.last)
        iteration = self.cursor.iteration + (self.cursor.step > first)
        if (name in frozen_in(self.changes, iteration)) is is_frozen:
            with pytest.raises(DebuggerError, match="frozen"):
                self.debugger.freeze(name, is_frozen)
            return
        change = Change("freeze", iteration, name, is_frozen, self.cursor.iteration)
        self.debugger.freeze(name, is_frozen)
        self.branch_off(change)

    @rule(data=st.data(), kind=st.sampled_from(["convention", "seed", "reload"]))
    def another_program(self, data, kind):
        if kind == "convention":
            self.convention(data.draw(st.sampled_from([0.0, 0.5, 1.0])))
        elif kind == "seed":
            self.reseed(data.draw(st.integers(0, 5)))
        else:
            self.exchange()

    def convention(self, at_zero):
        network = self.program.network
        conventions = Conventions(at_zero, network.conventions.abs_at_zero)
        self.debugger.set_convention("relu_at_zero", at_zero)
        self.undoable.append(self.world)
        self.redoable.clear()
        self.world = replace(self.world, program=derive(replace(network, conventions=conventions)))
        self.place_at(self.cursor)

    def reseed(self, seed):
        network = self.program.network
        if network.seed is None:
            with pytest.raises(DebuggerError, match="nothing in this network is drawn"):
                self.debugger.reseed(seed)
            return
        other = replace(network.with_seed(seed), learning_rate=self.known("lr"))
        self.debugger.reseed(seed)
        self.undoable.append(self.world)
        self.redoable.clear()
        self.world = World(derive(other), ((),), 0, Cursor())

    def exchange(self):
        program = derive(self.program.network)
        self.debugger.exchange(program, self.debugger.stop.recipe)
        self.undoable, self.redoable = [], []
        self.world = replace(self.world, program=program)
        self.place_at(Cursor(0, self.cursor.step))

    # Sessions

    @rule()
    def save_and_load(self):
        stop = self.debugger.stop
        if stop.recipe is None:
            with pytest.raises(SessionError):
                session_of(stop)
            return
        session = msgspec.json.decode(encode(session_of(stop)), type=Session)
        restored = restore(session)
        restored.arrive()
        assert restored.is_whole
        self.debugger = restored.debugger
        self.undoable, self.redoable = [], []
        self.world = replace(self.world, program=self.debugger.stop.program)
        self.place_at(self.cursor)

    # Branches

    @rule(count=st.integers(1, 3))
    def undo(self, count):
        self.debugger.undo(count)
        for _ in range(min(count, len(self.undoable))):
            self.redoable.append(self.world)
            self.world = replace(self.undoable.pop(), cursor=self.cursor)
        self.stay()

    @rule(count=st.integers(1, 3))
    def redo(self, count):
        self.debugger.redo(count)
        for _ in range(min(count, len(self.redoable))):
            self.undoable.append(self.world)
            self.world = replace(self.redoable.pop(), cursor=self.cursor)
        self.stay()

    def stay(self):
        """One stands where one stood, or where the iterations end that have been run."""
        last = self.at(self.cursor.step, self.debugger.stop.timeline.length)
        is_far = self.cursor.iteration > last.iteration + self.few
        self.place_at(last if is_far else self.cursor)

    @rule(data=st.data())
    def switch(self, data):
        number = data.draw(st.integers(0, len(self.world.branches)), "branch")
        if number == len(self.world.branches):
            with pytest.raises(DebuggerError, match="there is no branch"):
                self.debugger.switch(number)
            return
        reached = self.debugger.stop.branches.numbered(number).timeline.length
        self.debugger.switch(number)
        self.world = replace(self.world, number=number)
        if self.cursor.iteration > reached + self.few:
            self.place_at(self.at(self.cursor.step, reached))
        else:
            self.place_at(self.cursor)

    # Places to come back to

    @rule(name=st.sampled_from("ab"))
    def mark(self, name):
        self.debugger.mark(name)
        self.marks[name] = self.world.number, self.cursor

    @precondition(lambda self: self.marks)
    @rule(data=st.data())
    def jump(self, data):
        name = data.draw(st.sampled_from(sorted(self.marks)), "mark")
        self.come_back(lambda: self.debugger.jump(name), *self.marks[name])

    @rule(data=st.data())
    def revisit(self, data):
        visits = list(self.debugger.stop.visits)
        if visits:
            visit = data.draw(st.sampled_from(visits), "visit")
            spot = visit.spot.branch, visit.spot.cursor
            self.come_back(lambda: self.debugger.revisit(visit.number), *spot)

    def come_back(self, move, number, cursor):
        if number >= len(self.world.branches):
            with pytest.raises(DebuggerError, match="there is no branch"):
                move()
            return
        move()
        self.world = replace(self.world, number=number)
        self.place_at(cursor)

    # Looking for a place to stop

    def places(self, text):
        """The steps at which a breakpoint stops, up to as far as is looked."""
        replay, loss = self.replay, self.program.network.loss
        for iteration in range(self.cursor.iteration + FAR + 1):
            if text.startswith("L < "):
                bound = float(text.removeprefix("L < "))
                before = iteration > 0 and replay.loss(iteration - 1) < bound
                if replay.loss(iteration) < bound and not before:
                    yield iteration, self.program.index[loss] + 1
            else:
                node, _, phase = text.partition(" ")
                for step, equation in enumerate(self.program.equations, 1):
                    if equation.node == node and phase in ("", equation.phase):
                        yield iteration, step

    @rule(data=st.data(), forwards=st.booleans())
    def search(self, data, forwards):
        if self.cursor.iteration > MOST - FAR:
            return
        node = next(iter(self.program.network.relus or self.program.network.definitions))
        texts = ["L < 0.4", "L < 0.7", "L < 3.2", f"{node}", f"{node} backward", "L update"]
        text = data.draw(st.sampled_from(texts[:-1]), "breakpoint")
        number = self.debugger.break_at(text).breakpoints.latest.number
        search = self.debugger.search(forwards)
        for _ in search:
            pass
        stop = self.debugger.arrive(search)
        here = self.cursor.iteration, self.cursor.step
        places = list(self.places(text))
        if forwards:
            step = max(self.cursor.step, 1)
            nothing = Cursor(here[0] + FAR, step)
            found = next((Cursor(*place) for place in places if place > here), nothing)
        else:
            found = next((Cursor(*place) for place in places[::-1] if place < here), self.cursor)
        self.place_at(found)
        assert stop.cursor == self.cursor
        self.debugger.delete_breakpoint(number)

    # What has to be the same

    @invariant()
    def agrees(self):
        if not hasattr(self, "debugger"):
            return
        stop, cursor = self.debugger.stop, self.cursor
        assert stop.cursor == cursor
        assert (stop.branches.number, len(stop.branches)) == (
            self.world.number, len(self.world.branches),
        )  # fmt: skip
        for symbol in {**self.program.base, **self.program.index}:
            found, wanted = stop.state.value(symbol), self.known(symbol)
            assert (found is None) == (wanted is None), symbol
            assert found is None or same(found, wanted), (symbol, found, wanted)
        loss = self.program.network.loss
        for node in self.program.network.nodes:
            name = gradient_name(loss, node)
            wanted = self.known(name) if name in self.program.index else None
            found = stop.state.gradient(node)
            assert (found is None) == (wanted is None), node
            assert found is None or same(found, wanted), (node, found, wanted)
        start, assigned = self.replay.iteration(cursor.iteration)
        assert same(stop.state.learning_rate, start["lr"])
        wanted = self.known(loss)
        assert stop.state.loss is None if wanted is None else same(stop.state.loss, wanted)
        if stop.step is not None:
            how = assigned[cursor.step - 1].how
            assert (stop.step.is_set, stop.step.is_frozen) == (how == "set", how == "frozen")
        losses = list(stop.timeline.losses)[: MOST + FAR]
        assert all(same(each, self.replay.loss(number)) for number, each in enumerate(losses))


DebuggerMachine.TestCase.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestDebugger = DebuggerMachine.TestCase
