"""Branches: the futures that changes by hand have made, beside those that they have replaced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from engine.debugger.numbered import Numbered
from engine.frozen import frozen, replace
from engine.iterations.edits import Edit, Edits, Freeze, Result
from engine.iterations.timeline import Timeline
from engine.language.values import shape_of
from engine.program.program import Program
from engine.program.variants import Variant


@frozen(eq=False)
class Branch:
    """A future, and how it came about.

    Args:
        number: what it is called; 0 for that of the network as it was opened.
        timeline: its iterations.
        parent: the branch in which the change was made; None for the first.
        edit: the change that made it, or what is another program in it from its start; None for the
            first.
        step: the step at which the person stood.
    """

    number: int
    timeline: Timeline
    parent: int | None = None
    edit: Edit | Variant | None = None
    step: int = 0

    @property
    def title(self) -> str:
        """What was changed, and when."""
        if self.edit is None:
            return "as it was opened"
        if isinstance(self.edit, Variant):
            return self.edit.text
        program = self.timeline.program
        is_fed = program.base.get(self.edit.symbol) in program.fed
        when = f"in iteration {self.edit.iteration}"
        if not isinstance(self.edit, Result) and not is_fed:
            when = f"from iteration {self.edit.iteration} on"
        return f"{self.edit.text} {when}"

    @property
    def said(self) -> str:
        """What is said where one comes to it, as in: branch 1: w3 = 0 from iteration 0 on."""
        return f"branch {self.number}: {self.title}"

    @property
    def made(self) -> int:
        """The iteration in which the person stood, or from which on it is another program."""
        return 0 if self.edit is None or isinstance(self.edit, Variant) else self.edit.made


@frozen(eq=False)
class Branches(Numbered[Branch]):
    """All branches, and which of them is the current one.

    Args:
        items: the branches, by their number, each behind the one in which it was made.
        number: the current one.
    """

    number: int = 0

    what: ClassVar[str] = "branch"

    @classmethod
    def of(cls, program: Program) -> Branches:
        """The one branch of a network in which nothing is changed."""
        return cls((Branch(0, Timeline(program)),))

    @property
    def current(self) -> Branch:
        """The branch in which the debugger stands."""
        return self.items[self.number]

    @property
    def lineage(self) -> tuple[Branch, ...]:
        """The branches that lead to the current one, but for that of the network as opened."""
        found, branch = [], self.current
        while branch.parent is not None:
            found.append(branch)
            branch = self.items[branch.parent]
        return tuple(found[::-1])

    def _say_missing(self, number: int) -> str:
        many = "is only branch 0" if len(self.items) == 1 else f"are 0 to {len(self.items) - 1}"
        return f"there is no branch {number}; there {many}"

    def switched(self, number: int) -> Branches:
        """The same with another as the current one."""
        if number != self.number:
            self.current.timeline.rest()
        return replace(self, number=number)

    def grown(self, edit: Edit | Variant, step: int) -> Branches:
        """These and a new one, which is the current one then: a change in the one that is now.

        Raises:
            DebuggerError: where the program has no place for it.
        """
        parent = self.current
        timeline = changed(parent.timeline, edit)
        parent.timeline.rest()
        new = Branch(len(self.items), timeline, parent.number, edit, step)
        return Branches((*self.items, new), new.number)

    def rebuilt(self, program: Program) -> Branches:
        """The same changes made in another program, but for those that it has no place for."""
        made = [Branch(0, Timeline(program))]
        for each in self.items[1:]:
            timeline = made[each.parent or 0].timeline
            if each.edit is not None and fits(each.edit, timeline.program):
                timeline = changed(timeline, each.edit)
            made.append(replace(each, timeline=timeline))
        return Branches(tuple(made), self.number)

    def in_order(self) -> Iterator[tuple[int, Branch]]:
        """The branches as a tree: each with how deep it lies, and behind it what was made in it."""
        children: dict[int | None, list[Branch]] = {}
        for each in self.items:
            children.setdefault(each.parent, []).append(each)
        waiting = [(0, self.items[0])]
        while waiting:
            depth, branch = waiting.pop()
            yield depth, branch
            waiting += [(depth + 1, each) for each in reversed(children.get(branch.number, []))]


def changed(timeline: Timeline, edit: Edit | Variant) -> Timeline:
    """The iterations with a change made in them; another program keeps what was set at its start.

    Raises:
        DebuggerError: where the program has no place for it.
    """
    if not isinstance(edit, Variant):
        return timeline.fork(timeline.edits.joined_by(edit))
    program = edit.program(timeline.program)
    kept = (each for each in timeline.edits if each.made == 0 and fits(each, program))
    return Timeline(program, Edits(tuple(kept)))


def fits(edit: Edit | Variant, program: Program) -> bool:
    """Whether a program has a place for a change."""
    if isinstance(edit, Variant):
        return edit.fits(program)
    if isinstance(edit, Freeze):
        return edit.symbol in program.network.parameters
    known = program.index if isinstance(edit, Result) else program.base
    return edit.symbol in known and program.shapes[edit.symbol] == shape_of(edit.value)
