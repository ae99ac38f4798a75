"""A lit path: one way of a gradient from the loss to a node, which the graph shows alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.debugger.stop import Stop
from engine.gradients.one_path import Path, counted, product_line
from engine.gradients.paths import followed
from engine.iterations.run import Run
from engine.language.notation import Style
from engine.network.parts import Edge
from tui.drawing.spotlight import Spotlight


class LitPath(NamedTuple):
    """A path that is lit.

    Args:
        gradient: what it leads to: `dL/dw0`, `dL/dW[0,1]`.
        number: its place among the paths, the largest first; 0 where that is not known.
        total: how many paths there are.
        path: the path.
        run: the iteration that its local derivatives are of.
    """

    gradient: str
    number: int
    total: int
    path: Path
    run: Run

    def at(self, stop: Stop) -> LitPath | None:
        """The same at another stop; None where there is none, or its numbers are not to be seen."""
        run = stop.state.run
        if stop.is_veiled or stop.program is not self.run.program:
            return None
        if run is self.run:
            return self
        path = followed(self.path, run)
        return None if path is None else self._replace(number=0, path=path, run=run)

    @property
    def spotlight(self) -> Spotlight:
        """The boxes on it."""
        return Spotlight(frozenset(place.node for place in self.path.places))

    @property
    def wires(self) -> Mapping[Edge, float]:
        """The uses of nodes on it, each with its local derivative."""
        links = [factor.link for factor in self.path.factors]
        return {
            Edge(link.source.node, link.target.node, link.position): link.value for link in links
        }

    def title(self, style: Style, width: int) -> str:
        """What is said of it in so many columns: its local derivatives, and what they come to."""
        name, value = style.name(self.gradient), style.number(self.path.value)
        which = f"path {self.number} of {counted(self.total)}" if self.number else "a path"
        texts = (
            f"{which} to {name}: {product_line(self.path, style)}",
            f"{which} to {name} contributes {value}",
            f"{which}: {value}",
        )
        return next((text for text in texts if len(text) <= width), texts[-1])
