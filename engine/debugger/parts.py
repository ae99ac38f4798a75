"""The parts of a debugger, held together: where one of them changes, the others follow."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from engine.debugger.branches import Branches
from engine.debugger.breakpoints import Breakpoints
from engine.debugger.cursor import Cursor
from engine.debugger.marks import Marks
from engine.debugger.notes import Notes
from engine.debugger.selection import Selection, named
from engine.debugger.stepper import Moved, Stepper
from engine.debugger.stop import Stop
from engine.debugger.undo import Exchange, Undo
from engine.debugger.veil import Veil
from engine.debugger.visits import Spot, Visits
from engine.debugger.watches import Watches
from engine.debugger.whatif import Changed, exchanged, same_step, switched
from engine.debugger.world import World
from engine.frozen import replace
from engine.iterations.state import State
from engine.language.figures import grouped
from engine.program.program import Program
from engine.program.recipe import Recipe

if TYPE_CHECKING:
    from engine.debugger.breakpoint_search import Search

P = ParamSpec("P")


class Parts:
    """The parts of a debugger. All but the stepper are frozen, and are replaced as a whole.

    Args:
        world: what is run, and its futures.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.stepper = Stepper(world.timeline)
        self.selection = Selection()
        self.undo = Undo()
        self.breakpoints = Breakpoints()
        self.watches = Watches()
        self.marks = Marks()
        self.notes = Notes()
        self.visits = Visits()
        self.fruitless: Search | None = None

    def copied(self) -> Parts:
        """The same parts, with a stepper of their own: to go on from here in two ways."""
        other = copy(self)
        other.stepper = copy(self.stepper)
        return other

    @property
    def program(self) -> Program:
        """What is run."""
        return self.world.program

    @property
    def selected(self) -> str:
        """The selected node; as long as none is, the node of the current step."""
        return self.selection.node or self.stepper.node

    @property
    def spot(self) -> Spot:
        """The place where one stands, with its branch."""
        return Spot(self.world.branches.number, self.stepper.cursor)

    # Where it stands

    def stop(self, message: str = "", focus: str | None = None) -> Stop:
        """Where the debugger stands, and what there is to say.

        Args:
            message: what there is to say, if anything.
            focus: the node to look at; None for that of the step.
        """
        cursor, state = self.stepper.cursor, self.stepper.state
        return Stop(
            world=self.world,
            cursor=cursor,
            state=state,
            selection=self.selection,
            breakpoints=self.breakpoints,
            watches=self.watches,
            marks=self.marks,
            notes=self.notes,
            visits=self.visits,
            focus=focus or self.stepper.node,
            message=message,
            first_non_finite=self.world.timeline.first_non_finite(cursor.iteration, state.position),
            veil=self.stepper.veil,
            folds=self.stepper.folds,
        )

    def cover(self, veil: Veil | None, message: str) -> Stop:
        """Ask a person about steps, and hide what comes behind them; or show everything again."""
        self.stepper.veil = veil
        return self.say(message)

    def say(self, message: str) -> Stop:
        """Stay where one is, and say something."""
        return self.stop(message, self.selection.node)

    def arrive(self, moved: Moved) -> Stop:
        """Where the stepper has gone to; a place to come back to is remembered."""
        if moved.is_leap:
            self.visits = self.visits.joined_by(*self.spot, moved.message)
        return self.stop(moved.message or self.stepper.arrived)

    def follow(self, moved: Moved) -> Stop:
        """Where the stepper has gone to, looking at the node of the step again."""
        self.selection = self.selection.on(None)
        return self.arrive(moved)

    def choose(self, selection: Selection, message: str = "") -> Stop:
        """Look at something else, and tell the note that is on it."""
        self.selection = selection
        node = selection.node or ""
        return self.say(message or self.notes.said(node, self.program.told(node)))

    def find(self, text: str, count: int) -> Stop:
        """Select a node that matches a text, or the one that was sought last if it is empty.

        Raises:
            DebuggerError: where there is none, or the text cannot be understood.
        """
        self.selection = self.selection.seeking(text)
        return self.choose(*self.selection.found(count, self.selected, self.stepper.state))

    def keep(self, kept: Breakpoints | Watches | Marks | Notes, message: str) -> Stop:
        """Have these in the place of those that there were, and say so."""
        self._take(kept)
        return self.say(message)

    def _take(self, kept: Breakpoints | Watches | Marks | Notes) -> None:
        match kept:
            case Breakpoints():
                self.breakpoints = kept
            case Watches():
                self.watches = kept
            case Marks():
                self.marks = kept
            case Notes():
                self.notes = kept

    def note(self, node: str, text: str) -> Stop:
        """Write a note on a node, or take away the one that is on it, also where it is gone.

        Raises:
            DebuggerError: where there is no such node, or the text cannot be a note.
        """
        node = node if node in self.notes else named(node, self.program)
        return self.keep(*self.notes.put(node, text, self.program.told(node)))

    # Changing the world

    def enter(self, world: World) -> None:
        """Go over to another world, with the cursor where it is."""
        self.breakpoints = self.breakpoints.fitted(world.program)
        self.watches = self.watches.fitted(world.program)
        self.world, self.fruitless = world, None
        self.stepper.follow(world.timeline)
        self.selection = self.selection.fitted(world.program)

    def change(self, changed: Changed, cursor: Cursor) -> Stop:
        """Go over to what a change has made, to a place in it, or to where all is begun anew."""
        self.undo = self.undo.remembering(self.world, changed.name)
        if changed.is_anew:
            cursor, self.selection = Cursor(), self.selection.on(None)
        self.enter(changed.world)
        return self.arrive(self.stepper.go(cursor, changed.message))

    def branch_off(
        self,
        change: Callable[Concatenate[World, State, P], Changed],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Stop:
        """Change what is run where one stands; a step that is stepped into is finished."""
        changed = change(self.world, self.stepper.state, *args, **kwargs)
        return self.change(changed, replace(self.stepper.cursor, arrived=None))

    def swap(self, found: Exchange) -> Stop:
        """Go over to the world before or after some changes, if there is one."""
        if found.world is self.world:
            return self.say(found.message)
        self.world.timeline.rest()
        self.undo = found.undo
        self.enter(found.world)
        return self.arrive(self.stepper.stay(found.message))

    def exchange(self, program: Program, recipe: Recipe | None) -> Stop:
        """Go over to another program, at the same step as far as it has one, in iteration 0."""
        step = same_step(self.program, self.stepper.cursor.step, program)
        self.undo, self.stepper.veil = Undo(), None
        self.enter(exchanged(self.world, program, recipe))
        self.breakpoints, self.watches = self.breakpoints.here, self.watches.here
        return self.arrive(self.stepper.go(Cursor(0, step), "the network was loaded again"))

    def switch(self, number: int) -> Stop:
        """Go over to another branch, at the same step as far as it has been run.

        Raises:
            DebuggerError: where there is no such branch.
        """
        self.enter(switched(self.world, number))
        return self.arrive(self.stepper.stay(self.world.branches.current.said))

    # Going somewhere

    def restart(self) -> Stop:
        """Go back to before the first step, with nothing selected."""
        self.selection = self.selection.on(None)
        return self.arrive(self.stepper.go(Cursor(), "restarted"))

    def stop_short(self, iteration: int) -> Stop:
        """Stand at the last iteration that has been run, on the way to one further on."""
        done = self.world.timeline.length
        stop = self.arrive(self.stepper.visit(done))
        said = f"stopped at iteration {grouped(done)} of {grouped(iteration)}; nothing is lost"
        return replace(stop, message=said)

    def return_to(self, spot: Spot) -> Stop:
        """Go to a place of any branch.

        Raises:
            DebuggerError: where there is no such branch.
        """
        self.enter(switched(self.world, spot.branch))
        route, (iteration, step) = self.stepper.route, (spot.cursor.iteration, spot.cursor.step)
        cursor = route.at(min(step, route.last), iteration)
        arrived, over = spot.cursor.arrived, spot.cursor.over
        return self.arrive(self.stepper.go(replace(cursor, arrived=arrived, over=over)))

    def search(self, forwards: bool) -> Search:
        """A search for the next place to stop, or for the last before here.

        The same once more goes on where one has ended that found nothing.

        Raises:
            DebuggerError: where nothing would stop it.
        """
        from engine.debugger.breakpoint_search import search  # not before something is searched for

        timeline, place = self.world.timeline, self.stepper.place
        return search(self.breakpoints, timeline, place, forwards, self.fruitless)

    def end(self, search: Search) -> Stop:
        """Go to what a search has found; where that is nothing, stay, and say how far it looked.

        NaN or infinity on the way is gone to as well.
        """
        hit = search.hit
        if hit is not None:
            self.breakpoints, said = self.breakpoints.hit(hit.breakpoint.number)
            said = f"{said}: {hit.problem}" if hit.problem else said
            return self.arrive(self.stepper.go(Cursor(*hit.place), said))
        timeline, looked = self.world.timeline, search.looked
        if search.forwards and timeline.length < looked and timeline.divergence is not None:
            return self.arrive(self.stepper.goto(self.stepper.cursor.step, looked))
        if search.forwards:
            self.fruitless = search
        return self.say(search.said)

    # Sessions

    def adopt(self, branches: Branches, *kept: Breakpoints | Watches | Marks | Notes) -> None:
        """Take over what a session holds, and stand before its first step."""
        for each in kept:
            self._take(each)
        self.enter(replace(self.world, branches=branches))
        self.stepper.cursor = Cursor()

    def arrive_at(self, spot: Spot, selected: str | None, entry: tuple[int, ...] | None) -> Stop:
        """Stand where a session ended, with what was selected and singled out there."""
        self.selection = replace(self.selection, node=selected, entry=entry)
        return self.return_to(spot)
