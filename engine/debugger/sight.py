"""Sight: what is seen of a network where groups are folded."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from engine.frozen import frozen
from engine.network.groups import Group, brought_in
from engine.program.program import Program


@frozen(eq=False)
class Sight:
    """What is seen, and what is hidden in groups.

    Args:
        program: the network's.
        closed: the groups that are folded and not looked into, each before those that stand in it.
    """

    program: Program
    closed: tuple[Group, ...]

    @cached_property
    def nodes(self) -> Sequence[str]:
        """The nodes that are seen, in reading order."""
        order = self.program.reading_order
        if not self.closed:
            return order
        hidden = frozenset[str]().union(*map(hidden_in, self.closed))
        shut = self._brought | self._shut_in_blocks
        return tuple([node for node in order if node not in hidden and node not in shut])

    @cached_property
    def _brought(self) -> frozenset[str]:
        """The inputs that layers brought along into closed groups, and nothing else reads."""
        closed, chain = {group.name for group in self.closed}, self.program.membership.chain
        brought = brought_in(self.program.network.groups)
        return frozenset(name for name in brought if not closed.isdisjoint(chain(name)))

    @cached_property
    def _shut_in_blocks(self) -> frozenset[str]:
        """The parameters that only closed blocks use, of which there may be hundreds."""
        blocks = {group.name for group in self.closed if group.is_block}
        chain = self.program.membership.chain
        return frozenset(name for name in self.shut if not blocks.isdisjoint(chain(name)))

    @cached_property
    def shut(self) -> frozenset[str]:
        """The parameters that only closed groups use."""
        if not self.closed:
            return frozenset()
        closed, chain = {group.name for group in self.closed}, self.program.membership.chain
        parameters = self.program.network.parameters
        return frozenset(name for name in parameters if not closed.isdisjoint(chain(name)))

    @cached_property
    def doors(self) -> frozenset[str]:
        """The nodes that go out of closed groups, and stand for them."""
        return frozenset(node for group in self.closed for node in group.outputs)


def hidden_in(group: Group) -> frozenset[str]:
    """What is not seen of a folded group: all that only it reads."""
    return frozenset(group.members).difference(group.outputs)
