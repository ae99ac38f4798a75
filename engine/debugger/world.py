"""The world: what is run, and its futures; all that a change by hand changes."""

from __future__ import annotations

from engine.debugger.branches import Branches
from engine.frozen import frozen
from engine.iterations.timeline import Timeline
from engine.program.program import Program
from engine.program.recipe import Recipe


@frozen(slots=True, eq=False)
class World:
    """A program and its futures.

    Args:
        recipe: what the program was made of as it was opened; None where that is not known.
        branches: the futures that there are; one stands in the current one.
    """

    recipe: Recipe | None
    branches: Branches

    @classmethod
    def of(cls, program: Program, recipe: Recipe | None = None) -> World:
        """A program as it is opened, in which nothing is changed."""
        return cls(recipe, Branches.of(program))

    @property
    def program(self) -> Program:
        """What is run in the current branch."""
        return self.timeline.program

    @property
    def opened(self) -> Program:
        """What is run in the first branch: the network as it was opened."""
        return self.branches.items[0].timeline.program

    @property
    def timeline(self) -> Timeline:
        """The iterations of the current branch."""
        return self.branches.current.timeline
