"""The spotlight of a lecture: nodes, and wires between them; beside it everything is dim."""

from __future__ import annotations

from typing import NamedTuple


class Spotlight(NamedTuple):
    """A spotlight; on no nodes it is off, and everything is seen as ever.

    Args:
        nodes: the nodes in it.
        wires: the wires in it, from the node that is read to the one that reads it.
    """

    nodes: frozenset[str] = frozenset()
    wires: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_on(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.nodes)

    def touches(self, source: str, target: str) -> bool:
        """Whether a wire between two nodes is seen that is lit already."""
        return not self.is_on or source in self.nodes or target in self.nodes


OFF = Spotlight()
