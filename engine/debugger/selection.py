"""The selection: which node and which entry is looked at, and what was looked for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from engine.errors import DebuggerError
from engine.frozen import frozen, replace
from engine.iterations.state import State
from engine.language.text import unknown_node
from engine.program.program import Program


@frozen(slots=True)
class Selection:
    """The node and the entry that a person has chosen to look at.

    Args:
        node: the node that is selected; None for that of the step, whichever that is.
        entry: the entry of arrays that is singled out, row and unit last; None for none.
        sought: what was looked for last; empty for nothing.
    """

    node: str | None = None
    entry: tuple[int, ...] | None = None
    sought: str = ""

    def on(self, node: str | None) -> Selection:
        """The same with another node selected, or none."""
        return replace(self, node=node)

    def moved(
        self, count: int, here: str, nodes: Sequence[str], program: Program
    ) -> tuple[Selection, str]:
        """The node so many places below one, above it if negative, and what there is to say.

        Args:
            count: how many.
            here: the one.
            nodes: those that can be seen, in reading order.
            program: whose they are.
        """
        places = program.places
        place = bisect_left(nodes, places[here], key=places.__getitem__) + count
        node = nodes[min(max(place, 0), len(nodes) - 1)]
        edge = f"{program.told(node)} is the {'last' if count > 0 else 'first'} node"
        return replace(self, node=node), "" if 0 <= place < len(nodes) else edge

    def seeking(self, text: str) -> Selection:
        """The same looking for a text, for the last one if it is empty.

        Raises:
            DebuggerError: where nothing was looked for yet.
        """
        sought = text.strip() or self.sought
        if not sought:
            raise DebuggerError("nothing was looked for yet: write a part of a name, or value < 0")
        return replace(self, sought=sought)

    def found(self, count: int, here: str, state: State) -> tuple[Selection, str]:
        """The match that is so many further on than a node, and what there is to say of it.

        Raises:
            DebuggerError: where nothing matches, or what is sought cannot be understood.
        """
        from engine.queries.find import find_matches  # not before something is looked for

        program = state.run.program
        matches = find_matches(self.sought, state)
        node, message = matches.following(program.places[here], program, count)
        return replace(self, node=node), message

    def single_out(self, entry: tuple[int, ...], program: Program) -> tuple[Selection, str]:
        """The same with an entry of arrays by sample and unit, and what there is to say of it.

        Raises:
            DebuggerError: where no array of the network has such an entry.
        """
        if entry and not _has_entry(program, entry):
            raise DebuggerError(
                f"no array of this network has an entry {list(entry)}, counted from 0"
            )
        return replace(self, entry=entry or None), "" if entry else "no entry is singled out"

    def fitted(self, program: Program) -> Selection:
        """The same without a node or an entry that another program does not have."""
        node = self.node if self.node in program.places else None
        entry = self.entry if self.entry and _has_entry(program, self.entry) else None
        return replace(self, node=node, entry=entry)


def named(name: str, program: Program) -> str:
    """The node of this name, or written like this.

    Raises:
        DebuggerError: where there is none.
    """
    if name in program.places:
        return name
    for node, written in program.names.items():
        if name == written:
            return node
    raise DebuggerError(unknown_node(name, list(map(program.told, program.network.nodes))))


def _has_entry(program: Program, entry: tuple[int, ...]) -> bool:
    """Whether an array has this entry, or one whose last places are these."""
    return any(
        len(entry) <= len(shape)
        and all(0 <= place < size for place, size in zip(entry[::-1], shape[::-1], strict=False))
        for shape in program.shapes.values()
    )
