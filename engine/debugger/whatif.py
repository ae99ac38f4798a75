"""What if: values set by hand, parameters frozen, other seeds; and how to take that back."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import NamedTuple

from engine.debugger.branches import Branches
from engine.debugger.cursor import Cursor
from engine.debugger.stepper import LAST, Stepper
from engine.debugger.stop import Stop
from engine.errors import DebuggerError, NetworkError
from engine.iterations.edits import Edit
from engine.iterations.timeline import COMPILE_FROM, MAX_ITERATION
from engine.language.text import suggestion
from engine.network.network import Network
from engine.program.program import Program, derive
from engine.program.recipe import Recipe


class World(NamedTuple):
    """Everything that a change by hand changes: what is run, and its futures.

    Args:
        program: what is run.
        recipe: what it was made of.
        branches: its futures.
        change: what was done next, in words.
    """

    program: Program
    recipe: Recipe | None
    branches: Branches
    change: str


class WhatIf(Stepper):
    """Changes what is run. Each change makes a branch, and the future that was stays as it is."""

    def __init__(self, program: Program, recipe: Recipe | None = None) -> None:
        super().__init__(program, recipe)
        self._undoable: tuple[World, ...] = ()
        self._redoable: tuple[World, ...] = ()

    # Changes

    def set_value(self, text: str) -> Stop:
        """Give something another value, as in `w3 = 0`: what follows from it is computed anew.

        Raises:
            DebuggerError: where the text says nothing that can be set.
        """
        from engine.debugger.changes import parse_change  # not before something is changed

        return self._branch_off(parse_change(text, self.stop.state, self._cursor))

    def set_learning_rate(self, rate: float) -> Stop:
        """Train with another learning rate from the next update on.

        Raises:
            DebuggerError: where the rate is not a finite number, or there is no next update.
        """
        from engine.debugger.changes import parse_rate

        return self._branch_off(parse_rate(rate, self.stop.state, self._cursor))

    def freeze(self, parameter: str, is_frozen: bool = True) -> Stop:
        """Leave a parameter as it is in every update from the next one on, or update it again.

        Raises:
            DebuggerError: where there is no such parameter, or it is so already.
        """
        from engine.debugger.changes import parse_freeze

        edit = parse_freeze(parameter, is_frozen, self._program, self._cursor)
        if (edit.symbol in self._timeline.edits.frozen(edit.iteration)) is is_frozen:
            state = "frozen already" if is_frozen else "not frozen"
            raise DebuggerError(f"{edit.symbol} is {state}")
        return self._branch_off(edit)

    def _branch_off(self, edit: Edit) -> Stop:
        if edit.iteration > MAX_ITERATION:
            raise DebuggerError(LAST)
        grown = self._branches.grown(edit, self._cursor.step)
        self._remember(edit.text)
        self._branches = grown
        return self._move(
            Cursor(self._cursor.iteration, self._cursor.step),
            f"branch {grown.number}: {grown.current.title}",
        )

    def reseed(self, seed: int) -> Stop:
        """Start again with parameters drawn by another seed, with nothing selected.

        Raises:
            DebuggerError: where nothing is drawn.
        """
        try:
            rate = self.stop.state.learning_rate
            network = self._program.network.with_seed(seed)
            program = derive(replace(network, learning_rate=rate))
        except NetworkError as error:
            raise DebuggerError(str(error)) from None
        self._remember(f"seed {seed}")
        before = self._program.network.learning_rate
        self._program, self._branches = program, Branches.of(program)
        self._selected = None
        if self._recipe is not None:
            self._recipe = replace(self._recipe, seed=seed)
            if rate != before:
                self._recipe = replace(self._recipe, learning_rate=rate)
        return self._move(Cursor(), f"started again with seed {seed}")

    def set_convention(self, name: str, value: float) -> Stop:
        """Take another derivative at kinks, in all iterations, and stay where one is.

        Args:
            name: a field of `engine.language.op.Conventions`.
            value: the derivative to take there.

        Raises:
            DebuggerError: where there is no such convention, or the value is out of its range.
        """
        program = derive(_with_convention(self._program.network, name, value))
        said = f"{name} is {value:g} in all iterations"
        self._remember(said)
        self._program, self._branches = program, self._branches.rebuilt(program)
        if self._recipe is not None:
            changed = {**self._recipe.conventions, name: value}
            self._recipe = replace(self._recipe, conventions=changed)
        return self._move(self._cursor, said)

    def exchange(self, program: Program, recipe: Recipe | None = None) -> Stop:
        """Go on with another program, at the same step as far as it has one, in iteration 0.

        Changes by hand that it has a place for stay made.

        Args:
            program: what to go on with.
            recipe: what it was made of.
        """
        self._recipe = recipe
        step = same_step(self._program, self._cursor.step, program)
        self._program, self._branches = program, self._branches.rebuilt(program)
        self._undoable = self._redoable = ()
        self._forget_what_is_gone()
        return self._move(Cursor(0, step), "the network was loaded again")

    # Branches

    def switch(self, number: int) -> Stop:
        """Go over to another branch, at the same step, or at the last iteration that it has run.

        Raises:
            DebuggerError: where there is no such branch.
        """
        self._branches = self._branches.switched(self._branches.numbered(number).number)
        return self._stay(f"branch {number}: {self._branches.current.title}")

    def _stay(self, said: str) -> Stop:
        """Stand where one stood, in iterations that are others now, as far as they have been run.

        To run many of them may take long, and a person who goes to and fro wants to see it at once.
        """
        known, cursor = self._timeline.length, self._cursor
        if cursor.iteration <= known + COMPILE_FROM:
            return self._move(cursor, said)
        said = f"{said}; it has been run up to iteration {known:,} only"
        return self._move(self._route.at(cursor.step, known), said)

    # Taking back

    def undo(self, count: int = 1) -> Stop:
        """Take back the last change, or so many: the branch that it made is gone."""
        taken = self._undoable[-count:]
        if not taken:
            return self._stop("nothing is left to undo", self._selected)
        for world in reversed(taken):
            self._redoable = (*self._redoable, self._exchange_worlds(world))
        self._undoable = self._undoable[: -len(taken)]
        return self._stay(f"undone: {taken[0].change}")

    def redo(self, count: int = 1) -> Stop:
        """Make the last change again that was taken back, or so many."""
        taken = self._redoable[-count:]
        if not taken:
            return self._stop("nothing is left to redo", self._selected)
        for world in reversed(taken):
            self._undoable = (*self._undoable, self._exchange_worlds(world))
        self._redoable = self._redoable[: -len(taken)]
        return self._stay(f"done again: {taken[0].change}")

    def _remember(self, change: str) -> None:
        """Keep how everything is before a change."""
        self._undoable = (*self._undoable, self._world(change))
        self._redoable = ()

    def _world(self, change: str) -> World:
        return World(self._program, self._recipe, self._branches, change)

    def _exchange_worlds(self, world: World) -> World:
        """Go over to another world, and give the one that was."""
        before = self._world(world.change)
        self._timeline.rest()
        self._program, self._recipe, self._branches = world.program, world.recipe, world.branches
        self._forget_what_is_gone()
        return before


def _with_convention(network: Network, name: str, value: float) -> Network:
    known = [field.name for field in fields(network.conventions)]
    if name not in known:
        hint = suggestion(name, known) or f": write one of {', '.join(known)}"
        raise DebuggerError(f"no convention is called {name!r}{hint}")
    try:
        return replace(network, conventions=replace(network.conventions, **{name: value}))
    except NetworkError as error:
        raise DebuggerError(str(error)) from None


def same_step(old: Program, step: int, new: Program) -> int:
    """The step of a program that assigns what a step of another does, else as early a one."""
    if step == 0:
        return 0
    phase, symbol = old.equations[step - 1].phase, old.equations[step - 1].symbol
    index = new.index.get(symbol)
    if index is not None and new.equations[index].phase is phase:
        return index + 1
    return min(step, len(new.equations))
