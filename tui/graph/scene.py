"""The scene: what there is to draw of a network, with each folded group as one node.

A folded group is drawn in the place of the node that it is called after, its *head*. What is inside
of it, parameters and masks that only it uses too, is drawn as its head is; wires that come in or go
out end at its head, and each knows which use of a node it stands for.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from functools import cached_property

from engine.debugger.stop import Stop
from engine.frozen import frozen
from engine.network.groups import Group
from engine.network.network import Network
from engine.network.parts import Edge
from engine.program.program import Program
from tui.drawing.look import Look
from tui.drawing.spotlight import Spotlight

ROUND = "for"
"""The layer of a round of a loop, which says less than its name: `t=2`."""


@frozen(eq=False, repr=False)
class Scene:
    """What there is to draw of a network.

    Args:
        program: the program of the network.
        folded: the names of the groups that are folded; what is in them is not seen.
    """

    program: Program
    folded: frozenset[str] = frozenset()

    @property
    def network(self) -> Network:
        """The network, without groups folded."""
        return self.program.network

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """The groups that are seen folded, each by its head."""
        found: dict[str, Group] = {}
        inside: set[str] = set()
        for group in self.network.groups if self.folded else ():
            if group.name in self.folded and group.members[0] not in inside:
                inside.update(group.members)
                found[head_of(group)] = group
        return found

    @cached_property
    def heads(self) -> Mapping[str, str]:
        """The head in whose place each node is drawn that is inside of a folded group."""
        found = {node: head for head, group in self.groups.items() for node in group.members}
        if found:
            for node in self._parts:
                if head := self._only_user(node, found):
                    found[node] = head
        return found

    def _only_user(self, node: str, heads: Mapping[str, str]) -> str | None:
        """The head of the folded group that alone uses a node."""
        users = {heads.get(user) for user in self.network.consumers[node]}
        if not users:  # as of a running mean, of which only the update knows
            around = {*self.program.membership.chain(node)}
            users = {head_of(group) for group in self.groups.values() if group.name in around}
        return users.pop() if len(users) == 1 else None

    @cached_property
    def _parts(self) -> Sequence[str]:
        """What is given and may be a part of a group: parameters, and what groups bring along."""
        brought = (node for group in self.network.groups for node in group.brings)
        return tuple(dict.fromkeys((*self.network.parameters, *brought)))

    def shown(self, node: str) -> str:
        """The node in whose place a node is drawn: mostly itself."""
        return self.heads.get(node, node) if self.groups else node

    @cached_property
    def chains(self) -> Mapping[str, tuple[str, ...]]:
        """The groups that are not folded around what is drawn, the outermost first.

        They are around what is given too, if it is a part of them.
        """
        found: dict[str, tuple[str, ...]] = {}
        gone = set(self.folded)
        for group in self.network.groups:
            if group.parent in gone:
                gone.add(group.name)
            elif group.name not in gone:
                for node in dict.fromkeys(map(self.shown, group.members)):
                    found[node] = (*found.get(node, ()), group.name)
        for node in self._parts if found else ():
            around = [*self.program.membership.chain(node)]
            if self.shown(node) == node and (chain := [*reversed(around)]):
                found[node] = tuple(name for name in chain if name not in gone)
        return found

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """All groups, by how their names are written."""
        names = self.network.names
        return {names.get(group.name, group.name): group.name for group in self.network.groups}

    @cached_property
    def inside(self) -> Mapping[str, Sequence[str]]:
        """What is drawn in the place of each head, what is given too."""
        found: dict[str, list[str]] = {}
        for node, head in self.heads.items():
            found.setdefault(head, []).append(node)
        return found

    # As a network

    @cached_property
    def nodes(self) -> Sequence[str]:
        """All that is drawn: what is given first, then what is computed, in order."""
        if not self.groups:
            return self.network.nodes
        return [node for node in self.network.nodes if self.shown(node) == node]

    @property
    def count(self) -> int:
        """How many equations are drawn."""
        return len(self._computed if self.groups else self.network.equations)

    def node_at(self, place: int) -> str:
        """What is computed by the equation at a place."""
        return self._computed[place] if self.groups else self.network.equations[place].name

    @cached_property
    def _computed(self) -> Sequence[str]:
        """All that is drawn and computed, in order, where groups are folded."""
        return [node for node in self.network.definitions if self.shown(node) == node]

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The place of each node that is drawn and computed among these, in order."""
        if not self.groups:
            return self.program.index
        return {node: place for place, node in enumerate(self._computed)}

    @cached_property
    def operands(self) -> Mapping[str, Sequence[str]]:
        """What each of these reads, in order and with repeats."""
        if not self.groups:
            return self.network.operands
        return {
            node: [self.shown(use.source) for use in self.uses(node)] for node in self._computed
        }

    @cached_property
    def consumers(self) -> Mapping[str, Sequence[str]]:
        """What reads each node, in order, each once."""
        if not self.groups:
            return self.network.consumers
        found: dict[str, dict[str, None]] = {node: {} for node in self.nodes}
        for node, operands in self.operands.items():
            for operand in operands:
                found[operand][node] = None
        return {node: tuple(users) for node, users in found.items()}

    def uses(self, node: str, places: Sequence[int] | None = None) -> Sequence[Edge]:
        """What each operand of a node, or those at some places, stands for: a use of a node."""
        operands, group = self.network.operands, self.groups.get(node)
        if group is None:
            reads = operands.get(node, ())
            return [Edge(reads[at], node, at) for at in _or_all(places, len(reads))]
        found = self._crossing(node, group)
        return found if places is None else [found[at] for at in places]

    def _crossing(self, node: str, group: Group) -> Sequence[Edge]:
        """The uses by what is in a folded group of what is not."""
        operands = self.network.operands
        return [
            Edge(source, member, at)
            for member in group.members
            for at, source in enumerate(operands[member])
            if self.shown(source) != node
        ]

    def places(self, equations: Sequence[int]) -> Sequence[int]:
        """The places among the network's equations of what is drawn at some places."""
        if not self.groups:
            return equations
        index = self.program.index
        found: list[int] = []
        for place in equations:
            node = self._computed[place]
            group = self.groups.get(node)
            found += [index[each] for each in ((node,) if group is None else group.members)]
        return found

    def spotlight(self, spotlight: Spotlight) -> Spotlight:
        """A spotlight on nodes and wires, on what they are drawn as."""
        if not self.groups or not spotlight.is_on:
            return spotlight
        return Spotlight(
            frozenset(map(self.shown, spotlight.nodes)),
            frozenset((self.shown(source), self.shown(to)) for source, to in spotlight.wires),
        )


