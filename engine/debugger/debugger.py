"""The debugger, headless: what `makabaka-tui` does, without a screen.

It holds the truth about where one is. Every method moves the cursor, or stays put and says why, and
gives back a frozen `Stop`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.debugger.branches import Branches
from engine.debugger.breakpoints import Breakpoints
from engine.debugger.cursor import Cursor
from engine.debugger.stop import Stop, say_loss
from engine.debugger.visits import Spot
from engine.debugger.watches import Watches
from engine.debugger.whatif import WhatIf
from engine.errors import DebuggerError
from engine.iterations.timeline import MAX_ITERATION, Place
from engine.program.program import Program
from engine.program.recipe import Recipe

if TYPE_CHECKING:
    from engine.debugger.breakpoint_search import Search
    from engine.diagnosis.diagnosis import Diagnosis
    from engine.gradients.check import GradientCheck
    from engine.gradients.path import Paths
    from engine.why.answer import Why

FAR = 10_000
"""So many iterations are looked through for a place to stop; then one is asked again."""


class Debugger(WhatIf):
    """Steps through a program, changes it, stops where it is told to and comes back to places."""

    # Places to come back to

    def mark(self, name: str) -> Stop:
        """Give the place where one stands a name to come back to."""
        self._marks = {**self._marks, name: Spot(self._branches.number, self._cursor)}
        cursor = self._cursor
        said = f"mark {name}: iteration {cursor.iteration}, step {cursor.step}"
        return self._stop(said, self._selected)

    def unmark(self, name: str) -> Stop:
        """Take a name away from the place that it was given to.

        Raises:
            DebuggerError: where there is no such mark.
        """
        self._marked(name)
        self._marks = {mark: place for mark, place in self._marks.items() if mark != name}
        return self._stop(f"mark {name} is deleted", self._selected)

    def jump(self, name: str) -> Stop:
        """Go to a place that was marked.

        Raises:
            DebuggerError: where there is no such mark.
        """
        return self._return_to(self._marked(name))

    def _marked(self, name: str) -> Spot:
        if name not in self._marks:
            known = ", ".join(self._marks) or "none"
            raise DebuggerError(f"there is no mark {name!r}; there are: {known}")
        return self._marks[name]

    def revisit(self, number: int) -> Stop:
        """Go to a place where the debugger has stopped.

        Raises:
            DebuggerError: where there is no such place.
        """
        return self._return_to(self._visits.numbered(number).spot)

    def _return_to(self, spot: Spot) -> Stop:
        self._branches = self._branches.switched(self._branches.numbered(spot.branch).number)
        step = min(spot.cursor.step, self._route.last)
        return self._move(
            replace(self._route.at(step, spot.cursor.iteration), arrived=spot.cursor.arrived)
        )

    # Watches

    def watch(self, text: str) -> Stop:
        """Keep in view what an expression is worth, or whether a condition holds.

        Raises:
            DebuggerError: where the text is neither, or is watched already.
        """
        self._watches = self._watches.added(text, self._program)
        added = self._watches.latest
        return self._stop(f"watch {added.number}: {added.text}", self._selected)

    def edit_watch(self, number: int, text: str) -> Stop:
        """Let a watch show something else.

        Raises:
            DebuggerError: where there is none of this number, or the text cannot be watched.
        """
        self._watches = self._watches.edited(number, text, self._program)
        return self._stop(f"watch {number}: {text}", self._selected)

    def unwatch(self, number: int) -> Stop:
        """Keep a watch in view no more.

        Raises:
            DebuggerError: where there is none of this number.
        """
        gone = self._watches.numbered(number)
        self._watches = self._watches.without(number)
        return self._stop(f"watch {number} is deleted: {gone.text}", self._selected)

    # Breakpoints

    def break_at(self, text: str = "") -> Stop:
        """Set a breakpoint: on a node, `h0` or `h0 backward`, or with a condition, `z1 < 0`.

        Without a text it is on the selected node; where one is on it already, that is deleted.

        Raises:
            DebuggerError: where the text is neither.
        """
        own = None if text else self._breakpoints.on(self._selection)
        if own is not None:
            return self.delete_breakpoint(own.number)
        self._breakpoints = self._breakpoints.added(text or self._selection, self._program)
        added = self._breakpoints.latest
        return self._stop(f"breakpoint {added.number}: {added.text}", self._selected)

    def delete_breakpoint(self, number: int) -> Stop:
        """Delete a breakpoint.

        Raises:
            DebuggerError: where there is none of this number.
        """
        gone = self._breakpoints.numbered(number)
        self._breakpoints = self._breakpoints.without(number)
        return self._stop(f"breakpoint {number} is deleted: {gone.text}", self._selected)

    def edit_breakpoint(self, number: int, text: str) -> Stop:
        """Let a breakpoint stop where another text says, as of `break_at`.

        Raises:
            DebuggerError: where there is none of this number, or the text describes none.
        """
        self._breakpoints = self._breakpoints.edited(number, text, self._program)
        edited = self._breakpoints.numbered(number)
        return self._stop(f"breakpoint {number}: {edited.text}", self._selected)

    def enable_breakpoint(self, number: int, enabled: bool) -> Stop:
        """Let a breakpoint stop again, or for a while not.

        Raises:
            DebuggerError: where there is none of this number.
        """
        found = replace(self._breakpoints.numbered(number), is_enabled=enabled)
        self._breakpoints = self._breakpoints.changed(found)
        state = "enabled" if enabled else "disabled"
        return self._stop(f"breakpoint {number} is {state}: {found.text}", self._selected)

    def search(self, forwards: bool) -> Search:
        """Look for the next place to stop, or for the last before here; `arrive` goes there.

        Raises:
            DebuggerError: where nothing would stop it.
        """
        if not any(each.is_enabled for each in self._breakpoints):
            raise DebuggerError("nothing would stop it: set a breakpoint, as in break z1 < 0")
        from engine.debugger.breakpoint_search import Search  # not before something is searched for

        place = Place(self._cursor.iteration, self._cursor.step)
        last = min(place.iteration + FAR, MAX_ITERATION) if forwards else 0
        return Search(tuple(self._breakpoints), self._timeline, place, last, forwards)

    def arrive(self, search: Search) -> Stop:
        """Go to what a search has found, or as far as it has looked."""
        hit = search.hit
        if hit is not None:
            found = self._breakpoints.numbered(hit.breakpoint.number)
            self._breakpoints = self._breakpoints.changed(replace(found, hits=found.hits + 1))
            why = f"breakpoint {found.number}: {found.text}"
            return self._move(Cursor(*hit.place), f"{why}: {hit.problem}" if hit.problem else why)
        if not search.forwards:
            return self._stop("no breakpoint is hit before", self._selected)
        looked = min(search.looked, self._timeline.length)
        stop = self._move(self._route.at(self._cursor.step, looked))
        said = f"no breakpoint is hit up to iteration {looked:,}"
        return replace(stop, message=stop.message or said)

    def exchange(self, program: Program, recipe: Recipe | None = None) -> Stop:
        """Go on with another program, at the same step as far as it has one, in iteration 0."""
        self._breakpoints = self._breakpoints.fitted(program)
        self._watches = self._watches.fitted(program)
        return super().exchange(program, recipe)

    # Questions

    def why(self, symbol: str) -> Why:
        """Why a symbol, or an entry of one, is what it is: `dL/dw3`, `dL/dW2[0,0]`.

        Raises:
            DebuggerError: where nothing is called so.
        """
        from engine.why.answer import why

        return why(symbol, self.stop.state, self._timeline)

    def paths(self, gradient: str) -> Paths:
        """The paths over which a gradient comes from the loss: `dL/dw0`.

        Raises:
            DebuggerError: for what is no gradient, or one in arrays that are too large.
        """
        from engine.gradients.paths import find_paths

        return find_paths(gradient, self.stop.state)

    def check_gradients(self) -> GradientCheck:
        """The gradients of this iteration beside derivatives found without the backward pass.

        Raises:
            DebuggerError: where something in the iteration was set by hand.
        """
        from engine.gradients.gradcheck import check_gradients

        return check_gradients(self.stop.state.run)

    def diagnose(self) -> Diagnosis:
        """What came of the iterations that have been run in this branch, and why."""
        from engine.diagnosis.diagnosis import diagnosis_of

        return diagnosis_of(self._timeline, self._program.style)

    def train(self, iterations: int) -> Stop:
        """Go so many iterations further, and say what the loss is there."""
        stop = self.next_iteration(iterations)
        return replace(stop, message=stop.message or say_loss(stop))

    def __repr__(self) -> str:
        return f"<Debugger of {self._program.network.name}: {self.stop.place}>"

    # Sessions

    def adopt(
        self,
        branches: Branches,
        breakpoints: Breakpoints,
        watches: Watches,
        marks: Mapping[str, Spot],
    ) -> None:
        """Take over what a session holds, but for the place."""
        self._branches, self._breakpoints = branches, breakpoints
        self._watches, self._marks = watches, dict(marks)
        self._cursor = Cursor()

    def arrive_at(self, spot: Spot, selected: str | None, entry: tuple[int, ...] | None) -> Stop:
        """Stand where a session ended, with what was selected and singled out there."""
        self._selected, self._entry = selected, entry
        self._forget_what_is_gone()
        return self._return_to(spot)
