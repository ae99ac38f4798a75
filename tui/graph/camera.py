"""The camera: how closely a person looks at the graph, and at which part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tui.graph.detail import Detail
from tui.graph.scale import Scaling
from tui.graph.window import Section

if TYPE_CHECKING:
    from tui.graph.lit_path import LitPath


class Camera(NamedTuple):
    """What a person has chosen to see of the graph; by itself it goes with the step.

    Args:
        detail: how much of each node; None for as much as there is room for.
        section: the part of a large network that is looked at; None for that of the step.
        corner: the cell of the picture at the top left of the view; None for one that follows.
        scaling: how the sizes of contributions become weights of wires.
        path: the path of a gradient that alone is lit, if one is.
    """

    detail: Detail | None = None
    section: Section | None = None
    corner: tuple[int, int] | None = None
    scaling: Scaling = Scaling.AUTO
    path: LitPath | None = None

    @property
    def follows(self) -> bool:
        """Whether it goes with the step."""
        return self.corner is None

    @property
    def following(self) -> Camera:
        """The same, going with the step."""
        return self._replace(section=None, corner=None)

    def turned(self, section: Section, corner: tuple[int, int]) -> Camera:
        """The same, with a part of the network, and a cell of its picture, at the top left."""
        return self._replace(section=section, corner=corner)


FITTING = Camera()
"""The camera by itself."""
