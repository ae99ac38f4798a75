"""Stretches: the steps of a group that stand one behind the other, phase by phase."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from engine.frozen import frozen
from engine.network.network import Network
from engine.program.equation import Equation, Phase


class Stretch(NamedTuple):
    """Steps of a group, one behind the other.

    Args:
        group: whose steps they are.
        phase: the part of the iteration in which they stand.
        first: the first of them, counted from 1.
        last: the last of them.
    """

    group: str
    phase: Phase
    first: int
    last: int


class Span(NamedTuple):
    """The forward equations between which something stands, both counted in."""

    first: int
    last: int

    def holds(self, other: Span) -> bool:
        """Whether another span is a part of this one."""
        return self.first <= other.first and other.last <= self.last


@frozen()
class Membership:
    """Which group a node belongs to: that in which it is computed, or the only one that uses it.

    Args:
        network: whose groups they are.
    """

    network: Network

    @cached_property
    def spans(self) -> Mapping[str, Span]:
        """For each node its own equation; for what is given, the equations that use it.

        What no equation uses, as a mean that only the update knows, is where its group is.
        """
        found: dict[str, Span] = {}
        for place, (name, operands) in enumerate(self.network.operands.items()):
            found[name] = Span(place, place)
            for operand in operands:
                if operand in self.network.constants:
                    first = found[operand].first if operand in found else place
                    found[operand] = Span(first, place)
        unused = {name for name in self.network.constants if name not in found}
        for group in self.network.groups:
            span = Span(found[group.members[0]].first, found[group.members[-1]].last)
            found.update(dict.fromkeys(unused.intersection(group.brings), span))
        return found

    @cached_property
    def groups(self) -> Mapping[str, Span]:
        """The equations of each group."""
        return {
            group.name: Span(self.spans[group.members[0]].first, self.spans[group.members[-1]].last)
            for group in self.network.groups
        }

    @cached_property
    def parents(self) -> Mapping[str, str]:
        """The group in which each group stands, if it stands in one."""
        return {group.name: group.parent for group in self.network.groups}

    @cached_property
    def _innermost(self) -> Mapping[int, str]:
        """The innermost group of each equation that is in one, by its place."""
        found: dict[int, str] = {}
        for group in self.network.groups:  # each before those that stand in it
            first, last = self.groups[group.name]
            found.update(dict.fromkeys(range(first, last + 1), group.name))
        return found

    def chain(self, node: str) -> Iterator[str]:
        """The groups that a node belongs to, the innermost first."""
        if not self.network.groups:
            return
        span = self.spans.get(node)
        group = "" if span is None else self._innermost.get(span.first, "")
        while group and span is not None:
            if self.groups[group].holds(span):
                yield group
            group = self.parents[group]


def find_stretches(
    membership: Membership, equations: tuple[Equation, ...], phases: Mapping[Phase, range]
) -> Iterator[Stretch]:
    """The stretches of all groups, those of a phase behind those of the phase before.

    In the backward phase one ends with the last gradient of a node that belongs to the group: that
    of a parameter which others use too may stand between them, but not behind them.
    """
    for phase, steps in phases.items():
        is_update = phase is Phase.UPDATE  # where parameters stand in the order of the file
        shared = _shared([equations[index] for index in steps]) if is_update else ()
        found: dict[str, Stretch] = {}
        for step in range(steps.start + 1, steps.stop + 1):
            equation = equations[step - 1]
            if equation.symbol in shared:
                continue
            for group in membership.chain(equation.node):
                begun = found.get(group)
                if begun is not None and is_update and begun.last < step - 1:
                    yield found.pop(group)
                    begun = None
                found[group] = Stretch(group, phase, begun.first if begun else step, step)
        yield from found.values()


def _shared(updates: Iterable[Equation]) -> set[str]:
    """What is computed for the updates of several parameters, as how many updates there were."""
    of: dict[str, str] = {}
    shared: set[str] = set()
    for equation in updates:
        node = equation.node
        shared.update(name for name in equation.reads() if of.get(name, node) != node)
        of[equation.symbol] = node
    return shared
