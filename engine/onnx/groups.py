"""The groups of a draft that are open, as nodes of one module after the other are written."""

from __future__ import annotations

from contextlib import ExitStack

from engine.drafts.draft import Draft
from engine.onnx.graph import Node


class Groups:
    """Opens groups and closes them; as a context it closes all at its end.

    Args:
        draft: in which they are.
    """

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._path: tuple[str, ...] = ()
        self._open: list[ExitStack] = []
        self._said: list[str] = []

    def __enter__(self) -> Groups:
        return self

    def __exit__(self, *_: object) -> None:
        self._close(0)

    def is_said(self, place: str) -> bool:
        """Whether a line of the source is named by a group that is open."""
        return place in self._said

    def enter(self, node: Node | None) -> None:
        """Close the groups in which a node does not stand, and open those in which it does."""
        path = () if node is None else node.path
        same = 0
        while same < min(len(path), len(self._path)) and path[same] == self._path[same]:
            same += 1
        self._close(same)
        for depth in range(same + 1, len(path) + 1):
            above = len(path) - depth
            layer, place = (node.layer, node.place) if node and not above else ("", "")
            if node and 0 < above <= len(node.around):
                layer = node.around[-above]
            group = ExitStack()
            about = ", ".join(filter(None, (layer, place)))
            group.enter_context(self._draft.group(".".join(path[:depth]), about))
            self._open.append(group)
            self._said.append(place)
        self._path = path

    def _close(self, depth: int) -> None:
        while len(self._open) > depth:
            self._open.pop().close()
            self._said.pop()
        self._path = self._path[:depth]
