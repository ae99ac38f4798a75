"""The camera: how closely a person looks at the graph, and at which part of it."""

from __future__ import annotations

from typing import NamedTuple

from tui.graph.detail import Detail
from tui.graph.window import Section


class Camera(NamedTuple):
    """What a person has chosen to see of the graph; by itself it goes with the step.

    Args:
        detail: how much of each node; None for as much as there is room for.
        section: the part of a large network that is looked at; None for that of the step.
        corner: the cell of the picture at the top left of the view; None for one that follows.
    """

    detail: Detail | None = None
    section: Section | None = None
    corner: tuple[int, int] | None = None

    @property
    def follows(self) -> bool:
        """Whether it goes with the step."""
        return self.corner is None

    @property
    def following(self) -> Camera:
        """The same, going with the step."""
        return Camera(self.detail)


FITTING = Camera()
"""The camera by itself."""
