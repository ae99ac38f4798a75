"""The compositor: it sends to the terminal the columns that changed and no others.

Textual sends a changed region from the left edge of its widget on. Over a slow line, and in the
wide panel of the graph, that is most of what a step would send. This builds on a part of Textual
that is not public.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console, RenderableType
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.screen import Screen
from textual.strip import Strip

from tui.terminal.direct import DirectWriter
from tui.terminal.sgr import shortened


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


class RowsUpdate(LayoutUpdate):
    """An update of the whole screen, of which some rows are sent.

    Args:
        update: what Textual would send.
        rows: what is sent, by the row that it stands in.
    """

    def __init__(self, update: LayoutUpdate, rows: Mapping[int, str]) -> None:
        super().__init__(update.strips, update.region)
        self._rows = rows

    def render_segments(self, _: Console) -> str:
        """The update as it is written to the terminal."""
        return written(self._rows)


class FirstFrame:
    """The rows that a terminal shows while the app starts.

    Textual sends the whole screen half a dozen times until all is ready. Of each update there are
    sent the rows that differ from what was sent before.
    """

    def __init__(self, rows: Sequence[str], size: tuple[int, int], console: Console) -> None:
        self.rows, self._size, self._console = dict(enumerate(rows)), size, console
        self._is_fresh = True

    def changes(self, update: LayoutUpdate) -> RowsUpdate | None:
        """What has to be sent of an update; the first goes on to put the cursor in its place."""
        if update.region.size != self._size:
            self.rows, self._size = {}, update.region.size
        rows = {
            y: shortened("".join([strip.render(self._console) for strip in strips]))
            for y, strips in enumerate(update.strips)
        }
        changed = {y: row for y, row in rows.items() if row != self.rows.get(y)}
        self.rows, was_fresh, self._is_fresh = rows, self._is_fresh, False
        return RowsUpdate(update, changed) if changed or was_fresh else None

    def adopt(self, places: Iterable[int], strips: Sequence[Strip]) -> None:
        """Take rows for shown that panels have just written by themselves."""
        if len(strips) == len(self.rows):
            self.rows |= {y: shortened(strips[y].render(self._console)) for y in places}


class SpansCompositor(Compositor):
    """Textual's compositor, with smaller partial updates, and fewer full ones."""

    first_frame: FirstFrame | None = None
    """What the terminal shows while the app starts; None once it is up."""

    def __init__(self) -> None:
        super().__init__()
        self.direct = DirectWriter(self)
        """What the panels write by themselves."""

    def render_update(
        self,
        full: bool = False,
        screen_stack: list[Screen[object]] | None = None,
        simplify: bool = False,
    ) -> RenderableType | None:
        """What has to be sent, if anything has."""
        if self.first_frame is None or not self._dirty_regions:
            return super().render_update(full, screen_stack, simplify)
        update = super().render_update(True, screen_stack, simplify)
        return self.first_frame.changes(update) if isinstance(update, LayoutUpdate) else update

    def adopt(self, rows: Iterable[int]) -> None:
        """Take rows for shown that panels have just written by themselves."""
        if self.first_frame is not None:
            self.first_frame.adopt(rows, self.render_strips())

    def leave_first_frame(self) -> None:
        """Send from now on what Textual does: the app is up."""
        self.first_frame = None

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
        if self.first_frame is not None:
            return written(self.first_frame.rows)
        strips = enumerate(self.render_strips())
        return written({y: strip.render(console) for y, strip in strips})


def written(rows: Mapping[int, str]) -> str:
    """Rows, each in its place."""
    return "".join(Control.move_to(0, y).segment.text + row for y, row in rows.items())