def _or_all(places: Sequence[int] | None, count: int) -> Sequence[int]:
    return range(count) if places is None else places


def head_of(group: Group) -> str:
    """The node in whose place a group is drawn: that it is called after, or its last output."""
    if group.name in group.members:
        return group.name
    return (group.outputs or group.members)[-1]


def scene_of(stop: Stop) -> Scene:
    """What there is to draw at a stop."""
    return Scene(stop.program, stop.folded)


def short_name(node: str, scene: Scene, look: Look, framed: Container[str] | None = None) -> str:
    """How a node is called in its box: in a group `h` the node `h.columns` is `columns`.

    Args:
        node: the node.
        scene: what it is a part of.
        look: how to write.
        framed: the groups whose names stand around what is in them; None for all.
    """
    whole = look.name(node, scene.program)
    if (block := scene.groups.get(node)) is not None and block.is_block:
        short = block_name(block)
        return short if short.isascii() or not look.ascii else whole
    written = scene.network.names.get(node, "")
    group, _, short = written.rpartition(".")
    around = scene.titles.get(group)
    if around is None or (
        node not in scene.network.definitions and around not in scene.chains.get(node, ())
    ):
        return whole
    if framed is not None and scene.titles[group] not in framed:
        short = _within(node, written, scene, framed) or whole
    return short if short.isascii() or not look.ascii else whole


def block_name(block: Group) -> str:
    """What a group that a file says is called within the one in which it stands."""
    return block.name.removeprefix(f"{block.parent}.") if block.parent else block.name


def _within(node: str, written: str, scene: Scene, framed: Container[str]) -> str:
    """How a node is called within the innermost frame around it that it is called after.

    In `y` the layer norm in `y = linear(layer_norm(x), W)` is `linear.layer_norm`, with no frame
    around the linear layer. Empty where there is no such frame.
    """
    for name in reversed(scene.chains.get(node, ())):
        title = scene.network.names.get(name, name)
        if name in framed and written.startswith(f"{title}."):
            return written.removeprefix(f"{title}.")
    return ""
