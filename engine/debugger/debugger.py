"""The debugger, headless: what `makabaka-tui` does, without a screen.

It holds the truth about where one is. Every method moves the cursor, or stays put and says why, and
gives back a frozen `Stop`; a question gives its answer. What cannot be done is refused with a
`DebuggerError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from typing import TYPE_CHECKING

from engine.debugger import questions, whatif
from engine.debugger.branches import Branches
from engine.debugger.breakpoints import Breakpoints
from engine.debugger.cursor import Cursor, whole
from engine.debugger.marks import Marks
from engine.debugger.notes import Notes
from engine.debugger.parts import Parts
from engine.debugger.selection import named
from engine.debugger.stop import Stop
from engine.debugger.trained import trained
from engine.debugger.veil import Veil
from engine.debugger.visits import Spot
from engine.debugger.watches import Watches
from engine.debugger.world import World
from engine.errors import DebuggerError
from engine.program.program import Program
from engine.program.recipe import Recipe

if TYPE_CHECKING:
    from engine.debugger.breakpoint_search import Search
    from engine.iterations.edits import Start
    from engine.language.values import Value
    from engine.program.variants import Variant


class Debugger:
    """Steps through a program, changes it, stops where it is told to and comes back to places.

    >>> from engine import derive, load_network
    >>> Debugger(derive(load_network("skip"))).step(15)
    <Stop: iteration 0, step 15 of 21, backward: ∂L/∂h0 = 0.75>
    """

    def __init__(self, program: Program, recipe: Recipe | None = None) -> None:
        """Args: what to step through, and what it was made of, where sessions are to be saved."""
        if not isinstance(program, Program):
            raise DebuggerError("a program is needed: Debugger(derive(network))")
        self._parts = Parts(World.of(program, recipe))

    def __repr__(self) -> str:
        return f"<Debugger of {self._parts.program.network.name}: {self.stop.where}>"

    @property
    def stop(self) -> Stop:
        """Where the debugger stands."""
        return self._parts.stop()

    def copy(self) -> Debugger:
        """Another debugger that stands where this one does; what one does leaves the other."""
        other = copy(self)
        other._parts = self._parts.copied()
        return other

    def step(self, count: int = 1) -> Stop:
        """Take so many steps; a step that is stepped into is finished first."""
        return self._parts.follow(self._parts.stepper.step(count))

    def back(self, count: int = 1) -> Stop:
        """Take back so many steps, or so many terms of a step that is stepped into."""
        return self._parts.follow(self._parts.stepper.back(count))

    def into(self, count: int = 1) -> Stop:
        """Step into the terms of a fan-in sum, one at a time; else take the next step."""
        return self._parts.follow(self._parts.stepper.into(count))

    def goto(self, step: int, iteration: int | None = None) -> Stop:
        """Go to a step, of this iteration or of another."""
        return self._parts.arrive(self._parts.stepper.goto(step, iteration))

    def first(self) -> Stop:
        """Go to the first step of this iteration."""
        return self._parts.arrive(self._parts.stepper.first())

    def last(self) -> Stop:
        """Go to the last step of this iteration."""
        return self._parts.arrive(self._parts.stepper.last())

    def end_of_phase(self, count: int = 1) -> Stop:
        """Go to the last step of this phase; from there, to that of the next."""
        return self._parts.arrive(self._parts.stepper.end_of_phase(count))

    def start_of_phase(self, count: int = 1) -> Stop:
        """Go to the first step of this phase; from there, to that of the one before."""
        return self._parts.arrive(self._parts.stepper.start_of_phase(count))

    def next_iteration(self, count: int = 1) -> Stop:
        """Go to the same step of a later iteration."""
        return self._parts.arrive(self._parts.stepper.next_iteration(count))

    def previous_iteration(self, count: int = 1) -> Stop:
        """Go to the same step of an earlier iteration."""
        return self._parts.arrive(self._parts.stepper.previous_iteration(count))

    def run_to(self, node: str | None = None, count: int = 1) -> Stop:
        """Go on to the next step that is about a node, the selected one unless another is named."""
        node = self._parts.selected if node is None else named(node, self._parts.program)
        return self._parts.arrive(self._parts.stepper.run_to(node, count))

    def train(self, iterations: int) -> Stop:
        """Go so many iterations further, and say in a line what has come of it."""
        if whole(iterations) < 1:
            raise DebuggerError(f"{iterations} iterations cannot be trained: at least 1 can")
        return trained(self.next_iteration(iterations))

    def reach(self, iteration: int) -> Iterator[int]:
        """Run iterations up to one, as `Stepper.reach` does; the cursor stays where it is."""
        return self._parts.stepper.reach(iteration)

    def stop_short(self, iteration: int) -> Stop:
        """Stand at the last iteration that has been run, on the way to one further on."""
        return self._parts.stop_short(iteration)

    def restart(self) -> Stop:
        """Go back to before the first step, with nothing selected."""
        return self._parts.restart()

    def select(self, node: str = "") -> Stop:
        """Select a node by its name; without one, that of the step, whichever that is."""
        parts = self._parts
        return parts.choose(parts.selection.on(named(node, parts.program) if node else None))

    def select_next(self, count: int = 1) -> Stop:
        """Select the node so many places further down, or up if `count` is negative."""
        parts, nodes = self._parts, self.stop.visible
        return parts.choose(*parts.selection.moved(count, parts.selected, nodes, parts.program))

    def find(self, text: str = "", count: int = 1) -> Stop:
        """Select the next node with a name or a value as sought; as before without a text."""
        return self._parts.find(text, count)

    def single_out(self, *entry: int) -> Stop:
        """Single out an entry of arrays by sample and unit, or none if none is given."""
        return self._parts.choose(*self._parts.selection.single_out(entry, self._parts.program))

    def fold(self, *names: str) -> Stop:
        """Fold groups: each is one thing to go over then, and one box; all without a name."""
        return self._fold(names, is_folded=True)

    def unfold(self, *names: str) -> Stop:
        """Unfold groups: what is in them is gone through one by one; all without a name."""
        return self._fold(names, is_folded=False)

    def toggle(self, name: str) -> Stop:
        """Fold a group that is not folded, or unfold it."""
        folds = self._parts.stepper.folds
        return self._fold((name,), is_folded=folds.named(name) not in folds.folded)

    def _fold(self, names: Iterable[str], is_folded: bool) -> Stop:
        return self._parts.say(self._parts.stepper.fold(names, is_folded))

    def set_value(self, text: str, *more: str) -> Stop:
        """Give something another value, as in `w3 = 0`: what follows from it is computed anew."""
        return self._parts.branch_off(whatif.set_value, text, *more)

    def set_learning_rate(self, rate: float) -> Stop:
        """Train with another learning rate from the next update on."""
        return self._parts.branch_off(whatif.set_learning_rate, rate)

    def freeze(self, parameter: str, is_frozen: bool = True) -> Stop:
        """Leave a parameter as it is in every update from the next one on, or update it again."""
        return self._parts.branch_off(whatif.freeze, parameter, is_frozen)

    def reseed(self, seed: int) -> Stop:
        """Start again with parameters drawn by another seed, with nothing selected."""
        return self._parts.branch_off(whatif.reseed, seed)

    def open_run(self, recipe: Recipe, name: str) -> Stop:
        """Start with the run that a recipe makes, as one change, called so; nothing is selected."""
        return self._parts.branch_off(whatif.open_run, recipe, name)

    def vary(self, change: Start | Variant) -> Stop:
        """Start again in a branch that is something else from its first iteration on."""
        return self._parts.change(whatif.vary(self._parts.world, change), Cursor())

    def set_given(self, values: Mapping[str, Value], whose: str) -> Stop:
        """Start again with other values for what is given, the learning rate too, as one change."""
        return self._parts.change(whatif.set_given(self._parts.world, values, whose), Cursor())

    def set_convention(self, name: str, value: float) -> Stop:
        """Take another derivative at kinks, in all iterations, and stay where one is."""
        changed = whatif.set_convention(self._parts.world, name, value)
        return self._parts.change(changed, self._parts.stepper.cursor)

    def exchange(self, program: Program, recipe: Recipe | None = None) -> Stop:
        """Go on with another program and the changes it has a place for, in iteration 0."""
        return self._parts.exchange(program, recipe)

    def switch(self, number: int) -> Stop:
        """Go over to another branch, at the same step as far as it has been run."""
        return self._parts.switch(number)

    def undo(self, count: int = 1) -> Stop:
        """Take back the last change, or so many: the branch that it made is gone."""
        return self._parts.swap(self._parts.undo.back(self._parts.world, count))

    def redo(self, count: int = 1) -> Stop:
        """Make the last change again that was taken back, or so many."""
        return self._parts.swap(self._parts.undo.again(self._parts.world, count))

    def mark(self, name: str) -> Stop:
        """Give the place where one stands a name to come back to."""
        return self._parts.keep(*self._parts.marks.put(name, self._parts.spot))

    def unmark(self, name: str) -> Stop:
        """Take a name away from the place that it was given to."""
        return self._parts.keep(*self._parts.marks.without(name))

    def note(self, node: str, text: str = "") -> Stop:
        """Write a note on a node, in the place of the one there; without a text, take it away."""
        return self._parts.note(node, text)

    def jump(self, name: str) -> Stop:
        """Go to a place that was marked."""
        return self._parts.return_to(self._parts.marks.marked(name))

    def revisit(self, number: int) -> Stop:
        """Go to a place where the debugger has stopped."""
        return self._parts.return_to(self._parts.visits.numbered(number).spot)

    def watch(self, text: str) -> Stop:
        """Keep in view what an expression is worth, or whether a condition holds."""
        return self._parts.keep(*self._parts.watches.set(text, self._parts.program))

    def edit_watch(self, number: int, text: str) -> Stop:
        """Let a watch show something else."""
        return self._parts.keep(*self._parts.watches.reset(number, text, self._parts.program))

    def unwatch(self, number: int) -> Stop:
        """Keep a watch in view no more."""
        return self._parts.keep(*self._parts.watches.deleted(number))

    def cover(self, veil: Veil | None, message: str = "") -> Stop:
        """Ask a person about steps, and hide what comes behind them; or show everything again."""
        return self._parts.cover(veil, message)

    def break_at(self, text: str = "") -> Stop:
        """Set a breakpoint, `h0` or `z1 < 0`; without a text, one on the selected node, or none."""
        parts = self._parts
        return parts.keep(*parts.breakpoints.set(text, parts.selected, parts.program))

    def delete_breakpoint(self, number: int) -> Stop:
        """Delete a breakpoint."""
        return self._parts.keep(*self._parts.breakpoints.deleted(number))

    def edit_breakpoint(self, number: int, text: str) -> Stop:
        """Let a breakpoint stop where another text says, as of `break_at`."""
        return self._parts.keep(*self._parts.breakpoints.reset(number, text, self._parts.program))

    def enable_breakpoint(self, number: int, enabled: bool) -> Stop:
        """Let a breakpoint stop again, or for a while not."""
        return self._parts.keep(*self._parts.breakpoints.enabled(number, enabled))

    def search(self, forwards: bool) -> Search:
        """Look for the next place to stop, or for the last before here; `arrive` goes there."""
        return self._parts.search(forwards)

    def arrive(self, search: Search) -> Stop:
        """Go to what a search has found, or as far as it has looked."""
        return self._parts.end(search)

    why = questions.why
    paths = questions.paths
    check_gradients = questions.check_gradients
    diagnose = questions.diagnose

    def adopt(self, branches: Branches, *kept: Breakpoints | Watches | Marks | Notes) -> None:
        """Take over what a session holds, but for the place."""
        self._parts.adopt(branches, *kept)

    def arrive_at(self, spot: Spot, selected: str | None, entry: tuple[int, ...] | None) -> Stop:
        """Stand where a session ended, with what was selected and singled out there."""
        return self._parts.arrive_at(spot, selected, entry)
