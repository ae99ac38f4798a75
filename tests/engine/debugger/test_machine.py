"""The debugger, driven by whatever commands in whatever order, against a plain model of it.

The model keeps the changes of each branch as a list, and runs every iteration from the first on,
equation by equation, with `evaluate` alone: it knows no runs, no timelines and no histories. At
every stop the two agree, bit for bit, in everything that is known there and in what is not.

To run it for longer, here for about ten minutes:

    MACHINE=12000 pytest -n 0 tests/engine/debugger/test_machine.py
"""

import os
from contextlib import ExitStack
from dataclasses import replace
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from engine.debugger.cursor import Cursor
from engine.debugger.debugger import Debugger
from engine.language.expression import gradient_name
from engine.language.values import same
from engine.program.program import derive
from tests.engine.debugger import rules_changing, rules_moving
from tests.engine.debugger.driven import FAR, FEW, MOST, NETWORKS, RECIPES
from tests.engine.debugger.model import Replay, World, added_up, joined

EXAMPLES = int(os.environ.get("MACHINE", "25"))


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
            "engine.iterations.starts.MAX_BYTES": room,
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

    # What is done

    step = rules_moving.step
    back = rules_moving.back
    into = rules_moving.into
    goto = rules_moving.goto
    goto_sum = rules_moving.goto_sum
    iterations = rules_moving.iterations
    train = rules_moving.train
    mark = rules_moving.mark
    jump = rules_moving.jump
    revisit = rules_moving.revisit
    search = rules_moving.search
    set_number = rules_changing.set_number
    set_entry = rules_changing.set_entry
    set_multiple = rules_changing.set_multiple
    learning_rate = rules_changing.learning_rate
    freeze = rules_changing.freeze
    another_program = rules_changing.another_program
    save_and_load = rules_changing.save_and_load
    undo = rules_changing.undo
    redo = rules_changing.redo
    switch = rules_changing.switch

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
