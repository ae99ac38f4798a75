"""Folds: which groups are folded, and the way over them in one step.

A group that is folded is one thing to go over: all its steps of a phase that stand one behind the
other, the gradients of its own parameters too. Once it is stepped into, its steps are gone through
one by one until it is left; it stays folded for whoever comes by again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from engine.debugger.cursor import Cursor, Route, Way
from engine.debugger.sight import Sight, hidden_in
from engine.errors import DebuggerError
from engine.frozen import frozen, replace
from engine.iterations.timeline import MAX_ITERATION
from engine.language.text import listed, suggestion
from engine.network.groups import Group, brought_in
from engine.program.program import Phase, Program

if TYPE_CHECKING:
    from engine.program.stretches import Stretch

SAID = 3
"""So many groups are named in a message."""

MENTIONED = 8
"""So many groups are named where none has the name that was typed."""

KEPT = 4
"""What is seen is kept so often, to go to and fro."""


@frozen()
class Folds:
    """The groups of a program that are folded: all of them but some.

    Args:
        program: whose groups they are.
        unfolded: the names of those that are not; another program may have them.
    """

    program: Program
    unfolded: frozenset[str] = frozenset()

    def fitted(self, program: Program) -> Folds:
        """The same of another program."""
        return self if program is self.program else Folds(program, self.unfolded)

    # Which

    @cached_property
    def folded(self) -> frozenset[str]:
        """The names of the groups that are folded."""
        return frozenset(self.groups).difference(self.unfolded)

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """All groups, by their names, each before those that stand in it."""
        return {group.name: group for group in self.program.network.groups}

    def with_folded(self, names: Iterable[str], is_folded: bool) -> Folds:
        """The same with groups folded, or not."""
        changed = self.unfolded.difference(names) if is_folded else self.unfolded.union(names)
        return Folds(self.program, changed)

    def said(self, names: Sequence[str]) -> str:
        """What was done with groups, in words."""
        if not names:
            return "this network has no groups: layers and loops of a file are some"
        done = "folded" if names[0] in self.folded else "unfolded"
        if len(names) > SAID:
            return f"{len(names):,} groups are {done}"
        verb = "is" if len(names) == 1 else "are"
        return f"{listed(names)} {verb} {done}"

    def named(self, name: str) -> str:
        """A group by its name, or by a node that goes out of it.

        Raises:
            DebuggerError: where there is none.
        """
        if name in self.groups:
            return name
        for group in self.groups.values():
            if name in group.outputs:
                return group.name
        if not self.groups:
            raise DebuggerError("this network has no groups: layers and loops of a file are some")
        known = list(self.groups)
        rest = ", …" * (len(known) > MENTIONED)
        hint = suggestion(name, known) or f": there are {', '.join(known[:MENTIONED])}{rest}"
        raise DebuggerError(f"unknown group {name!r}{hint}")

    # What is seen

    def node(self, cursor: Cursor) -> str:
        """The node of the step, or of the first before any is taken.

        Of a group it is the one that it is called after, else the last that goes out of it.
        """
        over = self.gone_over(cursor)
        if over is None or over.phase is Phase.UPDATE:
            return Route(self.program).node(cursor)
        group, written = self.groups[over.group], self.program.network.names
        called = (node for node in group.outputs if written.get(node, node) == group.name)
        return next(called, group.outputs[-1])

    def opened(self, cursor: Cursor, selected: str | None) -> frozenset[str]:
        """The groups that are looked into, though they may be folded.

        They are those in which the step stands, and those in which what is selected is hidden.
        """
        if not self.groups:
            return frozenset()
        found = {group.name for group in self.within(cursor)}
        is_brought = selected in brought_in(self.groups.values())
        is_parameter = selected in self.program.network.parameters
        for name in () if selected is None else self.program.membership.chain(selected):
            group = self.groups[name]
            if is_brought or (is_parameter and group.is_block) or selected in hidden_in(group):
                found.add(name)
        return frozenset(found)

    def within(self, cursor: Cursor) -> Sequence[Group]:
        """The groups in which a step stands, the innermost first; not what was gone over there."""
        if not self.groups or not cursor.step:
            return ()
        chain = list(self.program.membership.chain(self.program.equations[cursor.step - 1].node))
        inner = chain.index(cursor.over) + 1 if cursor.over in chain else 0
        return tuple(self.groups[name] for name in chain[inner:])

    def sight(self, opened: frozenset[str]) -> Sight:
        """What is seen where some groups are looked into; the last few are kept."""
        closed = self.folded - opened
        if closed not in self._sights:
            if len(self._sights) >= KEPT:
                self._sights.clear()
            groups = tuple(self.groups[name] for name in self.groups if name in closed)
            self._sights[closed] = Sight(self.program, groups)
        return self._sights[closed]

    @cached_property
    def _sights(self) -> dict[frozenset[str], Sight]:
        return {}

    # Where they begin and end

    @cached_property
    def begun_by(self) -> Mapping[int, Stretch]:
        """The longest stretch of a folded group that begins with each step."""
        found: dict[int, Stretch] = {}
        for stretch in self._stretches:
            if stretch.first not in found or found[stretch.first].last < stretch.last:
                found[stretch.first] = stretch
        return found

    @cached_property
    def ended_by(self) -> Mapping[int, Stretch]:
        """The longest stretch of a folded group that ends with each step."""
        found: dict[int, Stretch] = {}
        for stretch in self._stretches:
            if stretch.last not in found or found[stretch.last].first > stretch.first:
                found[stretch.last] = stretch
        return found

    @cached_property
    def _stretches(self) -> list[Stretch]:
        """The stretches of folded groups, those of a group before those of groups in it."""
        place = {name: place for place, name in enumerate(self.groups)}
        of_folded = (each for each in self.program.stretches if each.group in self.folded)
        return sorted(of_folded, key=lambda stretch: place[stretch.group])

    def gone_over(self, cursor: Cursor) -> Stretch | None:
        """What was gone over in one on the way to a place."""
        if not cursor.over:
            return None
        return self._by_end.get((cursor.over, cursor.step))

    @cached_property
    def _by_end(self) -> Mapping[tuple[str, int], Stretch]:
        return {(each.group, each.last): each for each in self._stretches}

    def whole(self, cursor: Cursor) -> Cursor:
        """The same place for one who comes from afar: a group that ends there is gone over."""
        ended = None if cursor.arrived is not None else self.ended_by.get(cursor.step)
        return replace(cursor, over=ended.group if ended else "")

    def seen(self, cursor: Cursor) -> Cursor:
        """The same place, if what was gone over is folded still, and ends there."""
        if not cursor.over or self.gone_over(cursor) is not None:
            return cursor
        return self.whole(cursor)

    def whole_of(self, names: Collection[str], cursor: Cursor) -> Cursor:
        """The same place after groups were folded or unfolded; one that ends there is whole."""
        ended = self.ended_by.get(cursor.step)
        if cursor.arrived is None and ended is not None and ended.group in names:
            return replace(cursor, over=ended.group)
        return self.seen(cursor)

    def depth(self, stretch: Stretch) -> int:
        """In how many folded groups that begin with the same step a stretch lies."""
        before = self._stretches[: self._stretches.index(stretch)]
        return sum(each.first == stretch.first for each in before)

    # Ways

    def after(self, cursor: Cursor, count: int = 1) -> Way:
        """So many steps further on, a folded group at a time."""
        route = Route(self.program)
        if not self._stretches:
            return route.after(cursor, count)
        iteration, step, over = cursor.iteration, cursor.step, cursor.over
        left = count - (not route.is_complete(cursor))
        while left and step < route.last:
            begun = self.begun_by.get(step + 1)
            step, over = (step + 1, "") if begun is None else (begun.last, begun.group)
            left -= 1
        if left:
            rounds, place = divmod(left - 1, len(self._landings))
            iteration += 1 + rounds
            step, over = self._landings[place]
        if iteration > MAX_ITERATION:
            return Way(self.whole(Cursor(MAX_ITERATION, route.last)), is_there=False)
        return Way(Cursor(iteration, step, over=over))

    def before(self, cursor: Cursor, count: int = 1) -> Way:
        """So many steps back, a folded group at a time, or one term less of a sum each."""
        route = Route(self.program)
        arrived = cursor.arrived or 0
        if not self._stretches or count <= arrived:
            return route.before(cursor, count)
        iteration, step, gone_over = cursor.iteration, cursor.step, self.gone_over(cursor)
        left = count - arrived
        while left and step:
            step = (step if gone_over is None else gone_over.first) - 1
            gone_over = self.ended_by.get(step)
            left -= 1
        if step or (not iteration and not left):
            return Way(Cursor(iteration, step, over=gone_over.group if gone_over else ""))
        # Before the first step of an iteration stands the last of the one before.
        place = iteration * len(self._landings) - 1 - left
        if place < 0:
            return Way(Cursor(), is_there=place == -1)
        iteration, place = divmod(place, len(self._landings))
        step, over = self._landings[place]
        return Way(Cursor(iteration, step, over=over))

    def inside(self, cursor: Cursor) -> Cursor | None:
        """The first place in the group that was gone over; None where none was."""
        over = self.gone_over(cursor)
        if over is None:
            return None
        smaller = self._stretches[self._stretches.index(over) + 1 :]
        for each in smaller:
            if each.first == over.first:
                return Cursor(cursor.iteration, each.last, over=each.group)
        return Route(self.program).inside(Cursor(cursor.iteration, over.first - 1))

    @cached_property
    def _landings(self) -> tuple[tuple[int, str], ...]:
        """The steps at which one comes by in each iteration, and what has been gone over there."""
        found = []
        step = 0
        while step < len(self.program.equations):
            begun = self.begun_by.get(step + 1)
            step, over = (step + 1, "") if begun is None else (begun.last, begun.group)
            found.append((step, over))
        return tuple(found)
