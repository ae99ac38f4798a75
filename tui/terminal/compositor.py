"""Sends to the terminal the columns that changed and no others.

Textual sends a changed region from the left edge of its widget on. Over a slow line, and in the
wide panel of the graph, that is most of what a step would send. This is the one place that builds
on a part of Textual that is not public; where that part is missing, Textual's own way remains.
"""

from __future__ import annotations

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor


class SpansUpdate(ChopsUpdate):
    """An update of spans of cells, each sent from its own first column."""

    def render_segments(self, console: Console) -> str:
        """The update as it is written to the terminal."""
        sequences: list[str] = []
        for y, start, end in self.spans:
            for chop_end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                first, last = max(x, start), min(chop_end, end)
                if strip is not None and first < last:
                    sequences.append(Control.move_to(first, y).segment.text)
                    sequences.append(strip.crop(first - x, last - x).render(console))
        return "".join(sequences)


class SpansCompositor(Compositor):
    """Textual's compositor, with smaller partial updates."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """What has to be sent for the regions that changed."""
        update = super().render_partial_update()
        if update is None:
            return None
        return SpansUpdate(update.chops, update.spans, update.chop_ends)

    def painted(self, console: Console) -> str:
        """All that is on the screen, as it is written to a terminal.

        What has still to be sent to the one that there is stays to be sent.
        """
        return "".join(
            Control.move_to(0, y).segment.text + strip.render(console)
            for y, strip in enumerate(self.render_strips())
        )
